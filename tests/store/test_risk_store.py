"""Order logs into a store; who is leaving, from what the store had received by a day."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select, update
from typer.testing import CliRunner, Result

from cli import app
from db.engine import reading, writing
from db.months import LINE
from db.risk import freshen_store_risk
from db.risk_book import RiskBook, load_risk_book, receipts
from db.risk_events import risk_events
from db.store import Store
from scorecard.access import EVERYTHING, Role, Scope
from scorecard.risk.days import day_number
from scorecard.views import Filters

RUN = CliRunner()
START = date(2025, 1, 1)


def run(url: str, *words: str, code: int = 0) -> Result:
    result = RUN.invoke(app, [*words, "--db", url])
    assert result.exit_code == code, result.output
    return result


def log(days: dict[str, list[int]], amount: str = "100.00") -> str:
    """An order log: partner -> days of its orders, counted from START."""
    rows = [
        f"{partner},{START + timedelta(days=day)},{amount}"
        for partner, own in days.items()
        for day in own
    ]
    return "\n".join(["partner,date,amount", *rows, ""])


STEADY = {f"S{i:02}": list(range(i % 10, 360, 10)) for i in range(30)}
BOOK = STEADY | {"QUIET": list(range(0, 240, 10))}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(log(BOOK), encoding="utf-8")
    return path


@pytest.fixture
def url(engine_url: str) -> str:
    return engine_url


def book_on(url: str, day: date) -> RiskBook:
    store = Store.open(url)
    with reading(store.engine) as connection:
        found = load_risk_book(connection, day)
    store.close()
    return found


def n_lines(url: str) -> int:
    store = Store.open(url)
    with reading(store.engine) as connection:
        found = int(connection.scalar(select(func.count()).select_from(LINE)) or 0)
    store.close()
    return found


def orders_of(known: RiskBook, code: str) -> list[int]:
    """Days of a partner's orders, counted from START."""
    codes = known.book.accounts["partner"].map(known.codes)
    at = int(np.flatnonzero(codes == code)[0])
    days = known.book.orders
    return (days.day[days.start[at] : days.start[at + 1]] - day_number(START)).tolist()


def test_an_order_log_lands_once_and_is_taken_back(url: str, file: Path) -> None:
    first = json.loads(run(url, "ingest", "orders", str(file), "--json").stdout)
    n = sum(len(days) for days in BOOK.values())
    assert (first["file_status"], first["totals"]["rows_accepted"]) == ("accepted", n)
    assert n_lines(url) == n
    again = json.loads(run(url, "ingest", "orders", str(file), "--json", code=4).stdout)
    assert (again["file_reason"], again["batch_id"]) == ("DUPLICATE_FILE", None)
    assert n_lines(url) == n
    run(url, "undo", str(first["batch_id"]))
    assert n_lines(url) == 0
    assert orders_of(book_on_again(url, file), "QUIET") == BOOK["QUIET"]


def book_on_again(url: str, file: Path) -> RiskBook:
    run(url, "ingest", "orders", str(file))
    return book_on(url, START + timedelta(days=400))


