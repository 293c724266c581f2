"""The pipeline in the store: snapshots, counted once, who sees what, undo, rebuild."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from db import rollups, uploads
from db.deal_book import REPORT, SNAPSHOT
from db.decisions import decisions
from db.engine import reading
from db.pipeline_count import TABLES
from db.pipeline_decisions import decide, take_back
from db.store import Store
from db.undo import undo
from scorecard.access import EVERYTHING, Role, Scope, Viewer
from scorecard.errors import NotFound
from scorecard.forecast.views import Asked
from scorecard.i18n.text import render
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from scorecard.period import parse_period
from scorecard.usecases.pipeline import (
    build_changes,
    build_nodes,
    build_pipeline,
    build_queue,
    build_registrations,
)
from scorecard.usecases.rollup import roll_up
from tests.programme import (
    ANN,
    AS_OF,
    CHIEF,
    DISTRIBUTORS,
    OF_A1,
    OF_B1,
    OF_NORD,
    OF_SUD,
    PARTNERS,
    refused,
    send,
)

LATER = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
Q3 = parse_period("2026Q3")
HEAD = (
    "deal_id,source,system,partner_code,distributor_code,end_customer_name,product_family,amount,"
    "currency,created_on,registered_on,decision,decided_on,stage,stage_entered_on,status,"
    "expected_close_on,closed_on,forecast_category\n"
)
CRM = HEAD + (
    "C1,crm,sf,,,Kunde Eins GmbH,Network,50000,EUR,2026-05-04,,,,Proposal,2026-06-10,open,"
    "2026-08-20,,commit\n"
    "C2,crm,sf,B1,,Client Unu SRL,Care,8000,EUR,2026-03-02,,,,Closed,2026-07-06,won,,2026-07-06,\n"
)
PORTAL = HEAD + (
    "R1,registration,portal,A1,,Kunde Eins,Network,52000,EUR,2026-05-06,2026-05-06,approved,"
    "2026-05-07,Registered,2026-05-06,open,2026-08-25,,\n"
)
QUOTES = HEAD + (
    "Q1,quote,,A1,NORD,KUNDE EINS GMBH,Network,50500,EUR,2026-05-11,,,,Quoted,2026-05-11,open,"
    "2026-08-20,,\n"
)


def programme(store: Store) -> Store:
    for kind, name, text in (
        (FileKind.DISTRIBUTORS, "d.csv", DISTRIBUTORS), (FileKind.PARTNERS, "p.csv", PARTNERS),
    ):  # fmt: skip
        send(store, kind, None, name, text)
    return store


@pytest.fixture
def three_sources(store: Store) -> Store:
    programme(store)
    send(store, FileKind.DEALS, None, "crm.csv", CRM)
    send(store, FileKind.DEALS, None, "portal.csv", PORTAL)
    send(store, FileKind.DEALS, "NORD", "quotes.csv", QUOTES)
    return store


def rows(store: Store, *tables: Any) -> list[Any]:
    with reading(store.engine) as connection:
        return [sorted(map(tuple, connection.execute(select(t))), key=repr) for t in tables]


def fates(store: Store, scope: Scope = EVERYTHING) -> dict[str, str]:
    found = store.reported_deals(scope, Asked(), 100)
    return dict(zip(found["deal_code"], found["fate"], strict=True))


def test_three_reports_of_one_opportunity_are_counted_once(three_sources: Store) -> None:
    pair = decided(three_sources)
    page = build_pipeline(three_sources, EVERYTHING, Q3, AS_OF)
    assert pair == {"C1": "counted", "C2": "counted", "R1": "duplicate", "Q1": "duplicate"}
    assert (page.bridge.gross, page.bridge.duplicates) == (160_500_00, 102_500_00)
    assert (page.bridge.counted, page.bridge.n_counted) == (58_000_00, 2)


def decided(store: Store) -> dict[str, str]:
    """Where the deals' amounts go once a person has said that the likely ones are the same."""
    for one in build_queue(store, EVERYTHING):
        decide(store, CHIEF, one.one.deal_id, one.other.deal_id, same=True, at=LATER)
    return fates(store)


def test_a_partner_keeps_its_deal_when_the_crm_names_none(three_sources: Store) -> None:
    """KPIs count the partner's own report, with what the vendor's system says of it."""
    decided(three_sources)
    found = roll_up(three_sources, EVERYTHING, Q3, "partner_id", AS_OF, ["open_pipeline"])
    assert {code: r["open_pipeline"].numerator for code, r in found.items()
            if r["open_pipeline"].numerator} == {"A1": 50_000_00}  # fmt: skip
    won = roll_up(three_sources, EVERYTHING, Q3, "partner_id", AS_OF, ["win_rate"])
    assert (won["B1"]["win_rate"].numerator, won["B1"]["win_rate"].n) == (1, 1)


