"""Any file as one plain table: its header and its records as text, nothing mapped."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from itertools import groupby
from typing import IO, Any

from scorecard.ingest.body import build_body
from scorecard.ingest.chaff import Shape, chaff_reason
from scorecard.ingest.container import Refused
from scorecard.ingest.header import LOOK_AHEAD, Header, find_header
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.names import plain, recognised
from scorecard.ingest.records import Records
from scorecard.ingest.source import Source, open_source

SAMPLE = 2_000
TELLING = 200  # cells of a record that tell which kind of file it is
A_TABLE = 3  # so many records in a row with so many filled cells are no title


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
        ragged = [place for place, width in self._widths() if width != len(self.header)]
        return {
            "file_status": "rejected" if self.reason else "accepted",
            "file_reason": self.reason,
            "dialect": {
                **self.dialect,
                "header_record": self.header_records[-1] if self.header_records else None,
                "header_records": list(self.header_records),
            },
            "columns": list(self.header),
            "n_records": 0 if self.records is None else len(self.records),
            "n_rows": sum(1 for _place in self._widths()),
            "ragged": [
                {"record": place + 1, "line": int(lines[place]) or None} for place in ragged
            ],
            "ignored": [
                {"record": number, "line": int(lines[number - 1]) or None, "reason": why}
                for number, why in sorted(self.ignored.items())
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
        if header is not None and _only_titles(source.records, header.start):
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


def _only_titles(records: Records, start: int) -> bool:
    """False when what stands above a header looks like a table itself."""
    filled = (sum(1 for cell in records.cells(place) if cell.strip()) for place in range(start))
    return not any(width >= A_TABLE and len(list(run)) >= A_TABLE for width, run in groupby(filled))


def _by_shape(source: Source) -> PlainTable:
    """A table of columns that we do not know: its header is the first record that is filled."""
    records = source.records
    place = _first_full(records)
    if place is None:
        return PlainTable("EMPTY_FILE", source.dialect, records=None)
    header = Header((place,), tuple(cell.strip() for cell in records.cells(place)))
    ignored = {
        above + 1: "PREAMBLE" if any(cell.strip() for cell in records.cells(above)) else "BLANK"
        for above in range(place)
    }
    return _table(source, header, ignored | _chaff(records, header))


def _first_full(records: Records) -> int | None:
    """The first record with at least half of the usual cells filled, else the first with any."""
    sample = [records.cells(place) for place in range(min(len(records), SAMPLE))]
    counts = [sum(1 for cell in cells if cell.strip()) for cells in sample]
    widths = Counter(len(cells) for cells, count in zip(sample, counts, strict=True) if count)
    if not widths:
        return None
    usual = widths.most_common(1)[0][0]
    filled = [place for place, count in enumerate(counts) if count]
    full = [place for place in filled[:LOOK_AHEAD] if counts[place] >= max(2, usual / 2)]
    return full[0] if full and _only_titles(records, full[0]) else filled[0]


def _chaff(records: Records, header: Header) -> dict[int, str]:
    """Blank records, repeated headers, page marks, and notes below the last full record."""
    shape = Shape(tuple(plain(name) for name in header.names), (), ())
    width, found = len(header.names), {}
    odd, last = [], 0
    for place in range(header.first, len(records)):
        cells = records.cells(place)
        filled = sum(1 for cell in cells if cell.strip())
        if filled >= min(3, width) and len(cells) == width:
            last = place
        if filled < 3 or plain(cells[0]) == shape.header[0]:
            odd.append(place)
    for place in odd:
        why = chaff_reason(records.cells(place), shape, after_data=place > last)
        if why is not None:
            found[place + 1] = why
    return found
