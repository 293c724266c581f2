"""Words of an outline in a reader's language."""

from __future__ import annotations

from scorecard.errors import NoValue
from scorecard.i18n import formats
from scorecard.i18n.message import Message
from scorecard.i18n.sentences import STATUS_MARKS, no_value
from scorecard.i18n.text import render
from scorecard.reports.qbr.outline import Cell, Value, Words


def spoken_words(words: Words, lang: str) -> str:
    """A message or a value as it stands in a deck."""
    return render(words, lang) if isinstance(words, Message) else spoken_value(words, lang)


def spoken_value(value: Value, lang: str) -> str:
    """A number as pages write it; without one the words for why."""
    if value.value is None:
        return no_value(value.reason or NoValue.NO_DATA, lang)
    if value.change:
        return formats.delta(value.unit, value.value, lang, value.currency or "EUR")
    return formats.amount(value.unit, value.value, lang, value.currency or "EUR", value.compact)


def spoken_cell(cell: Cell, lang: str) -> str:
    """A cell's words, its status' mark before them: colour alone says nothing to many."""
    words = spoken_words(cell.text, lang)
    return f"{STATUS_MARKS[cell.status]}\u00a0{words}" if cell.status is not None else words
