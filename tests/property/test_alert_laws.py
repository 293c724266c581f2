"""The laws of `scorecard.risk.alerts`, over any course of verdicts and deeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scorecard.errors import UserError
from scorecard.i18n.message import Message
from scorecard.risk import alert_acts
from scorecard.risk.alert_kinds import AlertOutcome, AlertRule, AlertState
from scorecard.risk.alerts import Alert, follow
from scorecard.risk.finding import Finding, Judged, Verdict

DAY = date(2026, 3, 2)
TEXT = Message("x")
PARTNER_RULES = (AlertRule.SILENT, AlertRule.FADING, AlertRule.LINES)


def finding(
    partner: int, rule: AlertRule, last_on: date = DAY, stake: int = 100, group: str = "",
    members: tuple[int, ...] = (), since: date = DAY,
) -> Finding:  # fmt: skip
    return Finding(
        kind="distributor" if group else "partner", partner=partner, group=group, rule=rule,
        since=since, at_stake_minor=stake, expected_minor=1000, certainty="high", why=TEXT,
        question=TEXT, reasons=(TEXT,), last_on=last_on, members=members,
    )  # fmt: skip


partners = st.integers(1, 4)
ages = st.integers(0, 400)


@st.composite
def verdicts(draw: st.DrawFn, as_of: date) -> Verdict:
    last = {one: as_of - timedelta(days=draw(ages)) for one in range(1, 5)}
    keys = draw(st.sets(st.tuples(partners, st.sampled_from(PARTNER_RULES))))
    found = tuple(
        finding(partner, rule, last[partner], draw(st.integers(0, 500)), since=as_of)
        for partner, rule in sorted(keys)
    )
    quiet = draw(st.sets(partners))
    groups = (
        (finding(0, AlertRule.GROUP, as_of, 7, "D", tuple(sorted(quiet)), as_of),)
        if len(quiet) > 1
        else ()
    )
    judged = {one: Judged(day, (as_of - day).days > 365) for one, day in last.items()}
    missing = draw(st.sets(partners, max_size=1)) - {one for one, _ in keys}
    whole = draw(st.booleans())
    return Verdict(
        as_of, found, groups, {k: v for k, v in judged.items() if k not in missing}, whole
    )


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[Verdict, list[tuple[int, str]]]]:
    day, found = DAY, []
    for _ in range(draw(st.integers(1, 5))):
        day += timedelta(days=draw(st.integers(0, 45)))
        deeds = st.tuples(st.integers(0, 5), st.sampled_from(alert_acts.ACTS[:-1]))
        found.append((draw(verdicts(day)), draw(st.lists(deeds, max_size=3))))
    return found


def step(kept: dict[int, Alert], verdict: Verdict) -> dict[int, Alert]:
    """The alerts after a verdict; the latest of each key is what the store hands over."""
    latest = {alert.key: alert for _, alert in sorted(kept.items())}
    steps = follow(latest.values(), verdict, "EUR", max(kept, default=0) + 1)
    return kept | {one.alert.alert_id: one.alert for one in steps}


def act(alert: Alert, deed: str, day: date) -> Alert:
    try:
        match deed:
            case "acknowledge":
                return alert_acts.acknowledged(alert)
            case "assign":
                return alert_acts.assigned(alert, "ann")
            case "snooze":
                return alert_acts.snoozed(alert, day, None)
            case "close":
                return alert_acts.closed(alert, AlertOutcome.LOST, day)
            case _:
                return alert
    except UserError:
        return alert


def played(course: list[tuple[Verdict, list[tuple[int, str]]]]) -> list[dict[int, Alert]]:
    kept: dict[int, Alert] = {}
    found = []
    for verdict, deeds in course:
        kept = step(kept, verdict)
        found.append(kept)
        for place, deed in deeds:
            if place < len(kept):
                number = sorted(kept)[place]
                kept = kept | {number: act(kept[number], deed, verdict.as_of)}
    return found


@given(courses())
def test_one_open_alert_a_subject_and_rule(
    course: list[tuple[Verdict, list[tuple[int, str]]]],
) -> None:
    for kept in played(course):
        counted = Counter(alert.key for alert in kept.values() if alert.is_open)
        assert [key for key, n in counted.items() if n > 1] == []


@given(courses())
def test_the_same_verdict_twice_changes_nothing(
    course: list[tuple[Verdict, list[tuple[int, str]]]],
) -> None:
    kept = played(course)[-1]
    latest = {alert.key: alert for _, alert in sorted(kept.items())}
    assert follow(latest.values(), course[-1][0], "EUR", 99) == ()


@given(courses())
def test_what_a_person_works_on_is_closed_by_a_person_only(
    course: list[tuple[Verdict, list[tuple[int, str]]]],
) -> None:
    kept: dict[int, Alert] = {}
    for verdict, deeds in course:
        after = step(kept, verdict)
        for number, before in kept.items():
            if before.state in (AlertState.ACKNOWLEDGED, AlertState.ASSIGNED, AlertState.SNOOZED):
                assert after[number].is_open
        kept = after
        for place, deed in deeds:
            if place < len(kept):
                number = sorted(kept)[place]
                kept = kept | {number: act(kept[number], deed, verdict.as_of)}


@given(courses())
def test_an_alert_once_closed_is_never_touched_but_for_its_last_day(
    course: list[tuple[Verdict, list[tuple[int, str]]]],
) -> None:
    kept: dict[int, Alert] = {}
    for verdict, deeds in course:
        after = step(kept, verdict)
        for number, before in kept.items():
            if not before.is_open:
                assert replace(after[number], seen_on=before.seen_on) == before
        kept = after
        for place, deed in deeds:
            if place < len(kept):
                number = sorted(kept)[place]
                kept = kept | {number: act(kept[number], deed, verdict.as_of)}
