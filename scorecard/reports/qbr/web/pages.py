"""Slides as markup, and a whole review as one file without anything outside of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from scorecard.i18n import formats
from scorecard.i18n.message import Message
from scorecard.i18n.sentences import STATUS_MARKS
from scorecard.i18n.text import render, t, tn
from scorecard.reports.qbr.outline import Block, Outline, Slide, Table, Value
from scorecard.reports.qbr.web.bars import drawn
from scorecard.reports.qbr.words import spoken_words

HERE = Path(__file__).parent
MOST_BYTES = 50_000  # of a leave-behind: it goes by mail
DIGEST = ("summary", "scorecard", "revenue", "tier", "plan", "asks")


@cache
def _templates() -> Environment:
    # Everything is escaped: names in a review come from files.
    return Environment(loader=FileSystemLoader(HERE), autoescape=True, auto_reload=False,
                       trim_blocks=False)  # fmt: skip


@cache
def style_sheet(*names: str) -> str:
    """Style sheets of this folder: `slide.css` for slides, `page.css` for a file of its own."""
    return "".join((HERE / name).read_text("utf-8") for name in names)


def slide_html(slide: Slide, lang: str, base_url: str = "") -> Markup:
    """One slide as a `<section>`; every text in it is escaped.

    Args:
        base_url: where the app answers, "." within it; "" leaves the link to the evidence out.
    """
    return Markup(
        _templates()
        .get_template("slide.html.j2")
        .render(
            slide=slide, lang=lang, title=render(slide.title, lang), marks=STATUS_MARKS,
            say=lambda words: _say(words, lang), draw=lambda chart: drawn(chart, lang),
            pct=_percent, more=lambda n: tn("and {n} more", "and {n} more", n, lang),
            evidence=f"{base_url.rstrip('/')}/{slide.link}" if base_url and slide.link else "",
            t_evidence=t("evidence", lang),
        )
    )  # fmt: skip


def _say(words: Message | Value, lang: str) -> str:
    return spoken_words(words, lang)


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}".rstrip("0").rstrip(".") + "%"


def leave_behind(outline: Outline, lang: str, base_url: str = "") -> bytes:
    """The review as one HTML file: no script, no picture, nothing that is fetched.

    Whole tables would make a review of many deals too large for a mail: then its longest tables
    are cut, and say by how many rows, until the file is below `MOST_BYTES`.
    """
    for most in (40, 20, 10, 5):
        shown = replace(outline, slides=tuple(_cut(slide, most) for slide in outline.slides))
        page = _page(shown, lang, base_url)
        if len(page) < MOST_BYTES:
            break
    return page


def monthly_digest(outline: Outline, lang: str, base_url: str = "") -> bytes:
    """One page on how the partner stands so far: what a partner of the tail gets each month."""
    slides = tuple(_cut(slide, 6) for slide in outline.slides if slide.key in DIGEST)
    return _page(replace(outline, slides=slides), lang, base_url)


def _cut(slide: Slide, most: int) -> Slide:
    return replace(slide, blocks=tuple(_shorter(block, most) for block in slide.blocks))


def _shorter(block: Block, most: int) -> Block:
    if not isinstance(block, Table):
        return block
    left = block.left_off + max(len(block.rows) - most, 0)
    return replace(block, rows=block.rows[:most], left_off=left)


def _page(outline: Outline, lang: str, base_url: str) -> bytes:
    told = t("{programme} · data as of {day}", lang, programme=outline.programme, day=outline.as_of)
    if not outline.closed:
        told = t("{text} · quarter not closed", lang, text=told)
    body = Markup().join(
        slide_html(slide, lang, base_url) for slide in outline.slides if slide.key != "title"
    )
    page = _templates().get_template("page.html.j2").render(
        lang=lang, title=f"{outline.partner_name}, {formats.period(outline.period, lang)}",
        css=Markup(style_sheet("page.css", "slide.css")), told=told, body=body,
    )  # fmt: skip
    return page.encode("utf-8")
