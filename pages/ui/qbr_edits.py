"""A slide's title and notes, and the decisions asked for, put right before the deck is made."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.ui.data import qbr
from pages.ui.errors import action
from pages.ui.reader import Reader
from scorecard.access import Viewer
from scorecard.commitments import Side
from scorecard.i18n.message import MsgId
from scorecard.reports.qbr.edits import ASKS, Ask, SlideEdit
from scorecard.reports.qbr.outline import Outline, Slide

LONGEST = 500
SIDES: dict[Side, MsgId] = {Side.VENDOR: "Ask of us", Side.PARTNER: "Ask of the partner"}


def show_edit(viewer: Viewer, outline: Outline, slide: Slide, reader: Reader) -> None:
    """What can be changed of a slide; empty fields leave what the data says."""
    code, quarter = outline.partner_code, outline.period.key
    known = qbr.edits(viewer.scope, code, quarter)
    own = next((one for one in known.slides if one.key == slide.key), SlideEdit(slide.key))
    key = f"edit_{slide.key}"
    with st.popover(reader.t("Change"), icon=":material/edit:", key=f"open_{key}"):
        st.text_area(reader.t("Title instead"), own.title, key=f"{key}_title", height="content",
                     max_chars=LONGEST)  # fmt: skip
        st.text_area(reader.t("Notes instead"), own.notes, key=f"{key}_notes", height="content",
                     max_chars=LONGEST)  # fmt: skip
        if slide.key not in ("title", "commitments"):
            st.toggle(reader.t("Leave this slide out"), own.hidden, key=f"{key}_hidden")
        if slide.key == ASKS:
            for side, words in SIDES.items():
                text = "\n".join(ask.text for ask in known.asks if ask.side is side)
                st.text_area(f"{reader.t(words)} ({reader.t('one a line')})", text,
                             key=f"{key}_{side.value}", max_chars=4 * LONGEST)  # fmt: skip
        st.button(reader.t("Save"), type="primary", key=f"{key}_save", on_click=_save,
                  args=(viewer, code, quarter, slide.key, reader))  # fmt: skip


@action
def _save(viewer: Viewer, code: str, quarter: str, slide: str, reader: Reader) -> str:
    known, key = qbr.edits(viewer.scope, code, quarter), f"edit_{slide}"
    state = st.session_state
    edit = SlideEdit(slide, state[f"{key}_title"].strip(), state[f"{key}_notes"].strip(),
                     hidden=bool(state.get(f"{key}_hidden", False)))  # fmt: skip
    others = tuple(one for one in known.slides if one.key != slide)
    changed = replace(known, slides=(*others, edit))
    if slide == ASKS:
        changed = replace(changed, asks=_asks(key))
    qbr.save_edits(viewer, code, quarter, changed)
    return reader.t("Saved.")


def _asks(key: str) -> tuple[Ask, ...]:
    return tuple(
        Ask(side, line.strip())
        for side in SIDES
        for line in str(st.session_state[f"{key}_{side.value}"]).splitlines()
        if line.strip()
    )
