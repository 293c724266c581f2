"""The partner's voice as pages read and change it."""

from __future__ import annotations

from datetime import date

from db import voice as verbs
from pages.ui.data.opened import cached, now, store
from scorecard.access import Scope, Viewer
from scorecard.usecases import voice as usecases
from scorecard.views import Filters
from scorecard.voice.views import Comments, PartnerVoice, VoicePage


@cached
def page(scope: Scope, day: date, filters: Filters, wave: str = "") -> VoicePage:
    """Raises:
    UserError: `unknown_wave`.
    """
    return usecases.build_voice(store(), scope, day, filters, wave)


@cached
def comments(
    scope: Scope, day: date, filters: Filters, wave: str = "", search: str = "", theme: str = "",
    number: int = 1,
) -> Comments:  # fmt: skip
    return usecases.find_comments(
        store(), scope, day, filters, wave, search=search, theme=theme, page=number
    )


@cached
def of_partner(scope: Scope, day: date, partner_code: str) -> PartnerVoice:
    """Raises:
    NotFound: no such partner in this scope.
    """
    return usecases.build_partner_voice(store(), scope, partner_code, day)


def retag(viewer: Viewer, answer_id: int, themes: tuple[str, ...]) -> None:
    verbs.retag(store(), viewer, answer_id, themes, at=now())


def assign(viewer: Viewer, answer_id: int, owner: str, due_on: date) -> None:
    verbs.assign(store(), viewer, answer_id, owner, due_on, at=now())


def close(viewer: Viewer, answer_id: int, done: str, done_on: date) -> None:
    verbs.close(store(), viewer, answer_id, done, done_on, at=now())


def reopen(viewer: Viewer, answer_id: int) -> None:
    verbs.reopen(store(), viewer, answer_id, at=now())
