"""Charts of an outline as native, editable charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from scorecard.i18n.text import render
from scorecard.reports.qbr.deck import tokens
from scorecard.reports.qbr.deck.draw import describe
from scorecard.reports.qbr.deck.fit import clean
from scorecard.reports.qbr.deck.numbers import scaled
from scorecard.reports.qbr.deck.plots import (
    Place,
    data_of,
    filled,
    labelled,
    legend,
    outlined,
    placed,
)
from scorecard.reports.qbr.deck.waterfall import add_bridge
from scorecard.reports.qbr.outline import Chart, ChartKind


def add_chart(shapes: Any, chart: Chart, place: Place, lang: str, name: str) -> Any:
    """Draw one chart and describe it."""
    frame = DRAWN[chart.kind](shapes, chart, place, lang)
    _positive_axis_ids(frame.chart)
    describe(frame, name, render(chart.alt, lang))
    return frame


def _plan(shapes: Any, chart: Chart, place: Place, lang: str) -> Any:
    """Actual solid, plan outlined behind it."""
    actual, plan = chart.series
    data = data_of(chart, lang, (plan, actual))
    frame = placed(shapes, XL_CHART_TYPE.COLUMN_CLUSTERED, place, data)
    plot = frame.chart.plots[0]
    plot.gap_width, plot.overlap = 45, 0
    first, second = plot.series
    outlined(first, tokens.INK)
    filled(second, tokens.ACTUAL)
    labelled(second, chart, lang, tokens.INK, XL_LABEL_POSITION.OUTSIDE_END)
    legend(frame)
    return frame


def _stages(shapes: Any, chart: Chart, place: Place, lang: str) -> Any:
    """A bar of open deals by stage and, below it, the outlined bar of what is needed."""
    *stages, need = chart.series
    n = len(chart.categories)
    names = [clean(render(name, lang)) for name in chart.categories]
    data = CategoryChartData(number_format="General")
    needed = clean(render(need.name, lang))
    data.categories = [text for name in names for text in (name, f"{name}: {needed}")]
    for one in stages:
        values = [v for i in range(n) for v in (scaled(chart, one.values[i] or None), None)]
        data.add_series(clean(render(one.name, lang)) or "–", values)
    data.add_series(needed, [v for i in range(n) for v in (None, scaled(chart, need.values[i]))])
    frame = placed(shapes, XL_CHART_TYPE.BAR_STACKED, place, data)
    frame.chart.category_axis.reverse_order = True
    plot = frame.chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    series = list(plot.series)
    for number, drawn in enumerate(series[:-1]):
        colour = tokens.STAGES[number % len(tokens.STAGES)]
        filled(drawn, colour)
        light = number % len(tokens.STAGES) < 2
        label_colour = tokens.INK if light else tokens.PAPER
        if any(value for value in stages[number].values):
            labelled(drawn, chart, lang, label_colour)
    outlined(series[-1], tokens.INK)
    labelled(series[-1], chart, lang, tokens.INK)
    legend(frame)
    return frame


def _attainment(shapes: Any, chart: Chart, place: Place, lang: str) -> Any:
    """Bars from 0 to 100, coloured by status; the words stand in the table."""
    frame = placed(shapes, XL_CHART_TYPE.BAR_CLUSTERED, place, data_of(chart, lang))
    frame.chart.category_axis.reverse_order = True
    axis = frame.chart.value_axis
    axis.minimum_scale, axis.maximum_scale = 0, 110
    plot = frame.chart.plots[0]
    plot.gap_width = 45
    series = plot.series[0]
    filled(series, tokens.ACTUAL)
    _by_status(series, chart)
    labelled(series, chart, lang, tokens.INK, XL_LABEL_POSITION.OUTSIDE_END)
    return frame


def _by_status(series: Any, chart: Chart) -> None:
    for number, status in enumerate(chart.statuses):
        if chart.series[0].values[number] is not None:
            filled(series.points[number], tokens.MARK_OF[status])


def _steps(shapes: Any, chart: Chart, place: Place, lang: str) -> Any:
    """What is reached, solid, within the outline of what is needed."""
    frame = placed(shapes, XL_CHART_TYPE.BAR_CLUSTERED, place, data_of(chart, lang))
    frame.chart.category_axis.reverse_order = True
    axis = frame.chart.value_axis
    axis.minimum_scale = 0
    values = [value for value in chart.series[0].values if value is not None]
    axis.maximum_scale = min(max(1.35, max(values, default=1.0) * 1.15), 3.0)
    plot = frame.chart.plots[0]
    plot.gap_width, plot.overlap = 55, 100
    value, needed = plot.series
    filled(value, tokens.ACTUAL)
    _by_status(value, chart)
    labelled(value, chart, lang, tokens.INK, XL_LABEL_POSITION.INSIDE_BASE)
    value.data_labels.font.color.rgb = RGBColor.from_string(tokens.PAPER)
    outlined(needed, tokens.INK)
    legend(frame)
    return frame


def _interval(shapes: Any, chart: Chart, place: Place, lang: str) -> Any:
    """A dot a wave on the line from its lowest to its highest: a high-low-close chart."""
    value, low, high = chart.series
    data = data_of(chart, lang, (high, low, value))
    frame = placed(shapes, XL_CHART_TYPE.LINE_MARKERS, place, data)
    axis = frame.chart.value_axis
    axis.minimum_scale, axis.maximum_scale = -100, 100
    axis.visible, axis.has_major_gridlines = True, True
    axis.major_unit = 50
    axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(tokens.LINE)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "+0;−0;0", False
    highest, lowest, dot = frame.chart.plots[0].series
    for end in (highest, lowest):
        end.format.line.fill.background()
        _marker(end, "dash", 9, tokens.NEUTRAL)
    dot.format.line.fill.background()
    _marker(dot, "circle", 10, tokens.PRIMARY)
    labelled(dot, chart, lang, tokens.INK, XL_LABEL_POSITION.RIGHT)
    dot.data_labels.number_format = "+0;−0;0"
    _as_stock(frame.chart)
    frame.chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    return frame


def _marker(series: Any, kind: str, size: int, colour: str) -> None:
    marker = series.marker
    marker.style = XL_MARKER_STYLE.CIRCLE if kind == "circle" else XL_MARKER_STYLE.DASH
    marker.size = size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = RGBColor.from_string(colour)
    marker.format.line.fill.background()
    series.smooth = False


def _as_stock(chart: Any) -> None:
    """Turn the line chart into a stock chart, whose lines run from high to low."""
    line = chart._chartSpace.xpath(".//c:lineChart")[0]
    stock = parse_xml(f"<c:stockChart {nsdecls('c', 'a')}/>")
    for series in line.xpath("./c:ser"):
        for smooth in series.xpath("./c:smooth"):
            series.remove(smooth)
        stock.append(series)
    colour = f'<a:solidFill><a:srgbClr val="{tokens.NEUTRAL}"/></a:solidFill>'
    stroke = f'<a:ln w="28575">{colour}</a:ln>'
    stock.append(parse_xml(
        f"<c:hiLowLines {nsdecls('c', 'a')}><c:spPr>{stroke}</c:spPr></c:hiLowLines>"
    ))  # fmt: skip
    for axis in line.xpath("./c:axId"):
        stock.append(axis)
    line.getparent().replace(line, stock)


def _positive_axis_ids(chart: Any) -> None:
    """Office repairs files whose axis ids are negative."""
    found: dict[str, str] = {}
    for node in chart._chartSpace.xpath(".//c:axId | .//c:crossAx"):
        kept = found.setdefault(node.get("val"), str(1_000_001 + len(found)))
        node.set("val", kept)


def _bridge(shapes: Any, chart: Chart, place: Place, lang: str) -> Any:
    return add_bridge(shapes, chart, place, lang)


DRAWN: dict[ChartKind, Callable[[Any, Chart, Place, str], Any]] = {
    ChartKind.PLAN: _plan,
    ChartKind.BRIDGE: _bridge,
    ChartKind.STAGES: _stages,
    ChartKind.ATTAINMENT: _attainment,
    ChartKind.INTERVAL: _interval,
    ChartKind.STEPS: _steps,
}
