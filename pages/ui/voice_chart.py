"""NPS over the waves with its band: the one chart of the voice that has a time axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pages.ui.reader import Reader
from pages.ui.theme import MARKS
from pages.ui.voice_parts import between, points
from scorecard.voice.views import WavePoint

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LINE, BAND, AXIS = MARKS["good"], "rgba(102,120,138,0.24)", MARKS["neutral"]
HEIGHT = 300


def over_waves(trend: Sequence[WavePoint], reader: Reader) -> Figure:
    """NPS a wave with its 95 % interval; waves without a value leave a gap. Where estimates are
    pooled they are a dashed line of their own."""
    from plotly.graph_objects import Figure, Scatter  # 1 s to load: not before a chart is drawn

    waves = [point.wave for point in trend]
    known = [point for point in trend if point.nps.low is not None]
    names = [point.wave for point in known]
    figure = Figure(
        [
            Scatter(x=names, y=[point.nps.low for point in known], mode="lines",
                    line={"width": 0}, hoverinfo="skip"),
            Scatter(x=names, y=[point.nps.high for point in known], mode="lines", fill="tonexty",
                    fillcolor=BAND, line={"width": 0}, hoverinfo="skip"),
            Scatter(x=waves, y=[point.nps.value for point in trend], mode="lines+markers",
                    line={"color": LINE, "width": 2}, marker={"size": 8, "color": LINE},
                    text=[_words(point, reader) for point in trend],
                    hovertemplate="%{text}<extra></extra>"),
        ]
    )  # fmt: skip
    pooled = [point.pooled.value if point.pooled else None for point in trend]
    if any(value is not None for value in pooled):
        figure.add_trace(
            Scatter(x=waves, y=pooled, mode="lines", hoverinfo="skip",
                    line={"color": AXIS, "width": 2, "dash": "dash"})
        )  # fmt: skip
    _lay_out(figure, waves)
    return figure


def _words(point: WavePoint, reader: Reader) -> str:
    plain = point.wave.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = f"{plain}: {points(point.nps.value, reader)}"
    return f"{text} ({between(point.nps.low, point.nps.high, reader)}), n {point.nps.n}"


def _lay_out(figure: Figure, waves: list[str]) -> None:
    figure.update_layout(
        height=HEIGHT, showlegend=False, margin={"l": 34, "r": 8, "t": 8, "b": 30},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", dragmode=False,
        font={"color": AXIS, "size": 12}, hoverlabel={"align": "left"},
    )  # fmt: skip
    figure.update_xaxes(
        type="category", categoryorder="array", categoryarray=waves, showgrid=False,
        fixedrange=True, tickfont={"color": AXIS, "size": 11},
    )  # fmt: skip
    figure.update_yaxes(
        fixedrange=True, zeroline=True, zerolinecolor=AXIS, zerolinewidth=1,
        gridcolor="rgba(102,120,138,0.25)", tickfont={"color": AXIS, "size": 11}, nticks=6,
    )  # fmt: skip
