"""The threshold designer: numbers of the programme turned in a draft, with what that would do."""

from __future__ import annotations

from datetime import date
from functools import partial
from math import floor, log10
from zlib import crc32

import streamlit as st

from pages.ui import address, data, layout
from pages.ui import design_parts as parts
from pages.ui.data import tiers
from pages.ui.errors import action, shown_errors
from pages.ui.html import show, tag
from pages.ui.reader import Reader
from pages.ui.text import plain, t
from scorecard import design_words, tier_words
from scorecard.access import Viewer
from scorecard.errors import UserError
from scorecard.programme.editing import Dial, edit
from scorecard.programme.schema import Programme
from scorecard.usecases.dials import dials_of

_DRAFT = "tier_draft"  # session key: (text it began from, text now)
NAME, FROM, REASON = "design_version", "design_from", "design_reason"


def show_designer(viewer: Viewer, ladder: str, quarter: address.Asked, reader: Reader) -> None:
    """Dials, consequences, and the way to save; for chiefs."""
    saved = tiers.versions(viewer.scope)
    if not saved:
        show(tag("p", reader.t("No version of the programme is saved yet."), class_="ps-note"))
        return
    text = saved[0].text
    note = reader.t(
        "Change numbers of version {version} and see who would rise and fall: both programmes as "
        "if everybody was reviewed on {day}, without grace. Nothing is saved until you save.",
        version=saved[0].version, day=data.as_of(),
    )  # fmt: skip
    show(tag("p", note, class_="ps-note"))
    _draft(viewer, text, ladder, quarter, reader)
    _save_form(viewer, text, reader)


@st.fragment
def _draft(
    viewer: Viewer, text: str, ladder: str, quarter: address.Asked, reader: Reader
) -> None:  # fmt: skip
    left, right = st.columns([36, 64], gap="small")
    with left.container(border=True, key="dials"):
        draft = _turned(text, ladder, reader)
    st.session_state[_DRAFT] = (text, draft)
    with right.container(border=True, key="effects", height="stretch"), shown_errors():
        found = tiers.designer(viewer.scope, text, ladder).consequences(tiers.programme_of(draft))
        link = partial(address.link_partner, quarter)
        layout.answer(design_words.design_sentences(found), reader)
        show(parts.tiers_table(found, reader))
        show(parts.movers(found, reader, link))


def _turned(text: str, ladder: str, reader: Reader) -> str:
    """The widgets of all numbers; returns the text with those that were changed."""
    programme = tiers.programme_of(text)
    draft, group = text, ""
    for dial in dials_of(text, programme, ladder):
        head = _group(dial, programme, reader)
        if head != group:
            layout.heading(head)
            group = head
        value = _number(
            dial,
            programme,
            reader,
            key=f"dial_{crc32(text.encode())}_{'.'.join(map(str, dial.path))}",
        )
        if value != dial.value:
            draft = edit(draft, dial.path, value)
    return draft


def _group(dial: Dial, programme: Programme, reader: Reader) -> str:
    if not dial.ladder:
        metric = programme.metrics.get(str(dial.path[1]))
        return (metric.label if metric else "") or str(dial.path[1])
    for ladder in programme.ladders:
        for tier in ladder.tiers:
            if tier.tier == dial.tier:
                return tier.label or tier.tier
    return dial.tier or reader.t("Tier")


def _number(dial: Dial, programme: Programme, reader: Reader, key: str) -> float:
    metric = programme.metrics.get(dial.metric)
    what, _, bucket = dial.what.partition(" by ")
    words = reader.t(
        design_words.DIALS[what], metric=(metric.label if metric else "") or dial.metric
    )
    label = plain(f"{words} ({bucket})" if bucket else words)
    help_ = reader.t("Line {line}; saved: {value}", line=dial.line,
                     value=tier_words.quantity(dial.value, "count", ""))  # fmt: skip
    if dial.value.is_integer():
        step = max(10 ** (floor(log10(abs(dial.value))) - 1), 1) if dial.value else 1
        return float(st.number_input(label, value=int(dial.value), step=int(step), key=key,
                                     help=help_))  # fmt: skip
    return float(st.number_input(label, value=dial.value, step=0.01, key=key, help=help_))


def _save_form(viewer: Viewer, text: str, reader: Reader) -> None:
    layout.heading(reader.t("Save as a new version"))
    with st.form("save_version", border=True):
        columns = st.columns([1, 1, 2], vertical_alignment="bottom")
        columns[0].text_input(reader.t("Version"), key=NAME, max_chars=40)
        columns[1].date_input(
            reader.t("Valid from"), tiers.first_free_day(viewer, data.as_of()), key=FROM,
            format="YYYY-MM-DD",
        )  # fmt: skip
        columns[2].text_input(reader.t("Reason"), key=REASON, max_chars=500)
        st.form_submit_button(
            reader.t("Save this version"), type="primary", on_click=_save, args=(viewer, text)
        )


@action
def _save(viewer: Viewer, text: str) -> str:
    began, draft = st.session_state.get(_DRAFT, (text, text))
    name, day = str(st.session_state[NAME]).strip(), st.session_state[FROM]
    if began != text or draft == text:
        raise UserError("draft_unchanged")
    if not name:
        raise UserError("version_missing")
    made = edit(edit(draft, ("version",), name), ("valid_from",), _as_date(day))
    tiers.save_programme(viewer, made, str(st.session_state[REASON]))
    for key in (NAME, REASON):
        st.session_state[key] = ""
    return t("Version {version} is saved. It rules from {day} on.", version=name,
             day=_as_date(day))  # fmt: skip


def _as_date(day: object) -> date:
    if not isinstance(day, date):
        raise UserError("version_missing")
    return day
