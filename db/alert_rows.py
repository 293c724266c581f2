"""Alerts in and out of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from db.alert_models import Alert as AlertTable
from db.alert_models import AlertEvent, AlertMember
from db.frames import chunks, insert_rows, upsert_rows
from db.readmodel import table_of
from scorecard.i18n.message_json import from_text, list_from_text, list_to_text, to_text
from scorecard.risk.alert_kinds import AlertOutcome, AlertRule, AlertState
from scorecard.risk.alerts import Alert, Event, Step
from scorecard.risk.finding import Finding

ALERT, EVENT, MEMBER = table_of(AlertTable), table_of(AlertEvent), table_of(AlertMember)
NAMES = [column.name for column in ALERT.columns]
SAME = (
    "since", "last_on", "data_to", "at_stake_minor", "expected_minor", "p_stop", "p_drop",
    "p_break", "certainty",
)  # fmt: skip
OWN = (
    "alert_id", "assigned_to", "fired_on", "seen_on", "base_minor", "holds", "is_worse",
    "absorbed_by", "snoozed_until", "until_worse", "closed_on", "previous_id", "times",
)  # fmt: skip


def latest_alerts(connection: Connection) -> list[Alert]:
    """The latest alert of each subject and rule."""
    keys = (ALERT.c.kind, ALERT.c.partner_id, ALERT.c.group_name, ALERT.c.rule)
    newest = select(func.max(ALERT.c.alert_id)).group_by(*keys)
    found = load_alerts(connection, ALERT.c.alert_id.in_(newest))
    return [_with_members(connection, alert) for alert in found]


def _with_members(connection: Connection, alert: Alert) -> Alert:
    """An alert with the partners of its group, as far as they are compared: while it is open."""
    if alert.said.partner or not alert.is_open:
        return alert
    query = select(MEMBER.c.partner_id).where(MEMBER.c.alert_id == alert.alert_id)
    members = sorted(connection.execute(query).scalars())
    return replace(alert, said=replace(alert.said, members=tuple(members)))


def load_alerts(connection: Connection, *where: ColumnElement[bool]) -> list[Alert]:
    """Alerts, by number. Members of groups are not loaded."""
    rows = connection.execute(select(ALERT).where(*where).order_by(ALERT.c.alert_id)).mappings()
    return [alert_of(row) for row in rows]


def alert_of(row: Any) -> Alert:
    """A row as an alert."""
    said = Finding(
        kind=row["kind"], partner=row["partner_id"], group=row["group_name"],
        rule=AlertRule(row["rule"]), reasons=list_from_text(row["reasons"]),
        doubts=list_from_text(row["doubts"]), why=from_text(row["why"]),
        question=from_text(row["question"]), **{name: row[name] for name in SAME},
    )  # fmt: skip
    outcome = AlertOutcome(row["outcome"]) if row["outcome"] else None
    own = {name: row[name] for name in OWN}
    return Alert(said=said, state=AlertState(row["state"]), outcome=outcome, **own)


def row_of(alert: Alert) -> dict[str, Any]:
    """An alert as a row."""
    said = alert.said
    return {
        **{name: getattr(alert, name) for name in OWN},
        **{name: getattr(said, name) for name in SAME},
        "kind": said.kind, "partner_id": said.partner, "group_name": said.group,
        "rule": said.rule.value, "state": alert.state.value,
        "outcome": alert.outcome.value if alert.outcome else None,
        "reasons": list_to_text(said.reasons), "doubts": list_to_text(said.doubts),
        "why": to_text(said.why), "question": to_text(said.question),
    }  # fmt: skip


def next_alert_id(connection: Connection) -> int:
    return int(connection.scalar(select(func.max(ALERT.c.alert_id))) or 0) + 1


def save_steps(connection: Connection, steps: Sequence[Step], who: str, at: datetime) -> None:
    """Keep alerts as they are now, with their history and the members of groups."""
    rows = [row_of(step.alert) for step in steps]
    upsert_rows(connection, ALERT, NAMES, [tuple(row[n] for n in NAMES) for row in rows])
    add_events(connection, [(step.alert.alert_id, step.events) for step in steps], who, at)
    _keep_members(connection, [s.alert for s in steps if s.alert.said.members])


def add_events(
    connection: Connection, events: Iterable[tuple[int, Sequence[Event]]], who: str, at: datetime,
    note: str = "",
) -> None:  # fmt: skip
    """Append to histories."""
    wanted = {alert: list(some) for alert, some in events if some}
    number = dict.fromkeys(wanted, 0)
    for ids in chunks(list(wanted)):
        last = select(EVENT.c.alert_id, func.max(EVENT.c.number)).group_by(EVENT.c.alert_id)
        for alert_id, top in connection.execute(last.where(EVENT.c.alert_id.in_(ids))):
            number[alert_id] = top
    rows = [
        {
            "alert_id": alert, "number": number[alert] + place, "at": at, "who": who,
            "change": event.change.value, "told": to_text(event.told) if event.told else "",
            "note": note,
        }
        for alert, some in wanted.items()
        for place, event in enumerate(some, start=1)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(EVENT), rows)


def _keep_members(connection: Connection, groups: list[Alert]) -> None:
    for alert in groups:
        connection.execute(delete(MEMBER).where(MEMBER.c.alert_id == alert.alert_id))
        rows = [(alert.alert_id, partner) for partner in alert.said.members]
        insert_rows(connection, MEMBER, ["alert_id", "partner_id"], rows)
