"""Which block stands where on a slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scorecard.reports.qbr.deck.blocks import (
    TILE_HEIGHT,
    draw_chart,
    draw_missing,
    draw_table,
    draw_text,
    draw_tiles,
    text_size,
)
from scorecard.reports.qbr.deck.frame import GAP, Box
from scorecard.reports.qbr.outline import Block, Chart, Slide, Table, Text, Tiles

CHART_SHARE = 0.54
TABLE_SHARE = 0.62


def arrange(shapes: Any, slide: Slide, box: Box, lang: str) -> None:
    """Tiles above; a chart left and the rest right of it; else tables, then text in columns."""
    if slide.missing is not None:
        draw_missing(shapes, slide.missing, box, lang)
        return
    rest = box
    for block in slide.blocks:
        if isinstance(block, Tiles) and block.tiles:
            top, rest = rest.cut_top(TILE_HEIGHT)
            draw_tiles(shapes, block, top, lang)
    charts = [block for block in slide.blocks if isinstance(block, Chart)]
    others = [block for block in slide.blocks if isinstance(block, Table | Text)]
    if charts and others:
        left, right = rest.split(CHART_SHARE)
        draw_chart(shapes, charts[0], left, lang, "Chart")
        _stacked(shapes, others, right, lang)
    elif charts:
        draw_chart(shapes, charts[0], rest, lang, "Chart")
    else:
        _without_chart(shapes, others, rest, lang)


def _stacked(shapes: Any, blocks: Sequence[Block], box: Box, lang: str) -> None:
    """One below the other; tables get most of the room."""
    rest = box
    for number, block in enumerate(blocks):
        later = blocks[number + 1 :]
        share = 1.0 if not later else TABLE_SHARE if isinstance(block, Table) else 0.5
        part = replace(rest, height=round(rest.height * share))
        taken = _draw(shapes, block, part, lang, number)
        rest = rest.cut_top(min(taken, part.height))[1]


def _without_chart(shapes: Any, blocks: Sequence[Block], box: Box, lang: str) -> None:
    rest = box
    tables = [block for block in blocks if isinstance(block, Table)]
    texts = [block for block in blocks if isinstance(block, Text)]
    for number, block in enumerate(tables):
        part = replace(rest, height=round(rest.height * 0.72)) if texts else rest
        taken = _draw(shapes, block, part, lang, number)
        rest = rest.cut_top(min(taken, part.height) + GAP)[1]
    if len(texts) == 2:
        left, right = rest.split(0.5)
        size = min(text_size(texts[0], left, lang), text_size(texts[1], right, lang))
        draw_text(shapes, texts[0], left, lang, "Text 1", size)
        draw_text(shapes, texts[1], right, lang, "Text 2", size)
    else:
        _stacked(shapes, texts, rest, lang)


def _draw(shapes: Any, block: Block, box: Box, lang: str, number: int) -> int:
    if isinstance(block, Table):
        if not block.rows:
            return 0
        return draw_table(shapes, block, box, lang, f"Table {number + 1}")
    assert isinstance(block, Text)
    return draw_text(shapes, block, box, lang, f"Text {number + 1}")
