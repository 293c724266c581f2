"""Blocks of an outline on a slide: tiles, text, tables, charts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE

from scorecard.i18n.message import Message
from scorecard.i18n.text import render, tn
from scorecard.reports.qbr.deck import tokens
from scorecard.reports.qbr.deck.charts import add_chart
from scorecard.reports.qbr.deck.draw import Line, TableCell, table, text_box, write
from scorecard.reports.qbr.deck.fit import fitted, n_lines
from scorecard.reports.qbr.deck.frame import GAP, INCH, Box
from scorecard.reports.qbr.deck.numbers import unit_words
from scorecard.reports.qbr.deck.rows import Fitted, fit_rows
from scorecard.reports.qbr.outline import Chart, Table, Text, Tile, Tiles
from scorecard.reports.qbr.words import spoken_words

TILE_HEIGHT = round(1.16 * INCH)
CAPTION = round(0.3 * INCH)
LARGE, SIZES, HEAD = (18, 16), (14, 13, 12, 11, 10, 9), 13  # points
ROOMY = 0.75  # of the room: how long lines get is an estimate


def draw_tiles(shapes: Any, block: Tiles, box: Box, lang: str) -> None:
    """Cards side by side, the status as a bar above and in words."""
    n = max(len(block.tiles), 1)
    width = (box.width - GAP * (n - 1)) // n if n > 1 else min(box.width, 3 * INCH)
    for number, tile in enumerate(block.tiles):
        left = box.left + number * (width + GAP)
        place = Box(left, box.top, width, min(TILE_HEIGHT, box.height))
        _card(shapes, place, tile)
        inner = Box(place.left + INCH // 9, place.top + INCH // 9, width - INCH * 2 // 9,
                    place.height - INCH // 6)  # fmt: skip
        text_box(shapes, inner.place, _tile_lines(tile, inner, lang), lang, f"Figure {number + 1}")


def _card(shapes: Any, box: Box, tile: Tile) -> None:
    _rectangle(shapes, box, tokens.CARD, "Card")
    colour = tokens.MARK_OF[tile.status] if tile.status else tokens.LINE
    _rectangle(shapes, replace(box, height=INCH // 24), colour, "Bar")


def _tile_lines(tile: Tile, box: Box, lang: str) -> list[Line]:
    label, value = render(tile.label, lang), spoken_words(tile.value, lang)
    size = fitted(value, box.points, (24, 20, 16, 13), 1, bold=True)
    lines = [
        Line(label, fitted(label, box.points, (11, 10, 9), 1), tokens.MUTED, after=2),
        Line(value, size, bold=True, after=2),
    ]
    if tile.note is not None:
        note = spoken_words(tile.note, lang)
        tone = tokens.TONE_OF[tile.status] if tile.status else None
        colour = tokens.TEXT_OF[tone] if tone else tokens.MUTED
        lines.append(Line(note, fitted(note, box.points, (11, 10, 9, 8), 1), colour))
    return lines


def text_size(block: Text, box: Box, lang: str) -> float:
    """The largest type in points at which the lines fit; large type only where much is left."""
    said = [render(line, lang) for line in block.lines]
    for size in LARGE:
        if _height(said, box, size, block) <= box.height * ROOMY:
            return size
    return next((s for s in SIZES if _height(said, box, s, block) <= box.height), SIZES[-1])


def draw_text(
    shapes: Any, block: Text, box: Box, lang: str, name: str, size: float | None = None
) -> int:
    """Short lines under their title; returns the height that they take."""
    said = [render(line, lang) for line in block.lines]
    size = text_size(block, box, lang) if size is None else size
    lines = [Line(text, size, after=size * 0.45, bullet=len(said) > 1) for text in said]
    if block.title is not None:
        title = Line(render(block.title, lang), HEAD, tokens.PRIMARY, bold=True, after=5)
        lines.insert(0, title)
    taken = round(_height(said, box, size, block))
    text_box(shapes, replace(box, height=min(taken, box.height)).place, lines, lang, name)
    return taken


def draw_missing(shapes: Any, why: Message, box: Box, lang: str) -> None:
    """What is missing and why, as a quiet card: nothing is drawn in its place."""
    card = replace(box, height=min(TILE_HEIGHT, box.height))
    _rectangle(shapes, card, tokens.CARD, "Card")
    _rectangle(shapes, replace(card, width=INCH // 16), tokens.NEUTRAL, "Bar")
    words = render(why, lang)
    inner = Box(card.left + INCH // 4, card.top + INCH // 3, card.width - INCH // 2,
                card.height - INCH // 3)  # fmt: skip
    size = fitted(words, inner.points, (18, 16, 14, 12), 2)
    text_box(shapes, inner.place, [Line(words, size, tokens.INK)], lang, "Missing")


def _rectangle(shapes: Any, box: Box, colour: str, name: str) -> None:
    shape = shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.place)
    shape.name = name
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()
    shape.shadow.inherit = False


def _height(said: list[str], box: Box, size: float, block: Text) -> float:
    room = box.points - 14
    lines = sum(n_lines(text, room, size) for text in said)
    head = HEAD * 1.25 + 5 if block.title is not None else 0
    points = head + lines * size * 1.22 + len(said) * size * 0.45
    return points * tokens.EMU_POINT


def draw_chart(shapes: Any, block: Chart, box: Box, lang: str, name: str) -> None:
    """A caption with the unit, then the chart."""
    words = unit_words(block, lang)
    size = fitted(words, box.points, (11, 10, 9), 1)
    caption, rest = Box(box.left, box.top, box.width, CAPTION), box.cut_top(CAPTION)[1]
    text_box(shapes, caption.place, [Line(words, size, tokens.MUTED)], lang, f"{name} caption")
    plot = Box(rest.left, box.top + CAPTION, rest.width, box.height - CAPTION)
    add_chart(shapes, block, plot.place, lang, name)


def draw_table(shapes: Any, block: Table, box: Box, lang: str, name: str) -> int:
    """A table that fits its box; returns its height. Rows that do not fit are counted below."""
    found = fit_rows(block, box, lang)
    heads = [Line(text, found.head_size, tokens.MUTED, bold=True, right=column.right)
             for text, column in zip(found.heads, block.columns, strict=True)]  # fmt: skip
    rows = [
        [_cell(cell, text, found, column.right)
         for cell, text, column in zip(row, texts, block.columns, strict=True)]
        for row, texts in zip(block.rows, found.texts, strict=False)
    ]  # fmt: skip
    alt = "; ".join(found.heads)
    table(shapes, (box.left, box.top, box.width, sum(found.heights)), found.widths, heads, rows,
          found.heights, lang, alt, name)  # fmt: skip
    taken = sum(found.heights)
    more = block.left_off + len(block.rows) - len(rows)
    if more:
        words = tn("and {n} more, see the evidence", "and {n} more, see the evidence", more, lang)
        place = (box.left, box.top + taken + GAP // 3, box.width, CAPTION)
        text_box(shapes, place, [Line(words, 10, tokens.MUTED)], lang, f"{name} rest")
        taken += CAPTION
    return taken


def _cell(cell: Any, text: str, found: Fitted, right: bool) -> TableCell:
    colour = tokens.TEXT_OF[cell.tone]
    line = Line(text, found.size, colour, bold=cell.strong, right=right)
    return TableCell(line, tokens.TINT_OF.get(cell.tone, "") if cell.strong else "")


__all__ = ["draw_chart", "draw_table", "draw_text", "draw_tiles", "text_size", "write"]
