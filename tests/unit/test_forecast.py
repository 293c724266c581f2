"""The forecast: sums to the cent, coherent ranges, nothing from the future, bad input said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from scorecard.errors import DefinitionError
from scorecard.forecast.contract import ALL, GRAINS, DealBook, Forecast
from scorecard.forecast.forecast import forecast, forecasts
from scorecard.forecast.known import known
from scorecard.forecast.level import run_rate
from scorecard.forecast.lifetable import AGES, WEEKS, Cohorts, cohorts, fit, window, won_within
from scorecard.period import parse_period
from tests.forecast_books import day, deal_book

AS_OF = day(125)  # 2025-05-25
QUARTER = parse_period("2025Q2")
ROLL_UP = ("region", "country", "distributor_id", "partner_id")


def _deals(
    rows: list[dict[str, object]], history: list[dict[str, object]] | None = None
) -> DealBook:
    blank = dict.fromkeys(GRAINS, "") | {"stage": "", "closed_on": None, "status": "open"}
    deals = pd.DataFrame([blank | row for row in rows])
    deals["amount_minor"] = deals["amount_minor"].astype("Int64")
    seen = pd.DataFrame(history or [], columns=list(DealBook().history.columns))
    return DealBook(deals, seen, "EUR")


@pytest.fixture(scope="module")
def book() -> DealBook:
    return deal_book(3)


@pytest.fixture(scope="module")
def made(book: DealBook) -> dict[str, Forecast]:
    return dict(forecasts(book, AS_OF, QUARTER, [ALL, *GRAINS, ROLL_UP]))


def test_groups_of_every_grain_add_up_to_the_cent(made: dict[str, Forecast]) -> None:
    total = made[ALL].total
    for one in made.values():
        for name in ("mean_minor", "won_minor", "open_minor", "new_minor", "n_won", "n_open"):
            assert int(one.groups[name].sum()) == total[name], (one.by, name)
    assert total["mean_minor"] == total["won_minor"] + total["open_minor"] + total["new_minor"]
    assert min(total["won_minor"], total["open_minor"], total["new_minor"]) > 0


def test_contributions_are_what_means_are_made_of(made: dict[str, Forecast]) -> None:
    rows, groups = made[ALL].contributions, made["partner_id"].groups.set_index("partner_id")
    assert (
        rows.groupby("partner_id")["mean_minor"].sum().to_dict() == groups["mean_minor"].to_dict()
    )
    opened = rows[rows["kind"] == "open"]
    worth = opened["p_win"] * opened["amount_minor"].astype(float)
    assert (worth - opened["mean_minor"]).abs().max() <= 1


def test_no_quantile_of_a_child_lies_above_its_parents(made: dict[str, Forecast]) -> None:
    regions = made["region"].groups.set_index("region")
    leaves = made["/".join(ROLL_UP)].groups
    for name in ("p10_minor", "p50_minor", "p90_minor"):
        assert (leaves[name].to_numpy() <= regions[name].loc[leaves["region"]].to_numpy()).all()
        assert (regions[name] <= made[ALL].total[name]).all()


def test_won_is_certain_and_ranges_are_ordered(made: dict[str, Forecast]) -> None:
    for one in made.values():
        part = one.groups
        assert (part["won_minor"] <= part["p10_minor"]).all()
        assert (part["p10_minor"] <= part["p50_minor"]).all()
        assert (part["p50_minor"] <= part["p90_minor"]).all()


def test_the_same_forecast_twice_and_the_book_left_alone(book: DealBook) -> None:
    before = book.deals.copy(), book.history.copy()
    once, again = (forecast(book, AS_OF, QUARTER, "region") for _ in range(2))
    pd.testing.assert_frame_equal(once.groups, again.groups)
    pd.testing.assert_frame_equal(book.deals, before[0])
    pd.testing.assert_frame_equal(book.history, before[1])


def test_changing_the_future_changes_nothing(book: DealBook) -> None:
    now = pd.Timestamp(AS_OF)
    deals = book.deals.copy()
    later = (deals["closed_on"] > now) | deals["closed_on"].isna()
    deals.loc[later, "status"] = "won"
    deals.loc[later, "closed_on"] = now + pd.Timedelta(days=1)
    deals.loc[later, "stage"] = "committed"
    deals.loc[later, "amount_minor"] = 10**9
    news = deals.head(500).assign(
        deal_id=np.arange(500) + 10**6,
        opened_on=now + pd.Timedelta(days=2),
        segment="S9",
        closed_on=pd.NaT,
        status="open",
    )
    told = book.history[later.to_numpy()].assign(
        known_on=now + pd.Timedelta(days=3), status="lost", amount_minor=7, stage="quoted"
    )
    changed = replace(
        book,
        deals=pd.concat([deals, news], ignore_index=True),
        history=pd.concat([book.history, told], ignore_index=True),
    )
    expected, found = (forecast(one, AS_OF, QUARTER, "partner_id") for one in (book, changed))
    pd.testing.assert_frame_equal(found.groups, expected.groups)
    pd.testing.assert_frame_equal(found.contributions, expected.contributions)
    assert (found.coverage, found.notes) == (expected.coverage, expected.notes)


def test_a_period_that_is_over_is_what_was_won() -> None:
    rows: list[dict[str, object]] = [
        {"deal_id": 1, "region": "N", "opened_on": "2025-01-10", "closed_on": "2025-02-01",
         "status": "won", "amount_minor": 1000},
        {"deal_id": 2, "region": "S", "opened_on": "2025-01-10", "closed_on": "2025-03-31",
         "status": "won", "amount_minor": 250},
        {"deal_id": 3, "region": "S", "opened_on": "2025-01-10", "closed_on": "2025-04-01",
         "status": "won", "amount_minor": 77},
        {"deal_id": 4, "region": "S", "opened_on": "2025-01-10", "closed_on": "2025-03-01",
         "status": "lost", "amount_minor": 5},
    ]  # fmt: skip
    found = forecast(_deals(rows), date(2025, 5, 1), parse_period("2025Q1"), "region")
    money = ["mean_minor", "p10_minor", "p50_minor", "p90_minor", "won_minor"]
    assert found.groups.set_index("region")[money].loc["N"].tolist() == [1000] * 5
    assert found.groups.set_index("region")[money].loc["S"].tolist() == [250] * 5
    assert found.total["mean_minor"] == 1250
    assert found.method.msgid == "The period is over: these are actuals."


def test_without_history_a_stated_prior_and_a_wide_range() -> None:
    rows: list[dict[str, object]] = [
        {"deal_id": i, "opened_on": "2025-06-20", "amount_minor": 100_000} for i in range(40)
    ]
    history: list[dict[str, object]] = [
        {"deal_id": i, "known_on": "2025-06-20", "stage": "", "status": "open",
         "amount_minor": 100_000, "expected_close_on": None}
        for i in range(40)
    ]  # fmt: skip
    found = forecast(_deals(rows, history), date(2025, 6, 30), parse_period("2025Q3"))
    # 13 weeks and one day of 14 with a chance of 0.2 / 13 a week to be won, 0.8 / 13 to be lost.
    p = 0.2 * (1 - (12 / 13) ** 13) + (12 / 13) ** 13 * 0.2 / 13 / 7
    opened = found.contributions[found.contributions["kind"] == "open"]
    assert opened["p_win"].round(12).unique().tolist() == [round(p, 12)]
    assert found.total["open_minor"] == 40 * round(100_000 * p)
    assert found.prior
    assert found.method.params["n"] == 0
    assert found.coverage.msgid.startswith("No forecast like this one has come due yet")
    spread = found.total["p90_minor"] - found.total["p10_minor"]
    assert spread > found.total["mean_minor"]


def test_an_empty_book() -> None:
    found = forecast(DealBook(), date(2025, 6, 30), parse_period("2025Q3"))
    assert found.total["mean_minor"] == found.total["p90_minor"] == 0
    assert found.prior


def test_far_ahead_is_wider_and_said_so(book: DealBook, made: dict[str, Forecast]) -> None:
    far = forecast(book, AS_OF, parse_period("2026Q2"))
    near = made[ALL]

    def width(one: Forecast) -> float:
        return (one.total["p90_minor"] - one.total["p10_minor"]) / one.total["mean_minor"]

    assert width(far) > width(near)
    said = "The period begins far ahead: the range is wide."
    assert [said in [note.msgid for note in one.notes] for one in (far, near)] == [True, False]


def test_odd_deals_are_counted_and_said(book: DealBook) -> None:
    deals, history = book.deals.copy(), book.history.copy()
    over = deals.index[(deals["status"] == "won") & (deals["closed_on"] < pd.Timestamp(AS_OF))]
    in_period = [i for i in over if deals.loc[i, "closed_on"] >= pd.Timestamp(QUARTER.start)]
    deals.loc[in_period[:3], "amount_minor"] = pd.NA
    deals.loc[over[:2], "opened_on"] = deals.loc[over[:2], "closed_on"] + pd.Timedelta(days=9)
    deals.loc[over[5], "amount_minor"] = -5
    history.loc[[10, 11], "stage"] = "gut feeling"
    found = forecast(replace(book, deals=deals, history=history), AS_OF, QUARTER)
    said = {note.msgid.split("{n} ")[-1][:22]: note.params.get("n") for note in found.notes}
    assert said["wins of the period hav"] == 3
    assert said["deals were closed befo"] == 2
    assert said["deals stand in a stage"] == 2
    assert said["negative amounts count"] == 1
    certain = found.contributions[found.contributions["p_win"] == 1]
    assert (certain["kind"] == "open").sum() == 3


def test_an_unknown_grain_is_refused(book: DealBook) -> None:
    with pytest.raises(DefinitionError, match="did you mean 'region'"):
        forecast(book, AS_OF, QUARTER, "regoin")


def test_windows_in_shares_of_weeks() -> None:
    assert window(1, 14).tolist() == [1, 1]
    assert window(3, 10).round(6).tolist() == [round(5 / 7, 6), round(3 / 7, 6)]
    assert window(8, 14).tolist() == [0, 1]
    assert window(1, 0).tolist() == []


def test_cohorts_count_who_is_at_risk() -> None:
    # Sunday 2025-06-29 ends the last week; opened in the week before, closed in the last.
    rows: list[dict[str, object]] = [
        {"deal_id": 1, "opened_on": "2025-06-17", "closed_on": "2025-06-24", "status": "won",
         "amount_minor": 500},
        {"deal_id": 2, "opened_on": "2025-06-25", "amount_minor": 1},
    ]  # fmt: skip
    table = cohorts(known(_deals(rows), date(2025, 6, 29)), 0, 1)
    assert table.first == WEEKS - 1
    assert table.at_risk[0, -1, :3].tolist() == [1, 1, 0]
    assert table.at_risk[0, -2, :3].tolist() == [1, 0, 0]
    assert table.wins[0, -1, :3].tolist() == [0, 1, 0]
    assert table.losses.sum() == 0
    assert table.openings[0, -2:].tolist() == [1, 1]
    assert table.won_minor[0, -1] == 500


def _steady(booked: float) -> Cohorts:
    one = np.zeros((1, WEEKS, AGES + 1))
    money = np.full((1, WEEKS), booked)
    return Cohorts(
        one, one, one, money, money, np.zeros((WEEKS + AGES, WEEKS)),
        np.zeros(WEEKS + 13, np.int64), 1, 0,
    )  # fmt: skip


def test_the_run_rate_of_steady_bookings() -> None:
    assert run_rate(_steady(100.0), WEEKS - 1, np.ones(13)) == pytest.approx(1300)
    assert run_rate(_steady(100.0), WEEKS - 1, window(1, 10)) == pytest.approx(1000 / 7)


def test_chances_of_open_deals_and_of_those_to_come() -> None:
    table = _steady(0.0)
    hazards = fit(replace(table, first=WEEKS), WEEKS - 1)
    chance = won_within(table, hazards, WEEKS - 1, np.ones(2))
    week, left = 0.2 / 13, 12 / 13
    assert chance[0, 2] == pytest.approx(week * (1 + left))  # open now: two weeks
    assert chance[0, 1] == pytest.approx(week * (1 + left))  # opened in the first week
    assert chance[0, 0] == pytest.approx(week)  # opened in the second
