"""bytes -> UploadReport: the stages one after the other. Nothing is stored, nothing is guessed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from scorecard.ingest.amounts import fill_money
from scorecard.ingest.body import Body, build_body
from scorecard.ingest.by_content import complete_header
from scorecard.ingest.container import Refused
from scorecard.ingest.duplicates import check_duplicates
from scorecard.ingest.header import Header, better_kind, find_header
from scorecard.ingest.judge import Judged, judge_cells
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.months import stated_period
from scorecard.ingest.outcome import column_map, outcome, refused
from scorecard.ingest.records import Records
from scorecard.ingest.refusals import refusals
from scorecard.ingest.report import Directory, UploadReport
from scorecard.ingest.report_frame import build_frame
from scorecard.ingest.resolve import resolve
from scorecard.ingest.rules import check_rows, missing_groups
from scorecard.ingest.source import Source, open_source
from scorecard.ingest.twice import settle_twice
from scorecard.ingest.wide import unpivot

EMPTY_CELL = "EMPTY_CELL"


@dataclass
class Reading:
    """A file on its way through the stages."""

    kind: FileKind
    directory: Directory
    sender: str | None
    as_of: date
    mapping: Mapping
    keep_unmatched: bool = False
    period: tuple[date, date] | None = None
    dialect: dict[str, str] = field(default_factory=dict)


def read_upload(
    data: bytes,
    *,
    kind: FileKind,
    file_name: str,
    directory: Directory,
    as_of: date,
    sender: str | None = None,
    mapping: Mapping | None = None,
    keep_unmatched: bool = False,
    period: tuple[date, date] | None = None,
) -> UploadReport:
    """Read and judge a file. Any bytes give a report; nothing is stored.

    Args:
        kind: what the file holds.
        file_name: as the sender named it; shown, never trusted.
        directory: what the store knows (partners, products, distributors ...).
        as_of: the day of the upload; later days of sales and events are refused.
        sender: code of the distributor, None for the vendor's own files.
        mapping: how this sender's files are to be read.
        keep_unmatched: sell-through lines of unknown resellers are accepted with `partner_id` 0
            instead of being refused; who asks matches them and remarks on the rest.
        period: first and last day the file is about, where the sender says so; else taken from
            the titles above its table. It helps to prove the order of dates.
    """
    reading = Reading(kind, directory, sender, as_of, mapping or Mapping(), keep_unmatched, period)
    found = _read(data, reading)
    return UploadReport(
        kind=kind,
        sender=sender,
        file_name=file_name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        as_of=as_of,
        dialect=reading.dialect,
        **found,
    )


def _read(data: bytes, reading: Reading) -> dict[str, Any]:
    if reading.sender is not None and reading.sender not in reading.directory.distributors:
        return refused("UNKNOWN_DISTRIBUTOR", {"distributor": reading.sender})
    country = reading.directory.countries.get(reading.sender or "")
    source = open_source(data, reading.kind, reading.mapping, country)
    if isinstance(source, Refused):
        return refused(source.code, source.params)
    records, reading.dialect = source.records, dict(source.dialect)
    if source.epoch and reading.mapping.day_numbers_from is None:
        stated = {"day_numbers_from": source.epoch}
        reading.mapping = reading.mapping.model_copy(update=stated)
    header = find_header(records, reading.kind, reading.mapping)
    if header is None:
        return refused("EMPTY_FILE", {})
    header = _by_content(records, header, reading)
    reading.dialect["header_record"] = str(header.first)
    if len(header.records) > 1:
        reading.dialect["header_records"] = ", ".join(str(place + 1) for place in header.records)
    if reading.period is None:
        titles = (" ".join(records.cells(place)) for place in range(header.start))
        reading.period = stated_period(titles)
    body = build_body(records, header, reading.kind, reading.mapping)
    wrong = _unfit(header, reading, len(body.table) + len(body.issues))
    if wrong is None:
        return _judged(body, header, source, reading)
    return refused(*wrong) | _all_rejected(body, header)


def _all_rejected(body: Body, header: Header) -> dict[str, Any]:
    rejected = len(body.table) + len(body.issues)
    return {
        "n_records": rejected + len(body.ignored),
        "n_rejected": rejected,
        "ignored": body.ignored,
        "headers": header.names,
        "column_map": column_map(header),
    }


def _by_content(records: Records, header: Header, reading: Reading) -> Header:
    present = set(header.fields) | set(reading.mapping.constants)
    if not header.missing and not missing_groups(reading.kind, present):
        return header
    header, found = complete_header(records, header, reading.kind, reading.directory)
    if found:
        told = ", ".join(f"{name} = {field_name}" for name, field_name in found.items())
        reading.dialect["told_by_content"] = told
    return header


def _unfit(header: Header, reading: Reading, rows: int) -> tuple[str, dict[str, str]] | None:
    """Why a file with this header cannot be of the kind."""
    present = set(header.fields) | set(reading.mapping.constants)
    missing = [*header.missing, *missing_groups(reading.kind, present)]
    if reading.mapping.wide and not header.months:
        missing.append(reading.mapping.wide.field)
    if not missing:
        return None
    if not header.fields and (len(header.names) < 2 or not rows):
        return "NOT_TABULAR", {"type": "text"}
    other = better_kind(header.names, reading.kind)
    if other is not None and not reading.mapping.columns:
        return "WRONG_KIND", {"kind": reading.kind.value, "fits": other.value}
    params = {"columns": ", ".join(missing), "found": ", ".join(header.names[:30])}
    if header.absent:
        params["absent"] = ", ".join(header.absent)
    return "MISSING_REQUIRED_COLUMN", params


def _judged(body: Body, header: Header, source: Source, reading: Reading) -> dict[str, Any]:
    if header.twice:
        body.table, header = settle_twice(body.table, header)
    _long_form(body, header, reading)
    if not len(body.table) and not body.issues:
        return refused("NO_DATA_ROWS", {}) | {
            "n_records": len(body.ignored),
            "ignored": body.ignored,
            "headers": header.names,
            "column_map": column_map(header),
        }
    judged = judge_cells(
        reading.kind, body.table, reading.mapping, as_of=reading.as_of, period=reading.period
    )
    check_rows(judged, reading.as_of, reading.directory, reading.sender)
    ids = resolve(judged, reading.directory, reading.sender, keep_unmatched=reading.keep_unmatched)
    money = fill_money(judged, reading.directory, reading.sender)
    check_duplicates(judged)
    _note_source(judged, source)
    _note_style(judged, reading)
    found = outcome(judged, body, header, build_frame(judged, ids | money))
    return found | {"refused": refusals(found["issues"], judged)}


def _note_source(judged: Judged, source: Source) -> None:
    if source.hidden:
        hidden = np.isin(judged.table.physical - 1, list(source.hidden))
        judged.findings.warn("HIDDEN_ROW", hidden)
    if source.mended:
        judged.findings.warn("MOJIBAKE", np.isin(judged.table.lines, list(source.mended)))


def _long_form(body: Body, header: Header, reading: Reading) -> None:
    """Turn months into rows; a month without a value is no row."""
    wide = reading.mapping.wide
    if wide is None:
        return
    table = unpivot(body.table, header.months, wide, header.names)
    column = table.columns[wide.value]
    nothing = {"", *reading.mapping.null_texts}
    empty = np.array([word.strip() in nothing for word in column.words], dtype=bool)
    blank = empty[column.codes]
    body.ignored |= dict.fromkeys(table.records[blank].tolist(), EMPTY_CELL)
    body.table = table.take(np.flatnonzero(~blank))


def _note_style(judged: Judged, reading: Reading) -> None:
    reading.dialect |= judged.notes
    if judged.style.dates.order:
        reading.dialect["date_order"] = judged.style.dates.order
    if judged.style.dates.epoch:
        reading.dialect["day_numbers_from"] = judged.style.dates.epoch
    if reading.period:
        reading.dialect["period"] = " ".join(day.isoformat() for day in reading.period)
    if judged.style.numbers.decimal:
        reading.dialect["decimal_mark"] = judged.style.numbers.decimal
