"""Partners a tier over the quarters: the one chart of tiers that has a time axis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pages.ui.reader import Reader
from pages.ui.theme import MARKS, TOKENS
from pages.ui.tier_parts import shade
from scorecard.period import quarter_of
from scorecard.tier_views import Rung, TierCounts, TiersPage

if TYPE_CHECKING:
    from plotly.graph_objects import Bar, Figure

INK, WHITE, AXIS = TOKENS["ink"].light, TOKENS["page"].light, MARKS["neutral"]
HEIGHT = 380


def shades(n: int) -> list[str]:
    """Colours of tiers, the lowest first: the same as beside the chart."""
    return [TOKENS[f"tier-{shade(place, n)}"].light for place in range(n)]


def over_quarters(page: TiersPage, reader: Reader) -> Figure:
    """Stacked columns, the lowest tier at the bottom, the day itself last."""
    from plotly.graph_objects import Figure  # 1 s to load: not before a chart is drawn

    figure = Figure([_bar(place, page, reader) for place in range(len(page.rungs))])
    figure.update_layout(
        barmode="stack", bargap=0.12, height=HEIGHT, showlegend=False,
        margin={"l": 0, "r": 0, "t": 6, "b": 42}, paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)", hoverlabel={"align": "left"},
        font={"color": AXIS, "size": 12}, dragmode=False,
    )  # fmt: skip
    figure.update_xaxes(
        type="multicategory", showgrid=False, fixedrange=True, showdividers=False, tickangle=0,
        tickfont={"color": AXIS, "size": 11},
    )  # fmt: skip
    figure.update_yaxes(visible=False, fixedrange=True, rangemode="tozero")
    return figure


def _bar(place: int, page: TiersPage, reader: Reader) -> Bar:
    from plotly.graph_objects import Bar

    names = [_name(counts, page, reader) for counts in page.history]
    numbers = [counts.counts[place] for counts in page.history]
    return Bar(
        x=[[year for year, _ in names], [name for _, name in names]],
        y=numbers,
        name=page.rungs[place].label,
        text=[_number(n, reader) for n in numbers],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"size": 10, "color": INK if 2 * place < len(page.rungs) - 1 else WHITE},
        marker={"color": shades(len(page.rungs))[place], "line": {"width": 0}},
        hovertemplate="%{x}<br>" + _plain(page.rungs[place]) + ": %{y}<extra></extra>",
    )


def _plain(rung: Rung) -> str:
    """A label inside plotly's own markup and places."""
    text = rung.label.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("%", "&#37;").replace("{", "&#123;")


def _name(counts: TierCounts, page: TiersPage, reader: Reader) -> tuple[str, str]:
    """(year, quarter); the day itself last, without a year."""
    if counts.day == page.day:
        running = page.day == page.stamp.as_of
        return " ", reader.t("Today") if running else reader.day(page.day)
    quarter = quarter_of(counts.day, reader.fiscal_year_start)
    plain = str(quarter.fiscal_year)
    year = plain if reader.fiscal_year_start == 1 else f"FY{plain}"
    words = reader.quarter(quarter).replace(year, "").strip(" .,").split()
    numbers = [word for word in words if re.fullmatch(r"[IV]+\.?", word)]
    return year, numbers[0] if numbers else " ".join(words)


def _number(n: int, reader: Reader) -> str:
    return reader.number(n) if n else ""
