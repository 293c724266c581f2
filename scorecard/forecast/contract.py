"""What a forecast takes and gives: the book of counted deals, the forecast, its track record.

All money is integer minor units of the book's one currency; an unknown amount is NA, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from scorecard.i18n.message import Message
from scorecard.period import Period

ALL = "all"
GRAINS = (
    "region",
    "country",
    "tier",
    "distributor_id",
    "partner_id",
    "owner",
    "segment",
    "deal_type",
)
OPEN, WON, LOST = "open", "won", "lost"
NEW = "new"
DEAL_COLUMNS = ("deal_id", *GRAINS, "opened_on", "closed_on", "status", "stage", "amount_minor")
HISTORY_COLUMNS = (
    "deal_id", "known_on", "stage", "status", "amount_minor", "expected_close_on",
)  # fmt: skip
MEASURES = (
    "mean_minor", "p10_minor", "p50_minor", "p90_minor",
    "won_minor", "open_minor", "new_minor", "n_won", "n_open",
)  # fmt: skip


def _none(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})


@dataclass(frozen=True)
class DealBook:
    """Counted deals (one row a deal, duplicates already merged) and what was known of them when.

    Args:
        deals: `deal_id` (unique); the grain columns `region`, `country`, `tier`,
            `distributor_id`, `partner_id`, `owner`, `segment` (product family), `deal_type`
            (text or id; a column may be absent, an empty or missing value is a group of its
            own); `opened_on`, `closed_on` (dates; NaT while open); `status` (open, won, lost);
            `stage`; `amount_minor` (counted amount as last known, NA unknown).
        history: snapshots, one row what was known of a deal from `known_on` on: `stage`,
            `status`, `amount_minor`, `expected_close_on`. A deal with snapshots exists from its
            first one; its closing is known from its first closed snapshot. Stage and amount
            of an open deal come from here only, because the deal's row may know the future; where
            there is no snapshot, a deal counts from `opened_on` with its segment's mean amount.
        currency: ISO code of all amounts.
        stages: stages known to the programme, in order; empty: all are.
    """

    deals: pd.DataFrame = field(default_factory=lambda: _none(DEAL_COLUMNS))
    history: pd.DataFrame = field(default_factory=lambda: _none(HISTORY_COLUMNS))
    currency: str = "EUR"
    stages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forecast:
    """Bookings expected in a period, as of a day.

    Args:
        by: grain columns of `groups`; empty for the total only.
        groups: one row a group: the columns of `by`, then
            `mean_minor` = `won_minor` (closed won in the period by `as_of`) + `open_minor`
            (open deals) + `new_minor` (deals not yet opened), `p10_minor`, `p50_minor`,
            `p90_minor`, `n_won`, `n_open`. Means of groups sum exactly to the total's.
        total: the same measures over all groups.
        contributions: what every mean is made of, additive at any grain: `kind` (won, open,
            new), `deal_id` (NA for new), grain columns, `stage`, `age_days`, `zombie`,
            `p_win` (in the period), `amount_minor` (if won), `mean_minor`.
        coverage: how often such ranges held in this book's own past.
        method: how it was made; `prior` is true where a stated prior stands in for history.
        notes: what to know beside (unknown stages, wins without an amount, a period over ...).
    """

    as_of: date
    period: Period
    by: tuple[str, ...]
    currency: str
    groups: pd.DataFrame
    total: Mapping[str, int]
    contributions: pd.DataFrame
    coverage: Message
    method: Message
    prior: bool = False
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Backtest:
    """What would have been forecast on earlier days, and what came.

    Args:
        horizons: one row a horizon and method (`model`, `same_as_last`, `naive`):
            `horizon_days`, `method`, `n` (as-of days), `median_error` (median absolute
            error / actual), `bias` (sum of forecasts / sum of actuals - 1), `coverage` (share
            of actuals within P10-P90; model only, else NaN).
        grains: one row a horizon and grain: `horizon_days`, `by`, `n` (groups x days),
            `coverage`, `median_error`.
        rows: one row an as-of day, horizon, grain and group: `as_of`, `horizon_days`, `by`,
            `group`, `mean_minor`, `p10_minor`, `p50_minor`, `p90_minor`, `actual_minor`,
            `naive_minor`, `same_as_last_minor`.
        skipped: days without enough past, and why.
    """

    horizons: pd.DataFrame
    grains: pd.DataFrame
    rows: pd.DataFrame
    skipped: tuple[Message, ...] = ()
