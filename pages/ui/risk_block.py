"""How a partner orders, on its page: status, why, last order, money, certainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.ui import address, layout
from pages.ui.at_risk_detail import rhythm
from pages.ui.data import at_risk
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.risk_marks import risk_chip
from scorecard.access import Viewer
from scorecard.i18n import formats
from scorecard.risk.alert_kinds import RULE_NAMES, STATE_NAMES
from scorecard.risk.alert_views import AlertLine
from scorecard.risk.words import RiskStatus
from scorecard.risk_standing import CERTAINTIES, RiskLine, why


def show_risk(
    viewer: Viewer, found: Mapping[str, RiskLine], code: str, asked: address.Asked, reader: Reader
) -> None:
    """The block; a partner that was never judged is said as unknown."""
    with st.container(border=True, key="risk"):
        layout.heading(reader.t("How it orders"))
        line = found.get(code)
        if line is None:
            said = reader.t("No order so far.")
            show(tag("p", risk_chip(RiskStatus.UNKNOWN, reader), " ", said, class_="ps-said"))
            return
        view = at_risk.rhythm(viewer.scope, code)
        left, right = st.columns([52, 48], gap="medium")
        with left:
            chip = risk_chip(line.status, reader)
            said = reader.say(why(line))
            show(tag("p", chip, " ", said, class_="ps-said"), _facts(line, reader))
            show(_alerts(() if view is None else view.alerts, reader), _way(line, asked, reader))
        with right:
            rhythm(view, "partner", reader)


def _alerts(alerts: Sequence[AlertLine], reader: Reader) -> Html | None:
    """Its open alerts, each leading to all about it."""
    items = [
        tag("li", tag("a", reader.t(RULE_NAMES[one.rule]), href=f"./at_risk?alert={one.alert_id}"),
            tag("span", f"{reader.t(STATE_NAMES[one.state])} · "
                f"{reader.t('since {day}', day=one.since)}", class_="f"))
        for one in alerts
    ]  # fmt: skip
    return tag("ul", items, class_="ps-members is-below") if items else None


def _way(line: RiskLine, asked: address.Asked, reader: Reader) -> Html | None:
    if line.status is RiskStatus.STEADY:
        return None
    where = address.link("at_risk", asked, owner="", region="")
    return tag("p", tag("a", reader.t("All partners at risk"), " ›", href=where),
               class_="ps-more is-below")  # fmt: skip


def _facts(line: RiskLine, reader: Reader) -> Html:
    facts = [
        (reader.t("Last order"), reader.day(line.last_on) if line.last_on else formats.NO_VALUE)
    ]
    if line.status is not RiskStatus.UNKNOWN:
        stake = reader.money(line.at_stake_minor, compact=False)
        facts.append((reader.t("At stake in 90 days"), stake))
    if line.certainty is not None:
        facts.append((reader.t("Certainty"), reader.t(CERTAINTIES[line.certainty])))
    return tag(
        "dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts],
        class_="ps-pairs",
    )  # fmt: skip
