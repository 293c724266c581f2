"""Scores of all partners in a quarter."""

from __future__ import annotations

from commands.figures import PeriodText
from commands.options import DEFAULT_DB, AsOf, Db, Json, day_of, open_store, period_of, show


def score(
    period: PeriodText,
    as_of: AsOf = None,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Score, rank, change and measures of every partner in a quarter, highest first."""
    from scorecard.access import EVERYTHING
    from scorecard.reports.scores import score_text, score_values
    from scorecard.usecases.scores import build_scores

    store = open_store(db)
    scores = build_scores(store, EVERYTHING, period_of(store, period), day_of(store, as_of))
    show(as_json, lambda: score_values(scores), lambda: score_text(scores))
