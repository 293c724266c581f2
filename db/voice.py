"""What people do about answers: themes put right, and the closed loop of each detractor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from db.audit import note
from db.engine import writing
from db.facts import PARTNER
from db.scoping import partners_in
from db.store import Store
from db.voice_reads import CASE, RETAG, may_read_people
from db.voice_sums import ANSWER
from scorecard.access import Viewer
from scorecard.errors import NotFound, UserError
from scorecard.kpis.voice import DETRACTOR
from scorecard.usecases.voice_people import DUE
from scorecard.voice.themes import checked

LONGEST_DONE = 2_000


@dataclass(frozen=True)
class _Answer:
    answer_id: int
    partner_id: int
    partner_code: str
    owner: str
    answered_on: date
    score: int
    wave: str


def retag(
    store: Store, viewer: Viewer, answer_id: int, themes: tuple[str, ...], *, at: datetime
) -> None:
    """A person's word on what a comment is about; () is "about none of them".

    Raises:
        NotFound: no such answer for this viewer (chief, or manager of the partner).
        UserError: `unknown_theme`.
    """
    wanted = checked(themes)
    with writing(store.engine) as connection:
        answer = _answer(connection, viewer, answer_id)
        own = RETAG.c.answer_id == answer_id
        before = connection.scalar(select(RETAG.c.themes).where(own))
        found = connection.scalar(select(ANSWER.c.themes).where(ANSWER.c.answer_id == answer_id))
        connection.execute(delete(RETAG).where(own))
        connection.execute(
            insert(RETAG).values(
                answer_id=answer_id, partner_id=answer.partner_id, themes=" ".join(wanted),
                retagged_at=at, retagged_by=viewer.who,
            )
        )  # fmt: skip
        told = {"before": (found if before is None else before) or "", "themes": " ".join(wanted)}
        _note(connection, store, viewer, at, "voice.retag", answer, told)


def assign(
    store: Store, viewer: Viewer, answer_id: int, owner: str, due_on: date, *, at: datetime
) -> None:
    """Who looks after a detractor's answer, and until when.

    Raises:
        NotFound: no such answer for this viewer.
        UserError: `no_detractor`, `owner_missing`, `due_before_answer`.
    """
    if not owner.strip():
        raise UserError("owner_missing")
    with writing(store.engine) as connection:
        answer = _detractor(connection, viewer, answer_id)
        if due_on < answer.answered_on:
            raise UserError("due_before_answer", answered=answer.answered_on)
        _keep(connection, viewer, at, answer, owner=owner.strip(), due_on=due_on)
        told = {"owner": owner.strip(), "due_on": due_on.isoformat()}
        _note(connection, store, viewer, at, "voice.assign", answer, told)


def close(
    store: Store, viewer: Viewer, answer_id: int, done: str, done_on: date, *, at: datetime
) -> None:
    """What was done about a detractor's answer.

    Raises:
        NotFound: no such answer for this viewer.
        UserError: `no_detractor`, `done_missing`, `done_before_answer`.
    """
    text = done.strip()[:LONGEST_DONE]
    if not text:
        raise UserError("done_missing")
    with writing(store.engine) as connection:
        answer = _detractor(connection, viewer, answer_id)
        if done_on < answer.answered_on:
            raise UserError("done_before_answer", answered=answer.answered_on)
        _keep(connection, viewer, at, answer, done=text, done_on=done_on)
        told = {"done": text, "done_on": done_on.isoformat()}
        _note(connection, store, viewer, at, "voice.close", answer, told)


def reopen(store: Store, viewer: Viewer, answer_id: int, *, at: datetime) -> None:
    """A case that was closed too early; what was said is kept.

    Raises:
        NotFound: no such answer for this viewer.
    """
    with writing(store.engine) as connection:
        answer = _detractor(connection, viewer, answer_id)
        _keep(connection, viewer, at, answer, done_on=None)
        _note(connection, store, viewer, at, "voice.reopen", answer, {})


def _answer(connection: Connection, viewer: Viewer, answer_id: int) -> _Answer:
    query = (
        select(ANSWER.c.answer_id, ANSWER.c.partner_id, PARTNER.c.partner_code, PARTNER.c.owner,
               ANSWER.c.answered_on, ANSWER.c.score, ANSWER.c.wave)
        .join(PARTNER, PARTNER.c.partner_id == ANSWER.c.partner_id)
        .where(ANSWER.c.answer_id == answer_id, partners_in(viewer.scope))
    )  # fmt: skip
    found = connection.execute(query).first() if may_read_people(viewer.scope) else None
    if found is None:
        raise NotFound("not_found", what=f"answer {answer_id}")
    return _Answer(*found)


def _detractor(connection: Connection, viewer: Viewer, answer_id: int) -> _Answer:
    answer = _answer(connection, viewer, answer_id)
    if answer.score > DETRACTOR:
        raise UserError("no_detractor", score=answer.score)
    return answer


def _keep(
    connection: Connection, viewer: Viewer, at: datetime, answer: _Answer, **said: Any
) -> None:
    """The case as it was, or as it begins, with what was said now."""
    own = CASE.c.answer_id == answer.answer_id
    before = connection.execute(select(CASE).where(own)).mappings().first()
    case: dict[str, Any] = dict(before) if before else {
        "answer_id": answer.answer_id, "partner_id": answer.partner_id, "owner": answer.owner,
        "due_on": answer.answered_on + DUE, "done": "", "done_on": None,
    }  # fmt: skip
    connection.execute(delete(CASE).where(own))
    case |= {**said, "changed_at": at, "changed_by": viewer.who}
    connection.execute(insert(CASE).values(**case))


def _note(
    connection: Connection, store: Store, viewer: Viewer, at: datetime, action: str,
    answer: _Answer, told: dict[str, Any],
) -> None:  # fmt: skip
    about = {"answer": answer.answer_id, "wave": answer.wave, **told}
    note(connection, viewer, at, action, answer.partner_code, about)
    store.bump_version(connection)


__all__ = ["assign", "close", "reopen", "retag"]
