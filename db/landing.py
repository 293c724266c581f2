"""What landing a file does, inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from db.audit import note
from db.batches import add_batch, keep_rows, landed_twin, save_mapping, saved_mapping, sender_id
from db.decided import keep_merged
from db.directory import DISTRIBUTOR
from db.lines import land_lines
from db.progress import Progress, part_of
from db.projection import draw, partners_of
from db.refresh import Touched, refresh
from db.refused import keep_refused
from db.resellers import add_provisional
from db.resend import NO_CHANGES, find_overlap, void_replaced
from db.risk_after import freshen_after
from db.store import Store
from scorecard.access import Viewer
from scorecard.errors import UserError
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.mended import resend_rule
from scorecard.ingest.report import UploadReport


@dataclass(frozen=True)
class Landed:
    """What confirming a file did; `batch_id` is None when nothing changed.

    `changes` counts its lines against those that were there: inserted, updated, unchanged,
    removed.
    """

    batch_id: int | None
    data_version: int
    changes: MappingOf[str, int] = field(default_factory=lambda: dict(NO_CHANGES))


@dataclass(frozen=True)
class Landing:
    """A file on its way into the store.

    Args:
        mapping: how it was read, to be saved for its sender; None leaves what is saved.
        materialise: False leaves KPI parts to a rebuild that must follow.
    """

    store: Store
    viewer: Viewer
    report: UploadReport
    data: bytes
    landed_at: datetime
    mapping: Mapping | None
    materialise: bool
    progress: Progress


def land_whole(connection: Connection, landing: Landing) -> Landed:
    """Rows, rollups, KPI parts and audit of a file; nothing when it is there already."""
    store, report, progress = landing.store, landing.report, landing.progress
    if landed_twin(connection, report.kind, report.sender, report.sha256) is not None:
        return Landed(None, store.data_version(connection))
    progress(0.0, "Writing lines")
    batch_id = add_batch(
        connection, landing.viewer, report, landing.data, landing.landed_at, landing.mapping
    )
    keep_refused(connection, report.refused, batch_id)
    if landing.mapping is not None and not _of_many_systems(report):
        save_mapping(connection, landing.viewer, report, landing.mapping, landing.landed_at)
    touched, changes = _land_rows(connection, landing, batch_id)
    if landing.materialise:
        progress(0.8, "Computing KPIs")
        today, sender = landing.landed_at.date(), sender_id(report.sender)
        refresh(connection, store.settings(connection), today, touched)
        progress(0.95, "Judging who is leaving")
        freshen_after(connection, store, today, touched, sender)
    note(connection, landing.viewer, landing.landed_at, "upload.land", report.file_name,
         {"batch": batch_id, "kind": report.kind.value, **report.totals()})  # fmt: skip
    return Landed(batch_id, store.bump_version(connection), changes)


def _of_many_systems(report: UploadReport) -> bool:
    """The vendor's own deals come from a CRM, a portal and more: none is read like the other."""
    return report.kind is FileKind.DEALS and report.sender is None


def _land_rows(
    connection: Connection, landing: Landing, batch_id: int
) -> tuple[Touched, dict[str, int]]:
    report, currency = landing.report, landing.store.settings(connection).reporting_currency
    if report.kind is FileKind.SELL_THROUGH:
        return _land_lines(connection, landing, batch_id, currency)
    keys = keep_rows(connection, report, batch_id)
    before = partners_of(connection, report.kind, keys, batch_id)
    draw(connection, report.kind, keys, currency)
    changes = {**NO_CHANGES, "inserted": report.n_accepted}
    return Touched(report.kind, before, None, keys), changes


def _land_lines(
    connection: Connection, landing: Landing, batch_id: int, currency: str
) -> tuple[Touched, dict[str, int]]:
    report = landing.report
    sender = sender_id(report.sender)
    overlap = find_overlap(connection, report, sender)
    changes = {**NO_CHANGES, "inserted": report.n_accepted}
    if overlap is not None:
        saved = landing.mapping or saved_mapping(connection, report.kind, report.sender)
        rule = resend_rule(landing.data, saved)
        if rule is None:  # landed by somebody since the preview
            raise UserError("overlap_since")
        changes = void_replaced(connection, overlap, report.rows, batch_id, rule)
    country = _country_of(connection, sender)
    fresh = add_provisional(connection, report.rows, batch_id, country)
    keep_merged(connection, report.rows, batch_id)
    progress = part_of(landing.progress, 0.05, 0.8)
    partners, month = land_lines(connection, report.rows, batch_id, sender, currency, progress)
    return Touched(report.kind, partners, month, new_partners=fresh), changes


def _country_of(connection: Connection, sender: int) -> str:
    found = connection.scalar(
        select(DISTRIBUTOR.c.country).where(DISTRIBUTOR.c.distributor_id == sender)
    )
    return str(found or "")
