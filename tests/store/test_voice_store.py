"""The partner's voice on a store: landing, undo, waves, links, the closed loop, who may read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db import rollups, uploads, voice
from db.engine import reading
from db.readmodel import PARTNER_PERIOD
from db.store import Store
from db.survey_answers import answer, open_form
from db.surveys import close_wave, make_links, open_wave
from db.voice_sums import PARTNER_WAVE
from scorecard.access import EVERYTHING, Role, Scope, Viewer
from scorecard.errors import NotFound
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from scorecard.kpis.registry import part_columns
from scorecard.usecases.voice import build_partner_voice, build_voice, find_comments, nps_by
from scorecard.views import Filters
from scorecard.voice.views import CaseStatus
from tests.programme import ANN, AS_OF, AT, CHIEF, OF_A1, OF_NORD, partner_id, refused, send

ALL = Filters()
INVITED = """partner_code,wave,respondent_id,invited_on,person_name,respondent_role,language
A1,2026H2,a@annmark,2026-07-01,Ann Contact,owner,pl
A1,2026H2,a2@annmark,2026-07-01,Al Contact,sales,
B1,2026H2,b@benmark,2026-07-01,Bo Contact,owner,ro
"""
ANSWERS = """partner_code,wave,respondent_id,answered_on,score,comment
A1,2026H2,a@annmark,2026-07-03,2,Portal jest wolny
A1,2026H2,a@annmark,2026-07-05,4,Portal jest powolny
"""
LATER = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
MANAGER = Viewer("ann@example.com", "Ann", ANN)
PARTNER_VIEWER = Viewer("a1@example.com", "A1", OF_A1)


def answer_id(code: str, wave: str, person: str) -> int:
    return stable_id("nps", code, wave, person)


def sums(store: Store) -> list[tuple[object, ...]]:
    columns = [PARTNER_WAVE.c[n] for n in ("partner_id", "wave", "n", "promoters", "detractors",
                                           "score_sum", "invited")]  # fmt: skip
    with reading(store.engine) as connection:
        return sorted(tuple(row) for row in connection.execute(select(*columns)))


BEFORE = sorted([
    (partner_id("A1"), "2026H1", 1, 1, 0, 9, 0),
    (partner_id("B1"), "2026H1", 1, 0, 1, 4, 0),
])  # fmt: skip


def test_invitations_and_answers_are_summed_and_taken_back(loaded: Store) -> None:
    assert sums(loaded) == BEFORE
    send(loaded, FileKind.INVITATIONS, None, "invited.csv", INVITED)
    data = ANSWERS.encode()
    report = uploads.prepare(
        loaded, CHIEF, kind=FileKind.NPS, data=data, file_name="answers.csv", as_of=AS_OF
    )
    assert [issue.code for issue in report.issues] == ["ANSWERED_AGAIN"]
    landed = uploads.land(loaded, CHIEF, report, data, landed_at=AT)
    assert uploads.land(loaded, CHIEF, report, data, landed_at=AT).batch_id is None
    after = sorted([*BEFORE, (partner_id("A1"), "2026H2", 1, 0, 1, 4, 2),
                    (partner_id("B1"), "2026H2", 0, 0, 0, 0, 1)])  # fmt: skip
    assert sums(loaded) == after
    assert rollups.check(loaded) == []
    rollups.rebuild(loaded, AS_OF)
    assert sums(loaded) == after
    assert landed.batch_id is not None
    uploads.undo(loaded, CHIEF, landed.batch_id, at=AT)
    assert sums(loaded) == sorted(
        [*BEFORE, (partner_id("A1"), "2026H2", 0, 0, 0, 0, 2),
         (partner_id("B1"), "2026H2", 0, 0, 0, 0, 1)]
    )  # fmt: skip


def test_the_last_answer_counts_whichever_file_came_first(loaded: Store) -> None:
    head = "partner_code,wave,respondent_id,answered_on,score,comment\n"
    send(loaded, FileKind.NPS, None, "a.csv", head + "B1,2026H3,b@benmark,2026-07-09,10,\n")
    send(loaded, FileKind.NPS, None, "b.csv", head + "B1,2026H3,B@benmark,2026-07-02,1,\n")
    page = build_voice(loaded, EVERYTHING, AS_OF, wave="2026H3")
    assert (page.now.n, page.now.promoters) == (1, 1)


def test_an_answer_of_somebody_not_invited_is_refused(loaded: Store) -> None:
    send(loaded, FileKind.INVITATIONS, None, "invited.csv", INVITED)
    rows = "B1,2026H2,z@benmark,2026-07-03,9,\nB1,2026H2,b@benmark,2026-06-30,9,\n"
    data = (ANSWERS.splitlines()[0] + "\n" + rows).encode()
    report = uploads.prepare(
        loaded, CHIEF, kind=FileKind.NPS, data=data, file_name="x.csv", as_of=AS_OF
    )
    assert [issue.code for issue in report.issues] == ["NOT_INVITED", "ANSWER_BEFORE_INVITATION"]
    assert len(report.rows) == 0


def _opened(store: Store) -> dict[str, int]:
    """Respondent -> the number of the link."""
    send(store, FileKind.INVITATIONS, None, "invited.csv", INVITED)
    open_wave(store, CHIEF, "2026H2", date(2026, 7, 1), date(2026, 8, 31), at=AT)
    return {s.respondent_id: s.link.link_id for s in make_links(store, CHIEF, "2026H2", at=AT)}


def test_an_answer_by_link_counts_once_however_often_it_is_changed(loaded: Store) -> None:
    links = _opened(loaded)
    day = date(2026, 7, 4)
    assert open_form(loaded, links["a@annmark"], day).score is None
    answer(loaded, links["a@annmark"], 9, "Dobrze", day, at=LATER)
    answer(loaded, links["a@annmark"], 3, "Ceny", day, at=LATER + timedelta(minutes=1))
    form = open_form(loaded, links["a@annmark"], day)
    assert (form.score, form.comment, form.wave) == (3, "Ceny", "2026H2")
    assert (partner_id("A1"), "2026H2", 1, 0, 1, 3, 2) in sums(loaded)
    assert rollups.check(loaded) == []
    batch = next(b for b in loaded.batches(EVERYTHING) if b.file_name == "survey page 2026H2")
    assert batch.n_accepted == 2
    uploads.undo(loaded, CHIEF, batch.batch_id, at=LATER)
    assert open_form(loaded, links["a@annmark"], day).score is None
    answer(loaded, links["a@annmark"], 8, "", day, at=LATER + timedelta(minutes=2))
    assert (partner_id("A1"), "2026H2", 1, 0, 0, 8, 2) in sums(loaded)


def _kpi(store: Store) -> tuple[int, int]:
    """Numerator and n of A1's partner_nps in the last whole quarter."""
    numerator, _denominator, n = (PARTNER_PERIOD.c[x] for x in part_columns("partner_nps"))
    own = (PARTNER_PERIOD.c.partner_id == partner_id("A1")) & (PARTNER_PERIOD.c.period == "2026Q2")
    with reading(store.engine) as connection:
        return tuple(connection.execute(select(numerator, n).where(own)).one())  # type: ignore[return-value]


