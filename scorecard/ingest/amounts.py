"""Money of a row: minor units of its currency, and quantity x price against the amount."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorecard.ingest.fields import money_fields
from scorecard.ingest.judge import Judged
from scorecard.ingest.kinds import LINES
from scorecard.ingest.marks import header_currency
from scorecard.ingest.report import Directory
from scorecard.money import exponent

MILLION = 10**6
SAFE = 9.2e18
Ints = NDArray[np.int64]


def fill_money(judged: Judged, directory: Directory, sender: str | None) -> dict[str, Any]:
    """Money columns `x_e6` (millionths) and `x_minor` of every money field `x`, by row."""
    if not money_fields(judged.kind):
        return {}
    if judged.kind in LINES:
        _default_currency(judged, directory, sender)
        _line_amounts(judged)
    found: dict[str, Any] = {}
    digits = _digits(judged.values["currency"])
    for name in money_fields(judged.kind):
        given = ~judged.missing[name] & ~judged.findings.bad
        minor, exact = to_minor(judged.values[name], digits)
        if judged.has(name) and name != "unit_price":
            judged.findings.warn("ROUNDED", given & ~exact, name)
        found[f"{name}_e6"], found[f"{name}_minor"] = judged.values[name], minor
    return found


def to_minor(millionths: Ints, digits: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Minor units, half to even, and whether nothing was rounded away."""
    unit = 10 ** (6 - digits)
    return round_half_even(millionths, unit), millionths % unit == 0


def round_half_even(numbers: Ints, unit: Ints | int) -> Ints:
    """`numbers / unit` as integers, half to even, without a float."""
    whole, rest = np.divmod(numbers, unit)
    up = (2 * rest > unit) | ((2 * rest == unit) & (whole % 2 == 1))
    rounded: Ints = whole + up
    return rounded


def _digits(currency: NDArray[Any]) -> Ints:
    numbers, codes = pd.factorize(currency)
    known = [min(exponent(code), 6) for code in codes]
    return np.array([*known, 2], dtype=np.int64)[numbers]  # -1, no currency, takes the last


def _default_currency(judged: Judged, directory: Directory, sender: str | None) -> None:
    """Fill in a missing currency: the mark beside the number, the header's, the sender's."""
    _marked_currencies(judged, directory.currencies.get(sender or ""))
    missing = judged.missing["currency"]
    if not missing.any():
        return
    default = _of_headers(judged) or directory.currencies.get(sender or "")
    if default:
        judged.values["currency"][missing] = default
        judged.missing["currency"] = np.zeros_like(missing)
    else:
        judged.findings.error("MISSING_VALUE", missing, "currency")


def _marked_currencies(judged: Judged, own: str | None) -> None:
    for name, marks in judged.marks.items():
        codes = judged.table.columns[name].codes
        for meant in set(marks.values()):
            flags = np.zeros(len(judged.words[name]), dtype=bool)
            flags[[index for index, found in marks.items() if found == meant]] = True
            rows = flags[codes]
            sure = next(iter(meant)) if len(meant) == 1 else own if own in meant else None
            fill = rows & judged.missing["currency"]
            if sure is not None and fill.any():
                judged.values["currency"][fill] = sure
                judged.missing["currency"] = judged.missing["currency"] & ~fill
            stated = judged.values["currency"]
            other = np.array([c is not None and c not in meant for c in stated[rows]], dtype=bool)
            judged.findings.error("BAD_CURRENCY", np.flatnonzero(rows)[other], name)


def _of_headers(judged: Judged) -> str | None:
    """The currency that the money columns' headers name, if they name one."""
    headers = {
        judged.table.columns[name].header for name in money_fields(judged.kind) if judged.has(name)
    }
    named = {header_currency(header) for header in headers if header} - {None}
    return named.pop() if len(named) == 1 else None


def _line_amounts(judged: Judged) -> None:
    """Fill in quantity x price where no amount is given; compare where both are."""
    _returns(judged)
    qty, price = judged.values["qty"], judged.values["unit_price"]
    product, fits = multiply(qty, price)
    given, priced = ~judged.missing["line_amount"], ~judged.missing["unit_price"]
    good = ~judged.findings.bad
    judged.findings.error("BAD_PRICE", good & priced & ~given & ~fits, "unit_price")
    compared = good & given & priced
    if compared.any():
        off = np.abs(judged.values["line_amount"] - product)
        wrong = compared & (~fits | (off > _tolerance(judged, qty)))
        judged.findings.error("AMOUNT_MISMATCH", wrong, "line_amount")
    fill = ~given & priced
    judged.values["line_amount"] = np.where(fill, product, judged.values["line_amount"])
    judged.missing["line_amount"] = ~(given | priced)


def _returns(judged: Judged) -> None:
    """Give returns their sign.

    Without a type of line a negative quantity is a return. Where the file marks its returns by
    type and writes all their quantities positive, they are turned; where it writes some of
    them negative, a positive one contradicts its type.
    """
    kinds, qty = judged.values["transaction_type"], judged.values["qty"]
    if not judged.has("transaction_type"):
        kinds = kinds.copy()
        kinds[qty < 0] = "return"
        judged.values["transaction_type"] = kinds
        return
    returned = (kinds == "return") & ~judged.findings.bad
    positive = returned & (qty > 0)
    if (returned & (qty < 0)).any():
        judged.findings.error("RETURN_NOT_NEGATIVE", positive, "qty")
    elif positive.any():
        amount = judged.values["line_amount"]
        judged.values["qty"] = np.where(positive, -qty, qty)
        judged.values["line_amount"] = np.where(positive, -np.abs(amount), amount)
        judged.notes["returns"] = "quantities turned negative by their type"


def _tolerance(judged: Judged, qty: Ints) -> Ints:
    """What rounding the price to its last digit explains, and two minor units."""
    digits = _digits(judged.values["currency"])
    unit = 10 ** (6 - digits)
    half_step = np.minimum(unit // 2, _step(judged.values["unit_price"]) // 2)
    pieces = np.minimum(np.abs(qty) // MILLION + 1, 10**9)
    slack: Ints = pieces * np.maximum(half_step, 1) + 2 * unit
    return slack


def _step(price: Ints) -> Ints:
    """The place of the last digit that is written, in millionths (at most 1/100)."""
    step = np.full(len(price), 10_000, dtype=np.int64)
    for smaller in (1_000, 100, 10, 1):
        step = np.where(price % step == 0, step, smaller)
    return step


def multiply(qty: Ints, price: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Exact product in millionths, half to even below that, and whether it is in range."""
    rough = np.abs(qty.astype(float) / MILLION * price.astype(float))
    fits = rough < SAFE
    whole = (qty % MILLION == 0) & fits
    product = np.where(whole, qty // MILLION * np.where(whole, price, 0), 0)
    for row in np.flatnonzero(~whole & fits).tolist():
        exact = Decimal(int(qty[row])) * int(price[row]) / MILLION
        product[row] = round(exact)
    return product, fits
