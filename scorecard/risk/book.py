"""An order book: the days on which each partner ordered, as sorted arrays.

One order is one day of one account; an account is a partner, or a partner and a brand where a
book holds several brands. All money is integer minor units of one currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorecard.risk.days import Days, Ints

AHEAD = ("certificate_ends",)  # events whose day is known before it comes


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
