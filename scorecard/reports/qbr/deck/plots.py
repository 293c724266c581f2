"""What every chart has in common: its sheet, its quiet axes, its fills and labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from scorecard.i18n.text import render
from scorecard.reports.qbr.deck import tokens
from scorecard.reports.qbr.deck.fit import clean
from scorecard.reports.qbr.deck.numbers import number_format, scaled
from scorecard.reports.qbr.outline import Chart, Series

Place = tuple[int, int, int, int]
SMALL = 10


def data_of(chart: Chart, lang: str, series: Sequence[Series] | None = None) -> CategoryChartData:
    """Categories and values as the chart's sheet holds them."""
    data = CategoryChartData(number_format="General")
    data.categories = [clean(render(name, lang)) or "–" for name in chart.categories]
    for one in chart.series if series is None else series:
        name = clean(render(one.name, lang)) or "–"
        data.add_series(name, [scaled(chart, value) for value in one.values])
    return data


def placed(shapes: Any, kind: Any, place: Place, data: CategoryChartData) -> Any:
    """A chart in house style without title and legend; values are read from labels."""
    frame = shapes.add_chart(kind, *place, data)
    chart = frame.chart
    chart.has_title, chart.has_legend = False, False
    chart.font.size, chart.font.name = Pt(SMALL), tokens.FONT
    chart.font.color.rgb = RGBColor.from_string(tokens.MUTED)
    axis = chart.value_axis
    axis.visible, axis.has_major_gridlines = False, False
    names = chart.category_axis
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.has_major_gridlines = False
    names.format.line.color.rgb = RGBColor.from_string(tokens.LINE)
    return frame


def filled(thing: Any, colour: str) -> None:
    """Fill with one colour; nothing around it."""
    thing.format.fill.solid()
    thing.format.fill.fore_color.rgb = RGBColor.from_string(colour)
    thing.format.line.fill.background()


def outlined(thing: Any, colour: str) -> None:
    """Only an outline."""
    thing.format.fill.background()
    thing.format.line.color.rgb = RGBColor.from_string(colour)
    thing.format.line.width = Pt(1.25)


def labelled(series: Any, chart: Chart, lang: str, colour: str, where: Any = None) -> None:
    """The values of a series beside its marks, in the deck's language."""
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = number_format(chart, lang), False
    labels.font.size, labels.font.bold = Pt(SMALL), True
    labels.font.color.rgb = RGBColor.from_string(colour)
    if where is not None:
        labels.position = where
    if where is XL_LABEL_POSITION.OUTSIDE_END:
        _on_ground(labels)


def _on_ground(labels: Any) -> None:
    """Labels outside of bars cover what runs behind them, as a neighbour's outline."""
    ground = parse_xml(
        f'<c:spPr {nsdecls("c", "a")}><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></c:spPr>'
    )
    labels._element.find(qn("c:numFmt")).addnext(ground)


def legend(frame: Any, where: Any = XL_LEGEND_POSITION.BOTTOM) -> None:
    chart = frame.chart
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = where, False
    chart.legend.font.size = Pt(SMALL)
