"""Whose language a page speaks: the link's, the viewer's, the browser's, the programme's."""

from __future__ import annotations

import re
from dataclasses import replace
from gettext import NullTranslations

import pytest
import streamlit as st

from db.people import save_user, viewer_of
from db.store import Store
from pages.ui.shell import ENTRIES
from scorecard.access import Role
from scorecard.errors import UserError
from scorecard.i18n.catalogue import catalogue
from tests.app.conftest import AT, CHIEF, PEOPLE, OpenApp, go, texts

SEARCH = {
    "en": "Search by name",
    "pl": "Szukaj po nazwie",
    "ro": "Căutare după nume",
    "hu": "Keresés név szerint",
}


def browser(monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    monkeypatch.setattr(type(st.context), "locale", property(lambda _self: locale))


def spoken(app: object) -> str:
    """The language of the filters on the page."""
    labels = [box.label for box in app.text_input]
    return next(lang for lang, label in SEARCH.items() if label in labels)


@pytest.mark.parametrize(
    ("link", "own", "locale", "usual", "expected"),
    [
        ("hu", "en", "en-GB", "en", "hu"),
        ("", "hu", "pl-PL", "pl", "hu"),
        ("", "", "pl-PL", "hu", "pl"),
        ("", "", "de-DE", "hu", "hu"),
        ("", "", "de-DE", "en", "en"),
        ("xx", "", "pl-PL", "en", "pl"),
    ],
)
def test_order_of_wishes(
    open_app: OpenApp, small_store: Store, monkeypatch: pytest.MonkeyPatch,
    link: str, own: str, locale: str, usual: str, expected: str,
) -> None:  # fmt: skip
    save_user(small_store, CHIEF, replace(PEOPLE[Role.CHIEF], language=own), at=AT)
    settings = small_store.settings().model_copy(update={"default_language": usual})
    small_store.save_settings(CHIEF, settings, AT)
    browser(monkeypatch, locale)
    app = go(open_app(), "scorecards", **({"lang": link} if link else {}))
    assert not app.exception
    assert spoken(app) == expected


def test_links_keep_the_language_that_a_link_asked_for(open_app: OpenApp) -> None:
    app = go(open_app(), "scorecards", lang="pl")
    addresses = [
        address
        for address in re.findall(r'href="([^"]+)"', texts(app).replace("&amp;", "&"))
        if not address.startswith("#") and "lang=" not in address.replace("lang=pl", "")
    ]
    assert len(addresses) == 2
    assert [address for address in addresses if "lang=pl" not in address] == []
    app.query_params.clear()  # the navigation names none
    app.run()
    assert spoken(app) == "pl"


class _Asked(NullTranslations):
    """Keeps the texts that the catalogue before it does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    def gettext(self, message: str) -> str:
        self.texts.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.texts.add(msgid1)
        return msgid1 if n == 1 else msgid2


@pytest.mark.parametrize("page", [entry.name for entry in ENTRIES])
def test_pages_say_nothing_that_no_catalogue_knows(open_app: OpenApp, page: str) -> None:
    catalogue.cache_clear()
    unknown = _Asked()
    catalogue("ro").add_fallback(unknown)
    partner = {"p": "P-0001"} if page == "partner" else {}
    try:
        app = go(open_app(), page, lang="ro", **partner)
    finally:
        catalogue.cache_clear()
    assert not app.exception
    assert unknown.texts == set()


def test_every_page_leads_to_the_other_languages(open_app: OpenApp) -> None:
    said = texts(go(open_app(), "kpi_dictionary", lang="es", k="win_rate")).replace("&amp;", "&")
    assert '<a lang="hu" hreflang="hu" href="?lang=hu&k=win_rate">Magyar</a>' in said
    assert ">Español<" not in said


def test_links_name_no_language_when_none_was_asked_for(open_app: OpenApp) -> None:
    app = go(open_app(), "scorecards")
    assert not re.search(r'href="[^"]*partner[^"]*lang=', texts(app))


def test_a_user_has_a_language_that_is_offered(small_store: Store) -> None:
    with pytest.raises(UserError, match="Use one of: en, pl, ro, hu, es"):
        save_user(small_store, CHIEF, replace(PEOPLE[Role.CHIEF], language="de"), at=AT)


def test_the_chief_sets_the_language_of_a_user(open_app: OpenApp, small_store: Store) -> None:
    email = PEOPLE[Role.MANAGER].email
    app = go(open_app(), "admin", view="users")
    app.selectbox(key="who").select(email).run()
    assert app.selectbox(key=f"language_{email}").value == ""
    app.selectbox(key=f"language_{email}").select("ro").run()
    app.button(key="save_user").click().run()
    assert not app.exception
    found = viewer_of(small_store, email)
    assert found is not None
    assert found.language == "ro"
    assert spoken(go(open_app(Role.MANAGER), "scorecards")) == "ro"
