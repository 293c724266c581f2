"""What people do with reviews: promise, say what came of it, edit, keep a deck, a template."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from db.audit import note
from db.engine import writing
from db.facts import PARTNER
from db.review_reads import COMMITMENT, DECK, EDIT, TEMPLATE
from db.scoping import partners_in
from db.store import Store
from scorecard.access import Role, Viewer
from scorecard.commitments import Outcome, Promise
from scorecard.errors import NotFound, UserError
from scorecard.ids import stable_id
from scorecard.reports.qbr.codec import to_json
from scorecard.reports.qbr.edits import Edits
from scorecard.reports.qbr.outline import Outline
from scorecard.reports.qbr.template import check_template

WRITERS = (Role.CHIEF, Role.MANAGER)
LONGEST = 500  # characters of a commitment, its owner and its evidence


def promise(
    store: Store, viewer: Viewer, partner_code: str, period: str, made: Promise, *, at: datetime
) -> int:
    """Record a commitment of the review of a quarter; its id (chief, or the partner's manager).

    Raises:
        NotFound: no such partner for this viewer.
        UserError: `commitment_empty`, `commitment_too_long`.
    """
    row = _row(made)
    with writing(store.engine) as connection:
        partner_id = _partner(connection, viewer, partner_code)
        key = stable_id("commitment", partner_id, period, made.text, at.isoformat())
        values = {
            "partner_id": partner_id, "commitment_id": key, "period": period, **row,
            "outcome": Outcome.OPEN.value, "happened": "", "made_by": viewer.who, "made_at": at,
        }  # fmt: skip
        connection.execute(insert(COMMITMENT).values(**values))
        _told(store, connection, viewer, at, "review.promise", partner_code, period, row)
    return key


def revise(
    store: Store, viewer: Viewer, partner_code: str, commitment_id: int, made: Promise,
    *, at: datetime,
) -> None:  # fmt: skip
    """Word a commitment anew; its outcome stays.

    Raises:
        NotFound: no such commitment for this viewer.
        UserError: `commitment_empty`, `commitment_too_long`.
    """
    _change(store, viewer, partner_code, commitment_id, "review.revise", _row(made), at)


def decide(
    store: Store, viewer: Viewer, partner_code: str, commitment_id: int, outcome: Outcome,
    happened: str, *, at: datetime,
) -> None:  # fmt: skip
    """Say what came of a commitment; `Outcome.OPEN` takes it back.

    Raises:
        NotFound: no such commitment for this viewer.
        UserError: `commitment_too_long`.
    """
    if len(happened) > LONGEST:
        raise UserError("commitment_too_long", most=LONGEST)
    undone = outcome is Outcome.OPEN
    values = {
        "outcome": outcome.value, "happened": happened.strip(),
        "decided_by": None if undone else viewer.who, "decided_at": None if undone else at,
    }  # fmt: skip
    _change(store, viewer, partner_code, commitment_id, "review.decide", values, at)


def withdraw(
    store: Store, viewer: Viewer, partner_code: str, commitment_id: int, *, at: datetime
) -> None:
    """Take a commitment off the record; the audit log keeps it.

    Raises:
        NotFound: no such commitment for this viewer.
    """
    values = {"withdrawn_at": at}
    _change(store, viewer, partner_code, commitment_id, "review.withdraw", values, at)


def save_edits(
    store: Store, viewer: Viewer, partner_code: str, period: str, edits: Edits, *, at: datetime
) -> None:
    """Keep a person's titles, notes and asks of a review in place of those before.

    Raises:
        NotFound: no such partner for this viewer.
    """
    text = to_json(edits)
    with writing(store.engine) as connection:
        partner_id = _partner(connection, viewer, partner_code)
        own = (EDIT.c.partner_id == partner_id) & (EDIT.c.period == period)
        connection.execute(delete(EDIT).where(own))
        values = {"partner_id": partner_id, "period": period, "edits": text,
                  "edited_by": viewer.who, "edited_at": at}  # fmt: skip
        connection.execute(insert(EDIT).values(**values))
        slides = {"slides": [edit.key for edit in edits.slides], "asks": len(edits.asks)}
        _told(store, connection, viewer, at, "review.edit", partner_code, period, slides)


def keep_deck(
    store: Store, viewer: Viewer, outline: Outline, language: str, *, at: datetime
) -> int:
    """Keep what a deck says, as it was handed out; its id. Changes no number of a page.

    Raises:
        NotFound: no such partner for this viewer.
    """
    kept = zlib.compress(to_json(outline).encode("utf-8"), 6)
    period, code = outline.period.key, outline.partner_code
    with writing(store.engine) as connection:
        partner_id = _partner(connection, viewer, code, writes=False)
        deck_id = stable_id("deck", partner_id, period, outline.edition, language, at.isoformat())
        values = {
            "partner_id": partner_id, "deck_id": deck_id, "period": period,
            "edition": outline.edition.value, "language": language,
            "data_version": outline.data_version, "outline": kept, "made_by": viewer.who,
            "made_at": at,
        }  # fmt: skip
        connection.execute(delete(DECK).where(DECK.c.deck_id == deck_id))
        connection.execute(insert(DECK).values(**values))
        told = {"period": period, "edition": outline.edition.value, "language": language}
        note(connection, viewer, at, "review.deck", code, told)
    return deck_id


def save_template(store: Store, viewer: Viewer, name: str, data: bytes, *, at: datetime) -> None:
    """Make decks with this .pptx from now on (chief only).

    Raises:
        NotFound: the viewer is no chief.
        UserError: what `check_template` finds wrong with it.
    """
    _chief_only(viewer)
    check_template(data)
    with writing(store.engine) as connection:
        values = {"template_id": stable_id("template", name, at.isoformat()), "name": name[:300],
                  "data": data, "made_by": viewer.who, "made_at": at}  # fmt: skip
        connection.execute(insert(TEMPLATE).values(**values))
        note(connection, viewer, at, "review.template", name, {"bytes": len(data)})
        store.bump_version(connection)


def drop_template(store: Store, viewer: Viewer, *, at: datetime) -> None:
    """Go back to the house's own template (chief only)."""
    _chief_only(viewer)
    with writing(store.engine) as connection:
        standing = TEMPLATE.c.withdrawn_at.is_(None)
        connection.execute(update(TEMPLATE).where(standing).values(withdrawn_at=at))
        note(connection, viewer, at, "review.template", "", {"withdrawn": True})
        store.bump_version(connection)


def _row(made: Promise) -> dict[str, Any]:
    row = {"side": made.side.value, "text": made.text.strip(), "owner": made.owner.strip(),
           "due_on": made.due_on, "evidence": made.evidence.strip()}  # fmt: skip
    if not row["text"] or not row["owner"]:
        raise UserError("commitment_empty")
    if max(len(made.text), len(made.evidence)) > LONGEST or len(made.owner) > 200:
        raise UserError("commitment_too_long", most=LONGEST)
    return row


def _change(
    store: Store, viewer: Viewer, partner_code: str, commitment_id: int, action: str,
    values: dict[str, Any], at: datetime,
) -> None:  # fmt: skip
    with writing(store.engine) as connection:
        partner_id = _partner(connection, viewer, partner_code)
        one = (
            (COMMITMENT.c.partner_id == partner_id)
            & (COMMITMENT.c.commitment_id == commitment_id)
            & COMMITMENT.c.withdrawn_at.is_(None)
        )
        period = connection.scalar(select(COMMITMENT.c.period).where(one))
        if period is None:
            raise NotFound("not_found", what="commitment")
        connection.execute(update(COMMITMENT).where(one).values(**values))
        _told(store, connection, viewer, at, action, partner_code, period, values)


def _told(
    store: Store, connection: Connection, viewer: Viewer, at: datetime, action: str,
    partner_code: str, period: str, detail: dict[str, Any],
) -> None:  # fmt: skip
    plain = {name: value if isinstance(value, int | list) else str(value)
             for name, value in detail.items()}  # fmt: skip
    note(connection, viewer, at, action, partner_code, {"period": period, **plain})
    store.bump_version(connection)


def _partner(
    connection: Connection, viewer: Viewer, partner_code: str, *, writes: bool = True
) -> int:
    """The partner's id; a partner itself may keep its deck, and writes nothing else."""
    allowed = viewer.role in WRITERS or (not writes and viewer.role is Role.PARTNER)
    known = select(PARTNER.c.partner_id).where(
        PARTNER.c.partner_code == partner_code, partners_in(viewer.scope)
    )
    found = connection.scalar(known) if allowed else None
    if found is None:
        raise NotFound("not_found", what=partner_code)
    return int(found)


def _chief_only(viewer: Viewer) -> None:
    if viewer.role is not Role.CHIEF:
        raise NotFound("not_found", what="template")
