"""Sums of KPI parts by segment, and what the programme as a whole knows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Engine, Select, String, case, cast, func, literal, select

from db.directory import DISTRIBUTOR
from db.engine import reading
from db.facts import PARTNER, PARTNER_MONTH, loaded_sources, omitted_kpis
from db.frames import read_frame
from db.rates import rates_note
from db.readmodel import (
    DISTRIBUTOR_PERIOD,
    PARTNER_PERIOD,
    SEGMENT_PERIOD,
    columns_of,
    distributor_kpis,
    summed_kpis,
)
from db.scoping import narrowed, of_senders_in, partners_in, searched, segments_in
from scorecard.access import Role, Scope
from scorecard.facts import DIMENSIONS
from scorecard.i18n.message import Message
from scorecard.views import Filters

STATUSES = ("good", "watch", "risk")
COUNTS = ("n_partners", *(f"n_{status}" for status in STATUSES))


class SegmentReads:
    engine: Engine

    def periods(self, scope: Scope) -> list[str]:
        """Keys of the fiscal quarters with data, oldest first (the same for every scope)."""
        del scope
        query = select(SEGMENT_PERIOD.c.period).distinct().order_by(SEGMENT_PERIOD.c.period)
        with reading(self.engine) as connection:
            return [str(key) for key in connection.execute(query).scalars()]

    def loaded(self, scope: Scope) -> frozenset[str]:
        """Sources of which the programme has any row (the same for every scope)."""
        del scope  # tells nothing of anybody's rows
        with reading(self.engine) as connection:
            return loaded_sources(connection)

    def omitted(self, scope: Scope) -> frozenset[str]:
        """KPIs nobody is scored by in this programme (the same for every scope)."""
        del scope
        with reading(self.engine) as connection:
            return omitted_kpis(connection)

    def rates_note(self, scope: Scope, as_of: date) -> Message:
        """Which exchange rates are in force (the same for every scope)."""
        del scope
        with reading(self.engine) as connection:
            return rates_note(connection, as_of)

    def segment_parts(
        self, scope: Scope, periods: list[str], by: str, filters: Filters, kpis: list[str]
    ) -> pd.DataFrame:
        """Summed KPI parts: columns period, group, counts of partners by status, parts.

        `by` is a dimension or "all". Status and search do not narrow sums.
        """
        if by == "all":
            group = literal("all", String).label("group")
            query = _sums(scope, periods, filters, kpis, [])
            query = query.add_columns(group)
        else:
            query = _sums(scope, periods, filters, kpis, [by])
        with reading(self.engine) as connection:
            return read_frame(connection, query).rename(columns={by: "group"})

    def segments(
        self, scope: Scope, period: str, filters: Filters, kpis: list[str]
    ) -> pd.DataFrame:
        """Summed KPI parts by every combination of dimensions: one read for all groupings."""
        query = _sums(scope, [period], filters, kpis, list(DIMENSIONS))
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def distributor_parts(self, scope: Scope, periods: list[str]) -> pd.DataFrame:
        """KPI parts a distributor: columns period, group (its code, "" the vendor), parts."""
        names = columns_of(distributor_kpis())
        own = DISTRIBUTOR_PERIOD.c.distributor_id
        query = (
            select(
                DISTRIBUTOR_PERIOD.c.period,
                func.coalesce(DISTRIBUTOR.c.distributor_code, "").label("group"),
                *[DISTRIBUTOR_PERIOD.c[name] for name in names],
            )
            .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == own)
            .where(DISTRIBUTOR_PERIOD.c.period.in_(periods), of_senders_in(scope, own))
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def unmatched(
        self, scope: Scope, period: str | None, *, outsiders: bool = False
    ) -> tuple[int, int]:
        """Resellers that are no partner yet, and their net sell-through in minor units.

        Of one period, or of all (None: every reseller that waits). With `outsiders` those of
        which a person said that they are no partner. (0, 0) for all but chiefs.
        """
        if scope.role is not Role.CHIEF:
            return 0, 0
        own, net = PARTNER_MONTH.c.partner_id, PARTNER_MONTH.c.net_minor
        if period is not None:
            own, net = PARTNER_PERIOD.c.partner_id, PARTNER_PERIOD.c["net_sell_through__num"]
        query = (
            select(func.count(own.distinct()), cast(func.coalesce(func.sum(net), 0), BigInteger))
            .join(PARTNER, PARTNER.c.partner_id == own)
            .where(PARTNER.c.provisional, PARTNER.c.outsider.is_(outsiders))
        )
        if period is not None:
            query = query.where(PARTNER_PERIOD.c.period == period, net != 0)
        with reading(self.engine) as connection:
            n_resellers, money = connection.execute(query).one()
        return int(n_resellers), int(money)

    def distributor_codes(self, scope: Scope) -> dict[int, str]:
        """Codes of the distributors in scope by id; 0 is the vendor itself and has none."""
        own = DISTRIBUTOR.c.distributor_id
        query = select(own, DISTRIBUTOR.c.distributor_code).where(of_senders_in(scope, own))
        with reading(self.engine) as connection:
            return {0: "", **{int(n): str(code) for n, code in connection.execute(query)}}

    def count_partners(self, scope: Scope, period: str, filters: Filters) -> dict[str, int]:
        """Partners by status that pass the filters (the status filter itself left aside)."""
        with reading(self.engine) as connection:
            if scope.role is Role.PARTNER or searched(filters):
                rows = connection.execute(_counted_one_by_one(scope, period, filters))
                return {str(status): int(n) for status, n in rows}
            sums = [_total(SEGMENT_PERIOD.c[name], name) for name in COUNTS]
            query = select(*sums).where(
                SEGMENT_PERIOD.c.period == period,
                segments_in(scope),
                *narrowed(SEGMENT_PERIOD, filters),
            )
            every, *known = (int(n) for n in connection.execute(query).one())
        found = dict(zip(STATUSES, known, strict=True)) | {"unknown": every - sum(known)}
        return {status: n for status, n in found.items() if n}

    def choices(self, scope: Scope) -> dict[str, tuple[str, ...]]:
        """Values of each dimension among the partners in scope, sorted."""
        last = select(func.max(SEGMENT_PERIOD.c.period)).scalar_subquery()
        query = select(*[SEGMENT_PERIOD.c[name] for name in DIMENSIONS]).where(
            SEGMENT_PERIOD.c.period == last, SEGMENT_PERIOD.c.n_partners > 0, segments_in(scope)
        )
        if scope.role is Role.PARTNER:
            query = select(*[PARTNER.c[name] for name in DIMENSIONS]).where(partners_in(scope))
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        columns = zip(*rows, strict=True) if rows else [()] * len(DIMENSIONS)
        return {
            name: tuple(sorted({str(value) for value in values if value}))
            for name, values in zip(DIMENSIONS, columns, strict=True)
        }


def _sums(
    scope: Scope, periods: list[str], filters: Filters, kpis: list[str], by: list[str]
) -> Select[Any]:
    """Sums from the segments; from its own row where a partner looks, who has no segment."""
    own = scope.role is Role.PARTNER
    table, dimensions = (PARTNER_PERIOD, PARTNER) if own else (SEGMENT_PERIOD, SEGMENT_PERIOD)
    kept = [kpi for kpi in summed_kpis() if kpi.key in kpis]
    sums = [_total(table.c[name], name) for name in columns_of(kept)]
    groups = [dimensions.c[name] for name in by]
    query = select(table.c.period, *groups, *_counts(table), *sums)
    if own:
        query = query.join(PARTNER, PARTNER.c.partner_id == PARTNER_PERIOD.c.partner_id)
    return query.where(
        table.c.period.in_(periods),
        partners_in(scope) if own else segments_in(scope),
        *narrowed(dimensions, filters),
    ).group_by(table.c.period, *groups)


def _counted_one_by_one(scope: Scope, period: str, filters: Filters) -> Select[Any]:
    asked = [partners_in(scope), *narrowed(PARTNER, filters), *searched(filters)]
    passing = select(PARTNER.c.partner_id).where(*asked)
    return (
        select(PARTNER_PERIOD.c.status, func.count())
        .where(PARTNER_PERIOD.c.period == period, PARTNER_PERIOD.c.partner_id.in_(passing))
        .group_by(PARTNER_PERIOD.c.status)
    )


def _total(column: Any, name: str) -> Any:
    return cast(func.coalesce(func.sum(column), 0), BigInteger).label(name)


def _counts(table: Any) -> list[Any]:
    if table is SEGMENT_PERIOD:
        return [_total(table.c[name], name) for name in COUNTS]
    by_status = [
        _total(case((table.c.status == name, 1), else_=0), f"n_{name}")
        for name in ("good", "watch", "risk")
    ]
    return [func.count().label("n_partners"), *by_status]
