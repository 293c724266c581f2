"""`tiers` and `programme` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import app
from tests.store.test_programmes import programme

RUN = CliRunner()


def run(url: str, *words: str, code: int = 0) -> Result:
    result = RUN.invoke(app, [*words, "--db", url])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(programme(), encoding="utf-8")
    return path


def test_tiers_by_a_file_that_is_not_saved(programme_url: str, file: Path) -> None:
    said = run(programme_url, "tiers", code=2)
    assert "no tiers yet" in said.output
    shown = run(programme_url, "tiers", "--programme", str(file), "--as-of", "2026-07-20", "--json")
    found = json.loads(shown.stdout)
    assert [(rung["tier"], rung["n"]) for rung in found["rungs"]] == [
        ("registered", 2), ("silver", 4), ("gold", 0),
    ]  # fmt: skip
    held = {one["partner_code"]: one["held"] for one in found["partners"]}
    assert held == {
        "A1": "silver", "A2": "silver", "A3": "registered", "B1": "silver", "B2": "silver",
        "B3": "registered",
    }  # fmt: skip
    assert run(programme_url, "programme", "versions", "--json").stdout.strip() == "[]"


def test_a_programme_is_saved_given_values_and_recorded(
    programme_url: str, file: Path, tmp_path: Path
) -> None:
    run(programme_url, "programme", "save", str(file), "--reason", "the first")
    values = tmp_path / "values.csv"
    values.write_text("partner,metric,value,on\nA1,invited,true,2026-06-15\nA2,audits,3,\n")
    said = run(programme_url, "programme", "give", str(values), "--as-of", "2026-07-20")
    assert said.stdout.strip() == "1 values and 1 decisions on gates are kept."
    run(programme_url, "programme", "record", "--as-of", "2026-07-20")
    found = json.loads(run(programme_url, "tiers", "--as-of", "2026-07-20", "--json").stdout)
    held = {one["partner_code"]: one["held"] for one in found["partners"]}
    assert held["A1"] == "gold"  # 3,400.50 sold and invited
    rose = [one for one in found["moves"] if one["move"] == "up" and one["partner_code"] == "A1"]
    assert [(one["day"], one["before"], one["after"]) for one in rose] == [
        ("2026-07-01", "registered", "gold")
    ]


def test_an_unknown_partner_keeps_nothing(programme_url: str, file: Path, tmp_path: Path) -> None:
    run(programme_url, "programme", "save", str(file), "--reason", "the first")
    values = tmp_path / "values.csv"
    values.write_text("partner,metric,value\nA1,audits,3\nNOBODY,audits,3\n")
    said = run(programme_url, "programme", "give", str(values), "--as-of", "2026-07-20", code=2)
    assert "NOBODY" in said.output


def test_a_partner_s_tier_down_to_its_rows(programme_url: str, tmp_path: Path) -> None:
    file = tmp_path / "people.yaml"
    text = programme().replace("{gate: invited}", "{metric: people, at_least: 1}")
    file.write_text(text, encoding="utf-8")
    asked = ("tiers", "--programme", str(file), "--as-of", "2026-07-20", "--partner", "A1")
    found = json.loads(run(programme_url, *asked, "--json").stdout)
    assert found["decided"]["state"] == "met"
    behind = {rows["metric"]: rows for rows in found["rows"]}
    assert behind["revenue"]["quarters"] == ["2026Q2"]
    assert behind["revenue"]["source"] == "sales"
    assert behind["people"]["columns"] == [
        "person", "certification", "role", "valid_from", "valid_to",
    ]  # fmt: skip
    assert len(behind["people"]["rows"]) == behind["people"]["n"] == 2
    said = run(programme_url, *asked).stdout
    assert "revenue: 2026Q2 of sales" in said
    nobody = run(programme_url, *asked[:-1], "NOBODY", code=2)
    assert "NOBODY" in nobody.output
