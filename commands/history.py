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
    from db.history import KnownTotal


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
    from scorecard.reports.past import line_values

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
        "rows": [line_values(one, currency) for one in rows],
    }
    show(as_json, lambda: values, lambda: _text(values))


def _total(one: KnownTotal, currency: str) -> dict[str, Any]:
    from scorecard.money import exponent
    from scorecard.reports.past import decimal_text

    return {
        "sender": one.sender,
        "month": f"{one.month // 100}-{one.month % 100:02d}",
        "lines": one.n_lines,
        "qty": decimal_text(one.qty_milli, 3),
        "amount": decimal_text(one.net_minor, exponent(currency)),
    }


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
