"""Why a score is what it is: the points lost, where and for which reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pages.ui.bullets import detail_of
from pages.ui.html import Html, join, style, tag
from pages.ui.marks import state
from pages.ui.reader import Reader
from scorecard.kpis import registry
from scorecard.views import ScoredItem


def lost_points(items: Iterable[ScoredItem], reader: Reader) -> Html:
    """Where the score lost its points, most first, each with its reason."""
    lost = sorted((item for item in items if item.lost > 0), key=lambda item: -item.lost)
    most = max((item.lost for item in lost), default=1.0)
    return tag("div", [_lost(item, most, reader) for item in lost], class_="ps-lost")


def _lost(item: ScoredItem, most: float, reader: Reader) -> Html:
    kpi = registry[item.key]
    why = reader.say(item.why) if item.why is not None else detail_of(item, kpi, reader)
    label = reader.t(kpi.label)
    if why.startswith(label):  # do not name it twice
        why = why[len(label) :].lstrip(": ")
    points = reader.number(-item.lost, digits=0 if item.lost >= 1 else 1)
    return join([
        tag("b", points, class_="p"),
        tag("i", class_=state(item.status), style=style(v=item.lost / most), aria_hidden="true"),
        tag("span", tag("b", label), why),
    ])  # fmt: skip


def weights(items: Sequence[ScoredItem], known: float, reader: Reader) -> Html:
    """How the score is put together, and what of it is not known."""
    named = ", ".join(
        f"{reader.t(registry[item.key].label)} {reader.number(item.weight)}" for item in items
    )
    text = reader.t("Points lost out of 100. Weights: {weights}.", weights=named)
    missing = ", ".join(
        f"{reader.t(registry[item.key].label)} ({reader.reason(item.reading)})"
        for item in items
        if item.points is None
    )
    if missing:
        share = reader.share(known)
        text += " " + reader.t(
            "Known: {share} of the card. Not known: {missing}.", share=share, missing=missing
        )
    return tag("p", text, class_="ps-note")
