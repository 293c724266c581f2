"""How a partner orders, on its page: status, why, last order, money, certainty."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.ui import address, layout
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.risk_marks import risk_chip
from scorecard.i18n import formats
from scorecard.risk.words import RiskStatus
from scorecard.risk_standing import CERTAINTIES, RiskLine, why


def show_risk(
    found: Mapping[str, RiskLine], code: str, asked: address.Asked, reader: Reader
) -> None:
    """The block; a partner that was never judged is said as unknown."""
    with st.container(border=True, key="risk"):
        layout.heading(reader.t("How it orders"))
        line = found.get(code)
        if line is None:
            said = reader.t("No order so far.")
            show(tag("p", risk_chip(RiskStatus.UNKNOWN, reader), " ", said, class_="ps-said"))
            return
        chip = risk_chip(line.status, reader)
        show(tag("p", chip, " ", reader.say(why(line)), class_="ps-said"), _facts(line, reader))
        where = address.link("at_risk", asked, owner="", region="")
        if line.status is not RiskStatus.STEADY:
            link = tag("a", reader.t("All partners at risk"), " ›", href=where)
            show(tag("p", link, class_="ps-more"))


def _facts(line: RiskLine, reader: Reader) -> Html:
    facts = [
        (reader.t("Last order"), reader.day(line.last_on) if line.last_on else formats.NO_VALUE)
    ]
    if line.status is not RiskStatus.UNKNOWN:
        stake = reader.money(line.at_stake_minor, compact=False)
        facts.append((reader.t("At stake in 90 days"), stake))
    if line.status is RiskStatus.FADING:
        lost = reader.money(line.lost_minor, compact=False)
        facts.append((reader.t("Less than before in 90 days"), lost))
    if line.certainty is not None:
        facts.append((reader.t("Certainty"), reader.t(CERTAINTIES[line.certainty])))
    return tag(
        "dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts],
        class_="ps-pairs",
    )  # fmt: skip