def test_the_kpi_counts_an_answer_by_link_at_once_and_a_person_once(loaded: Store) -> None:
    assert _kpi(loaded) == (1, 1)
    asked = INVITED.replace("2026H2", "June").replace("2026-07-01", "2026-06-10")
    send(loaded, FileKind.INVITATIONS, None, "june.csv", asked)
    open_wave(loaded, CHIEF, "June", date(2026, 6, 10), date(2026, 6, 30), at=AT)
    links = {s.respondent_id: s.link.link_id for s in make_links(loaded, CHIEF, "June", at=AT)}
    answer(loaded, links["a@annmark"], 3, "", date(2026, 6, 20), at=LATER)
    assert _kpi(loaded) == (-1, 1)  # the same person, whose latest answer counts
    answer(loaded, links["a2@annmark"], 9, "", date(2026, 6, 20), at=LATER)
    assert _kpi(loaded) == (0, 2)
    page = build_voice(loaded, EVERYTHING, AS_OF, wave="June")
    assert (page.now.n, page.now.value, page.now.no_value) == (2, None, "low_sample")


def test_bad_answers_by_link_are_refused(loaded: Store) -> None:
    links = _opened(loaded)
    link, day = links["a@annmark"], date(2026, 7, 4)
    for wrong in (11, -1, True):
        with refused("survey_score"):
            answer(loaded, link, wrong, "", day, at=LATER)
    with refused("survey_comment_long"):
        answer(loaded, link, 5, "x" * 2_001, day, at=LATER)
    with refused("survey_link_broken"):
        answer(loaded, 12345, 5, "", day, at=LATER)
    answer(loaded, link, 5, "", day, at=LATER)
    with refused("survey_too_often"):
        answer(loaded, link, 6, "", day, at=LATER + timedelta(seconds=1))
    with refused("survey_link_expired"):
        answer(loaded, link, 6, "", date(2026, 9, 1), at=LATER + timedelta(days=31))
    make_links(loaded, CHIEF, "2026H2", at=LATER, renew=True)
    with refused("survey_link_replaced"):
        answer(loaded, link, 6, "", day, at=LATER + timedelta(hours=1))


