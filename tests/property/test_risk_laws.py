"""Laws of risk, whatever the orders."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.risk.book import OrderBook
from scorecard.risk.orders import order_book
from scorecard.risk.rhythm import rhythm
from scorecard.risk.score import COLUMN, score
from tests.risk_books import FIRST, days

LAW = settings(deadline=None, max_examples=60)
LAST = 420
ROW = st.tuples(
    st.sampled_from("abcde"),
    st.integers(0, LAST),
    st.one_of(st.integers(-500, 5_000), st.sampled_from([0, 10**12, -(10**12)])),
    st.integers(0, 60),
)


def _frame(rows: list[tuple[str, int, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "partner": [row[0] for row in rows],
            "date": days(*(row[1] for row in rows)),
            "amount_minor": np.array([row[2] for row in rows], np.int64),
            "received": days(*(row[1] + row[3] for row in rows)),
        }
    )


ROWS = st.lists(ROW, min_size=1, max_size=60)
AT = st.integers(0, LAST + 30)


@LAW
@given(rows=ROWS, at=AT)
def test_probabilities_are_probabilities_and_money_is_not_negative(
    rows: list[tuple[str, int, int, int]], at: int
) -> None:
    frame = score(order_book(_frame(rows)), FIRST + timedelta(days=at)).frame
    for column in COLUMN.values():
        if column in frame:
            given_p = frame[column].dropna()
            assert given_p.between(0, 1).all()
    if len(frame):
        assert frame.loc[frame["eligible"], "p_stop"].notna().all()
        assert (frame["at_stake_minor"] >= 0).all()
        assert (frame["at_stake_minor"] <= frame["expected_spend_minor"]).all()


@LAW
@given(rows=ROWS, at=AT)
def test_what_was_not_known_on_the_day_changes_nothing(
    rows: list[tuple[str, int, int, int]], at: int
) -> None:
    known = [row for row in rows if row[1] + row[3] <= at]
    day = FIRST + timedelta(days=at)
    whole = score(order_book(_frame(rows)), day).frame
    part = score(order_book(_frame(known)), day).frame if known else whole.iloc[:0]
    ours = whole[whole["partner"].isin([row[0] for row in known])].reset_index(drop=True)
    columns = [name for name in (*COLUMN.values(), "recency_days") if name in ours and name in part]
    pd.testing.assert_frame_equal(ours[columns], part[columns], atol=1e-9)


@LAW
@given(rows=ROWS, at=AT, window=st.integers(1, 400))
def test_windows_count_what_a_plain_count_finds(
    rows: list[tuple[str, int, int, int]], at: int, window: int
) -> None:
    book = order_book(_frame(rows).drop(columns="received"))
    own = rhythm(book, int(pd.Timestamp(FIRST).timestamp()) // 86_400 + at)
    partners = list(book.accounts["partner"])
    for place, partner in enumerate(partners):
        mine = [row for row in rows if row[0] == partner and row[2] >= 0]
        inside = [row for row in mine if at - window < row[1] <= at]
        assert own.count(window)[place] == len({row[1] for row in inside})
        assert own.total("amount_minor", window)[place] == sum(row[2] for row in inside)


@LAW
@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    rows: list[tuple[str, int, int, int]], order: object
) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = _known(order_book(_frame(rows))), _known(order_book(_frame(shuffled)))
    assert np.array_equal(one.orders.day, other.orders.day)
    assert np.array_equal(one.orders.sums["amount_minor"], other.orders.sums["amount_minor"])


def _known(book: OrderBook) -> OrderBook:
    return book.known(int(pd.Timestamp(FIRST).timestamp()) // 86_400 + LAST // 2)
