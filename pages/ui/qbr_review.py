"""One review before it is held: every slide as it will be, edits, commitments, decks made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.ui import address, filters, layout, qbr_edits, qbr_promises
from pages.ui import qbr_controls as controls
from pages.ui.address import here
from pages.ui.data import qbr
from pages.ui.html import Html, join, show, tag
from pages.ui.qbr_batch import POWERPOINT
from pages.ui.reader import Reader
from pages.ui.text import moment
from scorecard.access import Role, Viewer
from scorecard.i18n.catalogue import LANGUAGE_NAMES
from scorecard.i18n.message import Message, MsgId
from scorecard.i18n.text import render
from scorecard.period import Period
from scorecard.reports.qbr.forms import DECKS, Form, file_name
from scorecard.reports.qbr.outline import Edition, Outline
from scorecard.reports.qbr.web.pages import slide_html

PDF, HTML = "application/pdf", "text/html"
SAVE: dict[Form, tuple[MsgId, str]] = {
    Form.PPTX: ("Deck, editable (.pptx)", POWERPOINT), Form.DECK_PDF: ("Deck (.pdf)", PDF),
    Form.PDF: ("One page (.pdf)", PDF), Form.HTML: ("Leave-behind (.html)", HTML),
    Form.DIGEST: ("Monthly digest (.html)", HTML),
}  # fmt: skip


def show_review(
    viewer: Viewer, outline: Outline, asked: address.Asked, periods: Sequence[Period], lang: str,
    reader: Reader,
) -> None:  # fmt: skip
    """The whole review, slide by slide."""
    writes = viewer.role in (Role.CHIEF, Role.MANAGER)
    if writes:
        layout.crumbs(
            reader, (reader.t("Quarterly reviews"), address.link("qbr", asked)),
            (outline.partner_name, address.link_partner(asked, outline.partner_code)),
        )  # fmt: skip
    title = reader.t("Review of {partner}", partner=outline.partner_name)
    layout.title_row(title, lambda: filters.choose_period(periods, asked, reader))
    _tools(viewer, outline, lang, reader)
    show(tag("p", _state(outline, reader), class_="ps-note"))
    if writes:
        qbr_promises.show_promises(viewer, outline, reader)
    for number, slide in enumerate(outline.slides):
        with st.container(border=True, key=f"slide_{slide.key}"):
            show(Html(slide_html(slide, lang, ".")))
            show(tag("p", *_foot(outline, number, reader), class_="ps-note"))
            if writes:
                qbr_edits.show_edit(viewer, outline, slide, reader)
    _history(viewer, outline, reader)


def _tools(viewer: Viewer, outline: Outline, lang: str, reader: Reader) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="qbr_tools"):
        if viewer.role is not Role.PARTNER:
            controls.choose_edition(outline.edition, reader)
        controls.choose_language(lang, reader)
        with st.popover(reader.t("Save as"), icon=":material/download:"):
            for form, (words, mime) in SAVE.items():
                if form is Form.DECK_PDF and qbr.office() is None:
                    continue
                st.download_button(
                    reader.t(words), data=partial(_file, viewer, outline, form, lang),
                    file_name=file_name(outline.partner_code, outline.period.key, form),
                    mime=mime, on_click="ignore", type="tertiary", key=f"save_{form.value}",
                )  # fmt: skip
        link = tag("a", reader.t("Present"), " ›", class_="ps-go",
                   href=here(**{controls.PRESENT: "1", controls.SLIDE: "1"}))  # fmt: skip
        show(link, narrow=True)


def _file(viewer: Viewer, outline: Outline, form: Form, lang: str) -> bytes:
    made = qbr.made(viewer.scope, outline, form, lang)
    if form in DECKS:
        qbr.keep(viewer, outline, lang)
    return made


def _state(outline: Outline, reader: Reader) -> str:
    said = [
        reader.t("Data as of {day}", day=outline.as_of),
        reader.t("Programme {version}", version=outline.programme_version),
        reader.tn("{n} slide", "{n} slides", len(outline.slides)),
    ]
    if not outline.closed:
        said.append(reader.t("the quarter is not closed: numbers will still change"))
    if outline.edition is Edition.INTERNAL:
        said.append(reader.t("internal: not for the partner"))
    return " · ".join(said)


def _foot(outline: Outline, number: int, reader: Reader) -> list[Html | str]:
    slide = outline.slides[number]
    words: list[Html | str] = [f"{number + 1} / {len(outline.slides)}"]
    if slide.notes.say:
        words += [" · ", tag("b", reader.t("Say:")), " ", _said(slide.notes.say, reader)]
    if slide.notes.decide:
        words += [" · ", tag("b", reader.t("Decide:")), " ", _said(slide.notes.decide, reader)]
    return words


def _said(words: Sequence[Message], reader: Reader) -> str:
    """Sentences and parts of sentences, which only a sign keeps apart."""
    return " · ".join(render(one, reader.lang) for one in words)


def _history(viewer: Viewer, outline: Outline, reader: Reader) -> None:
    """Decks that were made, each opens as it was."""
    kept = qbr.decks(viewer.scope, outline.partner_code)
    if not kept:
        return
    layout.heading(reader.t("Decks that were made"))
    items = [
        tag(
            "li",
            tag("a", reader.quarter_of(deck.period), " · ", LANGUAGE_NAMES[deck.language],
                href=here(**{controls.DECK: str(deck.deck_id)})),
            " · ", moment(deck.made_at), " · ", deck.made_by,
        )
        for deck in kept[:20]
    ]  # fmt: skip
    show(tag("ul", items, class_="ps-lacks"))
    asked = st.query_params.get(controls.DECK, "")
    chosen = next((deck for deck in kept if str(deck.deck_id) == asked), None)
    if chosen is not None:
        old = qbr.kept_outline(viewer.scope, chosen.deck_id)
        with st.container(border=True, key="old_deck"):
            show(tag("p", reader.t("As it was on {day}", day=old.as_of), class_="ps-note"))
            show(Html(join(Html(slide_html(slide, chosen.language)) for slide in old.slides)))
