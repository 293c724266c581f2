"""Records of a file, with the physical line each one starts on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Records(Protocol):
    """All records of a file, first = 0 here (reports count from 1).

    Attributes:
        lines: physical line on which each record starts, first line = 1; 0 in a spreadsheet.
        widths: number of cells of each record; 0 for a blank line.
        cut_off: True when the last record has no line end, as in a file that arrived in part.
        unclear: records whose quoting is broken and has not exactly one reading.
    """

    @property
    def lines(self) -> Ints: ...

    @property
    def widths(self) -> Ints: ...

    @property
    def unclear(self) -> frozenset[int]: ...

    @property
    def cut_off(self) -> bool: ...

    def __len__(self) -> int: ...

    def cells(self, record: int) -> list[str]: ...

    def columns(self, wanted: Sequence[int], rows: Ints) -> dict[int, pa.Array]:
        """The wanted columns (by position) of `rows`, which all have the same width: texts, or
        numbers of distinct texts."""
        ...


@dataclass(frozen=True)
class ListedRecords:
    """Records as lists of texts."""

    rows: list[list[str]]
    lines: Ints
    widths: Ints
    unclear: frozenset[int] = frozenset()
    cut_off: bool = False

    @classmethod
    def of(
        cls,
        rows: list[list[str]],
        lines: Sequence[int],
        unclear: frozenset[int] = frozenset(),
        *,
        cut_off: bool = False,
    ) -> ListedRecords:
        widths = np.fromiter((len(row) for row in rows), dtype=np.int64, count=len(rows))
        return cls(rows, np.asarray(lines, dtype=np.int64), widths, unclear, cut_off)

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, record: int) -> list[str]:
        return self.rows[record]

    def columns(self, wanted: Sequence[int], rows: Ints) -> dict[int, pa.Array]:
        chosen = [self.rows[row] for row in rows.tolist()]
        return {
            column: pa.array([row[column] for row in chosen], type=pa.string()) for column in wanted
        }
