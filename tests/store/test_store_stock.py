"""Stock reports through the way in: land, replace, undo, weeks of supply within the scope."""

from __future__ import annotations

from datetime import date

import pytest

from db import rollups, uploads
from db.store import Store
from scorecard.access import EVERYTHING, Role, Viewer
from scorecard.errors import NotFound
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from scorecard.stock import Change, NotKnown, Supply
from tests.programme import ANN, AS_OF, AT, CHIEF, OF_A1, OF_NORD, OF_SUD, refused, send
from tests.store.dump import dump

NORD = stable_id("distributors", "NORD")
SUD = stable_id("distributors", "SUD")
P1 = stable_id("products", "P-1")
MAY = "snapshot_date,sku,stock_on_hand\n2026-05-31,P-1,40\n"
JUNE = """Stand per;Artikelnummer;Bestand;Unterwegs;Lager
30.06.2026;P-1;20;6;Nord
30.06.2026;P-1;1,5;;Hafen
"""


def _send(store: Store, sender: str, name: str, text: str) -> int:
    return send(store, FileKind.STOCK, sender, name, text).batch_id or 0


def test_weeks_of_supply_and_the_change_by_hand(loaded: Store) -> None:
    _send(loaded, "NORD", "may.csv", MAY)
    _send(loaded, "NORD", "june.csv", JUNE)
    # NORD sold 10 + 3 - 1 of P-1 in June, nothing else in the 13 weeks: 12 / 13 a week.
    # 21.5 on hand last 21.5 x 13 / 12 weeks.
    june = date(2026, 6, 30)
    assert loaded.supplies(OF_NORD, AS_OF) == (
        Supply(NORD, P1, june, 21_500, 6_000, 12_000 / 13, 21_500 / (12_000 / 13)),
    )
    # 40 less 12 sold would be 28: 6.5 are gone that nothing explains.
    assert loaded.stock_changes(OF_NORD, AS_OF) == (
        Change(NORD, P1, date(2026, 5, 31), june, 40_000, 21_500, 12_000,
               NotKnown.NO_SELL_IN, -6_500),
    )  # fmt: skip
    assert rollups.check(loaded) == []


def test_undo_leaves_nothing_behind_and_brings_the_older_report_back(loaded: Store) -> None:
    before = dump(loaded)
    _send(loaded, "NORD", "may.csv", MAY)
    after_first = dump(loaded)
    again = _send(loaded, "NORD", "may-corrected.csv", MAY.replace(",40", ",44"))
    assert [row.on_hand for row in loaded.supplies(OF_NORD, AS_OF)] == [44_000]
    uploads.undo(loaded, CHIEF, again, at=AT)
    assert dump(loaded) == after_first
    batch = next(one for one in loaded.batches(EVERYTHING) if one.file_name == "may.csv")
    uploads.undo(loaded, CHIEF, batch.batch_id, at=AT)
    assert dump(loaded) == before


def test_the_same_product_and_day_of_two_senders_are_two_rows(loaded: Store) -> None:
    _send(loaded, "NORD", "may.csv", MAY)
    _send(loaded, "SUD", "may.csv", MAY.replace(",40", ",7"))
    found = {row.distributor_id: row.on_hand for row in loaded.supplies(EVERYTHING, AS_OF)}
    assert found == {NORD: 40_000, SUD: 7_000}
    assert [row.distributor_id for row in loaded.supplies(OF_SUD, AS_OF)] == [SUD]
    assert loaded.stock_names(OF_SUD) == ({SUD: "Sud Distribution"}, {P1: "Switch"})
    for scope in (ANN, OF_A1):
        assert loaded.stock_names(scope) == ({}, {})
        assert loaded.supplies(scope, AS_OF) == loaded.stock_changes(scope, AS_OF) == ()


def test_a_distributor_sends_its_own_stock_only(loaded: Store) -> None:
    viewer = Viewer("pos", "Pos", OF_NORD)
    assert viewer.role is Role.DISTRIBUTOR
    assert send(loaded, FileKind.STOCK, "NORD", "own.csv", MAY, viewer).batch_id
    with pytest.raises(NotFound):
        send(loaded, FileKind.STOCK, "SUD", "other.csv", MAY, viewer)


