"""Collects what is wrong with the rows of a table, and explains it cell by cell at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scorecard.errors import Issue, Severity
from scorecard.ingest.table import Table

NO_PARAMS: MappingOf[str, str] = {}


@dataclass
class Findings:
    """Args:
    table: the rows being judged.
    bad: True for each row that an error keeps out.
    """

    table: Table
    bad: NDArray[np.bool_] = field(init=False)
    _found: list[tuple[NDArray[np.int64], int, str, Severity, str | None, MappingOf[str, str]]] = (
        field(default_factory=list)
    )

    def __post_init__(self) -> None:
        self.bad = np.zeros(len(self.table), dtype=bool)

    def error(
        self,
        code: str,
        rows: Iterable[int] | NDArray,
        field_name: str | None = None,
        **params: str,
    ) -> None:
        """Reject `rows` (positions, or a mask) for `code` in the column of `field_name`."""
        places = self._note(code, rows, field_name, Severity.ERROR, params)
        self.bad[places] = True

    def warn(
        self,
        code: str,
        rows: Iterable[int] | NDArray,
        field_name: str | None = None,
        **params: str,
    ) -> None:
        """Remark on `rows` without rejecting them."""
        self._note(code, rows, field_name, Severity.WARNING, params)

    def _note(
        self,
        code: str,
        rows: Iterable[int] | NDArray,
        field_name: str | None,
        severity: Severity,
        params: MappingOf[str, str],
    ) -> NDArray[np.int64]:
        given = np.asarray(rows if isinstance(rows, np.ndarray) else list(rows))
        places = np.flatnonzero(given) if given.dtype == bool else given.astype(np.int64)
        if len(places):
            at = self.table.position(field_name)
            entry = (places, at, code, severity, field_name, params or NO_PARAMS)
            self._found.append(entry)
        return places

    def issues(self) -> tuple[Issue, ...]:
        """All issues in file order: by record, then by column."""
        found = [
            (int(row), at, number)
            for number, (places, at, *_rest) in enumerate(self._found)
            for row in places.tolist()
        ]
        found.sort()
        return tuple(self._explain(found))

    def _explain(self, found: list[tuple[int, int, int]]) -> Iterator[Issue]:
        records, lines = self.table.physical, self.table.lines
        for row, _at, number in found:
            _places, _, code, severity, field_name, params = self._found[number]
            line = int(lines[row])
            yield Issue(
                code=code,
                severity=severity,
                record=int(records[row]),
                line=line or None,
                column=self.table.header_of(field_name, row),
                cell=self.table.cell(field_name, row),
                params=params,
            )
