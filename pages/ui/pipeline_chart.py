"""The forecast through the quarter: its range day by day, and how past quarters went."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pages.ui.reader import Reader
from pages.ui.theme import MARKS
from scorecard.forecast.views import Fan
from scorecard.money import from_minor

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

MEAN, BAND, AXIS = MARKS["good"], "rgba(14,138,150,0.22)", MARKS["neutral"]
WON, TARGET, PAST = "#66788A", MARKS["watch"], "rgba(102,120,138,0.45)"
HEIGHT, MOST_PAST = 340, 6


def forecast_fan(fan: Fan, reader: Reader) -> Figure:
    """Mean and range of each as-of day, what was won by then, past quarters, the target."""
    from plotly.graph_objects import Figure, Scatter  # 1 s to load: not before a chart is drawn

    figure = Figure()
    for path in fan.past[:MOST_PAST]:
        days = [fan.start + timedelta(days=day) for day in path.days]
        figure.add_trace(
            Scatter(x=days, y=_amounts(path.won_minor, reader), mode="lines", name=path.period,
                    line={"color": PAST, "width": 1},
                    text=[_told(path.period, minor, reader) for minor in path.won_minor],
                    hovertemplate="%{text}<extra></extra>")
        )  # fmt: skip
    for trace in _range(fan, reader):
        figure.add_trace(trace)
    if fan.target_minor is not None:
        target = float(from_minor(fan.target_minor, reader.currency))
        figure.add_hline(y=target, line={"color": TARGET, "width": 2, "dash": "dot"})
    _lay_out(figure, fan)
    return figure


def _range(fan: Fan, reader: Reader) -> list[Scatter]:
    from plotly.graph_objects import Scatter

    days = [point.on for point in fan.points]
    words = [
        reader.t(
            "{day}: {mean}, 8 in 10 between {low} and {high}; won {won}",
            day=point.on, mean=reader.money(point.mean_minor), low=reader.money(point.p10_minor),
            high=reader.money(point.p90_minor), won=reader.money(point.won_minor),
        )
        for point in fan.points
    ]  # fmt: skip
    low, high = [p.p10_minor for p in fan.points], [p.p90_minor for p in fan.points]
    return [
        Scatter(x=days, y=_amounts(low, reader), mode="lines", line={"width": 0},
                hoverinfo="skip"),
        Scatter(x=days, y=_amounts(high, reader), mode="lines", line={"width": 0},
                fill="tonexty", fillcolor=BAND, hoverinfo="skip"),
        Scatter(x=days, y=_amounts([p.mean_minor for p in fan.points], reader),
                mode="lines+markers", line={"color": MEAN, "width": 2}, marker={"size": 5},
                text=words, hovertemplate="%{text}<extra></extra>"),
        Scatter(x=days, y=_amounts([p.won_minor for p in fan.points], reader), mode="lines",
                line={"color": WON, "width": 2.5}, hoverinfo="skip"),
    ]  # fmt: skip


def _amounts(minor: list[int] | tuple[int, ...], reader: Reader) -> list[float]:
    return [float(from_minor(amount, reader.currency)) for amount in minor]


def _told(period: str, minor: int, reader: Reader) -> str:
    return f"{reader.quarter_of(period)}: {reader.money(minor)}"


def _lay_out(figure: Figure, fan: Fan) -> None:
    figure.update_layout(
        height=HEIGHT, showlegend=False, margin={"l": 48, "r": 8, "t": 8, "b": 30},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", dragmode=False,
        font={"color": AXIS, "size": 12}, hoverlabel={"align": "left"},
    )  # fmt: skip
    last = fan.end - timedelta(days=1)
    figure.update_xaxes(
        range=[fan.start.isoformat(), last.isoformat()], showgrid=False, fixedrange=True,
        tickformat="%d.%m.", tickfont={"color": AXIS, "size": 11},
    )  # fmt: skip
    figure.update_yaxes(
        rangemode="tozero", fixedrange=True, gridcolor="rgba(102,120,138,0.25)",
        tickfont={"color": AXIS, "size": 11}, tickformat="~s", nticks=6,
    )  # fmt: skip
