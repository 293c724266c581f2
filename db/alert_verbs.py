"""What people do to alerts: each verb is one transaction with its history and audit entry.

They leave the data version: no number changes by them, and the verdict that is kept stays good.

Only chiefs act, and the managers that an alert is about: the partner's owner, whom it was
assigned to; for a group's alert the owners of its partners. To everybody else it is not found.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from db.alert_reads import BUDGETS, SETTING, alerts_in
from db.alert_rows import ALERT, add_events, load_alerts, save_steps
from db.audit import note as audited
from db.engine import writing
from db.facts import PARTNER
from db.store import Store
from scorecard.access import Role, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.i18n.message import Message
from scorecard.risk import alert_acts
from scorecard.risk.alert_kinds import OUTCOME_NAMES, AlertChange, AlertOutcome
from scorecard.risk.alerts import Alert, Event, Step

LONGEST_NOTE = 4_000
MOST = 1_000  # partners a week


def acknowledge(store: Store, viewer: Viewer, alert_id: int, *, at: datetime) -> None:
    """Somebody is on it; wakes what sleeps.

    Raises:
        NotFound: not seen or not to be acted on by the viewer (so for every verb).
        UserError: `alert_state` when the alert's state does not allow it (so for every verb).
    """
    _act(store, viewer, alert_id, at, "acknowledge", alert_acts.acknowledged,
         Event(AlertChange.ACKNOWLEDGED))  # fmt: skip


def assign(store: Store, viewer: Viewer, alert_id: int, handler: str, *, at: datetime) -> None:
    """Ask somebody to handle it, who then sees it: an owner of partners.

    Raises:
        UserError: `unknown_handler`.
    """
    told = Message("Assigned to {name}.", {"name": handler})

    def change(alert: Alert) -> Alert:
        return alert_acts.assigned(alert, handler)

    _act(store, viewer, alert_id, at, "assign", change, Event(AlertChange.ASSIGNED, told),
         before=lambda connection: _require_handler(connection, viewer, handler))  # fmt: skip


def snooze(
    store: Store, viewer: Viewer, alert_id: int, *, at: datetime, until: date | None = None
) -> None:
    """Let it sleep until a day, or until it gets worse (None).

    Raises:
        UserError: `snooze_past` when the day is not after the store's.
    """
    today = _day(store, at)
    told = Message("Until it gets worse.") if until is None else Message(
        "Until {day}.", {"day": until}
    )  # fmt: skip

    def change(alert: Alert) -> Alert:
        return alert_acts.snoozed(alert, today, until)

    _act(store, viewer, alert_id, at, "snooze", change, Event(AlertChange.SNOOZED, told))


def close(
    store: Store, viewer: Viewer, alert_id: int, outcome: AlertOutcome, *, at: datetime,
    note: str = "",
) -> None:  # fmt: skip
    """It is over, with what became of it and a note."""
    today = _day(store, at)

    def change(alert: Alert) -> Alert:
        return alert_acts.closed(alert, outcome, today)

    event = Event(AlertChange.CLOSED, Message(OUTCOME_NAMES[outcome]))
    _act(store, viewer, alert_id, at, "close", change, event, text=note)


def reopen(store: Store, viewer: Viewer, alert_id: int, *, at: datetime) -> None:
    """Open it again.

    Raises:
        UserError: `alert_newer` when a later alert says the same of the same subject.
    """
    _act(store, viewer, alert_id, at, "reopen", alert_acts.reopened, Event(AlertChange.REOPENED),
         before=lambda connection: _require_latest(connection, alert_id))  # fmt: skip


def add_note(store: Store, viewer: Viewer, alert_id: int, text: str, *, at: datetime) -> None:
    """Write something down, whatever the alert's state.

    Raises:
        UserError: `note_missing`.
    """
    if not text.strip():
        raise UserError("note_missing")
    _act(store, viewer, alert_id, at, "note", lambda alert: alert, Event(AlertChange.NOTED), text)


def set_weekly_budget(
    store: Store, viewer: Viewer, owner: str, partners: int, *, at: datetime
) -> None:
    """How many partners an owner can handle a week; `owner` "" is everybody without an own one.

    Chiefs set anybody's, managers their own.

    Raises:
        NotFound: the viewer may not set it.
        UserError: `bad_budget`: not 0 to 1,000.
    """
    own = viewer.role is Role.MANAGER and owner and owner == viewer.scope.owner
    if viewer.role is not Role.CHIEF and not own:
        raise NotFound("not_found", what="budget")
    if not 0 <= partners <= MOST:
        raise UserError("bad_budget", partners=partners, most=MOST)
    with writing(store.engine) as connection:
        text = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == BUDGETS))
        found = {**(json.loads(text) if text else {}), owner: partners}
        connection.execute(delete(SETTING).where(SETTING.c.key == BUDGETS))
        connection.execute(insert(SETTING).values(key=BUDGETS, value=json.dumps(found)))
        audited(connection, viewer, at, "alert.budget", owner, {"partners": partners})


def _day(store: Store, at: datetime) -> date:
    """The day of a deed: never after that of the numbers, where that is frozen."""
    return min(store.as_of(at.date()), at.date())


def _act(
    store: Store, viewer: Viewer, alert_id: int, at: datetime, act: str,
    change: Callable[[Alert], Alert], event: Event, text: str = "",
    before: Callable[[Connection], None] = lambda connection: None,
) -> None:  # fmt: skip
    with writing(store.engine) as connection:
        found = load_alerts(connection, ALERT.c.alert_id == alert_id, alerts_in(viewer.scope))
        if not found:
            raise NotFound("not_found", what=f"alert {alert_id}")
        before(connection)
        now = change(found[0])
        save_steps(connection, [Step(now)], viewer.who, at)
        note = text.strip()[:LONGEST_NOTE].replace("\0", "")
        add_events(connection, [(alert_id, [event])], viewer.who, at, note)
        detail = {"rule": now.said.rule.value, "state": now.state.value}
        if now.outcome is not None:
            detail["outcome"] = now.outcome.value
        audited(connection, viewer, at, f"alert.{act}", str(alert_id), detail)


def _require_handler(connection: Connection, viewer: Viewer, handler: str) -> None:
    """Chiefs ask any owner of partners, managers take it themselves."""
    own = viewer.role is Role.MANAGER and handler == viewer.scope.owner
    known = select(PARTNER.c.partner_id).where(PARTNER.c.owner == handler).limit(1)
    asked = viewer.role is Role.CHIEF and handler and connection.scalar(known) is not None
    if not own and not asked:
        raise UserError("unknown_handler", name=handler)


def _require_latest(connection: Connection, alert_id: int) -> None:
    mine = ALERT.alias()
    same = [ALERT.c[n] == mine.c[n] for n in ("kind", "partner_id", "group_name", "rule")]
    later = (
        select(ALERT.c.alert_id)
        .join(mine, mine.c.alert_id == alert_id)
        .where(*same, ALERT.c.alert_id > alert_id)
        .limit(1)
    )
    if connection.scalar(later) is not None:
        raise UserError("alert_newer", alert=alert_id)
