"""Reads about files and people: what arrived, from whom, how fresh it is, who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select

from db.audit import AUDIT
from db.directory import DISTRIBUTOR
from db.engine import reading
from db.facts import PARTNER_MONTH
from db.models import UploadBatch, User
from db.months import BATCH_MONTH
from db.readmodel import DISTRIBUTOR_PERIOD, table_of
from db.scoping import of_partners_in, of_senders_in
from scorecard.access import Role, Scope
from scorecard.errors import NotFound
from scorecard.freshness import last_due
from scorecard.views import SourceFreshness

BATCH = table_of(UploadBatch)
USER = table_of(User)


@dataclass(frozen=True)
class BatchSummary:
    """An upload as lists show it. `distributor_code` is empty for the vendor's own files."""

    batch_id: int
    kind: str
    distributor_code: str
    file_name: str
    status: str
    n_accepted: int
    n_rejected: int
    n_ignored: int
    totals: dict[str, Any]
    issues: list[dict[str, Any]]
    covers_from: date | None
    covers_to: date | None
    landed_at: datetime
    landed_by: str
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True)
class Entry:
    """An entry of the audit log."""

    at: datetime
    who: str
    action: str
    subject: str
    detail: dict[str, Any]


class UploadReads:
    engine: Engine

    def batches(
        self, scope: Scope, *, limit: int = 100, offset: int = 0, batch_id: int | None = None
    ) -> list[BatchSummary]:
        """Uploads, newest first: all for a chief, its own for a distributor."""
        names = [name for name in BatchSummary.__dataclass_fields__ if name != "distributor_code"]
        query = (
            select(*[BATCH.c[name] for name in names], DISTRIBUTOR.c.distributor_code)
            .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == BATCH.c.distributor_id)
            .where(of_senders_in(scope, BATCH.c.distributor_id))
            .order_by(BATCH.c.batch_id.desc())
            .limit(limit)
            .offset(offset)
        )
        if batch_id is not None:
            query = query.where(BATCH.c.batch_id == batch_id)
        with reading(self.engine) as connection:
            rows = connection.execute(query).mappings().all()
        return [
            BatchSummary(**{**row, "distributor_code": row["distributor_code"] or ""})
            for row in rows
        ]

    def arrivals(self, scope: Scope) -> list[tuple[str, int, int]]:
        """Lines by sender and month: (distributor code or "", month, lines)."""
        query = (
            select(
                func.coalesce(DISTRIBUTOR.c.distributor_code, ""),
                BATCH_MONTH.c.month,
                func.sum(BATCH_MONTH.c.n_lines),
            )
            .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == BATCH_MONTH.c.distributor_id)
            .where(of_senders_in(scope, BATCH_MONTH.c.distributor_id))
            .group_by(DISTRIBUTOR.c.distributor_code, BATCH_MONTH.c.month)
            .order_by(DISTRIBUTOR.c.distributor_code, BATCH_MONTH.c.month)
        )
        with reading(self.engine) as connection:
            return [(str(code), int(month), int(n)) for code, month, n in connection.execute(query)]

    def freshness(self, scope: Scope, as_of: date) -> tuple[SourceFreshness, ...]:
        """How fresh each distributor's sell-through is, the latest first.

        Chiefs see all distributors, distributors themselves, managers and partners those
        that sold to their partners.
        """
        with reading(self.engine) as connection:
            shares = _shares(connection) if scope.role is Role.CHIEF else {}
            rows = connection.execute(_newest_files(scope)).mappings().all()
        found = [_freshness(row, shares, as_of) for row in rows]
        return tuple(sorted(found, key=lambda source: (-source.days_late, source.name)))

    def senders(self, scope: Scope) -> list[tuple[str, str]]:
        """Distributors the scope may send for: (code, name)."""
        query = select(DISTRIBUTOR.c.distributor_code, DISTRIBUTOR.c.name).where(
            of_senders_in(scope, DISTRIBUTOR.c.distributor_id)
        )
        with reading(self.engine) as connection:
            return [
                (str(code), str(name))
                for code, name in connection.execute(query.order_by(DISTRIBUTOR.c.name))
            ]

    def users(self, scope: Scope) -> list[dict[str, Any]]:
        """All users (chief only).

        Raises:
            NotFound: for everybody else.
        """
        _chief_only(scope)
        with reading(self.engine) as connection:
            query = select(USER).order_by(USER.c.email)
            return [dict(row) for row in connection.execute(query).mappings()]

    def audit(self, scope: Scope, *, limit: int = 200) -> list[Entry]:
        """The newest entries of the audit log (chief only).

        Raises:
            NotFound: for everybody else.
        """
        _chief_only(scope)
        columns = [AUDIT.c[name] for name in ("at", "who", "action", "subject", "detail")]
        query = select(*columns).order_by(AUDIT.c.audit_id.desc()).limit(limit)
        with reading(self.engine) as connection:
            return [Entry(*row) for row in connection.execute(query)]


