"""Quarterly reviews as pages read and change them."""

from __future__ import annotations

from datetime import date
from shutil import which

from db import reviews as verbs
from pages.ui.config import app_settings
from pages.ui.data import tiers
from pages.ui.data.opened import cached, now, settings, store
from scorecard.access import Scope, Viewer
from scorecard.commitments import Commitment, Outcome, Promise
from scorecard.ids import stable_id
from scorecard.period import Period, parse_period
from scorecard.reports.qbr import forms
from scorecard.reports.qbr.edits import Edits
from scorecard.reports.qbr.forms import Form
from scorecard.reports.qbr.office import PROGRAM
from scorecard.reports.qbr.outline import Edition, Outline
from scorecard.reports.qbr_views import DeckKept, ReviewsPage, TemplateKept
from scorecard.usecases.qbr import build_review
from scorecard.usecases.qbr_more import more_of
from scorecard.usecases.reviews import PER_PAGE, build_reviews
from scorecard.views import Filters


def _period(key: str) -> Period:
    return parse_period(key, settings().fiscal_year_start)


@cached
def reviews(
    scope: Scope, as_of: date, quarter: str, filters: Filters, number: int = 1,
    limit: int = PER_PAGE,
) -> ReviewsPage:  # fmt: skip
    """Reviews of a quarter, a page of them."""
    return build_reviews(
        store(), scope, _period(quarter), as_of, filters, limit=limit,
        offset=(number - 1) * limit,
    )  # fmt: skip


@cached
def outline(
    scope: Scope, as_of: date, partner_code: str, quarter: str, edition: Edition
) -> Outline:
    """What a partner's review says.

    Raises:
        NotFound: no such partner in this scope, or not this edition.
    """
    return build_review(
        store(), scope, partner_code, _period(quarter), as_of, edition=edition,
        history=tiers.history(), more=more_of(store(), as_of),
    )  # fmt: skip


def office() -> str | None:
    """Where LibreOffice is on this machine, if it is installed."""
    return which(PROGRAM)


def made(scope: Scope, outline: Outline, form: Form, lang: str) -> bytes:
    """A review as a file in one of its forms.

    Raises:
        UserError: see `scorecard.reports.qbr.forms.made`.
    """
    return forms.made(
        outline, form, lang, base_url=app_settings().public_url, office=office(),
        template=store().template_bytes(scope) if form in forms.DECKS else None,
    )  # fmt: skip


def keep(viewer: Viewer, outline: Outline, lang: str) -> None:
    """Keep what a deck says, as it is handed out."""
    verbs.keep_deck(store(), viewer, outline, lang, at=now())


@cached
def edits(scope: Scope, as_of: date, partner_code: str, quarter: str) -> Edits:
    """What somebody changed of a review."""
    del as_of
    return store().review_edits(scope, stable_id("partner", partner_code), quarter)


@cached
def commitments(
    scope: Scope, as_of: date, partner_code: str, quarter: str
) -> tuple[Commitment, ...]:
    """What both sides promised in the review of a quarter."""
    del as_of
    return store().commitments(scope, quarter, stable_id("partner", partner_code))


def decks(scope: Scope, partner_code: str) -> tuple[DeckKept, ...]:
    """Decks of a partner that were made, of all quarters, the newest first."""
    return store().decks(scope, partner_id=stable_id("partner", partner_code))


def kept_outline(scope: Scope, deck_id: int) -> Outline:
    """What a deck said when it was made, with the numbers as they were.

    Raises:
        NotFound: no such deck in this scope.
    """
    return store().deck_outline(scope, deck_id)


def template(scope: Scope) -> TemplateKept | None:
    return store().review_template(scope)


# -- what buttons do ----------------------------------------------------------------------------


def promise(viewer: Viewer, partner_code: str, quarter: str, made: Promise) -> None:
    verbs.promise(store(), viewer, partner_code, quarter, made, at=now())


def decide(viewer: Viewer, partner_code: str, commitment_id: int, outcome: Outcome,
           happened: str) -> None:  # fmt: skip
    verbs.decide(store(), viewer, partner_code, commitment_id, outcome, happened, at=now())


def withdraw(viewer: Viewer, partner_code: str, commitment_id: int) -> None:
    verbs.withdraw(store(), viewer, partner_code, commitment_id, at=now())


def save_edits(viewer: Viewer, partner_code: str, quarter: str, edits: Edits) -> None:
    verbs.save_edits(store(), viewer, partner_code, quarter, edits, at=now())


def save_template(viewer: Viewer, name: str, data: bytes) -> None:
    verbs.save_template(store(), viewer, name, data, at=now())


def drop_template(viewer: Viewer) -> None:
    verbs.drop_template(store(), viewer, at=now())
