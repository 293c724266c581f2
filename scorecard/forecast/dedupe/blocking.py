"""Which deals are worth comparing: pairs that share a word of the customer or a number.

Deals are sorted by the shared key and their day, and each is paired with those that follow it
within the window: the work grows with the pairs found, not with the square of the deals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorecard.forecast.dedupe.contract import Settings
from scorecard.forecast.dedupe.customers import KEYS_OF_NAME, Customers, Ints
from scorecard.forecast.dedupe.likeness import LEAST_SHARE, written_alike

FOLLOWING = 30  # deals at most that one is paired with under one key
FOLLOWING_PARTS = 6  # of these, where amounts are as far apart as a part from a whole
LEAST_PART = 0.03  # of the whole, for a part of it
NO_DAY = -(10**6)
MARKS = re.compile(r"[^0-9A-Z]+")
Pairs = tuple[Ints, Ints]


def candidate_pairs(deals: pd.DataFrame, customers: Customers, settings: Settings) -> Pairs:
    """Positions of deals that may be one opportunity, the first smaller than the second."""
    n = len(deals)
    pairs, numbered = blocked_pairs(deals, customers, settings)
    one, other = pairs
    keep = written_alike(pairs, customers, amounts_of(deals), np.zeros(len(one), dtype=bool))
    return _pairs([_code(one[keep], other[keep], n), _code(*numbered, n)], n)


def blocked_pairs(
    deals: pd.DataFrame, customers: Customers, settings: Settings
) -> tuple[Pairs, Pairs]:
    """Pairs that share a key of the customer, however it is written, and pairs with a number."""
    days, amounts = day_of(deals), amounts_of(deals)
    n, always = len(deals), np.zeros(len(deals), dtype=np.int64)
    vague = (deals["product_family"].str.strip() == "").to_numpy()
    found = []
    for rows, key, only_vague in _keys(deals, customers):
        ends = vague if only_vague else None
        near = _near(rows, key, days, settings.window_days, amounts, ends)
        found.append(distinct([_code(*pair, n) for pair in near]))
    numbered = [
        _code(one, other, n)
        for column in ("registration_no", "tender_no")
        for one, other in _near(*_numbered(deals[column]), always, 0, None)
    ]
    return _pairs(found, n), _pairs(numbered, n)


def day_of(deals: pd.DataFrame) -> Ints:
    """Day opened, else expected or real close, as a number; `NO_DAY` where none is known."""
    day = deals["created_on"].fillna(deals["expected_close_on"]).fillna(deals["closed_on"])
    number = day.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return np.where(day.isna().to_numpy(), NO_DAY, number)


def amounts_of(deals: pd.DataFrame) -> NDArray[np.float64]:
    """Amounts for comparing, NaN where none is known."""
    return deals["amount_minor"].to_numpy(dtype="float64", na_value=np.nan)


def number_key(text: str) -> str:
    """A registration or tender number without marks and case."""
    return MARKS.sub("", text.upper())


def _keys(deals: pd.DataFrame, customers: Customers) -> Iterator[tuple[Ints, Ints, bool]]:
    """Rows, the key each has, and whether it serves deals without a product family alone."""
    rows, word = _words(customers)
    family = pd.factorize(deals["product_family"].str.strip().str.casefold())[0].astype(np.int64)
    yield rows, word * (family.max(initial=0) + 1) + family[rows], False
    amounts = amounts_of(deals)
    size = np.nan_to_num(np.log(np.maximum(amounts, 1.0)) / 0.3, nan=-1.0).astype(np.int64) + 1
    for shift in (0, 1):  # buckets overlap by half
        half = np.where(size > 0, (size + shift) // 2, 0)
        yield rows, word * 1_000 + half[rows], True
    yield *_worded(customers), False
    yield *_taxed(customers), False
    yield *_priced(deals, customers), False


def _worded(customers: Customers) -> tuple[Ints, Ints]:
    """All words of the customer, in any order and legal form."""
    named = np.flatnonzero(customers.of_deal >= 0)
    number = pd.factorize(customers.texts)[0].astype(np.int64)
    return named, number[customers.of_deal[named]]


def _priced(deals: pd.DataFrame, customers: Customers) -> tuple[Ints, Ints]:
    """The very amount, and the customer's first letter, whatever the words are."""
    own = deals["amount_own_minor"].to_numpy(dtype="int64", na_value=0)
    letters = pd.factorize(np.array([text[:1] for text in customers.texts], dtype=object))[0]
    rows = np.flatnonzero((customers.of_deal >= 0) & (own > 0))
    currency = pd.factorize(deals["currency"])[0].astype(np.int64)[rows]
    letter = letters.astype(np.int64)[customers.of_deal[rows]]
    return rows, (own[rows] * 200 + currency) * 5_000 + letter


