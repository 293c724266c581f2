"""What was known on a past day, and how a period changed from file to file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Select,
    String,
    Table,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from db.directory import DISTRIBUTOR
from db.engine import reading
from db.facts import BATCH, PARTNER, PRODUCT
from db.months import LINE
from db.past import PAST, PAST_VOID, SHARED
from db.scoping import of_partners_in, of_senders_in
from scorecard.access import Role, Scope
from scorecard.errors import NotFound
from scorecard.period import month_of
from scorecard.reports.past import KnownLine

VOIDING = BATCH.alias("voiding")
UNDONE = BATCH.alias("undone")


@dataclass(frozen=True)
class Asked:
    """Which lines: those of a sender ("" the vendor itself), a partner, documents of the days
    [start, end); None: any."""

    sender: str | None = None
    partner: str | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class KnownTotal:
    """Sums of what was known: by sender and month; money in the reporting currency, at the
    rates of today."""

    sender: str
    month: int
    n_lines: int
    qty_milli: int
    net_minor: int


class HistoryReads:
    engine: Engine

    def known_total(self, scope: Scope, on: date, asked: Asked) -> tuple[KnownTotal, ...]:
        """Sums of the lines known at the end of a day (UTC), by sender and month.

        A chief sees everything, a distributor its own lines, others those of their partners.

        Raises:
            NotFound: no such sender or partner in this scope.
        """
        with reading(self.engine) as connection:
            known = _known(scope, on, _conditions(connection, scope, asked)).subquery()
            code = func.coalesce(DISTRIBUTOR.c.distributor_code, "")
            sums = [cast(func.sum(known.c[name]), BigInteger)
                    for name in ("qty_milli", "amount_minor")]  # fmt: skip
            query = (
                select(code, known.c.month, func.count(), *sums)
                .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == known.c.distributor_id)
                .group_by(code, known.c.month)
                .order_by(code, known.c.month)
            )
            return tuple(
                KnownTotal(str(sender), int(month), int(n), int(qty), int(net))
                for sender, month, n, qty, net in connection.execute(query)
            )

    def known_lines(
        self, scope: Scope, on: date, asked: Asked, limit: int = 100, offset: int = 0
    ) -> tuple[KnownLine, ...]:
        """The lines known at the end of a day (UTC), by document date; the scope as above."""
        with reading(self.engine) as connection:
            known = _known(scope, on, _conditions(connection, scope, asked)).subquery()
            shown = scope.role is not Role.DISTRIBUTOR
            rows = connection.execute(_rows(known, shown).limit(limit).offset(offset)).all()
        return tuple(KnownLine(*row) for row in rows)


def _conditions(connection: Connection, scope: Scope, asked: Asked) -> list[Any]:
    """(column name, function of the column) pairs that both tables of lines must satisfy."""
    found: list[Any] = []
    if asked.sender == "":
        found.append(("distributor_id", 0))
    elif asked.sender is not None:
        query = select(DISTRIBUTOR.c.distributor_id).where(
            DISTRIBUTOR.c.distributor_code == asked.sender
        )
        found.append(("distributor_id", _one(connection, query, "sender")))
    if asked.partner is not None:
        query = select(PARTNER.c.partner_id).where(
            PARTNER.c.partner_code == asked.partner, of_partners_in(scope, PARTNER.c.partner_id)
        )
        found.append(("partner_id", _one(connection, query, "partner")))
    if asked.start is not None:
        found.append(("from", asked.start))
    if asked.end is not None:
        found.append(("before", asked.end))
    return found


def _one(connection: Connection, query: Select[Any], what: str) -> int:
    found = connection.scalar(query)
    if found is None:
        raise NotFound("not_found", what=what)
    return int(found)


def _where(table: Table, scope: Scope, conditions: list[Any]) -> list[ColumnElement[bool]]:
    if scope.role is Role.DISTRIBUTOR:
        found = [of_senders_in(scope, table.c.distributor_id)]
    else:
        found = [of_partners_in(scope, table.c.partner_id)]
    for name, value in conditions:
        if name == "from":
            found += [table.c.invoice_on >= value, table.c.month >= month_of(value)]
        elif name == "before":
            last = month_of(value - timedelta(days=1))
            found += [table.c.invoice_on < value, table.c.month <= last]
        else:
            found.append(table.c[name] == value)
    return found


def _known(scope: Scope, on: date, conditions: list[Any]) -> Any:
    """Lines known at the end of a day: of files that had landed, and that no other file had
    replaced and nobody had taken back by then."""
    end = datetime.combine(on + timedelta(days=1), time(), UTC)
    live, past = (_landed(table, end).where(*_where(table, scope, conditions))
                  for table in (LINE, PAST))  # fmt: skip
    return union_all(live, past.where(PAST.c.gone_at >= end))


def _landed(table: Table, end: datetime) -> Select[Any]:
    replaced = (
        select(PAST_VOID.c.record)
        .join(UNDONE, UNDONE.c.batch_id == PAST_VOID.c.by_batch)
        .where(
            PAST_VOID.c.batch_id == table.c.batch_id, PAST_VOID.c.record == table.c.record,
            UNDONE.c.landed_at < end, UNDONE.c.undone_at >= end,
        )
        .exists()
    )  # fmt: skip
    return (
        select(*[table.c[name] for name in SHARED], BATCH.c.file_name)
        .join(BATCH, BATCH.c.batch_id == table.c.batch_id)
        .outerjoin(VOIDING, VOIDING.c.batch_id == table.c.voided_by)
        .where(
            BATCH.c.landed_at < end,
            or_(table.c.voided_by.is_(None), VOIDING.c.landed_at >= end),
            ~replaced,
        )
    )


def _rows(known: Any, with_partner: bool) -> Select[Any]:
    text = {name: func.coalesce(known.c[name], "") for name in
            ("invoice_no", "invoice_line", "reseller")}  # fmt: skip
    code: Any = literal("", String)
    if with_partner:
        code = case((PARTNER.c.provisional, ""), else_=func.coalesce(PARTNER.c.partner_code, ""))
    return (
        select(known.c.batch_id, known.c.file_name, known.c.line,
               func.coalesce(DISTRIBUTOR.c.distributor_code, ""), known.c.invoice_on,
               text["invoice_no"], text["invoice_line"], known.c.line_type, code,
               text["reseller"], func.coalesce(PRODUCT.c.sku, ""), known.c.qty_milli,
               known.c.amount_own_minor, known.c.currency, known.c.amount_minor)
        .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == known.c.distributor_id)
        .outerjoin(PARTNER, PARTNER.c.partner_id == known.c.partner_id)
        .outerjoin(PRODUCT, PRODUCT.c.product_id == known.c.product_id)
        .order_by(known.c.invoice_on, known.c.batch_id, known.c.record)
    )  # fmt: skip
