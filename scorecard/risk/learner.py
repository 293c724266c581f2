"""A learner that starts from the prior and whose parts add up.

Two models of the log-odds of an outcome: a logistic regression on the prior's log-odds, whose
weight starts at 1, and on standardised features, whose weights are held near zero (a normal prior
of spread `TIGHT`), so that without evidence it is the prior; and, for large books, boosted trees
without interactions (scikit-learn's histogram boosting on binned features), which are a sum of one
curve a feature.
Their mean is calibrated on accounts held out (Platt). Each feature's contribution is therefore
exact: base and contributions sum to the log-odds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from threadpoolctl import threadpool_limits

from scorecard.risk.days import Flags, Floats, Ints

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

TIGHT, LOOSE = 0.1, 0.2  # spread of a weight's prior, for one standard deviation of a feature
TRUST = 1.0  # spread of the prior's own weight around 1
FAR = 4.0  # standard deviations: what lies beyond counts as that
BINS = 32
STEPS, TOLERANCE = 50, 1e-8
HELD_OUT = 5  # every fifth account calibrates
SLOPE = (1.0, 0.3)  # mean and spread of the calibration's slope before it has seen anything

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Rows to learn from: accounts at earlier days, with what became of them.

    Args:
        values: rows x features.
        prior: log-odds of the outcome by the prior.
        happened: whether it did.
        weight: of each row (days between cuts over days of the outcome: rows that overlap
            tell the same story).
        account: of each row; an account is held out whole.
    """

    values: Floats
    prior: Floats
    happened: Flags
    weight: Floats
    account: Ints

    def __len__(self) -> int:
        return len(self.happened)

    def where(self, keep: Flags) -> Sample:
        return Sample(
            self.values[keep],
            self.prior[keep],
            self.happened[keep],
            self.weight[keep],
            self.account[keep],
        )


@dataclass(frozen=True)
class Additive:
    """A model of log-odds that is a sum over features.

    Args:
        base: log-odds of an average account.
        prior_weight, prior_mean: the prior's part is its weight times its distance from the mean.
        mean, scale, weights: straight part of each feature.
        edges, curves: for each feature, bin edges and the curve's value in each bin.
    """

    base: float
    prior_weight: float
    prior_mean: float
    mean: Floats
    scale: Floats
    weights: Floats
    edges: tuple[Floats, ...] = ()
    curves: tuple[Floats, ...] = ()

    def contributions(self, values: Floats, prior: Floats) -> Floats:
        """Rows x (features and, last, the prior): what each adds to the base."""
        found = np.zeros((len(values), values.shape[1] + 1))
        if len(self.weights):
            found[:, :-1] = _standard(values, self.mean, self.scale) * self.weights
        for at, (edges, curve) in enumerate(zip(self.edges, self.curves, strict=True)):
            found[:, at] += curve[np.searchsorted(edges, values[:, at])]
        found[:, -1] = self.prior_weight * (prior - self.prior_mean)
        return found

    def log_odds(self, values: Floats, prior: Floats) -> Floats:
        """Base plus the sum of all contributions."""
        return np.asarray(self.base + self.contributions(values, prior).sum(axis=1), float)


def prior_only(prior: Floats) -> Additive:
    """The prior as it is; `prior`: log-odds of the accounts that it is about."""
    mean = float(prior.mean()) if len(prior) else 0.0
    none = np.empty(0)
    return Additive(mean, 1.0, mean, none, none, none)


def learn(sample: Sample, boosted: bool) -> Additive:
    """Fit to a sample; `boosted` adds the trees and calibrates on accounts held out."""
    trees = _trees() if boosted else None  # loaded before its threads are limited
    # On a busy machine threads that wait for each other cost more than they give.
    with threadpool_limits(1):
        if trees is None:
            return _logistic(sample, TIGHT)
        held = sample.account % HELD_OUT == 0
        fit_on, check_on = sample.where(~held), sample.where(held)
        model = _averaged(_logistic(fit_on, LOOSE), fit_on, trees)
        return _calibrated(model, check_on)


def _standard(values: Floats, mean: Floats, scale: Floats) -> Floats:
    return np.asarray(np.clip((values - mean) / scale, -FAR, FAR))


def _logistic(sample: Sample, spread: float) -> Additive:
    mean = sample.values.mean(axis=0)
    deviation = sample.values.std(axis=0)
    scale = np.where(deviation > 1e-9, deviation, 1.0)
    standard = _standard(sample.values, mean, scale)
    columns = np.column_stack([np.ones(len(sample)), sample.prior, standard])
    centre = np.zeros(columns.shape[1])
    centre[1] = 1.0
    spreads = np.append([2.0, TRUST], np.full(standard.shape[1], spread))
    weights = _most_likely(columns, sample, centre, spreads)
    middle = float(sample.prior.mean())
    base = float(weights[0] + weights[1] * middle)
    return Additive(base, float(weights[1]), middle, mean, scale, weights[2:])


