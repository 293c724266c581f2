"""Rows without a label that are the sum of the rows above them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scorecard.ingest.chaff import Shape, labelled
from scorecard.ingest.marks import without_marks
from scorecard.ingest.numbers import prove_style, read_numbers
from scorecard.ingest.table import Table

MOST = 200
LONGEST_MARK = 3
Ints = NDArray[np.int64]


def sum_rows(
    table: Table, shape: Shape, unlabelled: dict[int, list[str]], sure: NDArray[np.bool_]
) -> dict[int, str]:
    """Which rows are sums, by position in the table.

    Args:
        unlabelled: position -> cells of the rows that are in question.
        sure: True for the rows that are data without doubt.
    """
    asked = sorted(
        row
        for row, cells in unlabelled.items()
        if _numbers_only(cells, shape) or labelled(cells, shape)
    )[:MOST]
    found: dict[int, str] = {}
    if not asked or not shape.numbers:
        return found
    for values in _values(table, shape):
        start = 0
        for row in asked:
            above = np.arange(len(table)) < row
            if values[row] and values[row] == values[above & sure].sum():
                found[row] = "TOTALS_ROW" if not sure[row:].any() else "SUBTOTAL_ROW"
            elif values[row] and values[row] == values[start:row][sure[start:row]].sum():
                found.setdefault(row, "SUBTOTAL_ROW")
            start = row + 1
    return found


def _numbers_only(cells: list[str], shape: Shape) -> bool:
    """True when nothing but number columns is filled, beside a short mark such as a currency."""
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    others = [cells[place].strip() for place in filled if place not in shape.numbers]
    marks = all(len(cell) <= LONGEST_MARK and cell.isalpha() for cell in others)
    return bool(filled) and len(others) <= 1 and marks and len(others) < len(filled)


def _values(table: Table, shape: Shape) -> list[Ints]:
    """Each number column in millionths, by row."""
    words = [without_marks([w.strip() for w in table.column_at(p).words])[0] for p in shape.numbers]
    style = prove_style(words)
    return [
        read_numbers(texts, style)[0][table.column_at(place).codes]
        for place, texts in zip(shape.numbers, words, strict=True)
    ]
