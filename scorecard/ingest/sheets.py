"""Spreadsheets (XLSX, XLS, ODS) -> records, by calamine."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from scorecard.ingest.container import Container, Refused
from scorecard.ingest.hidden import hidden_rows
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.names import recognised
from scorecard.ingest.records import ListedRecords

MAX_CELLS = 30_000_000
LOOK_AHEAD = 40


@dataclass(frozen=True)
class Page:
    """One sheet: its records, its name, and which records are hidden (first = 0)."""

    records: ListedRecords
    name: str
    hidden: frozenset[int] = frozenset()


def read_sheet(
    data: bytes, container: Container, kind: FileKind, sheet: str | None
) -> Page | Refused:
    """The records of one sheet.

    Args:
        sheet: name of the sheet; without it the one whose header names most columns.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            return Refused("UNKNOWN_SHEET", {"sheet": sheet, "sheets": ", ".join(names)})
        pages = [_page(book, name) for name in ([sheet] if sheet is not None else names)]
    except (CalamineError, ValueError, OSError) as error:
        return Refused("UNSUPPORTED_TYPE", {"type": "spreadsheet", "detail": str(error)[:100]})
    return _best(pages, data, container, kind)


def _page(book: CalamineWorkbook, name: str) -> Page | Refused | None:
    page = book.get_sheet_by_name(name)
    if page.height * page.width > MAX_CELLS:
        return Refused("FILE_TOO_LARGE", {"limit": f"{MAX_CELLS} cells"})
    rows = page.to_python(skip_empty_area=False)
    texts = [[cell_text(cell) for cell in row] for row in rows]
    return Page(ListedRecords.of(texts, [0] * len(texts)), name) if texts else None


def _best(
    pages: list[Page | Refused | None], data: bytes, container: Container, kind: FileKind
) -> Page | Refused:
    refused = next((page for page in pages if isinstance(page, Refused)), None)
    if refused is not None:
        return refused
    filled = [page for page in pages if isinstance(page, Page)]
    if not filled:
        return Refused("EMPTY_FILE")
    scores = [_known(page, kind) for page in filled]
    best = filled[scores.index(max(scores))]
    if max(scores) > 1 and scores.count(max(scores)) > 1:
        several = [p.name for p, score in zip(filled, scores, strict=True) if score == max(scores)]
        return Refused("SEVERAL_SHEETS", {"sheets": ", ".join(several)})
    hidden = hidden_rows(data, best.name) if container is Container.XLSX else frozenset()
    return replace(best, hidden=hidden)


def _known(page: Page, kind: FileKind) -> int:
    rows = page.records.rows[:LOOK_AHEAD]
    return max((recognised(cells, kind) for cells in rows), default=0)


def cell_text(cell: Any) -> str:
    """A typed cell as the text that reads back to the same value."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        at_midnight = cell.time() == time(0)
        return cell.date().isoformat() if at_midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta | int) else ""


def number_text(number: float) -> str:
    """Shortest text of a stored number; three decimals get a fourth, so that the point in
    `1.234` cannot be taken for a thousands mark."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = format(number, ".15g")
    if "e" in text or "." not in text:
        return text
    return text + "0" if len(text.partition(".")[2]) == 3 else text
