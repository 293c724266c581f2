"""Files land whole or not at all, once, and can be taken back completely."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from db import rollups, uploads
from db.engine import reading, writing
from db.facts import PARTNER_MONTH
from db.readmodel import PARTNER_PERIOD
from db.store import Store
from scorecard.errors import NotFound, UserError
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.report import FileStatus
from tests import programme
from tests.programme import (
    AS_OF,
    AT,
    CHIEF,
    OF_NORD,
    OF_SUD,
    partner_id,
    refused,
    send,
)
from tests.store.dump import dump

ROOT = Path(__file__).resolve().parents[2]


def _prepare(store: Store, kind: FileKind, text: str, sender: str | None = None):  # type: ignore[no-untyped-def]
    return uploads.prepare(
        store, CHIEF, kind=kind, data=text.encode(), file_name="x.csv", sender=sender, as_of=AS_OF
    )


def test_numbers_of_a_partner_after_all_files(loaded: Store) -> None:
    page = loaded.find_partner(CHIEF.scope, "A1", "2026Q2").iloc[0]
    # 1000.00 + 2500.50 - 100.00 at NORD in June; targets April 3000 + June 1500
    assert page["net_sell_through__num"] == 340_050
    assert (page["revenue_attainment__num"], page["revenue_attainment__den"]) == (340_050, 450_000)
    assert (page["solution_share__num"], page["solution_share__den"]) == (250_050, 340_050)
    assert (page["win_rate__num"], page["win_rate__den"]) == (1, 1)


def test_foreign_currency_is_converted_at_the_days_rate(loaded: Store) -> None:
    with reading(loaded.engine) as connection:
        net = connection.execute(
            select(PARTNER_MONTH.c.net_minor, PARTNER_MONTH.c.service_minor).where(
                PARTNER_MONTH.c.partner_id == partner_id("B1"), PARTNER_MONTH.c.distributor_id != 0,
                PARTNER_MONTH.c.service_minor != 0,
            )
        ).one()  # fmt: skip
        rate = connection.exec_driver_sql(
            "SELECT rate_e8 FROM fx_rate WHERE currency = 'RON' AND rate_on = '2026-06-05'"
        ).scalar_one()
    assert tuple(net) == (round(500_000 * 10**8 / rate),) * 2


def test_the_same_file_again_changes_nothing(loaded: Store) -> None:
    before = dump(loaded, without=set())
    for kind, sender, name, text in programme.FILES:
        assert send(loaded, kind, sender, f"copy of {name}", text).batch_id is None
    assert dump(loaded, without=set()) == before


def test_landing_a_report_twice_changes_nothing(store: Store) -> None:
    report = _prepare(store, FileKind.DISTRIBUTORS, programme.DISTRIBUTORS)
    data = programme.DISTRIBUTORS.encode()
    first = uploads.land(store, CHIEF, report, data, landed_at=AT)
    before = dump(store, without=set())
    second = uploads.land(store, CHIEF, report, data, landed_at=AT)
    assert (first.batch_id, second.batch_id) == (1, None)
    assert dump(store, without=set()) == before


def test_undo_takes_each_file_back_completely(store: Store) -> None:
    states = []
    for kind, sender, name, text in programme.FILES:
        before = dump(store)
        batch_id = send(store, kind, sender, name, text).batch_id
        assert batch_id is not None
        assert dump(store) != before
        states.append((batch_id, name, text, before))
    for batch_id, name, text, before in reversed(states):
        uploads.undo(store, CHIEF, batch_id, at=AT)
        assert dump(store) == before, name
        assert uploads.original(store, CHIEF.scope, batch_id) == (name, text.encode())


@pytest.mark.parametrize("file", ["nord-june.csv", "deals.csv", "targets.csv", "nord-2025.csv"])
def test_undo_in_the_middle_is_as_if_the_file_never_came(
    loaded: Store, batches: dict[str, int], file: str
) -> None:
    uploads.undo(loaded, CHIEF, batches[file], at=AT)
    assert rollups.check(loaded) == []
    kept = dump(loaded)
    rollups.rebuild(loaded, AS_OF)
    assert dump(loaded) == kept


def test_an_undone_file_can_be_sent_again(loaded: Store, batches: dict[str, int]) -> None:
    before = dump(loaded)
    uploads.undo(loaded, CHIEF, batches["sud-june.csv"], at=AT)
    again = send(loaded, FileKind.SELL_THROUGH, "SUD", "sud-june.csv", programme.SUD_JUNE)
    assert again.batch_id is not None
    uploads.undo(loaded, CHIEF, again.batch_id, at=AT)
    assert dump(loaded) != before
    with refused("already_undone"):
        uploads.undo(loaded, CHIEF, again.batch_id, at=AT)


def test_undo_restores_what_an_earlier_file_said(loaded: Store) -> None:
    before = dump(loaded)
    changed = programme.PARTNERS.replace("gold,2023-01-10,\nA2", "platinum,2023-01-10,\nA2")
    batch_id = send(loaded, FileKind.PARTNERS, None, "partners-2.csv", changed).batch_id
    assert batch_id is not None
    assert loaded.find_partner(CHIEF.scope, "A1", "2026Q2").iloc[0]["tier"] == "platinum"
    uploads.undo(loaded, CHIEF, batch_id, at=AT)
    assert dump(loaded) == before


def test_a_partner_in_use_cannot_be_undone(loaded: Store, batches: dict[str, int]) -> None:
    before = dump(loaded, without=set())
    with pytest.raises(UserError) as caught:
        uploads.undo(loaded, CHIEF, batches["partners.csv"], at=AT)
    assert caught.value.code == "undo_blocked"
    assert caught.value.params["what"] == "partner"
    assert dump(loaded, without=set()) == before


def test_a_product_that_changes_its_class_moves_its_sales(loaded: Store) -> None:
    send(loaded, FileKind.PRODUCTS, None, "p2.csv", "sku,name,product_class\nP-1,Switch,solution\n")
    page = loaded.find_partner(CHIEF.scope, "A1", "2026Q2").iloc[0]
    assert page["solution_share__num"] == 340_050
    assert rollups.check(loaded) == []


def test_a_rejected_file_lands_nothing(loaded: Store) -> None:
    report = _prepare(loaded, FileKind.SELL_THROUGH, "nonsense\n1\n", "NORD")
    assert report.status is FileStatus.REJECTED
    with refused("nothing_to_land"):
        uploads.land(loaded, CHIEF, report, b"nonsense\n1\n", landed_at=AT)


def test_good_rows_of_a_bad_file_land_and_bad_ones_are_named(loaded: Store) -> None:
    text = programme.NORD_JUNE.splitlines()[0] + (
        "\nX1,2026-06-03,A1,K,P-1,1,10.00,EUR\nX2,2026-06-03,ZZ,K,P-1,1,10.00,EUR"
        "\nX3,2026-06-03,A1,K,P-1,many,10.00,EUR\n"
    )
    report = _prepare(loaded, FileKind.SELL_THROUGH, text, "NORD")
    found = [(i.code, i.line, i.column, i.cell) for i in report.errors]
    assert found == [("BAD_QTY", 4, "qty", "many")]
    waiting = [(i.code, i.line, i.column, i.cell) for i in report.warnings]
    assert waiting == [("UNKNOWN_RESELLER", 3, "vendor_partner_id", "ZZ")]
    landed = uploads.land(loaded, CHIEF, report, text.encode(), landed_at=AT)
    (batch,) = loaded.batches(CHIEF.scope, batch_id=landed.batch_id)
    assert (batch.n_accepted, batch.n_rejected) == (2, 1)
    assert rollups.check(loaded) == []


def test_other_bytes_than_were_shown_are_refused(store: Store) -> None:
    report = _prepare(store, FileKind.DISTRIBUTORS, programme.DISTRIBUTORS)
    with refused("other_bytes"):
        uploads.land(store, CHIEF, report, b"something else", landed_at=AT)


def test_partners_gone_between_preview_and_confirm(store: Store) -> None:
    batches = {
        name: send(store, kind, sender, name, text).batch_id
        for kind, sender, name, text in programme.FILES[:3]
    }
    report = _prepare(store, FileKind.SELL_THROUGH, programme.NORD_JUNE, "NORD")
    uploads.undo(store, CHIEF, batches["partners.csv"] or 0, at=AT)
    before = dump(store, without=set())
    with refused("directory_changed"):
        uploads.land(store, CHIEF, report, programme.NORD_JUNE.encode(), landed_at=AT)
    assert dump(store, without=set()) == before


def test_a_distributor_sends_and_undoes_only_its_own(
    loaded: Store, batches: dict[str, int]
) -> None:
    nord = programme.Viewer("nord", "Nord", OF_NORD)
    text = programme.NORD_JUNE.replace("\nN", "\nQ")
    own = send(loaded, FileKind.SELL_THROUGH, "NORD", "own.csv", text, viewer=nord).batch_id
    assert own is not None
    for kind, sender in [(FileKind.SELL_THROUGH, "SUD"), (FileKind.PARTNERS, None)]:
        with pytest.raises(NotFound):
            uploads.prepare(
                loaded, nord, kind=kind, data=b"x", file_name="x", sender=sender, as_of=AS_OF
            )
    with pytest.raises(NotFound):
        uploads.undo(loaded, nord, batches["sud-june.csv"], at=AT)
    with pytest.raises(NotFound):
        uploads.original(loaded, OF_SUD, own)
    uploads.undo(loaded, nord, own, at=AT)


def test_a_new_day_moves_stocks_and_only_once(loaded: Store) -> None:
    assert rollups.freshen(loaded, AS_OF) is False
    assert rollups.freshen(loaded, date(2026, 9, 20)) is True
    assert rollups.freshen(loaded, date(2026, 9, 20)) is False
    row = loaded.find_partner(CHIEF.scope, "A1", "2026Q3").iloc[0]
    assert row["recency_days__num"] == (date(2026, 9, 20) - date(2026, 7, 2)).days
    assert rollups.check(loaded) == []


def test_check_sees_a_wrong_rollup(loaded: Store) -> None:
    assert rollups.check(loaded) == []
    with writing(loaded.engine) as connection:
        connection.exec_driver_sql("UPDATE partner_month SET net_minor = net_minor + 1")
    assert "partner_month.net_minor: kept and rebuilt values differ" in rollups.check(loaded)
    rollups.rebuild(loaded, AS_OF)
    assert rollups.check(loaded) == []
    with writing(loaded.engine) as connection:
        connection.execute(PARTNER_PERIOD.update().values(win_rate__num=7))
        connection.exec_driver_sql("UPDATE partner SET tier = 'bronze'")
        connection.exec_driver_sql("DELETE FROM nps_answer")
    found = rollups.check(loaded)
    assert "partner_period.win_rate__num: kept and rebuilt values differ" in found
    assert "partner.tier: kept and rebuilt values differ" in found
    assert "nps_answer: 0 rows kept, 2 rebuilt" in found


def test_check_changes_nothing(loaded: Store) -> None:
    before = dump(loaded, without=set())
    rollups.check(loaded)
    assert dump(loaded, without=set()) == before


_KILLED = """
import sys, time
from db import landing
from db.store import Store
from scorecard.ingest.kinds import FileKind
from tests.programme import send, NORD_JUNE

def stand_still(*_args):
    print("in the middle", flush=True)
    time.sleep(60)

setattr(landing, sys.argv[2], stand_still)
send(Store.open(sys.argv[1]), FileKind.SELL_THROUGH, "NORD", "killed.csv",
     NORD_JUNE.replace(chr(10) + "N", chr(10) + "Q"))
"""


@pytest.mark.parametrize("step", ["refresh", "note"])
def test_a_kill_in_the_middle_leaves_the_store_as_it_was(
    loaded: Store, programme_url: str, step: str
) -> None:
    before = dump(loaded, without=set())
    process = subprocess.Popen(
        [sys.executable, "-c", _KILLED, programme_url, step],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "in the middle\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert dump(loaded, without=set()) == before
    assert rollups.check(loaded) == []
    after = programme.NORD_JUNE.replace("\nN", "\nQ")
    assert send(loaded, FileKind.SELL_THROUGH, "NORD", "killed.csv", after).batch_id is not None
