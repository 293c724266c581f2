"""Spreadsheets (XLSX, XLS, ODS) -> records, by calamine."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from scorecard.ingest.container import Refused
from scorecard.ingest.records import ListedRecords

MAX_CELLS = 30_000_000


def read_sheet(data: bytes, sheet: str | None) -> tuple[ListedRecords, str] | Refused:
    """The records of one sheet and its name.

    Args:
        sheet: name of the sheet; without it the first one that has any cell.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            return Refused("UNKNOWN_SHEET", {"sheet": sheet, "sheets": ", ".join(names)})
        for name in [sheet] if sheet is not None else names:
            page = book.get_sheet_by_name(name)
            if page.height * page.width > MAX_CELLS:
                return Refused("FILE_TOO_LARGE", {"limit": f"{MAX_CELLS} cells"})
            rows = page.to_python(skip_empty_area=False)
            if rows:
                return _records(rows), name
    except (CalamineError, ValueError, OSError) as error:
        return Refused("UNSUPPORTED_TYPE", {"type": "spreadsheet", "detail": str(error)[:100]})
    return Refused("EMPTY_FILE")


def _records(rows: list[list[Any]]) -> ListedRecords:
    texts = [[cell_text(cell) for cell in row] for row in rows]
    return ListedRecords.of(texts, [0] * len(texts))


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
