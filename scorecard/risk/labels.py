"""What became of an account after a day: the outcomes that the probabilities are about."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from scorecard.risk.book import OrderBook
from scorecard.risk.days import Flags, Floats, Ints
from scorecard.risk.rhythm import YEAR, Rhythm

KEPT = 0.3  # a fall by 70 % or more keeps at most this share of the usual spend
YOUNGEST = 90  # days over which the spend of a young account is spread at least


class Outcome(StrEnum):
    """An outcome of the days after a cut."""

    STOP = "stop"  # no order in the horizon
    STOP_LONG = "stop_long"  # no order in twice the horizon
    DROP = "drop"  # spend of the horizon at most 30 % of the usual
    BREAK = "break"  # no order within three own gaps (60 to 180 days)


def days_needed(outcome: Outcome, horizon: int) -> int:
    """Days after a cut that must have passed before its outcome is known of every account."""
    return {Outcome.STOP: horizon, Outcome.DROP: horizon, Outcome.STOP_LONG: 2 * horizon}.get(
        outcome, 180
    )


def year_spend(rhythm: Rhythm) -> Ints:
    """Spend of the last 12 months, in minor units."""
    return rhythm.total("amount_minor", YEAR)


def usual_spend(rhythm: Rhythm, horizon: int) -> Floats:
    """Spend of `horizon` days at the pace of the last 12 months, in minor units."""
    months = np.clip(rhythm.tenure, YOUNGEST, YEAR)
    return year_spend(rhythm) * (horizon / months)


def outcome(book: OrderBook, rhythm: Rhythm, what: Outcome, horizon: int) -> Flags:
    """Whether it happened, from orders dated after the rhythm's day only.

    The book must reach `days_needed` beyond that day, which the caller sees to.
    """
    if what is Outcome.DROP:
        return _dropped(book, rhythm, horizon)
    if what is Outcome.BREAK:
        return _silent(book, rhythm, rhythm.break_limit)
    return _silent(book, rhythm, horizon * (2 if what is Outcome.STOP_LONG else 1))


def _silent(book: OrderBook, rhythm: Rhythm, days: Ints | int) -> Flags:
    orders = book.orders
    return np.asarray(orders.upto(rhythm.at + days) == orders.upto(rhythm.at))


def _dropped(book: OrderBook, rhythm: Rhythm, horizon: int) -> Flags:
    orders = book.orders
    now, later = orders.upto(rhythm.at), orders.upto(rhythm.at + horizon)
    spent = orders.total("amount_minor", now, later)
    return np.asarray(spent <= KEPT * usual_spend(rhythm, horizon))
