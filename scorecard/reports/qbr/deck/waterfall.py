"""A waterfall of stacked columns: there is no such type, so an unfilled base carries each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from scorecard.i18n import formats
from scorecard.i18n.text import render, t
from scorecard.reports.qbr.deck import tokens
from scorecard.reports.qbr.deck.fit import clean
from scorecard.reports.qbr.deck.numbers import scaled
from scorecard.reports.qbr.deck.plots import placed
from scorecard.reports.qbr.outline import Chart

LABEL_SIZE = 11


@dataclass(frozen=True, slots=True)
class Step:
    """One column from `low` to `high`; `role` is total, up or down, `value` what is said."""

    role: str
    low: float
    high: float
    value: float

    @property
    def base(self) -> float:
        """Where the visible part begins, seen from zero."""
        if self.low >= 0:
            return self.low
        return self.high if self.high <= 0 else 0.0

    @property
    def above(self) -> float:
        """Height of the visible part above zero."""
        return max(self.high, 0.0) - max(self.low, 0.0)

    @property
    def below(self) -> float:
        """Height of the visible part below zero, 0 or less."""
        return min(self.low, 0.0) - min(self.high, 0.0)


def steps_of(values: Sequence[float]) -> list[Step]:
    """The first and the last value are totals, those between are changes."""
    found = [_total(values[0])]
    level = values[0]
    for change in values[1:-1]:
        role = "up" if change >= 0 else "down"
        found.append(Step(role, min(level, level + change), max(level, level + change), change))
        level += change
    return [*found, _total(values[-1])]


def _total(value: float) -> Step:
    return Step("total", min(value, 0.0), max(value, 0.0), value)


def add_bridge(
    shapes: Any,
    chart: Chart,
    place: tuple[int, int, int, int],
    lang: str,
) -> Any:
    """Totals solid, what came and what went in their colours, each with its amount above."""
    values = [scaled(chart, value) or 0.0 for value in chart.series[0].values]
    steps = steps_of(values)
    drawn = _series(steps, lang)
    data = CategoryChartData(number_format="General")
    data.categories = [clean(render(name, lang)) for name in chart.categories]
    for name, _colour, heights in drawn:
        data.add_series(name, heights)
    frame = placed(shapes, XL_CHART_TYPE.COLUMN_STACKED, place, data)
    plot = frame.chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    for series, (_name, colour, _heights) in zip(plot.series, drawn, strict=True):
        if colour:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = RGBColor.from_string(colour)
        else:
            series.format.fill.background()
        series.format.line.fill.background()
    _say(list(plot.series)[-1], steps, lang)
    frame.chart.category_axis.tick_labels.font.size = Pt(LABEL_SIZE)
    frame.chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    return frame


def _series(steps: list[Step], lang: str) -> list[tuple[str, str, list[float | None]]]:
    """Name, colour and heights: the base, a series a role (above and below zero), the labels."""
    room = max((abs(step.high) for step in steps), default=1.0) * 0.12 or 1.0
    found: list[tuple[str, str, list[float | None]]] = [
        (t("Base (not shown)", lang), "", [step.base for step in steps])
    ]
    for role, name, colour in (
        ("total", t("Total", lang), tokens.ACTUAL),
        ("up", t("Gained", lang), tokens.GOOD),
        ("down", t("Lost", lang), tokens.RISK),
    ):
        above = [step.above if step.role == role else None for step in steps]
        below = [step.below if step.role == role else None for step in steps]
        found.append((name, colour, above))
        if any(below):
            found.append((t("{name}, below zero", lang, name=name), colour, below))
    return [*found, (t("Labels (not shown)", lang), "", [room for _ in steps])]


def _say(series: Any, steps: list[Step], lang: str) -> None:
    """The amount of each step as text: the label's own height means nothing."""
    for number, step in enumerate(steps):
        label = series.points[number].data_label
        label.position = XL_LABEL_POSITION.INSIDE_BASE
        frame = label.text_frame
        frame.text = formats.number(step.value, lang, digits=0, signed=step.role != "total")
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold = Pt(LABEL_SIZE), True
        colours = {"total": tokens.INK, "up": "0B6872", "down": tokens.RISK}
        font.color.rgb = RGBColor.from_string(colours[step.role])
