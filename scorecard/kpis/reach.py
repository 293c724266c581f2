"""Results: who sells and who buys."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scorecard.errors import NoValue
from scorecard.facts import DIMENSIONS, GRAINS, Facts
from scorecard.kpis.grouping import no_parts, parts_of
from scorecard.kpis.registry import Better, Kind, Subject, Unit, registry
from scorecard.kpis.windows import in_period, is_reported, sold
from scorecard.period import Period, month_of

OF_PARTNERS = ("partner_id", *DIMENSIONS, "all")


@registry.kpi(
    label="Active", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.RESULTS, source=("sales", "partners"), owner="channel-ops", since="1.0",
    min_n=1, formula="partners with a sale / partners under agreement", grains=OF_PARTNERS,
)  # fmt: skip
def active_partner_share(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Share of the partners under agreement that sold in the period.

    Active: at least one sell-through line in the period, whatever its amount. Under
    agreement: signed by the period's last day (a partner without a signing day counts as
    signed) and not ended by then. A partner that sells without agreement counts nowhere. No
    value for a period to come or before the programme's first sell-through.

    Args:
        facts: uses `partners` (signed_on, ended_on), `sales` (n_lines), `first_month`.
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = active partners, denominator = n = partners under
        agreement. A group without a partner under agreement is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: distributors' point-of-sale reports; the vendor's partner list.
    """
    if not is_reported(facts, period):
        return no_parts(by)
    day = pd.Timestamp(period.last_day(facts.as_of))
    signed, ended = facts.partners["signed_on"], facts.partners["ended_on"]
    rows = facts.partners[~(signed > day) & ~(ended <= day)]
    sales = sold(facts, period)
    active = rows["partner_id"].isin(sales.loc[sales["n_lines"] > 0, "partner_id"])
    return parts_of(facts, rows, by, numerator=active, denominator=1, n=1)


@registry.kpi(
    label="New customers", unit=Unit.COUNT, kind=Kind.TOTAL, better=Better.HIGHER,
    subject=Subject.RESULTS, source=("customers",), owner="channel-ops", since="1.0", min_n=0,
    formula="end customers whose first purchase falls in the period", grains=OF_PARTNERS,
    flow=True,
)  # fmt: skip
def new_customers(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """End customers that bought the brand for the first time.

    A customer is new once, for the whole brand, and counts for the partner of that first
    sale. In the first months of a programme's data every customer looks new.

    Args:
        facts: uses `customers` (one row a customer: first_on).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = n = new customers.
        A group without one is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: end customers named in distributors' point-of-sale reports.
    """
    rows = facts.customers[in_period(facts.customers["first_on"], facts, period)]
    return parts_of(facts, rows, by, numerator=1, n=1)


@registry.kpi(
    label="Last order", unit=Unit.DAYS, kind=Kind.RATIO, better=Better.LOWER,
    subject=Subject.RESULTS, source=("sales",), owner="channel-ops", since="1.0", min_n=1,
    formula="days since the last order / partners that ever ordered", grains=OF_PARTNERS,
)  # fmt: skip
def recency_days(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Days since a partner's last order, on the period's last day.

    A coarser group shows the days of its partners added up, divided by their number. A
    partner that never ordered counts nowhere. Sales facts are monthly: an order later in the
    as-of month counts as one of the as-of day.

    Args:
        facts: uses `sales` (month, last_on) of all months, however old.
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = sum of days, denominator = n = partners that ever
        ordered. A group without an order is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: distributors' point-of-sale reports.
    """
    day = period.last_day(facts.as_of)
    seen = facts.sales["last_on"].notna() & (facts.sales["month"] <= month_of(day))
    rows = facts.sales[seen].groupby("partner_id")["last_on"].max().reset_index()
    days = (pd.Timestamp(day) - rows["last_on"]).dt.days.clip(lower=0)
    return parts_of(facts, rows, by, numerator=days, denominator=1, n=1)


@registry.kpi(
    label="Concentration", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.LOWER,
    subject=Subject.RESULTS, source=("sales",), owner="channel-ops", since="1.0", min_n=5,
    formula="net sell-through of the top 20 % of partners / of all", additive=False,
    grains=tuple(grain for grain in GRAINS if grain != "partner_id"),
    empty_reason=NoValue.NO_DATA,
)  # fmt: skip
def concentration_share(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Share of net sell-through that the largest fifth of the partners bring.

    Counts partners with net sell-through above 0 in the period; the fifth is rounded up to
    whole partners, so one of five, two of six. Below `min_n` partners there is no value.

    Args:
        facts: uses `sales` (net_minor).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result; not partner_id.

    Returns:
        Frame indexed by `by`; numerator = net sell-through of the largest fifth,
        denominator = of all counted partners, n = counted partners. Not additive.
        A group without such a partner is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: distributors' point-of-sale reports.
    """
    sales = sold(facts, period)
    keys = [facts.keys(sales, by).rename("group"), sales["partner_id"]]
    sums = sales["net_minor"].groupby(keys).sum().rename("net").reset_index()
    rows = sums[sums["net"] > 0].sort_values(["group", "net"], ascending=[True, False])
    groups = rows.groupby("group")["net"]
    top = groups.cumcount() < np.ceil(groups.transform("size") / 5)
    named = rows.rename(columns={"group": by}) if by == "distributor_id" else rows
    return parts_of(
        facts, named, by, numerator=rows["net"].where(top, 0), denominator=rows["net"], n=1
    )
