"""Distributors' files through the command line: their truth, the registry, the drop folder."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app
from commands.inbox import Inbox
from commands.watch import take_in
from db.store import Store
from scorecard.reports.plain_table import plain_table

ROOT = Path(__file__).resolve().parents[2]
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
    with sqlite3.connect(path) as connection:  # all of it into the one file that is copied
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
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
    assert done.exit_code in (0, 3, 4), done.stderr
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


def test_exit_codes_of_real_processes(store: str, tmp_path: Path) -> None:
    texts = {
        0: APRIL,
        3: APRIL.replace("2026-04-10", "01/02/2026").replace("2026-04-11", "02/01/2026"),
        4: APRIL.replace("2026", "20x6"),
    }
    for code, text in texts.items():
        command = [sys.executable, str(ROOT / "cli.py"), "ingest", "sell_through", "--sender", "D1",
                   "--json", "--db", store, file(tmp_path, f"{code}.csv", text)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (code, "")
        assert json.loads(done.stdout)["batch_id"] == (4 if code == 0 else None)


# -- the reader alone -----------------------------------------------------------------------------


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text, strict=True))


def read(tmp_path: Path, data: bytes, *words: str, code: int = 0) -> tuple[Any, list[list[str]]]:
    """The JSON and the table that `read` makes of bytes."""
    source, out = tmp_path / "source", tmp_path / "out.csv"
    source.write_bytes(data)
    found = run_json("sqlite:///none", "read", str(source), "--out", str(out), *words, code=code)
    return found, read_csv(out)


def test_unknown_columns_are_read_as_a_plain_table(tmp_path: Path) -> None:
    data = (
        'Spis książek;;\r\n\r\nTytuł;Półka;Uwagi\r\n"Lalka; t. 1";1,5;żółta\r\n;;\r\n'
        'Potop;2\r\n"dwa\nwiersze";3;\r\n* koniec spisu;;\r\n'
    ).encode("cp1250")
    found, rows = read(tmp_path, data)
    assert rows == [
        ["Tytuł", "Półka", "Uwagi"], ["Lalka; t. 1", "1,5", "żółta"], ["Potop", "2"],
        ["dwa\nwiersze", "3", ""],
    ]  # fmt: skip
    assert found["dialect"]["encoding"] == "cp1250"
    assert found["dialect"]["delimiter"] == ";"
    assert found["dialect"]["header_record"] == 3
    assert found["columns"] == ["Tytuł", "Półka", "Uwagi"]
    assert (found["n_records"], found["n_rows"]) == (8, 3)
    assert found["ragged"] == [{"record": 6, "line": 6}]
    assert found["ignored"] == [
        {"record": 1, "line": 1, "reason": "PREAMBLE"},
        {"record": 2, "line": 2, "reason": "BLANK"},
        {"record": 5, "line": 5, "reason": "BLANK"},
        {"record": 8, "line": 9, "reason": "FOOTNOTE"},
    ]


def test_a_second_table_is_no_title(tmp_path: Path) -> None:
    first = "a,b,c\n1,2,3\n4,5,6\n7,8,9\n"
    second = "invoice_no,invoice_date,sku,qty\nI1,2026-01-01,S,1\n"
    found, rows = read(tmp_path, (first + second).encode())
    assert rows == [line.split(",") for line in (first + second).splitlines()]
    assert found["ignored"] == []


def test_known_columns_lose_totals_and_keep_what_is_broken(tmp_path: Path) -> None:
    text = APRIL + "I2,1,gestern,P9,??,viele,,\nI3,1\nTotal,,,,,3,,\n"
    found, rows = read(tmp_path, text.encode())
    assert rows[0] == HEADER.strip().split(",")
    assert rows[3:] == [["I2", "1", "gestern", "P9", "??", "viele", "", ""], ["I3", "1"]]
    assert found["ignored"] == [{"record": 6, "line": 6, "reason": "TOTALS_ROW"}]


def test_mapping_says_how_to_read(tmp_path: Path) -> None:
    layout = file(tmp_path, "m.json", '{"delimiter": "^", "header_record": 2}')
    found, rows = read(tmp_path, b"x^y\nsku^qty\nA^1\n", "--mapping", layout, "--kind", "products")
    assert (found["columns"], rows[1:]) == (["sku", "qty"], [["A", "1"]])


def test_saved_mapping_of_a_sender_is_used(store: str, tmp_path: Path) -> None:
    layout = file(tmp_path, "m.json", '{"encoding": "cp852"}')
    path = file(tmp_path, "april.csv", APRIL)
    run(store, "ingest", "sell_through", path, "--sender", "D1", "--mapping", layout)
    source, out = tmp_path / "s.csv", tmp_path / "o.csv"
    source.write_bytes("invoice_no,sku,qty\nŁ1,S,1\n".encode("cp852"))
    found = run_json(store, "read", str(source), "--out", str(out), "--sender", "D1")
    assert found["dialect"]["encoding"] == "cp852"
    assert read_csv(out)[1] == ["Ł1", "S", "1"]
    run(store, "read", str(source), "--sender", "D9", code=2)


@pytest.mark.parametrize(
    ("data", "reason", "code"),
    [(b"", "EMPTY_FILE", 0), (b"\n \n", "EMPTY_FILE", 0), (b"<html>no</html>", "NOT_TABULAR", 4),
     (b"%PDF-1.7", "UNSUPPORTED_TYPE", 4), (b"PK\x03\x04rest", "UNSUPPORTED_TYPE", 4)],
)  # fmt: skip
def test_what_is_no_table_gives_an_empty_one(
    tmp_path: Path, data: bytes, reason: str, code: int
) -> None:
    found, rows = read(tmp_path, data, code=code)
    assert (found["file_reason"], rows, found["n_rows"]) == (reason, [], 0)


def test_any_bytes_give_a_table_or_a_reason(tmp_path: Path) -> None:
    """Bytes drawn from signs that matter, and cuts and mixtures of a good file."""
    draw = random.Random(3)
    signs = [b'"', b"'", b"\\", b",", b";", b"\t", b"\n", b"\r", b"\x00", b"\xff", b"1", b"a", b" "]
    for _round in range(400):
        data = b"".join(draw.choices(signs, k=draw.randrange(60)))
        if draw.random() < 0.5:
            good = APRIL.encode(draw.choice(["utf-8", "utf-16", "utf-16-le"]))
            data = good[: draw.randrange(len(good))] + data
        table = plain_table(data)
        text = io.StringIO(newline="")
        table.write(text)
        lines = list(csv.reader(io.StringIO(text.getvalue(), newline="")))
        assert len(lines) == (table.values()["n_rows"] + bool(table.header))


def test_table_goes_to_standard_out_without_a_file(tmp_path: Path) -> None:
    path = file(tmp_path, "april.csv", APRIL)
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "read", path],
        capture_output=True, cwd=tmp_path, check=True,
    )  # fmt: skip
    assert done.stdout.decode() == APRIL.replace("\n", "\r\n")


# -- the drop folder ------------------------------------------------------------------------------


@pytest.fixture
def inbox(store: str, tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    (made / "D1").mkdir(parents=True)
    return made


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.watch.SETTLE_SECONDS", 0.01)


def look(url: str, inbox: Path) -> list[dict[str, Any]]:
    printed = run(url, "watch", "--inbox", str(inbox), "--once", "--json")
    return [json.loads(line) for line in printed.splitlines()]


def left(inbox: Path) -> list[str]:
    return sorted(str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file())


def test_file_without_questions_lands_and_is_done(store: str, inbox: Path) -> None:
    (inbox / "D1" / "april.csv").write_text(APRIL)
    assert look(store, inbox) == [
        {"sender": "D1", "file": "april.csv", "file_status": "accepted", "file_reason": None,
         "batch_id": 4, "moved_to": "done/april.csv"},
    ]  # fmt: skip
    assert left(inbox) == ["D1/done/april.csv", "D1/done/april.csv.report.json"]
    assert (inbox / "D1" / "done" / "april.csv").read_text() == APRIL
    report = json.loads((inbox / "D1" / "done" / "april.csv.report.json").read_text())
    assert (report["batch_id"], report["totals"]["qty"]) == (4, "3")
    assert look(store, inbox) == []


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        (APRIL + "I9,1,2026-04-12,P1,NIX,1,1.00,PLN\n", "partially_accepted", None),
        (APRIL.replace("04-1", "13-1"), "rejected", "BAD_DATE"),
        (APRIL.replace("2026-04-10", "01/02/2026").replace("2026-04-11", "02/01/2026"),
         "held", "AMBIGUOUS_DATE"),
        ("<html>sign in</html>", "rejected", "NOT_TABULAR"),
    ],
    ids=["partly", "rejected", "held", "no table"],
)  # fmt: skip
def test_file_with_questions_waits_and_changes_nothing(
    store: str, inbox: Path, text: str, status: str, reason: str | None
) -> None:
    (inbox / "D1" / "a.csv").write_text(text)
    event = look(store, inbox)[0]
    assert (event["file_status"], event["file_reason"]) == (status, reason)
    assert (event["batch_id"], event["moved_to"]) == (None, "waiting/a.csv")
    assert left(inbox) == [
        "D1/waiting/a.csv", "D1/waiting/a.csv.report.json", "D1/waiting/a.csv.rows.csv",
    ]  # fmt: skip
    assert [batch["kind"] for batch in run_json(store, "batches")] == [
        "products", "partners", "distributors",
    ]  # fmt: skip
    rows = (inbox / "D1" / "waiting" / "a.csv.rows.csv").read_text(encoding="utf-8-sig")
    assert rows.splitlines()[0].endswith("status,reason,how to mend")


def test_stock_report_is_told_by_its_header_and_partners_are_not_taken(
    store: str, inbox: Path
) -> None:
    stock = "snapshot_date,sku,on_hand\n2026-06-01,=SW,5\n"
    (inbox / "D1" / "stock.csv").write_text(stock)
    (inbox / "D1" / "p.csv").write_text("partner_code,name,country\nP9,Own,PL\n")
    events = {event["file"]: event for event in look(store, inbox)}
    assert events["stock.csv"]["moved_to"] == "done/stock.csv"
    assert events["p.csv"]["file_reason"] == "WRONG_KIND"
    assert events["p.csv"]["moved_to"] == "waiting/p.csv"
    newest = run_json(store, "batches")[0]
    assert (newest["kind"], newest["distributor_code"], newest["n_accepted"]) == ("stock", "D1", 1)


def test_waiting_rows_mended_and_dropped_again_land(store: str, inbox: Path) -> None:
    (inbox / "D1" / "a.csv").write_text(APRIL.replace("2026-04-11", "gestern"))
    look(store, inbox)
    rows = (inbox / "D1" / "waiting" / "a.csv.rows.csv").read_text(encoding="utf-8-sig")
    (inbox / "D1" / "mended.csv").write_text(rows.replace("gestern", "2026-04-11"))
    event = look(store, inbox)[0]
    assert (event["file_status"], event["moved_to"]) == ("accepted", "done/mended.csv")
    found = run_json(store, "kpis", "--period", "2026Q2", "--kpi", "net_sell_through")
    assert found["groups"]["all"]["net_sell_through"]["n"] == 2


def test_crash_between_landing_and_moving_counts_once(store: str, inbox: Path) -> None:
    (inbox / "D1" / "april.csv").write_text(APRIL)
    take_in(Store.open(store), inbox / "D1" / "april.csv")  # landed, and then the power went
    assert left(inbox) == ["D1/april.csv"]
    event = look(store, inbox)[0]
    assert (event["file_reason"], event["batch_id"]) == ("DUPLICATE_FILE", None)
    assert event["moved_to"] == "done/april.csv"
    assert run_json(store, "batches")[0]["batch_id"] == 4
    assert run_json(store, "check") == {"ok": True, "findings": []}


def test_crash_after_the_report_is_written_moves_under_another_name(
    store: str, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "D1" / "april.csv").write_text(APRIL)

    def full(_self: Path, _target: Path) -> Path:
        raise OSError("no more")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        assert look(store, inbox) == [{"sender": "D1", "file": "april.csv", "problem": "no more"}]
    assert left(inbox) == ["D1/april.csv", "D1/done/april.csv.report.json"]
    assert look(store, inbox)[0]["moved_to"] == "done/april-2.csv"
    assert (inbox / "D1" / "done" / "april-2.csv").read_text() == APRIL


def test_same_name_again_replaces_no_file(store: str, inbox: Path) -> None:
    for invoice in ("I1", "I2"):
        (inbox / "D1" / "week.csv").write_text(
            HEADER + f"{invoice},1,2026-05-0{invoice[1]},P1,=SW,1,1.00,PLN\n"
        )
        assert look(store, inbox)[0]["file_status"] == "accepted"
    names = [name for name in left(inbox) if name.endswith("csv")]
    assert names == ["D1/done/week-2.csv", "D1/done/week.csv"]


def test_strangers_are_told_and_left_alone(store: str, inbox: Path) -> None:
    (inbox / "D7").mkdir()
    (inbox / "D7" / "april.csv").write_text(APRIL)
    (inbox / "loose.csv").write_text(APRIL)
    assert look(store, inbox) == [
        {"folder": "D7", "problem": "There is no distributor with this code."},
        {"file": "loose.csv", "problem": "It stands in no sender's folder."},
    ]
    assert left(inbox) == ["D7/april.csv", "loose.csv"]
    printed = run(store, "watch", "--inbox", str(inbox), "--once")
    assert printed == (
        "D7: There is no distributor with this code.\nloose.csv: It stands in no sender's folder.\n"
    )


def test_hidden_files_and_links_are_not_looked_at(store: str, inbox: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(APRIL)
    (inbox / "D1" / "link.csv").symlink_to(secret)
    (inbox / "D1" / ".april.csv.part").write_text(APRIL)
    (inbox / "D1" / "folder").mkdir()
    (inbox / "D1" / "folder" / "april.csv").write_text(APRIL)
    (inbox / "D2").symlink_to(inbox / "D1" / "folder")
    os.mkfifo(inbox / "D1" / "pipe.csv")
    assert look(store, inbox) == []
    assert (inbox / "D1" / "link.csv").is_symlink()


def test_growing_file_is_left_until_it_rests(tmp_path: Path) -> None:
    growing = tmp_path / "D1" / "april.csv"
    growing.parent.mkdir()
    growing.write_text("invoice")
    box = Inbox(tmp_path)
    assert box.look() == []
    growing.write_text("invoice_no")
    assert box.look() == []
    assert box.look() == [growing]
    growing.unlink()
    assert box.look() == []


def test_watching_goes_on_until_it_is_stopped(
    store: str, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 1:
            (inbox / "D1" / "april.csv").write_text(APRIL)
        if len(looks) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr("commands.watch.time.sleep", sleep)
    (inbox / "D7").mkdir()
    printed = run(store, "watch", "--inbox", str(inbox), "--every", "5")
    assert printed == (
        "D7: There is no distributor with this code.\n"
        "D1/april.csv: accepted, upload 4, moved to done/april.csv\n"
    )
    assert looks == [5, 5, 5, 5]


def test_inbox_that_is_not_there_is_one_sentence(store: str, tmp_path: Path) -> None:
    words = ["watch", "--inbox", str(tmp_path / "no"), "--once", "--db", store]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"There is no folder {tmp_path / 'no'}. Make it,")
