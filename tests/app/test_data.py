"""Kept reads: seen at once after a change, never by another scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import streamlit as st

from db.store import Store
from pages.ui import data
from pages.ui.config import app_settings
from pages.ui.data.opened import cached
from scorecard.access import EVERYTHING, Role, Scope
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.template import template_csv
from scorecard.views import Filters
from tests.app.conftest import SENDER, send


@pytest.fixture
def _door(small_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_DATABASE_URL", small_url)
    app_settings.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.mark.usefixtures("_door")
def test_what_has_landed_is_seen_at_once(small_store: Store) -> None:
    before = data.batches(EVERYTHING, 100)
    lines = template_csv(FileKind.SELL_THROUGH).replace(b"00101", b"00102")
    send(small_store, FileKind.SELL_THROUGH, lines, "more.csv", SENDER)
    after = data.batches(EVERYTHING, 100)
    assert after[0].file_name == "more.csv"
    assert len(after) == len(before) + 1


@pytest.mark.usefixtures("_door")
def test_a_scope_never_gets_what_was_kept_for_another() -> None:
    chief = data.overview(EVERYTHING, "2026Q1", Filters())
    stranger = data.overview(Scope(Role.MANAGER, owner="Somebody else"), "2026Q1", Filters())
    owner = data.overview(Scope(Role.MANAGER, owner="A. Owner"), "2026Q1", Filters())
    assert [chief.n_partners, owner.n_partners, stranger.n_partners] == [2, 1, 0]
    assert data.batches(Scope(Role.PARTNER, partner_id=1), 100) == []


@pytest.mark.usefixtures("_door")
def test_two_reads_with_equal_arguments_are_kept_apart() -> None:
    calls: list[str] = []

    @cached
    def first(scope: Scope, as_of: date, word: str) -> str:
        calls.append("first")
        return f"first {word} {as_of}"

    @cached
    def second(scope: Scope, as_of: date, word: str) -> str:
        calls.append("second")
        return f"second {word} {as_of}"

    assert first(EVERYTHING, "x") == first(EVERYTHING, "x") == "first x 2026-02-10"
    assert second(EVERYTHING, "x") == "second x 2026-02-10"
    assert calls == ["first", "second"]


@pytest.mark.usefixtures("_door")
def test_reads_of_two_modules_with_one_name_are_kept_apart() -> None:
    """`tiers.of_partner` and `voice.of_partner` are two reads."""

    def named(module: str) -> Callable[..., str]:
        def of_partner(scope: Scope, as_of: date) -> str:
            del scope, as_of
            return module

        of_partner.__module__, of_partner.__qualname__ = module, "of_partner"
        return cached(of_partner)

    one, other = named("pages.ui.data.one"), named("pages.ui.data.other")
    assert [one(EVERYTHING), other(EVERYTHING)] == ["pages.ui.data.one", "pages.ui.data.other"]


@pytest.mark.usefixtures("_door")
def test_own_code_is_the_partners_own(small_store: Store) -> None:
    rows = small_store.list_partners(EVERYTHING, "2026Q1", Filters(), "name", 10, 0)
    by_code = dict(zip(rows["partner_code"], rows["partner_id"], strict=True))
    scope = Scope(Role.PARTNER, partner_id=int(by_code["P-0002"]))
    assert data.own_code(scope) == "P-0002"
    assert data.own_code(Scope(Role.PARTNER)) == ""
