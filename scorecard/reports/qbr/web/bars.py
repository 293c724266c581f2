"""Charts of an outline as rows of bars: plain geometry, so that HTML and PDF draw the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scorecard.i18n.text import render
from scorecard.reports.qbr.outline import Chart, ChartKind, Series, Value
from scorecard.reports.qbr.words import spoken_value
from scorecard.views import Status

ROOM = 1.04  # the largest value ends a little before the end of the scale
STAGES = 6  # shades of stages


@dataclass(frozen=True, slots=True)
class Bar:
    """`kind` is actual, plan, total, up, down, range or stage-0 to stage-5; `start` and `width`
    are shares of the scale."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A category: its bars, a tick (target, need) and a dot (value), as shares of the scale."""

    label: str
    value: str
    bars: tuple[Bar, ...]
    tick: float | None = None
    dot: float | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Legend:
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart ready to be drawn; `zero` is where zero lies, None at the left end."""

    title: str
    alt: str
    rows: tuple[Row, ...]
    legend: tuple[Legend, ...]
    zero: float | None = None


def drawn(chart: Chart, lang: str) -> Drawn:
    """A chart as rows of bars in a language."""
    return _KINDS[chart.kind](chart, lang)


def _said(chart: Chart, value: float | None, lang: str, *, change: bool = False) -> str:
    return spoken_value(Value(chart.unit, value, chart.currency, change=change), lang)


def _status(chart: Chart, at: int) -> Status | None:
    return chart.statuses[at] if at < len(chart.statuses) else None


def _known(series: Series) -> list[float]:
    return [value for value in series.values if value is not None]


def _frame(chart: Chart, lang: str, rows: list[Row], legend: list[Legend],
           zero: float | None = None) -> Drawn:  # fmt: skip
    title, alt = render(chart.title, lang), render(chart.alt, lang)
    return Drawn(title, alt, tuple(rows), tuple(legend), zero)


def _plan(chart: Chart, lang: str) -> Drawn:
    """Actual as a bar, plan as an outline behind it."""
    actual, plan = chart.series
    top = max([*_known(actual), *_known(plan), 1.0]) * ROOM
    rows = []
    for at, category in enumerate(chart.categories):
        value, aim = actual.values[at], plan.values[at]
        bars = [Bar("plan", 0.0, max(aim, 0) / top)] if aim is not None else []
        if value is not None:
            bars.append(Bar("actual", 0.0, max(value, 0) / top))
        rows.append(
            Row(render(category, lang), _said(chart, value, lang), tuple(bars),
                status=_status(chart, at))
        )  # fmt: skip
    legend = [Legend("actual", render(actual.name, lang)), Legend("plan", render(plan.name, lang))]
    return _frame(chart, lang, rows, legend)


def _bridge(chart: Chart, lang: str) -> Drawn:
    """From a first to a last total by what came and went; a scale that holds all of them."""
    values = [value or 0.0 for value in chart.series[0].values]
    edges, at = [], 0.0
    for place, value in enumerate(values):
        total = place in (0, len(values) - 1)
        edges.append((0.0, value) if total else (at, at + value))
        at = value if total else at + value
    low = min(0.0, *(min(edge) for edge in edges))
    span = (max([1.0, *(max(edge) for edge in edges)]) - low) * ROOM
    rows = []
    for place, (category, edge) in enumerate(zip(chart.categories, edges, strict=True)):
        total = place in (0, len(values) - 1)
        kind = "total" if total else "up" if values[place] >= 0 else "down"
        start, end = sorted(edge)
        bar = Bar(kind, (start - low) / span, (end - start) / span)
        said = _said(chart, chart.series[0].values[place], lang, change=False)
        rows.append(Row(render(category, lang), said, (bar,)))
    return _frame(chart, lang, rows, [], -low / span if low < 0 else None)


def _stages(chart: Chart, lang: str) -> Drawn:
    """Stages stacked from zero; the whole need as a tick."""
    *stages, need = chart.series
    sums = [sum(one.values[at] or 0 for one in stages) for at in range(len(chart.categories))]
    top = max([*sums, *_known(need), 1.0]) * ROOM
    rows = []
    for at, category in enumerate(chart.categories):
        bars, start = [], 0.0
        for place, one in enumerate(stages):
            width = max(one.values[at] or 0, 0) / top
            bars.append(Bar(f"stage-{min(place, STAGES - 1)}", start, width))
            start += width
        wanted = need.values[at]
        tick = None if wanted is None else max(wanted, 0) / top
        rows.append(Row(render(category, lang), _said(chart, sums[at], lang), tuple(bars), tick))
    legend = [
        Legend(f"stage-{min(place, STAGES - 1)}", render(one.name, lang))
        for place, one in enumerate(stages)
    ]
    return _frame(chart, lang, rows, [*legend, Legend("tick", render(need.name, lang))])


def _attainment(chart: Chart, lang: str) -> Drawn:
    """Shares of target, the target as a tick."""
    (one,) = chart.series
    top = max([*_known(one), 1.25]) * ROOM
    rows = [
        Row(render(category, lang), _said(chart, value, lang),
            (Bar("actual", 0.0, max(value, 0) / top),) if value is not None else (),
            1 / top, status=_status(chart, at))
        for at, (category, value) in enumerate(zip(chart.categories, one.values, strict=True))
    ]  # fmt: skip
    return _frame(chart, lang, rows, [Legend("actual", render(one.name, lang))])


def _interval(chart: Chart, lang: str) -> Drawn:
    """A dot within its range, on a scale that holds all of them and zero."""
    value, low, high = chart.series
    known = [*_known(value), *_known(low), *_known(high), 0.0]
    least, most = min(known), max(known)
    span = (most - least) or 1.0

    def place(number: float) -> float:
        return (number - least) / span

    rows = []
    for at, category in enumerate(chart.categories):
        v, a, b = value.values[at], low.values[at], high.values[at]
        bars: tuple[Bar, ...] = ()
        if a is not None and b is not None:
            bars = (Bar("range", place(a), place(b) - place(a)),)
        dot = None if v is None else place(v)
        rows.append(Row(render(category, lang), _said(chart, v, lang), bars, dot=dot))
    return _frame(chart, lang, rows, [Legend("range", render(value.name, lang))], place(0.0))


def _steps(chart: Chart, lang: str) -> Drawn:
    """How much of each requirement is there, what is needed as a tick."""
    value, needed = chart.series
    top = max([*_known(value), *_known(needed), 1.0]) * ROOM
    rows = []
    for at, category in enumerate(chart.categories):
        have, want = value.values[at], needed.values[at]
        bars = (Bar("actual", 0.0, max(have, 0) / top),) if have is not None else ()
        tick = None if want is None else want / top
        rows.append(
            Row(render(category, lang), _said(chart, have, lang), bars, tick,
                status=_status(chart, at))
        )  # fmt: skip
    legend = [Legend("actual", render(value.name, lang)), Legend("tick", render(needed.name, lang))]
    return _frame(chart, lang, rows, legend)


_KINDS: dict[ChartKind, Callable[[Chart, str], Drawn]] = {
    ChartKind.PLAN: _plan,
    ChartKind.BRIDGE: _bridge,
    ChartKind.STAGES: _stages,
    ChartKind.ATTAINMENT: _attainment,
    ChartKind.INTERVAL: _interval,
    ChartKind.STEPS: _steps,
}
