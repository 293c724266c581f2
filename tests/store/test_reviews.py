"""Commitments, edits, decks and templates in the store: verbs, audit, scope."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from pptx import Presentation

from db import reviews
from db.store import Store
from scorecard.access import EVERYTHING, Role, Viewer
from scorecard.commitments import Outcome, Promise, Side, Tally
from scorecard.errors import NotFound, UserError
from scorecard.i18n.text import render
from scorecard.period import parse_period
from scorecard.reports.qbr.deck.house import house_template
from scorecard.reports.qbr.edits import NO_EDITS, Ask, Edits, SlideEdit
from scorecard.reports.qbr.outline import Edition, Table
from scorecard.reports.qbr.words import spoken_cell
from scorecard.usecases.qbr import build_review
from scorecard.usecases.reviews import build_reviews
from tests.programme import ANN, AS_OF, BEN, CHIEF, OF_A1, OF_B1, OF_NORD, partner_id

AT = datetime(2026, 7, 21, 9, 0, tzinfo=UTC)
Q1, Q2 = parse_period("2026Q1"), parse_period("2026Q2")
OURS = Promise(Side.VENDOR, "Answer in a day", "Deal desk", date(2026, 5, 1), "Median below 24 h")
YOURS = Promise(Side.PARTNER, "Certify two", "Al", date(2026, 6, 1), "Two certificates")
MANAGER = Viewer("ann@x", "Ann", ANN)


def _promised(store: Store) -> tuple[int, int]:
    first = reviews.promise(store, CHIEF, "A1", "2026Q1", OURS, at=AT)
    second = reviews.promise(store, MANAGER, "A1", "2026Q1", YOURS, at=AT)
    return first, second


def test_a_commitment_comes_back_with_its_outcome(loaded: Store) -> None:
    first, second = _promised(loaded)
    reviews.decide(loaded, CHIEF, "A1", first, Outcome.KEPT, "17 hours", at=AT)
    reviews.revise(loaded, CHIEF, "A1", second, YOURS, at=AT)
    found = loaded.commitments(EVERYTHING, "2026Q1", partner_id("A1"))
    assert [(one.promise, one.outcome, one.happened) for one in found] == [
        (OURS, Outcome.KEPT, "17 hours"),
        (YOURS, Outcome.OPEN, ""),
    ]
    assert found[0].decided_on == date(2026, 7, 21)
    reviews.decide(loaded, CHIEF, "A1", first, Outcome.OPEN, "", at=AT)
    assert loaded.commitments(EVERYTHING, "2026Q1")[0].decided_on is None
    reviews.withdraw(loaded, CHIEF, "A1", second, at=AT)
    assert len(loaded.commitments(EVERYTHING, "2026Q1")) == 1
    told = [entry.action for entry in loaded.audit(EVERYTHING, limit=6)]
    assert told == ["review.withdraw", "review.decide", "review.revise", "review.decide",
                    "review.promise", "review.promise"]  # fmt: skip


def test_commitments_are_the_second_slide_of_the_next_quarter_and_the_plan_of_theirs(
    loaded: Store,
) -> None:
    first, _second = _promised(loaded)
    reviews.decide(loaded, CHIEF, "A1", first, Outcome.KEPT, "17 hours", at=AT)
    outline = build_review(loaded, EVERYTHING, "A1", Q2, AS_OF)
    slide = outline.slides[1]
    assert (slide.key, render(slide.title)) == (
        "commitments", "1 of 2 commitments kept: 1 of 1 ours, 0 of 1 yours",
    )  # fmt: skip
    (table,) = slide.blocks
    assert isinstance(table, Table)
    assert [[spoken_cell(cell, "en") for cell in row] for row in table.rows] == [
        ["Answer in a day", "Vendor", "Deal desk", "1 May 2026", "✓ Kept", "17 hours"],
        ["Certify two", "Partner", "Al", "1 Jun 2026", "– No result yet", ""],
    ]
    plan = build_review(loaded, EVERYTHING, "A1", Q1, AS_OF).slide("plan")
    assert plan is not None
    assert render(plan.title) == "2 commitments for the next 12 weeks: 1 ours, 1 yours"


@pytest.mark.parametrize("viewer", [
    Viewer("b", "B", BEN), Viewer("p", "P", OF_A1), Viewer("d", "D", OF_NORD),
])  # fmt: skip
def test_only_chief_and_own_manager_write(loaded: Store, viewer: Viewer) -> None:
    with pytest.raises(NotFound):
        reviews.promise(loaded, viewer, "A1", "2026Q1", OURS, at=AT)
    with pytest.raises(NotFound):
        reviews.save_edits(loaded, viewer, "A1", "2026Q2", NO_EDITS, at=AT)
    assert loaded.commitments(EVERYTHING, "2026Q1") == ()


def test_empty_and_endless_commitments_are_refused(loaded: Store) -> None:
    empty = Promise(Side.VENDOR, "  ", "x", date(2026, 5, 1))
    with pytest.raises(UserError) as error:
        reviews.promise(loaded, CHIEF, "A1", "2026Q1", empty, at=AT)
    assert error.value.code == "commitment_empty"
    endless = Promise(Side.VENDOR, "x" * 501, "x", date(2026, 5, 1))
    with pytest.raises(UserError) as error:
        reviews.promise(loaded, CHIEF, "A1", "2026Q1", endless, at=AT)
    assert error.value.code == "commitment_too_long"


def test_a_commitment_of_another_partner_is_not_found(loaded: Store) -> None:
    first, _second = _promised(loaded)
    with pytest.raises(NotFound):
        reviews.decide(loaded, CHIEF, "B1", first, Outcome.KEPT, "", at=AT)


def test_edits_are_kept_and_used(loaded: Store) -> None:
    edits = Edits((SlideEdit("summary", "Our year"),), (Ask(Side.VENDOR, "Pay in 30 days"),))
    reviews.save_edits(loaded, CHIEF, "A1", "2026Q2", NO_EDITS, at=AT)
    reviews.save_edits(loaded, CHIEF, "A1", "2026Q2", edits, at=AT)
    assert loaded.review_edits(EVERYTHING, partner_id("A1"), "2026Q2") == edits
    assert loaded.review_edits(OF_B1, partner_id("A1"), "2026Q2") == NO_EDITS
    summary = build_review(loaded, EVERYTHING, "A1", Q2, AS_OF).slide("summary")
    assert summary is not None
    assert render(summary.title, "pl") == "Our year"


def test_a_deck_keeps_its_numbers(loaded: Store) -> None:
    outline = build_review(loaded, EVERYTHING, "A1", Q2, AS_OF)
    internal = build_review(loaded, EVERYTHING, "A1", Q2, AS_OF, edition=Edition.INTERNAL)
    key = reviews.keep_deck(loaded, CHIEF, outline, "pl", at=AT)
    hidden = reviews.keep_deck(loaded, CHIEF, internal, "en", at=AT + timedelta(hours=1))
    assert [deck.deck_id for deck in loaded.decks(EVERYTHING)] == [hidden, key]
    assert loaded.deck_outline(EVERYTHING, key) == outline
    assert [deck.deck_id for deck in loaded.decks(OF_A1)] == [key]
    assert loaded.deck_outline(OF_A1, key) == outline
    for scope, deck in ((OF_A1, hidden), (OF_B1, key), (OF_NORD, key)):
        with pytest.raises(NotFound):
            loaded.deck_outline(scope, deck)


def test_due_reviews_say_what_is_missing(loaded: Store) -> None:
    first, _second = _promised(loaded)
    reviews.decide(loaded, CHIEF, "A1", first, Outcome.KEPT, "", at=AT)
    outline = build_review(loaded, EVERYTHING, "A1", Q2, AS_OF)
    reviews.keep_deck(loaded, CHIEF, outline, "en", at=AT)
    page = build_reviews(loaded, EVERYTHING, Q2, AS_OF)
    assert (page.n_due, page.n_made, page.n_ready) == (6, 1, 1)
    assert page.promised == Tally(2, 1, 0, 0, 1)
    by_code = {one.partner_code: one for one in page.due}
    assert page.due[-1].partner_code == "A1"
    assert by_code["A1"].deck is not None
    assert not by_code["A1"].ready
    assert by_code["B1"].ready
    assert by_code["B3"].no_target
    assert (by_code["A1"].due_on, by_code["A1"].days_left) == (date(2026, 7, 31), 11)
    assert {one.owner for one in build_reviews(loaded, BEN, Q2, AS_OF).due} == {"ben"}


def test_a_partner_gets_its_own_edition_only(loaded: Store) -> None:
    with pytest.raises(NotFound):
        build_review(loaded, OF_A1, "A1", Q2, AS_OF, edition=Edition.INTERNAL)
    with pytest.raises(NotFound):
        build_review(loaded, OF_A1, "B1", Q2, AS_OF)
    with pytest.raises(NotFound):
        build_review(loaded, OF_NORD, "A1", Q2, AS_OF)
    own = build_review(loaded, OF_A1, "A1", Q2, AS_OF)
    assert own == build_review(loaded, EVERYTHING, "A1", Q2, AS_OF)


def test_a_template_is_kept_and_dropped(loaded: Store) -> None:
    with pytest.raises(NotFound):
        reviews.save_template(loaded, MANAGER, "t.pptx", house_template(), at=AT)
    reviews.save_template(loaded, CHIEF, "t.pptx", house_template(), at=AT)
    kept = loaded.review_template(ANN)
    assert kept is not None
    assert (kept.name, kept.n_bytes) == ("t.pptx", len(house_template()))
    data = loaded.template_bytes(EVERYTHING)
    assert data is not None
    assert len(Presentation(io.BytesIO(data)).slide_layouts) == 2
    assert loaded.template_bytes(OF_NORD) is None
    reviews.drop_template(loaded, CHIEF, at=AT)
    assert loaded.review_template(EVERYTHING) is None


def test_roles_that_may_not_see_partners_read_nothing(loaded: Store) -> None:
    _promised(loaded)
    assert loaded.commitments(OF_NORD, "2026Q1") == ()
    assert loaded.commitments(OF_B1, "2026Q1") == ()
    start, end = date(2026, 1, 1), date(2026, 7, 1)
    assert loaded.review_deals(OF_B1, partner_id("A1"), start, end, end) == ((), ())
    assert loaded.partner_senders(OF_NORD, AS_OF).empty
    assert OF_B1.role == Role.PARTNER
