"""Lines that are there no more, kept so that any past day can be read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    bindparam,
    insert,
    literal,
    select,
    update,
)

from db.frames import read_frame
from db.models import PastLine, PastVoid, UtcDateTime
from db.months import LINE
from db.rates import rates_for
from db.readmodel import table_of
from scorecard.fx import convert

PAST = table_of(PastLine)
PAST_VOID = table_of(PastVoid)
SHARED = [column.name for column in PAST.columns if column.name != "gone_at"]


def keep_past(connection: Connection, lines: ColumnElement[bool], at: datetime) -> None:
    """Remember lines that are about to go."""
    columns: list[Any] = [LINE.c[name] for name in SHARED]
    query = select(*columns, literal(at, UtcDateTime)).where(lines)
    connection.execute(insert(PAST).from_select([*SHARED, "gone_at"], query))


def keep_voids(connection: Connection, batch_id: int) -> None:
    """Remember the lines that a batch had replaced, before they come back."""
    query = select(literal(batch_id, BigInteger), LINE.c.batch_id, LINE.c.record).where(
        LINE.c.voided_by == batch_id
    )
    connection.execute(insert(PAST_VOID).from_select(["by_batch", "batch_id", "record"], query))


def revalue_past(connection: Connection, currency: str) -> None:
    """Convert the lines that are there no more anew, as `db.lines.revalue` does the others."""
    names = ("batch_id", "record", "invoice_on", "currency", "amount_own_minor", "amount_minor")
    frame = read_frame(connection, select(*[PAST.c[name] for name in names]))
    if frame.empty:
        return
    codes = {*frame["currency"].unique()}
    rates = rates_for(connection, codes, frame["invoice_on"], currency)
    fresh = convert(
        frame["amount_own_minor"], frame["currency"], frame["invoice_on"], currency, rates
    )
    changed = frame.assign(fresh=fresh)[fresh != frame["amount_minor"]]
    places = zip(changed["batch_id"], changed["record"], changed["fresh"], strict=True)
    values = [{"b": int(b), "r": int(r), "v": int(v)} for b, r, v in places]
    if values:
        own = (PAST.c.batch_id == bindparam("b")) & (PAST.c.record == bindparam("r"))
        statement = update(PAST).where(own).values(amount_minor=bindparam("v"))
        connection.execute(statement, values)
