"""Texts in the language of whoever looks at the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import streamlit as st

from pages.ui.html import carry
from scorecard.i18n import formats, text
from scorecard.i18n.catalogue import best_language, offered
from scorecard.i18n.message import Message, MsgId, Param

QUERY = "lang"
CHOSEN = "language"  # session key: what a link of this session asked for
OWN = "language_own"  # session key: the viewer's own setting
_MARKDOWN = re.compile(r"[\\`*_\[\]<>~$#|:!]")
USUAL = "language_usual"  # session key: the programme's setting


def prefer(own: str, usual: str) -> None:
    """Settle the language of this run: links inside the app keep the one a link asked for."""
    state, wish = st.session_state, st.query_params.get(QUERY, "")
    if best_language([wish], offered()) == wish:
        state[CHOSEN] = wish
    state[OWN], state[USUAL] = own, usual
    carry(QUERY, state.get(CHOSEN, ""))


def lang() -> str:
    """What a link asked for (`?lang=pl`), else the viewer's setting, else the browser's language,
    else the programme's."""
    state = st.session_state
    wishes = [st.query_params.get(QUERY), state.get(CHOSEN), state.get(OWN), st.context.locale]
    return best_language([*wishes, state.get(USUAL)])


def t(msgid: MsgId, /, **params: Param | Message) -> str:
    """The sentence in the viewer's language with its `{name}` places filled."""
    return text.t(msgid, lang(), **params)


def tn(singular: MsgId, plural: MsgId, n: int, /, **params: Param | Message) -> str:
    """The form for `n` things; `{n}` is filled in."""
    return text.tn(singular, plural, n, lang(), **params)


def say(message: Message) -> str:
    """A message in the viewer's words."""
    return text.render(message, lang())


def say_all(messages: Iterable[Message], joint: str = " ") -> str:
    return text.render_all(messages, lang(), joint)


def moment(at: datetime) -> str:
    """An instant in the viewer's language and time zone."""
    return formats.instant(at, lang(), st.context.timezone or "UTC")


def plain(words: str) -> str:
    """Words of a file or a person, so that Streamlit's Markdown shows them as they are."""
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(words.split()))
