"""One forecast of all deals by cell, before it is grouped: means, and drawn futures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scorecard.forecast.draws import DRAWS, Futures, futures
from scorecard.forecast.known import Floats, Ints, Known
from scorecard.forecast.level import LEAST_WEEKS, Cut, Level, cut, learn_level
from scorecard.forecast.lifetable import Cohorts, cohorts, window
from scorecard.forecast.parts import MOST_SURE, Parts, amounts, parts
from scorecard.forecast.past import looked_back
from scorecard.forecast.rake import raked
from scorecard.forecast.shocks import Shocks, common_shock, with_local

LEAST_KNOWN_WINS = 20  # with fewer a prior stands in for history
QUARTER_WEEKS = 13
FAR_DAYS, FAR_SHOCK = 180, 0.25  # a window that begins so far ahead is at least so uncertain
Anchor = Callable[[Level], Level]


@dataclass(frozen=True)
class Expected:
    """A forecast by cell, money in minor units.

    Args:
        part: open and new deals, corrected; open deals include wins without an amount.
        open, new: expected money of each open deal and of each cell's new deals, whole units.
        won: won in the period by cell; won_deals: the deals.
        drawn: cells x futures of open and new together.
        level, shocks: None where the period is over.
        prior: whether a stated prior stands in for history.
    """

    known: Known
    part: Parts
    open: Ints
    new: Ints
    won: Ints
    drawn: Futures
    won_deals: Ints
    level: Level | None = None
    shocks: Shocks | None = None
    n_wins: int = 0
    prior: bool = False
    n_unpriced: int = 0


def expect(
    deals: Known,
    first: int,
    last: int,
    fiscal_year_start: int = 1,
    seed: int = 0,
    anchor: Anchor | None = None,
) -> Expected:
    """Forecast the money won on the days `first`..`last` (ordinals), as of the book's day.

    Args:
        anchor: joins the expected level with what else is known of it (sell-through).
    """
    begin, end = max(first - deals.as_of, 1), last - deals.as_of
    share = window(begin, end)
    table = cohorts(deals, len(share), fiscal_year_start)
    if not len(share):
        return _over(deals, table, first, last, seed)
    today, _, chance = cut(table, table.n_weeks - 1, share)
    level = learn_level(table, today, share)
    level = anchor(level) if anchor else level
    back = looked_back(deals, table, share, begin, end, level)
    part = back.staged(parts(deals, table, chance, table.n_weeks - 1))
    part = raked(part, deals, deals.as_of, 1 - level.table_share)
    part = _unpriced(_levelled(part, level, today), deals, table, first, last)
    history = int(deals.won.sum()) >= LEAST_KNOWN_WINS
    history &= table.n_weeks - table.first >= LEAST_WEEKS
    shocks = _shocks(level, part, len(share), begin, history)
    shocks = with_local(shocks, deals.cells, _by_cell(deals, part), back.past)
    made = _drawn(deals, part, (first, last), shocks, seed)
    return replace(made, level=level, prior=not history, n_unpriced=part.n_certain)


def _over(deals: Known, table: Cohorts, first: int, last: int, seed: int) -> Expected:
    none = np.empty(0)
    nobody = np.empty(0, np.int64)
    zeros = np.zeros(len(deals.cells))
    part = Parts(nobody, none, none, none, nobody, nobody, nobody > 0, zeros, zeros, 0.0)
    part = _unpriced(part, deals, table, first, last)
    made = _drawn(deals, part, (first, last), Shocks(0.0, 4.0, {}, float("nan"), 0, 0.0), seed)
    return replace(made, shocks=None, n_unpriced=part.n_certain)


def _drawn(
    deals: Known, part: Parts, window: tuple[int, int], shocks: Shocks, seed: int
) -> Expected:
    cell = deals.cell[part.deal]
    if len(part.deal) or part.new_wins.any():
        drawn = futures(part, cell, deals.cells, shocks, np.random.default_rng(seed))
    else:
        drawn = np.zeros((len(deals.cells), DRAWS), np.float32)
    won = deals.won & ~np.isnan(deals.amount)
    won_deals = np.flatnonzero(won & (deals.closed >= window[0]) & (deals.closed <= window[1]))
    booked = np.zeros(len(deals.cells), np.int64)
    money = np.rint(deals.amount[won_deals]).astype(np.int64)
    np.add.at(booked, deals.cell[won_deals], money)
    return Expected(
        deals, part,
        np.rint(part.p * part.amount).astype(np.int64),
        np.rint(part.new_wins * part.new_amount).astype(np.int64),
        booked, drawn, won_deals, shocks=shocks, n_wins=int(deals.won.sum()),
    )  # fmt: skip


def _shocks(level: Level, part: Parts, ahead: int, begin: int, history: bool) -> Shocks:
    far = max(1.0, float(np.sqrt(ahead / QUARTER_WEEKS)))
    least = FAR_SHOCK if begin > FAR_DAYS else 0.0
    return common_shock(level, part.relative_spread, ahead, far, history, least)


def _by_cell(deals: Known, part: Parts) -> Floats:
    opened = np.bincount(deals.cell[part.deal], part.p * part.amount, len(deals.cells))
    return np.asarray(opened + part.new_wins * part.new_amount)


def _levelled(part: Parts, level: Level, today: Cut) -> Parts:
    """Parts with the factors of their matured forecasts, at the level of all ways together."""
    table = level.open * today.open + level.new * today.new
    joint = level.joined / table if np.isfinite(level.joined) and table > 0 else 1.0
    return replace(
        part,
        p=np.minimum(part.p * level.open * joint, MOST_SURE),
        new_wins=part.new_wins * level.new * joint,
    )


def _unpriced(part: Parts, deals: Known, table: Cohorts, first: int, last: int) -> Parts:
    """Add wins of the period without an amount: certain, of their segment's mean amount."""
    there = deals.won & np.isnan(deals.amount)
    there &= (deals.closed >= first) & (deals.closed <= min(last, deals.as_of))
    found = np.flatnonzero(there)
    if not len(found):
        return part
    n, what = len(found), amounts(deals, table, table.n_weeks - 1, deals.as_of)
    mean = np.nan_to_num(what.mean[deals.segment[found]])

    def joined(of: Floats, more: Floats) -> Floats:
        return np.concatenate([of, more])

    return replace(
        part, deal=np.concatenate([part.deal, found]), p=joined(part.p, np.ones(n)),
        amount=joined(part.amount, mean), spread=joined(part.spread, np.full(n, what.cv)),
        stage=np.concatenate([part.stage, np.full(n, -1)]),
        age_days=np.concatenate([part.age_days, (deals.closed - deals.opened)[found]]),
        zombie=np.concatenate([part.zombie, np.zeros(n, bool)]), n_certain=n,
    )  # fmt: skip
