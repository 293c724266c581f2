"""Answers of the survey page: rows of a batch like any file's, one batch a wave.

So an answer can be traced, taken back with its batch, and drawn again; a changed answer is a later
row about the same person, and the last one counts.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from db.audit import note
from db.batches import FILE
from db.engine import reading, writing
from db.facts import PARTNER
from db.frames import insert_rows
from db.projection import BATCH, BATCH_ROW, draw, key_of
from db.refresh import Touched, refresh
from db.store import Store
from db.surveys import LINK, wave_row
from db.voice_sums import ANSWER, INVITATION
from scorecard.access import Role, Scope, Viewer
from scorecard.errors import UserError
from scorecard.ingest.kinds import FileKind

LONGEST = 2_000  # characters of a comment
MOST_CHANGES = 20  # of one answer
PAUSE = timedelta(seconds=2)  # between two changes
SURVEY = Viewer("survey", "Survey page", Scope(Role.PARTNER))


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """What the page shows: nothing about the person but the person's own answer."""

    programme: str
    wave: str
    closes_on: date
    score: int | None
    comment: str


def open_form(store: Store, link_id: int, day: date) -> SurveyForm:
    """
    Raises:
        UserError: `survey_link_broken`, `survey_link_replaced`, `survey_link_expired`.
    """
    with reading(store.engine) as connection:
        asked = _asked(connection, link_id, day)
        given = connection.execute(
            select(ANSWER.c.score, ANSWER.c.comment).where(
                ANSWER.c.partner_id == asked["partner_id"],
                ANSWER.c.answer_id == key_of(FileKind.NPS, _payload(asked)),
            )
        ).first()
    score, comment = (int(given[0]), given[1] or "") if given else (None, "")
    name = store.settings().programme_name
    return SurveyForm(name, asked["wave"], asked["closes_on"], score, comment)


def answer(
    store: Store, link_id: int, score: int, comment: str, day: date, *, at: datetime
) -> None:
    """Keep the answer of a link; a second one changes the first, until the wave closes.

    Raises:
        UserError: as `open_form`, and `survey_score`, `survey_comment_long`,
            `survey_too_often`.
    """
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= 10:
        raise UserError("survey_score")
    if len(comment) > LONGEST:
        raise UserError("survey_comment_long", limit=LONGEST)
    with writing(store.engine) as connection:
        asked = _asked(connection, link_id, day)
        _not_too_often(asked, at)
        said = {"answered_on": day.isoformat(), "score": score, "comment": _clean(comment)}
        key = _keep_row(connection, {**_payload(asked), **said}, at)
        settings = store.settings(connection)
        draw(connection, FileKind.NPS, [key], settings.reporting_currency)
        refresh(connection, settings, at.date(),
                Touched(FileKind.NPS, [asked["partner_id"]], None, [key]))  # fmt: skip
        counted = {"last_answered_at": at, "n_answers": asked["n_answers"] + 1,
                   "first_answered_at": asked["first_answered_at"] or at}  # fmt: skip
        connection.execute(update(LINK).where(LINK.c.link_id == link_id).values(**counted))
        note(connection, SURVEY, at, "survey.answer", asked["wave"], {"again": asked["n_answers"]})
        store.bump_version(connection)


def _clean(comment: str) -> str | None:
    """Without signs that are no text; None when nothing is left."""
    kept = "".join(sign for sign in comment if sign in "\n\t" or sign.isprintable())
    return kept.strip() or None


def _asked(connection: Connection, link_id: int, day: date) -> RowMapping:
    """Link, wave and invitation together."""
    query = (
        select(LINK, INVITATION.c.respondent_id, INVITATION.c.respondent_role,
               PARTNER.c.partner_code, INVITATION.c.partner_id.label("asked_id"))
        .join(INVITATION, INVITATION.c.invitation_id == LINK.c.invitation_id)
        .join(PARTNER, PARTNER.c.partner_id == INVITATION.c.partner_id)
        .where(LINK.c.link_id == link_id)
    )  # fmt: skip
    found = connection.execute(query).mappings().first()
    if found is None:
        raise UserError("survey_link_broken")
    if found["replaced_at"] is not None:
        raise UserError("survey_link_replaced")
    wave = wave_row(connection, found["wave"])
    if not wave["opens_on"] <= day <= wave["closes_on"]:
        raise UserError("survey_link_expired")
    row: Any = {**found, "partner_id": int(found["asked_id"]), "closes_on": wave["closes_on"]}
    asked: RowMapping = row
    return asked


def _not_too_often(asked: RowMapping, at: datetime) -> None:
    last = asked["last_answered_at"]
    if asked["n_answers"] >= MOST_CHANGES or (last is not None and at - last < PAUSE):
        raise UserError("survey_too_often")


def _payload(asked: RowMapping) -> dict[str, Any]:
    names = ("partner_code", "wave", "respondent_id", "respondent_role", "partner_id")
    return {name: asked[name] for name in names}


def _keep_row(connection: Connection, payload: dict[str, Any], at: datetime) -> int:
    """Append the answer to its wave's batch; returns the answer's id."""
    batch = _batch(connection, payload["wave"], at)
    last = select(func.max(BATCH_ROW.c.record)).where(BATCH_ROW.c.batch_id == batch)
    record = int(connection.scalar(last) or 0) + 1
    key = key_of(FileKind.NPS, payload)
    names = ["batch_id", "record", "line", "kind", "key", "partner_id", "payload"]
    row = (batch, record, record, FileKind.NPS.value, key, payload["partner_id"],
           json.dumps(payload, ensure_ascii=False))  # fmt: skip
    insert_rows(connection, BATCH_ROW, names, [row])
    grown = {"n_accepted": record, "landed_at": at}
    connection.execute(update(BATCH).where(BATCH.c.batch_id == batch).values(**grown))
    return key


def _batch(connection: Connection, wave: str, at: datetime) -> int:
    """The landed batch that takes the wave's answers, made with the first of them."""
    content = f"Answers that were given on the survey page, wave {wave}.\n".encode()
    digest = hashlib.sha256(content).hexdigest()
    landed = select(BATCH.c.batch_id).where(BATCH.c.sha256 == digest, BATCH.c.status == "landed")
    found = connection.scalar(landed)
    if found is not None:
        return int(found)
    if connection.scalar(select(FILE.c.sha256).where(FILE.c.sha256 == digest)) is None:
        file = {"sha256": digest, "size": len(content), "content": content}
        connection.execute(insert(FILE).values(file))
    number = int(connection.scalar(select(func.max(BATCH.c.batch_id))) or 0) + 1
    connection.execute(
        insert(BATCH).values(
            batch_id=number, kind=FileKind.NPS.value, distributor_id=0,
            file_name=f"survey page {wave}", sha256=digest, status="landed", mapping={},
            totals={}, issues=[], n_accepted=0, n_rejected=0, n_ignored=0, covers_from=None,
            covers_to=None, landed_at=at, landed_by=SURVEY.who,
        )
    )  # fmt: skip
    return number
