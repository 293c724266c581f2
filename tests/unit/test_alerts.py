"""Alerts by hand: what opens, updates, wakes, absorbs and ends one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scorecard.errors import UserError
from scorecard.i18n.text import render
from scorecard.risk import alert_acts
from scorecard.risk.alert_kinds import AlertChange, AlertOutcome, AlertRule, AlertState
from scorecard.risk.alerts import Alert, Step, follow
from scorecard.risk.finding import Finding, Judged, Verdict
from tests.property.test_alert_laws import finding

DAY = date(2026, 6, 1)
MAY = date(2026, 5, 1)


def verdict(
    *found: Finding, day: date = DAY, groups: tuple[Finding, ...] = (),
    judged: dict[int, Judged] | None = None, whole: bool = True,
) -> Verdict:  # fmt: skip
    return Verdict(day, found, groups, {1: Judged(MAY, False)} | (judged or {}), whole)


def then(alerts: list[Alert], of: Verdict) -> list[Step]:
    return list(follow(alerts, of, "EUR", len(alerts) + 1))


def changes(steps: list[Step]) -> list[list[AlertChange]]:
    return [[event.change for event in step.events] for step in steps]


def fired(rule: AlertRule = AlertRule.SILENT, stake: int = 100) -> Alert:
    [step] = then([], verdict(finding(1, rule, MAY, stake)))
    return step.alert


def test_a_finding_raises_one_alert() -> None:
    [step] = then([], verdict(finding(1, AlertRule.SILENT, MAY, 100)))
    alert = step.alert
    assert (alert.alert_id, alert.state, alert.fired_on, alert.seen_on) == (
        1, AlertState.NEW, DAY, DAY,
    )  # fmt: skip
    assert (alert.base_minor, alert.times, alert.previous_id) == (100, 0, 0)
    assert changes([step]) == [[AlertChange.FIRED]]


def test_the_same_again_updates_it_without_a_word() -> None:
    later = DAY + timedelta(days=7)
    [step] = then([fired()], verdict(finding(1, AlertRule.SILENT, MAY, 125), day=later))
    assert (step.alert.alert_id, step.alert.seen_on, step.alert.fired_on) == (1, later, DAY)
    assert (step.alert.said.at_stake_minor, step.alert.is_worse, step.events) == (125, False, ())


def test_a_quarter_more_money_is_worse_and_said_once() -> None:
    [step] = then([fired(stake=10_000)], verdict(finding(1, AlertRule.SILENT, MAY, 12_600)))
    assert step.alert.is_worse
    assert changes([step]) == [[AlertChange.UPDATED]]
    told = step.events[0].told
    assert told is not None
    assert render(told) == "Money at stake has grown from €100 to €126."
    [again] = then([step.alert], verdict(finding(1, AlertRule.SILENT, MAY, 50_000)))
    assert again.events == ()


def test_a_silent_partner_raises_no_other_alert_but_an_open_one_goes_on() -> None:
    both = verdict(finding(1, AlertRule.FADING, MAY), finding(1, AlertRule.SILENT, MAY))
    assert [step.alert.said.rule for step in then([], both)] == [AlertRule.SILENT]
    steps = then([fired(AlertRule.FADING)], both)
    assert [step.alert.said.rule for step in steps] == [AlertRule.SILENT]  # fading: unchanged
    assert steps[0].alert.alert_id == 2


def test_a_snoozed_alert_wakes_on_its_day_only() -> None:
    asleep = alert_acts.snoozed(fired(), DAY, DAY + timedelta(days=10))
    early = verdict(finding(1, AlertRule.SILENT, MAY, 900), day=DAY + timedelta(days=9))
    [step] = then([asleep], early)
    assert step.alert.state is AlertState.SNOOZED
    [step] = then([step.alert], verdict(finding(1, AlertRule.SILENT, MAY, 900),
                                        day=DAY + timedelta(days=10)))  # fmt: skip
    assert step.alert.state is AlertState.ACKNOWLEDGED
    assert changes([step]) == [[AlertChange.WOKEN]]


def test_one_that_sleeps_until_worse_wakes_only_when_worse() -> None:
    asleep = alert_acts.snoozed(alert_acts.assigned(fired(), "ann"), DAY, None)
    year = DAY + timedelta(days=300)
    [step] = then([asleep], verdict(finding(1, AlertRule.SILENT, MAY, 125), day=year))
    assert step.alert.state is AlertState.SNOOZED
    [step] = then([step.alert], verdict(finding(1, AlertRule.SILENT, MAY, 126), day=year))
    assert (step.alert.state, step.alert.until_worse) == (AlertState.ASSIGNED, False)
    assert changes([step]) == [[AlertChange.UPDATED, AlertChange.WOKEN]]


def test_a_closed_silence_stays_closed_until_the_next_order() -> None:
    closed = alert_acts.closed(fired(), AlertOutcome.FALSE_ALARM_KNOWN, DAY)
    later = DAY + timedelta(days=200)
    [step] = then([closed], verdict(finding(1, AlertRule.SILENT, MAY), day=later))
    assert (step.alert.state, step.alert.seen_on) == (AlertState.CLOSED, later)
    june = DAY + timedelta(days=3)
    [step] = then([step.alert], verdict(finding(1, AlertRule.SILENT, june), day=later))
    assert (step.alert.alert_id, step.alert.previous_id, step.alert.times) == (2, 1, 1)
    assert step.alert.state is AlertState.NEW


@pytest.mark.parametrize(("days", "fires"), [(30, False), (31, True)])
def test_a_closed_fade_comes_back_after_thirty_days_without(days: int, fires: bool) -> None:
    closed = alert_acts.closed(fired(AlertRule.FADING), AlertOutcome.RECOVERED, DAY)
    day = DAY + timedelta(days=days)
    [step] = then([closed], verdict(finding(1, AlertRule.FADING, MAY), day=day))
    assert (step.alert.alert_id == 2) is fires


def test_an_order_ends_what_nobody_touched_and_marks_what_somebody_did() -> None:
    day = DAY + timedelta(days=9)
    ordered = verdict(day=day, judged={1: Judged(DAY + timedelta(days=5), False)})
    [step] = then([fired()], ordered)
    assert (step.alert.state, step.alert.outcome, step.alert.closed_on) == (
        AlertState.CLOSED, AlertOutcome.RECOVERED, day,
    )  # fmt: skip
    [step] = then([alert_acts.acknowledged(fired())], ordered)
    assert (step.alert.state, step.alert.holds) == (AlertState.ACKNOWLEDGED, False)
    assert changes([step]) == [[AlertChange.CLEARED]]
    [back] = then([step.alert], verdict(finding(1, AlertRule.SILENT, DAY), day=day))
    assert (back.alert.holds, changes([back])) == (True, [[AlertChange.RETURNED]])


def test_an_order_from_before_the_alert_was_missing_in_our_data() -> None:
    came = verdict(judged={1: Judged(DAY - timedelta(days=2), False)})
    [step] = then([fired()], came)
    assert step.alert.outcome is AlertOutcome.FALSE_ALARM_DATA


def test_without_an_order_an_alert_goes_on_whatever_a_model_says() -> None:
    assert then([fired()], verdict()) == []


def test_a_year_without_an_order_is_lost() -> None:
    [step] = then([fired()], verdict(judged={1: Judged(MAY, True)}))
    assert (step.alert.state, step.alert.outcome) == (AlertState.CLOSED, AlertOutcome.LOST)
    assert then([alert_acts.acknowledged(fired())], verdict(judged={1: Judged(MAY, True)})) == []


def test_partners_that_were_not_looked_at_stay_as_they_are() -> None:
    alert = fired()
    some = Verdict(DAY, (), (), {2: Judged(DAY, False)}, whole=False)
    assert then([alert], some) == []
    [step] = then([alert], Verdict(DAY, (), (), {2: Judged(DAY, False)}))
    assert step.alert.outcome is AlertOutcome.FALSE_ALARM_DATA


def group(day: date, *members: int) -> Finding:
    return finding(0, AlertRule.GROUP, day, 50, "NORD", members, day)


def test_a_silent_distributor_is_one_alert() -> None:
    found = [finding(one, AlertRule.SILENT, DAY - timedelta(days=20)) for one in (1, 2)]
    old = finding(3, AlertRule.SILENT, DAY - timedelta(days=120))
    steps = then([], verdict(*found, old, groups=(group(DAY, 1, 2, 3),)))
    assert [(s.alert.said.kind, s.alert.said.partner) for s in steps] == [
        ("distributor", 0), ("partner", 3),
    ]  # fmt: skip


def test_an_open_alert_goes_under_the_groups_and_comes_back() -> None:
    before = fired()
    silent = verdict(
        finding(1, AlertRule.SILENT, MAY), groups=(group(DAY + timedelta(days=1), 1, 2),)
    )
    steps = then([before], silent)
    kept = {step.alert.said.rule: step.alert for step in steps}
    assert kept[AlertRule.SILENT].absorbed_by == kept[AlertRule.GROUP].alert_id == 2
    after = then(list(kept.values()), verdict(finding(1, AlertRule.SILENT, MAY)))
    ended = {step.alert.said.rule: step.alert for step in after}
    assert ended[AlertRule.SILENT].absorbed_by == 0
    assert (ended[AlertRule.GROUP].state, ended[AlertRule.GROUP].outcome) == (
        AlertState.CLOSED, AlertOutcome.RECOVERED,
    )  # fmt: skip


def test_a_person_can_do_only_what_the_state_allows() -> None:
    alert = fired()
    assert alert_acts.possible(alert) == {"acknowledge", "assign", "snooze", "close", "note"}
    closed = alert_acts.closed(alert, AlertOutcome.LOST, DAY)
    assert alert_acts.possible(closed) == {"reopen", "note"}
    again = alert_acts.reopened(closed)
    assert (again.state, again.outcome, again.closed_on) == (AlertState.ACKNOWLEDGED, None, None)
    with pytest.raises(UserError, match="The alert is closed"):
        alert_acts.closed(closed, AlertOutcome.LOST, DAY)
    with pytest.raises(UserError, match="An alert sleeps until a day after 2026-06-01"):
        alert_acts.snoozed(alert, DAY, DAY)
