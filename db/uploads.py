"""The way in: a file is read, shown, confirmed, and lands whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping as MappingOf
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from db.audit import note
from db.decided import keep_merged
from db.directory import DISTRIBUTOR, load_directory
from db.engine import reading, writing
from db.frames import frame_rows, insert_rows
from db.lines import land_lines
from db.models import SenderMapping, UploadFile
from db.projection import BATCH, BATCH_ROW, draw, key_of, partners_of
from db.readmodel import table_of
from db.refresh import Touched, refresh
from db.refused import keep_refused
from db.resellers import add_provisional, match_resellers
from db.resend import NO_CHANGES, find_overlap, judge_overlap, void_replaced
from db.store import Store
from db.undo import original, undo
from scorecard.access import Role, Viewer
from scorecard.errors import Issue, NotFound, UserError
from scorecard.ids import stable_id
from scorecard.ingest.kinds import LINES, OF_SENDERS, FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.mended import for_mended, resend_rule
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import FileStatus, UploadReport

FILE = table_of(UploadFile)
MAPPING = table_of(SenderMapping)
LANDING = (FileStatus.ACCEPTED, FileStatus.PARTIALLY_ACCEPTED)
ISSUES_KEPT = 1_000  # of a batch; the full list is made again from the original at any time


@dataclass(frozen=True)
class Landed:
    """What confirming a file did; `batch_id` is None when nothing changed.

    `changes` counts its lines against those that were there: inserted, updated, unchanged,
    removed.
    """

    batch_id: int | None
    data_version: int
    changes: MappingOf[str, int] = field(default_factory=lambda: dict(NO_CHANGES))


def may_send(viewer: Viewer, kind: FileKind, sender: str | None, store: Store) -> bool:
    """Chiefs send everything, distributors their own lines and stock, nobody else anything."""
    if viewer.role is Role.CHIEF:
        return True
    if viewer.role is not Role.DISTRIBUTOR or kind not in OF_SENDERS:
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
    period: tuple[date, date] | None = None,
) -> UploadReport:
    """Read and judge a file; nothing is stored.

    Without `mapping` the one saved for this sender and kind is used. `period` is the first and
    last day the file is about, where the sender says so. A file that is in the
    store already is rejected with `DUPLICATE_FILE`.

    Raises:
        NotFound: when the viewer may not send this.
        UserError: `unknown_sender`.
    """
    if not may_send(viewer, kind, sender, store):
        raise NotFound("not_found", what="sender")
    with reading(store.engine) as connection:
        directory = load_directory(connection, sender)
        if sender is not None and sender not in directory.distributors:
            raise UserError("unknown_sender", sender=sender)
        mapping = mapping or saved_mapping(connection, kind, sender)
        mapping = for_mended(data, mapping) if mapping else None
        digest = hashlib.sha256(data).hexdigest()
        twin = _landed_twin(connection, kind, sender, digest)
    if twin is not None:
        return _duplicate(kind, sender, file_name, data, digest, as_of, twin)
    report = read_upload(
        data, kind=kind, file_name=file_name, directory=directory, as_of=as_of,
        sender=sender, mapping=mapping, keep_unmatched=True, period=period,
    )  # fmt: skip
    if kind is not FileKind.SELL_THROUGH or report.rows.empty:
        return report
    with reading(store.engine) as connection:
        wide = mapping is not None and mapping.wide is not None
        report = match_resellers(connection, report, sender, wide=wide)
        if report.status not in LANDING:
            return report
        overlap = find_overlap(connection, report, _sender_id(sender))
    return judge_overlap(report, overlap, resend_rule(data, mapping))


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
    if report.status not in LANDING:
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
    keep_refused(connection, report.refused, batch_id)
    if mapping is not None:
        _save_mapping(connection, viewer, report, mapping, landed_at)
    touched, changes = _land_rows(connection, store, report, data, batch_id, mapping)
    if materialise:
        refresh(connection, store.settings(connection), landed_at.date(), touched)
    note(connection, viewer, landed_at, "upload.land", report.file_name,
         {"batch": batch_id, "kind": report.kind.value, **report.totals()})  # fmt: skip
    return Landed(batch_id, store.bump_version(connection), changes)


def _land_rows(
    connection: Connection, store: Store, report: UploadReport, data: bytes, batch_id: int,
    mapping: Mapping | None,
) -> tuple[Touched, dict[str, int]]:  # fmt: skip
    currency = store.settings(connection).reporting_currency
    if report.kind is FileKind.SELL_THROUGH:
        return _land_lines(connection, report, data, batch_id, currency, mapping)
    keys = _keep_rows(connection, report, batch_id)
    before = partners_of(connection, report.kind, keys, batch_id)
    draw(connection, report.kind, keys, currency)
    changes = {**NO_CHANGES, "inserted": report.n_accepted}
    return Touched(report.kind, before, None, keys), changes


def _land_lines(
    connection: Connection, report: UploadReport, data: bytes, batch_id: int, currency: str,
    mapping: Mapping | None,
) -> tuple[Touched, dict[str, int]]:  # fmt: skip
    sender = _sender_id(report.sender)
    saved = mapping or saved_mapping(connection, report.kind, report.sender)
    overlap = find_overlap(connection, report, sender)
    changes = {**NO_CHANGES, "inserted": report.n_accepted}
    if overlap is not None:
        rule = resend_rule(data, saved)
        if rule is None:  # landed by somebody since the preview
            raise UserError("overlap_since")
        changes = void_replaced(connection, overlap, report.rows, batch_id, rule)
    country = _country_of(connection, sender)
    fresh = add_provisional(connection, report.rows, batch_id, country)
    keep_merged(connection, report.rows, batch_id)
    partners, month = land_lines(connection, report.rows, batch_id, sender, currency)
    return Touched(report.kind, partners, month, new_partners=fresh), changes


def _country_of(connection: Connection, sender: int) -> str:
    found = connection.scalar(
        select(DISTRIBUTOR.c.country).where(DISTRIBUTOR.c.distributor_id == sender)
    )
    return str(found or "")


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
    if report.kind is FileKind.STOCK:
        return [{**row, "sender": report.sender or ""} for row in rows]
    if report.kind is FileKind.SELL_IN:
        return _numbered(rows)
    return rows


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines that nothing tells apart, counted: two of a file are two deliveries."""
    seen: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        same = tuple(row[n] for n in ("distributor_code", "invoice_no", "line_no", "product_id"))
        row["nth"] = seen[same]
        seen[same] += 1
    return rows


def _json(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if value is None or isinstance(value, (int, str, bool)) else str(value)


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
    if report.kind not in LINES or report.rows.empty:
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


__all__ = ["Landed", "land", "may_send", "original", "prepare", "saved_mapping", "undo"]
