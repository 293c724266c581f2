"""How open deals end: weekly hazards of a win and of a loss by age, season and segment.

Weeks are counted back from the forecast's day, so that the last one is whole. Deals are at risk
from the first week in which closings are on record (delayed entry), and until they close.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from scorecard.forecast.known import NEVER, Floats, Ints, Known

WEEKS = 156  # of closings looked back upon
AGES = 104  # weeks; older deals are as old as that
PRIOR_WIN_RATE, PRIOR_WEEKS = 0.2, 13.0  # where there is no history: 1 in 5 won, a quarter long
PRIOR_EXPOSURE = 20.0  # deal-weeks that a hazard's age gets on top
PRIOR_WINS = 10.0  # wins that a segment's or season's factor starts with
HALF_LIFE = 52.0  # weeks


@dataclass(frozen=True)
class Cohorts:
    """Counts by segment, week (the last is the forecast's) and age in weeks.

    Args:
        at_risk, wins, losses: segments x weeks x ages.
        openings: segments x weeks.
        won_minor: segments x weeks, by week of closing.
        money: won by week of opening (from AGES before the first) x week of closing.
        phase: season of each week, and of the weeks ahead.
        first: first week with closings on record (`len` where none is).
    """

    at_risk: Floats
    wins: Floats
    losses: Floats
    openings: Floats
    won_minor: Floats
    money: Floats
    phase: Ints
    n_phases: int
    first: int

    @property
    def n_weeks(self) -> int:
        return int(self.at_risk.shape[1])


def phases(as_of: int, n_weeks: int, ahead: int, fiscal_year_start: int, n_phases: int) -> Ints:
    """Season of each week by its middle day: month of the quarter (3) or of the year (12)."""
    middle = as_of - 3 + 7 * (np.arange(n_weeks + ahead) - n_weeks + 1)
    months = [date.fromordinal(int(day)).month - fiscal_year_start for day in middle]
    return np.array(months, np.int64) % n_phases


def cohorts(deals: Known, ahead: int, fiscal_year_start: int) -> Cohorts:
    """Count a book by week and age."""
    n = WEEKS
    opened = np.clip(n - 1 - (deals.as_of - deals.opened) // 7, -AGES, n - 1)
    week = n - 1 - (deals.as_of - deals.closed) // 7
    closed = np.where(deals.closed == NEVER, n, np.clip(week, -1, n))
    shape = (deals.n_segments, n + AGES, n + 2)
    flat = (deals.segment * shape[1] + opened + AGES) * shape[2] + closed + 1
    size = int(np.prod(shape))
    wins = np.bincount(flat[deals.won], minlength=size).reshape(shape).astype(float)
    every = np.bincount(flat, minlength=size).reshape(shape).astype(float)
    left = every[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
    on_record = np.flatnonzero(every[:, :, 1:-1].sum(axis=(0, 1)))
    first = int(on_record[0]) if len(on_record) else n
    by_week = np.zeros((deals.n_segments, n))
    known = deals.won & (closed < n) & (closed >= 0) & ~np.isnan(deals.amount)
    np.add.at(by_week, (deals.segment[known], closed[known]), deals.amount[known])
    money = np.zeros((n + AGES, n))
    np.add.at(money, (opened[known] + AGES, closed[known]), deals.amount[known])
    n_phases = 12 if n - first >= 104 else 3
    return Cohorts(
        _by_age(left[:, :, 1:-1]), _by_age(wins[:, :, 1:-1]),
        _by_age((every - wins)[:, :, 1:-1]), every.sum(axis=2)[:, AGES:], by_week, money,
        phases(deals.as_of, n, ahead, fiscal_year_start, n_phases), n_phases, first,
    )  # fmt: skip


def _by_age(cube: Floats) -> Floats:
    """Segments x opening week x week, turned into segments x week x age."""
    n = cube.shape[2]
    week = np.arange(n)[:, None]
    opened = week - np.arange(AGES + 1)[None, :]
    found = cube[:, opened + AGES, week]
    # Deals older than the oldest age stand together in it.
    older = cube.cumsum(axis=1)[:, np.arange(n), np.arange(n)]
    found[:, :, AGES] = older
    return found


@dataclass(frozen=True)
class Hazards:
    """Chance a week, for a deal of an age still open: of a win, of a loss.

    Args:
        win, loss: by age (0 is the week of opening).
        win_season, loss_season: factor of each phase.
        win_segment, loss_segment: factor of each segment.
        n_wins: wins that it rests on.
    """

    win: Floats
    loss: Floats
    win_season: Floats
    loss_season: Floats
    win_segment: Floats
    loss_segment: Floats
    n_wins: float


def fit(table: Cohorts, last: int) -> Hazards:
    """Hazards from the weeks up to `last` (a position in the table's weeks)."""
    weeks = np.arange(min(table.first, last + 1), last + 1)
    weight = 0.5 ** ((last - weeks) / HALF_LIFE)
    risk = table.at_risk[:, weeks] * weight[None, :, None]
    prior = (PRIOR_WIN_RATE / PRIOR_WEEKS, (1 - PRIOR_WIN_RATE) / PRIOR_WEEKS)
    found = [
        _one(risk, events[:, weeks] * weight[None, :, None], table, weeks, start)
        for events, start in zip((table.wins, table.losses), prior, strict=True)
    ]
    n_wins = float(table.wins[:, weeks].sum())
    (win, win_season, win_segment), (loss, loss_season, loss_segment) = found
    return Hazards(win, loss, win_season, loss_season, win_segment, loss_segment, n_wins)


def _one(
    risk: Floats, events: Floats, table: Cohorts, weeks: Ints, start: float
) -> tuple[Floats, Floats, Floats]:
    season, segment = np.ones(table.n_phases), np.ones(len(risk))
    phase = table.phase[weeks]
    level = (events.sum() + PRIOR_WINS) / (risk.sum() + PRIOR_WINS / start)
    by_age, by_week, by_segment = (
        events.sum(axis=(0, 1)), events.sum(axis=(0, 2)), events.sum(axis=(1, 2))
    )  # fmt: skip
    age = np.full(AGES + 1, level)
    for _ in range(4):
        at_age = np.einsum("gta,t,g->a", risk, season[phase], segment)
        older = _from(by_age) + PRIOR_EXPOSURE * level
        older /= _from(at_age) + PRIOR_EXPOSURE
        age = (by_age + PRIOR_EXPOSURE * older) / (at_age + PRIOR_EXPOSURE)
        expected = np.einsum("gta,a->gt", risk, age)
        in_phase = np.bincount(phase, segment @ expected, table.n_phases)
        got = np.bincount(phase, by_week, table.n_phases)
        season = (got + PRIOR_WINS) / (in_phase + PRIOR_WINS)
        segment = (by_segment + PRIOR_WINS) / (expected @ season[phase] + PRIOR_WINS)
    return age, season, segment


def _from(of_age: Floats) -> Floats:
    """Sum over an age and all older ones: what an age with few deals is shrunk to, so that old
    deals do not count like fresh ones."""
    return np.asarray(of_age[::-1].cumsum()[::-1])


def won_within(table: Cohorts, hazards: Hazards, last: int, share: Floats) -> Floats:
    """P(won in the window) of a deal open at the end of week `last`, segments x ages.

    Args:
        share: of each week after `last`, how much of it lies in the window (0..1).

    Returns:
        Ages run from -len(share) (a deal that will be opened in that many weeks) to AGES.
    """
    ahead = len(share)
    age = np.arange(-ahead, AGES + 1)
    left = np.ones((len(hazards.win_segment), len(age)))
    found = np.zeros_like(left)
    for step in range(1, ahead + 1):
        now = age + step
        there = now >= 0
        at = np.clip(now, 0, AGES)
        phase = table.phase[min(last + step, len(table.phase) - 1)]
        win = hazards.win[at] * hazards.win_season[phase] * hazards.win_segment[:, None]
        loss = hazards.loss[at] * hazards.loss_season[phase] * hazards.loss_segment[:, None]
        win = np.where(there, np.minimum(win, 0.95), 0.0)
        loss = np.where(there, np.minimum(loss, 0.99 - win), 0.0)
        found += left * win * share[step - 1]
        left *= 1 - win - loss
    return found


def window(first: int, last: int) -> Floats:
    """Share of each week ahead that lies in a window of days `first`..`last` (1 is tomorrow)."""
    n = max(-(-last // 7), 0)
    begin = 7 * np.arange(n)
    overlap = np.minimum(begin + 7, last) - np.maximum(begin, first - 1)
    return np.asarray(np.clip(overlap, 0, 7) / 7.0)
