"""The way in: a file is read, shown, confirmed, and lands whole or not at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.audit import note
from db.directory import load_directory
from db.engine import reading, writing
from db.facts import PARTNER
from db.frames import frame_rows, insert_rows
from db.lines import drop_lines, land_lines, touched_by
from db.models import SenderMapping, UploadFile
from db.projection import BATCH, BATCH_ROW, draw, key_of
from db.readmodel import table_of
from db.refresh import Touched, refresh
from db.store import Store
from scorecard.access import Role, Scope, Viewer
from scorecard.errors import Issue, NotFound, UserError
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import FileStatus, UploadReport

FILE = table_of(UploadFile)
MAPPING = table_of(SenderMapping)
ISSUES_KEPT = 1_000  # of a batch; the full list is made again from the original at any time


@dataclass(frozen=True)
class Landed:
    """What confirming a file did; `batch_id` is None when nothing changed."""

    batch_id: int | None
    data_version: int


def may_send(viewer: Viewer, kind: FileKind, sender: str | None, store: Store) -> bool:
    """Chiefs send everything, distributors their own sell-through, nobody else anything."""
    if viewer.role is Role.CHIEF:
        return True
    if viewer.role is not Role.DISTRIBUTOR or kind is not FileKind.SELL_THROUGH:
        return False
    return sender is not None and stable_id("distributors", sender) == viewer.scope.distributor_id


def prepare(
    store: Store,
    viewer: Viewer,
    *,
    kind: FileKind,
    data: bytes,
    file_name: str,
    as_of: date,
    sender: str | None = None,
    mapping: Mapping | None = None,
) -> UploadReport:
    """Read and judge a file; nothing is stored.

    Without `mapping` the one saved for this sender and kind is used. A file that is in the
    store already is rejected with `DUPLICATE_FILE`.

    Raises:
        NotFound: when the viewer may not send this.
        UserError: `unknown_sender`.
    """
    if not may_send(viewer, kind, sender, store):
        raise NotFound("not_found", what="sender")
    with reading(store.engine) as connection:
        directory = load_directory(connection)
        if sender is not None and sender not in directory.distributors:
            raise UserError("unknown_sender", sender=sender)
        mapping = mapping or saved_mapping(connection, kind, sender)
        digest = hashlib.sha256(data).hexdigest()
        twin = _landed_twin(connection, kind, sender, digest)
    if twin is not None:
        return _duplicate(kind, sender, file_name, data, digest, as_of, twin)
    return read_upload(
        data, kind=kind, file_name=file_name, directory=directory, as_of=as_of,
        sender=sender, mapping=mapping,
    )  # fmt: skip


def saved_mapping(connection: Connection, kind: FileKind, sender: str | None) -> Mapping | None:
    """How this sender's files of this kind were read last time, if ever."""
    kept = connection.execute(
        select(MAPPING.c.mapping).where(
            MAPPING.c.distributor_id == _sender_id(sender), MAPPING.c.kind == kind.value
        )
    ).scalar()
    return Mapping.model_validate(kept) if kept else None


def _sender_id(sender: str | None) -> int:
    return stable_id("distributors", sender) if sender else 0


def _landed_twin(
    connection: Connection, kind: FileKind, sender: str | None, digest: str
) -> int | None:
    found = connection.execute(
        select(BATCH.c.batch_id).where(
            BATCH.c.sha256 == digest, BATCH.c.kind == kind.value, BATCH.c.status == "landed",
            BATCH.c.distributor_id == _sender_id(sender),
        )
    ).scalar()  # fmt: skip
    return None if found is None else int(found)


def _duplicate(
    kind: FileKind, sender: str | None, file_name: str, data: bytes, digest: str, as_of: date,
    twin: int,
) -> UploadReport:  # fmt: skip
    issue = Issue("DUPLICATE_FILE", params={"batch": str(twin)})
    return UploadReport(
        kind=kind, sender=sender, file_name=file_name, sha256=digest, size=len(data),
        as_of=as_of, status=FileStatus.REJECTED, reason="DUPLICATE_FILE", issues=(issue,),
    )  # fmt: skip