def test_nobody_sees_what_another_reported_of_the_same(three_sources: Store) -> None:
    decided(three_sources)
    assert fates(three_sources, OF_A1) == {"R1": "duplicate", "Q1": "duplicate"}
    assert fates(three_sources, OF_NORD) == {"Q1": "duplicate"}
    assert fates(three_sources, ANN) == {"R1": "duplicate", "Q1": "duplicate"}
    assert fates(three_sources, OF_B1) == {"C2": "counted"}
    assert fates(three_sources, OF_SUD) == {}
    found = three_sources.reported_deals(OF_A1, Asked(), 10)
    assert set(found["canonical_code"]) == {""}  # the vendor's own record is not theirs to see
    assert three_sources.deal_pairs(ANN, "merged").empty
    for scope in (ANN, OF_A1, OF_NORD):
        with pytest.raises(NotFound):
            decide(three_sources, Viewer("x", "X", scope), 1, 2, same=True, at=LATER)


def test_a_word_on_a_pair_is_kept_audited_and_taken_back(three_sources: Store) -> None:
    before = rows(three_sources, *TABLES)
    ids = {code: number for number, code in _codes(three_sources)}
    decide(three_sources, CHIEF, ids["C1"], ids["C2"], same=True, at=LATER)
    assert [one.verdict for one in decisions(three_sources, EVERYTHING)] == ["same"]
    assert sorted(fates(three_sources).values()).count("duplicate") >= 1
    decide(three_sources, CHIEF, ids["C2"], ids["C1"], same=False, at=LATER)
    assert [one.verdict for one in decisions(three_sources, EVERYTHING)] == ["apart"]
    assert {"C1", "C2"} <= {code for code, fate in fates(three_sources).items()
                            if fate == "counted"}  # fmt: skip
    take_back(three_sources, CHIEF, ids["C1"], ids["C2"], at=LATER)
    assert decisions(three_sources, EVERYTHING) == []
    assert rows(three_sources, *TABLES) == before
    assert [one.action for one in three_sources.audit(EVERYTHING)
            if one.action.startswith("deals.")] == [
        "deals.undecide", "deals.apart", "deals.same"]  # fmt: skip


def _codes(store: Store) -> list[tuple[int, str]]:
    found = store.reported_deals(EVERYTHING, Asked(), 100)
    return list(zip(found["deal_id"], found["deal_code"], strict=True))


MAY = CRM.replace("2026-07-06,won,,2026-07-06", "2026-06-01,open,2026-07-10,")
MOVED = CRM.replace("50000", "45000").replace("2026-08-20,,commit", "2026-11-02,,pipeline")


def test_every_upload_keeps_what_was_known(store: Store) -> None:
    programme(store)
    send(store, FileKind.DEALS, None, "may.csv", MAY)
    assert _known(store, date(2026, 7, 5)) == {"C1": ("open", 50_000_00), "C2": ("open", 8_000_00)}
    first = rows(store, REPORT, SNAPSHOT, *TABLES)
    moved = send(store, FileKind.DEALS, None, "july.csv", MOVED)
    assert _known(store, date(2026, 7, 5)) == {"C1": ("open", 50_000_00), "C2": ("open", 8_000_00)}
    assert _known(store, AS_OF) == {"C1": ("open", 45_000_00), "C2": ("won", 8_000_00)}
    assert _known(store, date(2026, 5, 10)) == {"C1": ("open", None), "C2": ("open", None)}
    again = rows(store, REPORT, SNAPSHOT, *TABLES)
    assert send(store, FileKind.DEALS, None, "july.csv", MOVED).batch_id is None
    assert rows(store, REPORT, SNAPSHOT, *TABLES) == again
    assert rollups.check(store) == []
    found = build_changes(store, EVERYTHING, Q3, date(2026, 7, 5), AS_OF)
    steps = {step.kind.value: step.minor for step in found.steps if step.n_deals}
    assert (found.start_minor, steps) == (58_000_00, {"slipped": -50_000_00, "won": -8_000_00})
    assert found.end_minor == 0
    assert moved.batch_id is not None
    undo(store, CHIEF, moved.batch_id, at=LATER)
    assert rows(store, REPORT, SNAPSHOT, *TABLES) == first
    assert rollups.check(store) == []


def _known(store: Store, day: date) -> dict[str, tuple[str, int | None]]:
    found = store.known_deals(EVERYTHING, day, date(2026, 1, 1))
    return {
        row.deal_code: (row.status, None if row.amount_minor != row.amount_minor
                        or row.amount_minor is None else int(row.amount_minor))
        for row in found.astype(object).where(found.notna(), None).itertuples()
    }  # fmt: skip


def test_step_by_step_is_what_a_rebuild_makes(three_sources: Store) -> None:
    assert rollups.check(three_sources) == []
    kept = rows(three_sources, REPORT, SNAPSHOT, *TABLES)
    rollups.rebuild(three_sources, AS_OF)
    assert rows(three_sources, REPORT, SNAPSHOT, *TABLES) == kept


