"""What each level adds to the log-odds that two deals are one opportunity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from threadpoolctl import threadpool_limits

from scorecard.forecast.dedupe.contract import FEATURES
from scorecard.forecast.dedupe.features import LEVELS, Compared

Floats = NDArray[np.float64]
STRENGTH = 3.0  # inverse of the pull of every weight towards nothing


@dataclass(frozen=True)
class Weights:
    """A base and one weight a level; levels that are not named weigh nothing."""

    base: float
    levels: Mapping[str, Mapping[str, float]]

    def of(self, feature: str) -> Floats:
        named = self.levels.get(feature, {})
        return np.array([named.get(level, 0.0) for level in LEVELS[feature]])

    def parts(self, compared: Compared) -> dict[str, Floats]:
        """What each feature that was compared adds."""
        return {name: self.of(name)[code] for name, code in compared.levels.items()}

    def total(self, compared: Compared) -> Floats:
        """Log-odds; features not compared yet add nothing."""
        found = np.full(len(compared), self.base)
        for part in self.parts(compared).values():
            found += part
        return found


def probability(log_odds: Floats) -> Floats:
    return np.asarray(expit(log_odds), dtype=np.float64)


def log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def learn(compared: Compared, same: NDArray[np.bool_]) -> Weights:
    """Weights from pairs of which it is known whether they are one opportunity.

    A logistic regression on the levels, each weight held towards zero.
    """
    from sklearn.linear_model import LogisticRegression  # 1 s to load: only to learn

    columns = [(name, at) for name in FEATURES for at in range(len(LEVELS[name]))]
    table = np.column_stack([compared.levels[name] == at for name, at in columns]).astype(float)
    with threadpool_limits(1):
        model = LogisticRegression(C=STRENGTH, max_iter=500).fit(table, same)
    found: dict[str, dict[str, float]] = {}
    for (name, at), weight in zip(columns, model.coef_[0], strict=True):
        found.setdefault(name, {})[LEVELS[name][at]] = round(float(weight), 2)
    return Weights(round(float(model.intercept_[0]), 2), found)


def stated_more(weights: Weights, more: Mapping[str, Mapping[str, float]]) -> Weights:
    """The weights with some levels set by hand."""
    levels = {name: {**weights.levels.get(name, {}), **more.get(name, {})} for name in FEATURES}
    return Weights(weights.base, levels)