def land(
    store: Store,
    viewer: Viewer,
    report: UploadReport,
    data: bytes,
    *,
    landed_at: datetime,
    mapping: Mapping | None = None,
    materialise: bool = True,
) -> Landed:
    """Store what `prepare` accepted: rows, rollups, KPI parts, audit, in one transaction.

    The same file a second time changes nothing. With `materialise=False` KPI parts are left
    to a `db.rollups.rebuild` that must follow (loading many files at once).

    Raises:
        UserError: `nothing_to_land` for a rejected or held report, `other_bytes` when `data`
            is not what was read, `directory_changed` when partners or products that the rows
            name are gone since.
    """
    if report.status not in (FileStatus.ACCEPTED, FileStatus.PARTIALLY_ACCEPTED):
        raise UserError("nothing_to_land", status=report.status.value)
    if hashlib.sha256(data).hexdigest() != report.sha256:
        raise UserError("other_bytes")
    if not may_send(viewer, report.kind, report.sender, store):
        raise NotFound("not_found", what="sender")
    try:
        with writing(store.engine) as connection:
            return _land(connection, store, viewer, report, data, landed_at, mapping, materialise)
    except IntegrityError as error:
        raise UserError("directory_changed") from error


def _land(
    connection: Connection, store: Store, viewer: Viewer, report: UploadReport, data: bytes,
    landed_at: datetime, mapping: Mapping | None, materialise: bool,
) -> Landed:  # fmt: skip
    if _landed_twin(connection, report.kind, report.sender, report.sha256) is not None:
        return Landed(None, store.data_version(connection))
    batch_id = _add_batch(connection, viewer, report, data, landed_at, mapping)
    if mapping is not None:
        _save_mapping(connection, viewer, report, mapping, landed_at)
    touched = _land_rows(connection, store, report, batch_id)
    if materialise:
        refresh(connection, store.settings(connection), landed_at.date(), touched)
    note(connection, viewer, landed_at, "upload.land", report.file_name,
         {"batch": batch_id, "kind": report.kind.value, **report.totals()})  # fmt: skip
    return Landed(batch_id, store.bump_version(connection))


def _land_rows(
    connection: Connection, store: Store, report: UploadReport, batch_id: int
) -> Touched:
    currency = store.settings(connection).reporting_currency
    if report.kind is FileKind.SELL_THROUGH:
        land_lines(connection, report.rows, batch_id, _sender_id(report.sender), currency)
        partners, month = touched_by(connection, batch_id)
        return Touched(report.kind, partners, month)
    keys = _keep_rows(connection, report, batch_id)
    before = _partners_of(connection, report.kind, keys, batch_id)
    draw(connection, report.kind, keys, currency)
    return Touched(report.kind, before, None, keys)


def _keep_rows(connection: Connection, report: UploadReport, batch_id: int) -> list[int]:
    rows = payloads(report)
    keyed = [(key_of(report.kind, row), row) for row in rows]
    places = zip(report.rows["record"], report.rows["line"], keyed, strict=True)
    values = [
        (batch_id, int(record), int(line), report.kind.value, key,
         int(row.get("partner_id") or 0), json.dumps(row, ensure_ascii=False))
        for record, line, (key, row) in places
    ]  # fmt: skip
    names = ["batch_id", "record", "line", "kind", "key", "partner_id", "payload"]
    insert_rows(connection, BATCH_ROW, names, values)
    return sorted({key for key, _row in keyed})


def payloads(report: UploadReport) -> list[dict[str, Any]]:
    """Accepted rows as JSON-ready dictionaries: dates as ISO text, money as minor units."""
    frame = report.rows.drop(columns=["record", "line"])
    names = list(frame.columns)
    rows = [
        {name: _json(value) for name, value in zip(names, values, strict=True)}
        for values in frame_rows(frame)
    ]
    if report.kind is FileKind.TARGETS:
        for row in rows:
            month = int(row["month"])
            row["month_on"] = f"{month // 100}-{month % 100:02d}-01"
    return rows


