"""Reconciled with sell-through: bookings that invoiced lines lead one to expect.

Bookings and sell-through of whole months are compared over a year; their ratio turns the
sell-through's run-rate into bookings of the window. Both levels are joined by how well either
foretold the last quarters; parts and groups follow the joint level.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from scorecard.forecast.known import Floats, Known
from scorecard.forecast.level import Level
from scorecard.i18n.message import Message, Share
from scorecard.period import Period, add_months, month_of, month_start, months_between

LEAST_MONTHS = 9  # with both bookings and sell-through
YEAR, QUARTER = 12, 3
PRIOR_ERROR, PRIOR_QUARTERS = 0.15, 2.0


@dataclass(frozen=True)
class SellThrough:
    """What sell-through says of the window; `money` NaN where it says nothing.

    Args:
        weight: of the sell-through's level beside the deals'.
    """

    money: float
    error: float

    def weight(self, level: Level) -> float:
        """Share of the joint level that is the sell-through's, by squared errors."""
        own = [PRIOR_ERROR**2] * int(PRIOR_QUARTERS) + [float(e) ** 2 for e in level.errors]
        return float(np.mean(own) / (np.mean(own) + self.error**2))

    def __call__(self, level: Level) -> Level:
        if not np.isfinite(self.money) or not np.isfinite(level.joined):
            return level
        share = self.weight(level)
        return replace(level, joined=(1 - share) * level.joined + share * self.money)

    def note(self) -> Message:
        """How sell-through was used."""
        if not np.isfinite(self.money):
            return Message("Sell-through and bookings overlap too shortly to be reconciled.")
        return Message(
            "Reconciled with sell-through, which was off by {error} in past quarters.",
            {"error": Share(self.error)},
        )


def anchor_of(deals: Known, lines: pd.DataFrame | None, period: Period) -> SellThrough | None:
    """Bookings that sell-through of whole months before the day leads one to expect."""
    if lines is None or not len(lines):
        return None
    day = date.fromordinal(deals.as_of)
    newest = add_months(month_of(day), -1)
    months = [add_months(newest, -at) for at in range(4 * YEAR - 1, -1, -1)]
    through = lines.groupby("month")["amount_minor"].sum().reindex(months).to_numpy(float)
    booked = _booked(deals, months)
    both = ~np.isnan(through) & (booked > 0)
    if both[-LEAST_MONTHS:].sum() < LEAST_MONTHS:
        return SellThrough(float("nan"), float("nan"))
    ahead = _months_ahead(day, period)
    rate = _rate(through, booked, len(months))
    return SellThrough(rate * ahead, _error(through, booked))


def _booked(deals: Known, months: list[int]) -> Floats:
    begins = np.array([month_start(m).toordinal() for m in months])
    won = deals.won & ~np.isnan(deals.amount)
    at = np.searchsorted(begins, deals.closed[won], side="right") - 1
    ends = month_start(add_months(months[-1], 1)).toordinal()
    inside = (at >= 0) & (deals.closed[won] < ends)
    return np.bincount(at[inside], deals.amount[won][inside], len(months)).astype(np.float64)


def _rate(through: Floats, booked: Floats, upto: int) -> float:
    """Bookings a month that the last quarter's sell-through means, before month `upto`."""
    year = slice(max(upto - YEAR, 0), upto)
    both = ~np.isnan(through[year]) & (booked[year] > 0)
    if not both.any() or np.isnan(through[upto - QUARTER : upto]).any():
        return float("nan")
    ratio = booked[year][both].sum() / through[year][both].sum()
    return float(ratio * through[upto - QUARTER : upto].mean())


def _error(through: Floats, booked: Floats) -> float:
    off = [PRIOR_ERROR**2] * int(PRIOR_QUARTERS)
    for upto in range(len(booked) - QUARTER, 2 * QUARTER, -1):
        said, came = _rate(through, booked, upto), booked[upto : upto + QUARTER].mean()
        if np.isfinite(said) and came > 0:
            off.append((said / came - 1) ** 2)
    return float(np.sqrt(np.mean(off)))


def _months_ahead(day: date, period: Period) -> float:
    """Months of the period that lie after the day, a running one by its days."""
    found = 0.0
    for month in period.months:
        begin, end = month_start(month), month_start(add_months(month, 1))
        left = (end - max(begin, date.fromordinal(day.toordinal() + 1))).days
        if months_between(month_of(day), month) >= 0:
            found += max(left, 0) / (end - begin).days
    return found
