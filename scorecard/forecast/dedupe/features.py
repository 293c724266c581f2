"""What a pair of deals is compared by: one level a feature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorecard.forecast.dedupe.blocking import NO_DAY, Pairs, amounts_of, day_of, number_key
from scorecard.forecast.dedupe.contract import FEATURES
from scorecard.forecast.dedupe.customers import Customer, Customers, Ints, compare_customers

Codes = NDArray[np.int8]
LEVELS: dict[str, tuple[str, ...]] = {
    "customer": (*(level.value for level in Customer), "unsaid"),
    "family": ("same", "unsaid", "other"),
    "opened": ("7", "30", "60", "later", "unsaid"),
    "closing": ("10", "30", "60", "later", "unsaid"),
    "amount": ("odd", "equal", "rate", "close", "near", "off", "far", "part", "unsaid"),
    "number": ("same", "unsaid", "other"),
    "tender": ("same", "unsaid", "other"),
    "partner": ("same", "unsaid", "other"),
    "outcome": ("fits", "won_lost", "before"),
    "crowd": ("alone", "few", "many"),
}
ROUND = 100_000  # an amount that is no multiple of a thousand is rarely met twice by chance
RATE, CLOSE, NEAR, OFF = 0.97, 0.99, 0.945, 0.84  # smaller over larger amount
FEW, MANY = 2, 5  # other deals of the same customer and family within the window
AFTER = 14  # days after one was closed from which another was opened later
SAID = ("partner_id", "registering_id", "transacting_id")


@dataclass(frozen=True)
class Compared:
    """Pairs of positions and the level of each feature as its place in `LEVELS`."""

    one: Ints
    other: Ints
    levels: dict[str, Codes]

    def __len__(self) -> int:
        return len(self.one)

    def where(self, keep: NDArray[np.bool_] | Ints) -> Compared:
        levels = {name: code[keep] for name, code in self.levels.items()}
        return Compared(self.one[keep], self.other[keep], levels)

    def texts(self, feature: str) -> NDArray[np.object_]:
        """The level of each pair by its name."""
        return np.array(LEVELS[feature], dtype=object)[self.levels[feature]]


def place(feature: str, level: str) -> int:
    return LEVELS[feature].index(level)


def compare_facts(
    deals: pd.DataFrame, customers: Customers, pairs: Pairs, window_days: int
) -> Compared:
    """All features but the customer, which is dearer."""
    one, other = pairs
    days = day_of(deals)
    close = deals["expected_close_on"].fillna(deals["closed_on"])
    levels = {
        "family": _same(_texts(deals["product_family"]), one, other),
        "opened": _gap(days, one, other, (7, 30, 60)),
        "closing": _gap(_days(close), one, other, (10, 30, 60)),
        "amount": _amount(deals, one, other),
        "number": _number(deals, one, other),
        "tender": _same(_texts(deals["tender_no"].map(number_key)), one, other),
        "partner": _partner(deals, one, other),
        "outcome": _outcome(deals, days, one, other),
        "crowd": _crowd(deals, customers, days, window_days)[np.stack([one, other])].max(axis=0),
    }
    return Compared(one, other, levels)


def with_customers(compared: Compared, customers: Customers) -> Compared:
    """The levels with the customer's."""
    one, other = customers.of_deal[compared.one], customers.of_deal[compared.other]
    told = np.flatnonzero((one >= 0) & (other >= 0))
    code = np.full(len(compared), place("customer", "unsaid"), dtype=np.int8)
    numbers = {level: n for n, level in enumerate(LEVELS["customer"])}
    found = compare_customers(customers, one[told], other[told])
    code[told] = [numbers[level] for level in found]
    levels = {"customer": code, **compared.levels}
    return Compared(compared.one, compared.other, {name: levels[name] for name in FEATURES})


def _texts(column: pd.Series) -> Ints:
    """A number for each text, -1 for none."""
    plain = column.str.strip().str.casefold()
    return pd.factorize(plain.where(plain != ""))[0].astype(np.int64)


def _same(code: Ints, one: Ints, other: Ints) -> Codes:
    """0 the same, 1 unsaid, 2 other."""
    unsaid = (code[one] < 0) | (code[other] < 0)
    return np.where(unsaid, 1, np.where(code[one] == code[other], 0, 2)).astype(np.int8)


