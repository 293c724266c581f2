"""Bullet bars as HTML: thin bar = actual, line = target, circle = last year, bands below them.

All bullets of a group share one scale on which every target stands at the same place, so that
the eye compares shares of the target. Bars start at zero, which is the left end except where a
floor lies below zero (a growth may be negative). A bar that leaves the scale ends in an arrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pages.ui.html import Child, Html, style, tag
from pages.ui.marks import state, status_text
from pages.ui.reader import Reader
from scorecard.kpis import registry
from scorecard.kpis.registry import Better, Kpi
from scorecard.period import Period
from scorecard.views import ScoredItem, Segment, Status

Name = Callable[[str], str]
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
    aimed: bool = True  # False: there is no target, 1 is the largest value of the group
    words: str = ""


def bullets(rows: Sequence[Bullet], reader: Reader) -> Html:
    """A group of bullets over one axis."""
    aimed = any(row.aimed for row in rows)
    end = _scale(rows) if aimed else 1.0
    axis = tag(
        "div",
        tag("span", reader.share(0.5), style=style(v=0.5 / end)),
        tag("span", reader.t("target"), style=style(v=1 / end)),
        class_="ps-axis",
        aria_hidden="true",
    )
    drawn = aimed and any(row.actual is not None for row in rows)
    return tag("div", [_bullet(row, end, reader) for row in rows], axis if drawn else None,
               class_="ps-bullets")  # fmt: skip


def _scale(rows: Iterable[Bullet]) -> float:
    known = [part for row in rows for part in (row.actual, row.last_year) if part is not None]
    return min(max([_ROOM, *(part * 1.04 for part in known)]), _MOST)


def _bullet(row: Bullet, end: float, reader: Reader) -> Html:
    head = tag(
        "div",
        tag("span", tag("b", row.label), row.detail),
        status_text(row.status, reader) if row.aimed else None,
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
        tag("i", class_="t", style=style(t=1 / end)) if row.aimed else None,
        None if row.last_year is None
        else tag("i", class_="y", style=style(y=_place(row.last_year, end))),
        class_=f"{shape} {state(row.status)}", role="img", aria_label=row.words, title=row.words,
        style=style(low=_place(row.bands[0], end), mid=_place(row.bands[1], end)),
    )  # fmt: skip


def _place(share: float, end: float) -> float:
    return min(max(share / end, 0.0), 1.0)


def _of(part: float | None, target: float | None) -> float | None:
    return None if part is None or not target or target < 0 else part / target


def of_segments(
    segments: Sequence[Segment], bands: tuple[float, float], reader: Reader, name: Name, link: Name,
    most: int = 8,
) -> list[Bullet]:  # fmt: skip
    """Segments against their plan; where none has one, against the largest of them.

    Args:
        segments: with the largest gap first; at most `most` are drawn.
        name, link: what a segment's key is called, and the address that narrows to it.
    """
    if any(segment.target_minor for segment in segments):
        return [_planned(s, bands, reader, name(s.key), link(s.key)) for s in segments[:most]]
    ordered = sorted(segments, key=lambda segment: -segment.actual_minor)[:most]
    amounts = [part for s in ordered for part in (s.actual_minor, s.last_year_minor or 0)]
    largest = max([*amounts, 1])
    return [_unplanned(s, largest, reader, name(s.key), link(s.key)) for s in ordered]


def _planned(
    segment: Segment, bands: tuple[float, float], reader: Reader, name: str, href: str
) -> Bullet:
    """`Iberia  €2.15M of €2.3M · −7%`; the name narrows the page to the segment."""
    actual = reader.money(segment.actual_minor)
    if not segment.target_minor:
        detail = f"{actual} · {reader.t('no target set')}"
    else:
        target = reader.money(segment.target_minor)
        detail = reader.t("{actual} of {target}", actual=actual, target=target)
        if segment.gap_share is not None:
            detail += f" · {reader.share(segment.gap_share, signed=True)}"
    return Bullet(
        label=tag("a", name, href=href),
        detail=detail,
        status=segment.status,
        actual=_of(segment.actual_minor, segment.target_minor),
        last_year=_of(segment.last_year_minor, segment.target_minor),
        bands=bands,
        words=f"{name}: {detail}{_last_year(segment, reader)}",
    )


def _unplanned(segment: Segment, largest: int, reader: Reader, name: str, href: str) -> Bullet:
    actual = reader.money(segment.actual_minor)
    return Bullet(
        label=tag("a", name, href=href),
        detail=actual,
        status=Status.UNKNOWN,
        actual=_of(segment.actual_minor, largest),
        last_year=_of(segment.last_year_minor, largest),
        bands=(0.0, 0.0),
        words=f"{name}: {actual}{_last_year(segment, reader)}",
        aimed=False,
    )


def _last_year(segment: Segment, reader: Reader) -> str:
    if segment.last_year_minor is None:
        return ""
    return f" · {reader.t('last year')} {reader.money(segment.last_year_minor)}"


def of_item(item: ScoredItem, reader: Reader) -> Bullet:
    """A measure of a card: `Win rate  34% of 35%`."""
    kpi = registry[item.key]
    before = item.last_year.value if item.last_year is not None else None
    lower = kpi.better is Better.LOWER
    detail = detail_of(item, kpi, reader)
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


def detail_of(item: ScoredItem, kpi: Kpi, reader: Reader) -> str:
    if item.reading.value is None:
        return reader.reason(item.reading)
    actual = reader.reading(kpi, item.reading)
    if item.target is None:
        return f"{actual} · {reader.t('no target set')}"
    target = reader.amount(kpi, item.target)
    if kpi.better is Better.LOWER:
        return reader.t("{actual}, at most {target}", actual=actual, target=target)
    return reader.t("{actual} of {target}", actual=actual, target=target)


def legend_of_segments(
    rows: Sequence[Bullet], bands: tuple[float, float], period: Period, reader: Reader
) -> Html:
    """What is drawn, for which period, and what the parts of a bullet mean."""
    if not any(row.aimed for row in rows):
        text = reader.t(
            "Revenue, {period}; no target is set. Bar: actual. Circle: last year.", period=period
        )
        return tag("p", text, class_="ps-note")
    what = reader.t("Revenue against plan, {period}.", period=period)
    low, high = reader.share(bands[0]), reader.share(bands[1])
    ends = reader.t("Bands: below {low}, {low} to {high}, above.", low=low, high=high)
    return tag("p", f"{what} {_marks(reader)} {ends}", class_="ps-note")


def legend_of_items(period: Period, reader: Reader) -> Html:
    ends = reader.t("Bands: below the floor, up to the target, above.")
    return tag("p", f"{reader.quarter(period)}. {_marks(reader)} {ends}", class_="ps-note")


def _marks(reader: Reader) -> str:
    return reader.t("Bar: actual. Line: target. Circle: last year.")
