"""Lists of partners, and one partner, from the read models."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Engine, Select, and_, case, cast, func, select

from db.engine import reading
from db.facts import PARTNER, dimension
from db.frames import chunks, read_frame
from db.materialise import UNMATCHED
from db.readmodel import PARTNER_PERIOD, columns_of, partner_kpis
from db.scoping import narrowed, of_partners_in, partners_in, searched
from scorecard.access import Role, Scope
from scorecard.errors import NotFound, UserError
from scorecard.facts import DIMENSIONS
from scorecard.kpis import registry
from scorecard.views import Filters

PARTNER_COLUMNS = (
    "partner_id", "partner_code", "name", "parent_id", "country", "region", "city",
    "partner_type", "owner", "tier", "signed_on",
)  # fmt: skip
SORTS = ("status", "score", "name", "net", "gap")


class PartnerReads:
    engine: Engine

    def list_partners(
        self, scope: Scope, period: str, filters: Filters, sort: str, limit: int, offset: int
    ) -> pd.DataFrame:
        """A page of partners: attributes, score_e2, known_e2, status and all KPI parts.

        Raises:
            UserError: `bad_sort` when `sort` is neither one of `SORTS` nor a KPI's key.
        """
        order = [*_order(sort), PARTNER_PERIOD.c.partner_id]
        page = _chosen(scope, period, filters, sort).order_by(*order).limit(limit).offset(offset)
        chosen = page.subquery()
        query = (
            self._partners_with_parts(period)
            .join(chosen, chosen.c.partner_id == PARTNER.c.partner_id)
            .order_by(*order)
        )
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
        asked = [partners_in(scope), *narrowed(PARTNER, filters)]
        passing = select(PARTNER.c.partner_id).where(*asked)
        behind = (
            select(gap)
            .where(PARTNER_PERIOD.c.period == period, PARTNER_PERIOD.c.partner_id.in_(passing))
            .where(PARTNER_PERIOD.c.revenue_attainment__den > 0, gap > 0)
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
                *[dimension(name) for name in DIMENSIONS],
                PARTNER_PERIOD.c[f"{kpi}__num"].label("numerator"),
            )
            .join(PARTNER_PERIOD, PARTNER_PERIOD.c.partner_id == PARTNER.c.partner_id)
            .where(PARTNER_PERIOD.c.period == period, of_partners_in(scope, PARTNER.c.partner_id))
            .where(*narrowed(PARTNER, filters))
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)


def _chosen(scope: Scope, period: str, filters: Filters, sort: str) -> Select[Any]:
    """Ids of the partners that pass; the table of partners is read only where it must be."""
    query = select(PARTNER_PERIOD.c.partner_id).where(
        PARTNER_PERIOD.c.period == period, PARTNER_PERIOD.c.status != UNMATCHED
    )
    if filters.status:
        query = query.where(PARTNER_PERIOD.c.status == filters.status)
    asked = [*narrowed(PARTNER, filters), *searched(filters)]
    if scope.role is Role.CHIEF and not asked and sort.removeprefix("-") != "name":
        return query
    if sort.removeprefix("-") == "name":
        joined = query.join(PARTNER, PARTNER.c.partner_id == PARTNER_PERIOD.c.partner_id)
        return joined.where(partners_in(scope), *asked)
    # A list of ids is looked up faster than each partner of the quarter.
    passing = select(PARTNER.c.partner_id).where(partners_in(scope), *asked)
    return query.where(PARTNER_PERIOD.c.partner_id.in_(passing))


def _total(column: Any, name: str) -> Any:
    return cast(func.coalesce(func.sum(column), 0), BigInteger).label(name)


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
