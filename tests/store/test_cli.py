"""The command line as scripts use it: real processes, exit codes, JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app
from commands.files import kind_of
from commands.stores import wants_demo
from db.store import Store

ROOT = Path(__file__).resolve().parents[2]

PARTNERS = """partner_code,name,country,region,owner,tier
P1,Alfa Systems,PL,East,Ada,Gold
P2,Beta Netz GmbH,DE,West,Bob,Silver
"""
PRODUCTS = "sku,name,product_class\nSW,Switch,product\nLIC,Licence,subscription\n"
SALES = """invoice_no,invoice_date,vendor_partner_id,sku,qty,unit_price,line_amount,currency
I1,2026-04-10,P1,SW,2,100.00,200.00,EUR
I1,2026-04-10,P1,LIC,1,50.50,50.50,EUR
I2,2026-05-20,P2,SW,1,100.00,100.00,EUR
I3,2026-06-02,P1,SW,-1,100.00,-100.00,EUR
"""
AS_OF = "2026-06-30"


class Cli:
    """Runs commands of `cli.py` on one store, in this process (`run` in a process of its own)."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def __call__(self, *words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, words, env={"SCORECARD_DATABASE_URL": self.url})
        self.err = done.stderr.strip()
        assert done.exit_code == code, (words, done.exit_code, done.stdout, done.stderr)
        return done.stdout

    def run(self, *words: str, code: int = 0, **env: str) -> str:
        command = [sys.executable, str(ROOT / "cli.py"), *words]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self.folder, check=False,
            env={**os.environ, "SCORECARD_DATABASE_URL": self.url, **env},
        )  # fmt: skip
        self.err = done.stderr.strip()
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self(*words, "--json", code=code))

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest.fixture
def cli(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return Cli(sqlite_url, tmp_path)


@pytest.fixture
def loaded(cli: Cli) -> Cli:
    """A store with two partners, two products and one file of distributor D1."""
    cli("init", "--as-of", AS_OF)
    cli("ingest", "partners", cli.file("partners.csv", PARTNERS))
    cli("ingest", "products", cli.file("products.csv", PRODUCTS))
    cli(
        "ingest", "sell-through", cli.file("april.csv", SALES),
        "--sender", "D1", "--create-sender", "Delta, Sp. z o.o.,PL,PLN",
    )  # fmt: skip
    return cli


def revenue(cli: Cli, by: str, period: str = "2026Q2") -> dict[str, float]:
    found = cli.json("kpis", "--period", period, "--by", by, "--kpi", "net_sell_through")
    return {group: kpis["net_sell_through"]["value"] for group, kpis in found["groups"].items()}


def test_file_lands_and_its_numbers_show(loaded: Cli) -> None:
    assert revenue(loaded, "all") == {"all": 250.5}
    assert revenue(loaded, "region") == {"East": 150.5, "West": 100.0}
    assert revenue(loaded, "partner_id") == {"P1": 150.5, "P2": 100.0}
    assert revenue(loaded, "all", "2026-05") == {"all": 100.0}
    assert revenue(loaded, "all", "2026") == {"all": 250.5}


def test_json_of_a_reading_has_value_unit_and_parts(loaded: Cli) -> None:
    found = loaded.json("kpis", "--period", "2026q2", "--kpi", "net_sell_through")
    assert found["period"] == "2026Q2"
    assert found["as_of"] == AS_OF
    assert found["groups"]["all"]["net_sell_through"] == {
        "value": 250.5, "unit": "EUR", "numerator": 25050, "denominator": 0, "n": 4,
        "reason": None,
    }  # fmt: skip


def test_report_of_a_file_names_the_fate_of_every_record(loaded: Cli) -> None:
    header = SALES.splitlines()[0]
    text = (
        f"{header}\nI4,31.02.2026,P1,SW,1,1.00,1.00,EUR\nI5,2026-06-03,P1,XX,1,1.00,1.00,EUR\n"
        "\nI6,2026-06-04,P1,LIC,1,50.50,50.50,EUR\n"
    )
    path = loaded.file("june.csv", text)
    found = loaded.json("ingest", "sell_through", path, "--sender", "D1", "--dry-run")
    assert found["file_status"] == "partially_accepted"
    assert found["batch_id"] is None
    assert found["accepted"] == [{
        "record": 5, "line": 5, "warnings": [],
        "values": {
            "invoice_no": "I6", "invoice_date": "2026-06-04", "vendor_partner_id": "P1",
            "sku": "LIC", "qty": "1", "unit_price": "50.5", "line_amount": "50.5",
            "currency": "EUR", "partner_id": "P1",
        },
    }]  # fmt: skip
    assert found["rejected"] == [
        {"record": 2, "line": 2, "reason": "BAD_DATE", "field": "invoice_date",
         "raw": "I4,31.02.2026,P1,SW,1,1.00,1.00,EUR"},
        {"record": 3, "line": 3, "reason": "UNKNOWN_SKU", "field": "sku",
         "raw": "I5,2026-06-03,P1,XX,1,1.00,1.00,EUR"},
    ]  # fmt: skip
    assert found["ignored"] == [{"record": 4, "line": 4, "reason": "BLANK"}]
    assert found["totals"] == {
        "rows_accepted": 1, "rows_rejected": 2, "qty": "1", "amount_by_currency": {"EUR": "50.5"},
    }  # fmt: skip
    assert revenue(loaded, "all") == {"all": 250.5}


def test_same_file_again_is_rejected_and_changes_nothing(loaded: Cli) -> None:
    path = str(loaded.folder / "april.csv")
    found = loaded.json("ingest", "sell_through", path, "--sender", "D1", code=4)
    assert (found["file_status"], found["file_reason"]) == ("rejected", "DUPLICATE_FILE")
    assert revenue(loaded, "all") == {"all": 250.5}


def test_undo_takes_a_file_back_and_its_original_stays(loaded: Cli) -> None:
    newest = loaded.json("batches")[0]
    assert (newest["kind"], newest["distributor_code"], newest["status"]) == (
        "sell_through", "D1", "landed",
    )  # fmt: skip
    number = str(newest["batch_id"])
    assert loaded("undo", number) == f"Upload {number} is taken back.\n"
    assert loaded.json("check") == {"ok": True, "findings": []}
    assert revenue(loaded, "all") == {"all": None}
    loaded("undo", number, code=2)
    assert loaded.err == f"Upload {number} has been taken back already."
    loaded("original", number, "--output", str(loaded.folder / "back.csv"))
    assert (loaded.folder / "back.csv").read_text() == SALES
    loaded("original", number, code=2)
    assert loaded.err == "The file april.csv is there already. Give another name with --output."


def test_rebuild_and_check_after_other_rates(loaded: Cli) -> None:
    sales = SALES.replace("EUR", "PLN").replace("\nI", "\nJ")
    loaded("ingest", "sell-through", loaded.file("pln.csv", sales), "--sender", "D1")
    days = ("2026-04-10", "2026-05-20", "2026-06-02")
    rates = "currency,date,rate\n" + "".join(f"PLN,{day},5\n" for day in days)
    assert loaded("rates", loaded.file("rates.csv", rates)) == "3 rates loaded.\n"
    assert revenue(loaded, "all") == {"all": 300.6}  # 250.50 EUR + 250.50 PLN / 5
    loaded("rebuild")
    assert loaded("check") == "The store is right.\n"


def test_check_finds_what_was_changed_behind_its_back(loaded: Cli) -> None:
    import sqlite3

    with sqlite3.connect(loaded.url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE partner_month SET qty_milli = qty_milli + 1 WHERE n_lines = 1")
    assert loaded("check", code=1) == "partner_month.qty_milli: kept and rebuilt values differ\n"


def test_card_of_a_partner(loaded: Cli) -> None:
    found = loaded.json("card", "P1", "--period", "2026Q2")
    assert (found["partner"], found["name"], found["tier"]) == ("P1", "Alfa Systems", "Gold")
    assert found["quarters"][-1]["actual_minor"] == 15050
    assert [row["line"] for row in found["evidence"]] == [5, 2, 3]
    loaded("card", "P7", "--period", "2026Q2", code=2)
    assert loaded.err == "There is no P7 here. Look for typing mistakes and try again."


MISTAKES = [
    (["ingest", "sell_thru", "FILE"],
     "There is no kind of file “sell_thru” (did you mean 'sell_through'?). Use one of: "
     "distributors, partners, products, sell_through, targets, deals, certifications, nps, "
     "engagement, mdf, stock, sell_in, invitations."),
    (["ingest", "sell_through", "FILE", "--sender", "D9"],
     "There is no distributor D9. Land a file of kind distributors that names it, or add "
     "--create-sender NAME,COUNTRY,CURRENCY."),
    (["kpis", "--period", "Q2"],
     "“Q2” is not a period. Write a quarter as 2019Q2, a year as 2019 or a month as 2019-04."),
    (["kpis", "--period", "2026Q2", "--by", "regoin"],
     "KPIs are not known by “regoin” (did you mean 'region'?). Use one of: partner_id, region, "
     "country, tier, partner_type, owner, distributor_id, all."),
    (["kpis", "--period", "2026Q2", "--kpi", "win_rat"],
     "There is no KPI “win_rat” (did you mean 'win_rate'?). The page KPI dictionary lists them."),
    (["undo", "99"], "There is no batch 99 here. Look for typing mistakes and try again."),
    (["init", "--currency", "EURO"],
     "The setting reporting_currency cannot be read: String should match pattern '^[A-Z]{3}$'"),
    (["user", "add", "a@example.com", "--role", "boss"],
     "There is no role “boss”. Use chief, manager, distributor or partner."),
    (["kpis", "--period", "2026Q2", "--db", "oracle://x"],
     "“oracle://x” is not a database address. Use sqlite:///data/scorecard.db or "
     "postgresql://user:password@host/name."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "sentence"), MISTAKES, ids=lambda value: " ".join(value)[:40])
def test_mistake_is_one_sentence_and_exit_2(cli: Cli, words: list[str], sentence: str) -> None:
    path = cli.file("partners.csv", PARTNERS)
    cli(*[path if word == "FILE" else word for word in words], code=2)
    assert cli.err == sentence


def test_fault_of_the_program_is_a_reference_and_a_log(cli: Cli) -> None:
    (cli.folder / "data").mkdir()
    (cli.folder / "broken.py").write_text("import db.store\ndb.store.Store = None\n")
    (cli.folder / "sitecustomize.py").write_text("import broken\n")
    cli.run("check", code=1, PYTHONPATH=f"{cli.folder}{os.pathsep}{ROOT}")
    log = (cli.folder / "data" / "scorecard-cli.log").read_text()
    reference = log.split("reference ", 1)[1][:8]
    assert cli.err == (
        f"Something went wrong in the program. Give the reference {reference} and the file "
        "data/scorecard-cli.log to whoever looks after it."
    )
    assert "AttributeError: 'NoneType' object has no attribute 'open'" in log


def test_template_of_every_kind_is_read_by_its_own_reader(cli: Cli) -> None:
    kinds = ("distributors", "partners", "products", "sell_through", "targets", "deals",
             "certifications", "nps", "engagement", "mdf", "stock", "sell_in")  # fmt: skip
    for kind in kinds:
        path = str(cli.folder / f"{kind}.csv")
        assert cli("template", kind, "-o", path) == f"{path}\n"
        found = cli.json("ingest", kind, path, "--as-of", "2026-12-31")
        assert (kind, found["file_status"], found["rejected"]) == (kind, "accepted", [])
    assert cli("check") == "The store is right.\n"


def test_users_are_added_and_listed(loaded: Cli) -> None:
    loaded(
        "user", "add", "Ada@Example.com", "--role", "manager", "--name", "Ada", "--subject", "Ada"
    )
    loaded("user", "add", "d1@example.com", "--role", "distributor", "--subject", "D1")
    loaded("user", "add", "d1@example.com", "--role", "distributor", "--subject", "D1", "--off")
    assert loaded.json("user", "list") == [
        {"email": "ada@example.com", "name": "Ada", "role": "manager", "subject": "Ada",
         "active": True, "language": ""},
        {"email": "d1@example.com", "name": "d1@example.com", "role": "distributor",
         "subject": "D1", "active": False, "language": ""},
    ]  # fmt: skip


def test_demo_is_not_loaded_into_a_store_that_somebody_set_up(cli: Cli) -> None:
    assert wants_demo(Store.open(cli.url))
    cli("init", "--name", "Our programme")
    assert not wants_demo(Store.open(cli.url))


def test_kinds_may_be_written_as_people_say_them(cli: Cli) -> None:
    assert [kind_of(text).value for text in ("Sell-Through", "nps-answers", "mdf")] == [
        "sell_through", "nps", "mdf",
    ]  # fmt: skip


def test_exit_codes_of_real_processes(loaded: Cli) -> None:
    april = str(loaded.folder / "april.csv")
    assert loaded.run("check") == "The store is right.\n"
    loaded.run("ingest", "sell_through", april, "--sender", "D1", code=4)
    loaded.run("ingest", "sell_through", april, "--sender", "D2", code=2)
    assert loaded.err.startswith("There is no distributor D2.")
    loaded.run("kpis", "--perod", "2026Q2", code=2)


def test_port_that_is_taken_is_said_before_anything_is_made(cli: Cli) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        cli("serve", "--port", str(port), code=2)
    assert cli.err == (
        f"Nothing can listen on 127.0.0.1, port {port}: Address already in use. Choose another "
        "port, for example “make run PORT=8502”."
    )


def test_help_starts_fast_because_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, cli; heavy = {'pandas', 'sqlalchemy', 'sqlmodel', 'streamlit', 'pydantic'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stdout == "[]\n"


def test_sentences_in_the_language_asked_for(loaded: Cli) -> None:
    text = SALES.replace("SW,2,100.00,200.00", "SW,two,100.00,200.00").replace("\nI", "\nJ")
    bad = loaded.file("bad.csv", text)
    found = loaded("ingest", "sell_through", bad, "--sender", "D1", "--dry-run", "--lang", "pl")
    assert found.splitlines() == [
        "bad.csv: przyjęto częściowo, niczego nie zapisano.",
        "Wiersze przyjęte: 3, odrzucone: 1, pominięte: 0.",
        "50.5 EUR",
        "błąd: wiersz 2, kolumna qty, „two” w kolumnie qty nie jest ilością. "
        "Wpisz samą liczbę, przy zwrocie ujemną, na przykład 12 lub -3.",
    ]
    loaded("ingest", "sell_through", bad, "--sender", "D9", "--lang", "es", code=2)
    assert loaded.err.startswith("No existe el mayorista D9.")
    loaded("ingest", "sell_through", bad, "--sender", "D9", code=2)
    assert loaded.err.startswith("There is no distributor D9.")
    loaded("ingest", "sell_through", bad, "--lang", "de", code=2)
    assert loaded.err == "There is no language “de” here. Use one of: en, pl, ro, hu, es."
