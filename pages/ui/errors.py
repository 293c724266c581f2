"""The one place that catches everything: a sentence for the person, the traceback in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from secrets import token_hex
from types import TracebackType
from typing import ParamSpec

import streamlit as st

from pages.ui.text import lang, plain, t
from scorecard.errors import UserError
from scorecard.i18n.sentences import user_error_sentence

log = logging.getLogger("scorecard.app")
P = ParamSpec("P")
_TOLD = "told"  # session key: what a button's callback has to say when the page is drawn


def explain(error: Exception) -> str:
    """The sentence to show; anything unexpected becomes a reference to the log."""
    if isinstance(error, UserError):
        words = {name: plain(value) for name, value in error.params.items()}
        return user_error_sentence(error.code, words, lang())
    reference = token_hex(4).upper()
    log.error("reference %s", reference, exc_info=error)
    return t(
        "Something went wrong on our side. Nothing was changed by this page. "
        "Give the reference {reference} to whoever looks after the app.",
        reference=reference,
    )


class shown_errors:
    """Show what goes wrong inside as a sentence; `failed` says whether something did."""

    failed = False

    def __enter__(self) -> shown_errors:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        # Streamlit's own stop and rerun are no Exceptions and pass through.
        if not isinstance(error, Exception):
            return False
        self.failed = True
        st.error(explain(error), icon=":material/error:")
        return True


def action(work: Callable[P, str | None]) -> Callable[P, None]:
    """A button's callback: what it returns, or what went wrong, is told on the next drawing."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            done = work(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - explained to the person, kept in the log
            st.session_state[_TOLD] = ("error", explain(error))
        else:
            if done:
                st.session_state[_TOLD] = ("success", done)

    return run


def show_told() -> None:
    """Show what the last callback said, once."""
    kind, sentence = st.session_state.pop(_TOLD, (None, None))
    if kind == "error":
        st.error(sentence, icon=":material/error:")
    elif kind == "success":
        st.success(sentence, icon=":material/check_circle:")
