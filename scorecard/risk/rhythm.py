"""Each account's own rhythm on a day: how often it orders, and for how long it has been silent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scorecard.risk.book import OrderBook
from scorecard.risk.days import Days, Flags, Floats, Ints

YEAR = 365
LOOK_BACK = 2 * YEAR  # older gaps tell of another business
WEIGHT = 3  # gaps that the book's median stands for
REGULAR = 60  # days; who orders less often has no rhythm to break
FEWEST = 3  # order days in the year before: below it there is nothing to lose
BREAK, SHORTEST, LONGEST = 3, 60, 180  # own gaps that make a break; its bounds in days
SEVERAL = 4  # gaps from which on their spread tells something
GAP = 30.0  # days; the median of a book in which nobody ordered twice


@dataclass(frozen=True)
class Usual:
    """What is usual in a whole book, which accounts with few orders of their own lean on.

    Args:
        gap: median over the accounts of the mean gap, in days.
        spread: median over the accounts of the variance of their gaps, over the squared gap.
    """

    gap: float
    spread: float


@dataclass(frozen=True)
class Rhythm:
    """Orders of each account up to a day. All arrays have one value an account.

    Args:
        days: the order days of the book.
        at: the day (day number), or one for each account.
        end: first row after `at`.
        given: what is usual in the whole book, where this is a part of it.
    """

    days: Days
    at: Ints
    end: Ints
    given: Usual | None = None

    @cached_property
    def n(self) -> Ints:
        """Order days so far."""
        return self.end - self.days.start[:-1]

    @cached_property
    def first(self) -> Ints:
        """Day of the first order; `at` where there is none."""
        return self.day_at(self.days.start[:-1])

    @cached_property
    def last(self) -> Ints:
        """Day of the last order; `at` where there is none."""
        return self.day_at(self.end - 1)

    def day_at(self, row: Ints) -> Ints:
        """Day of one row of each account; `at` where it has none so far."""
        if len(self.days) == 0:
            return self.at.copy()
        return np.where(self.n > 0, self.days.day[np.clip(row, 0, len(self.days) - 1)], self.at)

    @cached_property
    def recency(self) -> Ints:
        """Days of silence."""
        return self.at - self.last

    @cached_property
    def tenure(self) -> Ints:
        """Days since the first order."""
        return self.at - self.first

    @cached_property
    def _since(self) -> dict[int, Ints]:
        return {}

    def since(self, window: int) -> Ints:
        """First row within the `window` days up to `at`."""
        if window not in self._since:
            self._since[window] = np.minimum(self.days.upto(self.at - window), self.end)
        return self._since[window]

    def count(self, window: int) -> Ints:
        """Order days within the `window` days up to `at`."""
        return self.end - self.since(window)

    def total(self, name: str, window: int) -> Ints:
        """Sum of a column within the `window` days up to `at`."""
        return self.days.total(name, self.since(window), self.end)

    @cached_property
    def n_gaps(self) -> Ints:
        """Gaps between the orders of the last two years."""
        return np.maximum(self.count(LOOK_BACK) - 1, 0)

    @cached_property
    def _gaps(self) -> Ints:
        first = self.day_at(self.since(LOOK_BACK))
        return np.where(self.n_gaps > 0, self.last - first, 0)

    @cached_property
    def median_gap(self) -> float:
        """Median over the accounts of the mean gap, in days."""
        if self.given is not None:
            return self.given.gap
        some = self.n_gaps >= 2
        return float(np.median(self._gaps[some] / self.n_gaps[some])) if some.any() else GAP

    @cached_property
    def gap(self) -> Floats:
        """Usual days between orders: own gaps, and the book's median counted three times."""
        return (WEIGHT * self.median_gap + self._gaps) / (WEIGHT + self.n_gaps)

    @cached_property
    def spread(self) -> Floats:
        """Sum over the gaps of their squared distance from the usual one, over its square."""
        gap = self.days.gap.astype(float)
        running, squared = (np.append(0.0, np.cumsum(values)) for values in (gap, gap**2))
        begin = np.where(self.n_gaps > 0, self.since(LOOK_BACK) + 1, self.end)
        total, squares = running[self.end] - running[begin], squared[self.end] - squared[begin]
        away = squares - 2 * self.gap * total + self.n_gaps * self.gap**2
        return np.asarray(np.maximum(away, 0) / self.gap**2)

    @cached_property
    def usual(self) -> Usual:
        """What is usual in this book, or as given."""
        if self.given is not None:
            return self.given
        some = self.n_gaps >= SEVERAL
        each = self.spread[some] / self.n_gaps[some]
        return Usual(self.median_gap, float(np.median(each)) if some.any() else 1.0)

    @cached_property
    def overdue(self) -> Floats:
        """Silence in own gaps."""
        return self.recency / self.gap

    @cached_property
    def break_limit(self) -> Ints:
        """Days without an order that break the rhythm: three own gaps, within 60 to 180."""
        return np.ceil(np.clip(BREAK * self.gap, SHORTEST, LONGEST)).astype(np.int64)

    @cached_property
    def eligible(self) -> Flags:
        """At least three order days in the year before."""
        return np.asarray(self.count(YEAR) >= FEWEST)

    @cached_property
    def regular(self) -> Flags:
        """Eligible, and ordering at least every 60 days."""
        return np.asarray(self.eligible & (self.gap <= REGULAR))

    @cached_property
    def broken(self) -> Flags:
        """Regular buyers whose silence is a break already."""
        return np.asarray(self.regular & (self.recency > self.break_limit))

    def history(self) -> tuple[Floats, Floats, Floats]:
        """Repeat orders, time of the last and time observed, in days from the first order."""
        repeat = np.maximum(self.n - 1, 0).astype(float)
        return repeat, (self.last - self.first).astype(float), self.tenure.astype(float)


def rhythm(book: OrderBook, at: Ints | int, given: Usual | None = None) -> Rhythm:
    """The rhythm of each account of a book on a day (or on a day of its own)."""
    days = np.broadcast_to(np.asarray(at, np.int64), (len(book),))
    return Rhythm(book.orders, days, book.orders.upto(days), given)


def until(book: OrderBook, at: int, complete_to: pd.Series | None) -> Ints:
    """The last day known of each account."""
    days = np.full(len(book), at, np.int64)
    if complete_to is None:
        return days
    given = complete_to.reindex(book.accounts["partner"]).to_numpy("datetime64[D]")
    known = np.where(np.isnat(given), at, given.astype(np.int64))
    return np.asarray(np.minimum(days, known))


def due_days(book: OrderBook, due_to: pd.Series | None) -> Ints | None:
    """The day up to which the data of each account should be there; far past where none is."""
    if due_to is None:
        return None
    given = due_to.reindex(book.accounts["partner"]).to_numpy("datetime64[D]")
    return np.where(np.isnat(given), np.iinfo(np.int64).min, given.astype(np.int64))
