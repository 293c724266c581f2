"""What people do about answers: themes put right, and the closed loop of each detractor."""

from __future__ import annotations

from datetime import date, datetime

from db.store import Store
from scorecard.access import Viewer


def retag(
    store: Store, viewer: Viewer, answer_id: int, themes: tuple[str, ...], *, at: datetime
) -> None:
    """A person's word on what a comment is about; () is "about none of them".

    Raises:
        NotFound: no such answer for this viewer (chief, or manager of the partner).
        UserError: `unknown_theme`.
    """
    raise NotImplementedError


def assign(
    store: Store, viewer: Viewer, answer_id: int, owner: str, due_on: date, *, at: datetime
) -> None:
    """Who looks after a detractor's answer, and until when.

    Raises:
        NotFound: no such answer for this viewer.
        UserError: `no_detractor`, `owner_missing`.
    """
    raise NotImplementedError


def close(
    store: Store, viewer: Viewer, answer_id: int, done: str, done_on: date, *, at: datetime
) -> None:
    """What was done about a detractor's answer.

    Raises:
        NotFound: no such answer for this viewer.
        UserError: `no_detractor`, `done_missing`, `done_before_answer`.
    """
    raise NotImplementedError


def reopen(store: Store, viewer: Viewer, answer_id: int, *, at: datetime) -> None:
    """A case that was closed too early.

    Raises:
        NotFound: no such answer for this viewer.
    """
    raise NotImplementedError
