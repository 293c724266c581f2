"""Quarterly reviews as people see them, on the small store."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from db.reviews import promise
from db.store import Store
from scorecard.access import EVERYTHING, Role
from scorecard.commitments import Outcome, Promise, Side
from scorecard.reports.qbr.forms import Form, file_name
from tests.app.conftest import AT, CHIEF, OpenApp, go, texts

CODE, QUARTER = "P-0001", "2026Q1"


def fine(app: AppTest) -> str:
    assert not app.exception
    assert not app.error
    return texts(app)


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return app.run()


def test_the_list_says_what_is_due_and_what_is_missing(open_app: OpenApp) -> None:
    said = fine(go(open_app(), "qbr", q=QUARTER))
    assert "have a deck" in said
    assert "not made" in said
    assert f"qbr?p={CODE}" in said


def test_every_slide_is_shown_as_it_will_be(open_app: OpenApp) -> None:
    said = fine(go(open_app(), "qbr", p=CODE, q=QUARTER))
    for key in ("title", "commitments", "summary", "scorecard", "revenue", "tier", "asks"):
        assert f'id="{key}"' in said
    assert 'id="internal"' not in said
    inside = fine(go(open_app(), "qbr", p=CODE, q=QUARTER, ed="internal"))
    assert "internal: not for the partner" in inside


def test_a_partner_sees_its_own_edition_only(open_app: OpenApp) -> None:
    said = fine(go(open_app(Role.PARTNER), "qbr", q=QUARTER, ed="internal", p="P-0002"))
    assert "Review of Example Systems" in said
    assert 'id="internal"' not in said
    assert not [one for one in go(open_app(Role.PARTNER), "qbr", q=QUARTER).button
                if one.label in ("Save", "Add the commitment")]  # fmt: skip


def test_a_commitment_entered_here_is_kept(open_app: OpenApp, small_store: Store) -> None:
    app = go(open_app(), "qbr", p=CODE, q=QUARTER)
    app.text_input(key="promise_text").set_value("Two joint calls <b>a week</b>")
    app.text_input(key="promise_owner").set_value("A. Owner")
    press(app, "Add the commitment")
    assert "It opens the next review." in app.success[0].value
    kept = small_store.commitments(EVERYTHING, QUARTER)
    assert [one.promise.text for one in kept] == ["Two joint calls <b>a week</b>"]
    said = texts(app)
    assert "Two joint calls &lt;b&gt;a week&lt;/b&gt;" in said
    assert "<b>a week" not in said


def test_last_quarters_commitments_get_their_result(open_app: OpenApp, small_store: Store) -> None:
    made = Promise(Side.VENDOR, "Answer in 48 hours", "A. Owner", date(2026, 1, 20))
    promise(small_store, CHIEF, CODE, "2025Q4", made, at=AT)
    app = go(open_app(), "qbr", p=CODE, q=QUARTER)
    assert "Answer in 48 hours" in fine(app)
    app.text_area(key="result_told").set_value("Done in 40")
    app.button(key="result_save").click()
    app.run()
    kept = small_store.commitments(EVERYTHING, "2025Q4")[0]
    assert (kept.outcome, kept.happened) == (Outcome.KEPT, "Done in 40")


def test_a_title_is_put_right_and_a_slide_left_out(open_app: OpenApp) -> None:
    app = go(open_app(), "qbr", p=CODE, q=QUARTER)
    app.text_area(key="edit_summary_title").set_value("A fine quarter <i>indeed</i>")
    app.button(key="edit_summary_save").click()
    app.run()
    said = fine(go(open_app(), "qbr", p=CODE, q=QUARTER))
    assert "A fine quarter &lt;i&gt;indeed&lt;/i&gt;" in said
    again = go(open_app(), "qbr", p=CODE, q=QUARTER)
    again.toggle(key="edit_wins_hidden").set_value(True)
    again.button(key="edit_wins_save").click()
    again.run()
    assert 'id="wins"' not in fine(go(open_app(), "qbr", p=CODE, q=QUARTER))


@pytest.mark.parametrize("asked", ["1", "3", "999", "x"])
def test_the_stage_shows_one_slide(open_app: OpenApp, asked: str) -> None:
    said = fine(go(open_app(), "qbr", p=CODE, q=QUARTER, present="1", slide=asked))
    assert said.count('class="qs"') == 1
    assert "ps-stage-foot" in said


def test_a_zip_holds_a_deck_of_every_partner(open_app: OpenApp, small_store: Store) -> None:
    app = go(open_app(), "qbr", q=QUARTER)
    button = next(one for one in app.button if one.key == "make_all")
    button.click()
    app.run(timeout=60)
    fine(app)
    path = Path(app.session_state["qbr_zip"][1])
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        deck = Presentation(BytesIO(archive.read(names[0])))
    path.unlink()
    codes = small_store.partner_codes(EVERYTHING).values()
    assert sorted(names) == sorted(f"{code}-{QUARTER}.pptx" for code in codes)
    assert len(deck.slides) > 10
    assert len(small_store.decks(EVERYTHING, period=QUARTER)) == len(names)


def test_a_file_name_is_a_name_everywhere() -> None:
    assert file_name("../P:1*", "2026Q1", Form.PPTX) == "___P_1_-2026Q1.pptx"
    assert file_name("", "2026Q1", Form.DIGEST) == "partner-2026Q1-digest.html"


def test_a_partner_that_is_not_there(open_app: OpenApp) -> None:
    assert "There is no partner" in fine(go(open_app(), "qbr", p="P-9999", q=QUARTER))