def _days(column: pd.Series) -> Ints:
    number = column.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return np.where(column.isna().to_numpy(), NO_DAY, number)


def _gap(days: Ints, one: Ints, other: Ints, edges: tuple[int, ...]) -> Codes:
    """Place among the edges; the last level where a day is unknown."""
    gap = np.searchsorted(np.array(edges), np.abs(days[one] - days[other]))
    unsaid = (days[one] == NO_DAY) | (days[other] == NO_DAY)
    return np.where(unsaid, len(edges) + 1, gap).astype(np.int8)


def _amount(deals: pd.DataFrame, one: Ints, other: Ints) -> Codes:
    amounts = amounts_of(deals)
    own = deals["amount_own_minor"].to_numpy(dtype="float64", na_value=np.nan)
    currency = pd.factorize(deals["currency"])[0]
    a, b = amounts[one], amounts[other]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(a == b, 1.0, np.minimum(a, b) / np.maximum(a, b))
    same = (own[one] == own[other]) & (currency[one] == currency[other])
    equal = np.where(own[one] % ROUND != 0, place("amount", "odd"), place("amount", "equal"))
    foreign = currency[one] != currency[other]
    least = (CLOSE, NEAR, OFF)
    rules = [np.isnan(share), same, foreign & (share >= RATE), *(share >= edge for edge in least)]
    names = ("rate", "close", "near", "off")
    near = [np.full(len(one), place("amount", name)) for name in names]
    found = [np.full(len(one), place("amount", "unsaid")), equal, *near]
    level = np.select(rules, found, np.full(len(one), place("amount", "far")))
    return np.asarray(level, dtype=np.int8)


def _number(deals: pd.DataFrame, one: Ints, other: Ints) -> Codes:
    """Two registrations bear two numbers by nature, which says nothing."""
    level = _same(_texts(deals["registration_no"].map(number_key)), one, other)
    own = (deals["source"] == "registration").to_numpy()
    return np.where((level == 2) & own[one] & own[other], 1, level).astype(np.int8)


def _partner(deals: pd.DataFrame, one: Ints, other: Ints) -> Codes:
    ids = [deals[name].to_numpy(dtype="int64") for name in SAID]
    same = np.zeros(len(one), dtype=bool)
    for left in ids:
        for right in ids:
            same |= (left[one] == right[other]) & (left[one] != 0)
    said = np.any([code != 0 for code in ids], axis=0)
    unsaid = ~(said[one] & said[other])
    return np.where(same, 0, np.where(unsaid, 1, 2)).astype(np.int8)


def _outcome(deals: pd.DataFrame, days: Ints, one: Ints, other: Ints) -> Codes:
    """Whether one was over before the other began, or the two ended differently."""
    closed = _days(deals["closed_on"])
    status = deals["status"].to_numpy(dtype=object)
    a, b = status[one], status[other]
    won_lost = ((a == "won") & (b == "lost")) | ((a == "lost") & (b == "won"))
    known = (days[one] != NO_DAY) & (days[other] != NO_DAY)
    before = known & (
        ((closed[one] != NO_DAY) & (closed[one] + AFTER < days[other]))
        | ((closed[other] != NO_DAY) & (closed[other] + AFTER < days[one]))
    )
    return np.where(before, 2, np.where(won_lost, 1, 0)).astype(np.int8)


def _crowd(deals: pd.DataFrame, customers: Customers, days: Ints, window: int) -> Codes:
    """How many other deals the same customer has in the family within the window: its level."""
    family = _texts(deals["product_family"])
    spelled = np.append(customers.spelled, -1)[customers.of_deal]
    group = spelled * (family.max(initial=0) + 2) + family + 1
    order = np.lexsort((days, group))
    span = np.int64(10**8)  # wider than any number of days, so that groups do not meet
    at = pd.factorize(group)[0][order] * span + days[order]
    at = np.sort(at) if np.any(np.diff(at) < 0) else at
    place_of = pd.factorize(group)[0] * span + days
    n = np.searchsorted(at, place_of + window, side="right")
    n = n - np.searchsorted(at, place_of - window, side="left") - 1
    level: Codes = np.searchsorted(np.array([FEW, MANY]), n, side="right").astype(np.int8)
    return level
