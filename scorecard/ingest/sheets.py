"""Spreadsheets (XLSX, XLS, ODS) -> records of the sheet that holds the rows."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from scorecard.ingest.container import Container, Refused
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.names import recognised
from scorecard.ingest.other_sheets import ods_facts, xls_facts
from scorecard.ingest.records import ListedRecords
from scorecard.ingest.sheet_child import CELL_END, MAX_CELLS, PAGE_END, ROW_END
from scorecard.ingest.xlsx import SheetFacts, sheet_facts

FACTS = {Container.XLSX: sheet_facts, Container.XLS: xls_facts, Container.ODS: ods_facts}
SECONDS = 20
LOOK_AHEAD = 40
LARGE = 2**21  # packed bytes; what asks for more memory than this fills was made to do so


@dataclass(frozen=True)
class Page:
    """One sheet: its records, its name, which records are hidden (first = 0), and the year that its
    day numbers count from."""

    records: ListedRecords
    name: str
    hidden: frozenset[int] = frozenset()
    epoch: str | None = None


def read_sheet(
    data: bytes, container: Container, kind: FileKind | None, sheet: str | None
) -> Page | Refused:
    """The records of one sheet.

    Args:
        sheet: name of the sheet; without it the one whose header names most columns.
    """
    found = _in_child(data, sheet)
    if isinstance(found, Refused):
        return found
    pages = [(name, rows) for name, rows in found if any(any(row) for row in rows)]
    if not pages:
        return Refused("EMPTY_FILE")
    scores = [_known(rows, kind) for _name, rows in pages]
    if max(scores) > 1 and scores.count(max(scores)) > 1:
        rivals = [pages[at][0] for at, score in enumerate(scores) if score == max(scores)]
        return Refused("SEVERAL_SHEETS", {"sheets": ", ".join(rivals)})
    name, rows = pages[scores.index(max(scores))]
    facts = FACTS[container](data, name)
    _complete(rows, facts)
    return Page(ListedRecords.of(rows, [0] * len(rows)), name, facts.hidden, facts.epoch)


def _in_child(data: bytes, sheet: str | None) -> list[tuple[str, list[list[str]]]] | Refused:
    """Every shown sheet's rows, read by a process with bounds on memory and time."""
    command = [sys.executable, "-m", "scorecard.ingest.sheet_child"]
    try:
        done = subprocess.run(
            [*command, *([sheet] if sheet is not None else [])],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=_root(),
        )
    except subprocess.TimeoutExpired:
        return Refused("ZIP_BOMB", {"unpacked": "more than can be read"})
    *pages, last = done.stdout.decode("utf-8", "replace").split(PAGE_END)
    if done.returncode != 0 or not last:
        return Refused("ZIP_BOMB", {"unpacked": "more than can be read"})
    return _refusal(json.loads(last), sheet, len(data)) or [_page(page) for page in pages]


def _page(told: str) -> tuple[str, list[list[str]]]:
    name, *rows = told.split(ROW_END)
    return name, [row.split(CELL_END) for row in rows]


def _refusal(found: dict[str, Any], sheet: str | None, size: int) -> Refused | None:
    if "unknown" in found:
        return Refused("UNKNOWN_SHEET", {"sheet": sheet or "", "sheets": found["unknown"]})
    if "memory" in found and size > LARGE:
        return Refused("FILE_TOO_LARGE", {"limit": f"{MAX_CELLS:,} cells"})
    if "memory" in found:
        return Refused("ZIP_BOMB", {"unpacked": "more than can be read"})
    if "error" in found:
        return Refused("UNSUPPORTED_TYPE", {"type": "spreadsheet", "detail": found["error"]})
    return None


def _root() -> str:
    """The folder from which the package can be imported."""
    from pathlib import Path

    return str(Path(__file__).resolve().parents[2])


def _known(rows: list[list[str]], kind: FileKind | None) -> int:
    if kind is None:
        return 0
    return max((recognised(cells, kind) for cells in rows[:LOOK_AHEAD]), default=0)


def _complete(rows: list[list[str]], facts: SheetFacts) -> None:
    """Put error texts and the values of cells merged downwards where calamine leaves nothing."""
    for (row, column), text in facts.errors.items():
        if row < len(rows) and column < len(rows[row]) and not rows[row][column]:
            rows[row][column] = text
    for (row, column), source in facts.down.items():
        if row < len(rows) and column < len(rows[row]) and not rows[row][column]:
            rows[row][column] = rows[source][column]
