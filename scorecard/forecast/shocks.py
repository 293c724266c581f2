"""How far deals go wrong together: spreads fitted so that past ranges would have held.

For every grain the spread is the least with which the wanted share of matured forecasts lies in
its range (split conformal prediction, with a family of ranges that grow with one spread).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import kurtosis, norm

from scorecard.forecast.contract import GRAINS
from scorecard.forecast.known import Floats, Ints
from scorecard.forecast.level import Level

HELD = 0.8  # of the outcomes between P10 and P90
REACH = float(norm.ppf(0.9))
PRIOR_SHOCK, PRIOR_WINDOWS = 0.08, 1.0  # common spread, worth so many windows seen
NO_HISTORY = 0.5  # common spread where there is nothing to learn from
MOST_GROUPS = 2000  # of a grain that has a spread of its own
LEAST_RESIDUALS = 12
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


def _spread(off: Floats, own: Floats) -> float:
    """Least spread with which ranges hold; `off` relative errors, `own` spread of chance."""
    needed = np.sort(np.maximum((off / REACH) ** 2 - own**2, 0.0))
    at = min(int(np.ceil(HELD * (len(needed) + 1))), len(needed)) - 1
    return float(np.sqrt(needed[at]))


def common_shock(level: Level, own: float, ahead: int, far: float, history: bool) -> Shocks:
    """The shock of all deals; `own`: today's spread by chance alone, relative to the mean.

    Args:
        ahead: weeks to the end of the window. far: factor of the prior for far windows.
    """
    if not history:
        return Shocks(NO_HISTORY * far, 4.0, {}, float("nan"), 0, 0.0)
    n, start = len(level.errors), PRIOR_SHOCK * far
    if not n:
        return Shocks(2 * start, 4.0, {}, float("nan"), 0, 0.0)
    windows = 1 + (level.weeks_back.max() - level.weeks_back.min()) / max(ahead, 1)
    fitted = _spread(np.abs(level.errors), np.full(n, own))
    common = np.sqrt((windows * fitted**2 + PRIOR_WINDOWS * start**2) / (windows + PRIOR_WINDOWS))
    heavy = windows >= 8 and kurtosis(level.errors) > HEAVY
    freedom = 4.0 if heavy else float(np.clip(windows + 2, 4, 30))
    reach = REACH * np.hypot(common, own)
    held = float((np.abs(level.errors) <= reach).mean())
    return Shocks(float(common), freedom, {}, held, n, float(windows))


def local_shocks(cells: pd.DataFrame, past: Past) -> dict[str, float]:
    """Spread of each grain's groups around the common level, from coarse to fine."""
    codes = {name: pd.factorize(cells[name])[0].astype(np.int64) for name in GRAINS}
    sizes = {name: int(code.max(initial=-1)) + 1 for name, code in codes.items()}
    found: dict[str, float] = {}
    for name in sorted(GRAINS, key=lambda grain: sizes[grain]):
        if 1 < sizes[name] <= MOST_GROUPS:
            found[name] = _local(codes[name], sizes[name], past)
    return {name: spread for name, spread in found.items() if spread > 0}


def _local(code: Ints, n: int, past: Past) -> float:
    off, own = [], []
    for at in range(past.said.shape[1]):
        said, came, variance = (
            np.bincount(code, part[:, at], n) for part in (past.said, past.came, past.variance)
        )
        sure = variance < (0.5 * said) ** 2  # smaller groups are chance alone
        off.append((came[sure] - said[sure]) / said[sure])
        own.append(np.sqrt(variance[sure]) / said[sure])
    errors, chance = np.abs(np.concatenate(off)), np.concatenate(own)
    return _spread(errors, chance) if len(errors) >= LEAST_RESIDUALS else 0.0