def _chief_only(scope: Scope) -> None:
    if scope.role is not Role.CHIEF:
        raise NotFound("not_found", what="page")


def _senders(scope: Scope) -> ColumnElement[bool]:
    if scope.role in (Role.CHIEF, Role.DISTRIBUTOR):
        return of_senders_in(scope, DISTRIBUTOR.c.distributor_id)
    sold = select(PARTNER_MONTH.c.distributor_id).where(
        of_partners_in(scope, PARTNER_MONTH.c.partner_id)
    )
    return DISTRIBUTOR.c.distributor_id.in_(sold)


def _newest_files(scope: Scope) -> Select[Any]:
    landed = (
        select(
            BATCH.c.distributor_id,
            func.max(BATCH.c.covers_to, type_=BATCH.c.covers_to.type).label("covers_to"),
            func.max(BATCH.c.batch_id).label("last_batch_id"),
        )
        .where(BATCH.c.status == "landed", BATCH.c.kind == "sell_through")
        .group_by(BATCH.c.distributor_id)
        .subquery()
    )
    return (
        select(
            DISTRIBUTOR.c.distributor_id, DISTRIBUTOR.c.distributor_code, DISTRIBUTOR.c.name,
            DISTRIBUTOR.c.cadence, DISTRIBUTOR.c.due_days, landed.c.covers_to,
            landed.c.last_batch_id, BATCH.c.file_name, BATCH.c.landed_at,
        )
        .outerjoin(landed, landed.c.distributor_id == DISTRIBUTOR.c.distributor_id)
        .outerjoin(BATCH, BATCH.c.batch_id == landed.c.last_batch_id)
        .where(_senders(scope))
    )  # fmt: skip


def _shares(connection: Connection) -> dict[int, float]:
    """Each distributor's share of net sell-through in the last four quarters with any."""
    net = DISTRIBUTOR_PERIOD.c.net_sell_through__num
    last = (
        select(DISTRIBUTOR_PERIOD.c.period)
        .where(net != 0)
        .distinct()
        .order_by(DISTRIBUTOR_PERIOD.c.period.desc())
        .limit(4)
    )
    rows = connection.execute(
        select(DISTRIBUTOR_PERIOD.c.distributor_id, func.sum(net))
        .where(DISTRIBUTOR_PERIOD.c.period.in_(last))
        .group_by(DISTRIBUTOR_PERIOD.c.distributor_id)
    ).all()
    total = sum(int(amount) for _id, amount in rows)
    return {int(number): int(amount) / total for number, amount in rows} if total > 0 else {}


def _freshness(row: Any, shares: dict[int, float], as_of: date) -> SourceFreshness:
    due = last_due(row["cadence"], row["due_days"], row["covers_to"], as_of)
    return SourceFreshness(
        distributor_code=row["distributor_code"],
        name=row["name"],
        covers_to=row["covers_to"],
        expected_to=due.expected_to,
        due_on=due.due_on,
        days_late=due.days_late,
        last_file=row["file_name"],
        last_landed_at=row["landed_at"],
        last_batch_id=row["last_batch_id"],
        share_of_sales=shares.get(row["distributor_id"]),
    )
