"""Alerts: what a verdict opens, updates, wakes, absorbs and ends.

The laws, each tested:

- One open alert a subject and rule: the same again updates it.
- A partner that is silent raises no new alert of another rule; one that is open goes on.
- A group's silence absorbs what it may explain: a partner's silence that began at most 60 days
  before the group's, and any other alert that was not there before the group fell silent.
- A snoozed alert wakes on its day, or, where it sleeps until worse, once the money at stake has
  grown by a quarter since the person put it to sleep.
- A closed alert stays closed within its episode. A silence's episode ends with the next order,
  any other's once it has not been so for 30 days; the next episode is a new alert.
- What the data no longer says ends an alert that nobody has touched; one that a person works on
  stays, marked, until the person closes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from scorecard.i18n.message import Message, Money
from scorecard.risk.alert_kinds import AlertChange, AlertOutcome, AlertRule, AlertState
from scorecard.risk.finding import Finding, Judged, Key, Verdict

WORSE = 1.25  # times the money at stake when a person last acted
APART = timedelta(days=30)  # not so for longer: a new episode
EXPLAINED = timedelta(days=60)  # a silence this much older than the group's is its own


@dataclass(frozen=True)
class Alert:
    """An alert as it is kept. `said` is what was last found; the rest is what became of it.

    Args:
        base_minor: money at stake when it was fired or a person last acted.
        absorbed_by: alert of the group whose silence explains it; 0: none.
        previous_id, times: the alert of the episode before, and how many there were.
    """

    alert_id: int
    said: Finding
    state: AlertState
    fired_on: date
    seen_on: date
    base_minor: int
    assigned_to: str = ""
    holds: bool = True
    is_worse: bool = False
    absorbed_by: int = 0
    snoozed_until: date | None = None
    until_worse: bool = False
    outcome: AlertOutcome | None = None
    closed_on: date | None = None
    previous_id: int = 0
    times: int = 0

    @property
    def key(self) -> Key:
        return self.said.key

    @property
    def is_open(self) -> bool:
        return self.state is not AlertState.CLOSED


@dataclass(frozen=True)
class Event:
    change: AlertChange
    told: Message | None = None


@dataclass(frozen=True)
class Step:
    """An alert that is new or changed, as it is now, and what to write into its history."""

    alert: Alert
    events: tuple[Event, ...] = ()


@dataclass
class _Course:
    """One pass over a verdict."""

    verdict: Verdict
    currency: str
    next_id: int
    latest: dict[Key, Alert]
    steps: dict[Key, Step] = field(default_factory=dict)

    def put(self, alert: Alert, *events: Event) -> Alert:
        if events or self.latest.get(alert.key) != alert:
            before = self.steps[alert.key].events if alert.key in self.steps else ()
            self.steps[alert.key] = Step(alert, (*before, *events))
            self.latest[alert.key] = alert
        return alert

    def fire(self, said: Finding, before: Alert | None) -> Alert:
        day = self.verdict.as_of
        alert = Alert(
            self.next_id, said, AlertState.NEW, day, day, said.at_stake_minor,
            previous_id=before.alert_id if before else 0, times=before.times + 1 if before else 0,
        )  # fmt: skip
        self.next_id += 1
        return self.put(alert, Event(AlertChange.FIRED))


def follow(
    latest: Iterable[Alert], verdict: Verdict, currency: str, next_id: int
) -> tuple[Step, ...]:
    """What a verdict changes.

    Args:
        latest: the latest alert of each key, open or closed.
        currency: of the money in sentences.
        next_id: of the first new alert.
    """
    course = _Course(verdict, currency, next_id, {alert.key: alert for alert in latest})
    known = list(course.latest.values())
    speaking = _groups(course)
    silent = {one.partner for one in verdict.findings if one.rule is AlertRule.SILENT}
    for said in verdict.findings:
        _follow_partner(course, said, speaking.get(said.partner), silent)
    found = {one.key for one in (*verdict.findings, *verdict.groups)}
    for alert in known:
        if alert.is_open and alert.key not in found:
            _settle(course, _cover(course, alert, speaking.get(alert.said.partner)))
    return tuple(course.steps.values())


def _groups(course: _Course) -> dict[int, Alert]:
    """Alerts of the groups that are silent, open or closed, by their partners."""
    found: dict[int, Alert] = {}
    for said in course.verdict.groups:
        before = course.latest.get(said.key)
        if before is not None and before.is_open:
            alert = _updated(course, before, said, absorbed_by=0)
        elif before is None or _is_apart(before, said, course.verdict.as_of):
            alert = course.fire(said, before)
        else:
            alert = course.put(replace(before, seen_on=course.verdict.as_of))
        found |= dict.fromkeys(said.members, alert)
    return found


def _follow_partner(course: _Course, said: Finding, group: Alert | None, silent: set[int]) -> None:
    before = course.latest.get(said.key)
    explained = group is not None and _explains(group, said, before)
    if before is not None and before.is_open:
        by = group.alert_id if group is not None and explained else 0
        _updated(course, before, said, absorbed_by=by)
    elif before is not None and not _is_apart(before, said, course.verdict.as_of):
        course.put(replace(before, seen_on=course.verdict.as_of))
    elif not explained and (said.rule is AlertRule.SILENT or said.partner not in silent):
        course.fire(said, before)


def _is_apart(closed: Alert, said: Finding, as_of: date) -> bool:
    """Whether a finding is of another episode than a closed alert of the same key."""
    if said.rule is AlertRule.SILENT:
        return said.last_on != closed.said.last_on
    return as_of - closed.seen_on > APART


def _explains(group: Alert, said: Finding, before: Alert | None) -> bool:
    begun = group.said.since
    if said.rule is AlertRule.SILENT:
        return said.last_on is not None and said.last_on >= begun - EXPLAINED
    return before is None or not before.is_open or before.fired_on >= begun


def _updated(course: _Course, before: Alert, said: Finding, absorbed_by: int) -> Alert:
    worse = said.at_stake_minor > before.base_minor * WORSE
    now = replace(
        before, said=said, seen_on=course.verdict.as_of, holds=True,
        is_worse=before.is_worse or worse, absorbed_by=absorbed_by,
    )  # fmt: skip
    events = []
    if not before.holds:
        events.append(Event(AlertChange.RETURNED))
    elif absorbed_by != before.absorbed_by:
        events.append(Event(AlertChange.ABSORBED if absorbed_by else AlertChange.RETURNED))
    if worse and not before.is_worse:
        events.append(Event(AlertChange.UPDATED, _grown(before, said, course.currency)))
    return _woken(course, course.put(now, *events))


def _grown(before: Alert, said: Finding, currency: str) -> Message:
    """Of a group no money is said: who sees some of its partners must not see all of it."""
    if not said.partner:
        return Message("More money is at stake than before.")
    return Message(
        "Money at stake has grown from {before} to {now}.",
        {"before": Money(before.base_minor, currency),
         "now": Money(said.at_stake_minor, currency)},
    )  # fmt: skip


def _woken(course: _Course, alert: Alert) -> Alert:
    """Awake, where its day has come or it is worse."""
    if alert.state is not AlertState.SNOOZED:
        return alert
    until, day = alert.snoozed_until, course.verdict.as_of
    if until is not None and day >= until:
        told = Message("It slept until {day}.", {"day": until})
    elif alert.until_worse and alert.is_worse and not alert.absorbed_by:
        told = Message("It is worse than when it was put to sleep.")
    else:
        return alert
    return course.put(awake(alert), Event(AlertChange.WOKEN, told))


def awake(alert: Alert) -> Alert:
    """The state that it goes back to."""
    state = AlertState.ASSIGNED if alert.assigned_to else AlertState.ACKNOWLEDGED
    return replace(alert, state=state, snoozed_until=None, until_worse=False)


def _cover(course: _Course, alert: Alert, group: Alert | None) -> Alert:
    """An alert that was not found again, under its group's silence or out of it."""
    by = group.alert_id if group is not None and _explains(group, alert.said, alert) else 0
    if by == alert.absorbed_by:
        return alert
    change = AlertChange.ABSORBED if by else AlertChange.RETURNED
    return course.put(replace(alert, absorbed_by=by), Event(change))


