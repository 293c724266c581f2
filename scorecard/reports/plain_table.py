"""Any file as one plain table: its header and its records as text, nothing mapped."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import IO, Any

from scorecard.ingest.body import build_body
from scorecard.ingest.chaff import Shape, chaff_reason
from scorecard.ingest.container import Refused
from scorecard.ingest.header import LOOK_AHEAD, Header, find_header
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.names import plain, recognised
from scorecard.ingest.records import Records
from scorecard.ingest.rules import missing_groups
from scorecard.ingest.source import Source, open_source
from scorecard.reports.plain_header import header_by_shape, only_titles

MOST_TOLD = 10_000  # records named one by one
TELLING = 200  # cells of a record that tell which kind of file it is
NOTE_SIGNS = ("*", "†", "‡")


@dataclass(frozen=True)
class PlainTable:
    """Args:
    reason: why the file could not be read (issue code), else None.
    header: names of the columns; of a header in two lines, group and name.
    first: place of the first record below the header, first record of the file = 0.
    ignored: record number (from 1) -> why it is provably no data.
    """

    reason: str | None = None
    dialect: MappingOf[str, str] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    header_records: tuple[int, ...] = ()
    first: int = 0
    ignored: MappingOf[int, str] = field(default_factory=dict)
    records: Records | None = None

    def rows(self) -> Iterator[list[str]]:
        """The records below the header, as they are; a ragged one stays ragged."""
        if self.records is not None:
            for place in range(self.first, len(self.records)):
                if place + 1 not in self.ignored:
                    yield self.records.cells(place)

    def write(self, file: IO[str]) -> None:
        """Header and rows as RFC 4180; the file must be opened with `newline=""`."""
        writer = csv.writer(file, lineterminator="\r\n")
        if self.header:
            writer.writerow(self.header)
        writer.writerows(self.rows())

    def values(self) -> dict[str, Any]:
        """What was understood, as plain values for JSON; records count from 1."""
        lines: Any = () if self.records is None else self.records.lines
        width = len(self.header)
        ragged = [place for place, found in self._widths() if found != width]
        return {
            "file_status": "rejected" if self.reason else "accepted",
            "file_reason": self.reason,
            "dialect": {
                **self.dialect,
                "header_record": self.header_records[-1] if self.header_records else None,
                "header_records": list(self.header_records),
            },
            "columns": [name.strip() for name in self.header],
            "n_records": 0 if self.records is None else len(self.records),
            "n_rows": sum(1 for _place in self._widths()),
            "n_ragged": len(ragged),
            "n_ignored": len(self.ignored),
            "ragged": [
                {"record": place + 1, "line": int(lines[place]) or None}
                for place in ragged[:MOST_TOLD]
            ],
            "ignored": [
                {"record": number, "line": int(lines[number - 1]) or None, "reason": why}
                for number, why in nsmallest(MOST_TOLD, self.ignored.items())
            ],
        }

    def _widths(self) -> Iterator[tuple[int, int]]:
        if self.records is not None:
            for place in range(self.first, len(self.records)):
                if place + 1 not in self.ignored:
                    yield place, int(self.records.widths[place])


def plain_table(
    data: bytes,
    kind: FileKind | None = None,
    mapping: Mapping | None = None,
    country: str | None = None,
) -> PlainTable:
    """Read any bytes; what cannot be read has a `reason`.

    Args:
        kind: what the file holds; without it the kind whose columns the file names most, or none.
        mapping: how its sender's files are read (encoding, delimiter, header ...).
        country: of the sender; decides between code pages that read alike.
    """
    mapping = mapping or Mapping()
    source = open_source(data, kind or FileKind.SELL_THROUGH, mapping, country)
    if isinstance(source, Refused):
        return PlainTable(source.code)
    known = kind or _likely_kind(source.records)
    if known not in (None, kind, FileKind.SELL_THROUGH):
        again = open_source(data, known or FileKind.SELL_THROUGH, mapping, country)
        source = again if isinstance(again, Source) else source
    if known is not None:
        header = find_header(source.records, known, mapping)
        if header is not None and _fits(source.records, header, known, mapping, told=bool(kind)):
            ignored = build_body(source.records, header, known, mapping).ignored
            return _table(source, header, ignored)
    return _by_shape(source)


def _table(source: Source, header: Header, ignored: MappingOf[int, str]) -> PlainTable:
    return PlainTable(
        None,
        source.dialect,
        header.names if header.records else (),
        tuple(place + 1 for place in header.records),
        header.first,
        ignored,
        source.records,
    )


def _likely_kind(records: Records) -> FileKind | None:
    """The kind that has most of the names in one of the first records, if at least two."""
    best, most = None, 1
    for place in range(min(len(records), LOOK_AHEAD)):
        cells = records.cells(place)[:TELLING]
        for kind in FileKind:
            known = recognised(cells, kind)
            if known > most:
                best, most = kind, known
    return best


def _fits(
    records: Records, header: Header, kind: FileKind, mapping: Mapping, *, told: bool
) -> bool:
    """True when the file surely is of the kind: we were told so, or its header names every
    column that the kind needs; and what stands above is no table of its own."""
    complete = not header.missing and not missing_groups(kind, set(header.fields))
    sure = told or bool(mapping.columns) or complete
    return sure and only_titles(records, header.start)


def _by_shape(source: Source) -> PlainTable:
    """A table of columns that we do not know; only what is empty, stands above its header or
    repeats it is left out."""
    records = source.records
    header = header_by_shape(records)
    if header is None:
        return PlainTable("EMPTY_FILE", source.dialect, records=None)
    ignored = {
        above + 1: "PREAMBLE" if any(cell.strip() for cell in records.cells(above)) else "BLANK"
        for above in range(header.records[-1])
        if above not in header.records
    }
    found = Header(header.records, header.names)
    return _table(source, found, ignored | _chaff(records, found))


def _chaff(records: Records, header: Header) -> dict[int, str]:
    """Blank records, repeated headers, page marks, and marked notes below the last full record."""
    shape = Shape(tuple(plain(name) for name in header.names), (), ())
    found: dict[int, str] = {}
    width = len(header.names)
    odd, last = [], 0
    letters = (header.names[0].strip()[:1].casefold(), "\ufeff")
    for place in range(header.first, len(records)):
        cells = records.cells(place)
        filled = sum(1 for cell in cells if cell.strip())
        if filled >= min(3, width) and len(cells) == width:
            last = place
        letter = cells[0].strip()[:1].casefold() if filled else ""
        if filled < 3 or (letter in letters and plain(cells[0]) == shape.header[0]):
            odd.append(place)
    for place in odd:
        cells = records.cells(place)
        why = chaff_reason(cells, shape, after_data=place > last)
        if why != "FOOTNOTE" or "".join(cells).strip().startswith(NOTE_SIGNS):
            found |= {place + 1: why} if why else {}
    return found
