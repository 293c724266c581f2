"""Pipeline: registrations, outcomes and what is open. All KPIs read `deals` by their dates."""

from __future__ import annotations

import pandas as pd

from scorecard.facts import Facts
from scorecard.kpis.grouping import parts_of
from scorecard.kpis.registry import Better, Kind, Subject, Unit, registry
from scorecard.kpis.windows import in_period, open_on, opportunities, trailing_year
from scorecard.period import Period


@registry.kpi(
    label="Registrations", unit=Unit.COUNT, kind=Kind.TOTAL, better=Better.HIGHER,
    subject=Subject.PIPELINE, source=("deals",), owner="channel-ops", since="1.0", min_n=0,
    formula="deals registered in the period",
    flow=True,
)  # fmt: skip
def deal_registrations(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Deals that partners registered in the period, whatever became of them.

    Args:
        facts: uses `deals` (registered_on).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = n = registrations. A group without one is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: deal registrations.
    """
    rows = facts.deals[in_period(facts.deals["registered_on"], facts, period)]
    return parts_of(facts, rows, by, numerator=1, n=1)


@registry.kpi(
    label="Approval rate", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.PIPELINE, source=("deals",), owner="channel-ops", since="1.0", min_n=5,
    formula="registrations approved / (approved + rejected)",
    flow=True,
)  # fmt: skip
def approval_rate(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Share of the registrations decided in the period that were approved.

    A registration belongs to the period of its decision; submitted and expired ones are left
    out. Below `min_n` decisions there is no value.

    Args:
        facts: uses `deals` (decision, decided_on).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = approved, denominator = n = approved + rejected.
        A group without a decision is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: deal registrations.
    """
    decided = facts.deals[in_period(facts.deals["decided_on"], facts, period)]
    rows = decided[decided["decision"].isin(["approved", "rejected"])]
    return parts_of(facts, rows, by, numerator=rows["decision"] == "approved", denominator=1, n=1)


@registry.kpi(
    label="Win rate", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.PIPELINE, source=("deals",), owner="channel-ops", since="1.0", min_n=5,
    formula="deals won / (deals won + deals lost)",
    flow=True,
)  # fmt: skip
def win_rate(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Share of deals closed in the period that were won.

    Counts deals, not money. A deal belongs to the period of its close date; open and
    cancelled deals are left out. Below `min_n` closed deals there is no value.

    Args:
        facts: uses `deals` (status, closed_on).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = deals won, denominator = n = deals won or lost.
        A group without a closed deal is absent, never zero.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: deal registrations and the vendor's CRM export.
    """
    rows = _closed(facts, period, "won", "lost")
    return parts_of(facts, rows, by, numerator=rows["status"] == "won", denominator=1, n=1)


@registry.kpi(
    label="Win rate 12 mo", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.PIPELINE, source=("deals",), owner="channel-ops", since="1.0", min_n=5,
    formula="deals won / (deals won + deals lost), trailing 12 months",
    looks_back=12,
)  # fmt: skip
def win_rate_t12m(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Share of deals closed in twelve months that were won.

    The rule of `win_rate` over the twelve months that end with the period's last day: one
    partner rarely closes enough deals in a quarter to say anything.

    Args:
        facts: uses `deals` (status, closed_on).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = deals won, denominator = n = deals won or lost.
        A group without a closed deal is absent, never zero.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: deal registrations and the vendor's CRM export.
    """
    deals = opportunities(facts)
    closed = deals[trailing_year(deals["closed_on"], facts, period)]
    rows = closed[closed["status"].isin(["won", "lost"])]
    return parts_of(facts, rows, by, numerator=rows["status"] == "won", denominator=1, n=1)


@registry.kpi(
    label="Win rate value", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.PIPELINE, source=("deals",), owner="channel-ops", since="1.0", min_n=5,
    formula="value of deals won / value of deals won and lost",
    flow=True,
)  # fmt: skip
def win_rate_value(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Share of the money in deals closed in the period that was won.

    The same deals as `win_rate`, weighed by their amount.

    Args:
        facts: uses `deals` (status, closed_on, amount_minor), in the reporting currency.
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = money of deals won, denominator = of deals won or
        lost, in minor units, n = deals won or lost. A group without a closed deal is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: deal registrations and the vendor's CRM export.
    """
    rows = _closed(facts, period, "won", "lost")
    won = rows["amount_minor"] * (rows["status"] == "won")
    return parts_of(facts, rows, by, numerator=won, denominator=rows["amount_minor"], n=1)


@registry.kpi(
    label="Open pipeline", unit=Unit.MONEY, kind=Kind.TOTAL, better=Better.HIGHER,
    subject=Subject.PIPELINE, source=("deals",), owner="channel-ops", since="1.0", min_n=0,
    formula="value of the deals open on the period's last day",
)  # fmt: skip
def open_pipeline(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Value of all open deals on the period's last day, or on the as-of day inside it.

    A deal is open on a day when it was created by then and is closed later or not at all,
    whenever it is expected to close. The amount is the one known today, not weighted.

    Args:
        facts: uses `deals` (created_on, closed_on, amount_minor), in the reporting currency.
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = money in minor units, n = open deals.
        A group without an open deal is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: deal registrations and the vendor's CRM export.
    """
    deals = opportunities(facts)
    rows = deals[open_on(deals, period.last_day(facts.as_of))]
    return parts_of(facts, rows, by, numerator=rows["amount_minor"], n=1)


@registry.kpi(
    label="Sales cycle", unit=Unit.DAYS, kind=Kind.RATIO, better=Better.LOWER,
    subject=Subject.PIPELINE, source=("deals",), owner="channel-ops", since="1.0", min_n=3,
    formula="days from creation to close of deals won / deals won",
    flow=True,
)  # fmt: skip
def sales_cycle_days(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Days from the creation to the close of the deals won in the period, a deal.

    Below `min_n` deals won there is no value.

    Args:
        facts: uses `deals` (status, created_on, closed_on).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = sum of days, denominator = n = deals won.
        A group without a deal won is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: deal registrations and the vendor's CRM export.
    """
    rows = _closed(facts, period, "won")
    days = (rows["closed_on"] - rows["created_on"]).dt.days
    return parts_of(facts, rows, by, numerator=days, denominator=1, n=1)


def _closed(facts: Facts, period: Period, *statuses: str) -> pd.DataFrame:
    deals = opportunities(facts)
    closed = deals[in_period(deals["closed_on"], facts, period)]
    return closed[closed["status"].isin(statuses)]
