"""Any past day can be read: what had landed by then, less what was replaced or taken back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from cli import app
from db import rollups, uploads
from db.history import Asked, KnownTotal
from db.store import Store
from scorecard.access import EVERYTHING
from scorecard.errors import NotFound
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from tests.programme import ANN, AS_OF, BEN, CHIEF, NORD_JUNE, OF_A1, OF_NORD, OF_SUD

# N1 says 900 instead of 1000, N4 (300) is gone, N9 (99) is new.
CORRECTED = NORD_JUNE.replace("1000.00", "900.00").replace(
    "N4,2026-06-20,B1,Client Unu,P-1,3,300.00,EUR\n", "N9,2026-06-21,A3,,P-1,1,99.00,EUR\n"
)
FIRST_DAY = date(2026, 7, 20)  # the small programme lands on it
RESENT, RESENT_DAY = datetime(2026, 7, 25, 9, 0, tzinfo=UTC), date(2026, 7, 25)
UNDONE, UNDONE_DAY = datetime(2026, 7, 28, 9, 0, tzinfo=UTC), date(2026, 7, 28)
JUNE = Asked(sender="NORD", start=date(2026, 6, 1), end=date(2026, 7, 1))
BEFORE = KnownTotal("NORD", 202606, 5, 18_000, 4_050_75)
AFTER = KnownTotal("NORD", 202606, 5, 16_000, 3_749_75)


def _resend(store: Store) -> int:
    data, mapping = CORRECTED.encode(), Mapping(resend="replace")
    report = uploads.prepare(store, CHIEF, kind=FileKind.SELL_THROUGH, data=data, as_of=AS_OF,
                             file_name="again.csv", sender="NORD", mapping=mapping)  # fmt: skip
    landed = uploads.land(store, CHIEF, report, data, mapping=mapping, landed_at=RESENT)
    return landed.batch_id or 0


def test_nothing_is_known_before_it_landed(loaded: Store) -> None:
    assert loaded.known_total(EVERYTHING, date(2026, 7, 19), JUNE) == ()
    assert loaded.known_total(EVERYTHING, FIRST_DAY, JUNE) == (BEFORE,)


def test_a_replaced_period_is_known_as_it_stood_on_every_day(loaded: Store) -> None:
    again = _resend(loaded)
    assert loaded.known_total(EVERYTHING, date(2026, 7, 24), JUNE) == (BEFORE,)
    assert loaded.known_total(EVERYTHING, RESENT_DAY, JUNE) == (AFTER,)
    uploads.undo(loaded, CHIEF, again, at=UNDONE)
    for day, known in [
        (date(2026, 7, 24), BEFORE), (RESENT_DAY, AFTER), (date(2026, 7, 27), AFTER),
        (UNDONE_DAY, BEFORE), (date(2027, 1, 1), BEFORE),
    ]:  # fmt: skip
        assert loaded.known_total(EVERYTHING, day, JUNE) == (known,), day


def test_the_rows_of_a_day_are_those_of_its_total(loaded: Store) -> None:
    again = _resend(loaded)
    uploads.undo(loaded, CHIEF, again, at=UNDONE)
    rows = loaded.known_lines(EVERYTHING, RESENT_DAY, JUNE)
    assert [
        (r.invoice_no, r.partner_code, r.sku, r.amount_own_minor, r.file_name) for r in rows
    ] == [
        ("N1", "A1", "P-1", 900_00, "again.csv"),
        ("N2", "A1", "S-1", 2500_50, "again.csv"),
        ("N3", "A2", "U-1", 350_25, "again.csv"),
        ("N9", "A3", "P-1", 99_00, "again.csv"),
        ("N5", "A1", "P-1", -100_00, "again.csv"),
    ]
    assert [r.invoice_no for r in loaded.known_lines(EVERYTHING, RESENT_DAY, JUNE, 2, 1)] == [
        "N2", "N3",
    ]  # fmt: skip
    only = loaded.known_lines(EVERYTHING, FIRST_DAY, Asked(sender="NORD", partner="A2"))
    assert [(r.invoice_no, r.amount_minor) for r in only] == [("N3", 350_25)]


def test_a_file_taken_back_is_still_known_for_its_days(loaded: Store) -> None:
    first = next(b for b in loaded.batches(EVERYTHING) if b.file_name == "nord-june.csv")
    uploads.undo(loaded, CHIEF, first.batch_id, at=RESENT)
    assert loaded.known_total(EVERYTHING, date(2026, 7, 24), JUNE) == (BEFORE,)
    assert loaded.known_total(EVERYTHING, RESENT_DAY, JUNE) == ()
    kept = loaded.batches(EVERYTHING, batch_id=first.batch_id)[0]
    assert (kept.undone_at, kept.undone_by) == (RESENT, CHIEF.who)


def test_versions_say_what_each_file_changed(loaded: Store) -> None:
    first = next(b for b in loaded.batches(EVERYTHING) if b.file_name == "nord-june.csv").batch_id
    assert loaded.versions(EVERYTHING, first) == ()
    again = _resend(loaded)
    one, two = loaded.versions(EVERYTHING, first)
    assert (one.batch_id, one.net_minor, one.n_gone, one.gone_minor, one.change_minor) == (
        first, 4_050_75, 5, 4_050_75, 4_050_75,
    )  # fmt: skip
    assert (two.batch_id, two.net_minor, two.n_replaced, two.replaced_minor, two.change_minor) == (
        again, 3_749_75, 5, 4_050_75, -301_00,
    )  # fmt: skip
    uploads.undo(loaded, CHIEF, again, at=UNDONE)
    one, two = loaded.versions(EVERYTHING, again)
    assert (one.n_gone, two.undone_at, two.net_minor, two.change_minor) == (
        0, UNDONE, 3_749_75, -301_00,
    )  # fmt: skip
    assert loaded.versions(OF_SUD, first) == ()
    assert len(loaded.versions(OF_NORD, first)) == 2


def test_a_past_day_shows_nobody_anothers_lines(loaded: Store) -> None:
    _resend(loaded)
    everything = Asked()
    assert {r.partner_code for r in loaded.known_lines(ANN, RESENT_DAY, everything)} == {
        "A1", "A2", "A3",
    }  # fmt: skip
    assert {r.partner_code for r in loaded.known_lines(OF_A1, RESENT_DAY, everything)} == {"A1"}
    assert {r.sender for r in loaded.known_lines(OF_SUD, RESENT_DAY, everything)} == {"SUD"}
    assert loaded.known_total(OF_SUD, RESENT_DAY, JUNE) == ()
    with pytest.raises(NotFound):
        loaded.known_lines(BEN, RESENT_DAY, Asked(partner="A1"))
    with pytest.raises(NotFound):
        loaded.known_total(EVERYTHING, RESENT_DAY, Asked(sender="NOBODY"))


def test_lines_on_the_command_line(loaded: Store) -> None:
    _resend(loaded)
    url = loaded.engine.url.render_as_string(hide_password=False)

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["lines", *words, "--db", url])
        assert done.exit_code == 0, done.stderr
        return done.stdout

    june = ("--sender", "NORD", "--period", "2026-06")
    found = json.loads(run("--known-on", "2026-07-24", *june, "--limit", "1", "--json"))
    assert (found["known_on"], found["currency"]) == ("2026-07-24", "EUR")
    assert found["totals"] == [
        {"sender": "NORD", "month": "2026-06", "lines": 5, "qty": "18", "amount": "4050.75"}
    ]
    (row,) = found["rows"]
    assert (row["file"], row["line"], row["invoice_no"], row["partner"], row["amount"]) == (
        "nord-june.csv", 2, "N1", "A1", "1000",
    )  # fmt: skip
    later = json.loads(run("--known-on", "2026-07-25", *june, "--json"))
    assert (later["totals"][0]["amount"], len(later["rows"])) == ("3749.75", 5)
    assert "again.csv" in run("--known-on", "2026-07-25", *june)


def test_another_reporting_currency_turns_the_past_as_well(loaded: Store) -> None:
    first = next(b for b in loaded.batches(EVERYTHING) if b.file_name == "nord-june.csv")
    uploads.undo(loaded, CHIEF, first.batch_id, at=RESENT)
    before = loaded.known_lines(EVERYTHING, FIRST_DAY, JUNE)
    settings = loaded.settings().model_copy(update={"reporting_currency": "RON"})
    loaded.save_settings(CHIEF, settings, RESENT)
    rollups.rebuild(loaded, AS_OF)
    after = loaded.known_lines(EVERYTHING, FIRST_DAY, JUNE)
    assert [one.amount_own_minor for one in after] == [one.amount_own_minor for one in before]
    # More than four lei for a euro on every day of that June.
    assert all(abs(new.amount_minor) > 4 * abs(old.amount_minor)
               for new, old in zip(after, before, strict=True))  # fmt: skip
    assert rollups.check(loaded) == []
