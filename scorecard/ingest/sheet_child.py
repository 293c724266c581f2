"""Reads a spreadsheet in a process of its own, with bounds on memory: a sheet of two cells in
opposite corners can ask for gigabytes. Run by `scorecard.ingest.sheets`."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

MEMORY = 380 * 2**20
SHEETS = 50
MAX_CELLS = 2_000_000  # of all sheets, empty ones between filled ones counted
PAGE_END, ROW_END, CELL_END = "\x1d", "\x1e", "\x1f"  # signs that no text of a sheet may hold
REPLACED = str.maketrans(dict.fromkeys((PAGE_END, ROW_END, CELL_END), "\ufffd"))


def main() -> None:
    """Bytes on stdin -> pages, each its name and its rows; at last `{"end": true}` as JSON, or what
    went wrong."""
    _bound_memory()
    wanted = sys.argv[1] if len(sys.argv) > 1 else None
    try:
        _tell_pages(sys.stdin.buffer.read(), wanted)
        last: dict[str, Any] = {"end": True}
    except LookupError as error:
        last = {"unknown": str(error.args[0])}
    except MemoryError:
        last = {"memory": True}
    except (CalamineError, ValueError, OSError) as error:
        last = {"error": str(error)[:200]}
    _tell(json.dumps(last))


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _tell_pages(data: bytes, wanted: str | None) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [page.name for page in book.sheets_metadata if _shown(page) or page.name == wanted]
    if wanted is not None:
        if wanted not in book.sheet_names:
            raise LookupError(", ".join(book.sheet_names))
        names = [wanted]
    cells = 0
    for name in (names or book.sheet_names)[:SHEETS]:
        page = book.get_sheet_by_name(name)
        cells += (page.total_height + 1) * (page.total_width + 1)
        if cells > MAX_CELLS:
            raise MemoryError
        _tell(name.translate(REPLACED))
        for row in _rows(page):
            _tell(ROW_END, CELL_END.join(row))
        _tell(PAGE_END)


def _tell(*texts: str) -> None:
    for text in texts:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _shown(page: Any) -> bool:
    return bool(page.visible == SheetVisibleEnum.Visible)


def _rows(page: CalamineSheet) -> Iterator[list[str]]:
    """The rows from the sheet's first on, with the empty cells left of the used area."""
    left = page.start[1] if page.start else 0
    for row in page.iter_rows():
        yield [""] * left + [cell_text(cell) for cell in row]


def cell_text(cell: Any) -> str:
    """A typed cell as the text that reads back to the same value."""
    if isinstance(cell, str):
        return cell if cell.isprintable() else cell.translate(REPLACED)
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
