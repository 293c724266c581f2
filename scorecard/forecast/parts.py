"""What the money of a window is expected from: each open deal, and new deals of each cell.

A cell is a combination of all grain columns; every group of every grain is a sum of cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.forecast.known import NEVER, Flags, Floats, Ints, Known
from scorecard.forecast.level import RUN_WEEKS, YEAR, value_of_win
from scorecard.forecast.lifetable import AGES, Cohorts

SHARE_WEEKS = 2 * RUN_WEEKS  # of openings that say which cells new deals come to
MOST_SURE = 0.98
PRIOR_CV = 1.0  # spread of won amounts within a segment over their mean, before any is known
LEAST_WINS = 20  # to learn a spread or a ratio from


@dataclass(frozen=True)
class Amounts:
    """What wins bring.

    Args:
        mean: of a win by segment. cv: spread over mean, of a segment's wins.
        ratio, noise: won amount over the last amount known while open: level, spread.
    """

    mean: Floats
    cv: float
    ratio: float
    noise: float


@dataclass(frozen=True)
class Parts:
    """Open deals and new deals, before the level is corrected.

    Args:
        deal: open deals (positions in Known); `p`: chance to be won in the window; `amount`
            if won, `spread` of it over the amount, `stage` code, `age_days`, `zombie`.
        n_certain: how many are won already, without an amount (the last ones).
        new_wins: expected wins of new deals by cell; `new_amount` of one, by cell.
    """

    deal: Ints
    p: Floats
    amount: Floats
    spread: Floats
    stage: Ints
    age_days: Ints
    zombie: Flags
    new_wins: Floats
    new_amount: Floats
    new_cv: float
    n_certain: int = 0

    @property
    def variance(self) -> Floats:
        """Of the money of each open deal, by chance alone."""
        square = self.p * self.amount**2 * (1 + self.spread**2)
        return np.asarray(square - (self.p * self.amount) ** 2)

    @property
    def new_variance(self) -> Floats:
        """Of the money of new deals of each cell, by chance alone."""
        return np.asarray(self.new_wins * self.new_amount**2 * (1 + self.new_cv**2))

    @property
    def relative_spread(self) -> float:
        """Of all money together, by chance alone, over its mean."""
        mean = float(self.p @ self.amount + self.new_wins @ self.new_amount)
        variance = float(self.variance.sum() + self.new_variance.sum())
        return variance**0.5 / mean if mean > 0 else 0.0


def amounts(deals: Known, table: Cohorts, last: int, day: int) -> Amounts:
    """What wins known by a day brought."""
    mean = value_of_win(table, last)
    won = np.flatnonzero(deals.won & (deals.closed <= day) & ~np.isnan(deals.amount))
    recent = won[deals.closed[won] > day - 7 * YEAR]
    if len(recent) < LEAST_WINS:
        said = deals.seen_at(day, deals.open_at(day))[0]
        asked = float(np.nanmean(said)) if (said > 0).any() else 0.0
        return Amounts(np.where(np.isnan(mean), asked, mean), PRIOR_CV, 1.0, PRIOR_CV / 2)
    got = deals.amount[recent]
    off = got / np.maximum(mean[deals.segment[recent]], 1)
    said = deals.seen_open(recent)
    both = (said > 0) & (got > 0)
    ratio, noise = 1.0, PRIOR_CV / 2
    if both.sum() >= LEAST_WINS:
        log = np.log(got[both] / said[both])
        ratio = float(np.clip(got[both].sum() / said[both].sum(), 0.25, 4.0))
        noise = float(np.clip(np.std(np.clip(log, -2, 2)), 0.0, PRIOR_CV))
    return Amounts(mean, float(np.clip(off.std(), 0.05, 3.0)), ratio, noise)


def zombie_age(deals: Known, day: int) -> float:
    """Age in days that one in a hundred wins had passed; infinite with few wins."""
    won = deals.won & (deals.closed <= day)
    if won.sum() < LEAST_WINS:
        return float("inf")
    return float(np.quantile(deals.closed[won] - deals.opened[won], 0.99))


def parts(deals: Known, table: Cohorts, chance: Floats, last: int) -> Parts:
    """Open deals at the end of week `last`, and new ones after it.

    Args:
        chance: segments x ages, as `lifetable.won_within` gives it.
    """
    ahead = chance.shape[1] - AGES - 1
    day = deals.as_of - 7 * (table.n_weeks - 1 - last)
    what = amounts(deals, table, last, day)
    deal = deals.open_at(day)
    age = day - deals.opened[deal]
    p = chance[deals.segment[deal], ahead + np.minimum(age // 7, AGES)]
    said, stage, seen = deals.seen_at(day, deal)
    amount = np.where(np.isnan(said), what.mean[deals.segment[deal]], said * what.ratio)
    limit = zombie_age(deals, day)
    new_wins, segment = _new_wins(deals, chance[:, :ahead].sum(axis=1), table, last, day)
    return Parts(
        deal, np.minimum(p, MOST_SURE), np.nan_to_num(amount),
        np.where(np.isnan(said), what.cv, what.noise), stage, age,
        (age > limit) & (day - seen > limit / 2), new_wins,
        np.nan_to_num(what.mean)[segment], what.cv,
    )  # fmt: skip


def _new_wins(
    deals: Known, chance: Floats, table: Cohorts, last: int, day: int
) -> tuple[Floats, Ints]:
    n = len(deals.cells)
    segment = np.zeros(n, np.int64)
    segment[deals.cell] = deals.segment
    weeks = slice(max(last + 1 - RUN_WEEKS, 0), last + 1)
    wins = table.openings[:, weeks].mean(axis=1) * chance
    lately = (deals.opened <= day) & (deals.opened > day - 7 * SHARE_WEEKS)
    came = np.bincount(deals.cell[lately], minlength=n).astype(float)
    of_segment = np.bincount(segment, came, deals.n_segments)
    share = np.divide(came, of_segment[segment], out=np.zeros(n), where=of_segment[segment] > 0)
    return wins[segment] * share, segment


def came_by_cell(deals: Known, first: int, last: int) -> Floats:
    """Money won on the days `first`..`last` (ordinals), by cell."""
    there = deals.won & (deals.closed >= first) & (deals.closed <= last) & (deals.closed < NEVER)
    there &= ~np.isnan(deals.amount)
    found = np.bincount(deals.cell[there], deals.amount[there], len(deals.cells))
    return found.astype(np.float64)
