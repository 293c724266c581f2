"""What is known beside orders: surveys without an answer, deals that stall, share of wallet, and
the sentences on them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from scorecard.i18n.text import render
from scorecard.risk.book import OrderBook
from scorecard.risk.days import day_number
from scorecard.risk.features import Theme
from scorecard.risk.orders import order_book
from scorecard.risk.reasons import reasons
from scorecard.risk.rhythm import rhythm
from scorecard.risk.score import RiskFrame, score
from scorecard.risk.signals import signals, with_events
from scorecard.risk.wallet import wallet
from tests.risk_books import FIRST, by_hand, days, every

DAY0 = day_number(FIRST)
AS_OF = FIRST + timedelta(days=400)


def _events() -> dict[str, pd.DataFrame]:
    """a answered after it was asked; b was asked twice since its answer; c never answered, and
    was asked 10 days ago only; d answered over a year ago."""
    return {
        "nps": pd.DataFrame(
            {"partner": ["a", "b", "d"], "date": days(210, 100, 20), "value": [9, 4, 9]}
        ),
        "nps_invited": pd.DataFrame(
            {"partner": ["a", "b", "b", "b", "c"], "date": days(200, 90, 200, 300, 390)}
        ),
        "deal_moved": pd.DataFrame(
            {"partner": ["a"] * 4 + ["b"] * 5, "date": days(150, 350, 360, 390, *[200] * 5)}
        ),
        "certificate_ends": pd.DataFrame({"partner": ["a"], "date": days(430)}),
    }


def _book() -> OrderBook:
    orders = {name: every(20, start, 400) for start, name in enumerate("abcd")}
    return with_events(by_hand(orders), _events())


def _said(answer: RiskFrame, at: int, theme: Theme) -> list[str]:
    assert answer.evidence is not None
    only = dict.fromkeys(Theme, 0.0) | {theme: 0.5}
    return [render(reason.text) for reason in reasons(answer.evidence, at, only)]


def test_a_survey_that_is_not_answered_is_a_signal() -> None:
    book = _book()
    found = signals(book, rhythm(book, DAY0 + 400), 90)
    assert np.expm1(found["nps_unanswered"]).tolist() == pytest.approx([0, 2, 0, 0])
    assert found["nps_silent"].tolist() == [0, 0, 0, 1]
    assert np.expm1(found["deal_moved_recent"]).tolist() == pytest.approx([3, 0, 0, 0])


def test_signals_are_said_with_their_own_numbers() -> None:
    answer = score(_book(), AS_OF)
    assert _said(answer, 0, Theme.SIGNALS) == [
        "Certificates that ended in the last 90 days or end in the next 90: 1.",
    ]
    assert _said(answer, 1, Theme.SIGNALS) == [
        "Its deals moved on 0 times in the last 90 days, 5 times in the nine months before.",
        "Gave the score 4 of 10 on 10 Apr 2020.",
        "Was asked in the survey on 27 Oct 2020 and has not answered.",
    ]
    assert _said(answer, 2, Theme.SIGNALS) == []
    assert _said(answer, 3, Theme.SIGNALS) == [
        "Answered the survey before, last on 21 Jan 2020, and not in the last 12 months."
    ]


def test_contributions_of_signals_are_exact() -> None:
    answer = score(_book(), AS_OF)
    assert answer.evidence is not None
    names = answer.evidence.cut.features.names
    assert {"nps_unanswered", "nps_silent", "deal_moved_change", "certificate_ends_soon"} <= {
        *names
    }
    themes = dict(zip(names, answer.evidence.cut.features.themes, strict=True))
    assert themes["nps_unanswered"] is Theme.SIGNALS


def _brands(until: int) -> OrderBook:
    """a buys brand x up to a day and y all the time; b buys x only. 100 an order."""
    rows = [("a", "x", day) for day in every(10, 0, until)]
    rows += [("a", "y", day) for day in every(10, 5, 400)] + [
        ("b", "x", d) for d in every(9, 0, 400)
    ]
    frame = pd.DataFrame(rows, columns=["partner", "brand", "day"])
    frame["date"] = days(*frame["day"])
    return order_book(frame.drop(columns="day").assign(amount_minor=10_000))


def test_share_of_wallet_by_hand() -> None:
    book = _brands(350)
    found = wallet(book, rhythm(book, DAY0 + 400))
    assert found is not None
    # last 90 days (311 to 400): x on 320, 330, 340; y on 315, 325, ... 395; b on 315, 324, ... 396
    assert (found.own[90].tolist(), found.whole[90].tolist()) == (
        [30_000, 90_000, 100_000],
        [120_000, 120_000, 100_000],
    )
    # 36 to 310: x 28 times, y 27 times
    assert found.shares(0) == (28 / 55, 3 / 12)
    assert found.shares(2) is None  # it buys nothing else
    # of the year (36 to 400): x 31 times, y 36 times; a twentieth of it and 1.00 steady the share
    then, now = 325_600 / 703_600, 45_600 / 153_600
    assert found.change[0] == pytest.approx(np.log(now / then))
    assert found.change[2] == 0
    assert wallet(by_hand({"a": [0, 1]}), rhythm(by_hand({"a": [0, 1]}), DAY0)) is None


def test_a_brand_that_loses_its_share_is_said() -> None:
    answer = score(_brands(350), AS_OF)
    assert _said(answer, 0, Theme.CONTEXT) == [
        "Of what the partner buys of all brands, this one had 51% in the nine months before "
        "and 25% in the last 90 days."
    ]
    assert _said(answer, 1, Theme.CONTEXT) == []
    assert _said(answer, 2, Theme.CONTEXT) == []


def test_data_is_late_by_the_cadence_of_its_senders() -> None:
    book = by_hand({name: every(9, start, 380) for start, name in enumerate("abc")})
    ends = pd.Series(pd.Timestamp(FIRST + timedelta(days=370)), index=["a", "b", "c"])
    unknown = score(book, AS_OF, complete_to=ends)
    assert unknown.data_note(0) is not None  # 30 days, and nobody knows of a cadence
    none_due = pd.Series([], index=[], dtype="datetime64[s]")
    monthly = score(book, AS_OF, complete_to=ends, due_to=none_due)
    assert [monthly.data_note(at) for at in range(3)] == [None] * 3
    due = pd.Series(pd.Timestamp(FIRST + timedelta(days=371)), index=["b"])
    late = score(book, AS_OF, complete_to=ends, due_to=due)
    assert [late.data_note(at) is not None for at in range(3)] == [False, True, False]
    assert late.frame["recency_days"].tolist() == monthly.frame["recency_days"].tolist()