def test_waves_have_names_of_their_own_and_links_only_while_they_are_open(loaded: Store) -> None:
    links = _opened(loaded)
    assert {s.link.link_id for s in make_links(loaded, CHIEF, "2026H2", at=LATER)} == set(
        links.values()
    )
    for name in ("2026H2", "2026-h2", "2026 H1"):
        with refused("wave_exists"):
            open_wave(loaded, CHIEF, name, date(2026, 7, 1), date(2026, 7, 31), at=AT)
    for name, first, last in (("x", 9, 8), ("...", 1, 2)):
        with refused("wave_days"):
            open_wave(loaded, CHIEF, name, date(2026, 7, first), date(2026, 7, last), at=AT)
    with refused("wave_not_open"):
        make_links(loaded, CHIEF, "2025H1", at=AT)
    with pytest.raises(NotFound):
        open_wave(loaded, MANAGER, "Mine", date(2026, 7, 1), date(2026, 7, 2), at=AT)
    close_wave(loaded, CHIEF, "2026H2", date(2026, 7, 9), at=LATER)
    with refused("wave_closed"):
        make_links(loaded, CHIEF, "2026H2", at=LATER)
    with refused("survey_link_expired"):
        open_form(loaded, links["a@annmark"], date(2026, 7, 10))


def test_the_closed_loop_from_the_answer_to_the_score_afterwards(loaded: Store) -> None:
    number = answer_id("B1", "2026H1", "b@benmark")
    loop = build_voice(loaded, EVERYTHING, AS_OF).loop
    assert [(c.answer_id, c.owner, c.due_on, c.status) for c in loop.cases] == [
        (number, "ben", date(2026, 5, 17), CaseStatus.OVERDUE)
    ]
    voice.assign(loaded, CHIEF, number, "Zoe", date(2026, 12, 1), at=AT)
    voice.close(loaded, CHIEF, number, "Called, price list sent", date(2026, 5, 20), at=AT)
    head = "partner_code,wave,respondent_id,answered_on,score,comment\n"
    send(loaded, FileKind.NPS, None, "next.csv", head + "B1,2026H2,b@benmark,2026-07-02,8,\n")
    loop = build_voice(loaded, EVERYTHING, AS_OF).loop
    case = loop.cases[0]
    assert (case.owner, case.status, case.done) == ("Zoe", CaseStatus.DONE,
                                                    "Called, price list sent")  # fmt: skip
    assert (case.score_after, case.wave_after) == (8, "2026H2")
    assert (loop.n_done, loop.answered_again, loop.recovered) == (1, 1, 1)
    voice.reopen(loaded, CHIEF, number, at=LATER)
    assert build_voice(loaded, EVERYTHING, AS_OF).loop.cases[0].status is CaseStatus.OPEN
    actions = [entry.action for entry in loaded.audit(EVERYTHING)]
    assert [a for a in actions if a.startswith("voice.")] == [
        "voice.reopen", "voice.close", "voice.assign",
    ]  # fmt: skip


def test_who_may_not_change_an_answer_finds_none(loaded: Store) -> None:
    number = answer_id("B1", "2026H1", "b@benmark")
    for viewer in (MANAGER, PARTNER_VIEWER, Viewer("n", "N", OF_NORD)):
        with pytest.raises(NotFound):
            voice.retag(loaded, viewer, number, ("price",), at=AT)
        with pytest.raises(NotFound):
            voice.close(loaded, viewer, number, "x", AS_OF, at=AT)
    with refused("no_detractor"):
        voice.assign(loaded, CHIEF, answer_id("A1", "2026H1", "a@annmark"), "z", AS_OF, at=AT)
    with refused("done_missing"):
        voice.close(loaded, CHIEF, number, "  ", AS_OF, at=AT)
    with refused("done_before_answer"):
        voice.close(loaded, CHIEF, number, "x", date(2026, 5, 2), at=AT)


