"""The level of all deals together: the life table corrected by its own matured forecasts, and
joined with the run-rate of bookings by how well each did.

A matured forecast is what this method says on an earlier week, from that week's knowledge only,
about a window of the same shape that is over by now.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.forecast.known import Floats, Ints
from scorecard.forecast.lifetable import AGES, Cohorts, Hazards, fit, won_within

RUN_WEEKS = 13  # of openings and of bookings that the run-rates look back upon
YEAR = 52
MOST_CUTS = 104  # weeks back
CORRECTION_CUTS = 1.0  # matured forecasts that were right, before any is known
PRIOR_SHARE = 0.15  # of the life table beside the run-rate, before any forecast has matured;
PRIOR_CUTS, PRIOR_APART = 4.0, 0.1  # that counts like so many that told them so far apart
YOUNG = 4  # weeks that a window must have run to be learned from before it is over
FRESH = 13.0  # weeks in which a matured forecast loses half of its weight
LEAST_WEEKS = 6  # with closings, before a forecast is worth learning from


@dataclass(frozen=True)
class Cut:
    """A forecast of all deals, at the end of a week: money of the parts, and what came."""

    last: int
    ahead: int
    open: float
    new: float
    run: float
    came_open: float = 0.0
    came_new: float = 0.0

    @property
    def came(self) -> float:
        return self.came_open + self.came_new


@dataclass(frozen=True)
class Level:
    """How to correct today's parts, and how far off matured forecasts were.

    Args:
        open, new: factors of the life table's parts.
        joined: expected money of the window, all ways together.
        table_share: weight of the life table in it (the rest is the run-rate's).
        errors: (actual - forecast) / forecast of matured forecasts made this way, latest first.
        weeks_back: how many weeks before today each was made.
    """

    open: float
    new: float
    joined: float
    table_share: float
    errors: Floats
    weeks_back: Ints


def value_of_win(table: Cohorts, last: int) -> Floats:
    """Mean amount of a win by segment, of the year up to a week, shrunk to that of all."""
    weeks = slice(max(last + 1 - YEAR, 0), last + 1)
    money, wins = table.won_minor[:, weeks].sum(axis=1), table.wins[:, weeks].sum(axis=(1, 2))
    mean = money.sum() / wins.sum() if wins.sum() else np.nan
    return np.asarray((money + 3 * mean) / (wins + 3))


def pace(table: Cohorts, last: int) -> Floats:
    """Openings a week by segment, in the weeks up to one."""
    weeks = slice(max(last + 1 - RUN_WEEKS, 0), last + 1)
    return np.asarray(table.openings[:, weeks].mean(axis=1))


def run_rate(table: Cohorts, last: int, share: Floats) -> float:
    """Bookings of the weeks up to one, carried into the window with their season."""
    first = max(table.first, last + 1 - 2 * YEAR)
    booked = table.won_minor.sum(axis=0)[first : last + 1]
    if len(booked) < RUN_WEEKS or not booked.sum():  # less than a quarter has no season
        return float("nan")
    phase = table.phase[first : last + 1]
    size = np.bincount(phase, minlength=table.n_phases)
    season = (np.bincount(phase, booked, table.n_phases) / booked.mean() + 4) / (size + 4)
    recent = slice(-RUN_WEEKS, None)
    rate = booked[recent].sum() / season[phase[recent]].sum()
    ahead = np.minimum(np.arange(last + 1, last + 1 + len(share)), len(table.phase) - 1)
    return float(rate * (season[table.phase[ahead]] * share).sum())


def cut(table: Cohorts, last: int, share: Floats) -> tuple[Cut, Hazards, Floats]:
    """The raw parts at the end of a week, the hazards and chances behind them."""
    hazards = fit(table, last)
    chance = won_within(table, hazards, last, share)
    left = (table.at_risk - table.wins - table.losses)[:, last]
    value, ahead = value_of_win(table, last), len(share)
    is_open = float(value @ (left * chance[:, ahead:]).sum(axis=1))
    new = float(value @ (pace(table, last) * chance[:, :ahead].sum(axis=1)))
    came_open = came_new = 0.0
    if last + ahead < table.n_weeks:
        came = table.money[:, last + 1 : last + 1 + ahead] @ share
        came_open, came_new = came[: last + 1 + AGES].sum(), came[last + 1 + AGES :].sum()
    run = run_rate(table, last, share)
    return Cut(last, ahead, is_open, new, run, float(came_open), float(came_new)), hazards, chance


def matured(table: Cohorts, share: Floats) -> list[Cut]:
    """Cuts whose window is over, latest first; younger ones about as much of it as is over."""
    now = table.n_weeks - 1
    newest = now - (YOUNG if share[0] > 0 else len(share))
    oldest = max(table.first + LEAST_WEEKS, table.n_weeks - MOST_CUTS)
    step = 1 if newest - oldest < YEAR else 2
    lasts = range(newest, oldest - 1, -step)
    return [cut(table, last, share[: now - last])[0] for last in lasts]


def _factor(came: Floats, said: Floats, weight: Floats) -> float:
    start = CORRECTION_CUTS * float(said.mean()) if len(said) else 1.0
    total = start + float(weight @ said)
    return (start + float(weight @ came)) / total if total > 0 else 1.0


def _factors(cuts: list[Cut], last: int, ahead: int) -> tuple[float, float]:
    over = [one for one in cuts if one.last + one.ahead <= last]
    weight = np.array([0.5 ** ((last - one.last) / FRESH) * one.ahead / ahead for one in over])
    came = np.array([(one.came_open, one.came_new) for one in over]).reshape(-1, 2)
    said = np.array([(one.open, one.new) for one in over]).reshape(-1, 2)
    return (
        _factor(came[:, 0], said[:, 0], weight),
        _factor(came[:, 1], said[:, 1], weight),
    )


def _table_share(errors: Floats, weight: Floats) -> float:
    """Weight of the life table that would have joined best (rows: errors of table, run-rate)."""
    both = ~np.isnan(errors).any(axis=0)
    errors, weight = errors[:, both], weight[both]
    apart = errors[0] - errors[1]
    start = PRIOR_CUTS * PRIOR_APART**2
    found = (start * PRIOR_SHARE - weight @ (errors[1] * apart)) / (start + weight @ apart**2)
    return float(np.clip(found, 0.0, 1.0))


def learn_level(table: Cohorts, today: Cut, share: Floats) -> Level:
    """Factors, weights and past errors from matured forecasts."""
    cuts = [one for one in matured(table, share) if one.came > 0]
    ahead, now = len(share), table.n_weeks - 1
    factors = [_factors(cuts, one.last, ahead) for one in cuts]
    way = np.array(
        [
            ((f[0] * one.open + f[1] * one.new) / one.came - 1, one.run / one.came - 1)
            for one, f in zip(cuts, factors, strict=True)
        ]
    ).reshape(-1, 2).T  # fmt: skip
    back = np.array([now - one.last for one in cuts], np.int64)
    whole = np.array([one.ahead for one in cuts], np.int64)
    weight = 0.5 ** (back / FRESH) * (whole / ahead) ** 2
    by_table = _table_share(way, weight)
    opened, new = _factors(cuts, now, ahead)
    joined = opened * today.open + new * today.new
    if np.isnan(today.run):
        by_table = 1.0
    else:
        joined = by_table * joined + (1 - by_table) * today.run
    run = np.where(np.isnan(way[1]), way[0], way[1])
    joint = by_table * way[0] + (1 - by_table) * run
    full = whole == ahead
    return Level(opened, new, joined, by_table, -(joint / (1 + joint))[full], back[full])
