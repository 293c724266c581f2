"""Reported deals with the opportunity that each is truly of, drawn from a seed.

A regime says which countries the customers are of and how names are spoiled, so that weights are
learned on one and tried on another.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from benchmarks.dirty_names import Company, core, near, slip, tax_id, written
from benchmarks.more_parts import ALL_PARTS, MORE
from benchmarks.name_parts import PARTS
from scorecard.forecast.dedupe.contract import DEALS
from scorecard.names import fold

RATES = {"EUR": 1.0, "PLN": 4.3, "HUF": 395.0, "USD": 1.08}
FAMILIES = [
    "Backup",
    "Firewall",
    "Storage",
    "Servers",
    "Identity",
    "Email",
    "Endpoint",
    "Cloud",
    "Network",
    "Printing",
]
START, DAYS = date(2024, 1, 1), 720
Spoil = Callable[[random.Random, Company], str]


@dataclass(frozen=True)
class Regime:
    """`amounts`: chances that a second report's amount is equal, near (5 %), off (15 %), in
    another currency; `said`: that family, country, tax number, registration number are told."""

    name: str
    countries: tuple[str, ...]
    spoil: Spoil
    amounts: tuple[float, ...] = (0.55, 0.2, 0.1, 0.15)
    said: tuple[float, ...] = (0.92, 0.9, 0.1, 0.25)
    late_days: float = 14.0
    bought_again: float = 0.04


def as_distributors_write(draw: random.Random, company: Company) -> str:
    return written(draw, company, slips=True, form=False)[0]


def as_keyed_in_a_hurry(draw: random.Random, company: Company) -> str:
    """Other faults than distributors': case, cut at 24 signs, ampersands, doubled spaces, a
    department, letters read wrong, no legal form."""
    form = draw.choice(PARTS[company.country].forms[company.form])
    text = f"{' '.join(company.core)} {form}" if draw.random() < 0.6 else " ".join(company.core)
    kind = draw.random()
    if kind < 0.12:
        text = slip(draw, text)
    elif kind < 0.17:
        text = text.replace("o", "0", 1) if draw.random() < 0.3 else text.replace("m", "rn", 1)
    elif kind < 0.25:
        text += draw.choice((" - IT", " (HQ)", " / IT dept", ", Purchasing"))
    text = fold(text) if draw.random() < 0.4 else text
    text = text.upper() if draw.random() < 0.3 else text
    text = text.replace(" ", "  ", 1) if draw.random() < 0.1 else text
    return text[:24].strip() if draw.random() < 0.08 else text


def as_copied_from_mails(draw: random.Random, company: Company) -> str:
    """Faults of a third kind: a word cut to its first letters, "Group" or a city added, words
    turned round, a hyphen between words, plain letters, another spelling of the legal form."""
    forms, words = ALL_PARTS[company.country].forms[company.form], list(company.core)
    kind = draw.random()
    if kind < 0.07 and len(words) > 1:
        words[-1] = words[-1][:4] + draw.choice((".", ""))
    elif kind < 0.11:
        words.append(draw.choice(("Group", "Holding", company.city)))
    elif kind < 0.15 and len(words) > 1:
        words = [*words[1:], words[0]]
    elif kind < 0.20 and len(words) > 1:
        words = [f"{words[0]}-{words[1]}", *words[2:]]
    text = " ".join(words)
    text = slip(draw, text) if 0.20 <= kind < 0.29 else text
    text = f"{text} {draw.choice(forms)}" if draw.random() < 0.7 else text
    text = fold(text) if draw.random() < 0.5 else text
    kind = draw.random()
    return text.lower() if kind < 0.2 else text.upper() if kind < 0.4 else text


LEARNED_ON = Regime("learned on", ("PL", "DE", "GB", "FR"), as_distributors_write)
TRIED_ON = Regime(
    "tried on", ("RO", "HU", "ES", "CZ", "MX"), as_keyed_in_a_hurry,
    amounts=(0.45, 0.25, 0.1, 0.2), said=(0.88, 0.8, 0.06, 0.2), late_days=18.0,
)  # fmt: skip
# Written before counting was ever tried on it; nothing is learned or chosen by it.
HELD_OUT = Regime(
    "held out", tuple(MORE), as_copied_from_mails,
    amounts=(0.5, 0.15, 0.15, 0.2), said=(0.85, 0.7, 0.08, 0.15), late_days=12.0,
    bought_again=0.06,
)  # fmt: skip


@dataclass(frozen=True)
class Opportunity:
    number: int
    customer: int
    family: str
    amount: int  # cents of a euro
    created: int  # days after START
    lasts: int
    partner: int
    status: str


@dataclass
class World:
    """`deals`: DEALS; `truth`: the opportunity of each row; `whole`: true where a row is no part
    of a split report; `amounts`: what each opportunity is worth by its best source."""

    deals: pd.DataFrame = field(default_factory=pd.DataFrame)
    truth: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    amounts: dict[int, int] = field(default_factory=dict)


def world(n: int, seed: int, regime: Regime, duplicates: float = 0.12) -> World:
    """About `n` reports, of which `duplicates` are of opportunities that another report told."""
    draw = random.Random(seed)
    customers = _customers(draw, max(20, n // 6), regime)
    writer = _Writer(draw, regime, customers)
    number = 0
    last: list[Opportunity] = []
    while len(writer.rows) < n:
        number += 1
        again = bool(last) and draw.random() < regime.bought_again
        opportunity = (
            _again(draw, number, draw.choice(last)) if again else _new(draw, number, len(customers))
        )
        last = [*last[-200:], opportunity]
        more = _extra(draw, duplicates)
        writer.report(opportunity, more)
    return writer.world()


def _extra(draw: random.Random, duplicates: float) -> int:
    """Reports beside the first, so that the share of duplicates comes out as wished."""
    share = duplicates / (1 - duplicates)
    if draw.random() >= share / 1.35:
        return 0
    return 2 if draw.random() < 0.35 else 1


def _customers(draw: random.Random, n: int, regime: Regime) -> list[Company]:
    found: dict[tuple[str, str, int], Company] = {}
    known: list[Company] = []
    while len(found) < n:
        company = near(draw, draw.choice(known)) if known and draw.random() < 0.08 else None
        if company is None or company.country not in regime.countries:
            company = _stranger(draw, regime)
        if company.key not in found:
            found[company.key] = company
            known.append(company)
    return known


def _stranger(draw: random.Random, regime: Regime) -> Company:
    country = draw.choice(regime.countries)
    parts = ALL_PARTS[country]
    form = draw.choices(range(len(parts.forms)), parts.weights)[0]
    return Company(country, core(draw, parts), form, draw.choice(parts.cities))


def _new(draw: random.Random, number: int, n_customers: int) -> Opportunity:
    amount = int(np.exp(draw.gauss(9.6, 1.1)))
    step = draw.choice((1, 1, 10, 100, 500, 1000))
    return Opportunity(
        number, int(n_customers * draw.random() ** 1.5), draw.choice(FAMILIES),
        max(1, amount // step) * step * 100 + (draw.randrange(100) if step == 1 else 0),
        draw.randrange(DAYS), int(draw.expovariate(1 / 80)) + 10, draw.randint(1, 2000),
        draw.choices(("open", "won", "lost"), (5, 3, 2))[0],
    )  # fmt: skip


def _again(draw: random.Random, number: int, before: Opportunity) -> Opportunity:
    """The same customer buys the same again: after months, often for as much, or beside it and in
    another size (what is ordered twice within weeks for as much, nobody can tell from one deal).
    """
    beside = draw.random() < 0.3
    later = draw.randint(0, 20) if beside else draw.choice((60, 90, 180, 365)) + draw.randint(-9, 9)
    factor = draw.uniform(0.3, 2.5) if draw.random() < 0.6 else 1.0
    if beside:
        factor = draw.choice((draw.uniform(0.3, 0.75), draw.uniform(1.35, 2.5)))
    return Opportunity(
        number, before.customer, before.family, max(100, int(before.amount * factor)),
        before.created + later, before.lasts, before.partner, "open",
    )  # fmt: skip


class _Writer:
    """Writes reports of opportunities, each as its source would."""

    def __init__(self, draw: random.Random, regime: Regime, customers: list[Company]) -> None:
        self.draw, self.regime, self.customers = draw, regime, customers
        self.rows: list[dict[str, object]] = []
        self.truth: list[int] = []
        self.amounts: dict[int, int] = {}

    def report(self, one: Opportunity, more: int) -> None:
        draw = self.draw
        kinds = draw.choices(("crm", "registration", "quote", "partner"), (45, 33, 15, 7), k=1)
        while len(kinds) <= more:
            kind = draw.choices(("crm", "registration", "quote", "partner"), (40, 35, 20, 5))[0]
            if kind != "crm" or "crm" not in kinds:
                kinds.append(kind)
        number = f"DR-{one.number:07d}" if "registration" in kinds else ""
        split = draw.randrange(len(kinds)) if more and draw.random() < 0.05 else -1
        best = (9, 0)
        for at, kind in enumerate(kinds):
            amount, currency = self._amount(
                one,
                first=at in (0, split) or (split >= 0 and draw.random() < 0.85),
                split=split >= 0,
            )
            partner = one.partner
            if kinds[:at].count(kind):  # the same kind again: of another partner
                partner = one.partner % 2000 + 1 + at
            row = self._row(one, kind, at, partner, number)
            rank = self._add(
                row, one, amount, currency, parts=2 + (draw.random() < 0.2) if at == split else 1
            )
            best = min(best, (rank, round(amount)), key=lambda item: item[0])
        self.amounts[one.number] = best[1]

    def _amount(self, one: Opportunity, first: bool, split: bool) -> tuple[float, str]:
        """Cents of a euro, and the currency it is reported in."""
        if first:
            return float(one.amount), "EUR"
        kind = 3 if split else self.draw.choices(range(4), self.regime.amounts)[0]
        if kind == 3:
            rate = self.draw.gauss(1.0, 0.01)
            return one.amount * rate, self.draw.choice(("PLN", "HUF", "USD"))
        spread = (0.0, 0.05, 0.15)[kind]
        return round(
            one.amount * (1 + self.draw.uniform(-spread, spread)) / 100
        ) * 100.0 if spread else float(one.amount), "EUR"

    def _row(
        self, one: Opportunity, kind: str, at: int, partner: int, number: str
    ) -> dict[str, object]:
        draw, company = self.draw, self.customers[one.customer]
        family, country, tax, referred = (draw.random() < chance for chance in self.regime.said)
        created = one.created + (round(abs(draw.gauss(0, self.regime.late_days))) if at else 0)
        close = one.created + one.lasts + (round(draw.gauss(0, 15)) if at else 0)
        day = START + timedelta(max(created, close))
        closed = one.status != "open" and draw.random() < 0.85
        own, spoiled = kind == "registration", draw.random() < 0.75
        referring = f"{number}-{one.partner}" if number and referred else ""
        decision = draw.choices(("approved", "submitted", "rejected"), (70, 20, 10))[0]
        return {
            "source": kind,
            "sender": {"crm": "crm", "quote": f"D{one.partner % 7}"}.get(kind, "portal"),
            "partner_id": 0 if kind == "crm" and draw.random() < 0.4 else partner,
            "customer_name": self.regime.spoil(draw, company) if spoiled else company.name,
            "customer_tax_id": tax_id(company.country, one.customer) if tax else "",
            "customer_country": company.country if country else "",
            "product_family": one.family if family else "",
            "created_on": START + timedelta(created),
            "expected_close_on": day,
            "closed_on": day if closed else None,
            "status": one.status if closed else "open",
            "stage": "",
            "registration_no": f"{number}-{partner}" if own else referring,
            "decision": decision if own else "",
        }

    def _add(
        self, row: dict[str, object], one: Opportunity, amount: float, currency: str, parts: int
    ) -> int:
        """Append the row, in parts; return how its source ranks."""
        for size in _parted(self.draw, round(amount), parts):
            number = len(self.rows) + 1
            told = {"amount_minor": size, "amount_own_minor": round(size * RATES[currency])}
            code = {"deal_id": number, "deal_code": f"{row['source']}-{number}"}
            self.rows.append({**row, **told, **code, "currency": currency})
            self.truth.append(one.number)
        order = {"crm": 0, "quote": 2, "partner": 4}
        return order.get(str(row["source"]), 1 if row["decision"] == "approved" else 3)

    def world(self) -> World:
        frame = pd.DataFrame(self.rows)
        for name, kind in DEALS.items():
            if name not in frame:
                blank: object = {"int64": 0, "str": "", "bool": False}.get(kind, pd.NaT)
                frame[name] = blank
            frame[name] = frame[name].astype(kind)
        return World(frame[list(DEALS)], np.array(self.truth, dtype=np.int64), self.amounts)


def _parted(draw: random.Random, cents: int, parts: int) -> list[int]:
    if parts == 1 or cents < 100_000:
        return [cents]
    cuts = sorted(draw.uniform(0.2, 0.8) for _ in range(parts - 1))
    edges = [0, *(round(cents * cut / 100) * 100 for cut in cuts), cents]
    return [b - a for a, b in pairwise(edges) if b > a]
