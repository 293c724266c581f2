"""Tables of who is leaving."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.models import _big, _id


class PartnerRisk(SQLModel, table=True):
    """How a partner stood on the day that the setting `risk_state` names; made anew as a whole
    when the data or the day has changed. A partner with several brands has the loudest status,
    the sums of its money and the highest probabilities.

    Probabilities are None where there is none. `lost_minor` is what 90 days brought less than
    90 days of the nine months before, `spend_change` the same as a share (-0.4: 40 % less).
    """

    __tablename__ = "partner_risk"
    __table_args__ = (Index("ix_partner_risk_status", "status"), {"sqlite_with_rowid": False})
    partner_id: int = _id(primary_key=True)
    status: str = Field(max_length=20)
    p_stop: float | None = None
    p_drop: float | None = None
    p_break: float | None = None
    spend_change: float | None = None
    expected_minor: int = _big()
    at_stake_minor: int = _big()
    lost_minor: int = _big()
    last_on: date | None = None
    recency_days: int
    certainty: str = Field(max_length=20)
