"""The partner's voice as people see it: the small store's own, and views made by hand."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.data import voice
from scorecard.access import Role
from scorecard.views import Stamp
from scorecard.voice.views import Comments, VoicePage
from tests.app import voice_by_hand
from tests.app.conftest import OpenApp, go, texts


def fine(app: AppTest) -> str:
    assert not app.exception
    return texts(app)


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of `voice_by_hand` in place of the store's."""

    def page(*_: object, **__: object) -> VoicePage:
        from pages.ui import data
        from scorecard.access import EVERYTHING

        stamp: Stamp = data.stamp(EVERYTHING)
        return voice_by_hand.voice_page(stamp)

    def comments(*_: object, **__: object) -> Comments:
        return voice_by_hand.COMMENTS

    monkeypatch.setattr(voice.usecases, "build_voice", page)
    monkeypatch.setattr(voice.usecases, "find_comments", comments)


def test_the_small_store_has_a_wave(open_app: OpenApp) -> None:
    said = fine(go(open_app(), "nps"))
    assert "Partner NPS" in said
    assert "Who says what, wave by wave" in said


@pytest.mark.usefixtures("by_hand")
def test_nps_its_interval_and_what_a_change_is_worth(open_app: OpenApp) -> None:
    said = fine(go(open_app(), "nps"))

    assert "120 answers, 95% range 7 to 34" in said
    assert "120 of 240 invited" in said
    assert "95% range 10 to 42" in said
    assert "partners that answered hold 55% of the revenue" in said
    assert "Could be chance" in said
    assert "Too few cases" in said  # Poland's three answers
    assert "−50 to −12" in said
    assert "60 groups were compared." in said


@pytest.mark.usefixtures("by_hand")
def test_names_stay_text(open_app: OpenApp) -> None:
    for view in ("", "comments", "loop"):
        said = fine(go(open_app(), "nps", view=view))
        assert "<img src=x" not in said
        assert "<b>deliveries" not in said
    assert "&lt;img src=x" in said


@pytest.mark.usefixtures("by_hand")
def test_a_case_can_be_worked_on(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[object, ...]] = []
    monkeypatch.setattr(voice.verbs, "close", lambda *args, **_: done.append(args[2:]))
    app = go(open_app(), "nps", view="loop", answer="11")
    assert "1 overdue" in fine(app)
    app.text_area[0].set_value("Called, sends a plan")
    next(one for one in app.button if one.label == "Done").click()
    app.run()
    assert [args[:2] for args in done] == [(11, "Called, sends a plan")]
    assert "Saved." in app.success[0].value


@pytest.mark.usefixtures("by_hand")
def test_a_comment_can_be_tagged_anew(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[object, ...]] = []
    monkeypatch.setattr(voice.verbs, "retag", lambda *args, **_: done.append(args[2:]))
    app = go(open_app(), "nps", view="comments", answer="11")
    app.multiselect[0].set_value([])
    next(one for one in app.button if one.label == "Save themes").click()
    app.run()
    assert done == [(11, ())]


def test_distributors_and_partners_have_no_such_page(open_app: OpenApp) -> None:
    for role in (Role.PARTNER, Role.DISTRIBUTOR):
        assert "Who says what" not in texts(go(open_app(role), "nps"))


def test_a_partner_sees_no_comments_of_its_colleagues(open_app: OpenApp) -> None:
    said = fine(go(open_app(Role.PARTNER), "partner"))
    assert "Partner&#x27;s voice" in said or "Partner's voice" in said
    assert "Work on it" not in said
