"""Records below the header -> the table of data rows; blanks and misfits get their fate here."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from scorecard.errors import Issue
from scorecard.ingest.header import Header
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.records import ListedRecords, Records
from scorecard.ingest.table import MAX_CELL, Column, Table


@dataclass
class Body:
    """Args:
    table: the rows that have the header's width.
    ignored: record number -> why it is no data.
    issues: one for each record that is refused because of its shape.
    """

    table: Table
    ignored: dict[int, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def build_body(records: Records, header: Header, mapping: Mapping) -> Body:
    """Sort every record but the header's into data, ignored or refused."""
    assert header.record is not None
    body = Body(_empty(header))
    for place in range(header.record):
        cells = records.cells(place)
        body.ignored[place + 1] = "PREAMBLE" if any(c.strip() for c in cells) else "BLANK"
    rows = np.arange(header.record + 1, len(records))
    widths = records.widths[rows]
    fits = widths == len(header.names)
    if records.unclear:
        fits &= ~np.isin(rows, list(records.unclear))
    mended: dict[int, list[str]] = {}
    for place in rows[~fits].tolist():
        _sort_misfit(records, place, header, body, mended)
    fitting = rows[fits]
    body.table = _table(records, header, mapping, fitting, mended)
    _drop_blanks(records, header, body)
    return body


def _sort_misfit(
    records: Records, place: int, header: Header, body: Body, mended: dict[int, list[str]]
) -> None:
    cells = records.cells(place)
    width = len(header.names)
    if not any(cell.strip() for cell in cells):
        body.ignored[place + 1] = "BLANK"
    elif len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        mended[place] = cells[:width]
    else:
        body.issues.append(
            Issue(
                "BAD_QUOTING" if place in records.unclear else "COLUMN_COUNT",
                record=place + 1,
                line=int(records.lines[place]) or None,
                cell=" | ".join(cells)[:MAX_CELL],
                params={"expected": str(width), "found": str(len(cells))},
            )
        )


def _empty(header: Header) -> Table:
    none = np.zeros(0, dtype=np.int64)
    return Table(none, none, {}, header.fields)


def _table(
    records: Records,
    header: Header,
    mapping: Mapping,
    fitting: np.ndarray,
    mended: MappingOf[int, list[str]],
) -> Table:
    wanted = sorted({*header.fields.values(), *header.extra})
    cells = records.columns(wanted, fitting)
    rows = fitting
    if mended:
        extra = ListedRecords.of(list(mended.values()), list(mended))
        more = extra.columns(wanted, np.arange(len(extra)))
        rows = np.concatenate((fitting, np.fromiter(mended, dtype=np.int64)))
        order = np.argsort(rows, kind="stable")
        rows = rows[order]
        cells = {w: pa.concat_arrays([cells[w], more[w]]).take(pa.array(order)) for w in wanted}
    encoded = {place: Column.of(header.names[place], cells[place]) for place in wanted}
    columns = {name: encoded[place] for name, place in header.fields.items()}
    for name, text in mapping.constants.items():
        columns[name] = Column.constant(text, len(rows))
    extras = {place: encoded[place] for place in header.extra}
    return Table(rows + 1, records.lines[rows], columns, header.fields, extras)


def _drop_blanks(records: Records, header: Header, body: Body) -> None:
    """Rows such as `;;;;` have the right width and no data."""
    table = body.table
    suspects = np.ones(len(table), dtype=bool)
    for place in {*header.fields.values(), *header.extra}:
        if suspects.any():
            suspects &= table.column_at(place).blank()
    blank = [
        row
        for row in np.flatnonzero(suspects).tolist()
        if not any(c.strip() for c in records.cells(int(table.records[row]) - 1))
    ]
    if blank:
        body.ignored |= {int(table.records[row]): "BLANK" for row in blank}
        keep = np.ones(len(table), dtype=bool)
        keep[blank] = False
        body.table = table.take(np.flatnonzero(keep))
