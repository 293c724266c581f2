"""Which part of a page is shown: in the address, so that it can be linked to."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.ui.html import show, tag
from pages.ui.reader import Reader

VIEW, PAGE, BATCH = "view", "page", "batch"
_KEY = "page_view"
MOST_PAGES, MOST_BATCHES = 10_000, 2**31


def view(names: Mapping[str, str], first: str, reader: Reader) -> str:
    """A segmented control tied to `?view=`; unknown ids read as `first`."""
    asked = st.query_params.get(VIEW, "")
    current = asked if asked in names else first
    st.session_state[_KEY] = current
    st.segmented_control(
        reader.t("Part of the page"),
        list(names),
        format_func=names.__getitem__,
        required=True,
        label_visibility="collapsed",
        key=_KEY,
        on_change=_changed,
    )
    return current


def _changed() -> None:
    for name in list(st.query_params):
        if name != "lang":
            del st.query_params[name]
    st.query_params[VIEW] = str(st.session_state[_KEY])


def number_asked(name: str, most: int) -> int | None:
    """A whole number 1..most of the address; None for anything else."""
    text = st.query_params.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        return None
    return int(text) if 1 <= int(text) <= most else None


def page_links(
    page: int, more: bool, reader: Reader, part: str = "uploads",
    words: tuple[str, str] | None = None,
) -> None:  # fmt: skip
    """Links to the page before and the page after, where there are any."""
    before, after = words or (reader.t("Newer"), reader.t("Older"))
    links = []
    if page > 1:
        links.append(tag("a", before, href=f"?view={part}&page={page - 1}"))
    if more:
        links.append(tag("a", after, href=f"?view={part}&page={page + 1}"))
    if links:
        show(tag("nav", links, class_="ps-pages", aria_label=reader.t("Pages")))
