"""The survey page's way to the store: by a signed link, never by a viewer. Nothing is cached."""

from __future__ import annotations

import streamlit as st

from db import survey_answers
from db.survey_answers import LONGEST, SurveyForm
from pages.ui.config import SignIn, app_settings, is_loopback
from pages.ui.data.opened import as_of, now, store
from scorecard.voice.token import read_token, signing_key


def form(token: str) -> SurveyForm:
    """
    Raises:
        UserError: `survey_link_broken`, `survey_link_expired`, `survey_link_replaced`.
    """
    return survey_answers.open_form(store(), _link(token), as_of())


def answer(token: str, score: int, comment: str) -> None:
    """
    Raises:
        UserError: as `form`, and `survey_score`, `survey_comment_long`, `survey_too_often`.
    """
    survey_answers.answer(store(), _link(token), score, comment, as_of(), at=now())


def _link(token: str) -> int:
    settings = app_settings()
    local = settings.sign_in is SignIn.LOCAL and is_loopback(st.get_option("server.address"))
    key = signing_key(settings.survey_secret.get_secret_value(), local=local)
    return read_token(token, key, as_of()).link_id


__all__ = ["LONGEST", "answer", "form"]
