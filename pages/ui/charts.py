"""Charts of the first screens, as HTML: no library to load, the theme followed by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pages.ui.html import Html, join, style, tag
from pages.ui.reader import Reader
from scorecard.views import QuarterBar

_HEADROOM = 0.72  # the tallest column, in shares of the plot: the rest is for its labels
_BEHIND = -0.02  # from 2 % behind plan on, the gap is coloured


def revenue_columns(quarters: Sequence[QuarterBar], reader: Reader, as_of: date) -> Html:
    """Net sell-through by quarter: solid = actual, outline = plan, both from zero."""
    amounts = [part for bar in quarters for part in (bar.actual_minor, bar.target_minor or 0)]
    top = max([*amounts, 1])
    columns = [_column(bar, top, reader, as_of) for bar in quarters]
    planned = any(bar.target_minor for bar in quarters)
    legend = reader.t("Solid: actual. Outline: plan.") if planned else reader.t("No plan is set.")
    return join([tag("div", columns, class_="ps-columns"), tag("p", legend, class_="ps-note")])


def _column(bar: QuarterBar, top: int, reader: Reader, as_of: date) -> Html:
    running = bar.period.is_running(as_of)
    label = tag(
        "span",
        tag("b", reader.money(bar.actual_minor), title=_words(bar, reader)),
        _gap(bar, reader),
        class_="l",
    )
    actual = tag("i", class_="a" + (" is-running" if running else ""))
    plot = tag(
        "div", _plan(bar, top), actual, label, class_="ps-column-plot",
        style=style(v=_share(bar.actual_minor, top), l=_share(_tallest(bar), top)),
    )  # fmt: skip
    so_far = tag("small", reader.t("so far")) if running else None
    name = tag("div", reader.quarter(bar.period), so_far, class_="q")
    return tag("div", plot, name, class_="ps-column", role="img", aria_label=_words(bar, reader))


def _plan(bar: QuarterBar, top: int) -> Html | None:
    if not bar.target_minor:
        return None
    return tag("i", class_="p", style=style(t=_share(bar.target_minor, top)))


def _tallest(bar: QuarterBar) -> int:
    return max(bar.actual_minor, bar.target_minor or 0)


def _share(minor: int, top: int) -> float:
    return max(minor / top, 0.0) * _HEADROOM


def _gap(bar: QuarterBar, reader: Reader) -> Html:
    if bar.gap_share is None:
        return tag("small", "")
    behind = "is-risk" if bar.gap_share < _BEHIND else None
    return tag("small", reader.share(bar.gap_share, signed=True), class_=behind)


def _words(bar: QuarterBar, reader: Reader) -> str:
    words = f"{reader.quarter(bar.period)}: {reader.money(bar.actual_minor, compact=False)}"
    if bar.target_minor is None:
        return f"{words} · {reader.t('no target set')}"
    return f"{words} · {reader.t('plan')} {reader.money(bar.target_minor, compact=False)}"
