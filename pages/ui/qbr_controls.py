"""What the page of reviews is asked for: partner, edition, language, slide; in the address."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.ui import address
from pages.ui.filters import linked
from pages.ui.reader import Reader
from scorecard.access import Role, Scope, Viewer
from scorecard.i18n.catalogue import LANGUAGE_NAMES, offered
from scorecard.reports.qbr.outline import Edition, Outline

EDITION, LANGUAGE, PRESENT, SLIDE, EDIT, DECK = "ed", "in", "present", "slide", "edit", "deck"


def partner_asked(viewer: Viewer, own_code: Callable[[Scope], str]) -> str:
    """The partner of the address; a partner itself only ever asks for its own."""
    if viewer.role is Role.PARTNER:
        return own_code(viewer.scope)
    return st.query_params.get(address.PARTNER, "")


def edition_asked(role: Role) -> Edition:
    """The partner's edition unless the address asks for the internal one."""
    internal = st.query_params.get(EDITION, "") == Edition.INTERNAL.value
    return Edition.INTERNAL if internal and role is not Role.PARTNER else Edition.PARTNER


def language_asked(reader: Reader) -> str:
    """The language of the deck: another one than the page's may be asked for."""
    asked = st.query_params.get(LANGUAGE, "")
    return asked if asked in offered() else reader.lang


def presents() -> bool:
    return st.query_params.get(PRESENT, "") == "1"


def slide_asked(outline: Outline) -> int:
    """The slide that is presented, from 0."""
    text = st.query_params.get(SLIDE, "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(number, 1), len(outline.slides)) - 1


def choose_edition(edition: Edition, reader: Reader) -> None:
    names = {
        Edition.PARTNER.value: reader.t("For the partner"),
        Edition.INTERNAL.value: reader.t("Internal"),
    }
    st.segmented_control(
        reader.t("Edition"), list(names), format_func=names.__getitem__, required=True,
        label_visibility="collapsed", **linked(EDITION, edition.value),
    )  # fmt: skip


def choose_language(lang: str, reader: Reader) -> None:
    st.selectbox(
        reader.t("Language of the deck"), list(offered()), format_func=LANGUAGE_NAMES.__getitem__,
        width=140, label_visibility="collapsed", **linked(LANGUAGE, lang),
    )  # fmt: skip
