"""Learns the chance of a win from any honest columns: numbers and names, gaps allowed.

Names count by their own win rate, shrunk to that of all. From 300 deals on a logistic regression;
from 2,000 on boosted trees; calibrated on the latest fifth (Platt). With fewer deals: the rate of
the stage, shrunk; without a stage the rate of all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits

from scorecard.forecast.known import Flags, Floats, Ints

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

LEAST_LOGISTIC, LEAST_BOOSTED = 300, 2000
LEAST_CLASS = 30  # wins and losses each, before columns are learned from
PRIOR_DEALS = 20.0  # that a name's own rate is shrunk with
PRIOR_RATE = 0.2  # of all, before any is known
HELD_OUT = 0.2  # of the deals, the last rows, calibrate
NEAR = 1e-4
SLOPE_SPREAD, STEPS = 0.3, 12  # of the calibration's slope around 1
SURE = 2.0  # standard errors by which a model must beat the stage's rate on deals held out


@dataclass
class WinModel:
    """A learned chance of a win; `method` is "prior", "stage", "logistic" or "boosted"."""

    method: str
    n: int
    overall: float
    rates: dict[str, dict[object, float]] = field(default_factory=dict)
    middle: dict[str, float] = field(default_factory=dict)
    scale: tuple[Floats, Floats] | None = None
    learner: LogisticRegression | HistGradientBoostingClassifier | None = None
    platt: tuple[float, float] = (1.0, 0.0)

    def predict(self, columns: pd.DataFrame) -> Floats:
        """P(won) of each row (0..1); names never seen count like all."""
        if self.learner is None:
            return self.rate_of(columns, "stage")
        found = _raw(self, _values(self, columns))
        return np.asarray(expit(self.platt[0] * found + self.platt[1]), np.float64)

    def rate_of(self, columns: pd.DataFrame, name: str) -> Floats:
        """The shrunk win rate of each row's name in one column; the overall rate without it."""
        if name not in columns:
            return np.full(len(columns), self.overall, np.float64)
        own = columns[name].astype(object).map(self.rates.get(name, {}))
        return np.asarray(own.astype(float).fillna(self.overall).to_numpy(), np.float64)


def learn_wins(columns: pd.DataFrame, won: Flags, deal: Ints | None = None) -> WinModel:
    """Learn from closed deals.

    Args:
        columns: one row a deal as it stood while it was open, oldest first; numbers, or names
            (object, string, category). Nothing filled in after the outcome.
        won: whether each was won.
        deal: which deal a row is about, where one has several.
    """
    won = np.asarray(won, bool)
    n, wins = len(won), int(won.sum())
    overall = (wins + PRIOR_DEALS * PRIOR_RATE) / (n + PRIOR_DEALS)
    few = min(wins, n - wins) < LEAST_CLASS
    method = "boosted" if n >= LEAST_BOOSTED else "logistic" if n >= LEAST_LOGISTIC else "stage"
    model = WinModel("prior" if few else method, n, overall)
    if few:
        return model
    held = np.arange(n) >= n * (1 - HELD_OUT)
    fit_on = ~held if deal is None else ~held & ~np.isin(deal, deal[held])
    if method != "stage" and fit_on.sum() >= LEAST_LOGISTIC // 2:
        _name_rates(model, columns[fit_on], won[fit_on])
        model.learner = _learner(method)  # loaded before its threads are limited
        with threadpool_limits(1):
            _fit(model, columns, won, fit_on, held)
    if model.learner is None:
        model.method = "stage"
        _name_rates(model, columns, won)
    return model


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _name_rates(model: WinModel, columns: pd.DataFrame, won: Flags) -> None:
    for name in columns:
        column = columns[name]
        if _is_number(column):
            middle = float(column.astype(float).median())
            model.middle[str(name)] = middle if np.isfinite(middle) else 0.0
            continue
        counts = pd.Series(won).groupby(column.astype(object).to_numpy()).agg(["sum", "size"])
        rate = (counts["sum"] + PRIOR_DEALS * model.overall) / (counts["size"] + PRIOR_DEALS)
        model.rates[str(name)] = rate.to_dict()


def _values(model: WinModel, columns: pd.DataFrame) -> Floats:
    found = [logit(model.rate_of(columns, name)) for name in model.rates]
    for name in model.middle:
        own = columns[name].astype(float) if name in columns else pd.Series(np.nan, columns.index)
        found.append(own.fillna(model.middle[name]).to_numpy(np.float64))
    return np.column_stack(found) if found else np.zeros((len(columns), 1))


def _raw(model: WinModel, values: Floats) -> Floats:
    assert model.learner is not None
    assert model.scale is not None
    if model.method == "logistic":
        values = np.clip((values - model.scale[0]) / model.scale[1], -4, 4)
    chance = model.learner.predict_proba(values)[:, 1]
    return np.asarray(logit(np.clip(chance, NEAR, 1 - NEAR)))


def _learner(method: str) -> LogisticRegression | HistGradientBoostingClassifier:
    if method == "logistic":
        from sklearn.linear_model import LogisticRegression  # 1 s to load: only to learn

        return LogisticRegression(C=0.3)
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=200, learning_rate=0.06, max_leaf_nodes=15, min_samples_leaf=40,
        l2_regularization=1.0, random_state=0,
    )  # fmt: skip


def _fit(model: WinModel, columns: pd.DataFrame, won: Flags, fit_on: Flags, held: Flags) -> None:
    values = _values(model, columns)
    train = values[fit_on]
    spread = train.std(axis=0)
    model.scale = (train.mean(axis=0), np.where(spread > 1e-9, spread, 1.0))
    assert model.learner is not None
    if model.method == "logistic":
        train = np.clip((train - model.scale[0]) / model.scale[1], -4, 4)
    model.learner.fit(train, won[fit_on])
    _calibrate(model, columns[held], _raw(model, values[held]), won[held])


def _calibrate(model: WinModel, columns: pd.DataFrame, raw: Floats, won: Flags) -> None:
    """Platt's slope and level; a model not surely better than the stage's rate is let go."""
    gain = (model.rate_of(columns, "stage") - won) ** 2 - (expit(raw) - won) ** 2
    if len(won) < 2 or gain.mean() <= SURE * gain.std() / np.sqrt(len(won)):
        model.learner = None
        return
    model.platt = _platt(raw, won)


def _platt(raw: Floats, won: Flags) -> tuple[float, float]:
    """Slope and level of the log-odds that fit best; the slope is held near 1 (Newton's steps)."""
    table, at = np.column_stack([raw, np.ones(len(raw))]), np.array([1.0, 0.0])
    tight = np.diag([1 / SLOPE_SPREAD**2, 0.0])
    for _ in range(STEPS):
        chance = expit(table @ at)
        slope = table.T @ (won - chance) - tight @ (at - np.array([1.0, 0.0]))
        bend = (table * (chance * (1 - chance))[:, None]).T @ table + tight
        at = at + np.linalg.solve(bend + 1e-9 * np.eye(2), slope)
    return float(at[0]), float(at[1])
