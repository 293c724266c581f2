"""The survey page: anybody with a good link, nobody else, and nothing but the survey."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from db.store import Store
from db.surveys import close_wave, make_links, open_wave
from scorecard.access import EVERYTHING
from scorecard.voice.token import Link, make_token, signing_key
from tests.app.conftest import AT, CHIEF, OpenApp, texts

SECRET = "0123456789abcdef0123456789abcdef"
KEY = signing_key(SECRET, local=False)
CLOSES = date(2026, 3, 31)


def _token(store: Store, expires_on: date = CLOSES) -> str:
    links = make_links(store, CHIEF, "2026H1", at=AT)
    jan = next(sent for sent in links if sent.respondent_id == "jan@example.com")
    return make_token(Link(jan.link.link_id, expires_on), KEY)


@pytest.fixture
def token(small_store: Store) -> str:
    open_wave(small_store, CHIEF, "2026H1", date(2026, 1, 12), CLOSES, at=AT)
    return _token(small_store)


def _open(open_app: OpenApp, token: str, secret: str = SECRET, *, first: bool = True) -> AppTest:
    """As a stranger, behind sign-in by proxy; `first` as the first request of the process."""
    app = open_app(None, sign_in="proxy", proxy_user_header="X-User", proxy_secret="s3cret",
                   survey_secret=secret)  # fmt: skip
    if not first:
        app.run()
    app.query_params["token"] = token
    app.switch_page("pages/survey.py")
    return app.run()


def _said(app: AppTest) -> list[str]:
    return [error.value for error in app.error]


def test_a_stranger_with_a_link_answers_and_may_change_it(
    open_app: OpenApp, small_store: Store, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        app = _open(open_app, token, first=False)
        assert not app.exception
        assert _said(app) == []
        assert app.radio(key="score").value == 9  # what jan has answered by file
        app.radio(key="score").set_value(3)
        app.text_area(key="comment").set_value("<b>Prices</b> secretword\x07")
        app.button[0].click().run()
        assert [done.value for done in app.success] == [
            "Thank you. Your answer is kept; this link opens it again."
        ]
    rows, n = small_store.voice_comments(EVERYTHING, _all(), [], ["secretword"], "", 9, 0)
    assert (n, rows["score"].tolist()) == (1, [3])
    assert rows["comment"].tolist() == ["<b>Prices</b> secretword"]
    assert rows["themes"].tolist() == ["price"]
    assert "secretword" not in caplog.text
    assert "jan@example.com" not in caplog.text
    assert "secretword" not in str(small_store.audit(EVERYTHING))
    again = _open(open_app, token)
    assert again.radio(key="score").value == 3


def _all():  # type: ignore[no-untyped-def]
    from scorecard.views import Filters

    return Filters()


def test_the_page_shows_nothing_about_the_person_or_the_programme_s_numbers(
    open_app: OpenApp, token: str
) -> None:
    app = _open(open_app, token)
    shown = texts(app)
    assert "Test programme" in shown
    for secret in ("jan@example.com", "P-0001", "Jan Example"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda token: "", "This link is not complete or was changed."),
        (lambda token: token[:-1], "This link is not complete or was changed."),
        (lambda token: "A" + token[1:], "This link is not complete or was changed."),
        (lambda token: token + "A", "This link is not complete or was changed."),
        (lambda token: "ż" * 38, "This link is not complete or was changed."),
    ],
)
def test_a_broken_link_is_refused(
    open_app: OpenApp, token: str, change: object, sentence: str
) -> None:
    app = _open(open_app, change(token))  # type: ignore[operator]
    assert not app.exception
    assert _said(app)[0].startswith(sentence)
    assert not app.radio


def test_an_expired_a_closed_and_a_replaced_link_say_so(
    open_app: OpenApp, small_store: Store, token: str
) -> None:
    expired = _token(small_store, date(2026, 2, 9))  # the day before
    closed = "This survey is closed. Thank you for your interest."
    assert _said(_open(open_app, expired)) == [closed]
    make_links(small_store, CHIEF, "2026H1", at=AT, renew=True)
    assert _said(_open(open_app, token))[0].startswith("This link was replaced by a newer one.")
    fresh = _token(small_store)
    assert _said(_open(open_app, fresh)) == []
    close_wave(small_store, CHIEF, "2026H1", date(2026, 2, 9), at=AT)
    assert _said(_open(open_app, fresh)) == [closed]


def test_without_a_secret_links_are_refused_where_others_reach_the_app(
    open_app: OpenApp, token: str
) -> None:
    for secret in ("", "short"):
        assert _said(_open(open_app, token, secret))[0].startswith("Links to the survey need a")


def test_a_link_of_another_secret_is_no_link(open_app: OpenApp, token: str) -> None:
    app = _open(open_app, token, "another-secret-of-32-characters!!")
    assert _said(app)[0].startswith("This link is not complete or was changed.")
