# ruff: noqa: E501 - files are shown as they are sent
"""`programme try`: forms of METRICS.csv, clear errors for hostile ones, JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app

FILE = """programme: Trial
version: "1"
valid_from: 2026-01-01
groups: {bucket: {of: country, values: {home: [DE]}, otherwise: away}}
gates: {invited: {}}
attributes: {vertical: {values: [health, retail]}}
metrics:
  users: {given: CRM}
  share: {given: CRM, unit: share}
  people: {rows: people, distinct: [person], where: {level: {at_least: 2}}}
  total: {formula: users + people}
ladders:
  - ladder: tier
    tiers:
      - {tier: base}
      - {tier: silver, requires: {metric: total, at_least: {by: bucket, values: {home: 10, away: 5}}}}
      - {tier: gold, requires: {all: [{metric: total, at_least: 20}, {gate: invited}]}}
    movement: {up: {every: month}, down: {every: quarter}, grace_days: 30, reason: Too little.}
    deadline: {tier: silver, months: 6}
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "p.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def attempt(files: Path, metrics: str | bytes, *words: str, people: str = "") -> Any:
    raw = metrics if isinstance(metrics, bytes) else metrics.encode()
    (files / "m.csv").write_bytes(raw)
    more = list(words)
    if people:
        (files / "people.csv").write_text(people, encoding="utf-8")
        more += ["--rows", f"people={files / 'people.csv'}"]
    told = ["programme", "try", str(files / "p.yaml"), "--metrics", str(files / "m.csv")]
    return CliRunner().invoke(app, [*told, "--as-of", "2026-07-01", *more])


def ladder(result: Any, partner: str = "A") -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)["partners"][partner]["ladders"]["tier"]
    return found


@pytest.mark.parametrize(
    "metrics",
    [
        "partner,metric,value,country,invited\nA,users,20,DE,yes\nA,people,0,,\n",
        "partner,users,people,country,invited\nA,20,0,DE,true\n",
        "partner;users;people;country;invited\nA;20;0;DE;1\n",
        "partner\tusers\tpeople\tcountry\tinvited\r\nA\t20\t0\tDE\tTRUE\r\n",
        "\ufeffpartner,metric,value\nA,users,20\nA,people,0\nA,country,DE\nA,invited,true\n",
        "partner,total,country,invited\nA,20,DE,true\n",
        'partner,metric,value,invited\n"A","users","20",\n\nA,people,0,yes\n',
        "partner,metric,value,on\nA,total,30,\nA,total,20,2026-07-01\nA,total,0,2026-07-02\n"
        "A,invited,no,\nA,invited,yes,2026-06-30\n",
        "partner,on,total,invited\nA,,1,no\nA,2026-06-01,20,yes\nA,2026-07-02,0,no\n",
    ],
)
def test_forms_that_say_the_same(files: Path, metrics: str) -> None:
    found = ladder(attempt(files, metrics, "--json"))
    assert (found["earned"], found["held"], found["next_tier"]) == ("gold", "gold", None)


@pytest.mark.parametrize(
    ("metrics", "words"),
    [
        ("", "there is no column “partner”"),
        ("partner", None),
        ("who,metric,value\nA,users,1\n", "Line 1 of m.csv cannot be used: there is no column"),
        ("partner,metric\nA,users\n", "the columns “metric” and “value” go together"),
        ("partner,metric,value\nA,user,1\n", "Line 2 of m.csv cannot be used: the programme has no "
         "metric, gate or attribute “user” (did you mean 'users'?)"),
        ("partner,users,usres\nA,1,2\n", "Line 1 of m.csv cannot be used: the programme has no"),
        ("partner,metric,value\nA,users,1.000,5\n", "Line 2 of m.csv cannot be used: 4 cells under"),
        ("partner,metric,value\nA,users,\"1,5\"\n", "users is “1,5”, which is no number"),
        ("partner,metric,value\nA,users,inf\n", "users is “inf”, which is no number"),
        ("partner,metric,value\nA,users,1e999\n", "which is no number"),
        ("partner,metric,value\nA,users,1_0\n", "which is no number"),
        ("partner,metric,value\n,users,1\n", "Line 2 of m.csv cannot be used: the partner is not"),
        ("partner,metric,value\nA,,1\n", "a value without the name of its metric"),
        ("partner,metric,value\nA,users,1\nA,users,2\n", "Line 3 of m.csv cannot be used: users of A "
         "is “1” further up, “2” here"),
        ("partner,metric,value,on\nA,users,1,31.12.2025\n", "“31.12.2025” is no day such as"),
        ("partner,invited\nA,maybe\n", "invited is “maybe”; write true or false"),
        ("partner,previous_tier\nA,gould\n", "there is no tier “gould” (did you mean 'gold'?)"),
        ("partner,previous_tier:tyre\nA,gold\n", "no metric, gate or attribute “previous_tier:tyre”"),
        ("partner,users,users\nA,1,1\n", "the column “users” stands there twice"),
        ("partner,signed_on\nA,2026-13-01\n", "“2026-13-01” is no day"),
        (b"partner,users\nA,1\nM\xfcller,2\n", "Line 3 of m.csv cannot be used: it is not UTF-8 text"),
        ('partner,users\nA,"1\n', "Line 2 of m.csv cannot be used: unexpected end of data"),
        ("partner,users\nA,\x001\n", "which is no number"),
    ],
)  # fmt: skip
def test_hostile_files_are_told_with_their_line(
    files: Path, metrics: str | bytes, words: str | None
) -> None:
    result = attempt(files, metrics)
    assert result.exit_code == (2 if words else 0), result.output
    assert (words or "") in result.stderr
    assert "reference" not in result.stderr


