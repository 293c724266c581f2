"""Tables of the partner's voice: waves, who was asked, and what is done about answers.

Answers themselves are `nps_answer`, invitations `nps_invitation`: both are drawn from files (and
from the survey page, whose answers are kept as rows of a batch like any file's).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from db.models import _at, _big, _id


class SurveyWave(SQLModel, table=True):
    """A wave that was opened here. Waves that only files name have no row.

    `wave_key` is the name without case, spaces and punctuation: two waves cannot share it.
    """

    __tablename__ = "survey_wave"
    wave_id: int = _id(primary_key=True)
    wave: str = Field(max_length=100)
    wave_key: str = Field(max_length=100, unique=True)
    opens_on: date
    closes_on: date  # the last day on which an answer is taken
    opened_at: datetime = _at()
    opened_by: str
    closed_at: datetime | None = _at(default=None)
    closed_by: str | None = None


class NpsInvitation(SQLModel, table=True):
    __tablename__ = "nps_invitation"
    __table_args__ = (Index("ix_nps_invitation_wave", "wave"),)
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    invitation_id: int = _id(primary_key=True)
    wave: str = Field(max_length=100)
    respondent_id: str = Field(max_length=100)
    respondent_role: str | None = None
    person_name: str | None = None
    language: str | None = Field(default=None, max_length=10)
    invited_on: date
    batch_id: int = _big()
    record: int


class SurveyLink(SQLModel, table=True):
    """A link to the survey page for one invitation. `link_id` is drawn at random: nothing about
    the person can be told from it. A later link of the same invitation replaces it."""

    __tablename__ = "survey_link"
    __table_args__ = (Index("ix_survey_link_invitation_id", "invitation_id"),)
    link_id: int = _id(primary_key=True)
    partner_id: int = _big()
    invitation_id: int = _big()
    wave: str = Field(max_length=100)
    made_at: datetime = _at()
    made_by: str
    replaced_at: datetime | None = _at(default=None)
    first_answered_at: datetime | None = _at(default=None)
    last_answered_at: datetime | None = _at(default=None)
    n_answers: int = 0


class NpsRetag(SQLModel, table=True):
    """What a person says a comment is about, instead of what the program found. Earlier words
    stand in the audit log."""

    __tablename__ = "nps_retag"
    answer_id: int = _id(primary_key=True)
    partner_id: int = _big()
    themes: str = Field(sa_type=Text)
    retagged_at: datetime = _at()
    retagged_by: str


class NpsCase(SQLModel, table=True):
    """The closed loop of a detractor's answer, as far as somebody has said something. Without a
    row the partner's owner has it, due two weeks after the answer. Who said what when stands in
    the audit log; the score afterwards is the same person's next answer."""

    __tablename__ = "nps_case"
    answer_id: int = _id(primary_key=True)
    partner_id: int = _big()
    owner: str = Field(max_length=500)
    due_on: date
    done: str = Field(default="", sa_type=Text)
    done_on: date | None = None
    changed_at: datetime = _at()
    changed_by: str


class PartnerWave(SQLModel, table=True):
    """Answers and invitations of a partner in a wave, summed when they are drawn: what pages
    read instead of answers."""

    __tablename__ = "partner_wave"
    __table_args__ = (Index("ix_partner_wave_wave", "wave"), {"sqlite_with_rowid": False})
    partner_id: int = _id(primary_key=True)
    wave: str = Field(primary_key=True, max_length=100)
    n: int
    promoters: int
    detractors: int
    score_sum: int
    invited: int
    first_on: date | None = None
    last_on: date | None = None
