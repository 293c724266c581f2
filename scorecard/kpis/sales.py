"""Results: sell-through against plan and past, and what it is made of."""

from __future__ import annotations

import pandas as pd

from scorecard.errors import NoValue
from scorecard.facts import DIMENSIONS, Facts
from scorecard.kpis.grouping import no_parts, parts_of, together
from scorecard.kpis.plan import plan_parts, plan_to_date, planned
from scorecard.kpis.registry import Better, Kind, Subject, Unit, registry
from scorecard.kpis.windows import compared, compared_end, months_between, sold
from scorecard.period import Period, add_months


@registry.kpi(
    label="Revenue", unit=Unit.MONEY, kind=Kind.TOTAL, better=Better.HIGHER,
    subject=Subject.RESULTS, source=("sales",), owner="channel-ops", since="1.0", min_n=0,
    formula="sales less returns and credits in the period",
    flow=True,
)  # fmt: skip
def net_sell_through(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Net sell-through: what distributors sold to partners, less returns and credits.

    Sales facts are monthly: a running period counts every month up to the as-of month. No
    sale in a month that is reported is a true 0.

    Args:
        facts: uses `sales` (net_minor, n_lines), in the reporting currency.
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = net money in minor units, n = lines.
        A group without a line is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: distributors' point-of-sale reports.
    """
    rows = sold(facts, period)
    return parts_of(facts, rows, by, numerator=rows["net_minor"], n=rows["n_lines"])


@registry.kpi(
    label="Attainment", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.RESULTS, source=("sales", "targets"), owner="channel-ops", since="1.0",
    min_n=1, formula="net sell-through / target to date",
    grains=("partner_id", *DIMENSIONS, "all"), empty_reason=NoValue.NO_TARGET,
    flow=True,
)  # fmt: skip
def revenue_attainment(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Net sell-through as a share of the target, to date.

    In a running period both are cut: to the months that every sender who is not late has
    reported (`facts.reported_to`); where that is not known the as-of month's target counts
    pro rata by days, rounded half to even a target row. Targets are kept at one level. Level
    partner: only sell-through of partners with a target above 0 to date counts. Level owner
    or all: all sell-through counts, and other grains than owner and all (all only, for level
    all) show no target.

    Args:
        facts: uses `sales` (net_minor) and `targets` (level, month, amount_minor).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = net sell-through, denominator = target to date,
        n = target rows. Where there is no target the denominator is 0 or the group absent.

    Raises:
        DefinitionError: when `by` is not a known grain, or targets of several levels are mixed.

    Source: distributors' point-of-sale reports; the vendor's targets.
    """
    plan = plan_to_date(facts, period)
    targets = plan_parts(facts, plan, by)
    rows = planned(facts, plan, compared(facts, period))
    return together(by, parts_of(facts, rows, by, numerator=rows["net_minor"], n=0), targets)


@registry.kpi(
    label="Growth 12 mo.", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.RESULTS, source=("sales",), owner="channel-ops", since="1.0", min_n=1,
    formula="(trailing 12 months - the 12 before) / the 12 before",
    empty_reason=NoValue.NOT_APPLICABLE,
    looks_back=24,
)  # fmt: skip
def growth_t12m(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Net sell-through of twelve months against the twelve months before.

    The twelve months end with the period, or with the last complete month when the period is
    running. Unknown when the programme's sell-through begins inside the 24 months; not
    applicable where the twelve months before brought nothing.

    Args:
        facts: uses `sales` (net_minor, n_lines) of 24 months, and `first_month`.
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = change in minor units, denominator = net
        sell-through of the twelve months before, n = lines of both.
        A group without a line in 24 months is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: distributors' point-of-sale reports.
    """
    end = compared_end(facts, period)
    return _growth(
        facts, by, start=add_months(end, -12), end=end, begun=period.start <= facts.as_of
    )


@registry.kpi(
    label="Growth on year", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.RESULTS, source=("sales",), owner="channel-ops", since="1.0", min_n=1,
    formula="(period - same period last year) / same period last year",
    empty_reason=NoValue.NOT_APPLICABLE,
    looks_back=12,
    flow=True,
)  # fmt: skip
def growth_quarter(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Net sell-through of the period's complete months against the same months a year before.

    A running period compares its complete months only; before its first month is complete
    there is no value. Unknown when the programme's sell-through begins later than the months
    compared with; not applicable where those months brought nothing.

    Args:
        facts: uses `sales` (net_minor, n_lines) of both years, and `first_month`.
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = change in minor units, denominator = net
        sell-through of the year before, n = lines of both.
        A group without a line in either is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: distributors' point-of-sale reports.
    """
    end = compared_end(facts, period)
    return _growth(facts, by, start=period.start_month, end=end, begun=period.start <= facts.as_of)


@registry.kpi(
    label="Solutions", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.RESULTS, source=("sales",), owner="channel-ops", since="1.0", min_n=1,
    formula="sell-through of solutions and services / net sell-through",
    flow=True,
)  # fmt: skip
def solution_share(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Share of net sell-through that comes from solutions and services.

    Returns are taken off the class of their product, so a share may leave 0..1 in a month of
    large returns; without net sell-through above 0 there is no value.

    Args:
        facts: uses `sales` (solution_minor, service_minor, net_minor, n_lines).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = solutions and services in minor units,
        denominator = net sell-through, n = lines. A group without a line is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: distributors' point-of-sale reports; the vendor's product list.
    """
    rows = sold(facts, period)
    wanted = rows["solution_minor"] + rows["service_minor"]
    return parts_of(
        facts, rows, by, numerator=wanted, denominator=rows["net_minor"], n=rows["n_lines"]
    )


@registry.kpi(
    label="Recurring", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.RESULTS, source=("sales",), owner="channel-ops", since="1.0", min_n=1,
    formula="sell-through of subscriptions / net sell-through",
    flow=True,
)  # fmt: skip
def recurring_share(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Share of net sell-through that comes from subscriptions.

    Returns are taken off the class of their product, as in `solution_share`; without net
    sell-through above 0 there is no value.

    Args:
        facts: uses `sales` (subscription_minor, net_minor, n_lines).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = subscriptions in minor units, denominator = net
        sell-through, n = lines. A group without a line is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: distributors' point-of-sale reports; the vendor's product list.
    """
    rows = sold(facts, period)
    return parts_of(
        facts, rows, by,
        numerator=rows["subscription_minor"], denominator=rows["net_minor"], n=rows["n_lines"],
    )  # fmt: skip


def _growth(facts: Facts, by: str, *, start: int, end: int, begun: bool) -> pd.DataFrame:
    """Months [start, end) against the same months a year before, if history reaches so far."""
    first = add_months(start, -12)
    if not begun or end <= start or facts.first_month is None or facts.first_month > first:
        return no_parts(by)
    months = facts.sales["month"]
    before = months_between(months, first, add_months(end, -12))
    kept = before | months_between(months, start, end)
    rows, sign = facts.sales[kept], 1 - 2 * before[kept].astype("int64")
    return parts_of(
        facts, rows, by,
        numerator=rows["net_minor"] * sign, denominator=rows["net_minor"] * (sign < 0),
        n=rows["n_lines"],
    )  # fmt: skip
