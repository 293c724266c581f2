"""Tables of quarterly reviews: commitments, edits, decks made, the vendor's template."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from db.models import _at, _big, _id


class ReviewCommitment(SQLModel, table=True):
    """What a side promised in the review of a quarter (`period`), and what came of it.

    A commitment that was taken back stays with `withdrawn_at`.
    """

    __tablename__ = "review_commitment"
    __table_args__ = (Index("ix_review_commitment_period", "period"),)
    partner_id: int = _id(primary_key=True)
    commitment_id: int = _id(primary_key=True)
    period: str = Field(max_length=10)
    side: str = Field(max_length=10)
    text: str = Field(sa_type=Text)
    owner: str = Field(max_length=200)
    due_on: date
    evidence: str = Field(sa_type=Text)
    outcome: str = Field(max_length=10)
    happened: str = Field(sa_type=Text)
    made_by: str
    made_at: datetime = _at()
    decided_by: str | None = None
    decided_at: datetime | None = _at(default=None)
    withdrawn_at: datetime | None = _at(default=None)


class ReviewEdit(SQLModel, table=True):
    """A person's titles, notes and asks of a review (`scorecard.reports.qbr.codec`)."""

    __tablename__ = "review_edit"
    partner_id: int = _id(primary_key=True)
    period: str = Field(primary_key=True, max_length=10)
    edits: str = Field(sa_type=Text)
    edited_by: str
    edited_at: datetime = _at()


class ReviewDeck(SQLModel, table=True):
    """A deck that was made, with its outline (zlib of `codec.to_json`): numbers as they were."""

    __tablename__ = "review_deck"
    __table_args__ = (Index("ix_review_deck_period", "period"),)
    partner_id: int = _id(primary_key=True)
    deck_id: int = _id(primary_key=True)
    period: str = Field(max_length=10)
    edition: str = Field(max_length=10)
    language: str = Field(max_length=10)
    data_version: int = _big()
    outline: bytes = Field(sa_type=LargeBinary)
    made_by: str
    made_at: datetime = _at()


class ReviewTemplate(SQLModel, table=True):
    """The vendor's own .pptx; the latest one that was not taken back is used."""

    __tablename__ = "review_template"
    template_id: int = _id(primary_key=True)
    name: str = Field(max_length=300)
    data: bytes = Field(sa_type=LargeBinary)
    made_by: str
    made_at: datetime = _at()
    withdrawn_at: datetime | None = _at(default=None)
