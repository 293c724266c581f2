"""Rows that were refused for an article number: let in from the kept bytes, and out again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, select, update

from db import uploads
from db.directory import DISTRIBUTOR, load_directory
from db.engine import reading, writing
from db.facts import BATCH
from db.frames import chunks
from db.lines import touched_by
from db.months import LINE, add_months, replace_customers
from db.past import keep_past
from db.refresh import Touched, refresh
from db.refused import REFUSED, keep_refused
from db.resellers import drop_provisional
from db.risk_after import freshen_after
from db.store import Store
from db.undo import FILE
from scorecard.access import Viewer
from scorecard.errors import Issue, Severity, UserError
from scorecard.ingest.giveback import understood, with_reasons
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.mended import for_mended
from scorecard.ingest.read import read_upload
from scorecard.ingest.refusals import BY_CELL
from scorecard.ingest.report import Refusal, UploadReport


def land_waiting(
    store: Store, viewer: Viewer, sender: str, written: str, batches: Iterable[int], *,
    at: datetime, today: date,
) -> tuple[dict[int, tuple[int, int]], int]:  # fmt: skip
    """Land the refused rows of an article number, an upload a file.

    Returns upload -> (new upload, rows), and how many rows are there already.
    """
    landed, here = {}, 0
    for batch_id in batches:
        content, mapping, report = _as_refused(store, batch_id, sender, written)
        rows = _rows_of(report, written)
        few = replace(report, issues=tuple(one for one in report.issues if one.record in rows))
        mended = with_reasons(content, few, mapping=mapping, only_rejected=True)
        known = understood(report, mapping)
        again = uploads.prepare(
            store, viewer, kind=FileKind.SELL_THROUGH, data=mended, mapping=known, as_of=today,
            sender=sender or None, file_name=f"{report.file_name} ({written}).csv",
        )  # fmt: skip
        if again.reason == "DUPLICATE_FILE":
            here += len(rows)
        if again.status not in uploads.LANDING or again.rows["invoice_no"].isna().any():
            continue
        found = uploads.land(store, viewer, again, mended, landed_at=at)
        if found.batch_id is not None:
            landed[batch_id] = (found.batch_id, again.n_accepted)
    return landed, here


def _as_refused(
    store: Store, batch_id: int, sender: str, unknown: str
) -> tuple[bytes, Mapping, UploadReport]:
    """An upload read again as if an article number were not known."""
    with reading(store.engine) as connection:
        query = select(BATCH).where(BATCH.c.batch_id == batch_id)
        batch = connection.execute(query).mappings().one()
        directory = load_directory(connection, sender or None)
        saved = uploads.saved_mapping(connection, FileKind.SELL_THROUGH, sender or None)
        held = connection.scalar(select(FILE.c.content).where(FILE.c.sha256 == batch["sha256"]))
    content = bytes(held or b"")
    mapping = Mapping.model_validate(batch["mapping"]) if batch["mapping"] else saved or Mapping()
    mapping = for_mended(content, mapping)
    products = {k: v for k, v in directory.products.items() if not _is(k, unknown)}
    report = read_upload(
        content, kind=FileKind.SELL_THROUGH, file_name=batch["file_name"],
        directory=replace(directory, products=products), as_of=batch["landed_at"].date(),
        sender=sender or None, mapping=mapping, keep_unmatched=True,
        period=(batch["covers_from"], batch["covers_to"]) if batch["covers_from"] else None,
    )  # fmt: skip
    return content, mapping, report


def _is(cell: str | None, written: str) -> bool:
    """The same article number, in whatever case."""
    return (cell or "").strip().casefold() == written.strip().casefold()


def _rows_of(report: UploadReport, written: str) -> set[int]:
    """Records that nothing but this article number keeps out."""
    errors: dict[int, list[Issue]] = {}
    for issue in report.issues:
        if issue.severity is Severity.ERROR and issue.record is not None:
            errors.setdefault(issue.record, []).append(issue)
    return {
        record
        for record, found in errors.items()
        if all(one.code in BY_CELL and _is(one.cell, written) for one in found)
    }


def take_back(store: Store, viewer: Viewer, batches: Sequence[int], *, at: datetime) -> None:
    """Take uploads back, those left aside that somebody has taken back already."""
    for batch_id in batches:
        try:
            uploads.undo(store, viewer, batch_id, at=at)
        except UserError as error:
            if error.code != "already_undone":
                raise


def refuse_again(
    store: Store, distributor_id: int, written: str, since: datetime, *, at: datetime
) -> None:
    """Refuse the rows of an article number in the sender's files that came after a day."""
    with reading(store.engine) as connection:
        query = select(BATCH.c.batch_id).where(
            BATCH.c.distributor_id == distributor_id, BATCH.c.status == "landed",
            BATCH.c.kind == FileKind.SELL_THROUGH.value, BATCH.c.landed_at >= since,
        )  # fmt: skip
        batches = [int(row[0]) for row in connection.execute(query.order_by(BATCH.c.batch_id))]
        code = select(DISTRIBUTOR.c.distributor_code)
        sender = connection.scalar(code.where(DISTRIBUTOR.c.distributor_id == distributor_id))
    for batch_id in batches:
        _content, _mapping, report = _as_refused(store, batch_id, str(sender or ""), written)
        rows = _rows_of(report, written)
        refused = [one for one in report.refused if _is(one.cell, written)]
        if rows:
            with writing(store.engine) as connection:
                _drop(connection, store, batch_id, sorted(rows), refused, at)


def _drop(
    connection: Connection, store: Store, batch_id: int, records: list[int],
    refused: list[Refusal], at: datetime,
) -> None:  # fmt: skip
    partners, month = touched_by(connection, batch_id)
    own = LINE.c.batch_id == batch_id
    n_rows = 0
    for some in chunks(records):
        lines = own & LINE.c.record.in_(some)
        keep_past(connection, lines, at)
        gone = connection.execute(delete(LINE).where(lines))
        n_rows += int(gone.rowcount)
    if not n_rows:
        return
    counts = {"n_accepted": BATCH.c.n_accepted - n_rows, "n_rejected": BATCH.c.n_rejected + n_rows}
    connection.execute(update(BATCH).where(BATCH.c.batch_id == batch_id).values(counts))
    add_months(connection, [batch_id])
    replace_customers(connection, partners)
    place = select(func.max(REFUSED.c.place)).where(REFUSED.c.batch_id == batch_id)
    last = connection.scalar(place)
    keep_refused(connection, refused, batch_id, 0 if last is None else int(last) + 1)
    fewer = drop_provisional(connection)
    touched = Touched(FileKind.SELL_THROUGH, partners, month, fewer_partners=fewer)
    refresh(connection, store.settings(connection), at.date(), touched)
    freshen_after(connection, store, at.date(), touched)
    store.bump_version(connection)