def test_a_product_in_stock_cannot_be_taken_away(loaded: Store) -> None:
    text = "sku,name\nP-9,Shelf\n"
    products = send(loaded, FileKind.PRODUCTS, None, "shelf.csv", text).batch_id
    _send(loaded, "NORD", "shelf-stock.csv", MAY.replace("P-1", "P-9"))
    with refused("undo_blocked"):
        uploads.undo(loaded, CHIEF, products or 0, at=AT)


SELL_IN = (
    "distributor_code,invoice_no,line_no,invoice_date,sku,qty,unit_price,line_amount,currency\n"
    "NORD,V1,1,2026-06-03,P-1,5,80.00,400.00,EUR\n"
    "NORD,V1,2,2026-06-03,P-1,2,80.00,,EUR\n"
    "NORD,V2,,2026-06-20,P-1,-1,,-80.00,EUR\n"
    "SUD,V3,1,2026-05-30,P-1,9,80.00,720.00,EUR\n"
)


def test_sell_in_less_sell_through_is_held_against_the_stock(loaded: Store) -> None:
    before = dump(loaded)
    _send(loaded, "NORD", "may.csv", MAY)
    _send(loaded, "NORD", "june.csv", JUNE)
    stocked = dump(loaded)
    sent = send(loaded, FileKind.SELL_IN, None, "invoices.csv", SELL_IN)
    (change,) = loaded.stock_changes(OF_NORD, AS_OF)
    # 40 + 6 delivered - 12 sold = 34 expected, 21.5 counted: 12.5 are gone.
    assert (change.before, change.received, change.sold, change.expected) == (
        40_000, 6_000, 12_000, 34_000,
    )  # fmt: skip
    assert (change.after, change.rest) == (21_500, -12_500)
    assert rollups.check(loaded) == []
    again = SELL_IN.replace("NORD,V1,1,2026-06-03,P-1,5", "NORD,V1,1,2026-06-03,P-1,4").replace(
        "400.00", "320.00"
    )
    corrected = send(loaded, FileKind.SELL_IN, None, "invoices-again.csv", again)
    assert loaded.stock_changes(OF_NORD, AS_OF)[0].received == 5_000
    uploads.undo(loaded, CHIEF, corrected.batch_id or 0, at=AT)
    assert loaded.stock_changes(OF_NORD, AS_OF)[0].received == 6_000
    uploads.undo(loaded, CHIEF, sent.batch_id or 0, at=AT)
    assert dump(loaded) == stocked
    assert stocked != before
    assert loaded.stock_changes(OF_NORD, AS_OF)[0].received is NotKnown.NO_SELL_IN


def test_sell_in_that_does_not_reach_the_report_is_not_known(loaded: Store) -> None:
    _send(loaded, "NORD", "may.csv", MAY)
    _send(loaded, "NORD", "june.csv", JUNE)
    may = "\n".join([*SELL_IN.splitlines()[:1], "NORD,V0,1,2026-05-20,P-1,5,80.00,400.00,EUR\n"])
    send(loaded, FileKind.SELL_IN, None, "may-invoices.csv", may)
    (change,) = loaded.stock_changes(OF_NORD, AS_OF)
    assert (change.received, change.expected, change.rest) == (
        NotKnown.NO_SELL_IN, NotKnown.NO_SELL_IN, -6_500,
    )  # fmt: skip


def test_sell_in_of_an_unknown_distributor_is_refused_and_only_chiefs_send_it(
    loaded: Store,
) -> None:
    text = SELL_IN.replace("SUD,", "WEST,").encode()
    report = uploads.prepare(loaded, CHIEF, kind=FileKind.SELL_IN, data=text, file_name="x.csv",
                             as_of=AS_OF)  # fmt: skip
    assert [issue.code for issue in report.errors] == ["UNKNOWN_DISTRIBUTOR"]
    assert [
        (r.reason, r.n_rows, r.n_unread, r.currency, r.amount_minor) for r in report.refused
    ] == [("UNKNOWN_DISTRIBUTOR", 1, 0, "EUR", 720_00)]
    with pytest.raises(NotFound):
        send(loaded, FileKind.SELL_IN, None, "x.csv", SELL_IN, Viewer("pos", "Pos", OF_NORD))
