"""Reads a spreadsheet in a process of its own, with bounds on memory: a sheet of two cells in
opposite corners can ask for gigabytes. Run by `scorecard.ingest.sheets`; talks JSON."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

MEMORY = 560 * 2**20
SHEETS = 50


def main() -> None:
    """Bytes on stdin -> `{"pages": [[name, rows of texts], ...]}` or `{"error": ...}`."""
    _bound_memory()
    wanted = sys.argv[1] if len(sys.argv) > 1 else None
    try:
        found: dict[str, Any] = {"pages": _pages(sys.stdin.buffer.read(), wanted)}
    except LookupError as error:
        found = {"unknown": str(error.args[0])}
    except MemoryError:
        found = {"memory": True}
    except (CalamineError, ValueError, OSError) as error:
        found = {"error": str(error)[:200]}
    json.dump(found, sys.stdout, ensure_ascii=True)


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _pages(data: bytes, wanted: str | None) -> list[tuple[str, list[list[str]]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [page.name for page in book.sheets_metadata if _shown(page) or page.name == wanted]
    if wanted is not None:
        if wanted not in book.sheet_names:
            raise LookupError(", ".join(book.sheet_names))
        names = [wanted]
    return [(name, _rows(book, name)) for name in (names or book.sheet_names)[:SHEETS]]


def _shown(page: Any) -> bool:
    return bool(page.visible == SheetVisibleEnum.Visible)


def _rows(book: CalamineWorkbook, name: str) -> list[list[str]]:
    page = book.get_sheet_by_name(name)
    return [[cell_text(cell) for cell in row] for row in page.to_python(skip_empty_area=False)]


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


if __name__ == "__main__":
    main()
