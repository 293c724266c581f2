"""Unknown resellers land and count, are in nobody's list, and follow one decision."""

from __future__ import annotations

import pytest

from db import decisions, match_queue, matching, rollups, uploads
from db.store import Store
from scorecard.access import EVERYTHING, Viewer
from scorecard.errors import NotFound
from scorecard.ingest.kinds import FileKind
from scorecard.period import parse_period
from scorecard.usecases import build_overview
from scorecard.views import Filters
from tests.programme import ANN, AS_OF, AT, CHIEF, OF_NORD, refused, send
from tests.store.dump import dump

Q, ALL = "2026Q2", Filters()
HEADER = "invoice_no,invoice_date,reseller_id,reseller_name,sku,qty,line_amount,currency\n"
FILE = HEADER + (
    "Z1,2026-05-03,K77,Brand New Ltd,P-1,1,100.00,EUR\n"
    "Z2,2026-05-04,K77,Brand New Ltd.,P-1,2,200.00,EUR\n"
    "Z3,2026-05-05,,Alpha Three annmark,P-1,1,50.00,EUR\n"
    "Z4,2026-05-06,,Someone Else,P-1,1,7.00,EUR\n"
)


def _net(store: Store) -> int:
    parts = store.segment_parts(EVERYTHING, [Q], "all", ALL, ["net_sell_through"])
    return int(parts["net_sell_through__num"].iloc[0])


def _net_of(store: Store, code: str) -> int:
    return int(store.find_partner(EVERYTHING, code, Q).iloc[0]["net_sell_through__num"])


def test_unknown_resellers_count_in_the_total_and_in_no_list(loaded: Store) -> None:
    before, of_a3 = _net(loaded), _net_of(loaded, "A3")
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    assert _net(loaded) == before + 357_00
    assert _net_of(loaded, "A3") == of_a3 + 50_00  # its exact name is certain
    listed = loaded.list_partners(EVERYTHING, Q, ALL, "name", 100, 0)
    assert sorted(listed["partner_code"]) == ["A1", "A2", "A3", "B1", "B2", "B3"]
    assert sum(loaded.count_partners(EVERYTHING, Q, ALL).values()) == 6
    regions = loaded.segment_parts(EVERYTHING, [Q], "region", ALL, ["net_sell_through"])
    assert dict(zip(regions["group"], regions["n_partners"], strict=True))[""] == 0
    waiting = match_queue.queue(loaded, EVERYTHING)
    assert [(w.name, w.sender, w.n_lines, w.net_minor) for w in waiting] == [
        ("Brand New Ltd", "NORD", 2, 300_00),
        ("Someone Else", "NORD", 1, 7_00),
    ]
    assert rollups.check(loaded) == []


def test_one_decision_moves_all_lines_and_is_remembered(loaded: Store) -> None:
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    total, of_b3 = _net(loaded), _net_of(loaded, "B3")
    key = match_queue.queue(loaded, EVERYTHING)[0].reseller_key
    before = dump(loaded)
    assert matching.decide(loaded, CHIEF, key, "B3", at=AT) == 2
    assert (_net(loaded), _net_of(loaded, "B3")) == (total, of_b3 + 300_00)
    assert [w.name for w in match_queue.queue(loaded, EVERYTHING)] == ["Someone Else"]
    (made,) = decisions.decisions(loaded, EVERYTHING)
    assert (made.written, made.sender, made.target_code) == ("Brand New Ltd", "NORD", "B3")
    assert rollups.check(loaded) == []
    later = HEADER + "Z9,2026-06-07,K77,BRAND NEW LIMITED,P-1,1,11.00,EUR\n"
    sent = send(loaded, FileKind.SELL_THROUGH, "NORD", "z9.csv", later)
    assert _net_of(loaded, "B3") == of_b3 + 311_00
    uploads.undo(loaded, CHIEF, sent.batch_id or 0, at=AT)
    matching.undo_decision(loaded, CHIEF, key, at=AT)
    assert dump(loaded) == before
    assert rollups.check(loaded) == []


def test_ids_of_one_sender_mean_nothing_to_another(loaded: Store) -> None:
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    matching.decide(
        loaded, CHIEF, match_queue.queue(loaded, EVERYTHING)[0].reseller_key, "B3", at=AT
    )
    other = HEADER + "Y1,2026-06-07,K77,Quite Another,P-1,1,11.00,RON\n"
    send(loaded, FileKind.SELL_THROUGH, "SUD", "y.csv", other)
    assert {w.name for w in match_queue.queue(loaded, EVERYTHING)} == {
        "Quite Another",
        "Someone Else",
    }


def test_undo_of_the_file_takes_its_resellers_along(loaded: Store) -> None:
    before = dump(loaded)
    sent = send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    uploads.undo(loaded, CHIEF, sent.batch_id or 0, at=AT)
    assert dump(loaded) == before


def test_only_a_chief_decides_and_only_on_what_is_there(loaded: Store) -> None:
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    key = match_queue.queue(loaded, EVERYTHING)[0].reseller_key
    for scope in (ANN, OF_NORD):
        with pytest.raises(NotFound):
            match_queue.queue(loaded, scope)
        with pytest.raises(NotFound):
            matching.decide(loaded, Viewer("x", "X", scope), key, "B3", at=AT)
    with pytest.raises(NotFound):
        matching.decide(loaded, CHIEF, 12345, "B3", at=AT)
    with refused("unknown_partner"):
        matching.decide(loaded, CHIEF, key, "no such code", at=AT)
    with pytest.raises(NotFound):
        matching.undo_decision(loaded, CHIEF, key, at=AT)


def test_money_of_nobody_is_known_by_period_and_whole(loaded: Store) -> None:
    assert loaded.unmatched(EVERYTHING, Q) == (0, 0)
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    before = HEADER + "Z8,2025-06-01,K77,Brand New Ltd,P-1,1,11.00,EUR\n"
    send(loaded, FileKind.SELL_THROUGH, "NORD", "before.csv", before)
    assert loaded.unmatched(EVERYTHING, Q) == (2, 307_00)
    assert loaded.unmatched(EVERYTHING, "2025Q2") == (1, 11_00)
    assert loaded.unmatched(EVERYTHING, None) == (2, 318_00)
    assert [loaded.unmatched(scope, None) for scope in (ANN, OF_NORD)] == [(0, 0), (0, 0)]
    view = build_overview(loaded, EVERYTHING, parse_period(Q), ALL, AS_OF)
    assert (view.n_unmatched, view.unmatched_minor) == (2, 307_00)
    assert build_overview(loaded, ANN, parse_period(Q), ALL, AS_OF).n_unmatched == 0
