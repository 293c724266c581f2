"""The pictures of the page "At risk": a partner's rhythm with what was to be expected, and how
probabilities kept what they said. Colours read on both appearances."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pages.ui.html import Html, tag
from pages.ui.reader import Reader
from pages.ui.theme import MARKS, TOKENS
from scorecard.i18n import formats
from scorecard.risk.alert_views import CalibrationBin, OrderDay, RhythmView

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LINE, AXIS = TOKENS["tier-3"].light, MARKS["neutral"]
BAND, EXPECTED, NO_DATA = (
    "rgba(102,120,138,0.25)", "rgba(14,138,150,0.30)", "rgba(204,115,0,0.22)",
)  # fmt: skip
HEIGHT, SQUARE = 300, 320
YEAR, DAY_MS = 365, 24 * 3600 * 1000
HALF_UP = 1.12  # room above the highest value


def rhythm(view: RhythmView, reader: Reader) -> Figure:
    """Orders as columns below, spend of 90 days with its band above, on one time axis."""
    from plotly.graph_objects import Figure

    first = view.day - timedelta(days=YEAR)
    figure = Figure()
    _pace(figure, view, reader)
    _orders(figure, [one for one in view.orders if one.day >= first], view, reader)
    _marks(figure, view)
    last = max(day for day in (view.day, view.expected_to, view.breaks_on) if day is not None)
    _frame(figure, HEIGHT)
    months = _months(first, last)
    figure.update_xaxes(
        range=[first.isoformat(), (last + timedelta(days=6)).isoformat()], showgrid=False,
        tickvals=[month.isoformat() for month in months],
        ticktext=[_month(month, reader) for month in months],
    )  # fmt: skip
    return figure


def _pace(figure: Figure, view: RhythmView, reader: Reader) -> None:
    from plotly.graph_objects import Scatter

    known = [one for one in view.pace if one.low_minor is not None and one.high_minor is not None]
    days = [one.day for one in known]
    for values, fill in (
        ([one.low_minor for one in known], None),
        ([one.high_minor for one in known], "tonexty"),
    ):
        figure.add_trace(Scatter(
            x=days, y=values, mode="lines", line={"width": 0}, fill=fill, fillcolor=BAND,
            hoverinfo="skip", yaxis="y2",
        ))  # fmt: skip
    figure.add_trace(Scatter(
        x=[one.day for one in view.pace], y=[one.spend_minor for one in view.pace],
        mode="lines", line={"color": LINE, "width": 2.5}, yaxis="y2",
        customdata=[[reader.day(one.day), reader.money(one.spend_minor)] for one in view.pace],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    ))  # fmt: skip
    tops = [v for one in view.pace for v in (one.spend_minor, one.high_minor or 0)]
    top = max([*tops, 1])
    figure.update_layout(yaxis2=_axis((0.44, 1.0), top, reader))


def _orders(figure: Figure, orders: list[OrderDay], view: RhythmView, reader: Reader) -> None:
    from plotly.graph_objects import Bar

    figure.add_trace(Bar(
        x=[one.day for one in orders], y=[one.amount_minor for one in orders],
        width=[2 * DAY_MS] * len(orders), marker={"color": LINE, "line": {"width": 0}},
        customdata=[[reader.day(one.day), reader.money(one.amount_minor)] for one in orders],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    ))  # fmt: skip
    top = max([one.amount_minor for one in orders] + [1])
    figure.update_layout(yaxis=_axis((0.0, 0.34), top, reader), bargap=0)


def _marks(figure: Figure, view: RhythmView) -> None:
    """When the next order was to be expected, when the rhythm is broken, what is not known yet."""
    if view.expected_from is not None and view.expected_to is not None:
        _box(figure, view.expected_from, view.expected_to, EXPECTED, 0.34)
    if view.data_to is not None and view.data_to < view.day:
        _box(figure, view.data_to, view.day, NO_DATA, 1.0)
    for day, colour, dash in (
        (view.breaks_on, MARKS["risk"], "solid"),
        (view.day, AXIS, "dot"),
    ):
        if day is not None:
            figure.add_shape(
                type="line", x0=day, x1=day, y0=0, y1=1, yref="paper",
                line={"color": colour, "width": 2, "dash": dash},
            )  # fmt: skip


def _box(figure: Figure, start: date, end: date, colour: str, top: float) -> None:
    figure.add_shape(type="rect", x0=start, x1=end, y0=0, y1=top, yref="paper", layer="below",
                     fillcolor=colour, line={"width": 0})  # fmt: skip


def _axis(domain: tuple[float, float], top: int, reader: Reader) -> dict[str, Any]:
    return {
        "domain": list(domain), "range": [0, top * HALF_UP], "fixedrange": True,
        "tickvals": [0, top], "ticktext": ["0", reader.money(top)], "showgrid": False,
        "automargin": True, "zeroline": True, "zerolinecolor": AXIS, "zerolinewidth": 1,
        "anchor": "x", "tickfont": {"color": AXIS, "size": 11},
    }  # fmt: skip


def _frame(figure: Figure, height: int) -> None:
    figure.update_layout(
        height=height, showlegend=False, margin={"l": 0, "r": 6, "t": 6, "b": 34},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", dragmode=False,
        hoverlabel={"align": "left"}, font={"color": AXIS, "size": 12},
    )  # fmt: skip
    figure.update_xaxes(fixedrange=True, tickfont={"color": AXIS, "size": 11}, tickangle=0)


def _months(first: date, last: date) -> list[date]:
    """First days of every other month between two days."""
    found = []
    year, month = first.year, first.month
    while (day := date(year, month, 1)) <= last:
        if day >= first and month % 2:
            found.append(day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def _month(day: date, reader: Reader) -> str:
    name = formats.month_short(day.month, reader.lang)
    return f"{name}<br>{day.year}" if day.month == 1 else name


def legend(view: RhythmView, reader: Reader) -> Html:
    """What the marks of the picture of a rhythm say, those that it has."""
    keys = [("line", reader.t("Columns: orders. Line: spend of 90 days")),
            ("band", reader.t("what the 90 days before allow"))]  # fmt: skip
    if view.expected_from is not None and view.expected_to is not None:
        words = reader.t("next order expected {start} to {end}", start=view.expected_from,
                         end=view.expected_to)  # fmt: skip
        keys.append(("next", words))
    if view.breaks_on is not None:
        keys.append(("break", reader.t("rhythm broken from {day}", day=view.breaks_on)))
    if view.data_to is not None and view.data_to < view.day:
        keys.append(("none", reader.t("no data after {day}", day=view.data_to)))
    return tag("p", [tag("span", tag("i", class_=f"k-{name}"), words) for name, words in keys],
               class_="ps-legend")  # fmt: skip


def in_words(view: RhythmView, reader: Reader) -> str:
    """The picture for those who do not see it."""
    said = []
    if view.last_on is not None:
        said.append(reader.t("The last order came on {day}.", day=view.last_on))
    if view.expected_from is not None and view.expected_to is not None:
        said.append(reader.t("The next was expected from {start} to {end}.",
                             start=view.expected_from, end=view.expected_to))  # fmt: skip
    return " ".join(said)


def calibration(bins: tuple[CalibrationBin, ...], reader: Reader) -> Figure:
    """What was foretold against what happened, with ranges; the diagonal is honest."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(Scatter(x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip",
                            line={"color": AXIS, "width": 1, "dash": "dot"}))  # fmt: skip
    figure.add_trace(Scatter(
        x=[one.expected for one in bins], y=[one.happened for one in bins],
        mode="markers",
        marker={"color": LINE, "size": 8},
        error_y={
            "type": "data", "symmetric": False, "color": LINE, "thickness": 1.5, "width": 4,
            "array": [one.high_share - one.happened for one in bins],
            "arrayminus": [one.happened - one.low_share for one in bins],
        },
        customdata=[
            [reader.share(one.expected), reader.share(one.happened), reader.number(one.n)]
            for one in bins
        ],
        hovertemplate=reader.t("Foretold {a}, happened {b}, {n} partners", a="%{customdata[0]}",
                               b="%{customdata[1]}", n="%{customdata[2]}") + "<extra></extra>",
    ))  # fmt: skip
    _frame(figure, SQUARE)
    steps = [0.0, 0.25, 0.5, 0.75, 1.0]
    scale = {
        "range": [-0.02, 1.04], "tickvals": steps, "ticktext": [reader.share(s) for s in steps],
        "fixedrange": True, "tickfont": {"color": AXIS, "size": 11}, "zeroline": False,
        "automargin": True,
        "gridcolor": BAND,
    }  # fmt: skip
    figure.update_layout(margin={"l": 0, "r": 6, "t": 6, "b": 40})
    figure.update_xaxes(**scale, title={"text": reader.t("Foretold"), "font": {"color": AXIS}})
    figure.update_yaxes(**scale, title={"text": reader.t("Happened"), "font": {"color": AXIS}})
    return figure
