"""What the demo's people did about alerts in the weeks before its day, by the same verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from db import alert_verbs as verbs
from db.alert_rows import latest_alerts
from db.engine import reading
from db.risk import freshen_store_risk
from db.risk_book import load_risk_book
from db.risk_record import make_record
from db.store import Store
from scorecard.access import EVERYTHING, Role, Scope, Viewer
from scorecard.risk.alert_kinds import AlertOutcome, AlertRule, AlertState
from scorecard.risk.alerts import Alert

CHIEF = Viewer("chief@helio.example", "Ingrid Sandvall", EVERYTHING)
WEEKS_BEFORE = (6, 2)
RECORD_DAYS = 4

Deed = Callable[[Store, Alert, datetime], None]


def play_alerts(store: Store, as_of: date, manager: str) -> None:
    """Judge two earlier days and the day itself, and let people act in between.

    Args:
        manager: an owner who looks after his or her own.
    """
    for weeks, deeds in zip(WEEKS_BEFORE, (FIRST, SECOND), strict=True):
        day = as_of - timedelta(weeks=weeks)
        freshen_store_risk(store.engine, day)
        _do(store, datetime.combine(day, time(9, 30), tzinfo=UTC), deeds)
    with reading(store.engine) as connection:
        known = load_risk_book(connection, as_of)
    freshen_store_risk(store.engine, as_of, known=known)
    now = datetime.combine(as_of, time(5, 40), tzinfo=UTC)
    own = Viewer("manager@helio.example", manager, Scope(Role.MANAGER, owner=manager))
    verbs.set_weekly_budget(store, CHIEF, "", 4, at=now)
    verbs.set_weekly_budget(store, own, manager, 3, at=now)
    make_record(store, as_of, at=now, most=RECORD_DAYS, known=known)


def _do(store: Store, at: datetime, deeds: tuple[tuple[AlertRule, int, Deed], ...]) -> None:
    """Deeds on the n-th new alert of a rule, most money at stake first; on none that is not."""
    with reading(store.engine) as connection:
        found = [a for a in latest_alerts(connection) if a.state is AlertState.NEW]
    found.sort(key=lambda alert: (-alert.said.at_stake_minor, alert.alert_id))
    for number, (rule, place, deed) in enumerate(deeds):
        mine = [alert for alert in found if alert.said.rule is rule]
        if place < len(mine):
            deed(store, mine[place], at + timedelta(minutes=7 * number))


def _called(store: Store, alert: Alert, at: datetime) -> None:
    verbs.acknowledge(store, CHIEF, alert.alert_id, at=at)
    verbs.add_note(store, CHIEF, alert.alert_id, "Called: their buyer has left, the new one "
                   "starts next month. I visit them.", at=at + timedelta(minutes=4))  # fmt: skip


def _seen(store: Store, alert: Alert, at: datetime) -> None:
    verbs.acknowledge(store, CHIEF, alert.alert_id, at=at)


def _asleep(store: Store, alert: Alert, at: datetime) -> None:
    verbs.snooze(store, CHIEF, alert.alert_id, at=at, until=None)


def _known(store: Store, alert: Alert, at: datetime) -> None:
    verbs.close(store, CHIEF, alert.alert_id, AlertOutcome.FALSE_ALARM_KNOWN, at=at,
                note="They were bought by a group that orders elsewhere; we knew.")  # fmt: skip


def _lost(store: Store, alert: Alert, at: datetime) -> None:
    verbs.close(store, CHIEF, alert.alert_id, AlertOutcome.LOST, at=at,
                note="Sells another brand now. Exit interview is in the file.")  # fmt: skip


def _agreed(store: Store, alert: Alert, at: datetime) -> None:
    verbs.close(store, CHIEF, alert.alert_id, AlertOutcome.PLAN_AGREED, at=at,
                note="Three joint campaigns until spring, a training in November.")  # fmt: skip


FIRST = ((AlertRule.SILENT, 0, _lost), (AlertRule.FADING, 0, _called),
         (AlertRule.LINES, 0, _agreed), (AlertRule.SILENT, 1, _known))  # fmt: skip
SECOND = ((AlertRule.FADING, 1, _asleep), (AlertRule.FADING, 0, _seen),
          (AlertRule.LINES, 0, _known))  # fmt: skip
