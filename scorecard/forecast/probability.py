"""The chance that an open deal is won in the end, by what was known of it, never by what came.

It is learned from deals that were open on the first of earlier months and are closed by now, as
they stood then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from scorecard.forecast.contract import GRAINS, DealBook
from scorecard.forecast.known import NEVER, Flags, Ints, Known, known
from scorecard.forecast.winmodel import learn_wins

EVERY_DAYS, MOST_LOOKS = 30, 24


@dataclass(frozen=True)
class WinProbability:
    """Chance to be won in the end, of each deal open on a day.

    Args:
        deals: `deal_id`, `p_win` (0..1), and the rivals `stage_rate` and `overall_rate`.
        method: "prior", "stage", "logistic" or "boosted"; n: looks at deals it was learned from.
    """

    deals: pd.DataFrame
    method: str
    n: int


def win_probability(book: DealBook, as_of: date) -> WinProbability:
    """P(won in the end) of each open deal, as of a day; nothing later is used."""
    then = known(book, as_of)
    model = learn_wins(*_looks(then))
    deals = then.open_at(then.as_of)
    now = _columns(then, deals, then.as_of)
    found = pd.DataFrame(
        {
            "deal_id": book.deals["deal_id"].to_numpy()[then.code[deals]],
            "p_win": model.predict(now),
            "stage_rate": model.rate_of(now, "stage"),
            "overall_rate": np.full(len(deals), model.overall),
        }
    )
    return WinProbability(found, model.method, model.n)


def _looks(then: Known) -> tuple[pd.DataFrame, Flags, Ints]:
    """Deals as they stood on earlier days, oldest day first, whether they were won, and which."""
    found, won, which = [], [], []
    for back in range(MOST_LOOKS, 0, -1):
        day = then.as_of - back * EVERY_DAYS
        deals = then.open_at(day)
        deals = deals[then.closed[deals] < NEVER]
        found.append(_columns(then, deals, day))
        won.append(then.won[deals])
        which.append(deals)
    return pd.concat(found, ignore_index=True), np.concatenate(won), np.concatenate(which)


def _columns(then: Known, deals: Ints, day: int) -> pd.DataFrame:
    """What is honest to know of deals on a day."""
    amount, stage, seen = then.seen_at(day, deals)
    names = np.array([*then.stages, ""], object)
    found = pd.DataFrame({"stage": names[stage]})
    for name in GRAINS:
        found[name] = then.cells[name].to_numpy(object)[then.cell[deals]]
    found["age_days"] = (day - then.opened[deals]).astype(float)
    found["still_days"] = np.where(seen > 0, day - seen, day - then.opened[deals]).astype(float)
    found["log_amount"] = np.log1p(amount)
    return found
