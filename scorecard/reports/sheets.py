"""Rows as CSV or XLSX for a spreadsheet: numbers stay numbers, no text is ever a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from scorecard.reports.safe import safe_cell

NUMBER = int | float | Decimal
Rows = Iterable[list[Any]]  # the heads, then the rows; None is an empty cell


def csv_bytes(rows: Rows) -> bytes:
    """UTF-8 with a byte order mark."""
    out = StringIO()
    csv.writer(out).writerows([_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, rows: Rows, freeze: str = "C2") -> bytes:
    """A workbook of one sheet with bold heads."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = freeze
    heads, *others = rows
    sheet.append([_head(sheet, name) for name in heads])
    for row in others:
        sheet.append([_value(sheet, cell) for cell in row])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, NUMBER) else safe_cell(str(cell))


def _head(sheet: Worksheet, name: str) -> WriteOnlyCell:
    cell = _value(sheet, name)
    cell.font = Font(bold=True)
    return cell


def _value(sheet: Worksheet, value: Any) -> WriteOnlyCell:
    if value is None or isinstance(value, NUMBER):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=safe_cell(ILLEGAL_CHARACTERS_RE.sub("", str(value))))
    cell.data_type = "s"  # text, also where it begins as a formula does
    return cell
