"""The data rows of a file, as columns of distinct texts, after the header is understood."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

MAX_CELL = 200
LONG = 1000


@dataclass(frozen=True)
class Column:
    """One column: `words[codes[row]]` is the text of the row as it stands in the file."""

    header: str | None
    codes: NDArray[np.signedinteger]
    words: list[str]

    @classmethod
    def of(cls, header: str | None, cells: pa.Array) -> Column:
        encoded = cells if pa.types.is_dictionary(cells.type) else pc.dictionary_encode(cells)
        codes = encoded.indices.to_numpy(zero_copy_only=False)
        words = encoded.dictionary
        used = np.bincount(codes, minlength=len(words)) > 0
        if not used.all():  # of rows that were left out
            codes = (np.cumsum(used) - 1)[codes]
            words = words.filter(pa.array(used))
        return cls(header, codes, words.to_pylist())

    @classmethod
    def constant(cls, text: str, rows: int) -> Column:
        return cls(None, np.zeros(rows, dtype=np.int32), [text])

    def blank(self) -> NDArray[np.bool_]:
        """True for each row whose text is empty or white space."""
        return self.where(not word.strip() for word in self.words)

    def where(self, chosen: Iterable[bool]) -> NDArray[np.bool_]:
        """True for each row whose text is chosen; one flag a word."""
        flags = np.fromiter(chosen, dtype=bool, count=len(self.words))
        return flags[self.codes] if flags.any() else np.zeros(len(self.codes), dtype=bool)

    def take(self, rows: NDArray[np.int64]) -> Column:
        return Column(self.header, self.codes[rows], self.words)


@dataclass(frozen=True)
class Table:
    """Args:
    records: record number of each row, first record of the file = 1 (see `wide.unpivot`).
    lines: physical line on which it starts; 0 in a spreadsheet.
    columns: canonical field -> its column.
    places: canonical field -> position of its column in the file.
    extras: columns by position that only the unpivoting needs.
    long_headers: for months turned into rows, the header that each row's value stood under.
    """

    records: NDArray[np.int64]
    lines: NDArray[np.int64]
    columns: MappingOf[str, Column]
    places: MappingOf[str, int] = field(default_factory=dict)
    extras: MappingOf[int, Column] = field(default_factory=dict)
    long_headers: Column | None = None
    long_fields: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.records)

    def take(self, rows: NDArray[np.int64]) -> Table:
        """The chosen rows, in the given order."""
        return replace(
            self,
            records=self.records[rows],
            lines=self.lines[rows],
            columns={name: column.take(rows) for name, column in self.columns.items()},
            extras={place: column.take(rows) for place, column in self.extras.items()},
        )

    def column_at(self, place: int) -> Column:
        """The column at a position of the file."""
        if place in self.extras:
            return self.extras[place]
        return next(self.columns[name] for name, at in self.places.items() if at == place)

    @property
    def physical(self) -> NDArray[np.int64]:
        """Record number in the file, also where months were turned into rows."""
        return self.records if self.long_headers is None else self.records // LONG

    def position(self, field_name: str | None) -> int:
        return self.places.get(field_name or "", 10_000) if field_name else -1

    def header_of(self, field_name: str | None, row: int) -> str | None:
        if field_name is None:
            return None
        if self.long_headers is not None and field_name in self.long_fields:
            return str(self.long_headers.words[self.long_headers.codes[row]])
        column = self.columns.get(field_name)
        return column.header if column and column.header is not None else field_name

    def cell(self, field_name: str | None, row: int) -> str | None:
        column = self.columns.get(field_name or "")
        return str(column.words[column.codes[row]])[:MAX_CELL] if column else None