def test_previous_tier_grace_and_reason(files: Path) -> None:
    metrics = "partner,total,country,previous_tier,signed_on\nA,12,DE,gold,2026-02-10\n"
    found = ladder(attempt(files, metrics, "--json"))
    told = {name: found[name] for name in ("earned", "held", "previous", "due_on", "reason",
                                           "next_tier", "next_up", "next_down", "deadline")}  # fmt: skip
    assert told == {
        "earned": "silver", "held": "gold", "previous": "gold", "due_on": "2026-07-31",
        "reason": "Too little.", "next_tier": "gold", "next_up": "2026-08-01",
        "next_down": "2026-10-01", "deadline": "2026-08-10",
    }  # fmt: skip
    assert [(x["metric"], x["gap"], x["state"]) for x in found["missing"]] == [
        ("total", 8.0, "not_met"), ("invited", None, "not_met"),
    ]  # fmt: skip


def test_rows_and_what_is_not_known(files: Path) -> None:
    people = "partner,person,level\nA,p,2\nA,q,1\nA,r,\nB,s,3\n"
    metrics = "partner,users,country\nA,9,DE\nB,3,\n"
    result = attempt(files, metrics, "--json", people=people)
    mine = ladder(result)
    assert (mine["earned"], mine["possible"]) == ("silver", "silver")
    node = mine["tiers"][1]["explanation"]["parts"][0]
    assert (node["value"], node["range"]) == (None, [10.0, 11.0])
    other = ladder(result, "B")
    assert (other["earned"], other["possible"]) == ("base", "silver")  # country not known
    assert json.loads(result.stdout)["remarks"] == []
    alone = json.loads(attempt(files, metrics, "--json").stdout)
    assert alone["remarks"] == ["people is unknown: there are no rows “people”"]
    assert alone["partners"]["A"]["metrics"] == {
        "users": 9.0, "share": None, "people": None, "total": None,
    }  # fmt: skip


def test_rows_that_do_not_fit(files: Path) -> None:
    result = attempt(files, "partner,users\nA,1\n", people="partner,name,level\nA,p,2\n")
    assert (result.exit_code, "no column “person”" in result.stderr) == (2, True)
    result = attempt(files, "partner,users\nA,1\n", people="partner,person,level\nA,p,high\n")
    assert (result.exit_code, "“high” in the column “level”" in result.stderr) == (2, True)
    result = attempt(files, "partner,users\nA,1\n", "--rows", "people")
    assert (result.exit_code, "is not NAME=FILE" in result.stderr) == (2, True)


def test_replay_tells_movements(files: Path) -> None:
    metrics = "partner,on,total,country\nA,,12,DE\nA,2026-02-10,2,\nA,2026-05-20,11,\n"
    result = attempt(files, metrics, "--since", "2026-01-01", "--json")
    assert [(m["day"], m["move"], m["after"], m["due_on"])
            for m in json.loads(result.stdout)["movements"]] == [
        ("2026-01-01", "entry", "silver", None),
        ("2026-04-01", "warned", "silver", "2026-05-01"),
        ("2026-05-01", "down", "base", None),
        ("2026-06-01", "up", "silver", None),
    ]  # fmt: skip
    text = attempt(files, metrics, "--since", "2026-01-01").stdout
    assert "  2026-04-01 A tier: warned silver -> silver, due on 2026-05-01\n" in text


def test_a_wrong_programme_is_told_on_standard_error(files: Path) -> None:
    (files / "p.yaml").write_text(FILE.replace("at_least: 20", "at_leest: 20"), encoding="utf-8")
    result = attempt(files, "partner,users\nA,1\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "line 17: unknown field 'at_leest' (did you mean 'at_least'?)" in result.stderr


def test_columns_that_the_programme_does_not_know_are_remarked(files: Path) -> None:
    metrics = "partner,metric,value,audited,country\nA,total,12,yes,DE\n"
    result = attempt(files, metrics, "--json")
    assert ladder(result)["earned"] == "silver"
    assert (
        json.loads(result.stdout)["remarks"][0]
        == "the programme does not know the column “audited”"
    )


def test_previous_tier_by_its_label_or_in_capitals(files: Path) -> None:
    labelled = FILE.replace("{tier: base}", "{tier: base, label: Basic Partner}")
    (files / "p.yaml").write_text(labelled, encoding="utf-8")
    result = attempt(files, "partner,total,previous_tier\nA,0,GOLD\nB,0,basic partner\n", "--json")
    assert (ladder(result)["previous"], ladder(result, "B")["previous"]) == ("gold", "base")
