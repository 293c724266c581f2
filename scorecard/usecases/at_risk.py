"""Who is leaving, as a week's work: the inbox, one alert, a partner's rhythm, the track record.

Writes are verbs of the store (`db.alert_verbs`), each within the viewer's scope, noted in the
audit log, and refused with `NotFound` to whoever may not act (only chiefs and the owner may):

    acknowledge(store, viewer, alert_id, *, at)
    assign(store, viewer, alert_id, handler, *, at)             handler: of AtRiskPage.handlers
    snooze(store, viewer, alert_id, *, at, until=None)          None: until it gets worse
    close(store, viewer, alert_id, outcome, *, at, note="")
    reopen(store, viewer, alert_id, *, at)
    add_note(store, viewer, alert_id, text, *, at)
    set_weekly_budget(store, viewer, owner, partners, *, at)    owner "": all without their own
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scorecard.access import Role, Scope
from scorecard.i18n.message import Message
from scorecard.risk.alert_kinds import AlertState
from scorecard.risk.alert_ports import AlertPort, JudgedOn, KeptAlert
from scorecard.risk.alert_views import (
    AlertDetail,
    AlertLine,
    AlertTotals,
    AtRiskPage,
    OwnerBudget,
    PartnerAlerts,
    TailLine,
)
from scorecard.risk.inbox import Shares, share_out
from scorecard.usecases.alert_lines import detail_of, line_of, tail_line
from scorecard.usecases.rhythm import rhythm_of as rhythm_of
from scorecard.usecases.stamp import build_stamp
from scorecard.usecases.track_record import track_record as track_record

ACTING = (Role.CHIEF, Role.MANAGER)
CLOSED_DAYS = 90
LATE_DAYS = 0


@dataclass(frozen=True)
class _Sorted:
    """Alerts by where they are shown."""

    groups: list[AlertLine]
    active: dict[str, list[KeptAlert]]  # by partner
    tail: dict[str, list[KeptAlert]]
    snoozed: list[AlertLine]
    closed: list[AlertLine]


def inbox(reads: AlertPort, scope: Scope, today: date, owner: str = "") -> AtRiskPage:
    """The week's work within the owners' budgets, and what is beyond.

    Args:
        today: the day the numbers are for; its week is shown.
        owner: narrows to one handler; "" is everybody in scope.
    """
    week = _week(today)
    everything = reads.alerts(scope, min(today - timedelta(days=CLOSED_DAYS), week[0]))
    owners = tuple(sorted({_handler(one) for one in everything} - {""}))
    kept = [one for one in everything if not owner or _handler(one) in (owner, "")]
    found, judged = _sorted(kept), reads.judged_on(scope)
    shares = share_out(found.active, _done(kept, week[0]), reads.weekly_budgets(scope), _handler)
    partners = {code: _partner(alerts) for code, alerts in found.active.items()}
    places = [partners[code] for code in shares.inbox], [partners[code] for code in shares.queue]
    tail = [tail_line(alerts) for alerts in found.tail.values()]
    freshness = reads.freshness(scope, today)
    return AtRiskPage(
        stamp=build_stamp(reads, scope, today), day=judged.day, stale=_stale(judged, today),
        nothing=_nothing(judged), week=week, owner=owner, owners=owners,
        budgets=_budgets(shares), totals=_totals(found, places, tail),
        groups=tuple(found.groups), inbox=tuple(places[0]), queue=tuple(places[1]),
        snoozed=tuple(found.snoozed), closed=tuple(found.closed),
        tail=tuple(sorted(tail, key=lambda line: -line.at_stake_minor)),
        n_partners=judged.n_partners, may_act=scope.role in ACTING,
        handlers=_handlers(reads, scope), freshness=freshness,
        late=tuple(one for one in freshness if one.days_late > LATE_DAYS),
    )  # fmt: skip


def one_alert(reads: AlertPort, scope: Scope, alert_id: int, today: date) -> AlertDetail | None:
    """Everything about one alert; None where the scope does not see it."""
    kept = reads.find_alert(scope, alert_id)
    if kept is None:
        return None
    members = None if kept.alert.said.partner else reads.alert_members(scope, alert_id)
    return detail_of(
        kept, reads.alert_events(scope, alert_id), members, today, scope.role in ACTING
    )


def _week(today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=6)


def _handler(one: KeptAlert) -> str:
    return one.alert.assigned_to or one.owner


def _sorted(kept: Iterable[KeptAlert]) -> _Sorted:
    found = _Sorted([], defaultdict(list), defaultdict(list), [], [])
    for one in kept:
        state = one.alert.state
        if state is AlertState.CLOSED:
            found.closed.append(line_of(one))
        elif one.alert.absorbed_by:
            continue  # the group's alert speaks for it
        elif state is AlertState.SNOOZED:
            found.snoozed.append(line_of(one))
        elif not one.alert.said.partner:
            found.groups.append(line_of(one))
        elif one.in_tail and state is AlertState.NEW:
            found.tail[one.partner_code].append(one)
        else:
            found.active[one.partner_code].append(one)
    for code in found.tail.keys() & found.active.keys():  # somebody is on this partner
        found.active[code] += found.tail.pop(code)
    found.closed.sort(key=lambda line: line.closed_on or date.min, reverse=True)
    return found


def _done(kept: Iterable[KeptAlert], monday: date) -> dict[str, set[str]]:
    """Partners by handler whose alerts a person closed since Monday."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in kept:
        closed = one.alert.closed_on
        if closed is not None and closed >= monday and one.by_person:
            found[_handler(one)].add(one.partner_code)
    return found


