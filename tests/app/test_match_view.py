"""Resellers are matched where they wait: by suggestion, by search, and back again."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from db import customer_queue, decisions, match_queue, matching, sku_queue, uploads
from db.store import Store
from scorecard.access import EVERYTHING, Role
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from tests.app.conftest import AS_OF, AT, CHIEF, SENDER, OpenApp, go, send, texts

HEADER = "invoice_no,invoice_date,reseller_id,reseller_name,sku,qty,line_amount,currency\n"
FILE = HEADER + (
    "Z1,2026-01-13,K77,<b>Brand</b> New Ltd,SW-24P,1,400.00,PLN\n"
    "Z2,2026-01-14,K77,<b>Brand</b> New Ltd,SW-24P,2,800.00,PLN\n"
    "Z3,2026-01-15,,Someone Else,SW-24P,1,7.00,PLN\n"
)


@pytest.fixture
def waiting(small_store: Store) -> Store:
    send(small_store, FileKind.SELL_THROUGH, FILE.encode(), "unknown.csv", SENDER)
    return small_store


def _name(store: Store) -> str:
    return store.partner_name(EVERYTHING, stable_id("partner", "P-0001")) or ""


def _part_names(app: AppTest) -> list[str]:
    return [str(option) for option in app.button_group[0].options]


def test_nothing_waits(open_app: OpenApp) -> None:
    app = go(open_app(), "upload", view="match")
    assert not app.exception
    assert "Every reseller is matched to a partner." in texts(app)
    assert "Match names" in _part_names(app)


def test_the_queue_is_ordered_by_money_and_says_what_it_is(
    open_app: OpenApp, waiting: Store
) -> None:
    app = go(open_app(), "upload", view="match")
    said = texts(app)
    assert "Match names (2)" in _part_names(app)
    assert said.index("Brand") < said.index("Someone Else")
    assert "&lt;b&gt;Brand&lt;/b&gt; New Ltd" in said
    assert f"{SENDER} · PL · 2 lines · Jan 2026" in said
    assert "2 resellers with" in said


def test_a_search_and_one_click_move_all_lines_and_undo_brings_them_back(
    open_app: OpenApp, waiting: Store
) -> None:
    first = match_queue.queue(waiting, EVERYTHING)[0]
    app = go(open_app(), "upload", view="match")
    app.text_input(key=f"search_{first.reseller_key}").set_value("P-0001").run()
    app.button(key=f"found_{first.reseller_key}_P-0001").click().run()
    assert [element.value for element in app.success] == [
        f"2 lines of “\\<b\\>Brand\\</b\\> New Ltd” now count for {_name(waiting)}."
    ]
    assert [w.name for w in match_queue.queue(waiting, EVERYTHING)] == ["Someone Else"]
    assert "Decisions" in texts(app)
    assert "(P-0001)" in texts(app)
    app.button(key="undo_at_once").click().run()
    assert len(match_queue.queue(waiting, EVERYTHING)) == 2
    assert decisions.decisions(waiting, EVERYTHING) == []
    assert not [button for button in app.button if button.key == "undo_at_once"]


def test_a_search_without_a_hit_says_so(open_app: OpenApp, waiting: Store) -> None:
    key = match_queue.queue(waiting, EVERYTHING)[0].reseller_key
    app = go(open_app(), "upload", view="match")
    app.text_input(key=f"search_{key}").set_value("no such partner").run()
    assert "No partner matches" in texts(app)


def test_a_decision_of_long_ago_can_be_undone(open_app: OpenApp, waiting: Store) -> None:
    key = match_queue.queue(waiting, EVERYTHING)[1].reseller_key
    app = go(open_app(), "upload", view="match")
    matching.decide(waiting, CHIEF, key, "P-0001", at=AT)
    app = go(app, "upload", view="match")
    app.button(key=f"undo_{key}").click().run()
    assert "“Someone Else” waits again" in app.success[0].value
    assert len(match_queue.queue(waiting, EVERYTHING)) == 2


def test_what_somebody_else_settled_meanwhile_is_a_sentence(
    open_app: OpenApp, waiting: Store
) -> None:
    key = match_queue.queue(waiting, EVERYTHING)[0].reseller_key
    app = go(open_app(), "upload", view="match")
    app.text_input(key=f"search_{key}").set_value("P-0001").run()
    matching.decide(waiting, CHIEF, key, "P-0001", at=AT)
    app.button(key=f"found_{key}_P-0001").click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert "was matched by somebody in the meantime" in app.error[0].value
    assert len(decisions.decisions(waiting, EVERYTHING)) == 1


@pytest.mark.parametrize("role", [Role.DISTRIBUTOR, Role.MANAGER])
def test_only_a_chief_has_the_view(role: Role, open_app: OpenApp, waiting: Store) -> None:
    app = go(open_app(role), "upload", view="match")
    said = texts(app)
    assert "Brand" not in said
    assert "Match names" not in said


def test_the_overview_says_what_is_not_matched(open_app: OpenApp, waiting: Store) -> None:
    said = texts(go(open_app(), "overview", q="2026Q1"))
    assert "of 2 resellers is not yet matched to a partner" in said
    assert 'href="./upload?view=match"' in said
    owner = texts(go(open_app(Role.MANAGER), "overview", q="2026Q1"))
    assert "not yet matched" not in owner


def test_a_reseller_may_be_no_partner_and_is_not_asked_about_again(
    open_app: OpenApp, waiting: Store
) -> None:
    key = match_queue.queue(waiting, EVERYTHING)[0].reseller_key
    app = go(open_app(), "upload", view="match")
    app.button(key=f"outsider_{key}").click().run()
    assert "is not a partner" in app.success[0].value
    assert [w.name for w in match_queue.queue(waiting, EVERYTHING)] == ["Someone Else"]
    said = texts(app)
    assert "1 reseller with" in said
    assert "is not a partner of the programme, by decision." in said
    assert "→" in said
    assert "not a partner" in said
    app.button(key="undo_at_once").click().run()
    assert len(match_queue.queue(waiting, EVERYTHING)) == 2


SKUS = HEADER + (
    "Y1,2026-01-13,K77,Someone Else,SW-24P,1,400.00,PLN\n"
    "Y2,2026-01-14,K77,Someone Else,SW24-P,2,800.00,PLN\n"
)


def test_an_unknown_article_number_is_settled_by_one_click(
    open_app: OpenApp, small_store: Store
) -> None:
    data = SKUS.encode()
    report = uploads.prepare(small_store, CHIEF, kind=FileKind.SELL_THROUGH, data=data,
                             file_name="y.csv", sender=SENDER, as_of=AS_OF)  # fmt: skip
    uploads.land(small_store, CHIEF, report, data, landed_at=AT)
    (one,) = sku_queue.queue(small_store, EVERYTHING)
    app = go(open_app(), "upload", view="match", list="articles")
    assert "1 refused row" in texts(app)
    app.button(key=f"article_{one.sku_key}_0").click().run()
    assert app.success[0].value == "“SW24-P” is SW-24P now; 1 waiting row landed."
    assert sku_queue.queue(small_store, EVERYTHING) == []
    assert "Every article number of the files that landed is known." in texts(app)
    app.button(key="undo_at_once").click().run()
    assert len(sku_queue.queue(small_store, EVERYTHING)) == 1


def test_a_partner_is_merged_moved_and_made_a_branch(open_app: OpenApp, waiting: Store) -> None:
    app = go(open_app(), "upload", view="match", list="partners", partner="P-0001")
    assert not app.exception
    app.text_input(key="search_merge").set_value("P-0002").run()
    app.button(key="found_merge_P-0002").click().run()
    assert "is merged into" in app.success[0].value
    assert [one.subject for one in decisions.decisions(waiting, EVERYTHING)] == ["merge"]
    app.button(key="undo_at_once").click().run()
    assert decisions.decisions(waiting, EVERYTHING) == []
    app = go(app, "upload", view="match", list="partners", partner="P-0001")
    app.text_input(key="search_parent").set_value("P-0002").run()
    app.button(key="found_parent_P-0002").click().run()
    assert not app.success
    assert "cannot be its branch" in app.error[0].value  # P-0002 is a branch of P-0001


def test_end_customers_that_are_alike_are_joined(open_app: OpenApp, small_store: Store) -> None:
    text = (
        "invoice_no,invoice_date,vendor_partner_id,end_customer_name,sku,qty,line_amount,currency\n"
        "X1,2026-01-13,P-0001,Blue Ocean Trading,SW-24P,1,400.00,PLN\n"
        "X2,2026-01-14,P-0001,Blue Ocean Trading Ltd,SW-24P,2,800.00,PLN\n"
    )
    send(small_store, FileKind.SELL_THROUGH, text.encode(), "x.csv", SENDER)
    (one,) = customer_queue.queue(small_store, EVERYTHING)
    app = go(open_app(), "upload", view="match", list="customers")
    app.button(key=f"same_{SENDER}_{one.customer_id}_0").click().run()
    assert app.success[0].value == (
        "1 line of “Blue Ocean Trading Ltd” is now of “Blue Ocean Trading”."
    )
    assert customer_queue.queue(small_store, EVERYTHING) == []
    app.button(key="undo_at_once").click().run()
    assert len(customer_queue.queue(small_store, EVERYTHING)) == 1
