"""The deck: every slide of an outline, with notes, footer and evidence link."""

from __future__ import annotations

import io
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from scorecard.i18n import formats
from scorecard.i18n.text import render, t
from scorecard.reports.qbr.deck import tokens
from scorecard.reports.qbr.deck.arrange import arrange
from scorecard.reports.qbr.deck.draw import Line, run_of, text_box, write
from scorecard.reports.qbr.deck.fit import clean, fitted, shortened
from scorecard.reports.qbr.deck.frame import Box, Frame, frame_of
from scorecard.reports.qbr.deck.house import house_template
from scorecard.reports.qbr.deck.notes import notes_text
from scorecard.reports.qbr.outline import Edition, Outline, Slide, Text
from scorecard.reports.qbr.template import layouts_of, opened

TITLE_SIZES = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
TO_THE_RIGHT = "\u200e"  # what follows a right-to-left name stays behind it
NAME_ROOM = 300.0  # points of the footer that the partner's name may take


def deck_bytes(
    outline: Outline, lang: str, *, base_url: str = "", template: bytes | None = None
) -> bytes:
    """The .pptx of an outline in a language.

    Args:
        base_url: address of the app, for links to the evidence; "" leaves links out.
        template: a vendor's .pptx or .potx that `check_template` has passed.

    Raises:
        UserError: `template_layouts`.
    """
    deck = opened(template if template is not None else house_template())
    _drop_slides(deck)
    layouts = layouts_of(deck)
    _properties(deck, outline, lang)
    frame = frame_of(layouts.finding, deck.slide_width, deck.slide_height)
    for number, said in enumerate(outline.slides):
        layout = layouts.cover if number == 0 else layouts.finding
        slide = deck.slides.add_slide(layout)
        slide.shapes.turbo_add_enabled = True  # else every id is looked for among all shapes
        _drop_empty(slide)
        _fill(slide, said, outline, frame, lang, base_url)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _drop_slides(deck: Any) -> None:
    """A template may hold example slides: they are not part of the deck."""
    listed = deck.slides._sldIdLst
    for entry in list(listed):
        deck.part.drop_rel(entry.rId)
        listed.remove(entry)


def _properties(deck: Any, outline: Outline, lang: str) -> None:
    about = deck.core_properties
    name = clean(outline.partner_name)[:200]
    about.title = f"{name}, {formats.period(outline.period, lang)}"[:255]
    about.author = about.last_modified_by = clean(outline.programme)[:255]
    about.subject = t("Quarterly business review", lang)
    about.language = lang
    about.keywords = f"{outline.programme_version}; {outline.data_version}"


def _drop_empty(slide: Any) -> None:
    """Placeholders of the layout that nothing fills would read "click to add text"."""
    for holder in list(slide.placeholders):
        kind = holder.placeholder_format.type
        if kind not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
            holder._element.getparent().remove(holder._element)


def _fill(slide: Any, said: Slide, outline: Outline, frame: Frame, lang: str,
          base_url: str) -> None:  # fmt: skip
    title = render(said.title, lang)
    holder = slide.shapes.title
    cover = said.key == "title"
    _write_title(holder, title, lang, cover)
    if cover:
        _cover(slide, said, frame, lang)
    else:
        if said.subtitle is not None:
            words = render(said.subtitle, lang)
            line = Line(words, fitted(words, frame.subtitle.points, (13, 12, 11, 10), 1),
                        tokens.MUTED)  # fmt: skip
            text_box(slide.shapes, frame.subtitle.place, [line], lang, "Subtitle")
        arrange(slide.shapes, said, frame.body, lang)
    _footer(slide, said, outline, frame, lang, base_url)
    slide.notes_slide.notes_text_frame.text = notes_text(said.notes, lang)


def _write_title(holder: Any, title: str, lang: str, cover: bool) -> None:
    width = (holder.width or tokens.WIDTH * 9 // 10) / tokens.EMU_POINT
    sizes = (34.0, 30.0, *TITLE_SIZES) if cover else TITLE_SIZES
    size = fitted(title, width, sizes, 2, bold=True)
    write(holder, [Line(title, size, bold=True)], lang)


def _cover(slide: Any, said: Slide, frame: Frame, lang: str) -> None:
    """The partner's name above the finding, what the deck is below."""
    holder = slide.shapes.title
    name = render(said.subtitle, lang) if said.subtitle is not None else ""
    above = Box(frame.body.left, frame.title.top, frame.body.width, frame.title.height)
    size = fitted(name, above.points, (24, 20, 18, 16, 14), 2)
    text_box(slide.shapes, above.place, [Line(name, size, tokens.PRIMARY, bold=True)], lang,
             "Partner")  # fmt: skip
    top = (holder.top or 0) + (holder.height or 0) + frame.subtitle.height
    place = Box(frame.body.left, top, frame.body.width, max(frame.footer.top - top, 1))
    lines = [line for block in said.blocks if isinstance(block, Text) for line in block.lines]
    told = [Line(render(line, lang), 16, tokens.MUTED, after=6) for line in lines]
    text_box(slide.shapes, place.place, told, lang, "About")


def _footer(slide: Any, said: Slide, outline: Outline, frame: Frame, lang: str,
            base_url: str) -> None:  # fmt: skip
    """Who, which quarter, which day, and a link to the evidence; the slide's number."""
    name = shortened(clean(outline.partner_name), NAME_ROOM, 9)
    name += TO_THE_RIGHT
    programme = shortened(clean(outline.programme), NAME_ROOM, 9)
    told = t("{programme} × {partner} · {period} · data as of {day}", lang, programme=programme,
             partner=name, period=outline.period, day=outline.as_of)  # fmt: skip
    if outline.edition is Edition.INTERNAL:
        told = t("{text} · internal", lang, text=told)
    if not outline.closed:
        told = t("{text} · quarter not closed", lang, text=told)
    box = frame.footer
    room = round(box.width * 0.94)
    shape = text_box(slide.shapes, (box.left, box.top, room, box.height),
                     [Line(told, 9, tokens.MUTED)], lang, "Footer")  # fmt: skip
    if base_url and said.link:
        _link(slide, shape, f"{base_url.rstrip('/')}/{said.link}", lang)
    _number(slide, box, room)


def _link(slide: Any, shape: Any, address: str, lang: str) -> None:
    """`evidence` at the end of the footer's line, as a link."""
    relation = slide.part.relate_to(address, RT.HYPERLINK, is_external=True)
    words = Line(t("evidence", lang), 9, tokens.PRIMARY, link=relation)
    xml = run_of(Line(" · ", 9, tokens.MUTED), lang) + run_of(words, lang)
    line = shape._element.txBody.p_lst[0]
    for run in list(parse_xml(f"<a:x {nsdecls('a', 'r')}>{xml}</a:x>")):
        line.append(run)


def _number(slide: Any, box: Box, room: int) -> None:
    """The slide's number as a field that follows the order of the slides."""
    shape = slide.shapes.add_textbox(box.left + room, box.top, box.width - room, box.height)
    shape.name = "Slide number"
    body = shape._element.txBody
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.bodyPr.set(side, "0")
    for old in body.xpath("./a:p"):
        body.remove(old)
    fill = f'<a:solidFill><a:srgbClr val="{tokens.MUTED}"/></a:solidFill>'
    body.append(parse_xml(
        f"<a:p {nsdecls('a')}><a:pPr algn=\"r\"/><a:fld "
        'id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
        f'<a:rPr lang="en-GB" sz="900">{fill}</a:rPr><a:t>‹#›</a:t></a:fld></a:p>'
    ))  # fmt: skip
