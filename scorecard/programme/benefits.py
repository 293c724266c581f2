"""What partners get on a day, and what it costs a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from scorecard.programme.book import Book
from scorecard.programme.bounds import MET, NOT_MET, Floats, States
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.held import Held
from scorecard.programme.schema import Benefit, Programme


def benefits(programme: Programme, book: Book, day: date, held: Mapping[str, Any]) -> pd.DataFrame:
    """Benefits that partners have.

    Args:
        held: ladder -> ordinals of the tiers held, in the order of the book's partners.

    Returns:
        One row a partner and benefit: partner, benefit, label, cost (a year, in the programme's
        currency; NaN where its metric is not known).
    """
    now = {name: np.asarray(tiers, dtype=np.int8) for name, tiers in held.items()}
    evaluation = Evaluation(programme, book, day, Held(before=now, now=now))
    frames = [_granted(evaluation, benefit) for benefit in programme.benefits]
    empty = pd.DataFrame(columns=["partner", "benefit", "label", "cost"])
    return pd.concat(frames, ignore_index=True) if frames else empty


def _granted(evaluation: Evaluation, benefit: Benefit) -> pd.DataFrame:
    there = np.flatnonzero(entitled(evaluation, benefit) == MET)
    return pd.DataFrame({
        "partner": evaluation.book.partners[there],
        "benefit": benefit.benefit,
        "label": benefit.label or benefit.benefit,
        "cost": yearly_cost(evaluation, benefit)[there],
    })  # fmt: skip


def entitled(evaluation: Evaluation, benefit: Benefit) -> States:
    """Whether each partner has the benefit: holds one of its tiers and meets its rule."""
    state = np.full(evaluation.n, MET)
    if benefit.ladder is not None:
        names = [tier.tier for tier in evaluation.ladder(benefit.ladder).tiers]
        places = [names.index(tier) for tier in benefit.tiers]
        held = evaluation.held.now[benefit.ladder]
        state = np.where(np.isin(held, places), MET, NOT_MET).astype(np.int8)
    if benefit.requires is not None:
        state = np.minimum(state, evaluation.rule(benefit.requires))
    return state


def yearly_cost(evaluation: Evaluation, benefit: Benefit) -> Floats:
    cost = np.full(evaluation.n, benefit.cost)
    if benefit.of is None:
        return cost
    low, high = evaluation.metric(benefit.of)
    return cost + benefit.share * np.where(low == high, low, np.nan)
