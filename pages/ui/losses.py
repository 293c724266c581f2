"""Why a score is what it is: the points lost, where and for which reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pages.ui.bullets import detail_of
from pages.ui.html import Html, join, style, tag
from pages.ui.marks import state
from pages.ui.reader import Reader
from scorecard.errors import NoValue
from scorecard.kpis import registry
from scorecard.views import ScoredItem


def lost_points(
    items: Iterable[ScoredItem], reader: Reader, rows: Mapping[str, tuple[int, str]] | None = None
) -> Html:
    """Where the score lost its points, most first, each with its reason and its rows.

    Args:
        rows: by KPI, how many rows it is made from and the address that shows them.
    """
    lost = sorted((item for item in items if item.lost > 0), key=lambda item: -item.lost)
    if not lost:
        return tag("p", reader.t("No points are lost."), class_="ps-note")
    most = lost[0].lost
    return tag(
        "div",
        [_lost(item, most, reader, (rows or {}).get(item.key)) for item in lost],
        class_="ps-lost",
    )


def _lost(item: ScoredItem, most: float, reader: Reader, rows: tuple[int, str] | None) -> Html:
    kpi = registry[item.key]
    why = reader.say(item.why) if item.why is not None else detail_of(item, kpi, reader)
    label = reader.t(kpi.label)
    if why.startswith(label):  # do not name it twice
        why = why[len(label) :].lstrip(": ")
    points = reader.number(-item.lost, digits=0 if item.lost >= 1 else 1)
    return join([
        tag("b", points, class_="p"),
        tag("i", class_=state(item.status), style=style(v=item.lost / most), aria_hidden="true"),
        tag("span", tag("b", label), why, _rows(rows, reader)),
    ])  # fmt: skip


def _rows(rows: tuple[int, str] | None, reader: Reader) -> Html | None:
    if rows is None:
        return None
    words = reader.tn("{n} row", "{n} rows", rows[0])
    return join([" ", tag("a", words, " ›", href=rows[1], class_="ps-num")])


def counted(items: Iterable[ScoredItem]) -> list[ScoredItem]:
    """Measures that apply to this partner, known or not."""
    return [item for item in items if item.reading.reason is not NoValue.NOT_APPLICABLE]


def weights(items: Sequence[ScoredItem], known: float, reader: Reader) -> Html:
    """How the score is put together, what of it is not known, and what does not apply."""
    applying = counted(items)
    said = [
        reader.t(
            "Points lost out of 100. Weights: {weights}.",
            weights=", ".join(f"{_label(i, reader)} {reader.number(i.weight)}" for i in applying),
        ),
        reader.t("Known: {share} of the card.", share=reader.share(known)),
    ]
    missing = [i for i in applying if i.points is None]
    if missing:
        named = ", ".join(f"{_label(i, reader)} ({reader.reason(i.reading)})" for i in missing)
        said.append(reader.t("Not known: {names}.", names=named))
    left_out = [_label(item, reader) for item in items if item not in applying]
    if left_out:
        said.append(reader.t("Does not apply here: {names}.", names=", ".join(left_out)))
    return tag("p", " ".join(said), class_="ps-note")


def _label(item: ScoredItem, reader: Reader) -> str:
    return reader.t(registry[item.key].label)
