"""Pipeline: is there enough of it for what is left of the target."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from scorecard.errors import NoValue
from scorecard.facts import DIMENSIONS, Facts
from scorecard.kpis.grouping import parts_of, together
from scorecard.kpis.plan import plan_parts, planned, whole_plan
from scorecard.kpis.registry import Better, Kind, Subject, Unit, registry
from scorecard.kpis.windows import between, open_on, opportunities, sold
from scorecard.period import Period


@registry.kpi(
    label="Coverage", unit=Unit.RATIO, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.PIPELINE, source=("deals", "targets", "sales"), owner="channel-ops",
    since="1.0", min_n=1, formula="open pipeline closing in the period / target not yet sold",
    grains=("partner_id", *DIMENSIONS, "all"), empty_reason=NoValue.NOT_APPLICABLE,
)  # fmt: skip
def pipeline_coverage(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Open pipeline expected to close in the period, as a multiple of what is still to sell.

    A running period, or one to come, is measured on the as-of day: deals open then, against
    the whole period's target less net sell-through so far. A period that is over is measured
    as it stood when it began: deals created before it, not closed before it and expected to
    close in it, against its whole target. Not applicable when the target is met or there is
    none. Targets count by their level as in `revenue_attainment`.

    Args:
        facts: uses `deals` (created_on, closed_on, expected_close_on, amount_minor),
            `targets` (level, month, amount_minor) and `sales` (net_minor).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = money of the deals in minor units, denominator =
        target less net sell-through so far (0 or less when met), n = target rows. A group
        that knows no target has n = 0 and shows no value.

    Raises:
        DefinitionError: when `by` is not a known grain, or targets of several levels are mixed.

    Source: deal registrations and the vendor's CRM export; the vendor's targets.
    """
    plan = whole_plan(facts, period)
    deals = planned(facts, plan, _closing(facts, period))
    booked = planned(facts, plan, _booked(facts, period))
    return together(
        by,
        parts_of(facts, deals, by, numerator=deals["amount_minor"], n=0),
        parts_of(facts, booked, by, denominator=-booked["net_minor"], n=0),
        plan_parts(facts, plan, by),
    )


def _is_over(facts: Facts, period: Period) -> bool:
    return period.cut(facts.as_of) == period.end


def _measured_on(facts: Facts, period: Period) -> date:
    """The day before a period that is over, else the as-of day."""
    return period.start - timedelta(days=1) if _is_over(facts, period) else facts.as_of


def _closing(facts: Facts, period: Period) -> pd.DataFrame:
    deals = opportunities(facts)
    expected = between(deals["expected_close_on"], period.start, period.end)
    return deals[expected & open_on(deals, _measured_on(facts, period))]


def _booked(facts: Facts, period: Period) -> pd.DataFrame:
    """Sales so far; none, as seen from the day before a period that is over."""
    return facts.sales.iloc[:0] if _is_over(facts, period) else sold(facts, period)
