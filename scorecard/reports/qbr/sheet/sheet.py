"""One page of A4 from an outline, typeset by Typst and tagged for screen readers (PDF/UA-1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from scorecard.errors import UserError
from scorecard.i18n import formats
from scorecard.i18n.text import render, t, tn
from scorecard.reports.qbr.outline import Chart, ChartKind, Outline, Slide, Table, Text, Tiles, Tone
from scorecard.reports.qbr.web.bars import drawn
from scorecard.reports.qbr.words import spoken_cell, spoken_words

HERE = Path(__file__).parent
SOURCE, FONTS = HERE / "sheet.typ", HERE / "fonts"
KEYS = ("summary", "scorecard", "revenue", "tier", "commitments", "plan", "asks")
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)  # points; below them nobody reads
ROWS = (12, 8, 5, 3, 2)  # of a table or chart, from generous to bare
BARS = (ChartKind.PLAN, ChartKind.BRIDGE)  # charts that fit a part of a page


def one_pager(outline: Outline, lang: str) -> bytes:
    """The page as a PDF. Type gets smaller and tables shorter until it is one page.

    Raises:
        UserError: `one_pager_too_long` when even the shortest form takes two pages.
    """
    for rows in ROWS:
        data = json.dumps(_data(outline, lang, rows), ensure_ascii=False)
        asked = [{"data": data, "size": str(size)} for size in SIZES]
        if _pages(asked[-1]) > 1:
            continue
        fits = next(inputs for inputs in asked if _pages(inputs) == 1)
        made = typst.compile(SOURCE, font_paths=[FONTS], sys_inputs=fits, pdf_standards="ua-1")
        return bytes(made)
    raise UserError("one_pager_too_long")


def _pages(inputs: dict[str, str]) -> int:
    found = typst.query(SOURCE, "<pages>", field="value", one=True, font_paths=[FONTS],
                        sys_inputs=inputs)  # fmt: skip
    return int(json.loads(found))


def _data(outline: Outline, lang: str, most: int) -> dict[str, Any]:
    """Everything that the page says, as plain values."""
    slides = [slide for key in KEYS if (slide := outline.slide(key)) is not None]
    told = t("{programme} · data as of {day}", lang, programme=outline.programme, day=outline.as_of)
    if not outline.closed:
        told = t("{text} · quarter not closed", lang, text=told)
    return {
        "title": f"{outline.partner_name}, {formats.period(outline.period, lang)}",
        "author": outline.programme, "lang": lang, "told": told,
        "tiles": _tiles(slides, lang), "parts": [_part(slide, lang, most) for slide in slides],
    }  # fmt: skip


def _tiles(slides: Sequence[Slide], lang: str) -> list[dict[str, str]]:
    summary = next((slide for slide in slides if slide.key == "summary"), None)
    blocks = summary.blocks if summary else ()
    tiles = [tile for block in blocks if isinstance(block, Tiles) for tile in block.tiles]
    return [
        {
            "label": render(tile.label, lang),
            "value": spoken_words(tile.value, lang),
            "note": spoken_words(tile.note, lang) if tile.note else "",
            "tone": tile.status.value if tile.status else "plain",
        }
        for tile in tiles[:4]
    ]


def _part(slide: Slide, lang: str, most: int) -> dict[str, Any]:
    texts = [line for block in slide.blocks if isinstance(block, Text) for line in block.lines]
    charts = [block for block in slide.blocks if isinstance(block, Chart) and block.kind in BARS]
    return {
        "title": render(slide.title, lang),
        "lines": [render(line, lang) for line in texts[:most]],
        "chart": _chart(charts[0], lang, most) if charts else None,
        "tables": [_table(b, lang, most) for b in slide.blocks if isinstance(b, Table) and b.rows],
    }


def _chart(chart: Chart, lang: str, most: int) -> dict[str, Any]:
    found = drawn(chart, lang)
    rows = [
        {
            "label": row.label, "value": row.value, "tick": row.tick,
            "bars": [asdict(bar) for bar in row.bars],
        }
        for row in found.rows[-max(most, 4):]
    ]  # fmt: skip
    return {"alt": found.alt, "rows": rows}


def _table(block: Table, lang: str, most: int) -> dict[str, Any]:
    left = block.left_off + max(len(block.rows) - most, 0)
    return {
        "heads": [render(column.label, lang) for column in block.columns],
        "shares": [column.share for column in block.columns],
        "right": [column.right for column in block.columns],
        "rows": [
            [
                {
                    "text": spoken_cell(cell, lang),
                    "tone": cell.status.value if cell.status else Tone(cell.tone).value,
                    "strong": cell.strong,
                }
                for cell in row
            ]
            for row in block.rows[:most]
        ],
        "more": tn("and {n} more", "and {n} more", left, lang) if left else "",
    }
