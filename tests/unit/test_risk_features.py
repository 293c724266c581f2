"""Rhythm, features and outcomes of small books, by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from scorecard.errors import DefinitionError
from scorecard.risk.bgnbd import BgNbd
from scorecard.risk.book import OrderBook
from scorecard.risk.breadth import breadth_of
from scorecard.risk.context import QuietGroup, context, paces, quiet_groups
from scorecard.risk.days import day_number
from scorecard.risk.features import Features, features
from scorecard.risk.labels import Outcome, outcome, usual_spend
from scorecard.risk.orders import order_book
from scorecard.risk.rhythm import rhythm
from scorecard.risk.season import season
from scorecard.risk.signals import signals, with_events
from tests.risk_books import by_hand, days, every

DAY0 = day_number(date(2020, 1, 1))
MODEL = BgNbd(0.83, 16.0, 0.063, 10.6)


def _features(book: OrderBook, at: int) -> Features:
    own = rhythm(book, DAY0 + at)
    return features(book, own, MODEL, 90, context(paces(book, own)))


def test_own_gap_leans_on_the_median_of_the_book() -> None:
    # own mean gaps 10, 20 and 30: the median is 20; (3 x 20 + sum of gaps) / (3 + number)
    book = by_hand({"a": [0, 10, 20], "b": [0, 20, 40], "c": [0, 30, 60, 90], "d": [50]})
    own = rhythm(book, DAY0 + 100)
    assert own.median_gap == 20.0
    assert list(own.gap) == [(60 + 20) / 5, (60 + 40) / 5, (60 + 90) / 6, 20.0]
    assert list(own.recency) == [80, 60, 10, 50]
    assert list(own.eligible) == [True, True, True, False]
    assert own.overdue[0] == 5.0
    # three own gaps, but 60 days at least: 75 for c
    assert list(own.break_limit[:3]) == [60, 60, 75]
    assert list(own.broken) == [True, False, False, False]


def test_orders_after_the_day_change_nothing() -> None:
    early, late = {"a": [0, 10, 20], "b": [5, 15, 40]}, {"a": [61, 70], "b": [90]}
    both = {name: early[name] + late[name] for name in early}
    before, after = _features(by_hand(early), 60), _features(by_hand(both), 60)
    assert before.names == after.names
    assert np.array_equal(before.values, after.values)


def test_features_by_hand() -> None:
    found = _features(by_hand({"a": [0, 10, 20], "b": [10, 40, 100]}), 100)
    assert found.column("recency")[0] == np.log(81)
    assert list(np.expm1(found.column("orders_60"))) == pytest.approx([0, 1])
    assert list(np.expm1(found.column("orders_90"))) == pytest.approx([1, 2])
    assert found.column("tenure")[1] == np.log(91)
    # longest silence of b so far is 60 days, the book's median gap 27.5
    assert found.column("longest")[1] == pytest.approx(np.log(7 / (60 + 7 + 27.5)))
    assert np.isfinite(found.values).all()


def test_spend_of_the_window_against_the_year() -> None:
    frame = pd.DataFrame(
        {
            "partner": ["a"] * 3,
            "date": days(0, 200, 350),
            "amount_minor": np.array([30_000, 10_000, 20_000]),
        }
    )
    found = _features(order_book(frame), 360)
    # 200 of the last 90 days, 600 of the year: (200 + 5 % x 600 + 1) / (600 / 4 + 1) in units
    assert found.column("spend_recent")[0] == pytest.approx(np.log(231 / 151))
    assert found.column("order_size")[0] == pytest.approx(np.log1p(200))
    assert found.column("last_size")[0] == pytest.approx(np.log(201 / 201))


def test_outcomes_by_hand() -> None:
    book = by_hand(
        {
            "stays": every(10, 0, 300),
            "stops": every(10, 0, 101),
            "late": [*every(10, 0, 101), 191, 200],
            "falls": [*every(10, 0, 101), 110, 120],
        }
    )
    own = rhythm(book, DAY0 + 100)
    found = {what: outcome(book, own, what, 90) for what in Outcome}
    at = {name: i for i, name in enumerate(book.accounts["partner"])}
    assert {name: bool(found[Outcome.STOP][i]) for name, i in at.items()} == {
        "stays": False,
        "stops": True,
        "late": True,
        "falls": False,
    }
    assert {name: bool(found[Outcome.STOP_LONG][i]) for name, i in at.items()} == {
        "stays": False,
        "stops": True,
        "late": False,
        "falls": False,
    }
    # 11 orders of 100 in 100 days: usual are 9.9 in 90 days, at most 2.97 is a drop
    assert usual_spend(own, 90)[at["falls"]] == 99_000
    assert bool(found[Outcome.DROP][at["falls"]]) is True
    assert bool(found[Outcome.DROP][at["stays"]]) is False
    # own gap 10: no order within 60 days breaks it
    assert bool(found[Outcome.BREAK][at["late"]]) is True
    assert bool(found[Outcome.BREAK][at["falls"]]) is False


def test_things_that_stopped() -> None:
    orders = pd.DataFrame(
        {"partner": ["a"] * 30, "date": days(*every(10, 0, 300)), "amount_minor": np.full(30, 100)}
    )
    named = [("cable", day) for day in every(10, 0, 300)] + [("rack", d) for d in every(10, 0, 200)]
    named += [("once", 250)]
    things = pd.DataFrame(
        {"partner": "a", "name": [n for n, _ in named], "date": days(*(d for _, d in named))}
    )
    book = order_book(orders, {"class": things})
    had = breadth_of(book.things["class"], np.array([DAY0 + 300]))
    assert (list(had.usual), list(had.stopped)) == ([2], [1])
    assert list(book.things["class"].names[had.pair_stopped]) == ["rack"]
    assert list(had.pair_last[had.pair_stopped] - DAY0) == [190]
    # the last 90 days have cable and once, the 90 before cable and rack
    assert (list(had.recent), list(had.before)) == ([2], [2])


def _two_distributors(quiet: bool) -> OrderBook:
    rows = []
    for partner in range(20):
        end = 270 if quiet and partner < 10 else 300
        rows += [(partner, day, "D1" if partner < 10 else "D2") for day in every(6, 0, end)]
    frame = pd.DataFrame(rows, columns=["partner", "day", "distributor"])
    frame["date"] = days(*frame["day"])
    return order_book(frame.assign(amount_minor=100))


def test_a_silent_distributor_is_one_finding() -> None:
    book = _two_distributors(quiet=True)
    [found] = quiet_groups(paces(book, rhythm(book, DAY0 + 299)))
    # ten partners every six days: 49.57 orders of 269 days foretell 50 in 30 days
    assert found == QuietGroup("distributor", "D1", 0, found.expected, 10, DAY0 + 264)
    assert round(found.expected) == 50
    calm = _two_distributors(quiet=False)
    assert quiet_groups(paces(calm, rhythm(calm, DAY0 + 299))) == []


def test_context_leaves_the_account_itself_out() -> None:
    book = by_hand({"a": every(10, 0, 200), "b": every(10, 0, 300)})
    book.accounts["market"] = ["m", "m"]
    assert context(paces(book, rhythm(book, DAY0 + 299))) == {}  # one market is no comparison
    book.accounts["market"] = ["m", "n"]
    found = context(paces(book, rhythm(book, DAY0 + 299)))["others_market"]
    assert list(found) == [0.0, 0.0]  # each is alone in its market


def test_season_needs_two_years() -> None:
    busy = [day for year in range(3) for day in every(2, 365 * year, 365 * year + 90)]
    book = by_hand({"a": sorted({*busy, *every(30, 0, 1095)}), "b": every(30, 0, 1095)})
    assert season(book, DAY0 + 500, 90) == 1.0
    assert season(book, DAY0 + 730, 90) > 1.3  # the busy quarter comes next
    assert season(book, DAY0 + 730 + 120, 90) < 0.8


def test_events_by_kind() -> None:
    book = by_hand({"a": [0, 10, 20], "b": [5, 50, 60]})
    events = {
        "engagement": pd.DataFrame(
            {"partner": ["a"] * 3, "date": days(1, 2, 95), "value": [4, 1, 2]}
        ),
        "nps": pd.DataFrame({"partner": ["b"], "date": days(30), "value": [3]}),
        "certificate_ends": pd.DataFrame({"partner": ["a", "x"], "date": days(150, 150)}),
    }
    found = signals(with_events(book, events), rhythm(book, DAY0 + 100), 90)
    assert list(np.expm1(found["engagement_recent"])) == pytest.approx([2, 0])
    assert found["engagement_change"][0] == pytest.approx(np.log(3 / (5 * 90 / 275 + 1)))
    assert list(found["nps_last"]) == [0.0, -5.0]
    assert list(np.expm1(found["certificate_ends_soon"])) == pytest.approx([1, 0])
    known = with_events(book, events).known(DAY0 + 100)
    assert len(known.events["certificate_ends"]) == 1  # its day is known before it comes
    with pytest.raises(DefinitionError, match="did you mean 'engagement'"):
        with_events(book, {"engagment": events["nps"]})
