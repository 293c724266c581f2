"""How partners stand, as it is kept; each read takes a `Scope`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Engine, Select, case, cast, func, select

from db.engine import reading
from db.facts import PARTNER
from db.frames import CHUNK, read_frame
from db.readmodel import table_of
from db.risk_models import PartnerRisk
from db.scoping import narrowed, partners_in, searched
from scorecard.access import Scope
from scorecard.risk.words import RiskStatus
from scorecard.views import Filters

RISK = table_of(PartnerRisk)
COLUMNS = [column.name for column in RISK.columns]


class RiskReads:
    engine: Engine

    def risk_lines(self, scope: Scope, filters: Filters) -> pd.DataFrame:
        """How each partner in scope stands, most money at stake first: `partner_id`,
        `partner_code`, `name`, `owner` and the columns of `PartnerRisk`; empty until
        `db.risk.freshen_risk` has run. `filters.status` is one of the KPI card and does not
        count.
        """
        query = (
            _lines(scope)
            .where(*narrowed(PARTNER, filters), *searched(filters))
            .order_by(RISK.c.at_stake_minor.desc(), PARTNER.c.partner_code)
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def risk_of(self, scope: Scope, partner_codes: list[str]) -> pd.DataFrame:
        """The same of some partners, those of a page."""
        query = _lines(scope).where(PARTNER.c.partner_code.in_(partner_codes[:CHUNK]))
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def risk_counts(self, scope: Scope, filters: Filters) -> pd.DataFrame:
        """Partners by `status`: `n`, `at_stake_minor` (of one that fades, what it no longer
        brings where that is more); a filter by this status is left aside."""
        gone = (RISK.c.status == RiskStatus.FADING) & (RISK.c.lost_minor > RISK.c.at_stake_minor)
        money = case((gone, RISK.c.lost_minor), else_=RISK.c.at_stake_minor)
        stake = func.coalesce(func.sum(money), 0)
        query = (
            select(
                RISK.c.status,
                func.count().label("n"),
                cast(stake, BigInteger).label("at_stake_minor"),
            )
            .join(PARTNER, PARTNER.c.partner_id == RISK.c.partner_id)
            .where(partners_in(scope), *narrowed(PARTNER, filters))
            .where(*searched(replace(filters, risk="")))
            .group_by(RISK.c.status)
            .order_by(RISK.c.status)
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)


def _lines(scope: Scope) -> Select[Any]:
    own = [PARTNER.c[name] for name in ("partner_code", "name", "owner")]
    return (
        select(RISK.c.partner_id, *own, *[RISK.c[name] for name in COLUMNS[1:]])
        .join(PARTNER, PARTNER.c.partner_id == RISK.c.partner_id)
        .where(partners_in(scope))
    )
