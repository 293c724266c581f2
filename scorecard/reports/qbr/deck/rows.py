"""How the rows of a table fit a box: the type size, the heights, and how many rows."""

from __future__ import annotations

from dataclasses import dataclass

from scorecard.i18n.text import render
from scorecard.reports.qbr.deck import tokens
from scorecard.reports.qbr.deck.fit import BOLD, LEADING, breaks_word, n_lines, shortened, width_em
from scorecard.reports.qbr.deck.frame import Box
from scorecard.reports.qbr.outline import Table
from scorecard.reports.qbr.words import spoken_cell

SIZES = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
MARGIN = 12.0  # points left and right within a cell
MOST_LINES = 3
COMFORTABLE = 12.0  # points at which words should not need to be torn
TALLEST = 40.0  # points of a row of one line, where there is room


@dataclass(frozen=True, slots=True)
class Fitted:
    """Texts of the rows that fit, with widths and heights (the head's first) in EMU."""

    size: float
    head_size: float
    heads: list[str]
    texts: list[list[str]]
    widths: list[int]
    heights: list[int]


def fit_rows(block: Table, box: Box, lang: str) -> Fitted:
    """The largest type at which all rows fit; at the smallest, as many rows as fit."""
    texts = [[spoken_cell(cell, lang) for cell in row] for row in block.rows]
    named = [render(column.label, lang) for column in block.columns]
    widths = _widths(block, [named, *texts], box.width)
    points = [width / tokens.EMU_POINT - MARGIN for width in widths]
    room = box.height / tokens.EMU_POINT
    for size in SIZES:
        heights = [_height(block, i, row, points, size) for i, row in enumerate(texts)]
        head = _head(named, points, size)
        if (head + sum(heights) <= room and _whole(block, texts, points, size)) or (
            size == SIZES[-1]
        ):
            break
    heads = [_cut(text, width, size, 2) for text, width in zip(named, points, strict=True)]
    kept = _kept(heights, room - head)
    spread = _spread(heights[:kept], room - head)
    cut = [[_cut(text, width, size) for text, width in zip(row, points, strict=True)]
           for row in texts[:kept]]  # fmt: skip
    emu = [round(h * tokens.EMU_POINT) for h in (head, *spread)]
    return Fitted(size, max(size - 1, 8), heads, cut, widths, emu)


def _widths(block: Table, texts: list[list[str]], room: int) -> list[int]:
    """Widths by the columns' shares; one whose longest word is wider takes from those with room."""
    shares = sum(column.share for column in block.columns)
    widths = [room * column.share / shares for column in block.columns]
    columns = list(zip(*texts, strict=True))
    words = [max(_em(word) for text in column for word in text.split(" ")) for column in columns]
    lines = [max(_em(text) for text in column) for column in columns]
    lacks = [max(word - width, 0.0) for word, width in zip(words, widths, strict=True)]
    spare = [max(width - line, 0.0) for line, width in zip(lines, widths, strict=True)]
    moved = min(sum(lacks), sum(spare))
    if not moved:
        return [round(width) for width in widths]
    return [
        round(width + moved * lack / sum(lacks) - moved * left / sum(spare))
        for width, lack, left in zip(widths, lacks, spare, strict=True)
    ]


def _em(text: str) -> float:
    """Width of a text in EMU at a comfortable size, with the cell's margins."""
    return (width_em(text) * BOLD * COMFORTABLE + MARGIN + 1) * tokens.EMU_POINT


def _head(named: list[str], points: list[float], size: float) -> float:
    """Height of the head in points: one or two lines."""
    own = max(size - 1, 8)
    lines = max(n_lines(text, width, own, bold=True)
                for text, width in zip(named, points, strict=True))  # fmt: skip
    return min(lines, 2) * own * LEADING + 8


def _whole(block: Table, texts: list[list[str]], points: list[float], size: float) -> bool:
    """True when no word of a cell has to be torn apart."""
    return not any(
        breaks_word(text, width, size, bold=cell.strong)
        for row, cells in zip(texts, block.rows, strict=True)
        for text, width, cell in zip(row, points, cells, strict=True)
    )


def _height(block: Table, number: int, row: list[str], points: list[float], size: float) -> float:
    """Height of a row in points: its tallest cell, at most three lines of it."""
    cells = block.rows[number]
    lines = max(
        n_lines(text, width, size, bold=cell.strong)
        for text, width, cell in zip(row, points, cells, strict=True)
    )
    return min(lines, MOST_LINES) * size * LEADING + 6


def _kept(heights: list[float], room: float) -> int:
    """How many rows fit, at least one."""
    taken, kept = 0.0, 0
    for height in heights:
        taken += height
        if taken > room and kept:
            break
        kept += 1
    return kept


def _spread(heights: list[float], room: float) -> list[float]:
    """Rows a little taller where there is room, never more than `TALLEST` for a line."""
    if not heights:
        return heights
    spare = max(room - sum(heights), 0.0) / len(heights)
    return [height + min(spare, max(TALLEST - height, 0.0)) for height in heights]


def _cut(text: str, width: float, size: float, most: int = MOST_LINES) -> str:
    """At most so many lines of a cell."""
    if n_lines(text, width, size) <= most:
        return text
    return shortened(text, width * (most - 0.2), size)
