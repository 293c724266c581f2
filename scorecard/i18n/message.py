"""A sentence not yet spoken: text and values, put into words in the viewer's language later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from scorecard.period import Period

MsgId = str  # an English text that catalogues know; the extractor goes by this annotation


@dataclass(frozen=True, slots=True)
class Money:
    minor: int
    currency: str
    compact: bool = True


@dataclass(frozen=True, slots=True)
class Share:
    """A share as 0..1, shown as per cent; `signed` puts a plus before gains."""

    value: float
    signed: bool = False
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    value: float
    digits: int = 0
    signed: bool = False


Param = str | int | date | Money | Share | Number | Period


@dataclass(frozen=True)
class Message:
    """`msgid` is the English sentence with `{name}` places; catalogues are keyed by it.

    With `plural` and `n`, the plural form is chosen by the language's rule.
    """

    msgid: MsgId
    params: Mapping[str, Param | Message] = field(default_factory=dict)
    plural: MsgId | None = None
    n: int | None = None
