"""The pipeline as it is kept: sums, likely duplicates, forecasts; each read takes a `Scope`."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Engine, cast, func, or_, select

from db.deal_book import REPORT
from db.deal_reads import NODES
from db.engine import reading
from db.facts import DISTRIBUTOR, PARTNER, TARGET
from db.frames import read_frame
from db.pipeline_count import FATE, PAIR, PART
from db.pipeline_scope import deals_in, groups_in
from db.pipeline_tables import FORECAST, RECORD
from db.scoping import of_partners_in
from scorecard.access import Role, Scope
from scorecard.forecast.dedupe.contract import Fate

MONEY = ("gross_minor", "duplicate_minor", "tender_minor", "zombie_minor", "counted_minor")
NUMBERS = ("n_reported", "n_counted", "n_unknown")


class PipelineReads:
    engine: Engine

    def pipeline_sums(
        self, scope: Scope, by: tuple[str, ...], months: tuple[int, int],
        path: tuple[str, ...] = (),
    ) -> pd.DataFrame:  # fmt: skip
        """Money of deals that are open, and of those closed in months [first, last].

        Args:
            by: of region, country, distributor_id, partner_id, status, stage and month.
            path: only below this node of region > country > distributor > partner.

        Returns:
            `by`, the money and numbers of `pipeline_part`.
        """
        closed = PART.c.month.between(*months)
        keys = [_place(name) for name in by]
        query = (
            select(*keys, *_sums())
            .select_from(PART)
            .outerjoin(PARTNER, PARTNER.c.partner_id == PART.c.partner_id)
            .where(deals_in(scope, PART), or_(PART.c.status == "open", closed), *_below(path))
            .group_by(*keys)
            .order_by(*keys)
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def pipeline_names(self, scope: Scope) -> dict[str, dict[str, tuple[str, str]]]:
        """`partner_id` and `distributor_id` as text -> (code, name), of deals in scope."""
        own = select(PART.c.partner_id).where(deals_in(scope, PART))
        through = select(PART.c.distributor_id).where(deals_in(scope, PART))
        people = select(PARTNER.c.partner_id, PARTNER.c.partner_code, PARTNER.c.name)
        senders = select(
            DISTRIBUTOR.c.distributor_id, DISTRIBUTOR.c.distributor_code, DISTRIBUTOR.c.name
        )
        asked = {
            "partner_id": people.where(PARTNER.c.partner_id.in_(own)),
            "distributor_id": senders.where(DISTRIBUTOR.c.distributor_id.in_(through)),
        }
        with reading(self.engine) as connection:
            return {
                grain: {str(row[0]): (row[1], row[2]) for row in connection.execute(query)}
                for grain, query in asked.items()
            }

    def pipeline_target(self, scope: Scope, months: tuple[int, int]) -> int | None:
        """The target of these months within the scope; None where there is none."""
        mine = TARGET.c.partner_id != 0
        if scope.role is Role.CHIEF:
            rows: Any = TARGET.c.month.between(*months)
        elif scope.role is Role.MANAGER:
            own = mine & of_partners_in(scope, TARGET.c.partner_id)
            rows = TARGET.c.month.between(*months) & (
                own | ((TARGET.c.level == "owner") & (TARGET.c.owner == scope.owner))
            )
        else:
            rows = TARGET.c.month.between(*months) & mine
            rows &= of_partners_in(scope, TARGET.c.partner_id)
        query = select(cast(func.sum(TARGET.c.amount_minor), BigInteger)).where(rows)
        with reading(self.engine) as connection:
            found = connection.scalar(query)
        return None if not found else int(found)

    def deal_pairs(self, scope: Scope, state: str, limit: int = 50) -> pd.DataFrame:
        """Pairs in a state, most money first (chief only, empty for everybody else)."""
        if scope.role is not Role.CHIEF:
            limit = 0
        query = select(PAIR).where(PAIR.c.state == state).limit(limit)
        query = query.order_by(PAIR.c.money_minor.desc(), PAIR.c.one_id, PAIR.c.other_id)
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def queue_size(self, scope: Scope) -> tuple[int, int]:
        """Pairs that wait for a person, and the money they hold (chief only, else 0)."""
        if scope.role is not Role.CHIEF:
            return 0, 0
        money = cast(func.coalesce(func.sum(PAIR.c.money_minor), 0), BigInteger)
        query = select(func.count(), money).where(PAIR.c.state == "likely")
        with reading(self.engine) as connection:
            n_pairs, minor = connection.execute(query).one()
        return int(n_pairs), int(minor)

    def kept_forecasts(self, scope: Scope, period: str) -> pd.DataFrame:
        """Forecasts of a period, the latest data of each as-of day, oldest day first."""
        newer = FORECAST.alias("newer")
        latest = (
            select(func.max(newer.c.data_version))
            .where(newer.c.as_of == FORECAST.c.as_of, newer.c.period == FORECAST.c.period)
            .scalar_subquery()
        )
        seen = groups_in(scope, FORECAST.c.grain, FORECAST.c.name)
        query = (
            select(FORECAST)
            .where(FORECAST.c.period == period, FORECAST.c.data_version == latest, seen)
            .order_by(FORECAST.c.as_of, FORECAST.c.grain, FORECAST.c.name)
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def forecast_records(self, scope: Scope) -> pd.DataFrame:
        """What would have been forecast on earlier days, and what came."""
        query = select(RECORD).where(groups_in(scope, RECORD.c.grain, RECORD.c.name))
        with reading(self.engine) as connection:
            return read_frame(connection, query.order_by(RECORD.c.as_of, RECORD.c.horizon_days))

    def won_by_day(self, scope: Scope, start: date, end: date) -> pd.DataFrame:
        """Counted money won a day in [start, end): `closed_on`, `won_minor`."""
        won = cast(func.sum(FATE.c.amount_minor), BigInteger).label("won_minor")
        query = (
            select(REPORT.c.closed_on, won)
            .join(FATE, FATE.c.deal_id == REPORT.c.deal_id)
            .where(deals_in(scope, REPORT), REPORT.c.status == "won",
                   FATE.c.fate == Fate.COUNTED.value, REPORT.c.closed_on >= start,
                   REPORT.c.closed_on < end)
            .group_by(REPORT.c.closed_on)
            .order_by(REPORT.c.closed_on)
        )  # fmt: skip
        with reading(self.engine) as connection:
            return read_frame(connection, query)


def _place(name: str) -> Any:
    """A key of `pipeline_sums` as a column; partners give region and country."""
    if name in ("region", "country"):
        return func.coalesce(PARTNER.c[name], "").label(name)
    return PART.c[name]


def _below(path: tuple[str, ...]) -> list[Any]:
    values = zip(NODES, path, strict=False)
    return [_place(n) == (int(v) if n.endswith("_id") else v) for n, v in values]


def _sums() -> list[Any]:
    return [cast(func.sum(PART.c[n]), BigInteger).label(n) for n in (*MONEY, *NUMBERS)]
