"""Bullet bars as HTML: thin bar = actual, line = target, circle = last year, bands below them.

All bullets of a group share one scale on which every target stands at the same place, so that
the eye compares shares of the target. Bars start at zero, which is the left end except where a
floor lies below zero (a growth may be negative). A bar that leaves the scale ends in an arrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pages.ui.html import Child, Html, join, style, tag
from pages.ui.marks import state, status_text
from pages.ui.reader import Reader
from scorecard.kpis import registry
from scorecard.kpis.registry import Better, Kpi
from scorecard.period import Period
from scorecard.views import ScoredItem, Segment, Status

_ROOM, _MOST = 1.25, 1.6  # the scale goes to 125 % of the target, to 160 % when values ask for it


@dataclass(frozen=True, slots=True)
class Bullet:
    """One bar on a scale from 0 to 1 = target; `None` where a part is not known."""

    label: Child
    detail: str
    status: Status
    actual: float | None
    last_year: float | None
    bands: tuple[float, float]  # ends of the lowest and the middle band
    lower_is_better: bool = False
    zero: float = 0.0  # where zero lies on the scale
    words: str = ""


def bullets(rows: Sequence[Bullet], reader: Reader) -> Html:
    """A group of bullets over one axis."""
    end = _scale(rows)
    axis = tag(
        "div",
        tag("span", reader.share(0.5), style=style(v=0.5 / end)),
        tag("span", reader.t("target"), style=style(v=1 / end)),
        class_="ps-axis",
        aria_hidden="true",
    )
    drawn = any(row.actual is not None for row in rows)
    return tag("div", [_bullet(row, end, reader) for row in rows], axis if drawn else None,
               class_="ps-bullets")  # fmt: skip


def _scale(rows: Iterable[Bullet]) -> float:
    known = [part for row in rows for part in (row.actual, row.last_year) if part is not None]
    return min(max([_ROOM, *(part * 1.04 for part in known)]), _MOST)


def _bullet(row: Bullet, end: float, reader: Reader) -> Html:
    head = tag(
        "div",
        tag("span", tag("b", row.label), row.detail),
        status_text(row.status, reader),
        class_="ps-bullet-head",
    )
    empty = "" if row.actual is not None else " is-empty"
    return tag("div", head, _bar(row, end), class_=f"ps-bullet{empty}")


def _bar(row: Bullet, end: float) -> Html:
    if row.actual is None:
        return tag("div", class_="ps-bar", aria_hidden="true")
    shape = "ps-bar" + (" is-lower" if row.lower_is_better else "")
    start, stop = sorted((_place(row.zero, end), _place(row.actual, end)))
    return tag(
        "div",
        tag("i", class_="v", style=style(x=start, v=stop - start)),
        tag("i", class_="over") if row.actual > end else None,
        tag("i", class_="z", style=style(z=_place(row.zero, end))) if row.zero > 0 else None,
        tag("i", class_="t", style=style(t=1 / end)),
        None if row.last_year is None
        else tag("i", class_="y", style=style(y=_place(row.last_year, end))),
        class_=f"{shape} {state(row.status)}", role="img", aria_label=row.words, title=row.words,
        style=style(low=_place(row.bands[0], end), mid=_place(row.bands[1], end)),
    )  # fmt: skip


def _place(share: float, end: float) -> float:
    return min(max(share / end, 0.0), 1.0)


def _of(part: float | None, target: float | None) -> float | None:
    return None if part is None or not target or target < 0 else part / target


def of_segment(
    segment: Segment, bands: tuple[float, float], reader: Reader, *, name: str, href: str
) -> Bullet:
    """`Iberia  €2.15M of €2.3M · −7%`; the name narrows the page to the segment."""
    actual = reader.money(segment.actual_minor)
    if not segment.target_minor:
        detail = f"{actual} · {reader.t('no target set')}"
    else:
        detail = reader.t(
            "{actual} of {target}", actual=actual, target=reader.money(segment.target_minor)
        )
        if segment.gap_share is not None:
            detail += f" · {reader.share(segment.gap_share, signed=True)}"
    words = f"{name}: {detail}"
    if segment.last_year_minor is not None:
        words += f" · {reader.t('last year')} {reader.money(segment.last_year_minor)}"
    return Bullet(
        label=tag("a", name, href=href),
        detail=detail,
        status=segment.status,
        actual=_of(segment.actual_minor, segment.target_minor),
        last_year=_of(segment.last_year_minor, segment.target_minor),
        bands=bands,
        words=words,
    )


def of_item(item: ScoredItem, reader: Reader) -> Bullet:
    """A measure of a card: `Win rate  34% of 35%`."""
    kpi = registry[item.key]
    before = item.last_year.value if item.last_year is not None else None
    lower = kpi.better is Better.LOWER
    detail = _detail(item, kpi, reader)
    words = f"{reader.t(kpi.label)}: {detail}"
    if before is not None:
        words += f" · {reader.t('last year')} {reader.amount(kpi, before)}"
    return Bullet(
        label=tag("span", reader.t(kpi.label), title=reader.t(kpi.summary)),
        detail=detail,
        status=item.status,
        actual=_on_scale(item.reading.value, item),
        last_year=_on_scale(before, item),
        bands=_bands(_on_scale(item.floor, item), lower),
        lower_is_better=lower,
        zero=_on_scale(0.0, item) or 0.0,
        words=words,
    )


def _on_scale(value: float | None, item: ScoredItem) -> float | None:
    """Where a value lies between 0 (or a floor below it) and the target."""
    left = min(item.floor or 0.0, 0.0)
    if value is None or item.target is None or item.target <= left:
        return None
    return (value - left) / (item.target - left)


def _bands(floor: float | None, lower: bool) -> tuple[float, float]:
    if floor is None:
        return (1.0, 1.0)
    return (1.0, max(floor, 1.0)) if lower else (min(floor, 1.0), 1.0)


def _detail(item: ScoredItem, kpi: Kpi, reader: Reader) -> str:
    if item.reading.value is None:
        return reader.reason(item.reading)
    actual = reader.reading(kpi, item.reading)
    if item.target is None:
        return f"{actual} · {reader.t('no target set')}"
    target = reader.amount(kpi, item.target)
    if kpi.better is Better.LOWER:
        return reader.t("{actual}, at most {target}", actual=actual, target=target)
    return reader.t("{actual} of {target}", actual=actual, target=target)


def legend(reader: Reader, period: Period, bands: tuple[float, float] | None = None) -> Html:
    """What is drawn, for which period, and what the parts of a bullet mean.

    Args:
        bands: ends of the lowest and the middle band where all bullets share them.
    """
    marks = reader.t("Bar: actual. Line: target. Circle: last year.")
    if bands is None:
        what = reader.t("{period}.", period=period)
        ends = reader.t("Bands: below the floor, up to the target, above.")
    else:
        what = reader.t("Revenue against plan, {period}.", period=period)
        low, high = reader.share(bands[0]), reader.share(bands[1])
        ends = reader.t("Bands: below {low}, {low} to {high}, above.", low=low, high=high)
    return tag("p", f"{what} {marks} {ends}", class_="ps-note")


def lost_points(items: Iterable[ScoredItem], reader: Reader) -> Html:
    """Where the score lost its points, most first, each with its reason."""
    lost = sorted((item for item in items if item.lost > 0), key=lambda item: -item.lost)
    most = max((item.lost for item in lost), default=1.0)
    return tag("div", [_lost(item, most, reader) for item in lost], class_="ps-lost")


def _lost(item: ScoredItem, most: float, reader: Reader) -> Html:
    kpi = registry[item.key]
    why = reader.say(item.why) if item.why is not None else _detail(item, kpi, reader)
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
