"""The money that refused rows stand for, where their amount can be read."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from scorecard.errors import Issue, Severity
from scorecard.ingest.amounts import multiply
from scorecard.ingest.fields import fields_of
from scorecard.ingest.judge import Judged
from scorecard.ingest.report import Refusal
from scorecard.money import exponent

AMOUNTS = ("line_amount", "amount", "requested_amount")
# One decision on the cell mends every row that holds it.
BY_CELL = ("UNKNOWN_SKU", "AMBIGUOUS_SKU", "SKU_CORRUPTED")


def refusals(issues: Iterable[Issue], judged: Judged | None = None) -> tuple[Refusal, ...]:
    """Refused rows by reason, cell and currency, most money first.

    Without `judged` (a file that was not read as a table) no money is known.
    """
    first: dict[int, Issue] = {}
    for issue in issues:
        if issue.severity is Severity.ERROR and issue.record is not None:
            first.setdefault(issue.record, issue)
    known = _amounts(judged, set(first)) if judged else {}
    sums: dict[tuple[str, str, str], list[int]] = {}
    for record, issue in first.items():
        cell = (issue.cell or "").strip() if issue.code in BY_CELL else ""
        currency, amount = known.get(record, ("", None))
        found = sums.setdefault((issue.code, cell, currency if amount is not None else ""), [0] * 3)
        found[0] += 1
        found[1] += amount is None
        found[2] += amount or 0
    rows = [
        Refusal(code, cell, currency, n, unread, _minor(e6, currency))
        for (code, cell, currency), (n, unread, e6) in sums.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-abs(row.amount_minor), row.reason, row.cell)))


def _minor(e6: int, currency: str) -> int:
    if not currency:
        return 0
    exact = Decimal(e6).scaleb(exponent(currency) - 6)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def _amounts(judged: Judged, records: set[int]) -> dict[int, tuple[str, int | None]]:
    """Record -> currency and millionths; None where the row does not say its amount."""
    name = next((name for name in AMOUNTS if name in fields_of(judged.kind)), None)
    if name is None or "currency" not in judged.values:
        return {}
    at = np.flatnonzero(np.isin(judged.table.physical, list(records)))
    given, values = judged.valued[name][at], judged.values[name][at]
    if "unit_price" in judged.values:
        product, fits = multiply(judged.values["qty"][at], judged.values["unit_price"][at])
        values = np.where(given, values, product)
        given = given | (judged.valued["qty"][at] & judged.valued["unit_price"][at] & fits)
    codes = judged.values["currency"][at]
    found: dict[int, tuple[str, int | None]] = {}
    for place, record in enumerate(judged.table.physical[at].tolist()):
        currency = codes[place]
        known = bool(given[place]) and bool(currency)
        found[int(record)] = (str(currency or ""), int(values[place]) if known else None)
    return found
