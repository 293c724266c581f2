"""The way in: a file is read, shown, confirmed, and lands whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from db.batches import FILE, landed_twin, saved_mapping, sender_id
from db.directory import load_directory
from db.engine import reading, writing
from db.landing import Landed, Landing, land_whole
from db.progress import Progress, silent
from db.resellers import match_resellers
from db.resend import find_overlap, judge_overlap
from db.store import Store
from db.survey_book import load_survey_book
from db.undo import original, undo
from scorecard.access import Role, Viewer
from scorecard.errors import Issue, NotFound, UserError
from scorecard.ids import stable_id
from scorecard.ingest.kinds import OF_SENDERS, FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.mended import for_mended, resend_rule
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import FileStatus, UploadReport
from scorecard.ingest.survey_rules import SURVEYED

LANDING = (FileStatus.ACCEPTED, FileStatus.PARTIALLY_ACCEPTED)


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
    progress: Progress = silent,
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
        if kind in SURVEYED:
            directory = replace(directory, survey=load_survey_book(connection))
        if sender is not None and sender not in directory.distributors:
            raise UserError("unknown_sender", sender=sender)
        mapping = mapping or saved_mapping(connection, kind, sender)
        mapping = for_mended(data, mapping) if mapping else None
        digest = hashlib.sha256(data).hexdigest()
        twin = landed_twin(connection, kind, sender, digest)
    if twin is not None:
        return _duplicate(kind, sender, file_name, data, digest, as_of, twin)
    progress(0.0, "Reading files")
    report = read_upload(
        data, kind=kind, file_name=file_name, directory=directory, as_of=as_of,
        sender=sender, mapping=mapping, keep_unmatched=True, period=period,
    )  # fmt: skip
    if kind is not FileKind.SELL_THROUGH or report.rows.empty:
        return report
    progress(0.8, "Matching resellers")
    with reading(store.engine) as connection:
        wide = mapping is not None and mapping.wide is not None
        report = match_resellers(connection, report, sender, wide=wide)
        if report.status not in LANDING:
            return report
        overlap = find_overlap(connection, report, sender_id(sender))
    return judge_overlap(report, overlap, resend_rule(data, mapping))


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
    progress: Progress = silent,
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
    landing = Landing(store, viewer, report, data, landed_at, mapping, materialise, progress)
    try:
        with writing(store.engine) as connection:
            landed = land_whole(connection, landing)
    except IntegrityError as error:
        raise UserError("directory_changed") from error
    progress(1.0, "Done")
    return landed


__all__ = ["FILE", "Landed", "land", "may_send", "original", "prepare", "saved_mapping", "undo"]
