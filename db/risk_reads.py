"""How partners stand, as it is kept; each read takes a `Scope`."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, select

from db.engine import reading
from db.facts import PARTNER
from db.frames import read_frame
from db.readmodel import table_of
from db.risk_models import PartnerRisk
from db.scoping import narrowed, partners_in, searched
from scorecard.access import Scope
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
        own = [PARTNER.c[name] for name in ("partner_code", "name", "owner")]
        query = (
            select(RISK.c.partner_id, *own, *[RISK.c[name] for name in COLUMNS[1:]])
            .join(PARTNER, PARTNER.c.partner_id == RISK.c.partner_id)
            .where(partners_in(scope), *narrowed(PARTNER, filters), *searched(filters))
            .order_by(RISK.c.at_stake_minor.desc(), PARTNER.c.partner_code)
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)
