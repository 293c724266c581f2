"""Lines as they were known on any past day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import (
    DEFAULT_DB,
    WRITTEN_DATE,
    Db,
    Json,
    day_of,
    open_store,
    period_of,
    show,
)

if TYPE_CHECKING:
    from db.history import KnownLine, KnownTotal


def lines(
    known_on: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=WRITTEN_DATE, help="Known at the end of this day."),
    ] = None,
    sender: Annotated[str, typer.Option(metavar="CODE", help="Only of this distributor.")] = "",
    partner: Annotated[str, typer.Option(metavar="CODE", help="Only of this partner.")] = "",
    period: Annotated[
        str, typer.Option(metavar="PERIOD", help="Only documents of 2019Q2, 2019 or 2019-04.")
    ] = "",
    limit: Annotated[int, typer.Option(help="How many rows.", min=0)] = 100,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Sell-through as it was known on a day: totals by sender and month, and the rows."""
    from db.history import Asked
    from scorecard.access import EVERYTHING

    store = open_store(db)
    within = period_of(store, period) if period else None
    asked = Asked(
        sender or None, partner or None, within.start if within else None,
        within.end if within else None,
    )  # fmt: skip
    day = day_of(store, known_on)
    totals = store.known_total(EVERYTHING, day, asked)
    rows = store.known_lines(EVERYTHING, day, asked, limit)
    currency = store.settings().reporting_currency
    values = {
        "known_on": day.isoformat(),
        "currency": currency,
        "totals": [_total(one, currency) for one in totals],
        "rows": [_row(one, currency) for one in rows],
    }
    show(as_json, lambda: values, lambda: _text(values))


def _total(one: KnownTotal, currency: str) -> dict[str, Any]:
    return {
        "sender": one.sender,
        "month": f"{one.month // 100}-{one.month % 100:02d}",
        "lines": one.n_lines,
        "qty": _number(one.qty_milli, 3),
        "amount": _money(one.net_minor, currency),
    }


def _row(one: KnownLine, currency: str) -> dict[str, Any]:
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
        "qty": _number(one.qty_milli, 3),
        "own_amount": _money(one.amount_own_minor, one.currency),
        "own_currency": one.currency,
        "amount": _money(one.amount_minor, currency),
    }


def _money(minor: int, currency: str) -> str:
    from scorecard.money import exponent

    return _number(minor, exponent(currency))


def _number(scaled: int, digits: int) -> str:
    from decimal import Decimal

    text = format(Decimal(scaled).scaleb(-digits), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(values: dict[str, Any]) -> str:
    from scorecard.reports.plain import text_table

    totals = [tuple(map(str, one.values())) for one in values["totals"]]
    rows = [
        tuple(str(one[name]) for name in ("invoice_date", "invoice_no", "sender", "partner",
                                          "reseller", "sku", "qty", "amount", "file"))
        for one in values["rows"]
    ]  # fmt: skip
    heads = ("date", "document", "sender", "partner", "reseller", "sku", "qty", "amount", "file")
    return "\n".join(
        [
            f"Known at the end of {values['known_on']} (UTC), amounts in {values['currency']}:",
            text_table(("sender", "month", "lines", "qty", "amount"), totals),
            "",
            text_table(heads, rows),
        ]
    )
