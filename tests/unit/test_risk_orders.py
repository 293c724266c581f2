"""Order rows become order days; what stands in the way of an answer is said."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from scorecard.errors import DefinitionError
from scorecard.i18n.text import render
from scorecard.risk.book import OrderBook
from scorecard.risk.days import day_number, day_of
from scorecard.risk.orders import NoAnswer, Remark, no_answer, order_book, remarks
from scorecard.risk.score import score
from tests.risk_books import by_hand, days, every

DAY0 = day_number(date(2020, 1, 1))


def _rows(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_rows_of_one_day_are_one_order() -> None:
    book = order_book(
        _rows(
            partner=["b", "a", "b", "b"],
            date=days(5, 7, 5, 2),
            amount_minor=np.array([100, 50, 30, 20]),
            lines=np.array([1, 2, 3, 4]),
        )
    )
    assert list(book.accounts["partner"]) == ["a", "b"]
    assert list(book.orders.start) == [0, 1, 3]
    assert list(book.orders.day - DAY0) == [7, 2, 5]
    assert list(book.orders.sums["amount_minor"]) == [50, 20, 130]
    assert list(book.orders.sums["lines"]) == [2, 4, 4]


def test_negative_amounts_are_goods_given_back_not_orders() -> None:
    book = order_book(_rows(partner=["a", "a"], date=days(1, 9), amount_minor=np.array([100, -40])))
    assert list(book.orders.day - DAY0) == [1]
    assert list(book.returns.day - DAY0) == [9]
    assert list(book.returns.sums["amount_minor"]) == [40]
    assert [(what, render(text)) for what, text in remarks(book, DAY0 + 20)] == [
        (
            Remark.RETURNS,
            "1 row with a negative amount counts as goods given back, not as an order.",
        ),
        (Remark.ONE_ACCOUNT, "There is only one partner: it is compared with itself alone."),
    ]


def test_windows_hold_their_last_day_and_not_their_first() -> None:
    orders = by_hand({"a": [0, 10, 20], "b": [20]}).orders
    assert list(orders.upto(DAY0 + 20) - orders.start[:-1]) == [3, 1]
    assert list(orders.upto(DAY0 + 19) - orders.start[:-1]) == [2, 0]
    assert list(orders.upto(DAY0 - 5) - orders.start[:-1]) == [0, 0]
    assert list(orders.upto(DAY0 + 999) - orders.start[:-1]) == [3, 1]
    assert list(orders.upto(np.array([DAY0 + 9, DAY0 + 20])) - orders.start[:-1]) == [1, 1]


def test_only_what_was_received_counts_and_a_day_counts_once() -> None:
    book = order_book(
        _rows(
            partner=["a", "a", "a"],
            date=days(3, 3, 8),
            amount_minor=np.array([100, 30, 7]),
            received=days(4, 30, 31),
        )
    )
    assert list(book.orders.sums["amount_minor"]) == [130, 7]
    then = book.known(DAY0 + 30)
    assert list(then.orders.sums["amount_minor"]) == [130]
    earlier = then.known(DAY0 + 29)
    assert list(earlier.orders.day - DAY0) == [3]
    assert list(earlier.orders.sums["amount_minor"]) == [100]
    assert len(book.known(DAY0 + 3).orders) == 0


def test_a_brand_makes_an_account_of_its_own() -> None:
    rows = _rows(
        partner=[1, 1, 2],
        date=days(1, 2, 3),
        amount_minor=np.array([1, 2, 3]),
        brand=["x", "y", "x"],
    )
    book = order_book(rows)
    assert book.accounts.to_numpy().tolist() == [[1, "x"], [1, "y"], [2, "x"]]


def test_the_latest_distributor_counts() -> None:
    rows = _rows(
        partner=["a", "a", "b"],
        date=days(9, 1, 1),
        amount_minor=np.array([1, 2, 3]),
        distributor=["new", "old", "old"],
    )
    assert list(order_book(rows).accounts["distributor"]) == ["new", "old"]


def test_a_part_of_a_book_keeps_rows_things_and_receipts() -> None:
    rows = _rows(
        partner=["a", "b", "c", "c"],
        date=days(1, 2, 3, 4),
        amount_minor=np.array([1, 2, 3, 4]),
        received=days(1, 2, 3, 9),
    )
    things = _rows(partner=["a", "c", "c"], date=days(1, 3, 4), name=["x", "y", "x"])
    part = order_book(rows, {"class": things}).of(np.array([2, 0]))
    assert list(part.accounts["partner"]) == ["c", "a"]
    assert list(part.orders.day - DAY0) == [3, 4, 1]
    assert list(part.known(DAY0 + 8).orders.day - DAY0) == [3, 1]
    assert list(zip(part.things["class"].owner, part.things["class"].names, strict=True)) == [
        (0, "x"),
        (0, "y"),
        (1, "x"),
    ]


def test_a_needed_column_that_is_missing_is_named() -> None:
    with pytest.raises(DefinitionError, match="amount_minor"):
        order_book(_rows(partner=["a"], date=days(1)))


@pytest.mark.parametrize(
    ("column", "empty"), [("partner", None), ("date", pd.NaT), ("brand", None)]
)
def test_a_row_without_partner_brand_or_day_is_refused(column: str, empty: object) -> None:
    rows = _rows(
        partner=["a", "b"], date=days(1, 2), amount_minor=np.array([1, 2]), brand=["x", "x"]
    )
    rows[column] = [rows[column].iloc[0], empty]
    with pytest.raises(DefinitionError, match=f"without a {column}"):
        order_book(rows)


EMPTY = pd.DataFrame(
    {
        "partner": pd.Series(dtype="str"),
        "date": pd.Series(dtype="datetime64[ns]"),
        "amount_minor": pd.Series(dtype="int64"),
    }
)


@pytest.mark.parametrize(
    ("book", "at", "why", "text"),
    [
        (order_book(EMPTY), 100, NoAnswer.EMPTY, "There are no orders."),
        (
            by_hand({"a": [50, 60]}),
            49,
            NoAnswer.NOTHING_YET,
            "No order was known by 19 Feb 2020; the first is of 20 Feb 2020.",
        ),
        (
            by_hand({"a": [3], "b": [3]}),
            100,
            NoAnswer.ONE_DAY,
            "All orders are of one day, 4 Jan 2020: no rhythm can be told from it.",
        ),
        (
            by_hand({"a": every(10, 0, 100)}),
            455,
            NoAnswer.YEAR_SILENT,
            "No order of anybody in the year up to 31 Mar 2021; the last is of 31 Mar 2020. "
            "Data is missing.",
        ),
    ],
)
def test_no_answer_says_why(book: OrderBook, at: int, why: NoAnswer, text: str) -> None:
    found = no_answer(book, DAY0 + at)
    assert found is not None
    assert found[0] is why
    assert render(found[1]) == text
    answer = score(book, day_of(DAY0 + at))
    assert answer.nothing == found
    assert len(answer.frame) == 0
    assert answer.reasons(0) == []
    assert answer.contributions(0) == {}


def test_orders_after_the_day_do_not_count_and_are_told() -> None:
    book = by_hand({"a": every(10, 0, 100), "b": [*every(10, 0, 100), 300, 310]})
    answer = score(book, day_of(DAY0 + 100))
    assert [(what, render(text)) for what, text in answer.found] == [
        (Remark.FUTURE, "2 orders are dated after 10 Apr 2020 and do not count.")
    ]
    assert list(answer.frame["recency_days"]) == [10, 10]


def test_one_partner_has_an_answer_with_a_remark() -> None:
    answer = score(by_hand({"a": every(10, 0, 400)}), day_of(DAY0 + 400))
    assert [what for what, _ in answer.found] == [Remark.ONE_ACCOUNT]
    assert answer.frame["certainty"].tolist() == ["low"]
    assert answer.frame["eligible"].tolist() == [True]
