"""Channel inventory: how long a distributor's stock lasts, and what its change says.

Quantities are integer thousandths of a unit. A product that a stock report does not list is not
known, it is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

import pandas as pd

WEEKS = 13  # of sell-through that say how fast a product goes

# `stock`: a row a distributor, product, snapshot and warehouse; quantities a report does not
# give are missing (Int64). `sales` and `sell_in`: a row a movement, returns negative. Days are
# datetime64.
STOCK_COLUMNS = ["distributor_id", "product_id", "snapshot_on", "on_hand", "on_order"]
MOVE_COLUMNS = ["distributor_id", "product_id", "moved_on", "qty"]
ITEM = ["distributor_id", "product_id"]


class NotKnown(StrEnum):
    NO_SALES = "no_sales"  # nothing was sold, net, in the 13 weeks: it would last for ever
    SHORT_HISTORY = "short_history"  # the sender's sell-through begins within the 13 weeks
    NOT_REPORTED = "not_reported"  # its sell-through does not reach the snapshot yet
    NO_SELL_IN = "no_sell_in"  # nothing says what was delivered


@dataclass(frozen=True)
class Supply:
    """One product at one distributor on the day of its newest stock report.

    Args:
        on_order: thousandths in transit or on order; None when no report says it.
        weekly: mean net sell-through of a week, thousandths.
        weeks: how many weeks the stock on hand lasts at that rate.
    """

    distributor_id: int
    product_id: int
    snapshot_on: date
    on_hand: int
    on_order: int | None
    weekly: float | NotKnown
    weeks: float | NotKnown


@dataclass(frozen=True)
class Change:
    """Stock between the two newest reports: after = before + received - sold + rest.

    Args:
        sold: net sell-through after the first report's day, up to the second's.
        received: sell-in of the same days; without sell-in lines it is not known, and the rest
            holds what was delivered too.
        rest: what neither explains: deliveries without record, counts, losses, late files.
    """

    distributor_id: int
    product_id: int
    first_on: date
    last_on: date
    before: int
    after: int
    sold: int | NotKnown
    received: int | NotKnown
    rest: int | NotKnown

    @property
    def expected(self) -> int | NotKnown:
        """What should be there: opening stock + sell-in - sell-through."""
        if isinstance(self.received, NotKnown):
            return self.received
        return (
            self.sold
            if isinstance(self.sold, NotKnown)
            else self.before + self.received - self.sold
        )


Cover: TypeAlias = dict[int, tuple[date, date]]  # distributor -> first and last day of its lines


def supplies(stock: pd.DataFrame, sales: pd.DataFrame, covers: Cover) -> tuple[Supply, ...]:
    """Weeks of supply by distributor and product, from each distributor's newest report.

    Args:
        stock: `STOCK_COLUMNS`. sales: `MOVE_COLUMNS`.
        covers: how far each distributor's sell-through reaches.
    """
    newest = _nth_newest(_by_item(stock), 1)
    start = newest["snapshot_on"] - timedelta(weeks=WEEKS)
    sold = _moved(newest.assign(start=start, end=newest["snapshot_on"]), sales)
    return tuple(
        _supply(row, int(qty), covers)
        for row, qty in zip(newest.to_dict("records"), sold, strict=True)
    )


def changes(
    stock: pd.DataFrame,
    sales: pd.DataFrame,
    covers: Cover,
    sell_in: pd.DataFrame | None = None,
    delivered: Cover | None = None,
) -> tuple[Change, ...]:
    """What changed between each distributor's two newest reports, for products in both.

    Args:
        sell_in: deliveries (`MOVE_COLUMNS`); None: there are none to go by.
        delivered: how far each distributor's sell-in reaches; None: as far as asked.
    """
    whole = _by_item(stock)
    both = _nth_newest(whole, 2).merge(_nth_newest(whole, 1), on=ITEM, suffixes=("", "_after"))
    both = both.assign(start=both["snapshot_on"], end=both["snapshot_on_after"])
    sold = _moved(both, sales)
    came = sold * 0 if sell_in is None else _moved(both, sell_in)
    return tuple(
        _change(row, int(out), None if _unsaid(row, sell_in, delivered) else int(into), covers)
        for row, out, into in zip(both.to_dict("records"), sold, came, strict=True)
    )


def _unsaid(row: dict, sell_in: pd.DataFrame | None, delivered: Cover | None) -> bool:
    """True when nothing says what was delivered between two reports."""
    if sell_in is None or delivered is None:
        return sell_in is None
    first, last = row["snapshot_on"].date(), row["snapshot_on_after"].date()
    return _unreported(delivered, row["distributor_id"], last, since=first) is not None


def _by_item(stock: pd.DataFrame) -> pd.DataFrame:
    """Warehouses summed; a quantity that no warehouse gives stays missing."""
    groups = stock.groupby([*ITEM, "snapshot_on"])
    return groups[["on_hand", "on_order"]].sum(min_count=1).reset_index()


def _nth_newest(whole: pd.DataFrame, n: int) -> pd.DataFrame:
    """Rows of each distributor's n-th newest report."""
    rank = whole.groupby("distributor_id")["snapshot_on"].rank("dense", ascending=False)
    return whole[rank == n].reset_index(drop=True)


def _moved(items: pd.DataFrame, moves: pd.DataFrame) -> pd.Series:
    """Net quantity of each row's item that moved after its `start`, up to its `end`."""
    numbered = items[[*ITEM, "start", "end"]].assign(row=range(len(items)))
    joined = numbered.merge(moves, on=ITEM)
    inside = (joined["moved_on"] > joined["start"]) & (joined["moved_on"] <= joined["end"])
    sums = joined[inside].groupby("row")["qty"].sum()
    return sums.reindex(range(len(items)), fill_value=0)


def _supply(row: dict, sold: int, covers: Cover) -> Supply:
    on_hand, day = int(row["on_hand"]), row["snapshot_on"].date()
    weekly: float | NotKnown = _unreported(covers, row["distributor_id"], day, weeks=WEEKS) or (
        sold / WEEKS
    )
    weeks: float | NotKnown = weekly
    if not isinstance(weekly, NotKnown):
        weeks = on_hand / weekly if weekly > 0 else NotKnown.NO_SALES
    on_order = None if pd.isna(row["on_order"]) else int(row["on_order"])
    return Supply(
        int(row["distributor_id"]), int(row["product_id"]), day, on_hand, on_order, weekly, weeks
    )


def _change(row: dict, out: int, into: int | None, covers: Cover) -> Change:
    first, last = row["snapshot_on"].date(), row["snapshot_on_after"].date()
    before, after = int(row["on_hand"]), int(row["on_hand_after"])
    missing = _unreported(covers, row["distributor_id"], last, since=first)
    rest = after - before + out - (into or 0)
    return Change(
        int(row["distributor_id"]), int(row["product_id"]), first, last, before, after,
        missing or out, NotKnown.NO_SELL_IN if into is None else into, missing or rest,
    )  # fmt: skip


def _unreported(
    covers: Cover, sender: int, day: date, *, weeks: int = 0, since: date | None = None
) -> NotKnown | None:
    """Why the sell-through up to a day (for so many weeks, or since a day) is not known."""
    reach = covers.get(int(sender))
    if reach is None or reach[1] < day:
        return NotKnown.NOT_REPORTED
    start = since or day - timedelta(weeks=weeks)
    return NotKnown.SHORT_HISTORY if reach[0] > start + timedelta(days=1) else None
