"""How far deals go wrong together: spreads fitted so that past ranges would have held.

For every grain the spread is the least with which the wanted share of matured forecasts lies in
its range (split conformal prediction, with a family of ranges that grow with one spread).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import nnls
from scipy.special import ndtri

from scorecard.forecast.contract import GRAINS
from scorecard.forecast.known import Floats, Ints
from scorecard.forecast.level import FRESH, Level

HELD = 0.8  # of the outcomes between P10 and P90
REACH = float(ndtri(0.9))
PRIOR_SHOCK, PRIOR_WINDOWS = 0.04, 1.0  # common spread, worth so many windows seen
# Spread of groups around the common level, times the root of how many there are; worth as much.
PRIOR_LOCAL, MOST_PRIOR_LOCAL = 0.045, 0.25
NO_HISTORY = 0.5  # common spread where there is nothing to learn from
MOST_GROUPS = 2000  # of a grain that has a spread of its own
LEAST_RESIDUALS = 12
LEAST_WINDOWS = 5  # that do not overlap
HEAVY = 1.5  # excess kurtosis of past errors from which tails count as heavy


@dataclass(frozen=True)
class Shocks:
    """Spreads of the shocks, relative to the mean.

    Args:
        common: of all deals. freedom: of its Student tails.
        local: of the groups of a grain, by grain.
        held: share of past totals that would have lain within such ranges (NaN: none known);
            n_past: matured forecasts it rests on; windows: how many do not overlap.
    """

    common: float
    freedom: float
    local: dict[str, float]
    held: float
    n_past: int
    windows: float


@dataclass(frozen=True)
class Past:
    """Matured forecasts by cell (cells x cuts), their level set to what came in all."""

    said: Floats
    came: Floats
    variance: Floats
    weeks_back: Ints


def _excess_kurtosis(errors: Floats) -> float:
    from scipy.stats import kurtosis  # 0.4 s to load: not for a store that only reads

    return float(kurtosis(errors))


def _spread(off: Floats, own: Floats, weight: Floats, held: float = HELD) -> float:
    """Least spread with which ranges hold.

    Args:
        off: relative errors. own: their spread by chance alone. weight: newer ones count more,
            because tomorrow is more like yesterday than like last year.
    """
    needed = np.maximum((off / REACH) ** 2 - own**2, 0.0)
    order = np.argsort(needed)
    upto = np.cumsum(weight[order]) / weight.sum()
    at = min(int(np.searchsorted(upto, held)), len(order) - 1)
    return float(np.sqrt(needed[order[at]]))


def freshness(weeks_back: Ints) -> Floats:
    """Weight of matured forecasts made so many weeks back."""
    return np.asarray(0.5 ** ((weeks_back - weeks_back.min(initial=0)) / FRESH))


def common_shock(
    level: Level, own: float, ahead: int, far: float, history: bool, least: float = 0.0
) -> Shocks:
    """The shock of all deals; `own`: today's spread by chance alone, relative to the mean.

    Args:
        ahead: weeks to the end of the window. far: factor of the prior for far windows.
        least: floor of the spread, where the window begins far ahead.
    """
    if not history:
        return Shocks(NO_HISTORY * far, 4.0, {}, float("nan"), 0, 0.0)
    n, start = len(level.errors), PRIOR_SHOCK * far
    if not n:
        return Shocks(max(2 * start, least), 4.0, {}, float("nan"), 0, 0.0)
    windows = 1 + (level.weeks_back.max() - level.weeks_back.min()) / max(ahead, 1)
    # With few windows the share seen is itself by chance; with very few the prior makes up for it.
    held = HELD * (1 + 1 / windows) if windows >= LEAST_WINDOWS else HELD
    fitted = _spread(np.abs(level.errors), np.full(n, own), freshness(level.weeks_back), held)
    common = np.sqrt((windows * fitted**2 + PRIOR_WINDOWS * start**2) / (windows + PRIOR_WINDOWS))
    heavy = windows >= 8 and _excess_kurtosis(level.errors) > HEAVY
    freedom = 4.0 if heavy else float(np.clip(windows + 2, 4, 30))
    reach = REACH * np.hypot(common, own)
    seen = float((np.abs(level.errors) <= reach).mean())
    return Shocks(max(float(common), least), freedom, {}, seen, n, float(windows))


def with_local(shocks: Shocks, cells: pd.DataFrame, said: Floats, past: Past | None) -> Shocks:
    """Add spreads of the groups of each grain around the common level.

    A group's error is the sum of all shocks that touch it: those of its own grain whole, those of
    another as far as its money lies in few of that grain's groups. Non-negative least squares
    parts the errors of all grains; what they mean for the total is taken off the common shock.

    Args:
        said: expected money of each cell.
    """
    codes = {name: pd.factorize(cells[name])[0].astype(np.int64) for name in GRAINS}
    codes = {name: code for name, code in codes.items() if 0 < code.max(initial=0) < MOST_GROUPS}
    if not codes or said.sum() <= 0:
        return shocks
    seen = shocks.windows if past is not None else 0.0
    fitted = [_local(code, past) if past is not None else 0.0 for code in codes.values()]
    sizes = np.array([code.max() + 1 for code in codes.values()])
    prior = np.minimum(PRIOR_LOCAL * np.sqrt(sizes), MOST_PRIOR_LOCAL)
    squared = (seen * np.array(fitted) ** 2 + PRIOR_WINDOWS * prior**2) / (seen + PRIOR_WINDOWS)
    shared = np.array([[_joint(one, other, said) for other in codes.values()]
                       for one in codes.values()])  # fmt: skip
    local = nnls(shared, squared)[0]
    whole = np.zeros(len(said), np.int64)
    of_all = sum(
        v * _joint(whole, code, said) for v, code in zip(local, codes.values(), strict=True)
    )
    found = {name: float(np.sqrt(v)) for name, v in zip(codes, local, strict=True) if v > 1e-6}
    common = float(np.sqrt(max(shocks.common**2 - of_all, 0.0)))
    return replace(shocks, common=common, local=found)


def _joint(group: Ints, other: Ints, said: Floats) -> float:
    """Mean over groups (by money) of the sum of squared shares of the other grain's groups."""
    _, pair = np.unique(group * (other.max() + 1) + other, return_inverse=True)
    money = np.bincount(pair, said)
    of = np.zeros(len(money), np.int64)
    of[pair] = group
    total = np.bincount(group, said)
    squared = np.bincount(of, money**2, len(total))
    there = total > 0
    return float((squared[there] / total[there]).sum() / total.sum())


def _local(code: Ints, past: Past) -> float:
    off, own, weight, n = [], [], [], int(code.max()) + 1
    fresh = freshness(past.weeks_back)
    for at in range(past.said.shape[1]):
        said, came, variance = (
            np.bincount(code, part[:, at], n) for part in (past.said, past.came, past.variance)
        )
        sure = variance < (0.5 * said) ** 2  # smaller groups are chance alone
        off.append((came[sure] - said[sure]) / said[sure])
        own.append(np.sqrt(variance[sure]) / said[sure])
        weight.append(np.full(sure.sum(), fresh[at]))
    errors = np.abs(np.concatenate(off))
    if len(errors) < LEAST_RESIDUALS:
        return 0.0
    return _spread(errors, np.concatenate(own), np.concatenate(weight))
