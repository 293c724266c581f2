"""Partners within five per cent of a threshold: just under the next tier, or over their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.programme.bounds import MET
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.rules import AllRule, AnyRule, MetricRule, SomeRule
from scorecard.programme.schema import Ladder
from scorecard.tier_history import TierHistory
from scorecard.tier_views import TierEdge

NEAR = 0.05
Flags = npt.NDArray[np.bool_]


def close_to_an_edge(
    history: TierHistory, ladder: Ladder, standing: pd.DataFrame, day: date,
    attributes: pd.DataFrame, labels: dict[str, str],
) -> tuple[TierEdge, ...]:  # fmt: skip
    """Known values of "at least" requirements within 5 % of what is needed, nearest first.

    Args:
        standing: held by partner. attributes: name and code by partner.
    """
    evaluation = history.evaluation(day)
    places = {tier.tier: place for place, tier in enumerate(ladder.tiers)}
    own = standing["held"].map(places).reindex(history.book.partners).to_numpy()
    found: list[TierEdge] = []
    for place, tier in enumerate(ladder.tiers[1:], start=1):
        leaves = list(_leaves(tier.requires))
        unmet = sum((evaluation.rule(leaf) != MET).astype(int) for leaf in leaves)
        for leaf in leaves:
            for at, share in _near(evaluation, leaf, own == place - 1, own == place):
                about = attributes.loc[history.book.partners[at]]
                names = labels[ladder.tiers[int(own[at])].tier], labels[tier.tier]
                others = int(unmet[at]) - (share < 0)
                found.append(_edge(evaluation, leaf, at, share, about, names, others))
    return tuple(sorted(found, key=lambda edge: (abs(edge.share), edge.partner_code)))


def _leaves(rule: Any) -> Iterator[MetricRule]:
    """Thresholds to reach, of any depth."""
    match rule:
        case MetricRule():
            if rule.bound[0] in ("at_least", "above"):
                yield rule
        case AllRule():
            for part in rule.all:
                yield from _leaves(part)
        case AnyRule():
            for part in rule.any:
                yield from _leaves(part)
        case SomeRule():
            for part in rule.of:
                yield from _leaves(part)


def _near(
    evaluation: Evaluation, leaf: MetricRule, below: Flags, holds: Flags
) -> list[tuple[int, float]]:
    """(place, share) of partners just under the next tier or just over their own."""
    low, high = evaluation.metric(leaf.metric)
    needed = evaluation.needed(leaf.bound[1])
    known = (low == high) & (needed > 0)
    share = np.where(known, low / np.where(needed > 0, needed, 1) - 1, np.inf)
    met = evaluation.rule(leaf) == MET
    close = (below & ~met) | (holds & met & ~_exact(evaluation, leaf, share))
    return [(int(at), float(share[at])) for at in np.flatnonzero(close & (np.abs(share) <= NEAR))]


def _exact(evaluation: Evaluation, leaf: MetricRule, share: npt.NDArray[np.float64]) -> Flags:
    """Counts that are just what is needed: three people of three are not "close to" losing one."""
    counted = evaluation.programme.metrics[leaf.metric].unit == "count"
    exact: Flags = (share == 0) & counted
    return exact


def _edge(
    evaluation: Evaluation, leaf: MetricRule, at: int, share: float, about: pd.Series,
    names: tuple[str, str], others: int,
) -> TierEdge:  # fmt: skip
    metric = evaluation.programme.metrics[leaf.metric]
    return TierEdge(
        partner_code=about["partner_code"],
        name=about["name"],
        held=names[0],
        tier=names[1],
        metric=leaf.metric,
        label=metric.label or leaf.metric,
        unit=metric.unit,
        value=float(evaluation.metric(leaf.metric)[0][at]),
        needed=float(evaluation.needed(leaf.bound[1])[at]),
        share=share,
        others=others,
    )
