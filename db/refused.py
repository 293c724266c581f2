"""Refused rows of the files that landed: their reasons and the money they stand for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Engine, select

from db.engine import reading
from db.facts import BATCH
from db.frames import insert_rows
from db.models import RefusedSum
from db.readmodel import table_of
from db.scoping import of_senders_in
from scorecard.access import Scope
from scorecard.ingest.refusals import BY_CELL
from scorecard.ingest.report import Refusal

REFUSED = table_of(RefusedSum)
MOST = 20_000  # sums kept a file: a file of many thousand different unknown numbers is no report
COLUMNS = ["batch_id", "place", "reason", "cell", "currency", "n_rows", "n_unread",
           "amount_own_minor"]  # fmt: skip


def keep_refused(
    connection: Connection, refused: Iterable[Refusal], batch_id: int, start: int = 0
) -> None:
    """Remember what of a file was refused, in places from `start` on."""
    values = [
        (batch_id, place, one.reason[:40], one.cell[:200], one.currency, one.n_rows, one.n_unread,
         one.amount_minor)
        for place, one in enumerate(list(refused)[:MOST], start)
    ]  # fmt: skip
    insert_rows(connection, REFUSED, COLUMNS, values)


class RefusedReads:
    engine: Engine

    def refused(self, scope: Scope, batch_id: int) -> tuple[Refusal, ...]:
        """What of an upload was refused; empty for who may not see its sender."""
        query = (
            select(*[REFUSED.c[name] for name in COLUMNS[2:]])
            .join(BATCH, BATCH.c.batch_id == REFUSED.c.batch_id)
            .where(REFUSED.c.batch_id == batch_id, of_senders_in(scope, BATCH.c.distributor_id))
            .order_by(REFUSED.c.place)
        )
        with reading(self.engine) as connection:
            return tuple(Refusal(*row) for row in connection.execute(query))


def said_again() -> ColumnElement[bool]:
    """True for refused rows that a later file of the sender, about all of their file's days,
    brought again."""
    later, again = BATCH.alias("later"), REFUSED.alias("again")
    query = select(later.c.batch_id).join(again, again.c.batch_id == later.c.batch_id)
    return query.where(
        later.c.distributor_id == BATCH.c.distributor_id, later.c.kind == BATCH.c.kind,
        later.c.status == "landed", later.c.batch_id > BATCH.c.batch_id,
        later.c.covers_from <= BATCH.c.covers_from, later.c.covers_to >= BATCH.c.covers_to,
        again.c.cell == REFUSED.c.cell, again.c.reason.in_(BY_CELL),
    ).exists()  # fmt: skip
