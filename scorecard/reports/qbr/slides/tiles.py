"""The partner page's figures as tiles."""

from __future__ import annotations

from scorecard.i18n.message import Message, Number, Share
from scorecard.kpis import registry
from scorecard.kpis.registry import Unit
from scorecard.reports.qbr.facts import ReviewFacts
from scorecard.reports.qbr.outline import Tile, Value, Words
from scorecard.reports.qbr.slides import parts
from scorecard.views import Figure

SCORE = "score"


def tiles_of(facts: ReviewFacts) -> tuple[Tile, ...]:
    """A tile a figure, with what it is compared with."""
    return tuple(_tile(figure, facts.currency) for figure in facts.page.figures)


def _tile(figure: Figure, currency: str) -> Tile:
    name = Message("Score") if figure.key == SCORE else Message(registry[figure.key].label)
    return Tile(name, _value(figure, currency), figure.status, _note(figure, currency))


def _value(figure: Figure, currency: str) -> Words:
    reading = figure.reading
    if figure.key != SCORE:
        return parts.value_of(reading, currency)
    if reading.value is None:
        return Message("No score")
    return Message("{score}", {"score": Number(reading.value, 1)})


def _note(figure: Figure, currency: str) -> Words | None:
    if figure.delta is None or figure.versus is None:
        return None
    return Message("{change} {versus}", {"change": _change(figure, currency),
                                         "versus": figure.versus})  # fmt: skip


def _change(figure: Figure, currency: str) -> Share | Number | Message:
    delta = figure.delta or 0.0
    if figure.delta_is_share:
        return Share(delta, signed=True, digits=parts.share_digits(delta))
    unit = Unit.POINTS if figure.key == SCORE else registry[figure.key].unit
    if unit is Unit.SHARE:
        return Message("{points} pp", {"points": Number(delta * 100, 1, signed=True)})
    return Number(delta, 1, signed=True)


__all__ = ["Value", "tiles_of"]
