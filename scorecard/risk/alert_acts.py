"""What a person does to an alert: the same alert in another state, or why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scorecard.errors import UserError
from scorecard.risk.alert_kinds import AlertOutcome, AlertState
from scorecard.risk.alerts import Alert, awake

ACTS = ("acknowledge", "assign", "snooze", "close", "reopen", "note")


def possible(alert: Alert) -> frozenset[str]:
    """Acts that the state allows; a note always."""
    if not alert.is_open:
        return frozenset({"reopen", "note"})
    known = {"assign", "snooze", "close", "note"}
    if alert.state in (AlertState.NEW, AlertState.SNOOZED):
        known.add("acknowledge")
    return frozenset(known)


def acknowledged(alert: Alert) -> Alert:
    """Somebody is on it; wakes what sleeps.

    Raises:
        UserError: `alert_state`.
    """
    _require(alert, "acknowledge")
    return _acted(awake(alert))


def assigned(alert: Alert, handler: str) -> Alert:
    """Somebody is asked to handle it.

    Raises:
        UserError: `alert_state`.
    """
    _require(alert, "assign")
    return _acted(awake(replace(alert, assigned_to=handler)))


def snoozed(alert: Alert, today: date, until: date | None) -> Alert:
    """Asleep until a day, or until it gets worse (None).

    Raises:
        UserError: `alert_state`; `snooze_past`: the day is not after today.
    """
    _require(alert, "snooze")
    if until is not None and until <= today:
        raise UserError("snooze_past", day=until.isoformat(), today=today.isoformat())
    asleep = replace(alert, snoozed_until=until, until_worse=until is None)
    return _acted(replace(asleep, state=AlertState.SNOOZED))


def closed(alert: Alert, outcome: AlertOutcome, today: date) -> Alert:
    """Over, with what became of it.

    Raises:
        UserError: `alert_state`.
    """
    _require(alert, "close")
    done = replace(alert, state=AlertState.CLOSED, outcome=outcome, closed_on=today)
    return _acted(replace(done, snoozed_until=None, until_worse=False))


def reopened(alert: Alert) -> Alert:
    """Open again, by whoever finds that it was closed too soon.

    Raises:
        UserError: `alert_state`.
    """
    _require(alert, "reopen")
    return _acted(awake(replace(alert, outcome=None, closed_on=None)))


def _acted(alert: Alert) -> Alert:
    """What is worse from now on is measured from here."""
    return replace(alert, base_minor=alert.said.at_stake_minor, is_worse=False)


def _require(alert: Alert, act: str) -> None:
    if act not in possible(alert):
        raise UserError("alert_state", act=act, state=alert.state.value)
