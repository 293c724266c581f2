"""The real input, from raw files to numbers through the command line alone.

What must come out is summed here from the raw file, by other means than the product's.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("adventureworks")]
MAPPINGS = Path(__file__).parents[1] / "mappings"
FILES = {
    "partners": "Resellers.csv",
    "products": "Product.csv",
    "sell_through": "FactResellerSales.csv",
    "targets": "ResellerSalesTargets.csv",
}


def run(url: str, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--db", url])
    assert done.exit_code == 0, (words, done.stdout, done.stderr)
    return done.stdout


def ask(url: str, *words: str) -> Any:
    return json.loads(run(url, *words, "--json"))


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "adventureworks_reseller"


@pytest.fixture(scope="module")
def sales(folder: Path) -> list[tuple[str, str, Decimal]]:
    """(reseller, date, amount) of every line of the raw file."""
    with (folder / FILES["sell_through"]).open(encoding="utf-8-sig", newline="") as file:
        return [
            (row["ResellerKey"], row["OrderDate"], Decimal(row["SalesAmount"]))
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> str:
    """A store with all four files, reported in US dollars as of the last month with orders."""
    url = f"sqlite:///{tmp_path_factory.mktemp('adventureworks') / 'store.db'}"
    run(url, "init", "--currency", "USD", "--as-of", "2020-05-31")
    for kind, name in FILES.items():
        mapping = MAPPINGS / f"aw_{kind}.yaml"
        run(url, "ingest", kind, str(folder / name), "--mapping", str(mapping))
    return url


def cents(amount: Decimal) -> int:
    return int(amount * 100)


def net(url: str, period: str, by: str) -> dict[str, int]:
    """Net sell-through by group in cents; groups without any are left out."""
    found = ask(url, "kpis", "--period", period, "--by", by, "--kpi", "net_sell_through")
    assert found["currency"] == "USD"
    parts = {group: kpis["net_sell_through"] for group, kpis in found["groups"].items()}
    return {group: part["numerator"] for group, part in parts.items() if part["n"]}


def test_every_file_landed_whole(url: str, sales: list[tuple[str, str, Decimal]]) -> None:
    landed = {batch["kind"]: batch for batch in ask(url, "batches")}
    assert {kind: batch["n_accepted"] for kind, batch in landed.items()} == {
        "partners": 701, "products": 397, "sell_through": 57_851, "targets": 245,
    }  # fmt: skip
    total = sum((amount for _who, _on, amount in sales), Decimal(0))
    assert landed["sell_through"]["totals"]["amount_by_currency"] == {
        "USD": f"{total.normalize():f}"
    }


def test_totals_by_year(url: str, sales: list[tuple[str, str, Decimal]]) -> None:
    by_year: dict[str, int] = defaultdict(int)
    for _who, on, amount in sales:
        by_year[on[:4]] += cents(amount)
    assert sorted(by_year) == ["2017", "2018", "2019", "2020"]
    assert {year: net(url, year, "all")["all"] for year in by_year} == by_year


def test_top_ten_resellers(url: str, sales: list[tuple[str, str, Decimal]]) -> None:
    by_reseller: dict[str, int] = defaultdict(int)
    for who, on, amount in sales:
        if on.startswith("2019"):
            by_reseller[who] += cents(amount)
    found = net(url, "2019", "partner_id")
    assert found == by_reseller
    top = sorted(found, key=lambda code: -found[code])[:10]
    assert top == sorted(by_reseller, key=lambda code: -by_reseller[code])[:10]


def test_quarters_by_country_equal_the_sum_of_their_resellers(
    url: str, folder: Path, sales: list[tuple[str, str, Decimal]]
) -> None:
    codes = {"United States": "US", "Canada": "CA", "France": "FR", "Germany": "DE",
             "Australia": "AU", "United Kingdom": "GB"}  # fmt: skip
    with (folder / FILES["partners"]).open(encoding="utf-8-sig", newline="") as file:
        country = {row["ResellerKey"]: codes[row["Country_Region"]] for row in csv.DictReader(file)}
    by_country: dict[str, int] = defaultdict(int)
    for who, on, amount in sales:
        if "2019-04" <= on[:7] <= "2019-06":
            by_country[country[who]] += cents(amount)
    assert net(url, "2019Q2", "country") == by_country


def test_targets_of_a_year(url: str, folder: Path) -> None:
    """Targets are in thousands; the programme's attainment stands against their sum."""
    months = [f"M{month:02d}" for month in range(1, 13)]
    with (folder / FILES["targets"]).open(encoding="utf-8-sig", newline="") as file:
        cells = [
            row[month] for row in csv.DictReader(file) if row["Year"] == "2019" for month in months
        ]
    target = sum(Decimal(cell) for cell in cells if cell not in ("", "NULL")) * 1000
    found = ask(url, "kpis", "--period", "2019", "--kpi", "revenue_attainment")
    reading = found["groups"]["all"]["revenue_attainment"]
    assert reading["denominator"] == cents(target)
    assert reading["numerator"] == net(url, "2019", "all")["all"]


def test_card_shows_the_lines_of_the_raw_file(
    url: str, sales: list[tuple[str, str, Decimal]]
) -> None:
    quarter = [
        (line, amount)
        for line, (who, on, amount) in enumerate(sales, start=2)
        if who == "676" and "2019-07" <= on[:7] <= "2019-09"
    ]
    card = ask(url, "card", "676", "--period", "2019Q3")
    assert card["quarters"][-1]["actual_minor"] == sum(cents(amount) for _line, amount in quarter)
    assert card["n_evidence"] == len(quarter) == 51
    shown = [(row["line"], row["amount_own_minor"]) for row in card["evidence"]]
    assert shown == [(line, cents(amount)) for line, amount in quarter][:50]


def test_check_is_clean_after_undo_and_landing_again(url: str, folder: Path) -> None:
    assert run(url, "check") == "The store is right.\n"
    before = net(url, "2019", "all")
    batch = next(b for b in ask(url, "batches") if b["kind"] == "sell_through")
    run(url, "undo", str(batch["batch_id"]))
    assert net(url, "2019", "all") == {}
    assert run(url, "check") == "The store is right.\n"
    run(url, "ingest", "sell_through", str(folder / FILES["sell_through"]))
    assert net(url, "2019", "all") == before
    assert run(url, "check") == "The store is right.\n"
