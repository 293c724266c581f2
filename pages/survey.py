"""The survey of one wave, for whoever holds a link: no sign-in, nothing else of the app."""

from __future__ import annotations

import streamlit as st

from pages.ui import layout, shell
from pages.ui.data import survey
from pages.ui.errors import action, shown_errors
from pages.ui.html import show, tag
from pages.ui.text import plain, t
from scorecard.errors import UserError


@action
def send(link: str) -> str:
    score = st.session_state.get("score")
    if score is None:
        raise UserError("survey_score")
    survey.answer(link, score, st.session_state.get("comment") or "")
    return t("Thank you. Your answer is kept; this link opens it again.")


shell.enter()
layout.load_style()
token = st.query_params.get("token", "")
with shown_errors():
    asked = survey.form(token)
    layout.title(asked.programme)
    until = t("You can answer, and change your answer, until {date}.", date=asked.closes_on)
    show(tag("p", until, class_="ps-note"))
    with st.form("survey", border=False):
        st.radio(
            t("How likely are you to recommend our programme to another company?"),
            options=list(range(11)), index=asked.score, horizontal=True, key="score",
            help=t("0: not at all likely. 10: extremely likely."),
        )  # fmt: skip
        st.text_area(
            t("Why? In any language, if you like."), value=asked.comment,
            max_chars=survey.LONGEST, key="comment",
        )  # fmt: skip
        st.form_submit_button(t("Send the answer"), type="primary", on_click=send, args=(token,))
    note = t(
        "Your answer goes to {programme}, with your name, as you were invited by it. Your "
        "colleagues do not see it.", programme=plain(asked.programme),
    )  # fmt: skip
    show(tag("p", note, class_="ps-note"))
