"""Ranges hold as often as they say: on books with a known truth, and on public opportunities."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from scorecard.forecast.backtest import backtest
from scorecard.forecast.contract import Backtest, DealBook
from scorecard.forecast.probability import win_probability
from tests.forecast_books import day, deal_book

BOOKS, WEEKS_JUDGED = 24, (104, 117, 130, 143)


@pytest.fixture(scope="module")
def simulated() -> pd.DataFrame:
    """Forecasts of books whose chances to win share a slow shock of 15 %."""
    rows = []
    for seed in range(BOOKS):
        book, ahead = deal_book(100 + seed, n=8000), 90 if seed % 2 else 60
        for week in WEEKS_JUDGED:
            grains = ("region", "owner", "partner_id")
            rows.append(backtest(book, day(week), day(week), grains, horizons=(ahead,)).rows)
    return pd.concat(rows, ignore_index=True)


def test_coverage_where_the_truth_is_known(simulated: pd.DataFrame) -> None:
    came = simulated["actual_minor"]
    held = (came >= simulated["p10_minor"]) & (came <= simulated["p90_minor"])
    coverage = held.groupby(simulated["by"]).mean()
    assert sorted(coverage.index) == ["all", "owner", "partner_id", "region"]
    assert (coverage - 0.8).abs().max() <= 0.05, coverage.round(3).to_dict()


def opportunities(shared: Path) -> DealBook:
    """The public opportunities; a snapshot at engagement with the list price, nothing later."""
    folder = shared / "data/crm_sales"
    rows = pd.read_csv(folder / "sales_pipeline.csv")
    teams = pd.read_csv(folder / "sales_teams.csv").set_index("sales_agent")
    price = pd.read_csv(folder / "products.csv").set_index("product")["sales_price"]
    for name in ("engage_date", "close_date"):
        rows[name] = pd.to_datetime(rows[name], format="%m/%d/%Y")
    rows = rows[rows["engage_date"].notna()].reset_index(drop=True)
    product = rows["product"].replace({"GTXPro": "GTX Pro"})
    won = rows["deal_stage"] == "Won"
    deals = pd.DataFrame(
        {
            "deal_id": rows["opportunity_id"],
            "region": rows["sales_agent"].map(teams["regional_office"]),
            "partner_id": rows["sales_agent"].map(teams["manager"]),
            "owner": rows["sales_agent"],
            "segment": product,
            "opened_on": rows["engage_date"],
            "closed_on": rows["close_date"],
            "status": rows["deal_stage"].map({"Won": "won", "Lost": "lost"}).fillna("open"),
            "stage": "",
            "amount_minor": (rows["close_value"].where(won) * 100).round().astype("Int64"),
        }
    )
    history = pd.DataFrame(
        {
            "deal_id": rows["opportunity_id"],
            "known_on": rows["engage_date"],
            "stage": "Engaging",
            "status": "open",
            "amount_minor": product.map(price) * 100,
            "expected_close_on": pd.NaT,
        }
    )
    return DealBook(deals, history, "USD")


@pytest.fixture(scope="module")
def record(shared: Path) -> Backtest:
    """Every week from two months after the first closing, to the last whose window is over."""
    return backtest(
        opportunities(shared), date(2017, 5, 1), date(2017, 10, 30),
        ("region", "partner_id", "owner"), horizons=(60, 75, 90),
    )  # fmt: skip


@pytest.mark.shared
def test_error_of_the_total_on_public_opportunities(record: Backtest) -> None:
    table = record.horizons.set_index(["horizon_days", "method"])
    error = table["median_error"].round(3)
    assert table["n"].loc[[(60, "model"), (75, "model"), (90, "model")]].tolist() == [27, 25, 23]
    assert max(error.loc[(ahead, "model")] for ahead in (60, 75, 90)) <= 0.06
    assert [error.loc[(ahead, "naive")] for ahead in (60, 75, 90)] == [0.607, 0.242, 0.17]
    assert [error.loc[(ahead, "same_as_last")] for ahead in (60, 75, 90)] == [0.078, 0.043, 0.043]


@pytest.mark.shared
def test_coverage_on_public_opportunities(record: Backtest) -> None:
    held = record.grains.assign(held=record.grains["coverage"] * record.grains["n"])
    pooled = held.groupby("by")[["held", "n"]].sum()
    coverage = pooled["held"] / pooled["n"]
    assert 0.7 <= coverage["region"] <= 0.9, coverage
    assert 0.7 <= coverage["partner_id"] <= 0.9, coverage  # the manager stands there
    assert coverage["all"] >= 0.6, coverage


@pytest.mark.shared
def test_nothing_known_there_tells_a_win(shared: Path) -> None:
    found = win_probability(opportunities(shared), date(2017, 9, 1))
    assert found.method == "stage"
    assert found.deals["p_win"].nunique() == 1
