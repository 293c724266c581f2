"""What reasons and doubts are drawn from: a book as known on the day, and what was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from scorecard.risk.book import OrderBook
from scorecard.risk.breadth import Breadth, breadth_of
from scorecard.risk.days import Floats, Ints
from scorecard.risk.labels import Outcome
from scorecard.risk.rhythm import YEAR, Rhythm
from scorecard.risk.training import Cut, Models
from scorecard.risk.wallet import Wallet, wallet

WINDOW = 90  # days that a reason calls recent


@dataclass(frozen=True)
class Evidence:
    """The state of a book on a day.

    Args:
        book: as known on the day.
        as_of: the day; accounts whose data ends earlier stand at their own day in `cut.own.at`.
        horizon: days ahead.
        cut: rhythm and features.
        priors: log-odds of each outcome by the prior.
        models: of each outcome.
        due: last day up to which the data of each account should be there, where a sender is
            late (else far in the past); None where nobody said.
    """

    book: OrderBook
    as_of: int
    horizon: int
    cut: Cut
    priors: dict[Outcome, Floats]
    models: Models
    due: Ints | None = None

    @property
    def own(self) -> Rhythm:
        return self.cut.own

    @cached_property
    def n_ordering(self) -> int:
        """Accounts of the whole book with an order."""
        return int(self.cut.paces["ordered"].sum())

    @cached_property
    def breadth(self) -> dict[str, Breadth]:
        return {kind: breadth_of(things, self.own.at) for kind, things in self.book.things.items()}

    @cached_property
    def wallet(self) -> Wallet | None:
        return wallet(self.book, self.own)

    @cached_property
    def spend(self) -> dict[int, Ints]:
        """Spend of the last 90 and 365 days, in minor units."""
        return {days: self.own.total("amount_minor", days) for days in (WINDOW, YEAR)}

    @cached_property
    def returned(self) -> Ints:
        """Goods given back in the last 365 days, in minor units."""
        days, at = self.book.returns, self.own.at
        return days.total("amount_minor", days.upto(at - YEAR), days.upto(at))
