"""What was known of the deals on a day, as arrays: nothing later than the day is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorecard.forecast.contract import GRAINS, OPEN, WON, DealBook

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_SEGMENTS = 24
NEVER = 10**7  # a day that does not come


@dataclass(frozen=True)
class Known:
    """Deals as known by a day; days are proleptic ordinals.

    Args:
        code: position of each deal in the book; `opened`, `closed` (NEVER while open), `won`,
            `amount` (of wins, NaN unknown) of each deal; `cell` its group at the finest grain.
        cells: frame of the grain columns, one row a cell.
        segment: segment of each deal; `n_segments` of them.
        snap_deal, snap_day, snap_amount, snap_stage: snapshots, by deal and day; stage -1 unknown.
        stages: names of the stage codes.
        odd: how many deals show something odd, by kind.
    """

    as_of: int
    code: Ints
    opened: Ints
    closed: Ints
    won: Flags
    amount: Floats
    cell: Ints
    cells: pd.DataFrame
    segment: Ints
    n_segments: int
    snap_deal: Ints
    snap_day: Ints
    snap_amount: Floats
    snap_stage: Ints
    stages: tuple[str, ...]
    odd: dict[str, int]

    def __len__(self) -> int:
        return len(self.opened)

    def open_at(self, day: int) -> Ints:
        """Deals that were open at the end of a day."""
        return np.flatnonzero((self.opened <= day) & (self.closed > day))

    def seen_at(self, day: int, deals: Ints) -> tuple[Floats, Ints, Ints]:
        """Amount (NaN), stage (-1) and day of the last snapshot by a day of some deals."""
        if not len(self.snap_deal):
            n = len(deals)
            return np.full(n, np.nan), np.full(n, -1), np.full(n, -1)
        key = self.snap_deal * NEVER + self.snap_day
        at = np.searchsorted(key, deals * NEVER + day, side="right") - 1
        seen = (at >= 0) & (self.snap_deal[at] == deals)
        return (
            np.where(seen, self.snap_amount[at], np.nan),
            np.where(seen, self.snap_stage[at], -1),
            np.where(seen, self.snap_day[at], -1),
        )

    def seen_open(self, deals: Ints) -> Floats:
        """Amount last known before each deal closed; NaN where none is."""
        if not len(self.snap_deal):
            return np.full(len(deals), np.nan)
        key = self.snap_deal * NEVER + self.snap_day
        at = np.searchsorted(key, deals * NEVER + self.closed[deals] - 1, side="right") - 1
        return np.where((at >= 0) & (self.snap_deal[at] == deals), self.snap_amount[at], np.nan)


def ordinals(days: pd.Series) -> Ints:
    """Proleptic ordinals of a column of dates; NEVER where there is none."""
    stamps = pd.to_datetime(days).to_numpy().astype("datetime64[D]")
    found = stamps.astype(np.int64) + date(1970, 1, 1).toordinal()
    return np.where(np.isnat(stamps), NEVER, found).astype(np.int64)


def known(book: DealBook, as_of: date) -> Known:
    """The book as it was known at the end of a day."""
    day = as_of.toordinal()
    history = _snapshots(book)
    dates = _dates(book, history, day)
    there = np.flatnonzero(dates.there)
    deals = book.deals.iloc[there]
    place = np.full(len(book.deals), -1, np.int64)
    place[there] = np.arange(len(there))
    seen = history[(history["day"].to_numpy() <= day) & (place[history["deal"].to_numpy()] >= 0)]
    stage, stages, n_unknown = _stages(seen, book.stages)
    won = dates.won[there]
    raw, snapped = _floats(deals["amount_minor"]), _floats(seen["amount_minor"])
    cell, cells = _cells(deals)
    segment, n_segments = _segments(_column(deals, "segment"))
    return Known(
        as_of=day, code=there, opened=dates.opened[there], closed=dates.closed[there], won=won,
        amount=np.where(won & (raw >= 0), raw, np.nan), cell=cell, cells=cells,
        segment=segment, n_segments=n_segments,
        snap_deal=place[seen["deal"].to_numpy()], snap_day=seen["day"].to_numpy(np.int64),
        snap_amount=np.where(snapped >= 0, snapped, np.nan), snap_stage=stage, stages=stages,
        odd={
            "closed_before_opened": int(dates.odd[there].sum()), "unknown_stage": n_unknown,
            "negative_amount": int((won & (raw < 0)).sum() + (snapped < 0).sum()),
        },
    )  # fmt: skip


@dataclass(frozen=True)
class _Dates:
    opened: Ints
    closed: Ints
    won: Flags
    odd: Flags
    there: Flags


def _dates(book: DealBook, history: pd.DataFrame, day: int) -> _Dates:
    opened, closed = ordinals(book.deals["opened_on"]), ordinals(book.deals["closed_on"])
    status = book.deals["status"].astype(object).to_numpy()
    first, ended = np.zeros(len(opened), np.int64), np.zeros(len(opened), np.int64)
    for found, rows in ((first, history), (ended, history[history["status"] != OPEN])):
        deal, at = np.unique(rows["deal"].to_numpy(np.int64), return_index=True)
        found[deal] = rows["day"].to_numpy(np.int64)[at]
    over = (status != OPEN) & (closed < NEVER)
    odd = over & (closed < opened)
    opened = np.where(odd, closed, opened)  # it cannot have been opened later than it was closed
    closed = np.where(over & (closed <= day) & (ended <= day), closed, NEVER)
    there = (opened <= day) & (first <= day)
    return _Dates(opened, closed, (status == WON) & (closed < NEVER), odd, there)


def _snapshots(book: DealBook) -> pd.DataFrame:
    """Snapshots of deals of the book with `deal` (position) and `day`, by deal and day."""
    deal = pd.Index(book.deals["deal_id"]).get_indexer(pd.Index(book.history["deal_id"]))
    rows = book.history[["stage", "status", "amount_minor"]].assign(
        deal=deal.astype(np.int64), day=ordinals(book.history["known_on"])
    )
    rows = rows[rows["deal"] >= 0]
    return rows.iloc[np.argsort(rows["deal"] * NEVER + rows["day"], kind="stable")]


def _stages(seen: pd.DataFrame, programme: tuple[str, ...]) -> tuple[Ints, tuple[str, ...], int]:
    """Codes of stages, their names, and how many deals stand in one unknown to the programme."""
    code, names = pd.factorize(_column(seen, "stage"))
    stray = [bool(programme) and bool(name) and name not in programme for name in names]
    lost = np.array([flag or not name for flag, name in zip(stray, names, strict=True)], bool)
    n_unknown = seen["deal"][np.array(stray, bool)[code]].nunique() if len(code) else 0
    code = np.where(lost[code], -1, code) if len(code) else code
    return code.astype(np.int64), tuple(str(name) for name in names), int(n_unknown)


def _segments(column: pd.Series) -> tuple[Ints, int]:
    """Segments by size; beyond MOST_SEGMENTS they are learned about together."""
    counts = column.value_counts()
    code = pd.Index(counts.index).get_indexer(pd.Index(column))
    return np.minimum(code, MOST_SEGMENTS - 1).astype(np.int64), max(
        min(len(counts), MOST_SEGMENTS), 1
    )


def _cells(deals: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """The finest group of each deal, and the grain columns of each group."""
    given = [name for name in GRAINS if name in deals]
    key = np.zeros(len(deals), np.int64)
    for name in given:
        code, names = pd.factorize(deals[name], use_na_sentinel=False)
        key = np.unique(key * max(len(names), 1) + code, return_inverse=True)[1].astype(np.int64)
    _, first, cell = np.unique(key, return_index=True, return_inverse=True)
    some = deals.iloc[first]
    cells = pd.DataFrame({name: _column(some, name).to_numpy(object) for name in GRAINS})
    return cell.astype(np.int64), cells


def _floats(column: pd.Series) -> Floats:
    return pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[name].astype(object).where(frame[name].notna(), "")
