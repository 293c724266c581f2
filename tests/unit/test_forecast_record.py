"""The forecast's track record, partners' commits, sell-through and the chance of a win."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from scorecard.errors import DefinitionError
from scorecard.forecast.backtest import backtest
from scorecard.forecast.commits import partner_commits
from scorecard.forecast.contract import ALL, GRAINS, DealBook
from scorecard.forecast.forecast import forecast
from scorecard.forecast.known import known
from scorecard.forecast.probability import win_probability
from scorecard.forecast.sellthrough import anchor_of
from scorecard.forecast.winmodel import learn_wins
from scorecard.period import add_months, month_start, parse_period
from tests.forecast_books import day, deal_book


def _monthly(months: int, first: int, money: int, partner: str = "P1") -> pd.DataFrame:
    """One deal a month, opened on the 1st and won on the 20th for the same money."""
    begins = [month_start(add_months(first, at)) for at in range(months)]
    rows = dict.fromkeys(GRAINS, "") | {"partner_id": partner, "stage": "", "status": "won"}
    return pd.DataFrame(
        {
            "deal_id": [f"{partner}-{one}" for one in begins],
            "opened_on": pd.to_datetime(pd.Series(begins)),
            "closed_on": pd.to_datetime(pd.Series([one.replace(day=20) for one in begins])),
            "amount_minor": pd.array([money] * months, "Int64"),
        }
    ).assign(**rows)


def test_rivals_and_actuals_of_a_hand_made_book() -> None:
    book = DealBook(_monthly(12, 202501, 900))
    opened = book.deals.iloc[:1].assign(
        deal_id="open", opened_on=pd.Timestamp("2025-06-02"), closed_on=pd.NaT, status="open"
    )
    lost = book.deals.iloc[:1].assign(
        deal_id="lost", status="lost", closed_on=pd.Timestamp("2025-03-03")
    )
    book = DealBook(pd.concat([book.deals, opened, lost], ignore_index=True))
    found = backtest(book, date(2025, 6, 30), date(2025, 6, 30), horizons=(30, 60))
    rows = found.rows.set_index("horizon_days")
    assert rows["actual_minor"].to_dict() == {30: 900, 60: 1800}
    # 90 days hold the wins of April to June: 2,700, in proportion.
    assert rows["same_as_last_minor"].to_dict() == {30: 900, 60: 1800}
    # One open deal, without a snapshot of the mean amount; 6 of 7 closed deals were won.
    assert rows["naive_minor"].to_dict() == {30: round(900 * 6 / 7), 60: round(900 * 6 / 7)}
    same = found.horizons[found.horizons["method"] == "same_as_last"]
    assert same["median_error"].tolist() == [0.0, 0.0]
    assert same["bias"].tolist() == [0.0, 0.0]


def test_days_without_enough_past_or_future_are_skipped_and_said() -> None:
    book = DealBook(_monthly(12, 202501, 900))
    found = backtest(book, date(2025, 2, 1), date(2025, 12, 1), every=303, horizons=(30,))
    assert found.rows.empty
    assert [note.msgid.split(":")[1][:6] for note in found.skipped] == [" fewer", " what "]


def test_commits_are_weighed_by_what_they_were_worth() -> None:
    deals = pd.concat(
        [_monthly(18, 202401, 100, "P1"), _monthly(18, 202401, 300, "P2")], ignore_index=True
    )
    said = pd.DataFrame(
        [
            ("P1", "2024Q2", "2024-04-02", 600), ("P1", "2024Q3", "2024-07-02", 600),
            ("P1", "2024Q4", "2024-10-02", 999), ("P1", "2024Q4", "2024-11-02", 600),
            ("P1", "2025Q2", "2025-04-02", 500), ("P1", "2025Q2", "2025-06-20", 9_999),
            ("P2", "2025Q2", "2025-04-02", 900), ("P1", "2024", "2024-01-02", 5),
        ],
        columns=["partner_id", "period", "committed_on", "amount_minor"],
    )  # fmt: skip
    made = forecast(DealBook(deals), date(2025, 5, 10), parse_period("2025Q2"), "partner_id")
    found = partner_commits(DealBook(deals), said, made)
    # P1 booked 300 a quarter and committed 600, three times: its word is worth one half.
    assert found["commit_minor"].to_dict() == {"P1": 500, "P2": 900}
    assert found["n_past"].to_dict() == {"P1": 3, "P2": 0}
    assert found.loc["P1", "bias_share"] == pytest.approx(1.0)
    assert np.isnan(found.loc["P2", "bias_share"])
    assert found["low_sample"].to_dict() == {"P1": False, "P2": True}
    assert found["adjusted_minor"].to_dict() == {"P1": 250, "P2": 450}
    assert (found["gap_minor"] == found["commit_minor"] - found["mean_minor"]).all()


def test_commits_need_a_forecast_by_partner() -> None:
    book = DealBook(_monthly(18, 202401, 100))
    made = forecast(book, date(2025, 5, 10), parse_period("2025Q2"), ALL)
    with pytest.raises(DefinitionError, match="partner_id"):
        partner_commits(book, pd.DataFrame(), made)


def test_sell_through_turned_into_bookings() -> None:
    then = known(DealBook(_monthly(18, 202401, 100)), date(2025, 6, 30))
    months = [add_months(202401, at) for at in range(17)]
    lines = pd.DataFrame({"month": months, "amount_minor": [400] * 14 + [800] * 3})
    found = anchor_of(then, lines, parse_period("2025Q3"))
    assert found is not None
    # The year to May: bookings 1,200 over sell-through 9 x 400 + 3 x 800 = 6,000; the last three
    # months sold through 800 a month: 160 a month, three months.
    assert found.money == pytest.approx(480)
    short = anchor_of(then, lines.tail(4), parse_period("2025Q3"))
    assert short is not None
    assert short.note().msgid.startswith("Sell-through and bookings overlap too shortly")
    assert anchor_of(then, None, parse_period("2025Q3")) is None


def test_sell_through_moves_the_level_and_means_still_add_up() -> None:
    book, as_of, quarter = deal_book(4), day(125), parse_period("2025Q3")
    months = pd.Series(pd.date_range("2023-01-01", "2025-04-01", freq="MS"))
    lines = pd.DataFrame({"month": months.dt.year * 100 + months.dt.month, "amount_minor": 10**8})
    lines.loc[lines.index[-3:], "amount_minor"] = 10**9
    plain = forecast(book, as_of, quarter, "region")
    moved = forecast(book, as_of, quarter, "region", sell_through=lines)
    assert moved.total["mean_minor"] > plain.total["mean_minor"]
    assert int(moved.groups["mean_minor"].sum()) == moved.total["mean_minor"]
    assert moved.notes[-1].msgid.startswith("Reconciled with sell-through")


def test_win_probability_beats_the_stage_where_more_is_to_be_known() -> None:
    book = deal_book(0, n=20_000, shock=0.1)
    found = win_probability(book, day(117))
    rows = found.deals.merge(book.deals[["deal_id", "status"]], on="deal_id")
    rows = rows[rows["status"] != "open"]
    won = rows["status"] == "won"
    brier = {name: brier_score_loss(won, rows[name]) for name in rows.columns[1:4]}
    assert found.method == "boosted"
    assert brier["p_win"] < 0.85 * min(brier["stage_rate"], brier["overall_rate"])
    assert roc_auc_score(won, rows["p_win"]) > roc_auc_score(won, rows["stage_rate"]) + 0.1


def test_win_probability_of_few_deals_is_a_rate() -> None:
    none = learn_wins(pd.DataFrame({"stage": []}), np.array([], bool))
    assert (none.method, none.predict(pd.DataFrame({"stage": ["a"]})).tolist()) == ("prior", [0.2])
    stage = pd.DataFrame({"stage": ["a"] * 80 + ["b"] * 80})
    won = np.array([True] * 60 + [False] * 20 + [True] * 20 + [False] * 60)
    model = learn_wins(stage, won)
    overall = (80 + 4) / (160 + 20)
    assert model.method == "stage"
    assert model.predict(pd.DataFrame({"stage": ["a", "b", "z"]})).tolist() == pytest.approx(
        [(60 + 20 * overall) / 100, (20 + 20 * overall) / 100, overall]
    )


def test_columns_that_know_nothing_are_let_go() -> None:
    random = np.random.default_rng(0)
    columns = pd.DataFrame({"stage": "a", "noise": random.normal(size=600)})
    won = random.random(600) < 0.4
    model = learn_wins(columns, won)
    assert model.method == "stage"
    rate = (won.sum() + 20 * model.overall) / 620
    assert model.predict(columns).tolist() == pytest.approx([rate] * 600)
