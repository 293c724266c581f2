"""How a period changed from file to file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    cast,
    func,
    select,
)

from db.engine import reading
from db.facts import BATCH
from db.months import LINE
from db.past import PAST, PAST_VOID
from db.scoping import of_senders_in
from scorecard.access import Scope


@dataclass(frozen=True)
class Version:
    """One file's word on a period.

    Args:
        n_lines, net_minor: what it brought, as it was sent.
        n_replaced, replaced_minor: lines of earlier files that it took out.
        n_gone, gone_minor: of its lines, those that later files took out.
        change_minor: what the period's total changed by when it landed.
    """

    batch_id: int
    file_name: str
    landed_at: datetime
    landed_by: str
    undone_at: datetime | None
    n_lines: int
    net_minor: int
    n_replaced: int
    replaced_minor: int
    n_gone: int
    gone_minor: int

    @property
    def change_minor(self) -> int:
        return self.net_minor - self.replaced_minor


class VersionReads:
    engine: Engine

    def versions(self, scope: Scope, batch_id: int) -> tuple[Version, ...]:
        """All files of a sender about the months that one of them covers, the oldest first.

        Empty when the period was sent once only, and for who may not see the sender.
        """
        with reading(self.engine) as connection:
            files = _files_like(connection, scope, batch_id)
            found = [_version(connection, row) for row in files] if len(files) > 1 else []
        return tuple(found)


def _files_like(connection: Connection, scope: Scope, batch_id: int) -> list[Any]:
    own = select(BATCH).where(
        BATCH.c.batch_id == batch_id, of_senders_in(scope, BATCH.c.distributor_id)
    )
    asked = connection.execute(own).mappings().first()
    if asked is None or asked["kind"] != "sell_through" or asked["covers_from"] is None:
        return []
    others = select(BATCH).where(
        BATCH.c.distributor_id == asked["distributor_id"], BATCH.c.kind == asked["kind"],
        BATCH.c.covers_from <= asked["covers_to"], BATCH.c.covers_to >= asked["covers_from"],
    )  # fmt: skip
    order = (BATCH.c.landed_at, BATCH.c.batch_id)
    return list(connection.execute(others.order_by(*order)).mappings())


def _version(connection: Connection, batch: Any) -> Version:
    number = int(batch["batch_id"])
    gone = batch["status"] != "landed"
    table = PAST if gone else LINE
    own = table.c.batch_id == number
    taken = PAST_VOID.c.by_batch == number
    replaced = LINE.c.voided_by == number
    if gone:
        replaced = and_(
            LINE.c.batch_id.in_(select(PAST_VOID.c.batch_id).where(taken)),
            select(PAST_VOID.c.record)
            .where(taken, PAST_VOID.c.batch_id == LINE.c.batch_id,
                   PAST_VOID.c.record == LINE.c.record)
            .exists(),
        )  # fmt: skip
    return Version(
        number, batch["file_name"], batch["landed_at"], batch["landed_by"], batch["undone_at"],
        *_sums(connection, table, own), *_sums(connection, LINE, replaced),
        *_sums(connection, table, own & table.c.voided_by.is_not(None)),
    )  # fmt: skip


def _sums(connection: Connection, table: Table, condition: ColumnElement[bool]) -> tuple[int, int]:
    net = cast(func.coalesce(func.sum(table.c.amount_minor), 0), BigInteger)
    n_lines, minor = connection.execute(select(func.count(), net).where(condition)).one()
    return int(n_lines), int(minor)