def _partner(alerts: Sequence[KeptAlert]) -> PartnerAlerts:
    first = alerts[0]
    lines = sorted(map(line_of, alerts), key=lambda line: -line.at_stake_minor)
    return PartnerAlerts(
        first.partner_code, first.name, first.owner, first.region, first.tier, first.status,
        lines[0].at_stake_minor, tuple(lines),
    )  # fmt: skip


def _budgets(shares: Shares) -> tuple[OwnerBudget, ...]:
    return tuple(
        OwnerBudget(one.owner, one.weekly, one.worked_on, one.done, one.left, one.n_open,
                    one.at_stake_minor)
        for one in shares.owners
    )  # fmt: skip


def _totals(
    found: _Sorted, places: tuple[list[PartnerAlerts], list[PartnerAlerts]], tail: list[TailLine]
) -> AlertTotals:
    near, far = places
    return AlertTotals(
        len(near), sum(one.at_stake_minor for one in near),
        len(far), sum(one.at_stake_minor for one in far),
        len(found.snoozed), len(found.closed),
        len(tail), sum(one.at_stake_minor for one in tail), len(found.groups),
    )  # fmt: skip


def _stale(judged: JudgedOn, today: date) -> Message | None:
    if judged.waiting and judged.day is not None:
        return Message(
            "Judged as of {day}; files have come since: “risk --refresh” brings it up to date.",
            {"day": judged.day},
        )
    if judged.day is None or judged.day >= today:
        return None
    return Message(
        "Judged as of {day}, not yet as of {today}: “risk --refresh” brings it up to date.",
        {"day": judged.day, "today": today},
    )


def _nothing(judged: JudgedOn) -> Message | None:
    if judged.day is None:
        return Message("Nobody has been judged yet: “risk --refresh” does it.")
    if judged.nothing:
        return Message("There is no verdict: there are too few orders up to {day} to judge by.",
                       {"day": judged.day})  # fmt: skip
    return None


def _handlers(reads: AlertPort, scope: Scope) -> tuple[str, ...]:
    """People an alert can be assigned to: any owner for a chief, a manager takes it."""
    if scope.role is Role.MANAGER:
        return (scope.owner,) if scope.owner else ()
    return tuple(name for name in reads.choices(scope).get("owner", ()) if name)
