"""Real order books: the published figures are met by what was known on each day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from scorecard.risk.backtest import Backtest, backtest
from scorecard.risk.book import OrderBook
from scorecard.risk.orders import order_book


def _summary(found: Backtest) -> pd.DataFrame:
    return found.summary.set_index("method")


@pytest.fixture(scope="module")
def wholesale(shared: Path) -> Backtest:
    rows = pd.read_csv(shared / "data/online_retail/orders.csv.gz", parse_dates=["date"])
    rows["amount_minor"] = (rows["amt"] * 100).round().astype("int64")
    rows = rows.rename(columns={"CustomerID": "partner"})
    return backtest(order_book(rows), [date(2011, month, 1) for month in range(3, 10)])


@pytest.mark.shared
def test_wholesale_customers_rivals_are_as_measured(wholesale: Backtest) -> None:
    found = _summary(wholesale).round(3)
    assert found.loc["recency", ["auc", "ap"]].tolist() == [0.68, 0.559]
    assert found.loc["rfm", ["auc", "ap"]].tolist() == [0.746, 0.576]
    assert found.loc["bgnbd", ["auc", "ap"]].tolist() == [0.748, 0.596]


@pytest.mark.shared
def test_wholesale_customers_model(wholesale: Backtest) -> None:
    model = _summary(wholesale).loc["model"]
    assert model["auc"] >= 0.76
    assert model["ap"] >= 0.61
    assert model["auc_low"] >= 0.748
    assert wholesale.calibration_error <= 0.02
    assert model["captured"] >= 2 * _summary(wholesale).loc["recency", "captured"]


@pytest.mark.shared
def test_wholesale_customers_money_lost_with_a_broken_rhythm(wholesale: Backtest) -> None:
    """Regular buyers by P(break) x 12-month spend; days whose breaks are all known: March to
    June."""
    found = _summary(wholesale)["captured_break"].round(3)
    assert found["recency"] == 0.17
    assert found["model"] >= 0.47
    known = wholesale.days.groupby("as_of")["captured_break"].count().loc[lambda n: n > 0]
    assert [day.month for day in known.index] == [3, 4, 5, 6]
    assert wholesale.alert_precision >= 0.3


def _cdnow(shared: Path) -> OrderBook:
    file = shared / "data/cdnow/CDNOW_sample.txt"
    columns = ["partner", "_", "date", "n", "amount"]
    rows = pd.read_csv(file, sep=r"\s+", header=None, names=columns)
    rows["date"] = pd.to_datetime(rows["date"].astype(str))
    rows["amount_minor"] = (rows["amount"] * 100).round().astype("int64")
    return order_book(rows)


@pytest.mark.shared
def test_cdnow(shared: Path) -> None:
    found = backtest(_cdnow(shared), [date(1998, month, 1) for month in range(1, 5)])
    model = _summary(found).loc["model"]
    assert model["auc"] >= 0.73
    assert model["ap"] >= 0.76
    assert found.calibration_error <= 0.05


@pytest.mark.shared
def test_resellers_with_one_order_a_quarter(shared: Path) -> None:
    """BG/NBD alone takes even gaps for silence; what is learned mends it."""
    file = shared / "data/adventureworks_reseller/FactResellerSales.csv"
    rows = pd.read_csv(file, encoding="utf-8-sig", parse_dates=["OrderDate"])
    rows["amount_minor"] = (rows["SalesAmount"] * 100).round().astype("int64")
    rows = rows.rename(columns={"ResellerKey": "partner", "OrderDate": "date"})
    days = [date(2019, 6, 30), date(2019, 8, 31), date(2019, 10, 31), date(2019, 12, 31)]
    summary = _summary(backtest(order_book(rows), days))
    assert summary.loc["model", "auc"] >= 0.82
    assert summary.loc["model", "auc"] >= summary.loc["bgnbd", "auc"] + 0.08
    assert summary.loc["model", "calibration_error"] < summary.loc["bgnbd", "calibration_error"]
