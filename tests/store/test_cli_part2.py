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


# -- the registry, and what is known about a file ------------------------------------------------

SENDERS = [
    {"distributor_id": "D1", "name": "Delta", "country": "PL", "currency": "PLN"},
    {"distributor_id": "D2", "name": "Nobody knows", "country": None, "currency": None},
]
PARTNERS = [{"partner_id": "P1", "name": "Alfa", "country": "PL", "vat": "PL5000000008"}]
PRODUCTS = [{"sku": "=SW", "gtin": "0070010000000", "description": "Switch", "list_price": "1"}]
HEADER = "invoice_no,line_no,invoice_date,vendor_partner_id,sku,qty,unit_price,currency\n"
APRIL = HEADER + "I1,1,2026-04-10,P1,=SW,2,100.00,PLN\nI1,2,2026-04-11,P1,=SW,1,50.25,PLN\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A registry of one partner, one product and two senders."""
    made = tmp_path / "registry"
    made.mkdir()
    for name, rows in (("distributors", SENDERS), ("partners", PARTNERS), ("products", PRODUCTS)):
        (made / f"_{name}.json").write_text(json.dumps(rows))
    return made


@pytest.fixture
def store(sqlite_url: str, folder: Path) -> str:
    run(sqlite_url, "init", "--as-of", "2026-06-30")
    run(sqlite_url, "import-registry", str(folder))
    return sqlite_url


def file(tmp_path: Path, name: str, text: str) -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_registry_is_uploads_that_can_be_sent_again_and_undone(store: str, folder: Path) -> None:
    again = run_json(store, "import-registry", str(folder))
    assert [(one["kind"], one["status"], one["batch_id"]) for one in again] == [
        ("distributors", "already here", None),
        ("partners", "already here", None),
        ("products", "already here", None),
    ]
    assert [batch["file_name"] for batch in run_json(store, "batches")] == [
        "registry-products.csv", "registry-partners.csv", "registry-distributors.csv",
    ]  # fmt: skip
    run(store, "undo", "3")
    back = run_json(store, "import-registry", str(folder))
    assert [one["batch_id"] for one in back] == [None, None, 4]


def test_registry_that_is_none_is_one_sentence(store: str, folder: Path) -> None:
    (folder / "_products.json").write_text("{")
    done = CliRunner().invoke(app, ["import-registry", str(folder), "--db", store])
    assert done.exit_code == 2
    assert done.stderr.startswith("The registry's _products.json cannot be read: Expecting")


def test_sender_without_a_currency_guesses_none(store: str, tmp_path: Path) -> None:
    text = "\n".join(line.rsplit(",", 1)[0] for line in APRIL.splitlines())
    path = file(tmp_path, "april.csv", text)
    found = run_json(store, "ingest", "sell_through", path, "--sender", "D1", "--dry-run")
    assert found["totals"]["amount_by_currency"] == {"PLN": "250.25"}
    assert found["accepted"][0]["values"]["currency"] == "PLN"
    found = run_json(store, "ingest", "sell_through", path, "--sender", "D2", code=4)
    assert [(row["reason"], row["field"]) for row in found["rejected"]] == [
        ("MISSING_VALUE", "currency"), ("MISSING_VALUE", "currency"),
    ]  # fmt: skip


def test_what_landed_is_told(store: str, tmp_path: Path) -> None:
    path = file(tmp_path, "april.csv", APRIL)
    found = run_json(store, "ingest", "sell_through", path, "--sender", "D1")
    state = {"rows": 2, "qty": "3", "amount_by_currency": {"PLN": "250.25"}}
    assert found["after_state"] == {
        "inserted": 2, "updated": 0, "unchanged": 0, "removed": 0, **state,
    }  # fmt: skip
    found = run_json(store, "ingest", "sell_through", path, "--sender", "D1", code=4)
    assert (found["file_reason"], found["accepted"]) == ("DUPLICATE_FILE", [])
    assert found["after_state"] == {
        "inserted": 0, "updated": 0, "unchanged": 2, "removed": 0, **state,
    }  # fmt: skip