def _most_likely(columns: Floats, sample: Sample, centre: Floats, spreads: Floats) -> Floats:
    """Weights of the greatest posterior: logistic likelihood, normal priors. Newton's method."""
    weights, penalty = centre.copy(), 1 / spreads**2
    loss = _loss(columns, sample, weights, centre, penalty)
    for _ in range(STEPS):
        p = expit(columns @ weights)
        slope = columns.T @ (sample.weight * (p - sample.happened)) + penalty * (weights - centre)
        curve = (columns.T * (sample.weight * p * (1 - p))) @ columns + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        for _ in range(30):  # the full step overshoots where the prior is far off
            tried = _loss(columns, sample, weights - step, centre, penalty)
            if tried <= loss:
                break
            step = step / 2
        weights = weights - step
        if loss - tried < TOLERANCE * (1 + abs(loss)):
            break
        loss = tried
    return np.asarray(weights)


def _loss(
    columns: Floats,
    sample: Sample,
    weights: Floats,
    centre: Floats,
    penalty: Floats,
) -> float:
    odds = columns @ weights
    likely = sample.weight @ (np.logaddexp(0, odds) - sample.happened * odds)
    return float(likely + 0.5 * penalty @ (weights - centre) ** 2)


def _trees() -> HistGradientBoostingClassifier:
    from sklearn.ensemble import HistGradientBoostingClassifier  # 1 s to load: only to learn

    return HistGradientBoostingClassifier(
        learning_rate=0.08,
        max_iter=80,
        max_leaf_nodes=4,
        min_samples_leaf=40,
        l2_regularization=5.0,
        max_bins=BINS,
        interaction_cst="no_interactions",
        early_stopping=False,
        random_state=0,
    )


def _averaged(
    straight: Additive, sample: Sample, trees: HistGradientBoostingClassifier
) -> Additive:
    """Half the logistic regression, half boosted trees, each a sum over features."""
    edges = tuple(_edges(sample.values[:, at]) for at in range(sample.values.shape[1]))
    codes = _codes(sample.values, edges)
    trees.fit(codes, sample.happened, sample_weight=sample.weight / sample.weight.mean())
    base, curves = _curves(trees, edges)
    middle = [float(curve[codes[:, at]].mean()) for at, curve in enumerate(curves)]
    return Additive(
        (straight.base + base + sum(middle)) / 2,
        straight.prior_weight / 2,
        straight.prior_mean,
        straight.mean,
        straight.scale,
        straight.weights / 2,
        edges,
        tuple((curve - mean) / 2 for curve, mean in zip(curves, middle, strict=True)),
    )


def _edges(values: Floats) -> Floats:
    quantiles = np.quantile(values, np.arange(1, BINS) / BINS, method="lower")
    return np.asarray(np.unique(quantiles))


def _codes(values: Floats, edges: tuple[Floats, ...]) -> NDArray[np.intp]:
    columns = [np.searchsorted(edge, values[:, at]) for at, edge in enumerate(edges)]
    return np.column_stack(columns)


def _curves(
    trees: HistGradientBoostingClassifier, edges: tuple[Floats, ...]
) -> tuple[float, list[Floats]]:
    """Log-odds of the lowest bins, and what each bin of each feature adds to it."""
    sizes = [len(edge) + 1 for edge in edges]
    grid = np.zeros((sum(sizes) + 1, len(edges)))
    starts = np.append(0, np.cumsum(sizes))
    for at, size in enumerate(sizes):
        grid[starts[at] : starts[at] + size, at] = np.arange(size)
    odds = np.asarray(trees.decision_function(grid), float)
    lowest = float(odds[-1])
    return lowest, [odds[starts[at] : starts[at + 1]] - lowest for at in range(len(edges))]


def _calibrated(model: Additive, sample: Sample) -> Additive:
    """Platt's scaling: one slope and one shift, which keeps the parts additive."""
    odds = model.log_odds(sample.values, sample.prior)
    columns = np.column_stack([np.ones(len(odds)), odds])
    centre, spreads = np.array([0.0, SLOPE[0]]), np.array([2.0, SLOPE[1]])
    shift, slope = _most_likely(columns, sample, centre, spreads)
    return Additive(
        float(shift + slope * model.base),
        slope * model.prior_weight,
        model.prior_mean,
        model.mean,
        model.scale,
        slope * model.weights,
        model.edges,
        tuple(slope * curve for curve in model.curves),
    )