def test_the_roll_up_adds_up_at_every_level(three_sources: Store) -> None:
    whole = build_pipeline(three_sources, EVERYTHING, Q3, AS_OF).bridge
    level = build_nodes(three_sources, EVERYTHING, Q3, AS_OF)
    for _depth in range(4):
        assert sum(node.bridge.gross for node in level) == whole.gross
        assert sum(node.bridge.counted for node in level) == whole.counted
        level = tuple(
            child for node in level
            for child in (build_nodes(three_sources, EVERYTHING, Q3, AS_OF, node.path)
                          if node.opens else (node,))
        )  # fmt: skip
    assert {node.code for node in level} == {"A1", "B1"}  # also of the deal that names nobody


def test_a_distributor_sends_its_own_quotes_and_no_others(store: Store) -> None:
    programme(store)
    nord = Viewer("nord", "Nord", OF_NORD)
    send(store, FileKind.DEALS, "NORD", "q.csv", QUOTES.replace("NORD", "SUD"), nord)
    found = store.reported_deals(EVERYTHING, Asked(), 10)
    assert list(found["distributor_code"]) == ["NORD"]
    assert list(found["deal_id"]) == [stable_id("deal", "quote", "", "NORD", "Q1")]
    with pytest.raises(NotFound):
        send(store, FileKind.DEALS, "SUD", "s.csv", QUOTES, nord)


BAD = [
    ("X1,crm,sf,A1,,K,N,5,EUR,2026-05-04,,,,Won,,won,,2026-05-03,\n", "DATE_ORDER"),
    ("X1,crm,sf,A1,,K,N,,EUR,2026-05-04,,,,Won,,won,,2026-05-30,\n", "WON_WITHOUT_AMOUNT"),
    ("X1,crm,sf,A1,,K,N,0,EUR,2026-05-04,,,,Won,,won,,2026-05-30,\n", "WON_WITHOUT_AMOUNT"),
    ("X1,crm,sf,A1,,K,N,-5,EUR,2026-05-04,,,,Lost,,lost,,2026-05-30,\n", "BAD_PRICE"),
    ("X1,crm,sf,A1,,K,N,5,EUR,2026-05-04,,,,Odd,,odd,,,\n", "BAD_VALUE"),
    ("X1,quote,,,NORD,K,N,5,EUR,2026-05-04,,,,Open,,open,,,\n", "MISSING_VALUE"),
    ("X1,crm,sf,A1,,K,N,5,EUR,2026-05-04,,,,One,,open,,,\n"
     "X1,crm,sf,A1,,K,N,5,EUR,2026-05-04,,,,Two,,open,,,\n", "CONFLICTING_DUPLICATE"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "code"), BAD)
def test_a_bad_deal_is_refused_with_its_reason(store: Store, bad: str, code: str) -> None:
    programme(store)
    data = (CRM + bad).encode()
    report = uploads.prepare(
        store, CHIEF, kind=FileKind.DEALS, data=data, file_name="x.csv", as_of=AS_OF
    )
    assert {issue.code for issue in report.issues} == {code}
    assert (report.n_accepted, report.n_rejected) == (2, bad.count("\n"))


def test_one_deal_is_not_two(store: Store) -> None:
    with refused("same_deal"):
        decide(programme(store), CHIEF, 5, 5, same=True, at=LATER)
    with pytest.raises(NotFound):
        decide(store, CHIEF, 5, 6, same=True, at=LATER)
    assert EVERYTHING.role is Role.CHIEF


CLAIMS = HEAD + (
    "R1,registration,portal,A1,,Kunde Eins,Network,52000,EUR,2026-05-06,2026-05-06,approved,"
    "2026-05-07,Registered,2026-05-06,open,2026-08-25,,\n"
    "R2,registration,portal,B1,,Kunde Eins,Network,52000,EUR,2026-05-08,2026-05-08,submitted,"
    ",Registered,2026-05-08,open,2026-08-25,,\n"
)


def test_one_registration_holds_and_the_loser_is_told_why(store: Store) -> None:
    programme(store)
    send(store, FileKind.DEALS, None, "portal.csv", CLAIMS)
    ids = {code: number for number, code in _codes(store)}
    decide(store, CHIEF, ids["R1"], ids["R2"], same=True, at=LATER)
    found = build_registrations(store, EVERYTHING, AS_OF)
    assert [(r.deal_code, r.due_on, r.days_left) for r in found.to_answer] == [
        ("R2", date(2026, 5, 10), -71)
    ]
    assert [(r.deal_code, r.due_on, r.days_left) for r in found.expiring] == [
        ("R1", date(2026, 8, 4), 15)
    ]
    (conflict,) = found.conflicts
    assert conflict.winner is not None
    assert (conflict.winner.deal_code, conflict.against) == ("R1", "partner")
    assert [render(line.rule) for line in conflict.others] == [
        "Lost: the registration of Alpha One annmark was approved first."
    ]
    of_b1 = build_registrations(store, OF_B1, AS_OF)
    assert ([r.deal_code for r in of_b1.to_answer], of_b1.conflicts) == (["R2"], ())