def test_a_person_s_themes_stand_above_the_program_s_and_survive_a_rebuild(loaded: Store) -> None:
    number = answer_id("A1", "2026H1", "a@annmark")
    assert find_comments(loaded, EVERYTHING, AS_OF, search="GOOD").rows[0].themes == ()
    voice.retag(loaded, MANAGER, number, ("portal", "price"), at=AT)
    rollups.rebuild(loaded, AS_OF)
    found = find_comments(loaded, EVERYTHING, AS_OF, theme="price")
    assert [(c.answer_id, c.themes, c.retagged_by) for c in found.rows] == [
        (number, ("price", "portal"), "ann@example.com")
    ]
    entry = next(e for e in loaded.audit(EVERYTHING) if e.action == "voice.retag")
    assert entry.detail["before"] == ""
    voice.retag(loaded, MANAGER, number, (), at=AT)
    assert find_comments(loaded, EVERYTHING, AS_OF, theme="price").n == 0


def test_search_finds_words_whatever_their_case_and_accents(loaded: Store) -> None:
    head = "partner_code,wave,respondent_id,answered_on,score,comment\n"
    text = head + "A1,2026H2,a@annmark,2026-07-02,8,Świetna współpraca 100%\n"
    send(loaded, FileKind.NPS, None, "pl.csv", text)
    assert find_comments(loaded, EVERYTHING, AS_OF, search="SWIETNA wspol").n == 1
    assert find_comments(loaded, EVERYTHING, AS_OF, search="100%").n == 1
    assert find_comments(loaded, EVERYTHING, AS_OF, search="zła").n == 0
    assert find_comments(loaded, EVERYTHING, AS_OF, wave="2026H1", search="swietna").n == 0


def test_contacts_and_comments_are_for_chief_and_owner(loaded: Store) -> None:
    own = build_partner_voice(loaded, ANN, "A1", AS_OF)
    assert [(c.text, c.who) for c in own.comments] == [("good annmark", "a@annmark")]
    themselves = build_partner_voice(loaded, OF_A1, "A1", AS_OF)
    assert (themselves.comments, themselves.loop.cases, themselves.themes) == ((), (), ())
    assert not themselves.shows_people
    assert [point.nps.n for point in themselves.trend] == [1]
    for scope in (OF_A1, OF_NORD, Scope(Role.MANAGER)):
        assert find_comments(loaded, scope, AS_OF).n == 0
    with pytest.raises(NotFound):
        build_partner_voice(loaded, ANN, "B1", AS_OF)
    evidence = loaded.evidence(OF_A1, partner_id("A1"), "nps", date(2026, 4, 1), date(2026, 7, 1))
    assert [row.customer for row in evidence] == [""]


def test_silence_and_response_need_invitations(loaded: Store) -> None:
    links = _opened(loaded)
    answer(loaded, links["a2@annmark"], 10, "", date(2026, 7, 4), at=LATER)
    page = build_voice(loaded, EVERYTHING, AS_OF)
    assert page.wave == "2026H2"
    assert (page.now.n, page.now.n_invited) == (1, 3)
    assert page.now.response_rate == pytest.approx(1 / 3)
    assert page.silence.n_people == 2  # a@annmark and b@benmark were asked and are silent
    assert [s.partner_code for s in page.silence.partners] == ["B1"]  # A1 has spoken
    assert page.silence.if_detractors.detractors == 2


def test_nps_by_every_grain(loaded: Store) -> None:
    found = {by: nps_by(loaded, EVERYTHING, AS_OF, by) for by in
             ("tier", "region", "partner_type", "distributor", "role", "partner_id")}  # fmt: skip
    assert {by: sum(group.nps.n for group in groups) for by, groups in found.items()} == (
        dict.fromkeys(found, 2)
    )
    assert sorted(group.key for group in found["partner_id"]) == ["A1", "B1"]
    with refused("bad_grain"):
        nps_by(loaded, EVERYTHING, AS_OF, "city")
    with refused("unknown_wave"):
        nps_by(loaded, EVERYTHING, AS_OF, "tier", "2026H9")


def test_the_page_of_an_empty_store(tmp_path: Path) -> None:
    store = Store.create(f"sqlite:///{tmp_path / 'empty.db'}")
    page = build_voice(store, EVERYTHING, AS_OF)
    assert (page.wave, page.now.n, page.trend) == ("", 0, ())
    store.close()