def _settle(course: _Course, alert: Alert) -> None:
    """An open alert that was not found again."""
    alert = _woken(course, alert)
    if alert.said.rule is AlertRule.GROUP:
        _end(course, alert, AlertOutcome.RECOVERED, Message("Orders have come in again."))
        return
    judged = course.verdict.judged.get(alert.said.partner)
    if judged is not None:
        for outcome, told in _ended(alert, judged):
            _end(course, alert, outcome, told)
    elif course.verdict.whole:
        told = Message("Its orders are no longer in the data.")
        _end(course, alert, AlertOutcome.FALSE_ALARM_DATA, told)


def _ended(alert: Alert, judged: Judged) -> Iterator[tuple[AlertOutcome, Message]]:
    """How an alert of a partner ended by the data, if it did.

    Without a newer order it goes on, whatever a model says of it now. An order that was made
    before the alert and came later was missing in our data.
    """
    last, now = alert.said.last_on, judged.last_on
    if now is None or (last is not None and now < last):
        yield (AlertOutcome.FALSE_ALARM_DATA, Message("Its orders are no longer in the data."))
    elif last is None or now > last:
        late = now <= alert.fired_on and alert.said.rule is AlertRule.SILENT
        outcome = AlertOutcome.FALSE_ALARM_DATA if late else AlertOutcome.RECOVERED
        yield outcome, Message("It ordered again, last on {day}.", {"day": now})
    elif judged.gone:
        yield AlertOutcome.LOST, Message("No order in 12 months.")


def _end(course: _Course, alert: Alert, outcome: AlertOutcome, told: Message) -> None:
    if alert.state is AlertState.NEW:
        closed = replace(
            alert, state=AlertState.CLOSED, holds=False, outcome=outcome,
            closed_on=course.verdict.as_of,
        )  # fmt: skip
        course.put(closed, Event(AlertChange.CLOSED, told))
    elif alert.holds and outcome is not AlertOutcome.LOST:
        course.put(replace(alert, holds=False), Event(AlertChange.CLEARED, told))
