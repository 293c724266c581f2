"""An upload as it is kept: its original bytes, its batch, its rows, and how its sender is read."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select

from db.frames import frame_rows, insert_rows
from db.models import SenderMapping, UploadFile
from db.projection import BATCH, BATCH_ROW, key_of
from db.readmodel import table_of
from scorecard.access import Viewer
from scorecard.errors import Issue
from scorecard.ids import stable_id
from scorecard.ingest.kinds import LINES, OF_SENDERS, FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.report import UploadReport

FILE = table_of(UploadFile)
MAPPING = table_of(SenderMapping)
ISSUES_KEPT = 1_000  # of a batch; the full list is made again from the original at any time


def sender_id(sender: str | None) -> int:
    """The distributor's id, 0 for the vendor itself."""
    return stable_id("distributors", sender) if sender else 0


def saved_mapping(connection: Connection, kind: FileKind, sender: str | None) -> Mapping | None:
    """How this sender's files of this kind were read last time, if ever."""
    kept = connection.execute(
        select(MAPPING.c.mapping).where(
            MAPPING.c.distributor_id == sender_id(sender), MAPPING.c.kind == kind.value
        )
    ).scalar()
    return Mapping.model_validate(kept) if kept else None


def save_mapping(
    connection: Connection, viewer: Viewer, report: UploadReport, mapping: Mapping, at: datetime
) -> None:
    """Read this sender's files of this kind so from now on."""
    sender = sender_id(report.sender)
    connection.execute(
        delete(MAPPING).where(
            MAPPING.c.distributor_id == sender, MAPPING.c.kind == report.kind.value
        )
    )
    kept = {"mapping": mapping.model_dump(mode="json"), "saved_at": at, "saved_by": viewer.who}
    connection.execute(
        insert(MAPPING).values(distributor_id=sender, kind=report.kind.value, **kept)
    )


def landed_twin(
    connection: Connection, kind: FileKind, sender: str | None, digest: str
) -> int | None:
    """The landed upload of the same bytes, kind and sender, if there is one."""
    found = connection.execute(
        select(BATCH.c.batch_id).where(
            BATCH.c.sha256 == digest, BATCH.c.kind == kind.value, BATCH.c.status == "landed",
            BATCH.c.distributor_id == sender_id(sender),
        )
    ).scalar()  # fmt: skip
    return None if found is None else int(found)


def add_batch(
    connection: Connection, viewer: Viewer, report: UploadReport, data: bytes,
    landed_at: datetime, mapping: Mapping | None,
) -> int:  # fmt: skip
    """Keep the bytes and what the file was; returns the batch's id."""
    known = select(FILE.c.sha256).where(FILE.c.sha256 == report.sha256)
    if connection.execute(known).first() is None:
        file = {"sha256": report.sha256, "size": len(data), "content": data}
        connection.execute(insert(FILE).values(file))
    batch_id = int(connection.scalar(select(func.max(BATCH.c.batch_id))) or 0) + 1
    first, last = _covers(report)
    connection.execute(
        insert(BATCH).values(
            batch_id=batch_id, kind=report.kind.value, distributor_id=sender_id(report.sender),
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


def keep_rows(connection: Connection, report: UploadReport, batch_id: int) -> list[int]:
    """Keep the accepted rows of a file that holds no sell-through; returns their things' ids."""
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
    if report.kind in OF_SENDERS:
        rows = [{**row, "sender": report.sender or ""} for row in rows]
    if report.kind is FileKind.DEALS and report.sender:
        own = {"distributor_code": report.sender, "distributor_id": sender_id(report.sender)}
        return [{**row, **own} for row in rows]
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
    if value is None or isinstance(value, (str, int)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
