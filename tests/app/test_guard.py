"""Who sees which page, and that every way in meets the guard."""

from __future__ import annotations

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from db.store import Store
from pages.ui import shell
from pages.ui.config import is_loopback
from scorecard.access import EVERYTHING, Role
from tests.app.conftest import PEOPLE, OpenApp, go, texts

OPEN = {"survey"}  # by a signed link instead of a role: tests/app/test_survey_page.py
PAGES = [entry.name for entry in shell.ENTRIES if entry.name not in OPEN]
NOTHING_HERE = "There is nothing here under this address."
VENDOR = {Role.CHIEF, Role.MANAGER}
# Who may open what, written down once more on purpose.
MAY = {
    "overview": VENDOR,
    "scorecards": VENDOR,
    "partner": {*VENDOR, Role.PARTNER},
    "at_risk": VENDOR,
    "pipeline": VENDOR,
    "tiers": VENDOR,
    "nps": VENDOR,
    "qbr": {*VENDOR, Role.PARTNER},
    "upload": {Role.CHIEF, Role.DISTRIBUTOR},
    "kpi_dictionary": set(Role),
    "admin": {Role.CHIEF},
}


def test_every_page_file_is_in_the_navigation() -> None:
    found = {path.stem for path in shell.PAGES.glob("*.py")}
    assert found - OPEN == set(PAGES) == set(MAY)
    assert found >= OPEN


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_its_roles_and_is_not_found_for_all_others(
    page: str, role: Role, open_app: OpenApp
) -> None:
    app = go(open_app(role), page)
    assert not app.exception
    refused = [error.value for error in app.error]
    assert refused == ([] if role in MAY[page] else [NOTHING_HERE])


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_shows_what_the_role_may_open(role: Role, open_app: OpenApp) -> None:
    shown = {
        Role.CHIEF: [
            "overview",
            "scorecards",
            "at_risk",
            "pipeline",
            "tiers",
            "nps",
            "qbr",
            "upload",
            "kpi_dictionary",
            "admin",
        ],
        Role.MANAGER: [
            "overview",
            "scorecards",
            "at_risk",
            "pipeline",
            "tiers",
            "nps",
            "qbr",
            "kpi_dictionary",
        ],
        Role.DISTRIBUTOR: ["upload", "kpi_dictionary"],
        Role.PARTNER: ["partner", "qbr", "kpi_dictionary"],
    }[role]
    visible = [entry.name for entry in shell.ENTRIES if role in (entry.shown_to or entry.roles)]
    assert visible == shown
    app = open_app(role).run()
    assert not app.exception
    assert not app.error


def test_a_refused_page_goes_to_the_audit_log_once_a_session(
    open_app: OpenApp, small_store: Store
) -> None:
    app = go(open_app(Role.PARTNER), "admin")
    app.run()
    refused = [entry for entry in small_store.audit(EVERYTHING) if entry.action == "page.refused"]
    assert [entry.who for entry in refused] == ["partner@example.com"]


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_page_as_first_request_shows_nothing_to_strangers(
    page: str, open_app: OpenApp
) -> None:
    app = open_app(None, sign_in="proxy", proxy_user_header="X-User", proxy_secret="s3cret")
    app.switch_page(f"pages/{page}.py")  # before app.py has run in this process
    app.run()
    assert not app.exception
    assert [head.value for head in app.subheader] == ["You are not on the list yet"]
    assert not app.html
    assert not app.dataframe


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_page_as_first_request_reaches_it(page: str, open_app: OpenApp) -> None:
    app = open_app(Role.CHIEF)
    app.switch_page(f"pages/{page}.py")
    app.run()
    assert not app.exception
    assert not app.error
    assert app.html


def test_the_built_in_chief_needs_no_user(open_app: OpenApp) -> None:
    app = go(open_app(None), "admin")
    assert not app.error
    assert "Admin" in texts(app)


def test_a_local_user_who_is_not_there_is_named(open_app: OpenApp) -> None:
    app = open_app(None, local_user="nobody@example.com").run()
    assert [error.value for error in app.error] == [
        "SCORECARD_LOCAL_USER names nobody@example.com, who is no active user of this store. "
        "Add the user or unset the variable."
    ]


def test_without_sign_in_the_app_serves_this_machine_only(open_app: OpenApp) -> None:
    config.set_option("server.address", "0.0.0.0")
    try:
        app = open_app(None).run()
    finally:
        config.set_option("server.address", "127.0.0.1")
    assert [error.value for error in app.error] == [
        "Without sign-in the app serves this machine only, but it is bound to 0.0.0.0. Start it "
        "on 127.0.0.1, or set SCORECARD_SIGN_IN to oidc or proxy."
    ]
    assert not app.html


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("localhost", True), ("::1", True),
     ("[::1]", True), ("0.0.0.0", False), ("", False), (None, False), ("10.1.2.3", False),
     ("localhost.evil.example", False), ("127.0.0.1.evil.example", False)],
)  # fmt: skip
def test_loopback(address: str | None, expected: bool) -> None:
    assert is_loopback(address) is expected


def _oidc(open_app: OpenApp, **user: object) -> AppTest:
    app = open_app(None, sign_in="oidc")
    app.user = dict(user)
    return app.run()


def test_oidc_asks_a_stranger_to_sign_in(open_app: OpenApp) -> None:
    app = _oidc(open_app, is_logged_in=False)
    assert [button.label for button in app.button] == ["Sign in"]
    assert not app.html


def test_oidc_knows_an_active_user_by_the_verified_e_mail(open_app: OpenApp) -> None:
    app = _oidc(open_app, is_logged_in=True, email="Chief@Example.com")
    assert not app.error
    assert not app.subheader


@pytest.mark.parametrize(
    "claims",
    [{"email": "stranger@example.com"}, {"email": "chief@example.com", "email_verified": False},
     {"email": ""}, {}],
)  # fmt: skip
def test_oidc_is_polite_to_everybody_else(claims: dict[str, object], open_app: OpenApp) -> None:
    app = _oidc(open_app, is_logged_in=True, **claims)
    assert [head.value for head in app.subheader] == ["You are not on the list yet"]
    assert not app.html


def test_a_user_switched_off_is_out_at_once(open_app: OpenApp, small_store: Store) -> None:
    from dataclasses import replace

    from db.people import save_user
    from tests.app.conftest import AT, CHIEF

    app = open_app(None, sign_in="oidc")
    app.user = {"is_logged_in": True, "email": "pos@example.com"}
    app.run()
    assert not app.subheader
    save_user(small_store, CHIEF, replace(PEOPLE[Role.DISTRIBUTOR], active=False), at=AT)
    app.run()
    assert [head.value for head in app.subheader] == ["You are not on the list yet"]


def test_a_proxy_without_a_secret_is_refused(open_app: OpenApp) -> None:
    app = open_app(None, sign_in="proxy", proxy_user_header="X-User").run()
    assert [error.value for error in app.error] == [
        "Sign-in by proxy needs both SCORECARD_PROXY_SECRET and the name of its header. Set them "
        "or choose another sign-in."
    ]


def test_a_wrong_setting_is_named_without_its_value(open_app: OpenApp) -> None:
    app = open_app(None, sign_in="password123").run()
    sentence = app.error[0].value
    assert sentence.startswith("The setting SCORECARD\\_SIGN\\_IN cannot be read: ")
    assert "password123" not in sentence