def test_period_sent_again_replaces_by_the_context_and_the_answer_is_kept(
    store: str, tmp_path: Path
) -> None:
    run(store, "ingest", "sell_through", file(tmp_path, "1.csv", APRIL), "--sender", "D1")
    changed = APRIL.replace("I1,2,2026-04-11,P1,=SW,1", "I1,2,2026-04-11,P1,=SW,3")
    second = file(tmp_path, "2.csv", changed)
    held = run_json(store, "ingest", "sell_through", second, "--sender", "D1", code=3)
    assert held["file_reason"] == "RESEND_RULE"
    assert "after_state" not in held
    known = {"distributor_id": "D1", "resend_semantics": "full_period"}
    context = file(tmp_path, "context.json", json.dumps(known))
    found = run_json(store, "ingest", "sell_through", second, "--context", context)
    assert found["after_state"] == {
        "inserted": 0, "updated": 1, "unchanged": 1, "removed": 0,
        "rows": 2, "qty": "5", "amount_by_currency": {"PLN": "350.75"},
    }  # fmt: skip
    third = file(tmp_path, "3.csv", HEADER + "I1,1,2026-04-10,P1,=SW,2,100.00,PLN\n")
    found = run_json(store, "ingest", "sell_through", third, "--sender", "D1")
    assert found["after_state"] == {
        "inserted": 0, "updated": 0, "unchanged": 1, "removed": 1,
        "rows": 1, "qty": "2", "amount_by_currency": {"PLN": "200"},
    }  # fmt: skip


POSITIONS = ["invoice_no", "line_no", "invoice_date", "vendor_partner_id", "sku", "qty",
             "unit_price", ""]  # fmt: skip


@pytest.mark.parametrize(
    "positions",
    [
        POSITIONS,
        {str(at): name for at, name in enumerate(POSITIONS)},
        {at + 1: name for at, name in enumerate(POSITIONS)},
        {name: at for at, name in enumerate(POSITIONS) if name},
    ],
    ids=["list", "from 0", "from 1", "by field"],
)
def test_context_names_columns_by_position_and_the_period(
    store: str, tmp_path: Path, positions: Any
) -> None:
    text = APRIL.split("\n", 1)[1].replace("2026-04-10", "01/04/2026")
    text = text.replace("2026-04-11", "02/04/2026")
    known = {
        "distributor_id": "D1", "as_of": "2026-06-30", "period": "2026-04",
        "client_filename": "../april.txt", "mapping_by_position": positions,
    }  # fmt: skip
    context = file(tmp_path, "truth.json", json.dumps({"context": known}))
    found = run_json(
        store, "ingest", "sell_through", file(tmp_path, "x", text), "--context", context
    )
    assert [row["values"]["invoice_date"] for row in found["accepted"]] == [
        "2026-04-01", "2026-04-02",
    ]  # fmt: skip
    assert found["accepted"][0]["record"] == 1
    assert run_json(store, "batches")[0]["file_name"] == "april.txt"


def test_options_win_over_the_context(store: str, tmp_path: Path) -> None:
    known = {"distributor_id": "D2", "as_of": "2026-01-01"}
    context = file(tmp_path, "context.json", json.dumps(known))
    path = file(tmp_path, "april.csv", APRIL)
    words = ["ingest", "sell_through", path, "--context", context]
    late = run_json(store, *words, code=4)
    assert {row["reason"] for row in late["rejected"]} == {"FUTURE_DATE"}
    run(store, *words, "--sender", "D1", "--as-of", "2026-06-30")
    assert run_json(store, "batches")[0]["distributor_code"] == "D1"


@pytest.mark.parametrize("known", ["{", "[]", '{"period": "soon"}', '{"resend_semantics": "x"}'])
def test_context_that_cannot_be_read_is_one_sentence(
    store: str, tmp_path: Path, known: str
) -> None:
    words = ["ingest", "sell_through", file(tmp_path, "a.csv", APRIL), "--sender", "D1",
             "--context", file(tmp_path, "c.json", known)]  # fmt: skip
    done = CliRunner().invoke(app, words, env={"SCORECARD_DATABASE_URL": store})
    assert done.exit_code == 2
    assert done.stderr.startswith("The context c.json cannot be read: ")
