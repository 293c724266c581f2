"""Taking a landed file back, and giving its bytes back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, select, update

from db.audit import note
from db.decided import MOVED
from db.engine import reading, writing
from db.lines import drop_lines, touched_by
from db.models import UploadFile
from db.months import LINE
from db.past import keep_past, keep_voids
from db.projection import BATCH, BATCH_ROW, draw, partners_of
from db.readmodel import table_of
from db.refresh import Touched, refresh
from db.risk_after import freshen_after
from db.store import Store
from scorecard.access import Role, Scope, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.ingest.kinds import FileKind

FILE = table_of(UploadFile)


def undo(store: Store, viewer: Viewer, batch_id: int, *, at: datetime) -> None:
    """Take a batch back completely, as if it had never been sent.

    Its original bytes and its entry in the list of uploads stay.

    Raises:
        NotFound: no such batch for this viewer.
        UserError: `already_undone`; `undo_blocked` when later files stand on its partners or
            products (undo those first).
    """
    with writing(store.engine) as connection:
        batch = _own_batch(connection, viewer.scope, batch_id)
        if batch["status"] != "landed":
            raise UserError("already_undone", batch=batch_id)
        kind = FileKind(batch["kind"])
        touched = _take_back(connection, store, kind, batch_id, viewer, at)
        refresh(connection, store.settings(connection), at.date(), touched)
        freshen_after(connection, store, at.date(), touched, int(batch["distributor_id"]))
        note(connection, viewer, at, "upload.undo", batch["file_name"], {"batch": batch_id})
        store.bump_version(connection)


def _take_back(
    connection: Connection, store: Store, kind: FileKind, batch_id: int, viewer: Viewer,
    at: datetime,
) -> Touched:  # fmt: skip
    gone = (
        update(BATCH)
        .where(BATCH.c.batch_id == batch_id)
        .values(status="undone", undone_at=at, undone_by=viewer.who)
    )
    if kind is FileKind.SELL_THROUGH:
        partners, month = touched_by(connection, batch_id)
        keep_past(connection, LINE.c.batch_id == batch_id, at)
        keep_voids(connection, batch_id)
        connection.execute(delete(MOVED).where(MOVED.c.batch_id == batch_id))
        fewer = drop_lines(connection, batch_id)
        connection.execute(gone)
        return Touched(kind, partners, month, fewer_partners=fewer)
    own = select(BATCH_ROW.c.key).distinct().where(BATCH_ROW.c.batch_id == batch_id)
    keys = [int(row[0]) for row in connection.execute(own)]
    partners = partners_of(connection, kind, keys, batch_id)
    connection.execute(gone)
    draw(connection, kind, keys, store.settings(connection).reporting_currency)
    return Touched(kind, partners, None, keys)


def _own_batch(connection: Connection, scope: Scope, batch_id: int) -> RowMapping:
    query = select(BATCH).where(BATCH.c.batch_id == batch_id)
    if scope.role is Role.DISTRIBUTOR:
        query = query.where(BATCH.c.distributor_id == scope.distributor_id)
    found = connection.execute(query).mappings().first()
    if found is None or scope.role not in (Role.CHIEF, Role.DISTRIBUTOR):
        raise NotFound("not_found", what=f"batch {batch_id}")
    return found


def original(store: Store, scope: Scope, batch_id: int) -> tuple[str, bytes]:
    """File name and bytes as they came.

    Raises:
        NotFound: no such batch for this scope.
    """
    with reading(store.engine) as connection:
        batch = _own_batch(connection, scope, batch_id)
        content = connection.scalar(select(FILE.c.content).where(FILE.c.sha256 == batch["sha256"]))
    return str(batch["file_name"]), bytes(content or b"")
