"""Partners that are the same, or a part of another: merge and split, branches and parents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from db.audit import note
from db.decided import BRANCH, DECISION, MERGE, MERGED, MOVED
from db.engine import writing
from db.facts import PARTNER
from db.matching import chief_only, partner_of
from db.months import LINE
from db.moving import Move
from db.projection import BATCH_ROW, THINGS, draw
from db.store import Store
from scorecard.access import Viewer
from scorecard.errors import NotFound, UserError
from scorecard.ingest.kinds import FileKind


def merge(store: Store, viewer: Viewer, partner_code: str, into_code: str, *, at: datetime) -> int:
    """Count everything of a partner at another, now and in files to come; returns its lines.

    The partner leaves all lists; its code and its resellers go on being known.

    Raises:
        NotFound: not a chief.
        UserError: `unknown_partner`, `same_partner`, `matched_already`.
    """
    chief_only(viewer.scope)
    with writing(store.engine) as connection:
        gone, stays = partner_of(connection, partner_code), partner_of(connection, into_code)
        if gone == stays:
            raise UserError("same_partner", partner=partner_code)
        _keep(connection, viewer, at, MERGE, gone, MERGED, stays)
        move = Move(connection, store)
        own = LINE.c.partner_id == gone
        n_lines = _count(connection, gone)
        move.keep_parts_of(MERGE, gone, gone, own)
        move.to(stays, own)
        _mark(connection, gone, stays)
        _redraw(connection, store, gone)
        move.touch([stays], None)
        move.drop([gone])
        move.finish(at, FileKind.PARTNERS)
        detail = {"into": into_code, "lines": n_lines}
        note(connection, viewer, at, "partner.merge", partner_code, detail)
        return n_lines


def split(store: Store, viewer: Viewer, partner_id: int, *, at: datetime) -> None:
    """Take a merge back: the partner has its own numbers again, with what came since.

    Raises:
        NotFound: not a chief, or no such merge.
        UserError: `split_first` when the partner it went into is itself merged.
    """
    chief_only(viewer.scope)
    with writing(store.engine) as connection:
        into, name = _merge_of(connection, partner_id)
        further = select(PARTNER.c.merged_into).where(PARTNER.c.partner_id == into)
        if connection.scalar(further) is not None:
            raise UserError("split_first", partner=_name(connection, into))
        _forget(connection, MERGE, partner_id)
        _mark(connection, partner_id, None)
        move = Move(connection, store)
        _give_back_parts(connection, partner_id, into)
        move.back(MERGE, partner_id, LINE.c.partner_id == into)
        _redraw(connection, store, partner_id)
        move.new_partners.append(partner_id)
        move.touch([partner_id, into], None)
        move.finish(at, FileKind.PARTNERS)
        note(connection, viewer, at, "partner.split", name)


def set_parent(
    store: Store, viewer: Viewer, partner_code: str, parent_code: str, *, at: datetime
) -> None:
    """Say that a partner is a branch of another; files of partners to come do not change it.

    Raises:
        NotFound: not a chief.
        UserError: `unknown_partner`, `same_partner`, `parent_circle`, `matched_already`.
    """
    chief_only(viewer.scope)
    with writing(store.engine) as connection:
        own, parent = partner_of(connection, partner_code), partner_of(connection, parent_code)
        if own == parent:
            raise UserError("same_partner", partner=partner_code)
        if own in _above(connection, parent):
            raise UserError("parent_circle", partner=partner_code, parent=parent_code)
        _keep(connection, viewer, at, BRANCH, own, BRANCH, parent)
        _redraw_partner(connection, store, own)
        detail = {"parent": parent_code}
        note(connection, viewer, at, "partner.branch", partner_code, detail)
        store.bump_version(connection)


def undo_parent(store: Store, viewer: Viewer, partner_id: int, *, at: datetime) -> None:
    """Take back that a partner is a branch: its parent is what the files say.

    Raises:
        NotFound: not a chief, or no such decision.
    """
    chief_only(viewer.scope)
    with writing(store.engine) as connection:
        own = (DECISION.c.subject == BRANCH) & (DECISION.c.subject_key == partner_id)
        written = connection.scalar(select(DECISION.c.written).where(own))
        if written is None:
            raise NotFound("not_found", what="decision")
        _forget(connection, BRANCH, partner_id)
        _redraw_partner(connection, store, partner_id)
        note(connection, viewer, at, "partner.unbranch", str(written))
        store.bump_version(connection)


def _keep(
    connection: Connection, viewer: Viewer, at: datetime, subject: str, key: int, verdict: str,
    target: int,
) -> None:  # fmt: skip
    made = select(DECISION.c.verdict).where(
        DECISION.c.subject == subject, DECISION.c.subject_key == key
    )
    if connection.scalar(made) is not None:
        raise UserError("matched_already", reseller=_name(connection, key))
    connection.execute(
        insert(DECISION).values(
            subject=subject, subject_key=key, distributor_id=0, alias="",
            written=_name(connection, key), verdict=verdict, target_id=target, before_id=key,
            made_by=viewer.who, made_at=at,
        )
    )  # fmt: skip


def _forget(connection: Connection, subject: str, key: int) -> None:
    own = (DECISION.c.subject == subject) & (DECISION.c.subject_key == key)
    connection.execute(delete(DECISION).where(own))


def _name(connection: Connection, partner_id: int) -> str:
    query = select(PARTNER.c.name).where(PARTNER.c.partner_id == partner_id)
    return str(connection.scalar(query) or "")


def _count(connection: Connection, partner_id: int) -> int:
    lines = select(LINE.c.record).where(LINE.c.partner_id == partner_id)
    return len(connection.execute(lines).all())


def _mark(connection: Connection, partner_id: int, into: int | None) -> None:
    own = PARTNER.c.partner_id == partner_id
    connection.execute(update(PARTNER).where(own).values(merged_into=into))


def _merge_of(connection: Connection, partner_id: int) -> tuple[int, str]:
    query = select(PARTNER.c.merged_into, PARTNER.c.name).where(PARTNER.c.partner_id == partner_id)
    found = connection.execute(query).first()
    if found is None or found[0] is None:
        raise NotFound("not_found", what="merge")
    return int(found[0]), str(found[1])


def _give_back_parts(connection: Connection, partner_id: int, into: int) -> None:
    """Lines that a later decision moved away from the other partner were this one's."""
    mine = select(MOVED.c.batch_id, MOVED.c.reseller_key).where(
        MOVED.c.subject == MERGE, MOVED.c.subject_key == partner_id
    )
    for batch_id, key in connection.execute(mine).all():
        later = (
            (MOVED.c.batch_id == batch_id) & (MOVED.c.reseller_key == key)
            & (MOVED.c.from_id == into) & (MOVED.c.subject != MERGE)
        )  # fmt: skip
        connection.execute(update(MOVED).where(later).values(from_id=partner_id))


def _redraw(connection: Connection, store: Store, partner_id: int) -> None:
    """Deals, certifications and the like that files say of a partner, drawn where it counts."""
    currency = store.settings(connection).reporting_currency
    for kind, thing in THINGS.items():
        if thing.referenced:
            continue
        own = (BATCH_ROW.c.kind == kind.value) & (BATCH_ROW.c.partner_id == partner_id)
        keys = connection.execute(select(BATCH_ROW.c.key).distinct().where(own))
        draw(connection, kind, sorted(int(row[0]) for row in keys), currency)


def _redraw_partner(connection: Connection, store: Store, partner_id: int) -> None:
    currency = store.settings(connection).reporting_currency
    draw(connection, FileKind.PARTNERS, [partner_id], currency)


def _above(connection: Connection, partner_id: int) -> set[int]:
    """The partner, its parent, the parent's parent and so on."""
    query = select(PARTNER.c.partner_id, PARTNER.c.parent_id).where(
        PARTNER.c.parent_id.is_not(None)
    )
    parents = {int(child): int(parent) for child, parent in connection.execute(query)}
    found = {partner_id}
    while partner_id in parents and parents[partner_id] not in found:
        partner_id = parents[partner_id]
        found.add(partner_id)
    return found
