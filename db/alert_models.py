"""Tables of alerts: what was found, what became of it, and what such verdicts were worth."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from db.models import _at, _big, _id


class Alert(SQLModel, table=True):
    """An alert as it stands; `scorecard.risk.alerts.Alert` in columns. Sentences are kept as
    `scorecard.i18n.message_json` writes them. `partner_id` is 0 for a group, `group_name` empty
    for a partner. It outlives the upload that its partner came with."""

    __table_args__ = (
        Index("ix_alert_partner_id", "partner_id"),
        Index("ix_alert_state", "state"),
    )
    alert_id: int = _id(primary_key=True)
    kind: str = Field(max_length=20)
    partner_id: int = _big(default=0)
    group_name: str = Field(default="", max_length=500)
    rule: str = Field(max_length=20)
    state: str = Field(max_length=20)
    assigned_to: str = Field(default="", max_length=500)
    since: date
    fired_on: date
    seen_on: date
    last_on: date | None = None
    data_to: date | None = None
    at_stake_minor: int = _big()
    expected_minor: int = _big()
    base_minor: int = _big()
    p_stop: float | None = None
    p_drop: float | None = None
    p_break: float | None = None
    certainty: str = Field(max_length=20)
    holds: bool
    is_worse: bool
    absorbed_by: int = _big(default=0)
    snoozed_until: date | None = None
    until_worse: bool
    outcome: str | None = Field(default=None, max_length=20)
    closed_on: date | None = None
    previous_id: int = _big(default=0)
    times: int
    reasons: str = Field(sa_type=Text)
    doubts: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    question: str = Field(sa_type=Text)


class AlertMember(SQLModel, table=True):
    """Partners of a group's alert."""

    __tablename__ = "alert_member"
    __table_args__ = (
        Index("ix_alert_member_partner_id", "partner_id"),
        {"sqlite_with_rowid": False},
    )
    alert_id: int = _id(primary_key=True)
    partner_id: int = _id(primary_key=True)


class AlertEvent(SQLModel, table=True):
    """The history of an alert; `who` is empty where the data did it."""

    __tablename__ = "alert_event"
    __table_args__ = ({"sqlite_with_rowid": False},)
    alert_id: int = _id(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime = _at()
    who: str
    change: str = Field(max_length=20)
    told: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)


class RiskBacktest(SQLModel, table=True):
    """The track record made for a data version, as JSON (`db.risk_record`)."""

    __tablename__ = "risk_backtest"
    data_version: int = _id(primary_key=True)
    made_at: datetime = _at()
    record: str = Field(sa_type=Text)


class RiskKept(SQLModel, table=True):
    """What a verdict may use again after a small change: what was learned, and the pace of every
    partner, as arrays (`db.risk_kept`)."""

    __tablename__ = "risk_kept"
    name: str = Field(primary_key=True, max_length=40)
    content: bytes = Field(sa_type=LargeBinary)
