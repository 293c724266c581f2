"""A public CRM's opportunities through the command line, against sums made from the file."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import app

RUN = CliRunner()
MAPPINGS = Path(__file__).parents[1] / "mappings"


def run(url: str, *words: str, code: int = 0) -> Result:
    result = RUN.invoke(app, [*words, "--db", url])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def crm(shared: Path, sqlite_url: str) -> str:
    folder = shared / "data" / "crm_sales"
    run(sqlite_url, "init", "--currency", "USD")
    for kind, name, mapping in (
        ("partners", "sales_teams.csv", "crm_partners.yaml"),
        ("deals", "sales_pipeline.csv", "crm_deals.yaml"),
    ):
        run(sqlite_url, "ingest", kind, str(folder / name), "--mapping", str(MAPPINGS / mapping))
    return sqlite_url


def won_in(shared: Path, start: date, end: date) -> dict[str, int]:
    """Won money by regional office, from the files themselves."""
    folder = shared / "data" / "crm_sales"
    with (folder / "sales_teams.csv").open(encoding="utf-8-sig") as file:
        office = {row["sales_agent"]: row["regional_office"] for row in csv.DictReader(file)}
    found: Counter[str] = Counter()
    with (folder / "sales_pipeline.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["deal_stage"] == "Won":
                day = datetime.strptime(row["close_date"], "%m/%d/%Y").date()
                if start <= day < end:
                    found[office[row["sales_agent"]]] += int(row["close_value"])
    return dict(found)


@pytest.mark.shared
def test_opportunities_of_a_crm_add_up(crm: str, shared: Path) -> None:
    whole = won_in(shared, date(2000, 1, 1), date(2030, 1, 1))
    found = json.loads(run(crm, "dedupe", "--json", "--limit", "0").stdout)
    assert found["gross"] - found["duplicates"] == found["counted"]
    assert found["gross"] == sum(whole.values()) == 10_005_534
    assert found["n_reported"] + found["n_unknown"] == 8_300  # 500 bear no day of opening
    # A quarter that is over is what was won in it, office by office.
    over = json.loads(
        run(crm, "forecast", "--as-of", "2017-12-31", "--period", "2017Q3", "--by", "region",
            "--json").stdout
    )  # fmt: skip
    truth = won_in(shared, date(2017, 7, 1), date(2017, 10, 1))
    assert {office: one["mean"] for office, one in over["groups"].items()} == truth
    assert over["total"]["won"] == sum(truth.values())


@pytest.mark.shared
def test_a_forecast_knows_nothing_of_later_days(crm: str, shared: Path) -> None:
    words = ("forecast", "--as-of", "2017-07-01", "--period", "2017Q3", "--json")
    whole = json.loads(run(crm, *words).stdout)["total"]
    truth = won_in(shared, date(2017, 7, 1), date(2017, 7, 2))
    assert whole["won"] == sum(truth.values())
    by = {grain: json.loads(run(crm, *words, "--by", grain).stdout)
          for grain in ("region", "owner", "partner_id")}  # fmt: skip
    for found in by.values():
        for measure in ("mean", "won", "open", "new"):
            total = sum(round(one[measure] * 100) for one in found["groups"].values())
            assert total == round(whole[measure] * 100)
    assert set(by["region"]["groups"]) == {"Central", "East", "West"}
    assert len(by["owner"]["groups"]) == 6
