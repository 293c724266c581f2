"""What partners wrote: search, themes, and a person's word on what a comment is about."""

from __future__ import annotations

import streamlit as st

from pages.ui import address, filters
from pages.ui import voice_controls as controls
from pages.ui.address import Asked, here
from pages.ui.data import voice
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from scorecard.access import Viewer
from scorecard.views import Status
from scorecard.voice.views import Comment, VoicePage

DETRACTOR, PROMOTER = 6, 9


def show_comments(viewer: Viewer, page: VoicePage, asked: Asked, reader: Reader) -> None:
    """Comments of the chosen wave, newest first."""
    theme, words = controls.theme_asked(page), controls.words_asked()
    labels = {line.theme: reader.say(line.label) for line in page.themes}
    with st.container(horizontal=True, key="comment_controls"):
        st.text_input(
            reader.t("Search comments"), type="search", label_visibility="collapsed", width=280,
            placeholder=reader.t("Search comments"), max_chars=controls.LONGEST,
            **filters.linked(controls.WORDS, words),
        )  # fmt: skip
        names = {"": reader.t("All themes"), **labels}
        st.selectbox(
            reader.t("Theme"), list(names), format_func=names.__getitem__, width=220,
            label_visibility="collapsed", **filters.linked(controls.THEME, theme),
        )  # fmt: skip
    found = voice.comments(
        viewer.scope, asked.filters, page.wave, words, theme, address.page_asked()
    )
    answer = controls.answer_asked()
    for comment in found.rows:
        _show(viewer, comment, labels, asked, reader, open_=comment.answer_id == answer)
    if not found.rows:
        text = reader.t("No comment matches.") if words or theme else reader.t("No comments.")
        show(tag("div", tag("b", text), class_="ps-empty", role="status"))
    filters.choose_page(found.page, found.n_pages)


def _show(
    viewer: Viewer, comment: Comment, labels: dict[str, str], asked: Asked, reader: Reader, *,
    open_: bool,
) -> None:  # fmt: skip
    show(comment_card(comment, labels, asked, reader, changeable=not open_))
    if open_:
        key = f"themes_{comment.answer_id}"
        st.multiselect(
            reader.t("This comment is about"), list(labels), [t for t in comment.themes
                                                               if t in labels],
            format_func=labels.__getitem__, key=key,
        )  # fmt: skip
        st.button(
            reader.t("Save themes"), type="primary", key=f"save_{key}", on_click=_retag,
            args=(viewer, comment.answer_id, key, reader),
        )  # fmt: skip


@action
def _retag(viewer: Viewer, answer_id: int, key: str, reader: Reader) -> str:
    voice.retag(viewer, answer_id, tuple(st.session_state[key]))
    address.write(**{controls.ANSWER: ""})
    return reader.t("Saved.")


def comment_card(
    comment: Comment, labels: dict[str, str], asked: Asked, reader: Reader, *, changeable: bool
) -> Html:
    """What somebody wrote; `changeable`: with the way to its themes."""
    who = " · ".join(part for part in (comment.who, comment.role) if part)
    facts = [comment.wave, reader.day(comment.answered_on), who]
    told = [tag("span", fact, class_="t") for fact in facts if fact]
    name = tag("a", comment.partner, class_="who",
               href=address.link_partner(asked, comment.partner_code))  # fmt: skip
    change = tag("a", reader.t("Change themes"), href=here(answer=str(comment.answer_id)))
    mended = tag("span", reader.t("themes by {name}", name=comment.retagged_by), class_="t")
    return tag(
        "article",
        tag("div", score_chip(comment.score, reader), name, told, class_="ps-facts"),
        tag("p", comment.text),
        tag(
            "div",
            [plain_chip(labels.get(theme, theme)) for theme in comment.themes],
            mended if comment.retagged_by else None,
            change if changeable else None,
            class_="ps-facts",
        ),
        class_="ps-comment",
    )


def score_chip(score: int, reader: Reader) -> Html:
    """0-6, 7-8, 9-10 by mark, word of the number and tint."""
    status = Status.RISK if score <= DETRACTOR else Status.UNKNOWN
    status = Status.GOOD if score >= PROMOTER else status
    return chip(status, reader.t("{score} of 10", score=score))
