"""One alert: what changed, what else could explain it, how sure, what to ask, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from pages.ui import at_risk_actions as actions
from pages.ui import at_risk_chart as chart
from pages.ui import layout
from pages.ui.data import at_risk
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.risk_marks import risk_chip
from pages.ui.tables import evidence_table
from pages.ui.text import moment
from scorecard import at_risk_words as words
from scorecard.access import Role, Viewer
from scorecard.i18n.message import Message
from scorecard.risk.alert_kinds import CHANGE_NAMES, RULE_NAMES, STATE_NAMES
from scorecard.risk.alert_views import AlertDetail, AlertEvent, EvidenceLink, RhythmView, TailLine
from scorecard.risk.words import RiskStatus

MOST_EVENTS, MOST_MEMBERS = 30, 20


def show_detail(viewer: Viewer, alert_id: int, reader: Reader) -> None:
    """Everything about an alert; says so when it is not there for this viewer."""
    found = at_risk.alert(viewer.scope, alert_id)
    if found is None:
        show(tag("p", reader.t("There is no such alert here."), class_="ps-note", role="status"))
        return
    _draw(viewer, found, reader)


def show_alone(viewer: Viewer, alert_id: int, handlers: Sequence[str], reader: Reader) -> None:
    """The same with its name and its buttons, for an alert outside of a card."""
    found = at_risk.alert(viewer.scope, alert_id)
    if found is None:
        show(tag("p", reader.t("There is no such alert here."), class_="ps-note", role="status"))
        return
    line = found.line
    name = line.name if line.partner_code else reader.say(words.group_name(line))
    with st.container(horizontal=True, vertical_alignment="center", gap="small",
                      horizontal_alignment="distribute", key=f"head_{alert_id}"):  # fmt: skip
        facts = (
            reader.t(RULE_NAMES[line.rule]),
            reader.t(STATE_NAMES[line.state]),
            reader.t("{money} at stake", money=reader.money(line.at_stake_minor)),
        )
        show(tag("div", tag("b", name), tag("span", " · ".join(facts), class_="f"),
                 class_="ps-alert-head"))  # fmt: skip
        if found.verbs:
            with st.container(horizontal=True, width="content", gap="small",
                              key=f"verbs_{alert_id}"):  # fmt: skip
                actions.bar(viewer, name, (line,), handlers, str(alert_id), reader)
    _draw(viewer, found, reader)


def _draw(viewer: Viewer, found: AlertDetail, reader: Reader) -> None:
    alert_id = found.line.alert_id
    left, right = st.columns([52, 48], gap="medium")
    with left:
        show(_because(found, reader))
        show(_facts(found, reader))
    with right:
        if found.members:
            _heading(reader.t("Partners that are silent with it"))
            show(_members(found.members, reader))
        if found.line.partner_code:
            view = at_risk.rhythm(viewer.scope, found.line.partner_code)
            rhythm(view, f"alert_{alert_id}", reader)
    if found.evidence is not None:
        _rows(viewer, found.evidence, alert_id, reader)
    _past(viewer, found, reader)


def rhythm(view: RhythmView | None, key: str, reader: Reader) -> None:
    """The picture of a partner's orders; a sentence where there is none."""
    if view is None or not view.orders:
        show(tag("p", reader.t("It never ordered."), class_="ps-note"))
        return
    _heading(reader.t("Orders of the last 12 months, {currency}", currency=view.currency))
    st.plotly_chart(
        chart.rhythm(view, reader), config={"displayModeBar": False}, theme=None,
        key=f"rhythm_{key}", alt=chart.in_words(view, reader),
    )  # fmt: skip
    show(chart.legend(view, reader))


def _because(found: AlertDetail, reader: Reader) -> Html:
    parts = [
        _list(reader.t("What changed"), found.reasons, reader),
        _list(reader.t("What else could explain it"), found.doubts, reader),
        _list(reader.t("How sure"), (found.why_certainty,), reader),
        tag("div", tag("h3", reader.t("A first question")),
            tag("blockquote", reader.say(found.question))),
    ]  # fmt: skip
    return tag("div", parts, class_="ps-because")


def _list(title: str, said: Iterable[Message], reader: Reader) -> Html | None:
    items = [tag("li", reader.say(one)) for one in said]
    if not items:
        return None
    return tag("div", tag("h3", title), tag("ul", items))


def _facts(found: AlertDetail, reader: Reader) -> Html:
    shares = (
        (reader.t("No order in 90 days"), found.p_stop),
        (reader.t("Spend falls by 70%"), found.p_drop),
        (reader.t("Breaks its rhythm"), found.p_break),
    )
    facts = [(name, reader.say(words.chance(value))) for name, value in shares if value is not None]
    facts.append((reader.t("Usual in 90 days"), reader.money(found.expected_minor)))
    if found.last_on is not None:
        facts.append((reader.t("Last order"), reader.day(found.last_on)))
    if found.data_to is not None:
        facts.append((reader.t("Data up to"), reader.day(found.data_to)))
    return tag(
        "dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts],
        class_="ps-pairs",
    )  # fmt: skip


def _members(members: tuple[TailLine, ...], reader: Reader) -> Html:
    items = [
        tag("li", tag("a", one.name, href=f"./partner?p={one.partner_code}"),
            tag("span", reader.money(one.at_stake_minor), class_="f"),
            risk_chip(RiskStatus(one.status), reader))
        for one in members[:MOST_MEMBERS]
    ]  # fmt: skip
    return tag("ul", items, class_="ps-members")


def _rows(viewer: Viewer, link: EvidenceLink, alert_id: int, reader: Reader) -> None:
    """Rows that the alert rests on, drawn when somebody asks for them."""
    held = st.expander(
        reader.t("Rows behind it, {start} to {end}", start=link.start, end=link.end),
        key=f"rows_{alert_id}", on_change="rerun",
    )  # fmt: skip
    if not held.open:
        return
    with held:
        n, rows = at_risk.evidence(viewer.scope, link)
        text = reader.t("{n} of {all} rows, newest first.", n=len(rows), all=n)
        original = layout.to_upload if viewer.role is Role.CHIEF else None
        show(tag("p", text, class_="ps-note"), evidence_table(rows, reader, original))


def _past(viewer: Viewer, found: AlertDetail, reader: Reader) -> None:
    left, right = st.columns([52, 48], gap="medium")
    with left:
        _heading(reader.t("What was done"))
        show(tag("ul", [_event(one, reader) for one in found.history[:MOST_EVENTS]],
                 class_="ps-events"))  # fmt: skip
    with right:
        if "reopen" in found.verbs:
            actions.reopen_button(viewer, found.line, reader)
        if "note" in found.verbs:
            actions.note_form(viewer, found.line, reader)


def _event(event: AlertEvent, reader: Reader) -> Html:
    who = event.who or reader.t("by the data")
    told = None if event.told is None else reader.say(event.told)
    said = tag("b", reader.t(CHANGE_NAMES[event.change]))
    note = tag("q", event.note) if event.note else None
    when = tag("span", f"{moment(event.at)} · {who}", class_="f")
    return tag("li", said, f" {told} " if told else " ", when, note)


def _heading(text: str) -> None:
    show(tag("h3", text, class_="ps-h3"))
