"""The forecast as it moved through the quarter, and how past quarters came in."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import pandas as pd

from scorecard.access import Role, Scope
from scorecard.forecast.views import Fan, FanPoint, PastPath
from scorecard.period import Period, quarter_of
from scorecard.ports import PipelinePort

PAST_QUARTERS = 4


def build_fan(reads: PipelinePort, scope: Scope, period: Period, as_of: date) -> Fan:
    """Forecasts as of each day that one was kept for, and the paths of four past quarters."""
    kept = reads.kept_forecasts(scope, period.key)
    grain, name = own_group(scope)
    own = kept[(kept["grain"] == grain) & (kept["name"] == name)]
    own = own[own["as_of"] <= pd.Timestamp(as_of)]
    rows: Any = own.itertuples()
    points = tuple(
        FanPoint(row.as_of.date(), int(row.mean_minor), int(row.p10_minor), int(row.p90_minor),
                 int(row.won_minor))
        for row in rows
    )  # fmt: skip
    months = (period.start_month, period.last_month)
    return Fan(
        period=period.key, start=period.start, end=period.end,
        target_minor=reads.pipeline_target(scope, months), points=points,
        past=_past(reads, scope, period),
    )  # fmt: skip


def own_group(scope: Scope) -> tuple[str, str]:
    """Grain and name of the kept forecast that is the whole of what the scope sees."""
    if scope.role is Role.MANAGER:
        return "owner", scope.owner or ""
    if scope.role is Role.PARTNER:
        return "partner_id", str(scope.partner_id)
    if scope.role is Role.DISTRIBUTOR:
        return "distributor_id", str(scope.distributor_id)
    return "all", ""


def _past(reads: PipelinePort, scope: Scope, period: Period) -> tuple[PastPath, ...]:
    found, start_month = [], reads.settings().fiscal_year_start
    for _number in range(PAST_QUARTERS):
        period = quarter_of(period.start - timedelta(days=1), start_month)
        won = reads.won_by_day(scope, period.start, period.end)
        if not len(won):
            continue
        days = tuple(int(day) for day in (won["closed_on"] - pd.Timestamp(period.start)).dt.days)
        path = tuple(accumulate(int(minor) for minor in won["won_minor"]))
        found.append(PastPath(period.key, days, path, path[-1]))
    return tuple(found)
