"""Targets as a plan: for the whole period or to date, at the level at which they are kept.

Targets are kept at one level. Level `partner` has a plan at every grain; level `owner` only
at the grains owner and all; level `all` only at the grain all.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pandas as pd

from scorecard.errors import DefinitionError
from scorecard.facts import Facts
from scorecard.kpis.grouping import divide_half_even, no_parts, parts_of
from scorecard.kpis.windows import compared_end, months_between
from scorecard.period import Period, month_of

_GRAINS_OF_LEVEL = {"owner": ("owner", "all"), "all": ("all",)}


def plan_level(facts: Facts) -> str | None:
    """Level at which targets are kept: partner, owner or all; None without targets.

    Raises:
        DefinitionError: when targets of several levels are mixed, which would count twice.
    """
    levels = sorted(facts.targets["level"].unique())
    if len(levels) > 1:
        raise DefinitionError(f"targets are kept at one level, found {', '.join(levels)}")
    return str(levels[0]) if levels else None


def whole_plan(facts: Facts, period: Period) -> pd.DataFrame:
    """Rows of targets of the period with an amount above 0."""
    months = months_between(facts.targets["month"], period.start_month, period.end_month)
    return facts.targets[months & (facts.targets["amount_minor"] > 0)]


def plan_to_date(facts: Facts, period: Period) -> pd.DataFrame:
    """Rows of targets to date.

    Of a running period the months that senders have reported; months begun since count 0, so
    that a plan is seen to exist. Where nothing is known of senders the as-of month counts pro
    rata by days, rounded half to even.
    """
    day = period.last_day(facts.as_of)
    rows = whole_plan(facts, period)
    rows = rows[rows["month"] <= month_of(day)]
    if facts.reported_to is not None:
        reported = rows["month"] < compared_end(facts, period)
        return rows.assign(amount_minor=rows["amount_minor"].where(reported, 0))
    share = _elapsed(day)
    running = (rows["month"] == month_of(day)).to_numpy()
    amounts = rows["amount_minor"].to_numpy(copy=True)
    amounts[running] = divide_half_even(amounts[running] * share[0], share[1])
    return rows.assign(amount_minor=amounts)


def plan_parts(facts: Facts, plan: pd.DataFrame, by: str) -> pd.DataFrame:
    """The plan as denominators; n = target rows. Empty where the level knows no such grain."""
    level = plan_level(facts)
    if level is None or by not in _GRAINS_OF_LEVEL.get(level, (by,)):
        return no_parts(by)
    rows = plan if level == "owner" else plan.drop(columns="owner")
    return parts_of(facts, rows, by, denominator=rows["amount_minor"], n=1)


def planned(facts: Facts, plan: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that may be compared with the plan: at level partner those of planned partners."""
    level = plan_level(facts)
    if level is None:
        return rows.iloc[:0]
    known = plan.loc[plan["amount_minor"] > 0, "partner_id"]
    return rows[rows["partner_id"].isin(known)] if level == "partner" else rows


def _elapsed(day: date) -> tuple[int, int]:
    return day.day, monthrange(day.year, day.month)[1]
