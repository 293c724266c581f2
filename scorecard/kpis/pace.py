"""Results: whether a partner still buys at its own pace; what fading partners are told by."""

from __future__ import annotations

import pandas as pd

from scorecard.errors import NoValue
from scorecard.facts import Facts
from scorecard.kpis.grouping import no_parts, parts_of
from scorecard.kpis.registry import Better, Kind, Subject, Unit, registry
from scorecard.kpis.windows import compared_end, months_between
from scorecard.period import Period, add_months

RECENT, BEFORE = 3, 9  # months


@registry.kpi(
    label="Spend pace", unit=Unit.RATIO, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.RESULTS, source=("sales",), owner="channel-ops", since="1.1", min_n=1,
    formula="3 x net of the last three months / net of the nine months before",
    empty_reason=NoValue.NOT_APPLICABLE,
    looks_back=12,
)  # fmt: skip
def spend_pace(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Net sell-through of three months against the pace of the nine months before.

    1 is the own pace, 0.5 half of it. The three months end with the period, or with the last
    complete month when the period is running. Unknown when the programme's sell-through begins
    inside the twelve months; not applicable where the nine months before brought nothing.

    Args:
        facts: uses `sales` (net_minor, n_lines) of twelve months, and `first_month`.
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = three times the net of the last three months,
        denominator = net of the nine months before, n = lines of all twelve.
        A group without a line in twelve months is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: distributors' point-of-sale reports.
    """
    end = compared_end(facts, period)
    middle = add_months(end, -RECENT)
    first = add_months(middle, -BEFORE)
    begun = period.start <= facts.as_of
    if not begun or facts.first_month is None or facts.first_month > first:
        return no_parts(by)
    months = facts.sales["month"]
    rows = facts.sales[months_between(months, first, end)]
    recent = months_between(rows["month"], middle, end).astype("int64")
    return parts_of(
        facts, rows, by,
        numerator=rows["net_minor"] * recent * (BEFORE // RECENT),
        denominator=rows["net_minor"] * (1 - recent), n=rows["n_lines"],
    )  # fmt: skip
