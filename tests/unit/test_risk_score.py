"""The answer for a book: who has none, money, reasons, doubts, data that is late."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from scorecard.errors import UserError
from scorecard.i18n.text import render
from scorecard.risk.book import OrderBook
from scorecard.risk.days import day_number
from scorecard.risk.features import Theme
from scorecard.risk.labels import Outcome
from scorecard.risk.orders import order_book
from scorecard.risk.reasons import reasons
from scorecard.risk.score import COLUMN, RiskFrame, score
from scorecard.risk.signals import with_events
from scorecard.risk.training import MOST_CUTS, Method, cut_days
from tests.risk_books import FIRST, by_hand, days, every, simulated


def _day(offset: int) -> date:
    return FIRST + timedelta(days=offset)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return simulated(300, seed=5, market=["north", "south"], distributor=["D1", "D2", "D3"])


@pytest.fixture(scope="module")
def answer(rows: pd.DataFrame) -> RiskFrame:
    return score(order_book(rows), _day(900))


def _row(found: RiskFrame, partner: object) -> pd.Series:
    [row] = [row for _, row in found.frame.iterrows() if row["partner"] == partner]
    return row


def test_for_whom_there_is_no_probability() -> None:
    book = by_hand(
        {
            "gone": every(10, 0, 100),
            "later": [800],
            "new": [690, 695],
            "rare": [10, 350, 640],
            "steady": every(20, 0, 700),
        }
    )
    found = score(book, _day(700)).frame.set_index("partner")
    assert found["why_not"].astype(str).to_dict() == {
        "gone": "gone",
        "later": "no_orders",
        "new": "too_new",
        "rare": "too_rare",
        "steady": "",
    }
    assert found["eligible"].to_dict() == dict.fromkeys(found.index, False) | {"steady": True}
    others = found.drop(index="steady")
    assert others[list(COLUMN.values())].isna().all(axis=None)
    assert others[["expected_spend_minor", "at_stake_minor"]].to_numpy().sum() == 0


def test_money_at_stake_is_probability_times_expected_spend() -> None:
    book = by_hand({"a": every(10, 0, 700), "b": every(15, 0, 700), "c": every(40, 0, 600)})
    found = score(book, _day(699))
    row = _row(found, "a")
    # 36 or 37 orders of 100.00 in the 365 days to day 699: 340, 350 ... 690
    assert row["expected_spend_minor"] == round(36 * 10_000 * 90 / 365)
    assert row["at_stake_minor"] == round(row["p_stop"] * 36 * 10_000 * 90 / 365)


def test_a_young_book_gives_the_prior_and_says_so() -> None:
    found = score(by_hand({f"p{i}": every(7 + i, i, 150) for i in range(30)}), _day(150))
    assert found.fitted is not None
    assert {trained.method for trained in found.fitted.models.values()} == {Method.PRIOR}
    assert render(found.doubts(0)[-1]).startswith("Too few outcomes so far to learn from (0)")
    # gaps of 7 to 36 days: from 25 days on there are fewer than six orders
    thin = [len(every(7 + i, i, 150)) < 6 for i in range(30)]
    by_name = found.frame.set_index("partner")["certainty"]
    assert [by_name[f"p{i}"] == "low" for i in range(30)] == thin


def test_a_grown_book_learns_from_earlier_days_whose_outcome_was_known(answer: RiskFrame) -> None:
    assert answer.fitted is not None
    stop = answer.fitted.models[Outcome.STOP]
    assert (stop.method, stop.n_cuts) == (Method.LEARNED, MOST_CUTS)


def test_later_orders_change_nothing(rows: pd.DataFrame, answer: RiskFrame) -> None:
    until = rows[rows["date"] <= pd.Timestamp(_day(900))]
    cut_off = score(order_book(until), _day(900))
    known = set(until["partner"])
    frame = answer.frame[answer.frame["partner"].isin(known)].reset_index(drop=True)
    columns = [*COLUMN.values(), "at_stake_minor"]
    pd.testing.assert_frame_equal(frame[columns], cut_off.frame[columns], atol=1e-9)


def test_outcomes_stand_in_order(answer: RiskFrame) -> None:
    found = answer.frame[answer.frame["eligible"]]
    assert (found["p_stop_long"] <= found["p_stop"]).all()
    assert (found["p_drop"] >= found["p_stop"]).all()
    assert found["p_break"].notna().equals(found["gap_days"] <= 60)


def test_contributions_sum_to_the_probability(answer: RiskFrame) -> None:
    assert answer.fitted is not None
    base = answer.fitted.models[Outcome.STOP].model.base
    some = np.flatnonzero(answer.frame["eligible"])[:20]
    found = [base + sum(answer.contributions(int(at)).values()) for at in some]
    assert found == pytest.approx(logit(answer.frame["p_stop"].to_numpy()[some]))


def _fallen() -> OrderBook:
    """Thirty partners every 12 days; partner 0 stops three of five lines, then everything."""
    rows = [(p, day) for p in range(30) for day in every(12, p % 12, 660 if p == 0 else 700)]
    rows = [(p, day) for p, day in rows if p % 5 or p == 0 or day < 300 + p * 5]
    things = [
        (p, day, line)
        for p, day in rows
        for line in range(5)
        if p or line < 2 or day < 560 + 10 * line
    ]
    orders = pd.DataFrame(
        {
            "partner": [p for p, _ in rows],
            "date": days(*(d for _, d in rows)),
            "amount_minor": 10_000,
        }
    )
    named = pd.DataFrame(
        {
            "partner": [p for p, _, _ in things],
            "date": days(*(d for _, d, _ in things)),
            "name": [f"line {n}" for _, _, n in things],
        }
    )
    return order_book(orders, {"class": named})


def test_reasons_say_what_changed_with_the_accounts_own_numbers() -> None:
    found = score(_fallen(), _day(699))
    texts = [render(reason.text) for reason in found.reasons(0)]
    assert "Usually orders every 12 days; the last order was 51 days ago, on 10 Oct 2021." in texts
    weights = [reason.weight for reason in found.reasons(0)]
    assert weights == sorted(weights, reverse=True)
    assert min(weights) >= 0.1
    stays = [render(reason.text) for reason in found.reasons(1)]
    assert not any("last order was" in text for text in stays)


def test_things_that_stopped_are_named() -> None:

    found = score(_fallen(), _day(659))
    assert found.evidence is not None
    [reason] = reasons(found.evidence, 0, dict.fromkeys(Theme, 0.0) | {Theme.BREADTH: 0.5})
    assert render(reason.text) == (
        "3 of 5 product lines that it usually orders have stopped since 30 Jul 2021: line 3, "
        "line 4, line 2, last on 11 Aug 2021."
    )


def test_data_that_is_late_is_named_and_its_silence_does_not_count(rows: pd.DataFrame) -> None:
    book = order_book(rows)
    partner = int(book.accounts["partner"].iloc[3])
    late = pd.Series([pd.Timestamp(_day(850))], index=[partner])
    found = score(book, _day(900), complete_to=late)
    assert render(found.data_note(3) or found.doubts(3)[0]) == (
        "Its data ends on 30 Apr 2022: it is judged as on that day, later silence does not count."
    )
    assert found.frame["certainty"].iloc[3] == "low"
    assert found.data_note(4) is None
    on_that_day = score(book, _day(850)).frame
    assert found.frame["recency_days"].iloc[3] == on_that_day["recency_days"].iloc[3]


def test_a_silent_distributor_is_one_alert_and_lowers_certainty(rows: pd.DataFrame) -> None:
    silent = rows[(rows["distributor"] != "D2") | (rows["date"] <= pd.Timestamp(_day(860)))]
    found = score(order_book(silent), _day(900))
    [group] = found.quiet
    assert (group.kind, group.name, group.observed) == ("distributor", "D2", 0)
    inside = found.frame["distributor"] == "D2"
    assert set(found.frame.loc[inside, "certainty"]) == {"low"}
    text = render(found.doubts(int(np.flatnonzero(inside)[0]))[0])
    assert text.startswith("Distributor D2 as a whole is silent: 0 order days in 30 days where")


def test_what_was_learned_serves_again(rows: pd.DataFrame, answer: RiskFrame) -> None:
    more = score(order_book(rows), _day(907), fitted=answer.fitted)
    assert more.fitted is not None
    assert answer.fitted is not None
    assert more.fitted.models is answer.fitted.models
    other_horizon = score(order_book(rows), _day(907), horizon=60, fitted=answer.fitted)
    assert other_horizon.fitted is not answer.fitted
    with_more = with_events(
        order_book(rows), {"engagement": pd.DataFrame({"partner": [1], "date": days(3)})}
    )
    assert score(with_more, _day(907), fitted=answer.fitted).fitted is not answer.fitted


@pytest.mark.parametrize("horizon", [0, -1, 366])
def test_a_horizon_that_is_not_possible(horizon: int) -> None:
    with pytest.raises(UserError, match=f"{horizon} days is not possible"):
        score(by_hand({"a": [1, 2]}), _day(9), horizon=horizon)


def test_levels_by_the_two_signs(answer: RiskFrame) -> None:
    regular = answer.frame[answer.frame["p_break"].notna()]
    overdue = regular["recency_days"] / regular["gap_days"] >= 2
    likely = regular["p_break"] >= 0.2
    red = regular["broken"] | (overdue & likely)
    assert ((regular["level"] == "red") == red).all()
    assert ((regular["level"] == "amber") == ((overdue | likely) & ~red)).all()
    assert set(answer.frame.loc[answer.frame["p_break"].isna(), "level"]) == {""}
    assert {"red", "amber", ""} == set(regular["level"])


def test_the_same_silence_a_year_ago_is_said_and_lowers_certainty() -> None:
    # only in the first half of each year, every ten days
    half = [day for year in (0, 366, 731) for day in every(10, year, year + 180)]
    orders = {f"p{i}": every(9 + i, i, 1000) for i in range(25)} | {"ski": half}
    found = score(by_hand(orders), _day(731 + 185))
    at = list(found.frame["partner"]).index("ski")
    assert found.frame["certainty"].iloc[at] == "medium"
    assert "It did not order in the same 90 days a year ago either." in [
        render(text) for text in found.doubts(at)
    ]


def _said(found: RiskFrame, account: int, theme: Theme) -> list[str]:
    assert found.evidence is not None
    weights = dict.fromkeys(Theme, 0.0) | {theme: 0.5}
    return [render(reason.text) for reason in reasons(found.evidence, account, weights)]


def test_each_theme_speaks_with_its_own_rows() -> None:
    frame = pd.DataFrame(
        {
            "partner": ["a"] * 8 + ["b"] * 40,
            "date": days(0, 40, 80, 120, 160, 200, 240, 300, *every(10, 0, 400)),
            "amount_minor": np.array([10_000] * 7 + [2_000] + [500] * 40, np.int64),
        }
    )
    back = pd.DataFrame({"partner": ["a"], "date": days(250), "amount_minor": [-18_000]})
    book = with_events(
        order_book(pd.concat([frame, back], ignore_index=True)),
        {
            "engagement": pd.DataFrame({"partner": ["a"], "date": days(100), "value": [7]}),
            "nps": pd.DataFrame({"partner": ["a", "b"], "date": days(290, 290), "value": [3, 9]}),
        },
    )
    found = score(book, _day(320))
    assert _said(found, 0, Theme.PACE) == ["Ordered on 8 days in the last 12 months."]
    # 120.00 of the last 90 days; 720.00 in 320 days are 202.50 in 90
    assert _said(found, 0, Theme.SPEND) == ["Spent 59% of its usual in the last 90 days."]
    assert _said(found, 0, Theme.RETURNS) == [
        "Gave back 25% of what it bought in the last 12 months."
    ]
    assert _said(found, 0, Theme.SIGNALS) == [
        "Activities in the last 90 days: 0; in the nine months before: 7.",
        "Gave the score 3 of 10 on 17 Oct 2020.",
    ]
    assert _said(found, 1, Theme.SIGNALS) == []


def test_what_a_partner_buys_of_other_brands_is_its_context() -> None:
    rows = [("x", brand, day) for brand in ("ours", "theirs") for day in every(10, 0, 400)]
    rows += [("y", "ours", day) for day in every(10, 0, 400)]
    rows += [("y", "theirs", day) for day in every(10, 0, 300)]
    frame = pd.DataFrame(rows, columns=["partner", "brand", "day"])
    book = order_book(frame.assign(date=days(*frame["day"]), amount_minor=100))
    found = score(book, _day(399))
    assert found.evidence is not None
    others = found.evidence.cut.features.column("others_partner")
    accounts = [tuple(row) for row in found.frame[["partner", "brand"]].itertuples(index=False)]
    by_name = dict(zip(accounts, others, strict=True))
    # y's other brand: none of the expected orders came in 30 days
    expected = 26 * 30 / 335  # orders on days 40 to 290, in the 335 days before the last 30
    assert by_name["y", "ours"] == pytest.approx(np.log(5 / (expected + 5)))
    assert by_name["x", "ours"] > by_name["y", "ours"] + 0.3


def test_cuts_are_days_whose_outcome_was_known() -> None:
    book = by_hand({"a": every(10, 0, 900)})
    as_of = day_number(_day(500))
    found = cut_days(book, as_of, 90)
    # every 30 days back from day 410 to the 180th day of the book
    assert [at - day_number(FIRST) for at in found] == [410, 380, 350, 320, 290, 260, 230, 200]
    assert cut_days(book, day_number(_day(269)), 90) == []
    assert len(cut_days(book, day_number(_day(880)), 90)) == MOST_CUTS
