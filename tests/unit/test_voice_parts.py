"""Tokens, weighting by revenue, changes of many groups, sales since: small things by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.errors import UserError
from scorecard.voice import sales_link
from scorecard.voice.intervals import Counts, interval, nps
from scorecard.voice.summary import change, one, scored, weighted
from scorecard.voice.token import Link, make_token, read_token, signing_key
from scorecard.voice.views import Certainty

KEY = signing_key("k" * 32, local=False)
DAY = date(2026, 3, 1)


@given(st.integers(0, 2**63 - 1), st.dates(date(2020, 1, 1), date(2099, 1, 1)))
def test_a_token_says_its_link_and_nothing_else_passes(number: int, day: date) -> None:
    token = make_token(Link(number, day), KEY)
    assert read_token(token, KEY, day) == Link(number, day)
    with pytest.raises(UserError, match="not complete or was changed"):
        read_token(token, signing_key("x" * 32, local=False), day)


@given(st.integers(0, 37), st.sampled_from("ABCxyz019-_"))
def test_no_sign_of_a_token_can_be_changed(place: int, sign: str) -> None:
    token = make_token(Link(7, DAY), KEY)
    other = token[:place] + sign + token[place + 1 :]
    if other != token:
        with pytest.raises(UserError):
            read_token(other, KEY, DAY)


def test_a_token_ends_with_its_day_and_a_key_needs_its_length() -> None:
    token = make_token(Link(7, DAY), KEY)
    with pytest.raises(UserError) as caught:
        read_token(token, KEY, date(2026, 3, 2))
    assert caught.value.code == "survey_link_expired"
    for secret, local in (("", False), ("x" * 31, False), ("x", True)):
        with pytest.raises(UserError):
            signing_key(secret, local=local)
    assert signing_key("", local=True)


counts = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)).filter(
    lambda c: sum(c) > 0
)


@given(counts)
def test_laws_of_the_interval(some: tuple[int, int, int]) -> None:
    p, passive, d = some
    n = p + passive + d
    here = Counts.of([p], [d], [n])
    low, high = interval(here)
    assert -1 <= low[0] <= high[0] <= 1
    if 0 < p < n and 0 < d < n:
        assert low[0] <= nps(here)[0] <= high[0]
    mirrored = interval(Counts.of([d], [p], [n]))  # promoters and detractors change places
    assert mirrored[0][0] == pytest.approx(-high[0], abs=1e-9)
    more = interval(Counts.of([4 * p], [4 * d], [4 * n]))
    assert more[1][0] - more[0][0] <= high[0] - low[0] + 1e-9  # more of the same says more


@given(counts)
def test_an_nps_below_the_minimum_has_no_value_and_its_parts_add_up(
    some: tuple[int, int, int],
) -> None:
    p, passive, d = some
    found = one(pd.Series({"n": sum(some), "promoters": p, "detractors": d, "invited": 0}))
    assert found.promoters + found.passives + found.detractors == found.n == sum(some)
    assert (found.value is None) == (sum(some) < 5)
    assert found.passives == passive


def test_a_change_says_in_words_what_it_is_worth() -> None:
    def of(p: int, d: int, n: int):  # type: ignore[no-untyped-def]
        return scored(pd.DataFrame([{"n": n, "promoters": p, "detractors": d, "invited": 0}]))[0]

    up = change(of(60, 10, 100), of(51, 10, 100), "w2", "w1")
    assert (up.points, up.certainty) == (pytest.approx(9.0), Certainty.CHANCE)
    assert up.sentence.msgid == "Up {points} points, could be chance."
    down = change(of(20, 60, 100), of(60, 10, 100), "w2", "w1")
    assert (down.points, down.certainty) == (pytest.approx(-90.0), Certainty.DOWN)
    assert change(of(2, 0, 3), of(5, 0, 9), "w2", "w1").certainty is Certainty.UNKNOWN


def test_weighting_by_revenue_by_hand() -> None:
    rows = pd.DataFrame({"partner_id": range(1, 7), "n": 1, "promoters": [1, 0, 0, 0, 0, 0],
                         "detractors": [0, 1, 1, 0, 0, 0]})  # fmt: skip
    revenue = pd.Series({1: 500, 2: 100, 3: 100, 4: 100, 5: 100, 6: 100, 7: 1000}, dtype="Int64")
    found = weighted(rows, revenue)
    assert found.value == pytest.approx(100 * (500 - 200) / 1000)
    assert (found.n_partners, found.covered) == (6, pytest.approx(0.5))
    assert weighted(rows.head(4), revenue).value is None


def test_sales_since_are_compared_with_the_same_months_a_year_before() -> None:
    answers = pd.DataFrame({"partner_id": [1], "wave": ["w"], "detractors": [1],
                            "last_on": [pd.Timestamp(2026, 3, 10)]})  # fmt: skip
    months = [202504, 202505, 202506, 202507, 202603, 202604, 202605, 202606]
    sales = pd.DataFrame({"partner_id": 1, "month": months,
                          "net_minor": [100, 100, 100, 999, 999, 50, 60, 40]})  # fmt: skip
    row = sales_link.compare(answers, sales).iloc[0]
    assert (row["months"], row["net"], row["before"]) == (3, 150, 300)
    assert row["change"] == pytest.approx(np.log(0.5))
    names = pd.DataFrame({"partner_code": ["P1"], "name": ["One"]}, index=[1])
    found = sales_link.link(sales_link.compare(answers, sales), names, {(1, "w"): 4})
    assert (found.difference, found.n_with, found.n_without) == (None, 1, 0)
    assert [(s.partner_code, s.score, s.change) for s in found.partners] == [("P1", 4, -0.5)]


def test_without_sales_nothing_is_said_of_them() -> None:
    none = sales_link.compare(pd.DataFrame(), pd.DataFrame())
    found = sales_link.link(none, pd.DataFrame(), {})
    assert (found.difference, found.partners) == (None, ())
