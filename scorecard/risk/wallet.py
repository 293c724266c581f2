"""Share of wallet: where a book names brands, how much of a partner's spend a brand has.

Most who stop a brand go on buying others, so a falling share tells of a brand that is dropped,
and not of a trade that is slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scorecard.risk.book import OrderBook
from scorecard.risk.days import Floats, Ints
from scorecard.risk.rhythm import YEAR, Rhythm

RECENT = 90  # days
STEADY, SMALL = 0.05, 100  # of the year, and minor units: what a share is steadied with


@dataclass(frozen=True)
class Wallet:
    """Spend of each account and of its partner on all brands, in minor units, by window.

    Args:
        own: spend of the account in the last 90 and 365 days.
        whole: spend of its partner.
    """

    own: dict[int, Ints]
    whole: dict[int, Ints]

    @cached_property
    def change(self) -> Floats:
        """Logarithm of the share of the last 90 days over that of the last 365."""
        parts = []
        for spend in (self.own, self.whole):
            year = spend[YEAR].astype(float)
            parts.append(
                np.log(spend[RECENT] + STEADY * year + SMALL) - np.log((1 + STEADY) * year + SMALL)
            )
        return np.asarray(parts[0] - parts[1])

    def shares(self, at: int) -> tuple[float, float] | None:
        """An account's share in the 275 days before the last 90, and in those 90; None where
        there is no spend on other brands to compare with, or none at all in one of the two."""
        own, whole = (
            [int(spend[w][at]) for w in (RECENT, YEAR)] for spend in (self.own, self.whole)
        )
        before, of = own[1] - own[0], whole[1] - whole[0]
        if not whole[0] or not of or own[1] == whole[1]:
            return None
        return before / of, own[0] / whole[0]


def wallet(book: OrderBook, own: Rhythm) -> Wallet | None:
    """The wallet of each account; None in a book without brands."""
    if "brand" not in book.accounts:
        return None
    code, names = pd.factorize(book.accounts["partner"])
    spend = {window: own.total("amount_minor", window) for window in (RECENT, YEAR)}
    whole = {
        window: np.bincount(code, each, len(names))[code].astype(np.int64)
        for window, each in spend.items()
    }
    return Wallet(spend, whole)
