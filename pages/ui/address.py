"""Period and filters live in the address, under stable ids: `?q=2026Q3&region=Iberia&s=r`.

The address is the truth: widgets are set from it before they are drawn and write to it when they
change. So reload, the back button and a link sent to a colleague all show the same page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote, urlencode

import streamlit as st

from scorecard.i18n.message import MsgId
from scorecard.period import Period
from scorecard.risk.words import RiskStatus
from scorecard.views import Filters, PartnerPage, Status

PERIOD, PARTNER, STATUS, SEARCH, RISK = "q", "p", "s", "search", "risk"
BY, SORT, PAGE, EVIDENCE = "by", "sort", "page", "e"
MORE = "all"  # the list of which all rows are shown
ROWS = "rows"  # key of the evidence: `static/go.js` scrolls there when a link asks for `e`
DIMENSION_IDS = {
    "region": "region", "country": "country", "tier": "tier", "type": "partner_type",
    "owner": "owner",
}  # fmt: skip
STATUS_IDS = {"r": Status.RISK, "w": Status.WATCH, "g": Status.GOOD, "u": Status.UNKNOWN}
RISK_IDS = frozenset(status.value for status in RiskStatus)
CARRIED = (PERIOD, *DIMENSION_IDS, STATUS, SEARCH, RISK)  # what every link inside the app keeps
SORTS: dict[str, MsgId] = {
    "status": "Worst first", "gap": "Largest gap first", "-score": "Highest score first",
    "-net": "Highest revenue first", "name": "By name",
}  # fmt: skip
MOST_PAGES = 100_000
_KEPT = "kept_query"  # session key: the last of these, for links that carry none (navigation)

Choices = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """What the address asks for; `unknown` names what is not there and was left out."""

    period: Period
    filters: Filters
    unknown: tuple[tuple[str, str], ...] = ()  # (dimension or "period", text of the link)


def read(periods: Sequence[Period], latest: date, choices: Choices, *, risk: bool = True) -> Asked:
    """Read the address; ids that the viewer's data does not know are ignored and named.

    `risk`: whether the page can be narrowed to how partners order.
    Without a quarter in the address: the one in which the day `latest` lies, else the last.
    """
    _recall()
    unknown: list[tuple[str, str]] = []
    default = next((p for p in periods if p.start <= latest < p.end), max(periods))
    wanted = st.query_params.get(PERIOD, default.key)
    period = next((p for p in periods if p.key == wanted), None)
    if period is None:
        unknown.append(("period", wanted))
    found = _filters(choices, unknown)
    asked = Asked(period or default, found if risk else replace(found, risk=""), tuple(unknown))
    _keep(asked)
    return asked


def _filters(choices: Choices, unknown: list[tuple[str, str]]) -> Filters:
    """Filters whose ids are known; the others are put on the list."""
    query = st.query_params
    found: dict[str, str] = {}
    for name, dimension in DIMENSION_IDS.items():
        value = query.get(name, "")
        if value in choices.get(dimension, ()):
            found[dimension] = value
        elif value:
            unknown.append((dimension, value))
    status = query.get(STATUS, "")
    if status in STATUS_IDS:
        found["status"] = STATUS_IDS[status].value
    elif status:
        unknown.append(("status", status))
    risk = query.get(RISK, "")
    if risk in RISK_IDS:
        found["risk"] = risk
    elif risk:
        unknown.append(("status", risk))
    return Filters(search=query.get(SEARCH, "").strip(), **found)


def _recall() -> None:
    """An address without any of our ids comes from the navigation: go on with the last ones."""
    if not any(name in st.query_params for name in CARRIED):
        st.query_params.update(st.session_state.get(_KEPT, {}))


def _keep(asked: Asked) -> None:
    kept = to_query(asked.period, asked.filters)
    st.session_state[_KEPT] = kept
    if PERIOD not in st.query_params:  # a copied address always says which quarter it shows
        st.query_params[PERIOD] = kept[PERIOD]


def to_query(period: Period, filters: Filters) -> dict[str, str]:
    """The ids of a view, as they stand in an address."""
    ids = {PERIOD: period.key}
    ids |= {name: getattr(filters, dimension) for name, dimension in DIMENSION_IDS.items()}
    ids[STATUS] = next((key for key, value in STATUS_IDS.items() if value == filters.status), "")
    ids[SEARCH], ids[RISK] = filters.search, filters.risk
    return {name: value for name, value in ids.items() if value}


def link(page: str, asked: Asked, *, partner: str = "", **changes: str) -> str:
    """An address inside the app that keeps period and filters, `changes` being dimensions.

    `link("scorecards", asked, region="Iberia")`; the overview is the app's first page.
    """
    ids = to_query(asked.period, replace(asked.filters, **changes))
    if partner:
        ids = {PARTNER: partner, **ids}
    return f"./{'' if page == 'overview' else page}?{urlencode(ids, quote_via=quote)}"


def link_partner(asked: Asked, partner_code: str) -> str:
    return link("partner", asked, partner=partner_code)


def rows_of(asked: Asked, view: PartnerPage) -> dict[str, tuple[int, str]]:
    """KPI -> how many rows it is made from, and the address that shows them as evidence."""
    if view.tree is None:
        return {}
    here = link("partner", asked, partner=view.line.partner_code)
    n = dict(view.sources)
    return {
        key: (n[source], f"{here}&{EVIDENCE}={source}") for key, source in view.tree.shown.items()
    }


def write(**changes: str) -> None:
    """Set ids of the address, or take them away where empty: one step of the browser's history.

    A changed filter starts at the first page of a list again.
    """
    before = st.query_params.to_dict()
    after = {**before, **({} if PAGE in changes else {PAGE: ""}), **changes}
    after = {name: value for name, value in after.items() if value}
    if after != before:
        st.query_params.from_dict(after)


def here(**changes: str) -> str:
    """The address of the page that is shown, with other ids; empty ones are left out."""
    ids = {**st.query_params.to_dict(), **changes}
    return f"?{urlencode({name: value for name, value in ids.items() if value}, quote_via=quote)}"


def shows_all(name: str) -> bool:
    """Whether the address asks for all rows of a list (`all=moves`)."""
    return st.query_params.get(MORE, "") == name


def sort_asked() -> str:
    """The order that the address asks for; one that is not known counts as the first."""
    asked = st.query_params.get(SORT, "")
    return asked if asked in SORTS else next(iter(SORTS))


def page_asked() -> int:
    """The page of a list that the address asks for, from 1."""
    text = st.query_params.get(PAGE, "1")
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() else 1


def clear() -> None:
    """Take all filters away; the quarter stays."""
    st.session_state.pop(_KEPT, None)
    write(**dict.fromkeys((*DIMENSION_IDS, STATUS, SEARCH, RISK), ""))
