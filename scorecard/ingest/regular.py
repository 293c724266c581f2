"""Text with well-formed quoting -> records, quickly: places by numpy, columns by Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from scorecard.ingest.records import Ints, ListedRecords
from scorecard.ingest.tokenizer import strict_record

QUOTE = ord('"')
NEWLINE = 10
RETURN = 13
BLOCK = 1 << 18


@dataclass(frozen=True)
class RegularRecords:
    """Records of text whose quoting is well formed, kept as bytes and cut up by Arrow."""

    data: bytes
    delimiter: str
    starts: Ints
    ends: Ints
    lines: Ints
    widths: Ints
    unclear: frozenset[int] = frozenset()

    @property
    def cut_off(self) -> bool:
        return not self.data.endswith((b"\n", b"\r"))

    def __len__(self) -> int:
        return len(self.starts)

    def cells(self, record: int) -> list[str]:
        text = self.data[self.starts[record] : self.ends[record]].decode("utf-8")
        return strict_record(text, self.delimiter)

    def columns(self, wanted: Sequence[int], rows: Ints) -> dict[int, pa.Array]:
        if not len(rows) or not wanted:
            return {column: pa.array([], type=pa.string()) for column in wanted}
        width = int(self.widths[rows[0]])
        table = self._arrow(width, wanted)
        same = np.flatnonzero(self.widths == width)
        if table is None or table.num_rows != len(same):
            return self._listed(rows).columns(wanted, np.arange(len(rows)))
        places = np.searchsorted(same, rows)
        first, last = int(places[0]), int(places[-1]) + 1
        if last - first == len(rows):
            table = table.slice(first, len(rows))
        else:
            table = table.take(pa.array(places))
        return {column: _whole(table.column(f"f{column}")) for column in wanted}

    def _listed(self, rows: Ints) -> ListedRecords:
        return ListedRecords.of([self.cells(row) for row in rows.tolist()], rows.tolist())

    def _arrow(self, width: int, wanted: Sequence[int]) -> pa.Table | None:
        names = [f"f{column}" for column in range(width)]
        used = [f"f{column}" for column in wanted]
        block = max(1 << 22, 2 * int((self.ends - self.starts).max()) + 1024)
        read = arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=block)
        parse = arrow_csv.ParseOptions(
            delimiter=self.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=True,
            invalid_row_handler=lambda _row: "skip",
        )
        text = arrow_csv.ConvertOptions(
            include_columns=used,
            column_types={name: pa.string() for name in used},
            null_values=[],
            strings_can_be_null=False,
        )
        try:
            with arrow_csv.open_csv(pa.BufferReader(self.data), read, parse, text) as reader:
                return _encoded(reader)
        except pa.ArrowInvalid:
            return None


def regular_records(data: bytes, delimiter: str) -> RegularRecords | None:
    """The quick way, or None where the quoting or the line ends are not plain."""
    if len(delimiter.encode()) > 1 or delimiter == '"' or b"\x00" in data:
        return None
    signs = np.frombuffer(data, dtype=np.uint8)
    if b"\r" in data and not _plain_returns(signs):
        return None
    quotes, ends, widths = _cut(signs, ord(delimiter))
    starts = np.concatenate(([0], ends + 1))[: len(ends)]
    if not _well_quoted(signs, quotes, ord(delimiter)):
        return None
    lines = _lines(signs, starts, bool(len(quotes)))
    widths = np.where(_blank(signs, starts, ends), 0, widths)
    if int(widths.max(initial=0)) < 2 or not _lines_fit(lines, widths):
        return None
    return RegularRecords(data, delimiter, starts, ends, lines, widths)


def _cut(signs: NDArray[np.uint8], delimiter: int) -> tuple[Ints, Ints, Ints]:
    """Places of the quotation marks, of the records' ends, and the records' numbers of cells."""
    nothing = np.zeros(0, dtype=np.int64)
    quotes, ends, marks, n_quotes, n_marks = [nothing], [nothing], [nothing], 0, 0
    for start in range(0, len(signs), BLOCK):  # a block stays in the processor's cache
        block = signs[start : start + BLOCK]
        cuts = (block == delimiter) | (block == NEWLINE)
        quoted = block == QUOTE
        if n_quotes % 2 or quoted.any():
            cuts &= (np.cumsum(quoted, dtype=np.int64) + n_quotes) % 2 == 0
            quotes.append(np.flatnonzero(quoted) + start)
            n_quotes += len(quotes[-1])
        places = np.flatnonzero(cuts)
        breaks = np.flatnonzero(block[places] == NEWLINE)
        ends.append(places[breaks] + start)
        marks.append(breaks + n_marks)
        n_marks += len(places)
    if len(signs) and (signs[-1] != NEWLINE or n_quotes % 2):  # the text's end ends a record
        ends.append(np.array([len(signs)]))
        marks.append(np.array([n_marks]))
    at = np.concatenate(marks)
    widths = at - np.concatenate(([-1], at[:-1]))
    return np.concatenate(quotes), np.concatenate(ends), widths


def _lines(signs: NDArray[np.uint8], starts: Ints, quoted: bool) -> Ints:
    """Physical line of each record's start, first = 1."""
    ended = len(starts) - int(len(signs) > 0 and signs[-1] != NEWLINE)
    if not quoted or np.count_nonzero(signs == NEWLINE) == ended:
        own: Ints = np.arange(1, len(starts) + 1)
        return own
    return 1 + np.searchsorted(np.flatnonzero(signs == NEWLINE), starts)


