"""The year's course of a whole book: are the coming days usually busy or quiet?"""

from __future__ import annotations

import numpy as np

from scorecard.risk.book import OrderBook
from scorecard.risk.rhythm import YEAR

TRUST = 0.5  # of what one year says of the next
QUARTER = 91


def season(book: OrderBook, at: int, horizon: int) -> float:
    """How many times as busy as usual the `horizon` days after `at` are.

    Order days for each account that ordered in the year before, in the same days a year earlier
    against the whole year around; its logarithm counts by half. 1 (no season) where the book
    does not reach back two years: what looks like a season may then be its beginning.
    """
    first = book.first_day
    if first is None or at - 2 * YEAR < first:
        return 1.0
    year = [_pace(book, at - YEAR + QUARTER * i, QUARTER) for i in range(4)]
    same, usual = _pace(book, at - YEAR, horizon), float(np.mean(year))
    return float((same / usual) ** TRUST) if same > 0 and usual > 0 else 1.0


def _pace(book: OrderBook, start: int, length: int) -> float:
    """Order days a day for each account that ordered in the year before `start`."""
    begin, end = book.orders.upto(start), book.orders.upto(start + length)
    active = int((begin > book.orders.upto(start - YEAR)).sum())
    return float((end - begin).sum()) / max(active, 1) / length
