"""Lines that are there no more, kept so that any past day can be read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, insert, literal, select

from db.models import PastLine, PastVoid, UtcDateTime
from db.months import LINE
from db.readmodel import table_of

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
