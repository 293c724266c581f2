"""Distributors' files through the command line: their truth, the registry, the drop folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app

EXITS = {"accepted": 0, "partially_accepted": 0, "held": 3, "rejected": 4}


def run(url: str, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, words, env={"SCORECARD_DATABASE_URL": url})
    assert done.exit_code == code, (words, done.exit_code, done.stdout[-2000:], done.stderr)
    return done.stdout


def run_json(url: str, *words: str, code: int = 0) -> Any:
    return json.loads(run(url, *words, "--json", code=code))


# -- truth files ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def truths(shared: Path) -> Path:
    return shared / "data" / "messy_distributor_files"


@pytest.fixture(scope="module")
def registered(truths: Path, migrated_sqlite: Path, tmp_path_factory: Any) -> Path:
    """A store with the registry of the truth files."""
    path = tmp_path_factory.mktemp("registered") / "store.db"
    shutil.copy(migrated_sqlite, path)
    landed = run_json(f"sqlite:///{path}", "import-registry", str(truths))
    assert [(one["kind"], one["rows_accepted"], one["rows_rejected"]) for one in landed] == [
        ("distributors", 11, 0), ("partners", 36, 0), ("products", 30, 0),
    ]  # fmt: skip
    return path


@pytest.fixture
def registry(registered: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(registered, tmp_path / 'store.db')}"


NAMES = [
    "01_sprzedaz_2026_01_pl_cp1250.csv", "02_ertekesites_hu_latin2.csv",
    "03_unicode_text_utf16le.txt", "06_excel_sep_hint.csv", "07_vanzari_ro_diacritice.csv",
    "12_ventas_es_miles_punto.csv", "15_ventes_fr_espaces_insecables.csv",
    "16_retururi_semne.csv", "22_raport_z_naglowkiem.csv", "23_razem_na_dole.csv",
    "25_two_line_header.csv", "31_unescaped_quotes.csv", "36_daty_dmy_provable.csv",
    "39_dates_truly_ambiguous.csv", "45_bad_and_future_dates.csv", "46_gtin_scientific.csv",
    "54_duplicate_rows.csv", "56a_styczen.csv", "56b_styczen_kopia.csv",
    "56d_styczen_korekta.csv", "59_bad_cells.csv", "60_unknown_reseller.csv",
    "61_ambiguous_reseller.csv", "62_reseller_variants.csv", "66_header_only.csv",
    "67_login_page.csv", "72_scalone_ukryte.xlsx",
]  # fmt: skip


def truth_of(truths: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((truths / f"{name}.truth.json").read_text())
    return found


def ingest(url: str, truths: Path, name: str) -> dict[str, Any]:
    """What the command prints; its exit code is that of the file's status."""
    truth = truth_of(truths, name)
    words = ["ingest", truth["context"]["report_type"], str(truths / name), "--json",
             "--context", str(truths / f"{name}.truth.json")]  # fmt: skip
    done = CliRunner().invoke(app, words, env={"SCORECARD_DATABASE_URL": url})
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == EXITS[found["file_status"]], done.stderr
    return found


def wanted(expected: dict[str, Any], status: str) -> dict[str, Any]:
    """What a truth file asks for, without its notes on what is as good."""
    notes = ("also_acceptable", "file_also_acceptable", "held_rows_true_values")
    found = {key: value for key, value in expected.items() if key not in notes}
    if expected.get("file_also_acceptable") == status:
        found["file_status"], found["file_reason"] = status.split(":")
    found["accepted"] = [
        {key: value for key, value in row.items() if key != "also_acceptable"}
        for row in expected["accepted"]
    ]
    state = found.get("after_state", {})
    state.pop("updated_also_acceptable", None)
    return found


@pytest.mark.shared
def test_every_truth_file_is_tried(truths: Path) -> None:
    files = sorted(path.name.removesuffix(".truth.json") for path in truths.glob("*.truth.json"))
    assert files == NAMES


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_the_command_prints_the_truth(name: str, truths: Path, registry: str) -> None:
    truth = truth_of(truths, name)
    for before in truth["context"].get("apply_after", ()):
        assert ingest(registry, truths, before)["file_status"] == "accepted"
    found = ingest(registry, truths, name)
    expected = wanted(truth["expected"], f"{found['file_status']}:{found['file_reason']}")
    assert {key: found.get(key) for key in expected} == expected
