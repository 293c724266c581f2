"""The words of alerts: what they are about, how they stand, what became of them."""

from __future__ import annotations

from enum import StrEnum

from scorecard.i18n.message import MsgId


class AlertRule(StrEnum):
    """What an alert says; one open alert a subject and rule."""

    SILENT = "silent"  # its own rhythm is broken, or it is twice overdue and likely to break
    FADING = "fading"  # still orders, for at most half of the money
    LINES = "lines"  # still orders, but at least half of its product lines have stopped
    GROUP = "group"  # a distributor, market, brand or the whole book is silent together


class AlertState(StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    CLOSED = "closed"


WORKED_ON = (AlertState.ACKNOWLEDGED, AlertState.ASSIGNED)
OPEN = (AlertState.NEW, *WORKED_ON, AlertState.SNOOZED)


class AlertOutcome(StrEnum):
    """How a closed alert ended."""

    RECOVERED = "recovered"
    PLAN_AGREED = "plan_agreed"
    FALSE_ALARM_DATA = "false_alarm_data"
    FALSE_ALARM_KNOWN = "false_alarm_known"
    LOST = "lost"


FALSE_ALARMS = (AlertOutcome.FALSE_ALARM_DATA, AlertOutcome.FALSE_ALARM_KNOWN)


class AlertChange(StrEnum):
    """An entry of an alert's history."""

    FIRED = "fired"
    UPDATED = "updated"  # the same partner and rule again, with other reasons or more money
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    WOKEN = "woken"  # the date has come, or it is worse
    ABSORBED = "absorbed"  # its distributor or market is silent as a whole: that alert speaks
    CLEARED = "cleared"  # no longer so by the data; a person still closes it
    RETURNED = "returned"  # so again within the same episode
    CLOSED = "closed"
    REOPENED = "reopened"
    NOTED = "noted"


RULE_NAMES: dict[AlertRule, MsgId] = {
    AlertRule.SILENT: "Silent beyond its rhythm",
    AlertRule.FADING: "Buys less and less",
    AlertRule.LINES: "Product lines stopped",
    AlertRule.GROUP: "Silent together",
}

STATE_NAMES: dict[AlertState, MsgId] = {
    AlertState.NEW: "New",
    AlertState.ACKNOWLEDGED: "Acknowledged",
    AlertState.ASSIGNED: "Assigned",
    AlertState.SNOOZED: "Snoozed",
    AlertState.CLOSED: "Closed",
}

OUTCOME_NAMES: dict[AlertOutcome, MsgId] = {
    AlertOutcome.RECOVERED: "Came back",
    AlertOutcome.PLAN_AGREED: "Plan agreed",
    AlertOutcome.FALSE_ALARM_DATA: "False alarm: our data",
    AlertOutcome.FALSE_ALARM_KNOWN: "False alarm: known and fine",
    AlertOutcome.LOST: "Lost",
}

CHANGE_NAMES: dict[AlertChange, MsgId] = {
    AlertChange.FIRED: "Raised",
    AlertChange.UPDATED: "Updated",
    AlertChange.ACKNOWLEDGED: "Acknowledged",
    AlertChange.ASSIGNED: "Assigned",
    AlertChange.SNOOZED: "Snoozed",
    AlertChange.WOKEN: "Woken",
    AlertChange.ABSORBED: "Taken up by a silence of the whole group",
    AlertChange.CLEARED: "No longer so by the data",
    AlertChange.RETURNED: "So again",
    AlertChange.CLOSED: "Closed",
    AlertChange.REOPENED: "Opened again",
    AlertChange.NOTED: "Note",
}
