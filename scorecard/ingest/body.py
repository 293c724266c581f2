"""Records below the header -> the table of data rows; every other record gets its fate here."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scorecard.errors import Issue
from scorecard.ingest.chaff import Shape, chaff_reason
from scorecard.ingest.fields import FieldType, fields_of
from scorecard.ingest.header import Header
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.names import plain
from scorecard.ingest.records import ListedRecords, Records
from scorecard.ingest.table import MAX_CELL, Column, Table

KEYS = {FileKind.SELL_THROUGH: ("invoice_date", "sku", "gtin", "invoice_no", "reseller_name",
                               "reseller_id", "vendor_partner_id")}  # fmt: skip
NUMBERS = (FieldType.MONEY, FieldType.QUANTITY, FieldType.COUNT)
Ints = NDArray[np.int64]


@dataclass
class Body:
    """Args:
    table: the rows that have the header's width and are data.
    ignored: record number -> why it is no data.
    issues: one for each record that is refused because of its shape.
    """

    table: Table
    ignored: dict[int, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def build_body(records: Records, header: Header, kind: FileKind, mapping: Mapping) -> Body:
    """Sort every record but the header's into data, ignored or refused."""
    width = len(header.names)
    rows = np.arange(header.first, len(records))
    fits = records.widths[rows] == width
    if records.unclear:
        fits &= ~np.isin(rows, list(records.unclear))
    misfits = {place: records.cells(place) for place in rows[~fits].tolist()}
    trimmed = {
        place: cells[:width]
        for place, cells in misfits.items()
        if len(cells) > width and not any(c.strip() for c in cells[width:]) and any(cells)
    }
    body = Body(_table(records, header, mapping, rows[fits], trimmed))
    for place in range(header.start):
        filled = any(cell.strip() for cell in records.cells(place))
        body.ignored[place + 1] = "PREAMBLE" if filled else "BLANK"
    shape = _shape(header, kind)
    suspects = _suspects(body.table, header, shape)
    last = _last_data(body.table, suspects)
    _drop_chaff(records, body, shape, suspects, last)
    for place, cells in misfits.items():
        if place not in trimmed:
            _sort_misfit(records, place, cells, body, shape, last)
    return body


def _shape(header: Header, kind: FileKind) -> Shape:
    specs = fields_of(kind)
    keys = KEYS.get(kind, tuple(n for n, s in specs.items() if s.required))
    return Shape(
        tuple(plain(name) for name in header.names),
        tuple(header.fields[name] for name in keys if name in header.fields),
        tuple(place for n, place in header.fields.items() if specs[n].type in NUMBERS),
    )


def _suspects(table: Table, header: Header, shape: Shape) -> NDArray[np.bool_]:
    """Rows with a key column that is empty or repeats its header: data or not, to be looked at."""
    found = np.zeros(len(table), dtype=bool)
    for place in {*shape.keys, *header.months} or set(header.fields.values()):
        column = table.column_at(place)
        name = shape.header[place]
        found |= column.where(not word.strip() or plain(word) == name for word in column.words)
    return found


def _last_data(table: Table, suspects: NDArray[np.bool_]) -> int:
    """Record number of the last row that is data without doubt."""
    sure = table.records[~suspects]
    return int(sure[-1]) if len(sure) else 0


def _drop_chaff(
    records: Records, body: Body, shape: Shape, suspects: NDArray[np.bool_], last: int
) -> None:
    table = body.table
    keep = np.ones(len(table), dtype=bool)
    for row in np.flatnonzero(suspects).tolist():
        number = int(table.records[row])
        why = chaff_reason(records.cells(number - 1), shape, after_data=number > last)
        if why is not None:
            body.ignored[number], keep[row] = why, False
    if not keep.all():
        body.table = table.take(np.flatnonzero(keep))


def _sort_misfit(
    records: Records, place: int, cells: list[str], body: Body, shape: Shape, last: int
) -> None:
    why = chaff_reason(cells, shape, after_data=place + 1 > last)
    if why is not None and place not in records.unclear:
        body.ignored[place + 1] = why
        return
    width = len(shape.header)
    code = "BAD_QUOTING" if place in records.unclear else "COLUMN_COUNT"
    if place == len(records) - 1 and len(cells) < width and records.cut_off:
        code = "TRUNCATED_ROW"
    body.issues.append(
        Issue(
            code,
            record=place + 1,
            line=int(records.lines[place]) or None,
            cell=" | ".join(cells)[:MAX_CELL],
            params={"expected": str(width), "found": str(len(cells))},
        )
    )


def _table(
    records: Records,
    header: Header,
    mapping: Mapping,
    fitting: Ints,
    trimmed: MappingOf[int, list[str]],
) -> Table:
    wanted = sorted({*header.fields.values(), *header.extra})
    cells = records.columns(wanted, fitting)
    rows = fitting
    if trimmed:
        extra = ListedRecords.of(list(trimmed.values()), list(trimmed))
        more = extra.columns(wanted, np.arange(len(extra)))
        rows = np.concatenate((fitting, np.fromiter(trimmed, dtype=np.int64)))
        order = np.argsort(rows, kind="stable")
        rows = rows[order]
        cells = {w: pa.concat_arrays([cells[w], more[w]]).take(pa.array(order)) for w in wanted}
    encoded = {place: Column.of(header.names[place], cells[place]) for place in wanted}
    columns = {name: encoded[place] for name, place in header.fields.items()}
    for name, text in mapping.constants.items():
        columns[name] = Column.constant(text, len(rows))
    extras = {place: encoded[place] for place in header.extra}
    return Table(rows + 1, records.lines[rows], columns, header.fields, extras)
