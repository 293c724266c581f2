"""Messages as JSON text and back, without loss: how reasons and histories are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from scorecard.i18n.message import Message, Money, Number, Param, Share
from scorecard.period import Period, Span


def to_text(message: Message) -> str:
    """A message as JSON text."""
    return json.dumps(_plain(message), separators=(",", ":"))


def from_text(text: str) -> Message:
    """The message of `to_text`.

    Raises:
        ValueError: text that is none.
    """
    found = _value(json.loads(text))
    if not isinstance(found, Message):
        raise ValueError("no message")
    return found


def list_to_text(messages: Iterable[Message]) -> str:
    """Several messages as JSON text."""
    return json.dumps([_plain(message) for message in messages], separators=(",", ":"))


def list_from_text(text: str) -> tuple[Message, ...]:
    """The messages of `list_to_text`.

    Raises:
        ValueError: text that is none.
    """
    found = tuple(_value(one) for one in json.loads(text))
    if not all(isinstance(one, Message) for one in found):
        raise ValueError("no messages")
    return found  # type: ignore[return-value]


def _plain(value: Param | Message) -> Any:
    """Text and whole numbers stand as they are, all else as {kind: parts}."""
    match value:
        case Message(msgid, params, plural, n):
            named = {name: _plain(param) for name, param in params.items()}
            return {"message": [msgid, named, plural, n]}
        case Money(minor, currency, compact):
            return {"money": [minor, currency, compact]}
        case Share(number, signed, digits):
            return {"share": [number, signed, digits]}
        case Number(number, digits, signed):
            return {"number": [number, digits, signed]}
        case Period(start, span, first):
            return {"period": [start, span.value, first]}
        case date():
            return {"date": value.isoformat()}
    return value


def _value(plain: Any) -> Param | Message:
    if isinstance(plain, (str, int)):
        return plain
    if not isinstance(plain, dict) or len(plain) != 1:
        raise ValueError(f"no value of a message: {plain!r}")
    [(kind, parts)] = plain.items()
    match kind:
        case "message":
            msgid, params, plural, n = parts
            return Message(msgid, {name: _value(one) for name, one in params.items()}, plural, n)
        case "money":
            return Money(*parts)
        case "share":
            return Share(*parts)
        case "number":
            return Number(*parts)
        case "period":
            return Period(parts[0], Span(parts[1]), parts[2])
        case "date":
            return date.fromisoformat(parts)
    raise ValueError(f"no kind of value: {kind!r}")
