"""Widgets tied to the address: they are set from it before they are drawn and write to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from babel import Locale

from pages.ui import address
from pages.ui.address import DIMENSION_IDS, Asked, Choices
from pages.ui.reader import Reader
from scorecard.i18n.message import MsgId
from scorecard.i18n.sentences import dimension_name, source_name, status_label
from scorecard.period import Period
from scorecard.risk.words import RiskStatus
from scorecard.risk_standing import WORDS
from scorecard.views import Filters, PartnerPage, Status

_ALL: dict[str, MsgId] = {
    "region": "All regions", "country": "All countries", "tier": "All tiers",
    "type": "All types", "owner": "All owners",
}  # fmt: skip


def value_name(dimension: str, value: str, reader: Reader) -> str:
    """A value as people read it: a country by its name, all else as it stands in the data."""
    if dimension == "country":
        return str(Locale.parse(reader.lang).territories.get(value, value))
    if dimension == "partner_type":
        return value[:1].upper() + value[1:]
    return value


def _changed(name: str, key: str) -> None:
    address.write(**{name: str(st.session_state[key] or "")})


def linked(name: str, value: str | int) -> dict[str, Any]:
    """Arguments that tie a widget to one id of the address."""
    key = f"filter_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": _changed, "args": (name, key)}


def choose_period(periods: Sequence[Period], asked: Asked, reader: Reader) -> None:
    names = {period.key: reader.quarter(period) for period in periods}
    st.selectbox(
        reader.t("Quarter"), list(names), format_func=names.__getitem__, width=130,
        label_visibility="collapsed", **linked(address.PERIOD, asked.period.key),
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
        **linked(name, getattr(asked.filters, dimension)),
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
        for key, status in address.STATUS_IDS.items()
        if counts.get(status) or asked.filters.status == status
    }
    current = address.to_query(asked.period, asked.filters).get(address.STATUS, "")
    st.segmented_control(
        reader.t("Status"), list(names), format_func=names.__getitem__,
        label_visibility="collapsed", wrap=True, **linked(address.STATUS, current),
    )  # fmt: skip


def choose_dimension(reader: Reader, *, without: str = "") -> str:
    """By which dimension the gap is shown (`by=` in the address); returns the dimension."""
    names = {
        name: dimension_name(dimension, reader.lang)
        for name, dimension in DIMENSION_IDS.items()
        if name != without
    }
    asked = st.query_params.get(address.BY, "")
    current = asked if asked in names else next(iter(names))
    st.segmented_control(
        reader.t("Show by"), list(names), format_func=names.__getitem__, required=True,
        label_visibility="collapsed", **linked(address.BY, current),
    )  # fmt: skip
    return DIMENSION_IDS[current]


def choose_evidence(view: PartnerPage, reader: Reader) -> None:
    """Which rows are shown as evidence (`e=` in the address), with how many there are."""
    names = {
        source: f"{source_name(source, reader.lang)} {reader.number(n)}"
        for source, n in view.sources
    }
    if len(names) > 1:
        st.segmented_control(
            reader.t("Evidence"), list(names), format_func=names.__getitem__, required=True,
            label_visibility="collapsed", **linked(address.EVIDENCE, view.source),
        )  # fmt: skip


def choose_sort(current: str, reader: Reader) -> None:
    names = {name: reader.t(label) for name, label in address.SORTS.items()}
    st.selectbox(
        reader.t("Sort by"), list(names), format_func=names.__getitem__,
        width=190, label_visibility="collapsed", **linked(address.SORT, current),
    )  # fmt: skip


def choose_page(page: int, n_pages: int) -> None:
    """Numbers of pages, where there is more than one."""
    if n_pages > 1:
        key = f"filter_page_{page}"  # a pagination cannot be set from outside: one a page
        st.pagination(n_pages, default=page, key=key, on_change=_changed, args=(address.PAGE, key))


def search(asked: Asked, reader: Reader) -> None:
    st.text_input(
        reader.t("Search by name"), type="search", placeholder=reader.t("Search by name"),
        label_visibility="collapsed", width=240, **linked(address.SEARCH, asked.filters.search),
    )  # fmt: skip


def in_words(filters: Filters, reader: Reader) -> list[str]:
    """The filters that are set: `Region: Iberia`."""
    found = [
        f"{dimension_name(dimension, reader.lang)}: {value_name(dimension, value, reader)}"
        for dimension in DIMENSION_IDS.values()
        if (value := getattr(filters, dimension))
    ]
    if filters.status:
        found.append(f"{reader.t('Status')}: {reader.status(Status(filters.status))}")
    if filters.risk:
        found.append(f"{reader.t('Orders')}: {reader.t(WORDS[RiskStatus(filters.risk)])}")
    if filters.search:
        found.append(f"{reader.t('Name')}: {filters.search}")
    return found
