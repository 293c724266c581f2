"""Tables of the programme: its versions, what people decide, where partners stand.

Standings and movements are kept as they were decided and never made anew by later data.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from db.models import _at, _big, _id


class ProgrammeVersion(SQLModel, table=True):
    """A programme file as it was saved; the one with the latest `valid_from` rules a day."""

    __tablename__ = "programme_version"
    version_id: int = _id(primary_key=True)
    programme: str = Field(max_length=100)
    version: str = Field(max_length=40)
    valid_from: date = Field(unique=True)
    text: str = Field(sa_type=Text)
    saved_at: datetime = _at()
    saved_by: str
    reason: str = Field(sa_type=Text)


class GateDecision(SQLModel, table=True):
    """What a person decided of a partner's gate (an invitation, an audit) from a day on."""

    __tablename__ = "gate_decision"
    decision_id: int = _id(primary_key=True)
    partner_id: int = _big(index=True)
    gate: str = Field(max_length=60)
    valid_from: date
    is_open: bool
    decided_at: datetime = _at()
    decided_by: str
    reason: str = Field(sa_type=Text)


class GivenValue(SQLModel, table=True):
    """A metric's value that somebody supplied, known from a day on; the latest row wins."""

    __tablename__ = "given_value"
    __table_args__ = (Index("ix_given_value_metric", "metric"),)
    value_id: int = _id(primary_key=True)
    partner_id: int = _big(index=True)
    metric: str = Field(max_length=100)
    valid_from: date
    value: float | None = None
    given_at: datetime = _at()
    given_by: str


class TierReview(SQLModel, table=True):
    """A day on which a ladder was reviewed, as it was recorded."""

    __tablename__ = "tier_review"
    ladder: str = Field(primary_key=True, max_length=120)
    reviewed_on: date = Field(primary_key=True)
    version_id: int = _big()
    data_version: int = _big()
    recorded_at: datetime = _at()


class TierStanding(SQLModel, table=True):
    """Where a partner stood after a review; tiers by name. `clocks` are the days, a tier, since
    which its requirements have not been met (ISO, comma separated, empty: none)."""

    __tablename__ = "tier_standing"
    __table_args__ = (
        Index("ix_tier_standing_partner_id", "partner_id"),
        {"sqlite_with_rowid": False},
    )
    ladder: str = Field(primary_key=True, max_length=120)
    reviewed_on: date = Field(primary_key=True)
    partner_id: int = _id(primary_key=True)
    held: str = Field(max_length=60)
    earned: str = Field(max_length=60)
    possible: str = Field(max_length=60)
    held_since: date
    due_on: date | None = None
    clocks: str = Field(default="", max_length=500)


class TierMove(SQLModel, table=True):
    """A change of a partner's tier or of its prospects, with the tree that decided it (JSON)."""

    __tablename__ = "tier_move"
    __table_args__ = (Index("ix_tier_move_partner_id", "partner_id"),)
    ladder: str = Field(primary_key=True, max_length=120)
    moved_on: date = Field(primary_key=True)
    partner_id: int = _id(primary_key=True)
    move: str = Field(primary_key=True, max_length=20)
    before: str = Field(max_length=60)
    after: str = Field(max_length=60)
    due_on: date | None = None
    version_id: int = _big()
    explanation: str = Field(default="", sa_type=Text)
