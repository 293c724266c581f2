"""Reported deals, and what was known of them when; each read takes a `Scope`."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Integer, Select, and_, case, cast, func, literal, or_, select

from db.deal_book import REPORT, SNAPSHOT
from db.engine import reading
from db.facts import BATCH, DISTRIBUTOR, PARTNER
from db.frames import read_frame
from db.models import BatchRow
from db.pipeline_count import CLUSTER, CREDIT, FATE
from db.pipeline_scope import deals_in, opportunities_in
from db.readmodel import table_of
from db.scoping import of_partners_in, of_senders_in
from scorecard.access import Scope
from scorecard.forecast.dedupe.contract import Fate
from scorecard.forecast.views import Asked

BATCH_ROW = table_of(BatchRow)
NODES = ("region", "country", "distributor_id", "partner_id")
OWN_WORD = (Fate.COUNTED.value, Fate.ZOMBIE.value, Fate.UNKNOWN.value)
NAMED = ("partner_code", "partner_name", "distributor_code", "distributor_name")


class DealReads:
    engine: Engine

    def reported_deals(
        self, scope: Scope, asked: Asked, limit: int = 50, offset: int = 0
    ) -> pd.DataFrame:
        """Reported deals with their fate and the row of the file they stand in, most money
        first. `canonical_code` is empty where the counted report is another's."""
        query = _lines(scope).where(*_asked(asked)).limit(limit).offset(offset)
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def deal_lines(self, scope: Scope, deal_ids: list[int]) -> pd.DataFrame:
        """The same of some deals."""
        with reading(self.engine) as connection:
            return read_frame(connection, _lines(scope).where(REPORT.c.deal_id.in_(deal_ids)))

    def count_reported(self, scope: Scope, asked: Asked) -> int:
        """How many rows `reported_deals` has without a limit."""
        lines = _lines(scope).where(*_asked(asked)).order_by(None).subquery()
        with reading(self.engine) as connection:
            return int(connection.scalar(select(func.count()).select_from(lines)) or 0)

    def known_deals(self, scope: Scope, day: date, not_closed_before: date) -> pd.DataFrame:
        """Counted deals as they were known at the end of a day, with what may still change.

        Args:
            not_closed_before: leaves out deals that had been closed before.

        Returns:
            deal_id, partner_id, distributor_id, stage, status, amount_minor,
            expected_close_on, closed_on, created_on, and the codes and names of `DealLine`.
        """
        with reading(self.engine) as connection:
            return read_frame(connection, _known(scope, day, not_closed_before))

    def open_deals(self, scope: Scope) -> pd.DataFrame:
        """Open deals that are counted, zombies and unpriced ones among them, by deal_id."""
        query = (
            _lines(scope)
            .where(REPORT.c.status == "open", FATE.c.fate.in_(OWN_WORD))
            .order_by(None)
            .order_by(REPORT.c.deal_id)
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def registrations(self, scope: Scope) -> pd.DataFrame:
        """Open deals of opportunities that somebody registered: every report of them in scope,
        the vendor's own with them, by cluster and day of registration."""
        claimed = (
            select(FATE.c.cluster_id)
            .join(REPORT, REPORT.c.deal_id == FATE.c.deal_id)
            .where(REPORT.c.source == "registration", REPORT.c.status == "open")
        )
        query = _lines(scope).where(FATE.c.cluster_id.in_(claimed)).order_by(None)
        query = query.order_by(FATE.c.cluster_id, REPORT.c.registered_on, REPORT.c.deal_id)
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def deal_credits(self, scope: Scope, cluster_id: int) -> pd.DataFrame:
        """Who is credited with an opportunity: party_id, role, share_bp, credit_minor; of a
        partner or distributor its own credit only."""
        query = select(CREDIT).where(CREDIT.c.cluster_id == cluster_id)
        through = CREDIT.c.role == "distributor"
        own = ~through & of_partners_in(scope, CREDIT.c.party_id)
        query = query.where(own | (through & of_senders_in(scope, CREDIT.c.party_id)))
        with reading(self.engine) as connection:
            return read_frame(connection, query.order_by(CREDIT.c.share_bp.desc(), CREDIT.c.role))

    def opportunity(self, scope: Scope, cluster_id: int) -> pd.DataFrame:
        """One opportunity with its counted amount; no row where it is not in scope."""
        query = select(CLUSTER).where(CLUSTER.c.cluster_id == cluster_id)
        with reading(self.engine) as connection:
            return read_frame(connection, query.where(opportunities_in(scope, CLUSTER)))


def _lines(scope: Scope) -> Select[Any]:
    """Reported deals in scope; the canonical report's code where that is in scope too."""
    canon = REPORT.alias("canon")
    seen = and_(canon.c.deal_id == FATE.c.cluster_id, deals_in(scope, canon))
    own = [column for column in REPORT.c if column.name not in ("batch_id", "record")]
    fate = [FATE.c.fate, FATE.c.cluster_id, FATE.c.part_of]
    names = [*_named(), BATCH.c.file_name, BATCH_ROW.c.line]
    code = func.coalesce(canon.c.deal_code, "").label("canonical_code")
    row = (BATCH_ROW.c.batch_id == REPORT.c.batch_id) & (BATCH_ROW.c.record == REPORT.c.record)
    return (
        _with_names(scope, select(*own, *fate, *names, code).select_from(REPORT))
        .join(FATE, FATE.c.deal_id == REPORT.c.deal_id)
        .outerjoin(canon, seen)
        .join(BATCH, BATCH.c.batch_id == REPORT.c.batch_id)
        .join(BATCH_ROW, row)
        .where(deals_in(scope, REPORT))
        .order_by(func.coalesce(REPORT.c.amount_minor, -1).desc(), REPORT.c.deal_id)
    )


def _named() -> list[Any]:
    columns = (PARTNER.c.partner_code, PARTNER.c.name, DISTRIBUTOR.c.distributor_code,
               DISTRIBUTOR.c.name)  # fmt: skip
    pairs = zip(columns, NAMED, strict=True)
    return [func.coalesce(column, "").label(label) for column, label in pairs]


def _with_names(scope: Scope, query: Select[Any]) -> Select[Any]:
    """Partners that the scope may not see have no name."""
    own = (PARTNER.c.partner_id == REPORT.c.partner_id) & of_partners_in(
        scope, PARTNER.c.partner_id
    )
    through = DISTRIBUTOR.c.distributor_id == REPORT.c.distributor_id
    return query.outerjoin(PARTNER, own).outerjoin(DISTRIBUTOR, through)


def _asked(asked: Asked) -> list[Any]:
    found = [
        FATE.c.fate == asked.fate if asked.fate else None,
        REPORT.c.status == asked.status if asked.status else None,
        REPORT.c.stage == asked.stage if asked.stage else None,
        FATE.c.cluster_id == asked.cluster_id if asked.cluster_id is not None else None,
        _month() == asked.month if asked.month is not None else None,
    ]
    for name, value in zip(NODES, asked.path, strict=False):
        if name in ("region", "country"):
            found.append(func.coalesce(PARTNER.c[name], "") == value)
        else:
            found.append(REPORT.c[name] == int(value))
    return [condition for condition in found if condition is not None]


def _month() -> Any:
    """yyyymm of the close, of the expected one while open; 0 where none is known."""
    day = case((REPORT.c.status == "open", REPORT.c.expected_close_on), else_=REPORT.c.closed_on)
    year, month = (cast(func.extract(part, day), Integer) for part in ("year", "month"))
    return func.coalesce(year * 100 + month, literal(0))


def _known(scope: Scope, day: date, not_closed_before: date) -> Select[Any]:
    last = (
        select(SNAPSHOT.c.deal_id, func.max(SNAPSHOT.c.place).label("place"))
        .join(REPORT, REPORT.c.deal_id == SNAPSHOT.c.deal_id)
        .join(FATE, FATE.c.deal_id == SNAPSHOT.c.deal_id)
        .where(SNAPSHOT.c.said_on <= day, deals_in(scope, REPORT), FATE.c.fate.in_(OWN_WORD))
        .where(or_(REPORT.c.closed_on.is_(None), REPORT.c.closed_on >= not_closed_before))
        .group_by(SNAPSHOT.c.deal_id)
        .subquery()
    )
    said = ("stage", "status", "amount_minor", "expected_close_on", "closed_on")
    own = ("partner_id", "distributor_id", "deal_code", "customer_name", "created_on")
    columns = [SNAPSHOT.c.deal_id, *[SNAPSHOT.c[n] for n in said], *[REPORT.c[n] for n in own]]
    same = (SNAPSHOT.c.deal_id == last.c.deal_id) & (SNAPSHOT.c.place == last.c.place)
    query = select(*columns, *_named()).select_from(SNAPSHOT).join(last, same)
    query = query.join(REPORT, REPORT.c.deal_id == SNAPSHOT.c.deal_id)
    return _with_names(scope, query).order_by(SNAPSHOT.c.deal_id)
