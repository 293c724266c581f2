"""How broadly an account buys: of the things it usually orders, how many have stopped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.risk.book import OrderBook, Things
from scorecard.risk.days import Floats, Ints
from scorecard.risk.rhythm import YEAR, Rhythm

USUAL = 2  # order days of a thing in the year before that make it usual
LATE = 3  # of its own gaps without it, and it has stopped
SHORTEST = 30  # days: no thing has stopped sooner


@dataclass(frozen=True)
class Breadth:
    """Usual things of each account on a day, and those of them that stopped.

    Args:
        usual: number of usual things, one value an account.
        stopped: number of those that have stopped.
        recent, before: distinct things of the last 90 days, and of the 90 before.
        pair_stopped: pairs of account and thing (rows of `Things`) that stopped.
        pair_last: day of each pair's last order.
    """

    usual: Ints
    stopped: Ints
    recent: Ints
    before: Ints
    pair_stopped: Ints
    pair_last: Ints


def breadth_of(things: Things, at: Ints) -> Breadth:
    """Breadth on a day, one value of `at` an account."""
    n, owner, own = len(at), things.owner, things.days
    pairs = Rhythm(own, at[owner], own.upto(at[owner]))
    usual = pairs.count(YEAR) >= USUAL
    gaps = (pairs.last - pairs.day_at(pairs.since(YEAR))) / np.maximum(pairs.count(YEAR) - 1, 1)
    stopped = usual & (pairs.recency > np.maximum(LATE * gaps, SHORTEST))
    recent, half = pairs.count(90), pairs.count(180)

    def counted(flags: Ints) -> Ints:
        return np.bincount(owner[flags > 0], minlength=n).astype(np.int64)

    return Breadth(
        usual=counted(usual.astype(np.int64)),
        stopped=counted(stopped.astype(np.int64)),
        recent=counted(recent),
        before=counted(half - recent),
        pair_stopped=np.flatnonzero(stopped),
        pair_last=pairs.last,
    )


def breadth(book: OrderBook, rhythm: Rhythm) -> dict[str, Floats]:
    """Features of breadth, for each kind of thing that the book names."""
    found: dict[str, Floats] = {}
    for kind, things in book.things.items():
        had = breadth_of(things, rhythm.at)
        found[f"{kind}_usual"] = np.log1p(had.usual)
        found[f"{kind}_stopped"] = np.log((had.stopped + 0.5) / (had.usual + 1))
        found[f"{kind}_change"] = np.log((had.recent + 1) / (had.before + 1))
    return found