def _lines_fit(lines: Ints, widths: Ints) -> bool:
    """False when a record over several lines has an unusual width: a quote may be missing."""
    several = np.flatnonzero(np.diff(lines) > 1)
    if not len(several):
        return True
    return bool((widths[several] == np.bincount(widths).argmax()).all())


def _plain_returns(signs: NDArray[np.uint8]) -> bool:
    """True when every carriage return is followed by a newline."""
    returns = np.flatnonzero(signs == RETURN)
    if not len(returns):
        return True
    return bool(returns[-1] + 1 < len(signs) and (signs[returns + 1] == NEWLINE).all())


def _well_quoted(signs: NDArray[np.uint8], quotes: Ints, delimiter: int) -> bool:
    """True when quotes open only at a cell's start and close only at its end (RFC 4180)."""
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    before = signs[np.maximum(quotes[0::2] - 1, 0)]
    after = signs[np.minimum(quotes[1::2] + 1, len(signs) - 1)]
    if quotes[0] == 0:
        before[0] = NEWLINE
    if quotes[-1] == len(signs) - 1:
        after[-1] = NEWLINE
    opens = (before == delimiter) | (before == NEWLINE) | (before == QUOTE)
    closes = (after == delimiter) | (after == NEWLINE) | (after == RETURN) | (after == QUOTE)
    return bool(opens.all() and closes.all())


def _blank(signs: NDArray[np.uint8], starts: Ints, ends: Ints) -> NDArray[np.bool_]:
    """True for records of nothing but a line end."""
    lengths = ends - starts
    last = signs[np.maximum(ends - 1, 0)] if len(signs) else np.zeros(len(ends), dtype=np.uint8)
    blank: NDArray[np.bool_] = (lengths == 0) | ((lengths == 1) & (last == RETURN))
    return blank


def _encoded(reader: arrow_csv.CSVStreamingReader) -> pa.Table | None:
    """Columns of distinct texts, some records at a time: the whole text is never held twice."""
    names = reader.schema.names
    batches = [
        pa.RecordBatch.from_arrays([pc.dictionary_encode(column) for column in batch], names)
        for batch in reader
    ]
    return pa.Table.from_batches(batches).unify_dictionaries() if batches else None


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
