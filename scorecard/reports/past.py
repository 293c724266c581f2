"""Lines as they were known on a past day, as plain values and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from scorecard.money import exponent
from scorecard.reports.safe import safe_cell


@dataclass(frozen=True)
class KnownLine:
    """A line as it stood; `partner_code` is that of today's decisions, and not told to
    distributors. `amount_own_minor` is in `currency`, `amount_minor` in the reporting one."""

    batch_id: int
    file_name: str
    line: int
    sender: str
    invoice_on: date
    invoice_no: str
    invoice_line: str
    line_type: str
    partner_code: str
    reseller: str
    sku: str
    qty_milli: int
    amount_own_minor: int
    currency: str
    amount_minor: int


def line_values(one: KnownLine, currency: str) -> dict[str, Any]:
    """A line for scripts: numbers as decimal text, `amount` in the reporting currency."""
    return {
        "upload": one.batch_id,
        "file": one.file_name,
        "line": one.line or None,
        "sender": one.sender,
        "invoice_date": one.invoice_on.isoformat(),
        "invoice_no": one.invoice_no,
        "line_no": one.invoice_line,
        "type": one.line_type,
        "partner": one.partner_code,
        "reseller": one.reseller,
        "sku": one.sku,
        "qty": decimal_text(one.qty_milli, 3),
        "own_amount": decimal_text(one.amount_own_minor, exponent(one.currency)),
        "own_currency": one.currency,
        "amount": decimal_text(one.amount_minor, exponent(currency)),
    }


def known_lines_csv(lines: Iterable[KnownLine], currency: str) -> bytes:
    """The lines as UTF-8 CSV; cells that a spreadsheet would run are made harmless."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    heads: list[str] | None = None
    for one in lines:
        values = line_values(one, currency) | {"currency": currency}
        if heads is None:
            heads = list(values)
            writer.writerow(heads)
        writer.writerow([safe_cell("" if v is None else str(v)) for v in values.values()])
    return text.getvalue().encode("utf-8-sig")


def decimal_text(scaled: int, digits: int) -> str:
    """An integer of 10 ** -digits as decimal text without needless zeros."""
    text = format(Decimal(scaled).scaleb(-digits), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
