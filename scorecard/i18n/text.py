"""Sentences in the reader's language, their places filled with formatted values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from scorecard.i18n import formats
from scorecard.i18n.catalogue import SOURCE_LANGUAGE, catalogue, translate, translate_n
from scorecard.i18n.message import Message, Money, MsgId, Number, Param, Share
from scorecard.period import Period


def t(msgid: MsgId, lang: str = SOURCE_LANGUAGE, /, **params: Param | Message) -> str:
    """The sentence `msgid` in `lang`, its `{name}` places filled with formatted values.

    Raises:
        KeyError: when a place has no parameter.
    """
    return translate(msgid, lang, **_words(params, lang))


def spoken(text: MsgId, lang: str = SOURCE_LANGUAGE, /) -> str:
    """A text without places (it may hold braces) in `lang`."""
    return catalogue(lang).gettext(text) if text else ""


def tn(
    singular: MsgId,
    plural: MsgId,
    n: int,
    lang: str = SOURCE_LANGUAGE,
    /,
    **params: Param | Message,
) -> str:
    """The form for `n` things; `{n}` is filled in by itself."""
    return translate_n(singular, plural, n, lang, **_words({"n": n, **params}, lang))


def render(message: Message, lang: str = SOURCE_LANGUAGE) -> str:
    """Put a message into words."""
    if message.plural is None:
        return t(message.msgid, lang, **message.params)
    n = message.n if message.n is not None else 0
    return tn(message.msgid, message.plural, n, lang, **{**message.params, "n": n})


def render_all(messages: Iterable[Message], lang: str = SOURCE_LANGUAGE, joint: str = " ") -> str:
    """Several messages one after the other."""
    return joint.join(render(message, lang) for message in messages)


def word(value: Param | Message, lang: str) -> str:
    """One value as it stands inside a sentence: text as it is, all else by its kind."""
    match value:
        case Message():
            return render(value, lang)
        case Money():
            return formats.money(value.minor, value.currency, lang, compact=value.compact)
        case Share():
            return formats.share(value.value, lang, digits=value.digits, signed=value.signed)
        case Number():
            return formats.number(value.value, lang, digits=value.digits, signed=value.signed)
        case Period():
            return formats.period(value, lang)
        case date():
            return formats.day(value, lang)
        case int():
            return formats.number(value, lang)
        case _:
            return str(value)


def _words(params: Mapping[str, Param | Message], lang: str) -> dict[str, str]:
    return {name: word(value, lang) for name, value in params.items()}
