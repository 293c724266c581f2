"""Amounts of things in the reporting currency, at the rate of the day that dates them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection

from db.rates import rates_for
from scorecard.fx import convert

Payload = dict[str, Any]


def add_converted(
    connection: Connection,
    rows: list[Payload],
    built: list[Payload],
    own: str,
    reporting: str,
    dates: tuple[str, ...],
    currency: str,
) -> None:
    """Set `reporting` of each built row from `own` of its payload; nothing given counts as 0.

    Args:
        dates: fields that date the rate, the first that is filled wins.
    """
    if not rows:
        return
    codes = {row["currency"] for row in rows}
    days = [next(row[name] for name in dates if row.get(name)) for row in rows]
    frame = pd.DataFrame(
        {
            "minor": [int(row.get(own) or 0) for row in rows],
            "currency": [row["currency"] for row in rows],
            "on": pd.to_datetime(pd.Series(days, dtype="object"), format="%Y-%m-%d"),
        }
    )
    rates = rates_for(connection, codes, frame["on"], currency)
    minor = convert(frame["minor"], frame["currency"], frame["on"], currency, rates)
    for columns, value in zip(built, minor, strict=True):
        columns[reporting] = int(value)
