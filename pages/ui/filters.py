"""Period and filters live in the address, under stable ids: `?q=2026Q3&region=Iberia&s=r`.

The address is the truth: widgets are set from it before they are drawn and write to it when they
change. So reload, the back button and a link sent to a colleague all show the same page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

import streamlit as st
from babel import Locale

from pages.ui.reader import Reader
from scorecard.i18n.sentences import dimension_name, status_label
from scorecard.period import Period
from scorecard.views import Filters, Status

PERIOD, PARTNER, STATUS, SEARCH = "q", "p", "s", "search"
BY, SORT, PAGE = "by", "sort", "page"
DIMENSION_IDS = {
    "region": "region", "country": "country", "tier": "tier", "type": "partner_type",
    "owner": "owner",
}  # fmt: skip
_ALL = {
    "region": "All regions", "country": "All countries", "tier": "All tiers",
    "type": "All types", "owner": "All owners",
}  # fmt: skip
STATUS_IDS = {"r": Status.RISK, "w": Status.WATCH, "g": Status.GOOD, "u": Status.UNKNOWN}
CARRIED = (PERIOD, *DIMENSION_IDS, STATUS, SEARCH)  # what every link inside the app keeps
SORTS = {
    "status": "Worst first", "gap": "Largest gap first", "-score": "Highest score first",
    "-net": "Highest revenue first", "name": "By name",
}  # fmt: skip
_KEPT = "kept_query"  # session key: the last of these, for links that carry none (navigation)

Choices = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """What the address asks for; `unknown` names what is not there and was left out."""

    period: Period
    filters: Filters
    unknown: tuple[tuple[str, str], ...] = ()  # (dimension or "period", text of the link)


def read(periods: Sequence[Period], as_of: date, choices: Choices) -> Asked:
    """Read the address; ids that the viewer's data does not know are ignored and named.

    Without a quarter in the address: the one in which `as_of` lies, else the last there is.
    """
    _recall()
    query = st.query_params
    default = next((p for p in periods if p.start <= as_of < p.end), max(periods))
    unknown: list[tuple[str, str]] = []
    by_key = {period.key: period for period in periods}
    wanted = query.get(PERIOD, default.key)
    if wanted not in by_key:
        unknown.append(("period", wanted))
    period = by_key.get(wanted, default)
    found: dict[str, str] = {}
    for name, dimension in DIMENSION_IDS.items():
        value = query.get(name, "")
        if value and value not in choices.get(dimension, ()):
            unknown.append((dimension, value))
        elif value:
            found[dimension] = value
    status = query.get(STATUS, "")
    if status and status not in STATUS_IDS:
        unknown.append(("status", status))
    elif status:
        found["status"] = STATUS_IDS[status].value
    filters = Filters(search=query.get(SEARCH, "").strip(), **found)
    _keep(period, filters)
    return Asked(period, filters, tuple(unknown))


def _recall() -> None:
    """An address without any of our ids comes from the navigation: go on with the last ones."""
    if not any(name in st.query_params for name in CARRIED):
        st.query_params.update(st.session_state.get(_KEPT, {}))


def _keep(period: Period, filters: Filters) -> None:
    kept = to_query(period, filters)
    st.session_state[_KEPT] = kept
    if PERIOD not in st.query_params:  # a copied address always says which quarter it shows
        st.query_params[PERIOD] = kept[PERIOD]


def to_query(period: Period, filters: Filters) -> dict[str, str]:
    """The ids of a view, as they stand in an address."""
    ids = {PERIOD: period.key}
    ids |= {name: getattr(filters, dimension) for name, dimension in DIMENSION_IDS.items()}
    ids[STATUS] = next((key for key, value in STATUS_IDS.items() if value == filters.status), "")
    ids[SEARCH] = filters.search
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


def value_name(dimension: str, value: str, reader: Reader) -> str:
    """A value as people read it: a country by its name, all else as it stands in the data."""
    if dimension == "country":
        return str(Locale.parse(reader.lang).territories.get(value, value))
    if dimension == "partner_type":
        return value[:1].upper() + value[1:]
    return value


# --- linked widgets ---------------------------------------------------------------------------


def write(**changes: str) -> None:
    """Set ids of the address, or take them away where empty: one step of the browser's history.

    A changed filter starts at the first page of a list again.
    """
    before = st.query_params.to_dict()
    after = {**before, **({} if PAGE in changes else {PAGE: ""}), **changes}
    after = {name: value for name, value in after.items() if value}
    if after != before:
        st.query_params.from_dict(after)


def _changed(name: str, key: str) -> None:
    write(**{name: str(st.session_state[key] or "")})


def _linked(name: str, value: str | int) -> dict[str, Any]:
    """Arguments that tie a widget to one id of the address."""
    key = f"filter_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": _changed, "args": (name, key)}


def choose_period(periods: Sequence[Period], asked: Asked, reader: Reader) -> None:
    names = {period.key: reader.quarter(period) for period in periods}
    st.selectbox(
        reader.t("Quarter"), list(names), format_func=names.__getitem__, width=130,
        label_visibility="collapsed", **_linked(PERIOD, asked.period.key),
    )  # fmt: skip


def choose(name: str, asked: Asked, choices: Choices, reader: Reader, *, label: bool) -> None:
    """A select box of one dimension; its first entry takes the filter away."""
    dimension = DIMENSION_IDS[name]
    label_text = dimension_name(dimension, reader.lang)
    names = {"": reader.t(_ALL[name])}
    names |= {value: value_name(dimension, value, reader) for value in choices.get(dimension, ())}
    st.selectbox(
        label_text, list(names), format_func=names.__getitem__,
        label_visibility="visible" if label else "collapsed",
        width="stretch" if label else 170,
        **_linked(name, getattr(asked.filters, dimension)),
    )  # fmt: skip


def choose_more(asked: Asked, choices: Choices, reader: Reader, *, without: str = "region") -> None:
    """The other dimensions, behind one button that says how many are set."""
    names = [name for name in DIMENSION_IDS if name != without]
    n = sum(bool(getattr(asked.filters, DIMENSION_IDS[name])) for name in names)
    label = reader.t("Filters ({n})", n=n) if n else reader.t("Filters")
    with st.popover(label, icon=":material/tune:"):
        for name in names:
            choose(name, asked, choices, reader, label=True)


def choose_status(asked: Asked, counts: Mapping[Status, int], reader: Reader) -> None:
    """Statuses with their counts; pressing the chosen one again shows all."""
    names = {"": reader.t("All {n}", n=sum(counts.values()))}
    names |= {
        key: f"{status_label(status, reader.lang)} {reader.number(counts.get(status, 0))}"
        for key, status in STATUS_IDS.items()
        if counts.get(status) or asked.filters.status == status
    }
    current = to_query(asked.period, asked.filters).get(STATUS, "")
    st.segmented_control(
        reader.t("Status"), list(names), format_func=names.__getitem__,
        label_visibility="collapsed", wrap=True, **_linked(STATUS, current),
    )  # fmt: skip


def choose_dimension(reader: Reader) -> str:
    """By which dimension the gap is shown (`by=` in the address); returns the dimension."""
    names = {
        name: dimension_name(dimension, reader.lang) for name, dimension in DIMENSION_IDS.items()
    }
    asked = st.query_params.get(BY, "")
    current = asked if asked in names else next(iter(names))
    st.segmented_control(
        reader.t("Show by"), list(names), format_func=names.__getitem__, required=True,
        label_visibility="collapsed", **_linked(BY, current),
    )  # fmt: skip
    return DIMENSION_IDS[current]


def sort_asked() -> str:
    """The order that the address asks for; one that is not known counts as the first."""
    asked = st.query_params.get(SORT, "")
    return asked if asked in SORTS else next(iter(SORTS))


def choose_sort(current: str, reader: Reader) -> None:
    st.selectbox(
        reader.t("Sort by"), list(SORTS), format_func=lambda name: reader.t(SORTS[name]),
        width=190, label_visibility="collapsed", **_linked(SORT, current),
    )  # fmt: skip


def choose_page(page: int, n_pages: int) -> None:
    """Numbers of pages, where there is more than one."""
    if n_pages > 1:
        key = f"filter_page_{page}"  # a pagination cannot be set from outside: one a page
        st.pagination(n_pages, default=page, key=key, on_change=_changed, args=(PAGE, key))


def page_asked() -> int:
    """The page of a list that the address asks for, from 1."""
    text = st.query_params.get(PAGE, "1")
    return int(text) if text.isdecimal() and int(text[:6]) > 0 else 1


def search(asked: Asked, reader: Reader) -> None:
    st.text_input(
        reader.t("Search by name"), type="search", placeholder=reader.t("Search by name"),
        label_visibility="collapsed", width=240, **_linked(SEARCH, asked.filters.search),
    )  # fmt: skip


def clear() -> None:
    """Take all filters away; the quarter stays."""
    st.session_state.pop(_KEPT, None)
    write(**dict.fromkeys((*DIMENSION_IDS, STATUS, SEARCH), ""))


def in_words(filters: Filters, reader: Reader) -> list[str]:
    """The filters that are set: `Region: Iberia`."""
    found = [
        f"{dimension_name(dimension, reader.lang)}: {value_name(dimension, value, reader)}"
        for dimension in DIMENSION_IDS.values()
        if (value := getattr(filters, dimension))
    ]
    if filters.status:
        found.append(f"{reader.t('Status')}: {reader.status(Status(filters.status))}")
    if filters.search:
        found.append(f"{reader.t('Name')}: {filters.search}")
    return found
