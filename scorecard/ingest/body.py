"""Records below the header -> the table of data rows; every other record gets its fate here."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scorecard.errors import Issue
from scorecard.ingest.chaff import Shape, chaff_reason, total_subject
from scorecard.ingest.fields import FieldType, fields_of
from scorecard.ingest.header import Header
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.names import plain
from scorecard.ingest.records import ListedRecords, Records
from scorecard.ingest.sums import sum_rows
from scorecard.ingest.table import MAX_CELL, Column, Table

KEYS = {FileKind.SELL_THROUGH: ("invoice_date", "sku", "gtin", "invoice_no", "reseller_name",
                               "reseller_id", "vendor_partner_id")}  # fmt: skip
MAX_SURPLUS = 3
ENOUGH_KEYS = 3  # a total names at most a party and a document
MOST_UNLABELLED = 1000
TOTALS = ("TOTALS_ROW", "SUBTOTAL_ROW")
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
    first = min(header.first + mapping.under_header, len(records))
    rows = np.arange(first, len(records))
    header, surplus = _fit_width(header, records.widths[rows])
    width = len(header.names)
    fits = records.widths[rows] == width
    if records.unclear:
        fits &= ~np.isin(rows, list(records.unclear))
    blank = records.widths[rows] == 0
    misfits = {place: records.cells(place) for place in rows[~fits & ~blank].tolist()}
    trimmed = {
        place: [*cells, *[""] * width][:width]
        for place, cells in misfits.items()
        if place not in records.unclear and _only_blanks_differ(cells, header)
    }
    body = Body(_table(records, header, mapping, rows[fits], trimmed))
    body.ignored |= dict.fromkeys((rows[blank] + 1).tolist(), "BLANK")
    body.ignored |= dict.fromkeys(range(header.first + 1, first + 1), "UNDER_HEADER")
    misfits |= _overfull(records, body, surplus)
    _above(records, header, body)
    shape = _shape(header, kind)
    suspects = _suspects(body.table, header, shape)
    last = _last_data(body.table, suspects)
    _drop_chaff(records, body, shape, suspects, last)
    for place, cells in misfits.items():
        if place not in trimmed:
            _sort_misfit(records, place, cells, body, shape, last)
    return body


def _above(records: Records, header: Header, body: Body) -> None:
    for place in range(header.start):
        filled = any(cell.strip() for cell in records.cells(place))
        body.ignored[place + 1] = "PREAMBLE" if filled else "BLANK"


def _only_blanks_differ(cells: list[str], header: Header) -> bool:
    """True when the row has more empty cells than the header, or fewer without a name."""
    width = len(header.names)
    if not any(cell.strip() for cell in cells):
        return False
    if len(cells) > width:
        return not any(cell.strip() for cell in cells[width:])
    return not any(header.names[len(cells) :])


def _fit_width(header: Header, widths: Ints) -> tuple[Header, tuple[int, ...]]:
    """Follow the rows where they have more or fewer cells without a name than the header, as
    when every row but the header ends in a delimiter.

    Returns:
        The header with as many names as most rows have cells, and the positions beyond its own
        names, in which no row may hold anything.
    """
    filled = widths[widths > 0]
    usual = int(np.bincount(filled).argmax()) if len(filled) else len(header.names)
    own = len(header.names)
    named = max((at + 1 for at, name in enumerate(header.names) if name), default=0)
    if usual == own or usual < named or usual > own + MAX_SURPLUS:
        return header, ()
    names = (*header.names, *[""] * (usual - own))[:usual]
    surplus = tuple(range(own, usual))
    return replace(header, names=names, extra=(*header.extra, *surplus)), surplus


def _overfull(records: Records, body: Body, surplus: tuple[int, ...]) -> dict[int, list[str]]:
    """Take out rows that hold something beyond the header's names."""
    table = body.table
    over = np.zeros(len(table), dtype=bool)
    for place in surplus:
        over |= ~table.column_at(place).blank()
    if over.any():
        body.table = table.take(np.flatnonzero(~over))
    places = (table.records[over] - 1).tolist()
    return {place: records.cells(place) for place in places}