def _json(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if value is None or isinstance(value, (int, str, bool)) else str(value)


def _partners_of(
    connection: Connection, kind: FileKind, keys: list[int], batch_id: int
) -> list[int]:
    """Partners whose things change: of this batch's rows, and of the rows they replace."""
    if kind is FileKind.PARTNERS:
        return keys
    of_batch = select(BATCH_ROW.c.key).where(BATCH_ROW.c.batch_id == batch_id)
    found = connection.execute(
        select(BATCH_ROW.c.partner_id)
        .distinct()
        .where(BATCH_ROW.c.kind == kind.value, BATCH_ROW.c.key.in_(of_batch))
    )
    return sorted(int(row[0]) for row in found if row[0])


def _add_batch(
    connection: Connection, viewer: Viewer, report: UploadReport, data: bytes,
    landed_at: datetime, mapping: Mapping | None,
) -> int:  # fmt: skip
    known = select(FILE.c.sha256).where(FILE.c.sha256 == report.sha256)
    if connection.execute(known).first() is None:
        file = {"sha256": report.sha256, "size": len(data), "content": data}
        connection.execute(insert(FILE).values(file))
    batch_id = int(connection.scalar(select(func.max(BATCH.c.batch_id))) or 0) + 1
    first, last = _covers(report)
    connection.execute(
        insert(BATCH).values(
            batch_id=batch_id, kind=report.kind.value, distributor_id=_sender_id(report.sender),
            file_name=report.file_name, sha256=report.sha256, status="landed",
            mapping=mapping.model_dump(mode="json") if mapping else {},
            totals=report.totals(), issues=[_issue(i) for i in report.issues[:ISSUES_KEPT]],
            n_accepted=report.n_accepted, n_rejected=report.n_rejected,
            n_ignored=report.n_ignored, covers_from=first, covers_to=last,
            landed_at=landed_at, landed_by=viewer.who,
        )
    )  # fmt: skip
    return batch_id


def _issue(issue: Issue) -> dict[str, Any]:
    return {**asdict(issue), "params": dict(issue.params)}


def _covers(report: UploadReport) -> tuple[date | None, date | None]:
    if report.kind is not FileKind.SELL_THROUGH or report.rows.empty:
        return None, None
    days = report.rows["invoice_date"]
    return pd.Timestamp(days.min()).date(), pd.Timestamp(days.max()).date()


def _save_mapping(
    connection: Connection, viewer: Viewer, report: UploadReport, mapping: Mapping, at: datetime
) -> None:
    sender = _sender_id(report.sender)
    connection.execute(
        delete(MAPPING).where(
            MAPPING.c.distributor_id == sender, MAPPING.c.kind == report.kind.value
        )
    )
    kept = {"mapping": mapping.model_dump(mode="json"), "saved_at": at, "saved_by": viewer.who}
    connection.execute(
        insert(MAPPING).values(distributor_id=sender, kind=report.kind.value, **kept)
    )


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
        touched = _take_back(connection, store, kind, batch_id)
        refresh(connection, store.settings(connection), at.date(), touched)
        note(connection, viewer, at, "upload.undo", batch["file_name"], {"batch": batch_id})
        store.bump_version(connection)


def _take_back(connection: Connection, store: Store, kind: FileKind, batch_id: int) -> Touched:
    gone = update(BATCH).where(BATCH.c.batch_id == batch_id)
    if kind is FileKind.SELL_THROUGH:
        partners, month = touched_by(connection, batch_id)
        drop_lines(connection, batch_id)
        connection.execute(gone.values(status="undone"))
        return Touched(kind, partners, month)
    own = select(BATCH_ROW.c.key).distinct().where(BATCH_ROW.c.batch_id == batch_id)
    keys = [int(row[0]) for row in connection.execute(own)]
    partners = _partners_of(connection, kind, keys, batch_id)
    connection.execute(gone.values(status="undone"))
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


__all__ = ["PARTNER", "Landed", "land", "may_send", "original", "prepare", "saved_mapping", "undo"]
