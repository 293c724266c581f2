"""What the page "At risk" is asked for, in the address: part, whose, what kind, which alert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.ui import address, filters
from pages.ui.choice import VIEW
from pages.ui.reader import Reader
from scorecard.i18n.message import MsgId
from scorecard.risk.alert_kinds import RULE_NAMES, AlertRule
from scorecard.risk.alert_views import AtRiskPage

RULE, ALERT, MORE = "status", "alert", "all"
WEEK, QUEUE, SNOOZED, CLOSED, TAIL = PARTS = ("week", "queue", "snoozed", "closed", "tail")
NAMES: dict[str, MsgId] = {
    WEEK: "This week {n}",
    QUEUE: "Beyond the budget {n}",
    SNOOZED: "Snoozed {n}",
    CLOSED: "Closed {n}",
    TAIL: "Watch list {n}",
}
RULES = tuple(rule.value for rule in AlertRule if rule is not AlertRule.GROUP)


@dataclass(frozen=True)
class AtRiskAsked:
    """`rule` "": all kinds. `alert` 0: none is open. `everything`: no list is shortened."""

    part: str
    rule: str
    alert: int
    everything: bool


def read() -> AtRiskAsked:
    """What the address asks for; ids that mean nothing read as the first choice."""
    query = st.query_params
    part, rule = query.get(VIEW, ""), query.get(RULE, "")
    number = query.get(ALERT, "")
    known = number.isascii() and number.isdigit() and len(number) < 16
    return AtRiskAsked(
        part if part in PARTS else WEEK,
        rule if rule in RULES else "",
        int(number) if known else 0,
        query.get(MORE, "") == "1",
    )


def choose(
    asked: address.Asked, wanted: AtRiskAsked, choices: address.Choices, reader: Reader
) -> None:
    """Region, who acts, and what kind of alert."""
    filters.choose("region", asked, choices, reader, label=False)
    filters.choose("owner", asked, choices, reader, label=False)
    names = {"": reader.t("All kinds")}
    names |= {rule: reader.t(RULE_NAMES[AlertRule(rule)]) for rule in RULES}
    st.selectbox(
        reader.t("Kind"), list(names), format_func=names.__getitem__, width=210,
        label_visibility="collapsed", **filters.linked(RULE, wanted.rule),
    )  # fmt: skip


def choose_part(page: AtRiskPage, wanted: AtRiskAsked, reader: Reader) -> None:
    """The parts of the list with how many are in each."""
    totals = page.totals
    counts = (totals.n_inbox, totals.n_queue, totals.n_snoozed, totals.n_closed, totals.n_tail)
    names = {
        part: reader.t(NAMES[part], n=reader.number(n))
        for part, n in zip(PARTS, counts, strict=True)
    }
    st.segmented_control(
        reader.t("Part of the page"), list(names), format_func=names.__getitem__, required=True,
        label_visibility="collapsed", wrap=True, **_linked(wanted.part),
    )  # fmt: skip


def _linked(part: str) -> dict[str, Any]:
    st.session_state["at_risk_part"] = part
    return {"key": "at_risk_part", "on_change": _part_changed}


def _part_changed() -> None:
    part = str(st.session_state["at_risk_part"])
    address.write(**{VIEW: "" if part == WEEK else part, ALERT: "", MORE: ""})


def open_alert(alert_id: int) -> None:
    """A callback: show everything about an alert; 0 shows none."""
    address.write(**{ALERT: str(alert_id or "")})
