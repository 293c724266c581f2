"""Dated rows of accounts as sorted arrays, so that windows of all accounts cost one search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01, the form in which a book keeps dates."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(EPOCH.toordinal() + int(number))


@dataclass(frozen=True)
class Days:
    """Dated rows of accounts, sorted by account and day.

    Args:
        start: n_accounts + 1; rows of account i are start[i] up to start[i + 1].
        day: day number of each row.
        sums: name -> integer values of each row (amount_minor, lines, units).
        received: rows by day and by the day on which they became known, of which these are the
            sums; None where receipt is not known.
    """

    start: Ints
    day: Ints
    sums: Mapping[str, Ints]
    received: Received | None = None

    @cached_property
    def _first(self) -> int:
        return int(self.day.min()) if len(self.day) else 0

    @cached_property
    def _span(self) -> int:
        return int(self.day.max()) - self._first + 2 if len(self.day) else 2

    @cached_property
    def _key(self) -> Ints:
        return self.account * self._span + (self.day - self._first + 1)

    @cached_property
    def _running(self) -> dict[str, Ints]:
        return {name: np.append(0, np.cumsum(values)) for name, values in self.sums.items()}

    @cached_property
    def account(self) -> Ints:
        """Account of each row."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    @cached_property
    def gap(self) -> Ints:
        """Days since the row before of the same account; 0 at its first row."""
        gap = np.append(0, np.diff(self.day))[: len(self.day)]
        gap[self.start[:-1][np.diff(self.start) > 0]] = 0
        return gap

    @cached_property
    def longest(self) -> Ints:
        """The longest gap of the account up to each row."""
        step = self._span + 1
        return np.maximum.accumulate(self.gap + self.account * step) - self.account * step

    def __len__(self) -> int:
        return len(self.day)

    def upto(self, day: Ints | int) -> Ints:
        """First row of each account after `day` (one day, or one for each account)."""
        inside = np.clip(np.asarray(day) - self._first + 1, 0, self._span - 1)
        wanted = np.arange(len(self.start) - 1) * self._span + inside
        return np.asarray(np.searchsorted(self._key, wanted, side="right"), np.int64)

    def value(self, name: str, row: Ints, default: int) -> Ints:
        """A column at one row of each account; `default` where that is not its row."""
        inside = (row >= self.start[:-1]) & (row < self.start[1:])
        if not len(self):
            return np.full(len(row), default, np.int64)
        return np.where(inside, self.sums[name][np.clip(row, 0, len(self) - 1)], default)

    def total(self, name: str, first: Ints, end: Ints) -> Ints:
        """Sum of a column over the rows first..end of each account."""
        running = self._running[name]
        return running[end] - running[first]

    def known(self, as_of: int, dated: bool = True) -> Days:
        """Only the rows that were received, and dated unless told otherwise, up to `as_of`."""
        if self.received is not None:
            return self.received.known(as_of, dated)
        return self.where(self.day <= as_of) if dated else self

    def where(self, keep: Flags) -> Days:
        """Some of the rows."""
        if keep.all():
            return self
        kept = np.append(0, np.cumsum(keep))
        sums = {name: values[keep] for name, values in self.sums.items()}
        return Days(kept[self.start], self.day[keep], sums)

    def of(self, accounts: Ints) -> Days:
        """The rows of some accounts, which are numbered anew in the order given."""
        start, rows = self.rows_of(accounts)
        sums = {name: values[rows] for name, values in self.sums.items()}
        received = None if self.received is None else self.received.of(accounts)
        return Days(start, self.day[rows], sums, received)

    def rows_of(self, accounts: Ints) -> tuple[Ints, Ints]:
        """Bounds of some accounts once they stand alone, and their rows."""
        sizes = np.diff(self.start)[accounts]
        start = np.append(0, np.cumsum(sizes))
        return start, np.arange(start[-1]) + np.repeat(self.start[accounts] - start[:-1], sizes)

    def merged(self) -> Days:
        """One row an account and day."""
        fresh = np.append(True, np.diff(self._key) != 0)[: len(self)]
        if fresh.all():
            return self
        at = np.flatnonzero(fresh)
        sums = {name: np.add.reduceat(values, at) for name, values in self.sums.items()}
        return Days(np.searchsorted(at, self.start), self.day[at], sums)


@dataclass(frozen=True)
class Received:
    """Rows with the day on which each became known; several may be of one day.

    Args:
        rows: sorted by account and day.
        on: day number of receipt of each row.
    """

    rows: Days
    on: Ints

    def known(self, as_of: int, dated: bool) -> Days:
        keep = self.on <= as_of
        if dated:
            keep &= self.rows.day <= as_of
        rows = self.rows.where(keep)
        return replace(rows.merged(), received=Received(rows, self.on[keep]))

    def of(self, accounts: Ints) -> Received:
        _, rows = self.rows.rows_of(accounts)
        return Received(self.rows.of(accounts), self.on[rows])
