"""The closed loop: every detractor's answer has an owner, a day, what was done, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from pages.ui import address, data
from pages.ui import voice_controls as controls
from pages.ui.address import Asked, here, shows_all
from pages.ui.data import voice
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip
from pages.ui.reader import Reader
from pages.ui.tables import head, table
from pages.ui.voice_comments import score_chip
from scorecard.access import Viewer
from scorecard.i18n import formats
from scorecard.i18n.message import MsgId
from scorecard.views import Status
from scorecard.voice.views import CaseStatus, Loop, LoopCase

STATES: dict[CaseStatus, tuple[Status, MsgId]] = {
    CaseStatus.OPEN: (Status.WATCH, "Still open"),
    CaseStatus.OVERDUE: (Status.RISK, "Overdue"),
    CaseStatus.DONE: (Status.GOOD, "Done"),
}
FEW, MOST, LONGEST = 30, 300, 1_000


def show_loop(
    viewer: Viewer, loop: Loop, owners: Sequence[str], asked: Asked, reader: Reader
) -> None:
    """All cases, the overdue first; the one that the address names can be worked on."""
    show(tag("p", _sum(loop, reader), class_="ps-note"))
    if not loop.cases:
        text = reader.t("No detractor in this wave.")
        show(tag("div", tag("b", text), class_="ps-empty", role="status"))
        return
    chosen = next((case for case in loop.cases if case.answer_id == controls.answer_asked()), None)
    if chosen is not None:
        _work(viewer, chosen, owners, reader)
    shown = loop.cases[: MOST if shows_all("cases") else FEW]
    show(cases_table(shown, asked, reader))
    if len(shown) < len(loop.cases) and not shows_all("cases"):
        words = reader.tn("See {n}", "See all {n}", len(loop.cases))
        show(tag("p", tag("a", words, " ›", href=here(all="cases")), class_="ps-more"))


def _sum(loop: Loop, reader: Reader) -> str:
    said = reader.t(
        "{open} open, {overdue} overdue, {done} done.",
        open=loop.n_open, overdue=loop.n_overdue, done=loop.n_done,
    )  # fmt: skip
    if not loop.answered_again:
        return f"{said} {reader.t('Nobody whose case is done has answered again yet.')}"
    return said + " " + reader.tn(
        "Of {n} person who answered again after that, {better} is no detractor any more.",
        "Of {n} people who answered again after that, {better} are no detractors any more.",
        loop.answered_again, better=loop.recovered,
    )  # fmt: skip


def cases_table(
    cases: Sequence[LoopCase], asked: Asked, reader: Reader, *, linked: bool = True
) -> Html:
    """Cases as they stand; `linked`: each with the way to work on it."""
    texts = [reader.t("Partner"), reader.t("Status"), reader.t("Score"), reader.t("Comment"),
             reader.t("Owner"), reader.t("Until"), reader.t("What was done"),
             reader.t("Score after")]  # fmt: skip
    rows = [_row(case, texts, asked, reader, linked=linked) for case in cases]
    heads = [head(text, "n" if at == len(texts) - 1 else "") for at, text in enumerate(texts)]
    return table(heads, rows, reader.t("Follow-up"), kind="is-loop")


def _row(case: LoopCase, texts: list[str], asked: Asked, reader: Reader, *, linked: bool) -> Html:
    status, word = STATES[case.status]
    who = " · ".join(part for part in (case.wave, case.who, case.role) if part)
    name = tag("a", case.partner, class_="who",
               href=address.link_partner(asked, case.partner_code))  # fmt: skip
    work = tag("a", reader.t("Work on it"), " ›", href=here(answer=str(case.answer_id)))
    done = [case.done or None, tag("span", work, class_="sub") if linked else None]
    return tag(
        "tr",
        tag("td", tag("div", name, tag("span", who, class_="sub")), class_="lead"),
        tag("td", chip(status, reader.t(word)), class_="state"),
        tag("td", score_chip(case.score, reader), data_label=texts[2]),
        tag("td", case.comment or formats.NO_VALUE, class_="why"),
        tag("td", case.owner or reader.t("no owner"), data_label=texts[4]),
        tag("td", reader.day(case.due_on), data_label=texts[5], class_="day"),
        tag("td", done, class_="why"),
        tag("td", _after(case, reader), class_="n", data_label=texts[7], title=case.wave_after),
    )


def _after(case: LoopCase, reader: Reader) -> str:
    return formats.NO_VALUE if case.score_after is None else reader.number(case.score_after)


def _work(viewer: Viewer, case: LoopCase, owners: Sequence[str], reader: Reader) -> None:
    """Who looks after a case and until when, or what was done."""
    key = f"case_{case.answer_id}"
    with st.container(border=True, key="case"):
        show(
            tag("h2", case.partner, class_="ps-h2"),
            tag("p", score_chip(case.score, reader), " ", case.comment, class_="ps-note"),
        )
        if case.status is CaseStatus.DONE:
            st.button(reader.t("Open again"), key=f"{key}_again", on_click=_reopen,
                      args=(viewer, case.answer_id, reader))  # fmt: skip
            return
        left, right = st.columns(2, gap="medium")
        with left:
            _assign(viewer, case, owners, key, reader)
        with right:
            _close(viewer, case, key, reader)


def _assign(
    viewer: Viewer, case: LoopCase, owners: Sequence[str], key: str, reader: Reader
) -> None:
    names = list(dict.fromkeys([case.owner, *owners]))
    st.selectbox(reader.t("Owner"), names, key=f"{key}_owner",
                 format_func=lambda name: name or reader.t("no owner"))  # fmt: skip
    st.date_input(reader.t("Until"), case.due_on, key=f"{key}_due", format="YYYY-MM-DD")
    st.button(reader.t("Save owner and day"), key=f"{key}_assign", on_click=_save_owner,
              args=(viewer, case.answer_id, key, reader))  # fmt: skip


def _close(viewer: Viewer, case: LoopCase, key: str, reader: Reader) -> None:
    st.text_area(reader.t("What was done"), case.done, key=f"{key}_done", max_chars=LONGEST)
    today = max(data.today(), case.answered_on)
    st.date_input(reader.t("Day"), today, key=f"{key}_on", format="YYYY-MM-DD",
                  min_value=case.answered_on, max_value=today)  # fmt: skip
    st.button(reader.t("Done"), type="primary", key=f"{key}_close", on_click=_save_done,
              args=(viewer, case.answer_id, key, reader))  # fmt: skip


@action
def _save_owner(viewer: Viewer, answer_id: int, key: str, reader: Reader) -> str:
    due_on: date = st.session_state[f"{key}_due"]
    voice.assign(viewer, answer_id, st.session_state[f"{key}_owner"], due_on)
    return reader.t("Saved.")


@action
def _save_done(viewer: Viewer, answer_id: int, key: str, reader: Reader) -> str:
    done_on: date = st.session_state[f"{key}_on"]
    voice.close(viewer, answer_id, st.session_state[f"{key}_done"].strip(), done_on)
    address.write(**{controls.ANSWER: ""})
    return reader.t("Saved.")


@action
def _reopen(viewer: Viewer, answer_id: int, reader: Reader) -> str:
    voice.reopen(viewer, answer_id)
    return reader.t("Saved.")