def test_a_packed_log_with_brands_has_an_account_a_brand(url: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv.gz"
    text = "partner,date,amount,units,brand\n" + "".join(
        f"A,2025-0{month}-05,10,{month},{brand}\n" for month in (1, 2, 3) for brand in ("X", "Y")
    )
    path.write_bytes(gzip.compress(text.encode()))
    run(url, "ingest", "orders", str(path))
    known = book_on(url, date(2025, 4, 1))
    assert known.book.accounts["brand"].tolist() == ["X", "Y"]
    assert known.book.orders.sums["units"].tolist() == [1, 2, 3, 1, 2, 3]
    assert known.book.orders.sums["amount_minor"].tolist() == [1000] * 6


def test_goods_given_back_are_no_order(url: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("partner,date,amount\nA,2025-01-05,10\nA,2025-02-05,-4\nA,2025-03-05,7\n")
    run(url, "ingest", "orders", str(path))
    known = book_on(url, date(2025, 4, 1))
    assert known.book.orders.sums["amount_minor"].tolist() == [1000, 700]
    assert known.book.returns.sums["amount_minor"].tolist() == [400]


@pytest.mark.parametrize("words", [("--dry-run",), ("--sender", "NORD")])
def test_options_that_mean_nothing_are_refused(
    url: str, file: Path, words: tuple[str, ...]
) -> None:
    assert "order log" in run(url, "ingest", "orders", str(file), *words, code=2).output
    assert n_lines(url) == 0


def test_who_is_leaving_is_said_first(url: str, file: Path, tmp_path: Path) -> None:
    run(url, "ingest", "orders", str(file))
    day = (START + timedelta(days=359)).isoformat()
    found = json.loads(run(url, "risk", "--as-of", day, "--json").stdout)
    assert (found["as_of"], found["horizon"], found["nothing"]) == (day, 90, None)
    assert len(found["partners"]) == 31
    first = found["partners"][0]
    assert (first["partner_id"], first["eligible"], first["broken"], first["level"]) == (
        "QUIET", True, True, "red",
    )  # fmt: skip
    assert first["recency_days"] == 129
    assert first["expected_spend"] == round(2400 * 90 / 365, 2)
    assert "Usually orders every 10 days; the last order was 129 days ago" in first["reasons"][0]
    out = tmp_path / "risk.csv"
    run(url, "risk", "--as-of", day, "--csv", str(out))
    with out.open(encoding="utf-8", newline="") as read:
        rows = list(csv.DictReader(read))
    assert [row["partner_id"] for row in rows] == [p["partner_id"] for p in found["partners"]]
    assert float(rows[0]["p_stop"]) == first["p_stop"]
    assert rows[0]["eligible"] == "true"


def test_a_day_without_an_answer_says_why(url: str, file: Path) -> None:
    empty = json.loads(run(url, "risk", "--as-of", "2025-06-01", "--json").stdout)
    assert empty["nothing"] == {"reason": "empty", "text": "There are no orders."}
    run(url, "ingest", "orders", str(file))
    early = json.loads(run(url, "risk", "--as-of", "2024-06-01", "--json").stdout)
    assert (early["nothing"]["reason"], early["partners"]) == ("nothing_yet", [])
    assert "horizon" in run(url, "risk", "--horizon", "0", code=2).output


def test_a_track_record_of_earlier_days(url: str, file: Path) -> None:
    run(url, "ingest", "orders", str(file))
    words = ("risk-backtest", "--from", "2025-07-20", "--to", "2025-10-20", "--every", "month")
    found = json.loads(run(url, *words, "--json").stdout)
    assert sorted({day["as_of"] for day in found["days"]}) == ["2025-09-01"]
    assert len(found["skipped"]) == 3
    assert "step" in run(url, *words[:-1], "day", code=2).output


def land_on(monkeypatch: pytest.MonkeyPatch, url: str, path: Path, text: str, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    monkeypatch.setattr("commands.incoming.now", lambda: at)
    path.write_text(text, encoding="utf-8")
    run(url, "ingest", "orders", str(path))


def test_a_later_file_is_not_known_before_it_came(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = START + timedelta(days=20), START + timedelta(days=60)
    land_on(monkeypatch, url, tmp_path / "1.csv", log({"A": [0, 10], "B": [5]}), first)
    land_on(monkeypatch, url, tmp_path / "2.csv", log({"A": [15, 40], "B": [50]}), second)
    before = book_on(url, second - timedelta(days=1))
    assert orders_of(before, "A") == [0, 10]
    assert before.complete_to.dt.date.tolist() == [date(2025, 1, 31)] * 2
    after = book_on(url, second)
    assert orders_of(after, "A") == [0, 10, 15, 40]
    assert orders_of_known(after, "A", second - timedelta(days=1)) == [0, 10]
    assert after.complete_to.dt.date.tolist() == [date(2025, 2, 28)] * 2
    assert after.due_to.tolist() == []  # in the middle of March no file of March is due
    late = book_on(url, START + timedelta(days=110))
    assert late.due_to.dt.date.tolist() == [date(2025, 3, 31)] * 2


def orders_of_known(known: RiskBook, code: str, day: date) -> list[int]:
    return orders_of(replace(known, book=known.book.known(day_number(day))), code)


def test_history_has_no_receipt(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = START + timedelta(days=200)
    land_on(monkeypatch, url, tmp_path / "1.csv", log({"A": [0, 10]}), day)
    next_day = day + timedelta(days=1)
    land_on(monkeypatch, url, tmp_path / "2.csv", log({"A": [20, 90]}), next_day)
    land_on(monkeypatch, url, tmp_path / "3.csv", log({"A": [150]}), next_day)
    store = Store.open(url)
    with reading(store.engine) as connection:
        found = receipts(connection)
    store.close()
    known = found[found.notna()]
    assert known.dt.date.tolist() == [next_day]  # day 150 to 201: the only one that was fresh
    assert orders_of(book_on(url, START + timedelta(days=160)), "A") == [0, 10, 20, 90]


def test_how_partners_stand_is_kept_for_the_day_and_the_data(url: str, file: Path) -> None:
    run(url, "ingest", "orders", str(file))
    store = Store.open(url)
    day = START + timedelta(days=359)
    assert freshen_store_risk(store.engine, day) is True
    assert freshen_store_risk(store.engine, day) is False
    lines = store.risk_lines(EVERYTHING, Filters())
    assert len(lines) == 31
    first = lines.iloc[0]
    assert (first["partner_code"], first["status"], first["recency_days"]) == (
        "QUIET", "silent", 129,
    )  # fmt: skip
    assert first["expected_minor"] == round(240_000 * 90 / 365)
    assert first["at_stake_minor"] == round(first["p_stop"] * 240_000 * 90 / 365)
    assert set(lines["status"][1:]) == {"steady"}
    assert store.risk_lines(Scope(Role.MANAGER, owner="nobody"), Filters()).empty
    own = Scope(Role.PARTNER, partner_id=int(first["partner_id"]))
    assert store.risk_lines(own, Filters())["partner_code"].tolist() == ["QUIET"]
    assert len(store.risk_lines(EVERYTHING, Filters(search="s0"))) == 10
    assert freshen_store_risk(store.engine, day + timedelta(days=1)) is True
    undone = store.batches(EVERYTHING)[0].batch_id
    store.close()
    run(url, "undo", str(undone))
    assert run(url, "check").exit_code == 0
    store = Store.open(url)
    assert freshen_store_risk(store.engine, day + timedelta(days=1)) is True
    assert store.risk_lines(EVERYTHING, Filters()).empty
    store.close()


def test_brands_of_a_partner_stand_together(url: str, tmp_path: Path) -> None:
    rows = [
        f"{code},{START + timedelta(days=day)},10,{brand}"
        for code in (f"P{n}" for n in range(25))
        for brand, end in (("X", 360), ("Y", 200 if code == "P7" else 360))
        for day in range(0, end, 10)
    ]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["partner,date,amount,brand", *rows, ""]), encoding="utf-8")
    run(url, "ingest", "orders", str(path))
    store = Store.open(url)
    freshen_store_risk(store.engine, START + timedelta(days=350))
    lines = store.risk_lines(EVERYTHING, Filters()).set_index("partner_code")
    store.close()
    assert len(lines) == 25
    assert lines.loc["P7", ["status", "recency_days"]].tolist() == ["silent", 0]
    assert lines.loc["P7", "expected_minor"] == round(36e3 * 90 / 365) + round(20e3 * 90 / 365)


def test_a_replaced_line_counts_until_the_file_that_replaced_it(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = START + timedelta(days=20), START + timedelta(days=60)
    land_on(monkeypatch, url, tmp_path / "1.csv", log({"A": [0, 10]}), first)
    land_on(monkeypatch, url, tmp_path / "2.csv", log({"A": [9]}), second)
    store = Store.open(url)
    with writing(store.engine) as connection:
        batches = connection.execute(select(LINE.c.batch_id, LINE.c.invoice_on)).all()
        by_day = {(day - START).days: batch for batch, day in batches}
        connection.execute(
            update(LINE)
            .where(LINE.c.invoice_on == START + timedelta(days=10))
            .values(voided_by=by_day[9])
        )
    store.close()
    assert orders_of(book_on(url, second - timedelta(days=1)), "A") == [0, 10]
    assert orders_of(book_on(url, second), "A") == [0, 9]


def test_events_of_the_small_programme(loaded: Store) -> None:
    with reading(loaded.engine) as connection:
        found = risk_events(connection, receipts(connection))
        codes = load_risk_book(connection, date(2026, 7, 20)).codes
    said = {
        kind: sorted(
            (codes[partner], day.date().isoformat(), value)
            for partner, day, value in zip(
                frame["partner"], frame["date"], frame["value"], strict=True
            )
        )
        for kind, frame in found.items()
    }
    assert said["deal"] == [
        ("A1", "2026-03-02", 1),
        ("A1", "2026-04-02", 1),
        ("B1", "2026-05-02", 1),
    ]
    assert said["registration_refused"] == [("B1", "2026-05-05", 1)]
    assert said["certificate_ends"] == [("A1", "2026-08-31", 1), ("B1", "2026-02-01", 1)]
    assert set(said) == {
        "deal", "deal_moved", "registration_refused", "certificate_ends", "engagement", "nps",
    }  # fmt: skip


def test_a_rebuild_says_anew_how_partners_stand(url: str, file: Path) -> None:
    day = (START + timedelta(days=359)).isoformat()
    run(url, "init", "--as-of", day)
    run(url, "ingest", "orders", str(file))
    run(url, "rebuild")
    store = Store.open(url)
    lines = store.risk_lines(EVERYTHING, Filters())
    store.close()
    assert (len(lines), lines["partner_code"].iloc[0]) == (31, "QUIET")
