"""docs/programme-file.md: its examples load and print what it shows, and no key is left out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from cli import app
from scorecard.programme import metrics, rows_metric, rules, schema
from scorecard.programme.check_names import ATTRIBUTES, NUMBERS
from scorecard.programme.expand import expanded
from scorecard.programme.loading import SHORTHAND, load_programme
from scorecard.programme.located import read_yaml
from scorecard.programme.trial_views import LadderView, PartnerView, Trial

MANUAL = (Path(__file__).parents[2] / "docs" / "programme-file.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)


def test_whole_programmes_in_the_manual_load() -> None:
    whole = [block for block in BLOCKS if block.startswith("programme:")]
    assert [load_programme(block).programme for block in whole] == ["Example partners", "Agreement"]


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_is_yaml_without_faults_of_its_shorthand(block: str) -> None:
    lines = [line for line in block.splitlines() if line.strip()]
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    text = "\n".join(line[margin:] for line in lines)
    if text.startswith(("{", "-")):
        text = "x:\n" + "\n".join(f"  {line}" for line in text.splitlines())
    assert expanded(read_yaml(text))[1] == []


MODELS: list[type[BaseModel]] = [
    value
    for module in (metrics, rows_metric, rules, schema)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, BaseModel) and value.model_fields
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_in_the_manual(model: type[BaseModel]) -> None:
    names = {str(field.alias or name) for name, field in model.model_fields.items()}
    names -= {"designation_of", "label_of"}
    told = {name for name in names if re.search(rf"[`{{ (\"]{name}[`:}}]", MANUAL)}
    assert told == names


def test_shorthand_attributes_and_answers_are_in_the_manual() -> None:
    fields = [name for view in (Trial, PartnerView) for name in view.__dataclass_fields__]
    answers = [
        f".{name}" for name in LadderView.__dataclass_fields__ if name not in ("ladder", "label")
    ]
    for name in (*SHORTHAND, *ATTRIBUTES, *NUMBERS, *answers, *fields):
        assert f"`{name}" in MANUAL, name


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["programme", "try", *words])


def test_the_first_example_prints_what_the_manual_shows(tmp_path: Path) -> None:
    (tmp_path / "example.yaml").write_text(BLOCKS[0], encoding="utf-8")
    shown = MANUAL.split("```\n$ cat values.csv\n")[1].split("```")[0]
    values, printed = re.split(r"\$ python cli.py .*\n", shown)
    (tmp_path / "values.csv").write_text(values, encoding="utf-8")
    result = run(str(tmp_path / "example.yaml"), "--metrics", str(tmp_path / "values.csv"),
                 "--as-of", "2026-07-01")  # fmt: skip
    assert (result.exit_code, result.stdout) == (0, printed)


def test_the_agreement_is_judged_as_it_reads(tmp_path: Path) -> None:
    """Premier in Poland: 400,000 are enough; four of five seats are not."""
    block = next(block for block in BLOCKS if block.startswith("programme: Agreement"))
    (tmp_path / "a.yaml").write_text(block, encoding="utf-8")
    (tmp_path / "m.csv").write_text(
        "partner,country,renewals_due,renewed,previous_tier,days_in_tier\n"
        "Full,PL,20,19,select,365\nShort,PL,20,19,select,364\nFew,PL,9,9,select,365\n"
        "Big,DE,20,19,select,365\nNew,DE,,,,\n",
        encoding="utf-8",
    )
    names = ("Full", "Short", "Few", "Big")
    sales = [f"{name},2026-03-31,1500000" for name in ("Full", "Short", "Few")]
    sales += ["Big,2026-03-31,999999", "New,2026-03-31,199999", "Full,2026-07-01,5"]
    (tmp_path / "sales.csv").write_text("\n".join(["partner,month,net", *sales]), "utf-8")
    staff = [("a", "sales"), ("b", "sales"), ("c", "presales"), ("d", "presales"), ("e", "support")]
    rows = [f"{name},{person},{role},2025-01-01," for name in names for person, role in staff]
    (tmp_path / "people.csv").write_text(
        "\n".join(["partner,person,role,valid_from,valid_to", *rows]), "utf-8"
    )
    customers = [f"New,c{i},2026-0{i}-01" for i in range(1, 6)]
    (tmp_path / "customers.csv").write_text(
        "\n".join(["partner,customer,first_on", *customers]), "utf-8"
    )
    tables = [word for name in ("sales", "people", "customers")
              for word in ("--rows", f"{name}={tmp_path / name}.csv")]  # fmt: skip
    result = run(str(tmp_path / "a.yaml"), "--metrics", str(tmp_path / "m.csv"), *tables,
                 "--as-of", "2026-07-01", "--json")  # fmt: skip
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["partners"]
    tiers = {name: view["ladders"]["status"]["earned"] for name, view in found.items()}
    assert tiers == {
        "Full": "premier", "Short": "select", "Few": "select", "Big": "select", "New": "member",
    }  # fmt: skip
    assert found["Full"]["metrics"]["performance"] == 8.5  # 6 x 0.75 + 4 x 1
    assert found["Full"]["benefits"] == [
        {"benefit": "rebate", "label": "3 % back", "cost": 45000.0}
    ]
    lacking = [(x["metric"], x["gap"]) for x in found["Big"]["ladders"]["status"]["missing"]]
    assert lacking == [("net_sales", 1.0), ("performance", 0.000003)]
    assert found["New"]["ladders"]["status"]["missing"][0]["metric"] == "certified"
