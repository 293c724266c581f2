"""Reported deals written by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd

from scorecard.forecast.dedupe.contract import DEALS

DAY = date(2026, 3, 31)
BLANK = {"int64": 0, "str": "", "bool": False, "Int64": pd.NA, "datetime64[ns]": pd.NaT}
USUAL: dict[str, object] = {
    "source": "crm",
    "sender": "crm",
    "customer_name": "Netrix Systemy Sp. z o.o.",
    "customer_country": "PL",
    "product_family": "Backup",
    "amount_minor": 1_234_500,
    "currency": "EUR",
    "created_on": "2026-01-10",
    "expected_close_on": "2026-05-10",
    "status": "open",
}
SENDERS = {"crm": "crm", "registration": "portal", "quote": "D1", "partner": "portal"}


def book(*rows: dict[str, object]) -> pd.DataFrame:
    """Deals 1, 2, ... of the usual opportunity, with what each row says differently."""
    full = []
    for number, row in enumerate(rows, start=1):
        source = str(row.get("source", "crm"))
        one = {"deal_id": number, **USUAL, "sender": SENDERS[source], **row}
        one.setdefault("deal_code", f"{source}-{one['deal_id']}")
        one.setdefault("amount_own_minor", one["amount_minor"])
        full.append(one)
    blank = {name: BLANK[kind] for name, kind in DEALS.items()}
    frame = pd.DataFrame([{**blank, **row} for row in full], columns=list(DEALS))
    return frame.astype(DEALS)
