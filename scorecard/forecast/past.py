"""Matured forecasts deal by deal: what each stage is worth, and how groups differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scorecard.forecast.known import Floats, Known
from scorecard.forecast.level import Level, cut
from scorecard.forecast.lifetable import Cohorts
from scorecard.forecast.parts import Parts, came_by_cell, parts
from scorecard.forecast.rake import raked
from scorecard.forecast.shocks import Past

MOST_PAST = 6  # matured forecasts looked at, spread over the record
PRIOR_STAGE_WINS = 20.0  # that a stage's factor starts with


@dataclass(frozen=True)
class LookedBack:
    """Args:
    stage: factor of each stage's chance (last: of a stage not known).
    drift: money of open deals by their own amounts over that by mean amounts, as it used to be.
    past: matured forecasts by cell; None where there is none.
    """

    stage: Floats
    drift: float
    past: Past | None

    def staged(self, part: Parts) -> Parts:
        """Parts with the chance of each deal moved by its stage."""
        return replace(part, p=np.minimum(part.p * self.stage[part.stage] / self.drift, 1.0))


def looked_back(
    deals: Known, table: Cohorts, share: Floats, begin: int, end: int, level: Level
) -> LookedBack:
    """Forecast earlier weeks deal by deal and compare.

    Args:
        begin, end: first and last day of the window, counted from the day of the forecast.
    """
    weeks = sorted({int(week) for week in level.weeks_back})
    picked = np.unique(np.linspace(0, len(weeks) - 1, MOST_PAST).round().astype(int))
    made, days, drift = [], [], [1.0]
    for back in (weeks[at] for at in picked if weeks):
        last = table.n_weeks - 1 - back
        whole, _, chance = cut(table, last, share)
        made.append(parts(deals, table, chance, last))
        drift += [float(made[-1].p @ made[-1].amount) / whole.open] if whole.open > 0 else []
        days.append(deals.as_of - 7 * back)
    windows = [(day + begin, day + end) for day in days]
    stage = _stages(deals, made, windows)
    found = LookedBack(stage, max(float(np.mean(drift)), 0.1), None)
    if not made:
        return found
    run = 1 - level.table_share
    staged = [
        raked(found.staged(part), deals, day, run) for part, day in zip(made, days, strict=True)
    ]
    came = np.column_stack([came_by_cell(deals, *window) for window in windows])
    return replace(found, past=_by_cell(deals, staged, came, days))


def _stages(deals: Known, made: list[Parts], windows: list[tuple[int, int]]) -> Floats:
    """Wins of a stage over those its ages tell of; the last place is for no known stage."""
    n = len(deals.stages) + 1
    said, got = np.zeros(n), np.zeros(n)
    for part, (first, last) in zip(made, windows, strict=True):
        closed = deals.closed[part.deal]
        won = deals.won[part.deal] & (closed >= first) & (closed <= last)
        stage = np.where(part.stage < 0, n - 1, part.stage)
        got += np.bincount(stage, won, n)
        said += np.bincount(stage, part.p, n)
    if not said.sum() or not got.sum():
        return np.ones(n)
    got *= said.sum() / got.sum()
    # Forecasts overlap: the same deal is seen in several.
    said, got = said / len(made), got / len(made)
    factor = (got + PRIOR_STAGE_WINS) / (said + PRIOR_STAGE_WINS)
    factor[-1] = 1.0
    return np.asarray(factor)


def _by_cell(deals: Known, made: list[Parts], came: Floats, days: list[int]) -> Past:
    n = len(deals.cells)
    said, variance = np.zeros_like(came), np.zeros_like(came)
    for at, part in enumerate(made):
        cell = deals.cell[part.deal]
        said[:, at] = np.bincount(cell, part.p * part.amount, n)
        said[:, at] += part.new_wins * part.new_amount
        factor = came[:, at].sum() / max(said[:, at].sum(), 1.0)
        said[:, at] *= factor
        variance[:, at] = factor * (np.bincount(cell, part.variance, n) + part.new_variance)
    back = (deals.as_of - np.array(days, np.int64)) // 7
    return Past(said, came, variance, back)
