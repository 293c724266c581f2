"""Reads of the store for pages, decks and commands. Each takes a `Scope`, applied in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)

from db.directory import DISTRIBUTOR
from db.engine import reading
from db.evidence import EvidenceReads
from db.facts import PARTNER, load_facts, loaded_sources, omitted_kpis
from db.frames import chunks, read_frame
from db.rates import rates_note
from db.readmodel import (
    DISTRIBUTOR_PERIOD,
    PARTNER_PERIOD,
    SEGMENT_PERIOD,
    columns_of,
    distributor_kpis,
    partner_kpis,
    summed_kpis,
)
from db.scoping import of_partners_in, of_senders_in, partners_in, segments_in
from db.upload_reads import UploadReads
from scorecard.access import Role, Scope
from scorecard.errors import NotFound, UserError
from scorecard.facts import DIMENSIONS, SOURCES, Facts
from scorecard.kpis import registry
from scorecard.names import fold
from scorecard.views import Filters

PARTNER_COLUMNS = (
    "partner_id", "partner_code", "name", "parent_id", "country", "region", "city",
    "partner_type", "owner", "tier", "signed_on",
)  # fmt: skip
COUNTS = ("n_partners", "n_good", "n_watch", "n_risk")
SORTS = ("status", "score", "name", "net", "gap")


class Reads(EvidenceReads, UploadReads):
    """Aggregates and lists from the read models; nothing here scans lines."""

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

    def rates_note(self, scope: Scope) -> str:
        """Which exchange rates are in force (the same for every scope)."""
        del scope
        with reading(self.engine) as connection:
            return rates_note(connection)

    def segment_parts(
        self, scope: Scope, periods: list[str], by: str, filters: Filters, kpis: list[str]
    ) -> pd.DataFrame:
        """Summed KPI parts: columns period, group, counts of partners by status, parts.

        `by` is a dimension or "all". Status and search do not narrow sums.
        """
        table = PARTNER_PERIOD if scope.role is Role.PARTNER else SEGMENT_PERIOD
        own = PARTNER if scope.role is Role.PARTNER else SEGMENT_PERIOD
        group = literal("all", String) if by == "all" else own.c[by]
        kept = [kpi for kpi in summed_kpis() if kpi.key in kpis]
        sums = [_total(table.c[name], name) for name in columns_of(kept)]
        query = select(table.c.period, group.label("group"), *_counts(table), *sums)
        if scope.role is Role.PARTNER:
            query = query.join(PARTNER, PARTNER.c.partner_id == PARTNER_PERIOD.c.partner_id)
        query = query.where(
            table.c.period.in_(periods),
            partners_in(scope) if scope.role is Role.PARTNER else segments_in(scope),
            *_narrowed(own, filters),
        ).group_by(table.c.period, *([] if by == "all" else [group]))
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

    def count_partners(self, scope: Scope, period: str, filters: Filters) -> dict[str, int]:
        """Partners by status that pass the filters (the status filter itself left aside)."""
        query = (
            select(PARTNER_PERIOD.c.status, func.count())
            .join(PARTNER, PARTNER.c.partner_id == PARTNER_PERIOD.c.partner_id)
            .where(PARTNER_PERIOD.c.period == period, partners_in(scope))
            .where(*_narrowed(PARTNER, filters), *_searched(filters))
            .group_by(PARTNER_PERIOD.c.status)
        )
        with reading(self.engine) as connection:
            return {str(status): int(n) for status, n in connection.execute(query)}

    def list_partners(
        self, scope: Scope, period: str, filters: Filters, sort: str, limit: int, offset: int
    ) -> pd.DataFrame:
        """A page of partners: attributes, score_e2, known_e2, status and all KPI parts.

        Raises:
            UserError: `bad_sort` when `sort` is neither one of `SORTS` nor a KPI's key.
        """
        query = (
            self._partners_with_parts(period)
            .where(partners_in(scope), *_narrowed(PARTNER, filters), *_searched(filters))
            .order_by(*_order(sort), PARTNER.c.partner_code)
            .limit(limit)
            .offset(offset)
        )
        if filters.status:
            query = query.where(PARTNER_PERIOD.c.status == filters.status)
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def find_partner(self, scope: Scope, partner_code: str, period: str) -> pd.DataFrame:
        """One partner as in `list_partners`; no row when it is not there or not in scope."""
        query = self._partners_with_parts(period).where(
            partners_in(scope), PARTNER.c.partner_code == partner_code
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def shortfall(self, scope: Scope, period: str, filters: Filters, top: int) -> tuple[int, int]:
        """How far partners with a target are behind it: (all together, the `top` largest).

        Minor units, 0 or more; a partner ahead of its target takes nothing off.
        """
        gap = (
            PARTNER_PERIOD.c.revenue_attainment__den - PARTNER_PERIOD.c.revenue_attainment__num
        ).label("gap")
        behind = (
            select(gap)
            .join(PARTNER, PARTNER.c.partner_id == PARTNER_PERIOD.c.partner_id)
            .where(PARTNER_PERIOD.c.period == period, partners_in(scope))
            .where(PARTNER_PERIOD.c.revenue_attainment__den > 0, gap > 0)
            .where(*_narrowed(PARTNER, filters))
        )
        largest = behind.order_by(gap.desc()).limit(top).subquery()
        with reading(self.engine) as connection:
            whole = connection.scalar(select(_total(behind.subquery().c.gap, "gap")))
            some = connection.scalar(select(_total(largest.c.gap, "gap")))
        return int(whole or 0), int(some or 0)

    def partner_code(self, scope: Scope) -> str:
        """Code of the partner a partner's own scope is for.

        Raises:
            NotFound: when the scope is of no partner.
        """
        query = select(PARTNER.c.partner_code).where(partners_in(scope)).limit(1)
        with reading(self.engine) as connection:
            code = connection.scalar(query) if scope.role is Role.PARTNER else None
        if code is None:
            raise NotFound("not_found", what="partner")
        return str(code)

    def partner_codes(self, scope: Scope) -> dict[int, str]:
        """Codes of the partners in scope by id."""
        query = select(PARTNER.c.partner_id, PARTNER.c.partner_code).where(partners_in(scope))
        with reading(self.engine) as connection:
            return {int(number): str(code) for number, code in connection.execute(query)}

    def distributor_codes(self, scope: Scope) -> dict[int, str]:
        """Codes of the distributors in scope by id; 0 is the vendor itself and has none."""
        own = DISTRIBUTOR.c.distributor_id
        query = select(own, DISTRIBUTOR.c.distributor_code).where(of_senders_in(scope, own))
        with reading(self.engine) as connection:
            return {0: "", **{int(n): str(code) for n, code in connection.execute(query)}}

    def partner_name(self, scope: Scope, partner_id: int) -> str | None:
        """Name of a partner the scope may see, else None."""
        query = select(PARTNER.c.name).where(partners_in(scope), PARTNER.c.partner_id == partner_id)
        with reading(self.engine) as connection:
            return connection.execute(query).scalar()

    def _partners_with_parts(self, period: str) -> Select[Any]:
        kept = and_(
            PARTNER_PERIOD.c.partner_id == PARTNER.c.partner_id, PARTNER_PERIOD.c.period == period
        )
        own = [PARTNER_PERIOD.c[name] for name in ("score_e2", "known_e2", "status")]
        parts = [PARTNER_PERIOD.c[name] for name in columns_of(partner_kpis())]
        return select(*[PARTNER.c[name] for name in PARTNER_COLUMNS], *own, *parts).join(
            PARTNER_PERIOD, kept
        )

    def partner_parts(
        self, scope: Scope, partner_ids: list[int], periods: list[str], kpis: list[str]
    ) -> pd.DataFrame:
        """KPI parts and scores of some partners over quarters, one row a partner and quarter."""
        names = columns_of([kpi for kpi in partner_kpis() if kpi.key in kpis])
        columns = ["partner_id", "period", "score_e2", "status", *names]
        frames = []
        with reading(self.engine) as connection:
            for ids in chunks(partner_ids) or [[]]:
                query = select(*[PARTNER_PERIOD.c[name] for name in columns]).where(
                    PARTNER_PERIOD.c.partner_id.in_(ids),
                    PARTNER_PERIOD.c.period.in_(periods),
                    of_partners_in(scope, PARTNER_PERIOD.c.partner_id),
                )
                frames.append(read_frame(connection, query))
        return pd.concat(frames, ignore_index=True)

    def partner_values(self, scope: Scope, period: str, filters: Filters, kpi: str) -> pd.DataFrame:
        """One KPI's numerator of every partner: partner_id, dimensions, numerator."""
        query = (
            select(
                PARTNER.c.partner_id,
                *[PARTNER.c[name] for name in DIMENSIONS],
                PARTNER_PERIOD.c[f"{kpi}__num"].label("numerator"),
            )
            .join(PARTNER_PERIOD, PARTNER_PERIOD.c.partner_id == PARTNER.c.partner_id)
            .where(PARTNER_PERIOD.c.period == period, partners_in(scope))
            .where(*_narrowed(PARTNER, filters))
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def choices(self, scope: Scope) -> dict[str, tuple[str, ...]]:
        """Values of each dimension among the partners in scope, sorted."""
        with reading(self.engine) as connection:
            return {
                name: tuple(
                    str(value)
                    for value in connection.execute(
                        select(PARTNER.c[name])
                        .where(partners_in(scope), PARTNER.c[name] != "")
                        .distinct()
                        .order_by(PARTNER.c[name])
                    ).scalars()
                )
                for name in DIMENSIONS
            }

    def facts(self, scope: Scope, as_of: date) -> Facts:
        """All facts of the partners in scope, for periods that are not materialised."""
        with reading(self.engine) as connection:
            found = load_facts(
                connection, as_of, set(SOURCES), lambda column: of_partners_in(scope, column)
            )
            if scope.role is Role.CHIEF:
                return found
            mine = found.targets["partner_id"] != 0
            if scope.role is Role.MANAGER:
                mine |= found.targets["owner"] == (scope.owner or "")
            return replace(found, targets=found.targets[mine])


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


def _narrowed(table: Any, filters: Filters) -> list[ColumnElement[bool]]:
    wanted = [(name, getattr(filters, name)) for name in DIMENSIONS]
    return [table.c[name] == value for name, value in wanted if value]


def _searched(filters: Filters) -> list[ColumnElement[bool]]:
    if not filters.search.strip():
        return []
    return [PARTNER.c.search_key.contains(fold(filters.search), autoescape=True)]


def _order(sort: str) -> list[Any]:
    descending = sort.startswith("-")
    name = sort.removeprefix("-")
    if name == "score":
        expression: Any = PARTNER_PERIOD.c.score_e2
    elif name == "name":
        expression = PARTNER.c.search_key
    elif name == "net":
        expression = PARTNER_PERIOD.c.net_sell_through__num
    elif name in ("gap", "status"):
        expression = _gap()
    else:
        expression = _kpi_order(name)
    ordered = expression.desc() if descending else expression.asc()
    if name == "status":
        return [_rank_of_status(), _gap().asc()]
    return [ordered.nulls_last()]


def _gap() -> Any:
    """Net sell-through less plan in minor units; without a target less last year's quarter."""
    to_plan = PARTNER_PERIOD.c.revenue_attainment__num - PARTNER_PERIOD.c.revenue_attainment__den
    planned = PARTNER_PERIOD.c.revenue_attainment__den > 0
    return case((planned, to_plan), else_=PARTNER_PERIOD.c.growth_quarter__num)


def _rank_of_status() -> Any:
    ranks = {"risk": 0, "watch": 1, "good": 2}
    return case(ranks, value=PARTNER_PERIOD.c.status, else_=3)


def _kpi_order(key: str) -> Any:
    if key not in registry or registry[key] not in partner_kpis():
        raise UserError("bad_sort", sort=key)
    numerator, denominator = PARTNER_PERIOD.c[f"{key}__num"], PARTNER_PERIOD.c[f"{key}__den"]
    if registry[key].kind.value == "total":
        return numerator
    return case((denominator > 0, numerator * 1.0 / denominator), else_=None)
