"""The lists of the page "At risk": partners with their alerts, groups, single alerts, the tail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from pages.ui import address
from pages.ui import at_risk_actions as actions
from pages.ui import at_risk_controls as controls
from pages.ui import at_risk_detail as detail
from pages.ui import at_risk_tables as tables
from pages.ui.html import Html, join, show, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from pages.ui.risk_marks import risk_chip
from pages.ui.tables import Link
from scorecard import at_risk_words as words
from scorecard.access import Viewer
from scorecard.i18n.message import MsgId
from scorecard.risk.alert_kinds import RULE_NAMES, STATE_NAMES, AlertState
from scorecard.risk.alert_views import AlertLine, AtRiskPage, PartnerAlerts
from scorecard.risk.words import RiskStatus
from scorecard.views import Status

DOT = " · "


def cards(
    viewer: Viewer, found: Sequence[PartnerAlerts], page: AtRiskPage,
    wanted: controls.AtRiskAsked, reader: Reader, link: Link,
) -> None:  # fmt: skip
    """A card a partner: who, how much, what changed, and what to do about it."""
    shown = found[: tables.MOST if wanted.everything else tables.FEW]
    for partner in shown:
        ids = {alert.alert_id for alert in partner.alerts}
        with st.container(border=True, key=f"card_{partner.alerts[0].alert_id}", gap="small"):
            _card_head(viewer, partner, page, reader, link)
            show(tag("ul", [_said(one, page.stamp.as_of, reader) for one in partner.alerts],
                     class_="ps-alerts"))  # fmt: skip
            opened = wanted.alert if wanted.alert in ids else 0
            _toggle(partner.alerts, opened, reader)
            if opened:
                detail.show_detail(viewer, opened, reader)
    tables.rest(len(shown), len(found), wanted, reader)


def _card_head(
    viewer: Viewer, partner: PartnerAlerts, page: AtRiskPage, reader: Reader, link: Link
) -> None:
    first = partner.alerts[0]
    with st.container(horizontal=True, vertical_alignment="center", gap="small",
                      horizontal_alignment="distribute", key=f"head_{first.alert_id}"):  # fmt: skip
        who = words.handler_of(partner) or reader.t("nobody acts yet")
        facts = [
            reader.t("{money} at stake", money=reader.money(partner.at_stake_minor)),
            who, partner.region, reader.say(words.age(first, page.stamp.as_of)),
        ]  # fmt: skip
        name = tag("a", partner.name, href=link(partner.partner_code), class_="who")
        facts_said = tag("span", DOT.join(fact for fact in facts if fact), class_="f")
        show(tag("div", name, risk_chip(RiskStatus(partner.status), reader), facts_said,
                 class_="ps-alert-head"))  # fmt: skip
        if page.may_act:
            with st.container(horizontal=True, width="content", gap="small",
                              key=f"verbs_{first.alert_id}"):  # fmt: skip
                actions.bar(viewer, partner.name, partner.alerts, page.handlers,
                            str(first.alert_id), reader)  # fmt: skip


def _said(alert: AlertLine, today: date, reader: Reader) -> Html:
    """`What changed – since when, how sure`, with marks where something stands out."""
    rest_ = [
        reader.t("since {day}", day=alert.since),
        reader.t(words.CERTAINTIES[alert.certainty]),
    ]
    again = words.repeated(alert)
    if again is not None:
        rest_.append(reader.say(again))
    marks = [plain_chip(text) for text in _states(alert, reader)]
    if alert.is_worse:
        marks.insert(0, chip(Status.RISK, reader.t("It got worse")))
    if not alert.holds:
        marks.insert(0, chip(Status.GOOD, reader.t("No longer so by the data")))
    return tag("li", tag("b", reader.say(alert.headline)), " ",
               tag("span", DOT.join(rest_), class_="f"), " ", join(marks, " "))  # fmt: skip


def _states(alert: AlertLine, reader: Reader) -> list[str]:
    if alert.state is AlertState.NEW:
        return []
    if alert.state is AlertState.ASSIGNED and alert.assigned_to:
        return [reader.t("Assigned to {who}", who=alert.assigned_to)]
    return [reader.t(STATE_NAMES[alert.state])]


def _toggle(alerts: Sequence[AlertLine], opened: int, reader: Reader) -> None:
    """Which alert of a card is open, or the way to open one."""
    with st.container(horizontal=True, gap="small", key=f"toggle_{alerts[0].alert_id}"):
        for one in alerts:
            chosen = one.alert_id == opened
            more = reader.t("Hide details") if chosen else reader.t("Why, and how sure")
            if len(alerts) > 1:
                more = f"{more}: {reader.t(RULE_NAMES[one.rule])}"
            st.button(
                more, type="tertiary", key=f"open_{one.alert_id}",
                icon=":material/expand_less:" if chosen else ":material/expand_more:",
                on_click=controls.open_alert, args=(0 if chosen else one.alert_id,),
            )  # fmt: skip


def groups(
    viewer: Viewer, page: AtRiskPage, wanted: controls.AtRiskAsked, reader: Reader
) -> None:  # fmt: skip
    """Distributors, markets or brands that are silent together: one alert each, apart."""
    for one in page.groups:
        with st.container(border=True, key=f"card_{one.alert_id}", gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small",
                              horizontal_alignment="distribute",
                              key=f"head_{one.alert_id}"):  # fmt: skip
                n = reader.tn("{n} partner silent with it", "{n} partners silent with it",
                              one.n_partners)  # fmt: skip
                money = reader.t("{money} at stake", money=reader.money(one.at_stake_minor))
                name = tag("b", reader.say(words.group_name(one)))
                mark = chip(Status.WATCH, reader.t("Silent together"))
                show(tag("div", name, mark, tag("span", DOT.join((money, n)), class_="f"),
                         class_="ps-alert-head"))  # fmt: skip
                if page.may_act:
                    with st.container(horizontal=True, width="content", gap="small",
                                      key=f"verbs_{one.alert_id}"):  # fmt: skip
                        actions.bar(viewer, one.name, (one,), page.handlers, str(one.alert_id),
                                    reader)  # fmt: skip
            show(tag("ul", _said(one, page.stamp.as_of, reader), class_="ps-alerts"))
            opened = wanted.alert if wanted.alert == one.alert_id else 0
            _toggle((one,), opened, reader)
            if opened:
                detail.show_detail(viewer, opened, reader)


EMPTY: dict[str, MsgId] = {
    controls.WEEK: "Nobody new needs a call this week.",
    controls.QUEUE: "Everybody fits into the week.",
    controls.SNOOZED: "Nothing is snoozed.",
    controls.CLOSED: "Nothing was closed in the last 90 days.",
    controls.TAIL: "Nobody of the long tail is fading.",
}


def show_part(
    viewer: Viewer, page: AtRiskPage, wanted: controls.AtRiskAsked, asked: address.Asked,
    reader: Reader,
) -> None:  # fmt: skip
    """The part of the list that the address asks for; the open alert above, if it is elsewhere."""
    link = partial(address.link_partner, asked)
    partners = {controls.WEEK: page.inbox, controls.QUEUE: page.queue}.get(wanted.part, ())
    shown = partners[: tables.MOST if wanted.everything else tables.FEW]
    inside = {one.alert_id for partner in shown for one in partner.alerts}
    inside |= {one.alert_id for one in page.groups}
    if wanted.alert and wanted.alert not in inside:
        _apart(viewer, wanted.alert, page, reader)
    if partners:
        cards(viewer, partners, page, wanted, reader, link)
    elif wanted.part == controls.SNOOZED and page.snoozed:
        tables.alerts_table(page.snoozed, wanted, reader, link)
    elif wanted.part == controls.CLOSED and page.closed:
        tables.alerts_table(page.closed, wanted, reader, link)
    elif wanted.part == controls.TAIL and page.tail:
        note = reader.t(
            "Partners that together bring the last 20% of spend: worth a campaign, not a call each."
        )
        show(tag("p", note, class_="ps-note"))
        tables.tail_table(page.tail, wanted, reader, link)
    else:
        show(tag("div", tag("b", reader.t(EMPTY[wanted.part])), class_="ps-empty", role="status"))


def _apart(viewer: Viewer, alert_id: int, page: AtRiskPage, reader: Reader) -> None:
    """An alert that is in none of the cards shown, with all there is to do about it."""
    with st.container(border=True, key=f"card_{alert_id}", gap="small"):
        detail.show_alone(viewer, alert_id, page.handlers, reader)
        st.button(reader.t("Hide details"), type="tertiary", on_click=controls.open_alert,
                  args=(0,), icon=":material/expand_less:", key="hide_alone")  # fmt: skip
