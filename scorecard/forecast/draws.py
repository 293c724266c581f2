"""The joint simulation: every group of every grain is a sum of the same drawn futures.

That makes ranges coherent: in no future is a child above its parent, so no quantile is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from scorecard.forecast.known import Floats, Ints
from scorecard.forecast.parts import Parts
from scorecard.forecast.shocks import Shocks

DRAWS = 500
CHUNK = 4096  # deals drawn at a time
FAR_OUT = 4.0  # spreads beyond which no shock is drawn

Futures = NDArray[np.float32]


def shock_path(spread: float, freedom: float, rng: np.random.Generator) -> Futures:
    """One shock a future: even over the distribution, in random order, mean 1."""
    if spread <= 0:
        return np.ones(DRAWS, np.float32)
    even = stdtrit(freedom, (np.arange(DRAWS) + 0.5) / DRAWS)
    drawn = np.exp(spread * np.clip(even, -FAR_OUT, FAR_OUT))
    return rng.permutation(drawn / drawn.mean()).astype(np.float32)


def shocked(
    cells: pd.DataFrame, shocks: Shocks, common: Futures, rng: np.random.Generator
) -> Futures:
    """Factor of each cell in each future (cells x futures; one row where all are alike)."""
    found = common[None, :]
    for grain, spread in shocks.local.items():
        code = pd.factorize(cells[grain])[0]
        own = np.exp(
            np.float32(spread) * rng.standard_normal((code.max() + 1, DRAWS), np.float32)
            - np.float32(spread**2 / 2)
        )
        found = found * own[code]
    return found


def futures(
    part: Parts, cell: Ints, cells: pd.DataFrame, shocks: Shocks, rng: np.random.Generator
) -> Futures:
    """Money of open and new deals by cell and future (cells x futures).

    Args:
        cell: of each open deal. cells: grain columns of each cell.
    """
    common = shock_path(shocks.common, shocks.freedom, rng)
    shock = shocked(cells, shocks, common, rng)
    found = np.zeros((len(cells), DRAWS), np.float32)
    order = np.argsort(cell, kind="stable")
    for begin in range(0, len(order), CHUNK):
        at = order[begin : begin + CHUNK]
        _add_open(found, part, at, cell[at], shock, rng)
    _add_noise(found, part, cell, rng)
    _add_new(found, part, common, shock, rng)
    return found


def _add_open(
    found: Futures, part: Parts, at: Ints, cell: Ints, shock: Futures, rng: np.random.Generator
) -> None:
    chance = part.p[at].astype(np.float32)[:, None] * (shock if len(shock) == 1 else shock[cell])
    certain = part.p[at] >= 1
    chance[certain] = 1.0
    won = (rng.random((len(at), DRAWS), np.float32) < chance) * part.amount[at].astype(np.float32)[
        :, None
    ]
    begins = np.flatnonzero(np.r_[True, np.diff(cell) > 0])
    found[cell[begins]] += np.add.reduceat(won, begins, axis=0)


def _add_noise(found: Futures, part: Parts, cell: Ints, rng: np.random.Generator) -> None:
    """Amounts change until they are won: a cell's spread falls with the deals it holds."""
    n = len(found)
    mean = np.bincount(cell, part.p * part.amount, n)
    square = np.bincount(cell, part.p * (part.amount * part.spread) ** 2, n)
    most = np.bincount(cell, part.p * part.amount * part.spread, n)
    there = np.flatnonzero(mean > 0)
    relative = np.minimum(np.sqrt(square[there]), most[there]) / mean[there]
    spread = np.sqrt(np.log1p(relative**2)).astype(np.float32)[:, None]
    drawn = rng.standard_normal((len(there), DRAWS), np.float32)
    found[there] *= np.exp(spread * drawn - spread**2 / 2)


def _add_new(
    found: Futures, part: Parts, common: Futures, shock: Futures, rng: np.random.Generator
) -> None:
    """Wins of new deals: drawn per cell over all futures, then spread by each future's shock."""
    wins = rng.poisson(part.new_wins * DRAWS)
    cell = np.repeat(np.arange(len(wins)), wins)
    upto = np.cumsum(common, dtype=np.float64)
    future = np.searchsorted(upto, rng.random(len(cell)) * upto[-1], side="right")
    future = np.minimum(future, DRAWS - 1)
    shape = max(part.new_cv, 0.05) ** -2
    money = rng.standard_gamma(shape, len(cell)) / shape * part.new_amount[cell]
    flat = np.bincount(cell * DRAWS + future, money, found.size)
    new = flat.reshape(found.shape).astype(np.float32)
    found += new if len(shock) == 1 else new * (shock / common)


def by_group(found: Futures, group: Ints, n: int) -> Floats:
    """Futures of groups of cells (groups x futures).

    Summed in double precision, so that a parent is never below its child by rounding.
    """
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(group[order]) > 0])
    summed = np.zeros((n, found.shape[1]))
    if len(order):
        rows = found[order] if n > 1 else found
        summed[group[order][begins]] = np.add.reduceat(rows, begins, axis=0, dtype=np.float64)
    return summed


def quantiles(found: Floats) -> Floats:
    """P10, P50 and P90 of each row (rows x 3)."""
    ranked = np.sort(found, axis=1)
    at = (np.array([0.1, 0.5, 0.9]) * (found.shape[1] - 1)).round().astype(int)
    return ranked[:, at].astype(np.float64)
