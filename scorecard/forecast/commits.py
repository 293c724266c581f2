"""Partners' own commits beside the forecast, with each partner's bias."""

from __future__ import annotations

from datetime import date

import pandas as pd

from scorecard.forecast.contract import DealBook, Forecast


def partner_commits(book: DealBook, commits: pd.DataFrame, made: Forecast) -> pd.DataFrame:
    """What partners committed for the forecast's period, and what their word was worth.

    Args:
        commits: `partner_id`, `period` (a `Period.key`), `committed_on`, `amount_minor`; the
            latest up to a day counts.
        made: a forecast by `partner_id` (its day and period are taken).

    Returns:
        Frame indexed by `partner_id`: `commit_minor`, `n_past` (past quarters with a commit
        of theirs), `bias_share` (actual / committed - 1 over them; NaN without), `low_sample`
        (fewer than 3), `adjusted_minor` (commit x shrunk ratio), `mean_minor`, `p10_minor`,
        `p90_minor`, `gap_minor` (commit - mean).
    """
    raise NotImplementedError


def _day(made: Forecast) -> date:
    return made.as_of
