"""Open deals by age, and those that are stuck."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from scorecard.access import Scope
from scorecard.forecast.views import Ageing, StuckDeal
from scorecard.ports import PipelinePort
from scorecard.usecases.pipeline_changes import day_or_none

UPTO: tuple[int | None, ...] = (30, 60, 90, 180, None)
USUAL = 0.9  # of the deals in a stage that have been there for a shorter time
FEW = 10  # deals in a stage below which nothing is usual
SHOWN = 50


def build_ageing(reads: PipelinePort, scope: Scope, as_of: date) -> Ageing:
    """Open counted deals by age; stuck ones are those that nine in ten of their stage overtake,
    and those that are counted with nothing."""
    deals = _aged(reads.open_deals(scope), as_of)
    edges = [0, *[days for days in UPTO if days is not None], np.inf]
    band = pd.cut(deals["age"], edges, labels=False, include_lowest=True)
    counted = deals["fate"] == "counted"
    minor = deals["amount_minor"].astype("Int64").fillna(0).where(counted, 0)
    places = range(len(UPTO))
    stuck = deals[(deals["fate"] == "zombie") | (deals["still"] > deals["usual"])]
    stuck = stuck.sort_values(["amount_minor", "deal_id"], ascending=[False, True])
    return Ageing(
        UPTO,
        tuple(int(minor[band == place].sum()) for place in places),
        tuple(int((counted & (band == place)).sum()) for place in places),
        tuple(_stuck(row) for row in stuck.head(SHOWN).itertuples(index=False)),
    )


def _aged(deals: pd.DataFrame, as_of: date) -> pd.DataFrame:
    today = pd.Timestamp(as_of)
    moved = deals["progressed_on"].fillna(deals["created_on"])
    deals = deals.assign(age=(today - deals["created_on"]).dt.days, still=(today - moved).dt.days)
    deals = deals[deals["age"] >= 0]
    by_stage = deals.groupby("stage")["still"]
    usual = by_stage.transform(lambda days: days.quantile(USUAL) if len(days) >= FEW else np.nan)
    return deals.assign(usual=usual)


def _stuck(row: Any) -> StuckDeal:
    return StuckDeal(
        deal_id=int(row.deal_id), deal_code=row.deal_code, partner_code=row.partner_code,
        partner_name=row.partner_name, customer=row.customer_name, stage=row.stage,
        amount_minor=None if pd.isna(row.amount_minor) else int(row.amount_minor),
        age_days=int(row.age), days_in_stage=int(row.still),
        usual_days=None if pd.isna(row.usual) else int(row.usual),
        expected_close_on=day_or_none(row.expected_close_on), zombie=row.fate == "zombie",
    )  # fmt: skip
