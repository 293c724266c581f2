"""Investment: marketing money, what is used of it and what it brings."""

from __future__ import annotations

import pandas as pd

from scorecard.errors import NoValue
from scorecard.facts import DIMENSIONS, Facts
from scorecard.kpis.grouping import parts_of, together
from scorecard.kpis.registry import Better, Kind, Subject, Unit, registry
from scorecard.kpis.windows import trailing_year
from scorecard.period import Period


@registry.kpi(
    label="MDF used", unit=Unit.SHARE, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.INVESTMENT, source=("mdf",), owner="channel-marketing", since="1.0", min_n=1,
    formula="MDF claimed / MDF approved, trailing 12 months",
    grains=("partner_id", *DIMENSIONS, "all"), empty_reason=NoValue.NOT_APPLICABLE,
)  # fmt: skip
def mdf_utilisation(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Share of the market development funds approved in twelve months that was claimed.

    Counts requests approved in the twelve months that end with the period's last day, and of
    those what was claimed by that day. Not applicable where nothing was approved.

    Args:
        facts: uses `mdf` (approved_on, approved_minor, claimed_on, claimed_minor).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = claimed, denominator = approved, in minor units,
        n = requests approved. A group without an approved request is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: MDF requests and claims.
    """
    rows = facts.mdf[trailing_year(facts.mdf["approved_on"], facts, period)]
    claimed = rows["claimed_on"] < pd.Timestamp(period.cut(facts.as_of))
    return parts_of(
        facts, rows, by,
        numerator=rows["claimed_minor"] * claimed, denominator=rows["approved_minor"], n=1,
    )  # fmt: skip


@registry.kpi(
    label="MDF return", unit=Unit.RATIO, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.INVESTMENT, source=("mdf", "deals"), owner="channel-marketing", since="1.0",
    min_n=1, formula="won deals that MDF brought / MDF paid, trailing 12 months",
    grains=("partner_id", *DIMENSIONS, "all"), empty_reason=NoValue.NOT_APPLICABLE,
    looks_back=12,
)  # fmt: skip
def mdf_return(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Money won in deals that name an MDF request, a unit of MDF paid.

    Both sides count the twelve months that end with the period's last day: deals by their
    close date, MDF by the day it was paid. Not applicable where nothing was paid.

    Args:
        facts: uses `mdf` (paid_on, paid_minor) and `deals` (status, closed_on,
            mdf_request, amount_minor).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = money won, denominator = MDF paid, in minor units,
        n = requests paid. A group with neither is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: MDF requests and payments; deals that name the request.
    """
    paid = facts.mdf[trailing_year(facts.mdf["paid_on"], facts, period)]
    closed = facts.deals[trailing_year(facts.deals["closed_on"], facts, period)]
    won = closed[(closed["status"] == "won") & (closed["mdf_request"] != "")]
    return together(
        by,
        parts_of(facts, won, by, numerator=won["amount_minor"], n=0),
        parts_of(facts, paid, by, denominator=paid["paid_minor"], n=1),
    )