def _words(customers: Customers) -> tuple[Ints, Ints]:
    """Each deal's row once for each rarest word of its customer, and the word's number."""
    names = [entry.name.words for entry in customers.register.entries]
    count = Counter(word for words in names for word in set(words))
    numbers: dict[str, int] = {}
    owner, number = [], []
    for at, words in enumerate(names):
        for key in _keys_of(words, count):
            owner.append(at)
            number.append(numbers.setdefault(key, len(numbers)))
    return _spread(np.array(owner, dtype=np.int64), np.array(number, dtype=np.int64), customers)


def _keys_of(words: tuple[str, ...], count: Counter[str]) -> set[str]:
    """The rarest words, and both ends of the name, which outlive slips in the words."""
    rarest = sorted(set(words), key=lambda word: (count[word], word))[:KEYS_OF_NAME]
    whole = "".join(words)
    ends = {f"{whole[:4]}-"} if len(whole) > 4 else set()
    return {*rarest, *ends, f"-{whole[-4:]}"} if len(words) == 1 and ends else {*rarest, *ends}


def _spread(owner: Ints, number: Ints, customers: Customers) -> tuple[Ints, Ints]:
    """From keys of customers to keys of deals; `owner` is sorted."""
    n = len(customers.register.entries)
    begin = np.searchsorted(owner, np.arange(n))
    length = np.searchsorted(owner, np.arange(n), side="right") - begin
    deals = np.flatnonzero(customers.of_deal >= 0)
    of = customers.of_deal[deals]
    rows = np.repeat(deals, length[of])
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(length[of]) - length[of], length[of])
    return rows, number[np.repeat(begin[of], length[of]) + offset]


def _taxed(customers: Customers) -> tuple[Ints, Ints]:
    numbers: dict[str, int] = {}
    entries = customers.register.entries
    of = [numbers.setdefault(e.tax.body, len(numbers)) if e.tax else -1 for e in entries]
    tax = np.array([*of, -1], dtype=np.int64)[customers.of_deal]
    rows = np.flatnonzero(tax >= 0)
    return rows, tax[rows]


def _numbered(column: pd.Series) -> tuple[Ints, Ints]:
    numbers = column.map(number_key)
    rows = np.flatnonzero((numbers != "").to_numpy())
    return rows, pd.factorize(numbers.iloc[rows])[0].astype(np.int64)


def _near(
    rows: Ints,
    key: Ints,
    days: Ints,
    window: int,
    amounts: NDArray[np.float64] | None,
    ends: NDArray[np.bool_] | None = None,
) -> Iterator[Pairs]:
    """Pairs of one key within the window, by their distance in the order of days.

    Args:
        ends: deals of which at least one is in every pair; all when None.
    """
    order = np.lexsort((rows, days[rows], key))
    rows, key = rows[order], key[order]
    day = days[rows]
    begin = np.flatnonzero((day != NO_DAY) & (True if ends is None else ends[rows]))
    for way in (1,) if ends is None else (1, -1):
        for step, at in _following(begin, way, key, day, window):
            one, other = rows[at], rows[at + way * step]
            if amounts is not None:
                least = LEAST_PART if step <= FOLLOWING_PARTS else LEAST_SHARE
                fits = _may_fit(amounts[one], amounts[other], least)
                one, other = one[fits], other[fits]
            yield np.minimum(one, other), np.maximum(one, other)


def _following(at: Ints, way: int, key: Ints, day: Ints, window: int) -> Iterator[tuple[int, Ints]]:
    """Places that have another of their key and within the window so many steps that way on."""
    for step in range(1, FOLLOWING + 1):
        there = at + way * step
        inside = (there >= 0) & (there < len(key))
        at, there = at[inside], there[inside]
        at = at[(key[at] == key[there]) & (np.abs(day[there] - day[at]) <= window)]
        if not len(at):
            return
        yield step, at


def _may_fit(
    one: NDArray[np.float64], other: NDArray[np.float64], least: float
) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.minimum(one, other) / np.maximum(one, other)
    return np.asarray(~(share < least))


def _code(one: Ints, other: Ints, n: int) -> Ints:
    return one * np.int64(n) + other


def distinct(codes: list[Ints]) -> Ints:
    """Each once, sorted; `np.unique` takes a hundred times as long for tens of millions."""
    code = np.sort(np.concatenate([np.empty(0, dtype=np.int64), *codes]))
    found: Ints = code[np.diff(code, prepend=-1) != 0]
    return found


def _pairs(codes: list[Ints], n: int) -> Pairs:
    code = distinct(codes)
    return code // max(n, 1), code % max(n, 1)
