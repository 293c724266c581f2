"""After a small change only some partners are scored, and get what all would have got."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from scorecard.errors import DefinitionError
from scorecard.risk.book import OrderBook
from scorecard.risk.keeping import kept, read_back
from scorecard.risk.orders import order_book
from scorecard.risk.rescore import Background, background, rescore
from scorecard.risk.score import RiskFrame, score
from scorecard.risk.signals import with_events
from tests.risk_books import FIRST, simulated

AS_OF = FIRST + timedelta(days=1000)
NEW = pd.Timestamp(AS_OF - timedelta(days=2))
MARKETS = ["North", "South", "East"]


def _book(rows: pd.DataFrame) -> OrderBook:
    things = rows[["partner", "date"]].assign(name="line " + (rows["lines"] % 4).astype(str))
    deals = rows.loc[rows["amount_minor"] % 7 == 0, ["partner", "date"]].assign(value=1)
    return with_events(order_book(rows, {"class": things}), {"deal": deals})


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return simulated(300, seed=4, market=MARKETS, distributor=["D1", "D2"])


@pytest.fixture(scope="module")
def first(rows: pd.DataFrame) -> RiskFrame:
    return score(_book(rows), AS_OF, complete_to=_late(rows))


def _late(rows: pd.DataFrame) -> pd.Series:
    """Every fifth partner's data ends a month early."""
    partners = np.arange(0, rows["partner"].max() + 1, 5)
    return pd.Series(pd.Timestamp(AS_OF - timedelta(days=30)), index=partners)


def _behind(answer: RiskFrame) -> Background:
    found = background(answer)
    assert found is not None
    return found


def _same(some: RiskFrame, every: RiskFrame) -> None:
    named = every.frame["partner"].isin(some.frame["partner"]).to_numpy()
    wanted = every.frame[named].reset_index(drop=True)
    pd.testing.assert_frame_equal(some.frame, wanted, check_exact=True)
    assert some.quiet == every.quiet
    for here, there in enumerate(np.flatnonzero(named)):
        assert some.reasons(here) == every.reasons(int(there))
        assert some.doubts(here) == every.doubts(int(there))


def test_the_answer_of_partners_that_bought_is_that_of_a_score_of_all(
    rows: pd.DataFrame, first: RiskFrame
) -> None:
    changed = [3, 5, 40, 41, 120, 900]  # 900 is new
    bought = pd.DataFrame(
        {
            "partner": changed, "date": NEW, "amount_minor": 5_000, "lines": 2,
            "market": "West", "distributor": "D1",
        }
    )  # fmt: skip
    now = pd.concat([rows, bought], ignore_index=True)
    part = _book(now[now["partner"].isin(changed)])
    some, behind = rescore(_behind(first), part, _late(rows), changed)
    every = score(_book(now), AS_OF, complete_to=_late(rows), fitted=first.fitted)
    assert some.frame["partner"].tolist() == changed
    assert every.fitted is not None
    assert first.fitted is not None
    assert every.fitted.models is first.fitted.models
    _same(some, every)
    pd.testing.assert_frame_equal(behind.paces, _behind(every).paces)


def test_partners_that_are_gone_leave_their_market(rows: pd.DataFrame, first: RiskFrame) -> None:
    gone, changed = [4, 7], [4, 7, 10]  # all of one market
    now = rows[~rows["partner"].isin(gone)]
    part = _book(now[now["partner"].isin(changed)])
    some, _ = rescore(_behind(first), part, _late(rows), changed)
    every = score(_book(now), AS_OF, complete_to=_late(rows), fitted=first.fitted)
    assert some.frame["partner"].tolist() == [10]
    assert some.frame["p_stop"].tolist() != first.frame["p_stop"][[10]].tolist()
    _same(some, every)
    assert some.contributions(0) == every.contributions(10 - len(gone))


def test_a_silence_of_a_distributor_ends_with_the_file_of_its_partners(
    rows: pd.DataFrame,
) -> None:
    cut = AS_OF - timedelta(days=31)
    silent = rows[(rows["distributor"] != "D2") | (rows["date"] <= pd.Timestamp(cut))]
    first = score(_book(silent), AS_OF)
    assert [group.name for group in first.quiet] == ["D2"]
    changed = rows.loc[rows["distributor"] == "D2", "partner"].unique().tolist()
    part = _book(rows[rows["partner"].isin(changed)])
    some, _ = rescore(_behind(first), part, None, changed)
    every = score(_book(rows), AS_OF, fitted=first.fitted)
    assert some.quiet == ()
    _same(some, every)


def test_a_book_without_the_events_of_others(rows: pd.DataFrame, first: RiskFrame) -> None:
    part = order_book(rows[rows["partner"] == 12])
    some, _ = rescore(_behind(first), part, None, [12])
    assert some.frame["partner"].tolist() == [12]
    assert some.evidence is not None
    assert some.evidence.cut.features.column("deal_recent").tolist() == [0]


def test_other_partners_than_those_named_are_refused(rows: pd.DataFrame, first: RiskFrame) -> None:
    with pytest.raises(DefinitionError, match="not said to have changed"):
        rescore(_behind(first), _book(rows[rows["partner"].isin([1, 2])]), None, [1])


def test_nothing_is_learned_from_a_book_without_an_answer() -> None:
    empty = simulated(3, seed=1).iloc[:0]
    assert background(score(order_book(empty), date(2021, 1, 1))) is None


def test_what_was_learned_is_read_back_as_it_was(rows: pd.DataFrame, first: RiskFrame) -> None:
    before = _behind(first)
    text = kept(before)
    after = read_back(text)
    assert after is not None
    assert kept(after) == text
    pd.testing.assert_frame_equal(after.paces, before.paces, check_exact=True)
    part = _book(rows[rows["partner"].isin([20, 21])])
    here, there = (rescore(one, part, None, [20, 21])[0] for one in (before, after))
    pd.testing.assert_frame_equal(here.frame, there.frame, check_exact=True)
    assert here.reasons(0) == there.reasons(0)


def test_a_text_of_another_form_is_not_read() -> None:
    assert read_back('{"form": 0}') is None
