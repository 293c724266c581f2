"""Merge and split, branches, moves, outsiders, article numbers and customers: decided once,
followed by files to come, and taken back without a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db import (
    customer_queue,
    customers,
    decisions,
    match_queue,
    matching,
    merging,
    rollups,
    sku_queue,
    skus,
    uploads,
)
from db.skus import Mended
from db.store import Store
from scorecard.access import EVERYTHING, Viewer
from scorecard.errors import NotFound
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.report import FileStatus
from scorecard.views import Filters
from tests.programme import ANN, AS_OF, AT, CHIEF, OF_NORD, partner_id, refused, send
from tests.store.dump import dump

Q, ALL = "2026Q2", Filters()
HEADER = "invoice_no,invoice_date,reseller_id,reseller_name,sku,qty,line_amount,currency\n"
FILE = HEADER + (
    "Z1,2026-05-03,K77,Brand New Ltd,P-1,1,100.00,EUR\n"
    "Z2,2026-05-04,K77,Brand New Ltd.,P-1,2,200.00,EUR\n"
    "Z3,2026-05-05,K3,Alpha Three annmark,P-1,1,50.00,EUR\n"
)
LATER = HEADER + "Z9,2026-06-07,K77,Brand New,P-1,1,11.00,EUR\n"
LATER_A3 = HEADER + "Z8,2026-06-08,K3,Alpha Three annmark,P-1,1,13.00,EUR\n"


def _net(store: Store) -> int:
    parts = store.segment_parts(EVERYTHING, [Q], "all", ALL, ["net_sell_through"])
    return int(parts["net_sell_through__num"].iloc[0])


def _net_of(store: Store, code: str) -> int:
    return int(store.find_partner(EVERYTHING, code, Q).iloc[0]["net_sell_through__num"])


def _undo_file(store: Store, batch: int | None) -> None:
    uploads.undo(store, CHIEF, batch or 0, at=AT)


def test_no_partner_is_remembered_and_counts_in_the_total(loaded: Store) -> None:
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    before, total = dump(loaded), _net(loaded)
    key = match_queue.queue(loaded, EVERYTHING)[0].reseller_key
    assert matching.set_outsider(loaded, CHIEF, key, at=AT) == 2
    assert match_queue.queue(loaded, EVERYTHING) == []
    assert loaded.unmatched(EVERYTHING, Q) == (0, 0)
    assert loaded.unmatched(EVERYTHING, Q, outsiders=True) == (1, 300_00)
    assert _net(loaded) == total
    later = send(loaded, FileKind.SELL_THROUGH, "NORD", "z9.csv", LATER)
    assert match_queue.queue(loaded, EVERYTHING) == []
    assert (_net(loaded), loaded.unmatched(EVERYTHING, Q, outsiders=True)) == (
        total + 11_00, (1, 311_00),
    )  # fmt: skip
    assert rollups.check(loaded) == []
    (made,) = decisions.decisions(loaded, EVERYTHING)
    assert (made.subject, made.verdict, made.sender, made.target_code) == (
        "reseller", "outsider", "NORD", "",
    )  # fmt: skip
    _undo_file(loaded, later.batch_id)
    decisions.undo_decision(loaded, CHIEF, "reseller", key, at=AT)
    assert dump(loaded) == before
    assert [one.name for one in match_queue.queue(loaded, EVERYTHING)] == ["Brand New Ltd"]


def test_no_partner_stays_so_when_its_file_is_taken_back_and_comes_again(loaded: Store) -> None:
    sent = send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    key = match_queue.queue(loaded, EVERYTHING)[0].reseller_key
    matching.set_outsider(loaded, CHIEF, key, at=AT)
    _undo_file(loaded, sent.batch_id)
    assert loaded.unmatched(EVERYTHING, None, outsiders=True) == (0, 0)
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    assert loaded.unmatched(EVERYTHING, None) == (0, 0)
    assert loaded.unmatched(EVERYTHING, None, outsiders=True) == (1, 300_00)


def test_a_reseller_matched_by_its_name_moves_to_another_partner_and_back(loaded: Store) -> None:
    of_a3, of_b3 = _net_of(loaded, "A3"), _net_of(loaded, "B3")
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    assert _net_of(loaded, "A3") == of_a3 + 50_00
    (known,) = [k for k in match_queue.resellers_of(loaded, EVERYTHING, "A3") if k.sender == "NORD"]
    assert (known.written, known.n_lines, known.net_minor, known.decided) == (
        "Alpha Three annmark", 1, 50_00, False,
    )  # fmt: skip
    before = dump(loaded)
    with refused("stands_there"):
        matching.decide(loaded, CHIEF, known.reseller_key, "A3", at=AT)
    assert matching.decide(loaded, CHIEF, known.reseller_key, "B3", at=AT) == 1
    assert (_net_of(loaded, "A3"), _net_of(loaded, "B3")) == (of_a3, of_b3 + 50_00)
    later = send(loaded, FileKind.SELL_THROUGH, "NORD", "z8.csv", LATER_A3)
    assert (_net_of(loaded, "A3"), _net_of(loaded, "B3")) == (of_a3, of_b3 + 63_00)
    decisions.undo_decision(loaded, CHIEF, "reseller", known.reseller_key, at=AT)
    assert (_net_of(loaded, "A3"), _net_of(loaded, "B3")) == (of_a3 + 63_00, of_b3)
    assert rollups.check(loaded) == []
    _undo_file(loaded, later.batch_id)
    assert dump(loaded) == before


def test_a_reseller_matched_by_its_name_may_be_no_partner_at_all(loaded: Store) -> None:
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    of_a3, total, before = _net_of(loaded, "A3"), _net(loaded), dump(loaded)
    key = match_queue.resellers_of(loaded, EVERYTHING, "A3")[0].reseller_key
    assert matching.set_outsider(loaded, CHIEF, key, at=AT) == 1
    assert (_net_of(loaded, "A3"), _net(loaded)) == (of_a3 - 50_00, total)
    assert rollups.check(loaded) == []
    decisions.undo_decision(loaded, CHIEF, "reseller", key, at=AT)
    assert dump(loaded) == before


def test_a_branch_counts_for_its_partner_and_says_so(loaded: Store) -> None:
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    key = match_queue.queue(loaded, EVERYTHING)[0].reseller_key
    of_b3 = _net_of(loaded, "B3")
    matching.decide(loaded, CHIEF, key, "B3", at=AT, branch=True)
    assert _net_of(loaded, "B3") == of_b3 + 300_00
    (made,) = decisions.decisions(loaded, EVERYTHING)
    assert (made.verdict, made.target_code) == ("branch", "B3")


def test_undo_after_the_file_was_taken_back_and_sent_again(loaded: Store) -> None:
    """The provisional partner went with the file; undoing brings the lines to a new one."""
    sent = send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    key = match_queue.queue(loaded, EVERYTHING)[0].reseller_key
    matching.decide(loaded, CHIEF, key, "B3", at=AT)
    _undo_file(loaded, sent.batch_id)
    send(loaded, FileKind.SELL_THROUGH, "NORD", "z.csv", FILE)
    decisions.undo_decision(loaded, CHIEF, "reseller", key, at=AT)
    assert [(w.name, w.net_minor) for w in match_queue.queue(loaded, EVERYTHING)] == [
        ("Brand New Ltd", 300_00)
    ]
    assert rollups.check(loaded) == []


def test_merge_counts_everything_at_one_partner_and_split_parts_it_again(loaded: Store) -> None:
    of_a1, of_a2, total = _net_of(loaded, "A1"), _net_of(loaded, "A2"), _net(loaded)
    assert (of_a1 > 0, of_a2) == (True, 350_25)
    before = dump(loaded)
    assert merging.merge(loaded, CHIEF, "A2", "A1", at=AT) == 1
    assert (_net_of(loaded, "A1"), _net(loaded)) == (of_a1 + of_a2, total)
    assert loaded.find_partner(EVERYTHING, "A2", Q).empty
    listed = loaded.list_partners(EVERYTHING, Q, ALL, "name", 100, 0)
    assert sorted(listed["partner_code"]) == ["A1", "A3", "B1", "B2", "B3"]
    assert sum(loaded.count_partners(EVERYTHING, Q, ALL).values()) == 5
    assert rollups.check(loaded) == []
    later = send(
        loaded, FileKind.SELL_THROUGH, "NORD", "m.csv",
        "invoice_no,invoice_date,vendor_partner_id,sku,qty,line_amount,currency\n"
        "M1,2026-06-25,A2,P-1,1,70.00,EUR\n",
    )  # fmt: skip
    assert _net_of(loaded, "A1") == of_a1 + of_a2 + 70_00
    decisions.undo_decision(loaded, CHIEF, "merge", partner_id("A2"), at=AT)
    assert (_net_of(loaded, "A1"), _net_of(loaded, "A2")) == (of_a1, of_a2 + 70_00)
    assert rollups.check(loaded) == []
    _undo_file(loaded, later.batch_id)
    assert dump(loaded) == before


def test_a_merge_takes_deals_people_and_targets_along(loaded: Store) -> None:
    before = dump(loaded)
    merging.merge(loaded, CHIEF, "B1", "B2", at=AT)
    moved = {
        name: rows
        for name, rows in dump(loaded).items()
        if name
        in ("deal", "certification", "nps_answer", "engagement_event", "mdf_request", "target")
    }
    assert all(partner_id("B1") not in row for rows in moved.values() for row in rows)
    assert any(partner_id("B2") in row for row in moved["deal"])
    assert rollups.check(loaded) == []
    merging.split(loaded, CHIEF, partner_id("B1"), at=AT)
    assert dump(loaded) == before


def test_merges_of_merges_are_split_from_the_last(loaded: Store) -> None:
    before = dump(loaded)
    merging.merge(loaded, CHIEF, "A2", "A1", at=AT)
    merging.merge(loaded, CHIEF, "A1", "A3", at=AT)
    with refused("split_first"):
        merging.split(loaded, CHIEF, partner_id("A2"), at=AT)
    for code in ("A2", "A1"):
        with refused("unknown_partner"):
            merging.merge(loaded, CHIEF, code, "B1", at=AT)
    with refused("same_partner"):
        merging.merge(loaded, CHIEF, "A3", "A3", at=AT)
    merging.split(loaded, CHIEF, partner_id("A1"), at=AT)
    merging.split(loaded, CHIEF, partner_id("A2"), at=AT)
    assert dump(loaded) == before
    assert rollups.check(loaded) == []


def test_a_merged_partner_is_no_rival_of_its_own_name(loaded: Store) -> None:
    twin = "partner_code,name,country\nA9,Alpha Three annmark,PL\n"
    sent = send(loaded, FileKind.PARTNERS, None, "twin.csv", twin)
    row = HEADER + "T1,2026-06-08,K3,Alpha Three annmark,P-1,1,13.00,EUR\n"
    send(loaded, FileKind.SELL_THROUGH, "NORD", "t1.csv", row)
    (waiting,) = match_queue.queue(loaded, EVERYTHING)  # two partners bear the name
    assert [s.partner_code for s in waiting.suggestions][:2] == ["A3", "A9"]
    merging.merge(loaded, CHIEF, "A9", "A3", at=AT)
    of_a3 = _net_of(loaded, "A3")
    other = row.replace("T1,", "T2,").replace("K3,", "K4,")
    send(loaded, FileKind.SELL_THROUGH, "NORD", "t2.csv", other)
    assert _net_of(loaded, "A3") == of_a3 + 13_00
    # The decision outlives the file that brought the partner, and holds when it comes again.
    _undo_file(loaded, sent.batch_id)
    send(loaded, FileKind.PARTNERS, None, "twin.csv", twin)
    assert loaded.find_partner(EVERYTHING, "A9", Q).empty
    with refused("undo_blocked"):
        _undo_file(loaded, next(b.batch_id for b in loaded.batches(EVERYTHING)
                                if b.file_name == "partners.csv"))  # fmt: skip
    assert rollups.check(loaded) == []


def test_a_parent_by_a_persons_word_outlives_the_next_file(loaded: Store) -> None:
    def parent(code: str) -> int | None:
        return {int(row[0]): row[3] for row in dump(loaded)["partner"]}[partner_id(code)]

    before = dump(loaded)
    merging.set_parent(loaded, CHIEF, "B3", "B1", at=AT)
    assert parent("B3") == partner_id("B1")
    with refused("parent_circle"):
        merging.set_parent(loaded, CHIEF, "B1", "B3", at=AT)
    later = send(
        loaded, FileKind.PARTNERS, None, "p.csv",
        "partner_code,name,country,region,partner_type,owner,tier,signed_on\n"
        "B3,Beta Three benmark,HU,Hungary,reseller,ben,gold,2026-06-01\n",
    )  # fmt: skip
    assert parent("B3") == partner_id("B1")
    _undo_file(loaded, later.batch_id)
    decisions.undo_decision(loaded, CHIEF, "branch", partner_id("B3"), at=AT)
    assert dump(loaded) == before


SKUS = HEADER + (
    "Z1,2026-05-03,K1,Alpha Three annmark,P-1,1,100.00,EUR\n"
    "Z2,2026-05-04,K1,Alpha Three annmark,NP-1,2,200.00,EUR\n"
    "Z3,2026-05-05,K1,Alpha Three annmark,NP-1,1,50.00,EUR\n"
    "Z4,2026-05-06,K1,Alpha Three annmark,XX-9,1,7.00,EUR\n"
)


def _send_partly(store: Store, name: str, text: str) -> int:
    data = text.encode()
    report = uploads.prepare(store, CHIEF, kind=FileKind.SELL_THROUGH, data=data, file_name=name,
                             sender="NORD", as_of=AS_OF)  # fmt: skip
    assert report.status is FileStatus.PARTIALLY_ACCEPTED, report.issues
    return uploads.land(store, CHIEF, report, data, landed_at=AT).batch_id or 0


def test_unknown_article_numbers_wait_by_money_and_come_in_by_one_decision(loaded: Store) -> None:
    batch = _send_partly(loaded, "s.csv", SKUS)
    of_a3, before = _net_of(loaded, "A3"), dump(loaded)
    queued = sku_queue.queue(loaded, EVERYTHING)
    assert [(q.sender, q.written, q.n_rows, q.net_minor) for q in queued] == [
        ("NORD", "NP-1", 2, 250_00), ("NORD", "XX-9", 1, 7_00),
    ]  # fmt: skip
    assert queued[0].suggestions[0].sku == "P-1"
    done = skus.decide(loaded, CHIEF, "NORD", "NP-1", "P-1", at=AT, today=AS_OF)
    assert done == Mended(2, 0)
    assert _net_of(loaded, "A3") == of_a3 + 250_00
    assert [q.written for q in sku_queue.queue(loaded, EVERYTHING)] == ["XX-9"]
    assert rollups.check(loaded) == []
    (made,) = decisions.decisions(loaded, EVERYTHING)
    assert (made.subject, made.written, made.target_code) == ("sku", "NP-1", "P-1")
    decisions.undo_decision(loaded, CHIEF, "sku", made.key, at=AT + timedelta(hours=1))
    assert dump(loaded) == before
    assert [q.written for q in sku_queue.queue(loaded, EVERYTHING)] == ["NP-1", "XX-9"]
    assert loaded.batches(EVERYTHING, batch_id=batch)[0].n_rejected == 3


def test_a_decided_article_number_is_known_in_files_to_come_until_undone(loaded: Store) -> None:
    _send_partly(loaded, "s.csv", SKUS)
    skus.decide(loaded, CHIEF, "NORD", "NP-1", "P-1", at=AT, today=AS_OF)
    of_a3 = _net_of(loaded, "A3")
    row = "Y1,2026-06-04,K1,Alpha Three annmark,np-1,2,90.00,EUR\n"
    other = "Y2,2026-06-05,K1,Alpha Three annmark,P-1,1,9.00,EUR\n"
    later = send(loaded, FileKind.SELL_THROUGH, "NORD", "y.csv", HEADER + row + other)
    assert _net_of(loaded, "A3") == of_a3 + 99_00
    sud = uploads.prepare(loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=(HEADER + row).encode(),
                          file_name="sud.csv", sender="SUD", as_of=AS_OF)  # fmt: skip
    assert sud.reason == "UNKNOWN_SKU"  # remembered for its sender alone
    (made,) = decisions.decisions(loaded, EVERYTHING)
    decisions.undo_decision(loaded, CHIEF, "sku", made.key, at=AT)
    assert _net_of(loaded, "A3") == of_a3 - 250_00 + 9_00
    kept = loaded.batches(EVERYTHING, batch_id=later.batch_id)[0]
    assert (kept.n_accepted, kept.n_rejected) == (1, 1)
    assert rollups.check(loaded) == []


def test_rows_without_a_document_stay_out_and_are_said(loaded: Store) -> None:
    head = "invoice_date,reseller_name,sku,qty,line_amount,currency\n"
    _send_partly(loaded, "n.csv", head + "2026-05-03,Alpha Three annmark,P-1,1,1.00,EUR\n"
                 "2026-05-04,Alpha Three annmark,NP-1,1,2.00,EUR\n")  # fmt: skip
    of_a3 = _net_of(loaded, "A3")
    assert skus.decide(loaded, CHIEF, "NORD", "NP-1", "P-1", at=AT, today=AS_OF) == Mended(0, 1)
    assert _net_of(loaded, "A3") == of_a3


CUSTOMERS = (
    "invoice_no,invoice_date,vendor_partner_id,end_customer_name,sku,qty,line_amount,currency\n"
)


def test_a_customers_other_name_is_the_same_customer_by_one_decision(loaded: Store) -> None:
    send(loaded, FileKind.SELL_THROUGH, "NORD", "c.csv", CUSTOMERS
         + "C1,2026-06-21,A3,Kunde Eins GmbH,P-1,1,40.00,EUR\n")  # fmt: skip
    before = dump(loaded)
    (one,) = customer_queue.queue(loaded, EVERYTHING)
    assert (one.sender, one.name, one.n_lines, one.net_minor) == (
        "NORD", "Kunde Eins GmbH", 1, 40_00,
    )  # fmt: skip
    assert [s.name for s in one.suggestions] == ["Kunde Eins"]

    def new_customers(code: str) -> int:
        return int(loaded.find_partner(EVERYTHING, code, Q).iloc[0]["new_customers__num"])

    assert new_customers("A3") == 1
    target = one.suggestions[0].customer_id
    assert customers.decide(loaded, CHIEF, "NORD", one.name, target, at=AT) == 1
    assert (new_customers("A3"), customer_queue.queue(loaded, EVERYTHING)) == (0, [])
    later = send(loaded, FileKind.SELL_THROUGH, "NORD", "c2.csv", CUSTOMERS
                 + "C2,2026-06-22,A3,KUNDE  EINS GmbH,P-1,1,4.00,EUR\n")  # fmt: skip
    assert (new_customers("A3"), customer_queue.queue(loaded, EVERYTHING)) == (0, [])
    assert rollups.check(loaded) == []
    (made,) = decisions.decisions(loaded, EVERYTHING)
    assert (made.subject, made.written, made.target_name) == (
        "customer", "Kunde Eins GmbH", "Kunde Eins",
    )  # fmt: skip
    decisions.undo_decision(loaded, CHIEF, "customer", made.key, at=AT)
    assert new_customers("A3") == 1
    _undo_file(loaded, later.batch_id)
    assert dump(loaded) == before


def test_a_customer_of_its_own_is_not_asked_about_again(loaded: Store) -> None:
    text = CUSTOMERS + "C1,2026-06-21,A3,Kunde Eins GmbH,P-1,1,40.00,EUR\n"
    send(loaded, FileKind.SELL_THROUGH, "NORD", "c.csv", text)
    before = dump(loaded)
    customers.keep_apart(loaded, CHIEF, "NORD", "Kunde Eins GmbH", at=AT)
    assert customer_queue.queue(loaded, EVERYTHING) == []
    (made,) = decisions.decisions(loaded, EVERYTHING)
    assert (made.verdict, made.target_name) == ("apart", "Kunde Eins GmbH")
    with refused("matched_already"):
        customers.decide(loaded, CHIEF, "NORD", "Kunde Eins GmbH", 1, at=AT)
    decisions.undo_decision(loaded, CHIEF, "customer", made.key, at=AT)
    assert dump(loaded) == before
    assert len(customer_queue.queue(loaded, EVERYTHING)) == 1


def test_only_chiefs_decide(loaded: Store) -> None:
    for scope in (ANN, OF_NORD):
        viewer = Viewer("x", "X", scope)
        for ask in (
            lambda scope=scope: match_queue.resellers_of(loaded, scope, "A1"),
            lambda scope=scope: sku_queue.queue(loaded, scope),
            lambda scope=scope: customer_queue.queue(loaded, scope),
            lambda scope=scope: decisions.decisions(loaded, scope),
            lambda scope=scope: sku_queue.find_products(loaded, scope, "P"),
            lambda viewer=viewer: merging.merge(loaded, viewer, "A1", "A2", at=AT),
            lambda viewer=viewer: merging.set_parent(loaded, viewer, "A1", "A2", at=AT),
            lambda viewer=viewer: matching.set_outsider(loaded, viewer, 1, at=AT),
            lambda viewer=viewer: customers.decide(loaded, viewer, "NORD", "x", 1, at=AT),
            lambda viewer=viewer: skus.decide(
                loaded, viewer, "NORD", "x", "P-1", at=AT, today=AS_OF
            ),
        ):
            with pytest.raises(NotFound):
                ask()


def test_rows_that_were_sent_again_count_and_land_once(loaded: Store) -> None:
    _send_partly(loaded, "s.csv", SKUS)
    again = SKUS.replace(
        "K1,Alpha Three annmark,P-1,1,100.00", "K1,Alpha Three annmark,P-1,1,90.00"
    )
    data, mapping = again.encode(), Mapping(resend="replace")
    report = uploads.prepare(loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=data, as_of=AS_OF,
                             file_name="again.csv", sender="NORD", mapping=mapping)  # fmt: skip
    uploads.land(loaded, CHIEF, report, data, landed_at=AT, mapping=mapping)
    assert [(q.written, q.n_rows, q.net_minor) for q in sku_queue.queue(loaded, EVERYTHING)] == [
        ("NP-1", 2, 250_00), ("XX-9", 1, 7_00),
    ]  # fmt: skip
    of_a3 = _net_of(loaded, "A3")
    assert skus.decide(loaded, CHIEF, "NORD", "NP-1", "P-1", at=AT, today=AS_OF) == Mended(2, 0)
    assert _net_of(loaded, "A3") == of_a3 + 250_00
    assert rollups.check(loaded) == []