def _shape(header: Header, kind: FileKind) -> Shape:
    specs = fields_of(kind)
    keys = KEYS.get(kind, tuple(n for n, s in specs.items() if s.required))
    return Shape(
        tuple(plain(name) for name in header.names),
        tuple(header.fields[name] for name in keys if name in header.fields),
        tuple(place for n, place in header.fields.items() if specs[n].type in NUMBERS),
    )


def _suspects(table: Table, header: Header, shape: Shape) -> NDArray[np.bool_]:
    """Rows to be looked at: few of their key columns are filled, or one repeats its header."""
    places = {*shape.keys, *header.months} or set(header.fields.values())
    filled = np.zeros(len(table), dtype=np.int64)
    again = np.zeros(len(table), dtype=bool)
    for place in places:
        column = table.column_at(place)
        name = column.header or ""
        names = {name, name.upper(), name.lower(), f"\ufeff{name}"}
        filled += ~column.blank()
        again |= column.where(word in names for word in column.words)
    return again | (filled < min(len(places), ENOUGH_KEYS))


def _last_data(table: Table, suspects: NDArray[np.bool_]) -> int:
    """Record number of the last row that is data without doubt."""
    sure = table.records[~suspects]
    return int(sure[-1]) if len(sure) else 0


def _drop_chaff(
    records: Records, body: Body, shape: Shape, suspects: NDArray[np.bool_], last: int
) -> None:
    table = body.table
    found: dict[int, str] = {}
    unlabelled: dict[int, list[str]] = {}
    named: set[str] | None = None
    for row in np.flatnonzero(suspects).tolist():
        number = int(table.records[row])
        cells = records.cells(number - 1)
        why = chaff_reason(cells, shape, after_data=number > last)
        subject = total_subject(cells, shape) if why in TOTALS else ""
        named = _named(table, shape) if subject and named is None else named
        if subject and subject not in (named or ()):
            unlabelled[row] = cells
        elif why is not None:
            found[row] = "SUBTOTAL_ROW" if subject else why
        elif len(unlabelled) < MOST_UNLABELLED:
            unlabelled[row] = cells
    found |= sum_rows(table, shape, unlabelled, ~suspects)
    body.ignored |= {int(table.records[row]): why for row, why in found.items()}
    if found:
        keep = np.ones(len(table), dtype=bool)
        keep[list(found)] = False
        body.table = table.take(np.flatnonzero(keep))


def _named(table: Table, shape: Shape) -> set[str]:
    """What the key columns name: documents, parties, articles. A subtotal is of one of them."""
    return {plain(word) for place in shape.keys for word in table.column_at(place).words}


def _sort_misfit(
    records: Records, place: int, cells: list[str], body: Body, shape: Shape, last: int
) -> None:
    unclear = place in records.unclear
    why = None if unclear else chaff_reason(cells, shape, after_data=place + 1 > last)
    if why is not None:
        body.ignored[place + 1] = why
        return
    width = len(shape.header)
    code = "BAD_QUOTING" if unclear else "COLUMN_COUNT"
    if place == len(records) - 1 and len(cells) < width and records.cut_off:
        code = "TRUNCATED_ROW"
    body.issues.append(
        Issue(
            code,
            record=place + 1,
            line=int(records.lines[place]) or None,
            cell=" | ".join(cells)[:MAX_CELL],
            params=_counts(width, len(cells)),
        )
    )


@cache
def _counts(expected: int, found: int) -> dict[str, str]:
    """Shared by all issues of one shape: a broken file has hundreds of thousands."""
    return {"expected": str(expected), "found": str(found)}


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
        texts = {w: pa.concat_arrays([cells[w].cast(pa.string()), more[w]]) for w in wanted}
        cells = {w: column.take(pa.array(order)) for w, column in texts.items()}
    encoded = {place: Column.of(header.names[place], cells[place]) for place in wanted}
    columns = {name: encoded[place] for name, place in header.fields.items()}
    for name, text in mapping.constants.items():
        columns[name] = Column.constant(text, len(rows))
    extras = {place: encoded[place] for place in header.extra}
    return Table(rows + 1, records.lines[rows], columns, header.fields, extras)
