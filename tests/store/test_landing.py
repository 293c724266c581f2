"""A landing of many lines: written in blocks, with its progress told, and whole or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from cli import app
from db import frames, rollups, uploads
from db.engine import reading
from db.months import LINE
from db.resellers import matcher_of
from db.store import Store
from scorecard.ingest.kinds import FileKind
from tests.programme import AS_OF, AT, CHIEF, send
from tests.store.dump import dump

HEAD = "invoice_no,line_no,invoice_date,vendor_partner_id,end_customer_name,sku,qty,line_amount"
ROWS = [
    f"L{n // 2},{n % 2},2026-0{n % 3 + 4}-1{n % 9},A1,{['Acme', 'ACME ', 'Zeta', ''][n % 4]},"
    f"{['P-1', 'S-1', 'U-1'][n % 3]},{1 if n % 7 else -1},{100 + n}.25"
    for n in range(23)
]
TEXT = "\n".join([HEAD + ",currency", *(row + ",PLN" for row in ROWS)]) + "\n"


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of seven rows, two a statement: every size of rest comes about."""
    monkeypatch.setattr(frames, "ROWS_AT_ONCE", 7)
    monkeypatch.setattr(frames, "ROWS_A_STATEMENT", 2)


@pytest.mark.usefixtures("small_blocks")
def test_lines_in_several_blocks_add_up_as_the_stored_ones(loaded: Store) -> None:
    landed = send(loaded, FileKind.SELL_THROUGH, "NORD", "many.csv", TEXT)
    with reading(loaded.engine) as connection:
        found = connection.execute(
            select(func.count(), func.sum(LINE.c.amount_own_minor), func.sum(LINE.c.qty_milli))
            .where(LINE.c.batch_id == landed.batch_id)
        ).one()  # fmt: skip
        names = connection.execute(
            select(LINE.c.end_customer, func.count())
            .where(LINE.c.batch_id == landed.batch_id)
            .group_by(LINE.c.end_customer)
        ).all()
    # amounts 100.25 .. 122.25; n = 0, 7, 14, 21 are returns of one
    assert found == (23, 255_875, 15_000)
    assert {str(name): count for name, count in names} == {
        "Acme": 6, "ACME": 6, "Zeta": 6, "None": 5,
    }  # fmt: skip
    assert rollups.check(loaded) == []


def test_progress_is_told_from_nothing_to_done(loaded: Store) -> None:
    told: list[tuple[float, str]] = []
    report = uploads.prepare(
        loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=TEXT.encode(), file_name="x.csv",
        sender="NORD", as_of=AS_OF, progress=lambda share, step: told.append((share, step)),
    )  # fmt: skip
    assert told == [(0.0, "Reading files"), (0.8, "Matching resellers")]
    told.clear()
    uploads.land(
        loaded, CHIEF, report, TEXT.encode(), landed_at=AT,
        progress=lambda share, step: told.append((round(share, 2), step)),
    )  # fmt: skip
    assert told == [
        (0.0, "Writing lines"), (0.65, "Adding up months"), (0.8, "Computing KPIs"),
        (0.95, "Judging who is leaving"), (1.0, "Done"),
    ]  # fmt: skip


@pytest.mark.usefixtures("small_blocks")
def test_blocks_that_are_written_are_told(loaded: Store) -> None:
    shares: list[float] = []

    def tell(share: float, step: str) -> None:
        if step == "Writing lines":
            shares.append(share)

    report = uploads.prepare(
        loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=TEXT.encode(), file_name="x.csv",
        sender="NORD", as_of=AS_OF,
    )  # fmt: skip
    uploads.land(loaded, CHIEF, report, TEXT.encode(), landed_at=AT, progress=tell)
    # 0.05 + 0.75 * 0.8 * rows / 23, after 7, 14 and 21 rows
    assert [round(share, 4) for share in shares] == [0.0, 0.2326, 0.4152, 0.5978]


class Stopped(Exception):
    """What breaks a landing off."""


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("step", ["Writing lines", "Adding up months", "Computing KPIs"])
def test_a_landing_that_is_broken_off_leaves_the_store_as_it_was(loaded: Store, step: str) -> None:
    report = uploads.prepare(
        loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=TEXT.encode(), file_name="x.csv",
        sender="NORD", as_of=AS_OF,
    )  # fmt: skip
    before = dump(loaded)

    def stop(share: float, at: str) -> None:
        if at == step and share > 0.3:
            raise Stopped

    with pytest.raises(Stopped):
        uploads.land(loaded, CHIEF, report, TEXT.encode(), landed_at=AT, progress=stop)
    assert dump(loaded) == before


def test_a_matcher_is_made_once_for_the_same_partners(loaded: Store) -> None:
    named = (
        "invoice_date,reseller_name,sku,qty,line_amount,currency\n2026-06-01,{},P-1,1,5.00,PLN\n"
    )
    matcher_of.cache_clear()
    for name in ("Nobody knows this", "Nor this"):
        send(loaded, FileKind.SELL_THROUGH, "NORD", f"{name}.csv", named.format(name))
    assert (matcher_of.cache_info().misses, matcher_of.cache_info().hits) == (1, 1)
    new = "partner_code,name,country\nN1,Nor this,PL\n"
    send(loaded, FileKind.PARTNERS, None, "new.csv", new)
    send(loaded, FileKind.SELL_THROUGH, "NORD", "third.csv", named.format("Third name"))
    assert matcher_of.cache_info().misses == 2


def test_progress_on_standard_error(programme_url: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "x.csv"
    file.write_text(TEXT)
    words = ["ingest", "sell_through", str(file), "--sender", "NORD", "--as-of", str(AS_OF)]
    done = CliRunner().invoke(app, [*words, "--progress", "--db", programme_url])
    assert done.exit_code == 0, done.output
    assert done.stderr.splitlines() == [
        "  0% Reading files", " 20% Matching resellers", " 30% Writing lines",
        " 70% Adding up months", " 80% Computing KPIs", " 90% Judging who is leaving",
        "100% Done",
    ]  # fmt: skip
