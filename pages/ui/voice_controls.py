"""What the page of the partner's voice is asked for: wave, part, theme, search; in the address."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.ui.choice import VIEW
from pages.ui.filters import linked
from pages.ui.reader import Reader
from scorecard.voice.views import VoicePage

WAVE, THEME, WORDS, ANSWER = "wave", "theme", "words", "answer"
CHANGES, COMMENTS, LOOP = "changes", "comments", "loop"
LONGEST = 100  # characters of a search


def wave_asked(waves: Sequence[str]) -> str:
    """The wave of the address; one that is not there reads as the latest."""
    asked = st.query_params.get(WAVE, "")
    return asked if asked in waves else next(iter(waves), "")


def choose_wave(page: VoicePage, reader: Reader) -> None:
    if page.waves:
        st.selectbox(
            reader.t("Wave"), list(page.waves), width=150, label_visibility="collapsed",
            **linked(WAVE, page.wave),
        )  # fmt: skip


def choose_part(page: VoicePage, reader: Reader) -> str:
    """Which part is shown (`?view=`)."""
    names = {
        CHANGES: reader.t("What changed"),
        COMMENTS: reader.t("Comments {n}", n=page.n_comments),
        LOOP: reader.t("Follow-up {n}", n=page.loop.n_open + page.loop.n_overdue),
    }
    asked = st.query_params.get(VIEW, "")
    current = asked if asked in names else CHANGES
    st.segmented_control(
        reader.t("Part of the page"), list(names), format_func=names.__getitem__, required=True,
        label_visibility="collapsed", **linked(VIEW, current),
    )  # fmt: skip
    return current


def theme_asked(page: VoicePage) -> str:
    asked = st.query_params.get(THEME, "")
    return asked if asked in {line.theme for line in page.themes} else ""


def words_asked() -> str:
    return st.query_params.get(WORDS, "").strip()[:LONGEST]


def answer_asked() -> int | None:
    """The answer that is to be worked on (`answer=`)."""
    text = st.query_params.get(ANSWER, "")
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() else None
