"""An order book: the days on which each partner ordered, as sorted arrays.

One order is one day of one account; an account is a partner, or a partner and a brand where a
book holds several brands. All money is integer minor units of one currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
AHEAD = ("certificate_ends",)  # events whose day is known before it comes


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
        received: day number on which the row became known; None where nobody knows it.
        sums: name -> integer values of each row (amount_minor, lines, units).
    """

    start: Ints
    day: Ints
    sums: Mapping[str, Ints]
    received: Ints | None = None

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
        keep = (self.day <= as_of) if dated else np.ones(len(self.day), bool)
        if self.received is not None:
            keep &= self.received <= as_of
        return self if keep.all() else self._keep(keep)

    def _keep(self, keep: Flags) -> Days:
        kept = np.append(0, np.cumsum(keep))
        received = None if self.received is None else self.received[keep]
        sums = {name: values[keep] for name, values in self.sums.items()}
        return Days(kept[self.start], self.day[keep], sums, received)

    def of(self, accounts: Ints) -> Days:
        """The rows of some accounts, which are numbered anew in the order given."""
        sizes = np.diff(self.start)[accounts]
        start = np.append(0, np.cumsum(sizes))
        rows = np.arange(start[-1]) + np.repeat(self.start[accounts] - start[:-1], sizes)
        received = None if self.received is None else self.received[rows]
        sums = {name: values[rows] for name, values in self.sums.items()}
        return Days(start, self.day[rows], sums, received)


@dataclass(frozen=True)
class Things:
    """What was ordered by name: one row an account, thing and day.

    Args:
        kind: "product", "class", "customer" or "brand".
        names: name of each pair of account and thing.
        owner: account of each pair, ascending.
        days: rows, where an "account" is such a pair.
    """

    kind: str
    names: NDArray[np.object_]
    owner: Ints
    days: Days


@dataclass(frozen=True)
class OrderBook:
    """All that is known of orders.

    Args:
        accounts: frame of one row an account: `partner`, and `brand`, `market`, `distributor`
            where given (empty text: not known).
        orders: days with goods ordered; `amount_minor` above or equal to zero.
        returns: days with goods given back; `amount_minor` above zero.
        things: what was ordered, by kind.
        events: what the partner did beside ordering, by kind (`scorecard.risk.signals`).
    """

    accounts: pd.DataFrame
    orders: Days
    returns: Days
    things: Mapping[str, Things] = field(default_factory=dict)
    events: Mapping[str, Days] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.accounts)

    @property
    def first_day(self) -> int | None:
        return int(self.orders.day.min()) if len(self.orders) else None

    @property
    def last_day(self) -> int | None:
        return int(self.orders.day.max()) if len(self.orders) else None

    @property
    def has_receipts(self) -> bool:
        """Whether the day of receipt is known of anything in the book."""
        things = [thing.days for thing in self.things.values()]
        parts = [self.orders, self.returns, *things, *self.events.values()]
        return any(part.received is not None for part in parts)

    def known(self, as_of: int) -> OrderBook:
        """The book as it was known on a day: dated and received up to it."""
        things = {
            kind: replace(thing, days=thing.days.known(as_of))
            for kind, thing in self.things.items()
        }
        return replace(
            self,
            orders=self.orders.known(as_of),
            returns=self.returns.known(as_of),
            things=things,
            events={
                kind: days.known(as_of, dated=kind not in AHEAD)
                for kind, days in self.events.items()
            },
        )

    def of(self, accounts: Ints) -> OrderBook:
        """The book of some accounts only."""
        return OrderBook(
            self.accounts.iloc[accounts].reset_index(drop=True),
            self.orders.of(accounts),
            self.returns.of(accounts),
            {kind: _things_of(thing, accounts) for kind, thing in self.things.items()},
            {kind: days.of(accounts) for kind, days in self.events.items()},
        )


def _things_of(thing: Things, accounts: Ints) -> Things:
    place = np.full(int(thing.owner.max(initial=-1)) + 1, -1, np.int64)
    within = accounts[accounts < len(place)]
    place[within] = np.arange(len(accounts))[accounts < len(place)]
    pairs = np.flatnonzero(place[thing.owner] >= 0)
    pairs = pairs[np.argsort(place[thing.owner[pairs]], kind="stable")]
    return Things(thing.kind, thing.names[pairs], place[thing.owner[pairs]], thing.days.of(pairs))
