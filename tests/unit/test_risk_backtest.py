"""The track record: only what was known then, against rivals, with its uncertainty."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from scorecard.i18n.text import render
from scorecard.risk.backtest import Backtest, backtest
from scorecard.risk.early import early_warnings
from scorecard.risk.orders import order_book
from scorecard.risk.score import score
from tests.risk_books import FIRST, by_hand, every, simulated

DAYS = [FIRST + timedelta(days=day) for day in (730, 790, 850, 910)]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return simulated(500, seed=7)


@pytest.fixture(scope="module")
def record(rows: pd.DataFrame) -> Backtest:
    return backtest(order_book(rows), DAYS, budget=0.05)


def test_one_row_a_day_and_method(record: Backtest) -> None:
    assert record.days.groupby("method", sort=False).size().to_dict() == {
        "model": 4,
        "bgnbd": 4,
        "rfm": 4,
        "recency": 4,
    }
    assert record.skipped == ()
    mean = record.days.groupby("method")["auc"].mean()
    summary = record.summary.set_index("method")
    assert summary["auc"].to_dict() == pytest.approx(mean.to_dict())
    assert (summary["auc_low"] < summary["auc"]).all()
    assert (summary["auc"] < summary["auc_high"]).all()


def test_recency_by_hand(rows: pd.DataFrame, record: Backtest) -> None:
    """Counted again, row by row, from the orders themselves."""
    day = pd.Timestamp(DAYS[0])
    past = rows[rows["date"] <= day]
    year = past[past["date"] > day - pd.Timedelta(days=365)]
    able = year.groupby("partner")["date"].nunique().loc[lambda n: n >= 3].index
    last = past.groupby("partner")["date"].max().loc[able]
    ahead = rows[(rows["date"] > day) & (rows["date"] <= day + pd.Timedelta(days=90))]
    stopped = ~able.isin(ahead["partner"])
    silent = (day - last).dt.days.to_numpy()
    pairs = silent[stopped][:, None] - silent[~stopped][None, :]
    first = record.days[(record.days["method"] == "recency")].iloc[0]
    assert first["n"] == len(able)
    assert first["base"] == pytest.approx(stopped.mean())
    assert first["auc"] == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean())


def test_the_model_is_not_behind_its_prior_and_well_before_recency(record: Backtest) -> None:
    auc = record.summary.set_index("method")["auc"]
    assert auc["model"] > auc["bgnbd"] - 0.01
    assert auc["model"] > auc["recency"] + 0.05
    assert record.calibration_error < 0.04


def test_the_record_uses_the_very_scores_of_the_day(rows: pd.DataFrame, record: Backtest) -> None:
    book = order_book(rows)
    frame = score(book, DAYS[1]).frame
    able = frame[frame["eligible"]]
    n = round(0.05 * len(able))
    chosen = able.sort_values("p_stop", ascending=False, kind="stable").head(n)["partner"]
    ahead = rows[
        (rows["date"] > pd.Timestamp(DAYS[1]))
        & (rows["date"] <= pd.Timestamp(DAYS[1]) + pd.Timedelta(days=90))
    ]
    row = record.days[(record.days["method"] == "model")].iloc[1]
    assert row["precision"] == pytest.approx((~chosen.isin(ahead["partner"])).mean())


def test_an_alert_stands_once_a_silence_and_warns_before_the_break(record: Backtest) -> None:
    alerts = record.alerts
    last = pd.to_datetime(alerts["as_of"]) - pd.to_timedelta(alerts["silent_days"], unit="D")
    assert not alerts.assign(last=last).duplicated(["partner", "last"]).any()
    assert alerts["silent_days"].max() <= 60
    right = alerts[alerts["broke"]]
    assert record.alert_precision == len(right) / len(alerts)
    assert record.alert_silent_days == np.median(right["silent_days"])


def test_early_warnings_are_the_likeliest_young_silences(rows: pd.DataFrame) -> None:
    answer = score(order_book(rows), DAYS[1])
    frame = answer.frame
    young = frame[(frame["recency_days"] <= 60) & ~frame["broken"] & (frame["p_break"] >= 0.2)]
    every_one = young.sort_values("p_break", ascending=False, kind="stable").index.tolist()
    assert len(every_one) > 2
    assert early_warnings(answer, 1.0).tolist() == every_one
    two = 2 / int(frame["eligible"].sum())
    assert early_warnings(answer, two).tolist() == every_one[:2]


def test_money_lost_with_a_broken_rhythm_counted_again(
    rows: pd.DataFrame, record: Backtest
) -> None:
    frame = score(order_book(rows), DAYS[0]).frame.dropna(subset="p_break")
    day = pd.Timestamp(DAYS[0])
    past = rows[(rows["date"] <= day) & (rows["date"] > day - pd.Timedelta(days=365))]
    spend = past.groupby("partner")["amount_minor"].sum().loc[frame["partner"]].to_numpy()
    limit = np.ceil(np.clip(3 * frame["gap_days"], 60, 180)).to_numpy()
    following = rows[rows["date"] > day].groupby("partner")["date"].min().reindex(frame["partner"])
    broke = ~((following - day).dt.days.to_numpy() <= limit)
    top = np.argsort(-(frame["p_break"].to_numpy() * spend), kind="stable")
    chosen = top[: round(0.1 * len(frame))]
    wanted = (spend * broke)[chosen].sum() / (spend * broke).sum()
    assert record.days["captured_break"].iloc[0] == pytest.approx(wanted)


def test_days_without_a_verdict_say_why() -> None:
    book = by_hand({f"p{i}": every(10, i, 500) for i in range(25)})
    found = backtest(book, [date(2020, 6, 1), date(2021, 4, 1), date(2019, 1, 1)])
    assert [render(text) for text in found.skipped] == [
        "No order was known by 1 Jan 2019; the first is of 1 Jan 2020.",
        "1 Jun 2020: all partners or none stopped, so that nothing can be compared.",
        "1 Apr 2021: what happened in the 90 days after it is not known yet.",
    ]
    assert len(found.days) == 0
    assert np.isnan(found.alert_precision)
