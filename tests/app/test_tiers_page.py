"""Tiers, the designer, the partner's block and the programme file, as people see them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from db.programmes import list_versions, save_version
from db.store import Store
from scorecard.access import EVERYTHING, Role
from scorecard.programme.shipped import starter_text
from tests.app.conftest import CHIEF, OpenApp, go, texts

AT = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
TEXT = """
programme: Small
version: "1"
valid_from: 2025-01-01
metrics:
  people: {rows: people, distinct: [person], label: Certified people}
gates:
  invited: {label: Invited to the council}
ladders:
  - ladder: tier
    label: Partner tier
    tiers:
      - {tier: registered, label: Registered}
      - {tier: gold, label: Gold, requires: {metric: people, at_least: 90}}
      - {tier: top, label: Top, requires: {metric: people, at_least: 95}}
    movement: {up: {every: month}, down: {every: month}}
"""


@pytest.fixture
def tiered(small_store: Store) -> Store:
    save_version(small_store, CHIEF, TEXT, reason="first", at=AT)
    return small_store


def fine(app: AppTest) -> str:
    assert not app.exception
    return texts(app)


def test_without_tiers_the_page_says_what_to_do(open_app: OpenApp) -> None:
    said = fine(go(open_app(), "tiers"))
    assert "The programme has no tiers yet." in said
    assert "./admin?view=programme" in said
    assert "./admin" not in fine(go(open_app(Role.MANAGER), "tiers"))


@pytest.mark.usefixtures("tiered")
def test_the_answer_the_names_and_the_way_to_partners(open_app: OpenApp) -> None:
    said = fine(go(open_app(), "tiers"))
    assert "0 Top, 0 Gold, " in said
    assert "Small, version 1, valid since 1 Jan 2025." in said
    assert "Nobody is about to lose a tier." in said
    assert "Threshold designer" in str(go(open_app(), "tiers").segmented_control[0].options)


@pytest.mark.usefixtures("tiered")
def test_a_manager_has_no_designer(open_app: OpenApp) -> None:
    app = go(open_app(Role.MANAGER), "tiers", view="designer")
    said = fine(app)
    assert "Partners by tier" in said
    assert "Save as a new version" not in said
    assert not app.number_input


@pytest.mark.usefixtures("tiered")
def test_a_partner_and_a_distributor_may_not_open_it(open_app: OpenApp) -> None:
    for role in (Role.PARTNER, Role.DISTRIBUTOR):
        assert "Partners by tier" not in texts(go(open_app(role), "tiers"))


@pytest.mark.usefixtures("tiered")
def test_a_partner_sees_its_own_block(open_app: OpenApp) -> None:
    said = fine(go(open_app(Role.PARTNER), "partner"))
    assert "Partner tier" in said
    assert "Why not Gold?" in said
    assert "at least 90 is needed" in said
    assert "P-0002" not in said


def test_the_designer_redraws_and_saves(open_app: OpenApp, tiered: Store) -> None:
    app = go(open_app(), "tiers", view="designer")
    assert "0 partners would rise and 0 would fall." in fine(app)
    assert "Benefits" not in texts(app).split("ps-answer")[1].split("</p>")[0]
    dial = next(one for one in app.number_input if one.value == 90)
    dial.set_value(1).run()
    said = fine(app)
    assert "2 partners would rise and 0 would fall." in said
    app.text_input(key="design_version").set_value("2")
    app.date_input(key="design_from").set_value(date(2026, 7, 1))
    app.text_input(key="design_reason").set_value("a lower floor")
    app.button(key="FormSubmitter:save_version-Save this version").click().run()
    assert not app.exception
    newest = list_versions(tiered, EVERYTHING)[0]
    assert (newest.version, newest.valid_from, newest.reason) == (
        "2", date(2026, 7, 1), "a lower floor",
    )  # fmt: skip
    assert "{metric: people, at_least: 1}" in newest.text


@pytest.mark.usefixtures("tiered")
def test_a_draft_that_cannot_be_says_why(open_app: OpenApp) -> None:
    app = go(open_app(), "tiers", view="designer")
    dial = next(one for one in app.number_input if one.value == 95)
    dial.set_value(3).run()  # the top tier weaker than the one below
    assert not app.exception
    assert any("line 15" in str(error.value) for error in app.error)


def test_faults_are_listed_by_line_and_nothing_is_saved(
    open_app: OpenApp, small_store: Store
) -> None:
    app = go(open_app(), "admin", view="programme")
    assert "No fault found" in fine(app)  # the text to begin with
    area = app.text_area[0]
    area.set_value(starter_text().replace("net_sell_through", "net_sel")).run()
    said = fine(app)
    assert "What is wrong" in said
    assert "net_sel" in said
    assert app.button(key="save_programme").disabled
    assert list_versions(small_store, EVERYTHING) == []


def test_a_version_is_saved_with_its_reason(open_app: OpenApp, small_store: Store) -> None:
    app = go(open_app(), "admin", view="programme")
    app.text_input(key="programme_reason").set_value("the first one")
    app.button(key="save_programme").click().run()
    fine(app)
    assert [(one.version, one.reason) for one in list_versions(small_store, EVERYTHING)] == [
        ("1", "the first one")
    ]
    assert "the first one" in texts(app)


@pytest.mark.usefixtures("tiered")
def test_a_gate_is_decided_with_a_reason(open_app: OpenApp) -> None:
    app = go(open_app(), "admin", view="programme")
    app.button(key="gate_open").click().run()
    assert any("reason" in str(error.value).casefold() for error in app.error)
    app.text_input(key="programme_gate_reason").set_value("council of May")
    app.button(key="gate_open").click().run()
    said = fine(app)
    assert "The decision is kept." in said
    assert "council of May" in said
