"""Weeks of supply and changes of stock, worked by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from scorecard.stock import (
    MOVE_COLUMNS,
    STOCK_COLUMNS,
    Change,
    NotKnown,
    Supply,
    changes,
    supplies,
)

MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)
COVERS = {1: (date(2025, 1, 1), JUNE)}
BIG = 2**62 + 1  # ids have 63 bits and must come through exactly

StockRow = tuple[int, int, date, int, int | None]


def _stock(*rows: StockRow) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=STOCK_COLUMNS)
    frame["on_order"] = frame["on_order"].astype("Int64")
    return frame.assign(snapshot_on=pd.to_datetime(frame["snapshot_on"]))


def _moves(*rows: tuple[int, int, date, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=MOVE_COLUMNS)
    return frame.assign(moved_on=pd.to_datetime(frame["moved_on"]))


def test_weeks_of_supply_by_hand() -> None:
    # Two warehouses: 60 + 30 on hand, 5 on order in one of them. Of the 13 weeks (from 1 April)
    # 143 were sold and 13 came back: 130 / 13 = 10 a week; 90 last 9 weeks.
    stock = _stock((1, BIG, JUNE, 60_000, 5_000), (1, BIG, JUNE, 30_000, None))
    sales = _moves(
        (1, BIG, date(2026, 3, 31), 999_000),  # the day before the 13 weeks
        (1, BIG, date(2026, 4, 1), 100_000),
        (1, BIG, JUNE, 43_000),
        (1, BIG, date(2026, 5, 3), -13_000),
        (1, 8, JUNE, 7_000),
    )
    assert supplies(stock, sales, COVERS) == (Supply(1, BIG, JUNE, 90_000, 5_000, 10_000.0, 9.0),)


def test_only_the_newest_report_of_each_distributor_counts() -> None:
    stock = _stock((1, 7, MAY, 1_000, None), (1, 7, JUNE, 2_000, None), (2, 7, MAY, 3_000, None))
    covers = COVERS | {2: (date(2025, 1, 1), MAY)}
    sales = _moves((1, 7, JUNE, 13_000), (2, 7, MAY, 26_000))
    found = [(one.distributor_id, one.snapshot_on, one.weeks) for one in
             supplies(stock, sales, covers)]  # fmt: skip
    assert found == [(1, JUNE, 2.0), (2, MAY, 1.5)]


@pytest.mark.parametrize(
    ("covers", "sold", "why"),
    [
        (COVERS, 0, NotKnown.NO_SALES),
        (COVERS, -5_000, NotKnown.NO_SALES),
        ({}, 5_000, NotKnown.NOT_REPORTED),
        ({1: (date(2025, 1, 1), date(2026, 6, 29))}, 5_000, NotKnown.NOT_REPORTED),
        ({1: (date(2026, 4, 2), JUNE)}, 5_000, NotKnown.SHORT_HISTORY),
    ],
)
def test_what_is_not_known_says_why(
    covers: dict[int, tuple[date, date]], sold: int, why: NotKnown
) -> None:
    (found,) = supplies(_stock((1, 7, JUNE, 9_000, None)), _moves((1, 7, JUNE, sold)), covers)
    assert (found.weeks, found.on_order) == (why, None)


def test_a_change_by_hand() -> None:
    # 100 on 31 May, 90 sold in June, 60 left: 50 must have come in.
    stock = _stock((1, 7, MAY, 100_000, None), (1, 7, JUNE, 60_000, None))
    sales = _moves((1, 7, MAY, 5_000), (1, 7, date(2026, 6, 1), 80_000), (1, 7, JUNE, 10_000))
    assert changes(stock, sales, COVERS) == (
        Change(1, 7, MAY, JUNE, 100_000, 60_000, 90_000, NotKnown.NO_SELL_IN, 50_000),
    )
    # 48 were delivered: 2 more are there than sell-in and sell-through explain.
    sell_in = _moves((1, 7, date(2026, 6, 10), 48_000), (1, 7, date(2026, 7, 1), 9_000))
    (found,) = changes(stock, sales, COVERS, sell_in)
    assert (found.received, found.rest) == (48_000, 2_000)


def test_a_product_that_a_report_leaves_out_is_not_compared() -> None:
    stock = _stock((1, 7, MAY, 100_000, None), (1, 8, JUNE, 60_000, None))
    assert changes(stock, _moves(), COVERS) == ()


def test_a_change_is_not_explained_by_sales_that_are_not_reported_yet() -> None:
    stock = _stock((1, 7, MAY, 100_000, None), (1, 7, JUNE, 60_000, None))
    late = {1: (date(2025, 1, 1), MAY)}
    (found,) = changes(stock, _moves((1, 7, MAY, 5_000)), late)
    assert (found.sold, found.rest) == (NotKnown.NOT_REPORTED, NotKnown.NOT_REPORTED)
