"""How a partner orders: the word with its mark, as a chip, a column and a filter."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.ui import address, filters
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip
from pages.ui.reader import Reader
from pages.ui.tables import Column, head
from scorecard.i18n.sentences import STATUS_MARKS
from scorecard.risk.words import RiskStatus
from scorecard.risk_standing import LEAVING, MARKED, WORDS, RiskCounts, RiskLine, why
from scorecard.views import Status

LOUD = (*LEAVING, RiskStatus.WATCH)


def risk_chip(status: RiskStatus, reader: Reader) -> Html:
    """`◆ Silent` on its tint; grey where nothing is to be done."""
    shown = MARKED[status] if status in LOUD else Status.UNKNOWN
    if status is RiskStatus.STEADY:
        return tag("span", reader.t(WORDS[status]), class_="ps-chip is-plain")
    return chip(shown, reader.t(WORDS[status]))


def risk_column(lines: Mapping[str, RiskLine], reader: Reader) -> list[Column]:
    """The column of how partners order, with the reason to point at; none without an answer."""
    if not lines:
        return []
    label = reader.t("Orders")
    title = reader.t("How it orders: silent, fading, watch, steady, or too little to judge")

    def cell(code: str) -> Html:
        line = lines.get(code)
        if line is None:
            said = reader.t("No order so far.")
            return tag("td", risk_chip(RiskStatus.UNKNOWN, reader), title=said, data_label=label)
        said = reader.say(why(line))
        return tag("td", risk_chip(line.status, reader), title=said, data_label=label)

    return [(head(label, title=title), lambda line: cell(line.partner_code))]


def loud(lines: Mapping[str, RiskLine], reader: Reader) -> dict[str, Html]:
    """Marks of those whose orders call for somebody."""
    return {
        code: risk_chip(line.status, reader)
        for code, line in lines.items()
        if line.status in LOUD
    }  # fmt: skip


def show_leaving(found: RiskCounts, asked: address.Asked, reader: Reader) -> None:
    """How many are leaving, what is at stake, and the way to them."""
    if not found.n_leaving:
        return
    words = reader.tn(
        "{n} partner is silent or fading, {money} at stake.",
        "{n} partners are silent or fading, {money} at stake.",
        found.n_leaving, money=reader.money(found.at_stake_minor),
    )  # fmt: skip
    link = tag("a", reader.t("At risk"), " ›", href=address.link("at_risk", asked))
    show(tag("p", words, " ", link, class_="ps-note"))


def choose_risk(asked: address.Asked, found: RiskCounts, reader: Reader) -> None:
    """Statuses with their counts behind one box; the first entry takes the filter away."""
    names = {"": reader.t("All orders")}
    names |= {
        status.value: f"{STATUS_MARKS[MARKED[status]]} {reader.t(WORDS[status])} "
        f"{reader.number(found.counts.get(status, 0))}"
        for status in RiskStatus
        if found.counts.get(status) or asked.filters.risk == status
    }
    st.selectbox(
        reader.t("Orders"), list(names), format_func=names.__getitem__, width=170,
        label_visibility="collapsed",
        **filters.linked(address.RISK, asked.filters.risk),
    )  # fmt: skip
