"""The tier engine: where partners stand on a day, why, what is missing, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from scorecard.errors import DefinitionError, did_you_mean
from scorecard.programme.benefits import benefits
from scorecard.programme.book import Book
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.explain import explained
from scorecard.programme.held import Held, place_of
from scorecard.programme.missing import shortfalls
from scorecard.programme.order import ladder_order
from scorecard.programme.replay import replay
from scorecard.programme.replayed import Replay
from scorecard.programme.results import Node, Shortfall
from scorecard.programme.schema import Ladder, Programme

__all__ = ["Replay", "benefits", "explain", "missing", "replay", "standings", "tier_names"]

Holdings = Mapping[str, Any]  # ladder -> names of tiers by partner (Series), or ordinals in order


def standings(
    programme: Programme, book: Book, day: date, held: Holdings | None = None
) -> dict[str, pd.DataFrame]:
    """What partners earn on a day, whatever they hold.

    Args:
        held: tier held in each ladder, for rules that look at it (previous tier, prerequisites).

    Returns:
        By ladder, a frame by partner: earned (highest tier whose requirements are all met) and
        possible (highest tier that is not refuted), as ordinals of the ladder's tiers.
    """
    evaluation = Evaluation(programme, book, day, as_held(programme, book, held))
    frames = {}
    for ladder in ladder_order(programme):
        earned, possible = evaluation.standing(ladder)
        columns = {"earned": earned, "possible": possible}
        frames[ladder.ladder] = pd.DataFrame(columns, index=book.partners)
    return frames


def explain(
    programme: Programme, book: Book, partner: Any, day: date, ladder: str, tier: str,
    held: Holdings | None = None,
) -> Node:  # fmt: skip
    """The requirements of a tier with the state and values of each for one partner.

    Raises:
        DefinitionError: for an unknown partner, ladder or tier.
    """
    evaluation = Evaluation(programme, book, day, as_held(programme, book, held))
    found = ladder_of(programme, ladder)
    return explained(evaluation, place(book, partner), found, _tier(found, tier))


def missing(
    programme: Programme, book: Book, partner: Any, day: date, ladder: str, tier: str,
    held: Holdings | None = None,
) -> tuple[Shortfall, ...]:  # fmt: skip
    """What a partner lacks for a tier; empty when it has it all. See `Shortfall.choice`.

    Raises:
        DefinitionError: for an unknown partner, ladder or tier.
    """
    return shortfalls(explain(programme, book, partner, day, ladder, tier, held))


def tier_names(ladder: Ladder) -> list[str]:
    """Names by ordinal."""
    return [tier.tier for tier in ladder.tiers]


def ladder_of(programme: Programme, name: str) -> Ladder:
    names = [ladder.ladder for ladder in programme.ladders]
    if name not in names:
        raise DefinitionError(f"no ladder {name!r}{did_you_mean(name, names)}")
    return programme.ladders[names.index(name)]


def _tier(ladder: Ladder, tier: str) -> int:
    if tier not in tier_names(ladder):
        raise DefinitionError(f"no tier {tier!r}{did_you_mean(tier, tier_names(ladder))}")
    return place_of(ladder, tier)


def place(book: Book, partner: Any) -> int:
    """Position of a partner in the arrays of a book."""
    found = int(book.partners.get_indexer(pd.Index([partner]))[0])
    if found < 0:
        raise DefinitionError(f"no partner {partner!r}")
    return found


def as_held(programme: Programme, book: Book, held: Holdings | Held | None) -> Held:
    """Holdings as ordinals; -1 where nothing is said of a partner."""
    if isinstance(held, Held):
        return held
    before = {}
    for name, values in (held or {}).items():
        ladder = ladder_of(programme, name)
        if isinstance(values, pd.Series):
            ordinals = {tier: i for i, tier in enumerate(tier_names(ladder))}
            values = values.reindex(book.partners).map(ordinals).fillna(-1)
        before[name] = np.asarray(values).astype(np.int8)
    return Held(before=before, now=dict(before))
