"""What the page of the pipeline is asked for: quarter, part, node, deals; in the address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import streamlit as st

from pages.ui.address import here
from pages.ui.choice import VIEW
from pages.ui.filters import linked
from pages.ui.reader import Reader
from scorecard.forecast.dedupe.contract import Fate
from scorecard.forecast.views import LEVELS, Asked, PipelinePage
from scorecard.period import quarter_of

QUARTER, NODE, SINCE = "for", "node", "since"
STAGE, MONTH, FATE, CLUSTER = "stage", "month", "fate", "cluster"
FORECAST, CHANGES, DEALS, CLAIMS, TWICE = "forecast", "changes", "deals", "claims", "twice"
BEFORE, AHEAD = 4, 2  # quarters to choose from, around the one that runs


def quarters(as_of: date, reader: Reader) -> dict[str, str]:
    """Keys and names of the quarters to choose from, the latest first."""
    running = quarter_of(as_of, reader.fiscal_year_start)
    around = [running.shift(step) for step in range(AHEAD, -BEFORE - 1, -1)]
    return {period.key: reader.quarter(period) for period in around}


def quarter_asked(known: Mapping[str, str], as_of: date) -> str:
    """The quarter of the address (`for=2026Q4`); else the one that runs."""
    asked = st.query_params.get(QUARTER, "")
    return asked if asked in known else list(known)[AHEAD]


def choose_quarter(known: Mapping[str, str], quarter: str, reader: Reader) -> None:
    st.selectbox(
        reader.t("Quarter"), list(known), format_func=known.__getitem__, width=150,
        label_visibility="collapsed", **linked(QUARTER, quarter),
    )  # fmt: skip


def choose_part(page: PipelinePage, reader: Reader) -> str:
    """Which part is shown (`?view=`)."""
    names = {
        FORECAST: reader.t("Forecast"),
        CHANGES: reader.t("What moved"),
        DEALS: reader.t("Open deals"),
        CLAIMS: reader.t("Registrations"),
        TWICE: reader.t("Counted once {n}", n=page.n_queue),
    }
    asked = st.query_params.get(VIEW, "")
    current = asked if asked in names else FORECAST
    st.segmented_control(
        reader.t("Part of the page"), list(names), format_func=names.__getitem__, required=True,
        label_visibility="collapsed", wrap=True, **linked(VIEW, current),
    )  # fmt: skip
    return current


def node_asked() -> tuple[str, ...]:
    """The node that is open, as keys from the region down (`node=["Iberia","ES"]`)."""
    try:
        asked = json.loads(st.query_params.get(NODE, "[]"))
    except ValueError:
        return ()
    keys = isinstance(asked, list) and all(isinstance(key, str) for key in asked)
    return tuple(asked) if keys and len(asked) < len(LEVELS) else ()


def node_link(path: tuple[str, ...]) -> str:
    return here(**{NODE: json.dumps(path, ensure_ascii=False) if path else ""})


def since_asked(days: Mapping[str, date], reader: Reader) -> date:
    """Since when changes are shown: week, four weeks, month, quarter."""
    known = {
        "week": reader.t("Since the week began"),
        "four_weeks": reader.t("Since four weeks ago"),
        "month": reader.t("Since the month began"),
        "quarter": reader.t("Since the quarter began"),
    }
    names = {name: words for name, words in known.items() if name in days}
    asked = st.query_params.get(SINCE, "")
    current = asked if asked in names else "four_weeks"
    st.segmented_control(
        reader.t("Since"), list(names), format_func=names.__getitem__, required=True,
        label_visibility="collapsed", wrap=True, **linked(SINCE, current),
    )  # fmt: skip
    return days[current]


def deals_asked() -> Asked:
    """Which deals the address asks for: the open ones, unless it names a fate or opportunity."""
    query = st.query_params
    month, cluster = query.get(MONTH, ""), query.get(CLUSTER, "")
    fate = query.get(FATE, "")
    return Asked(
        fate=fate if fate in {one.value for one in Fate} else "",
        status="" if fate or cluster else "open",
        stage=query.get(STAGE, "")[:500],
        month=int(month) if month.isascii() and month.isdigit() and len(month) <= 6 else None,
        cluster_id=int(cluster) if cluster.isascii() and cluster.isdigit() else None,
    )


def deals_link(**changes: str) -> str:
    """The part with the deals, narrowed."""
    cleared = dict.fromkeys((STAGE, MONTH, FATE, CLUSTER, "page"), "")
    return here(**{VIEW: DEALS, **cleared, **changes})
