"""What a reader of survey files needs to know of the waves and invitations of the store."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from db.facts import PARTNER
from db.readmodel import table_of
from db.voice_models import SurveyWave
from db.voice_sums import INVITATION, PARTNER_WAVE
from scorecard.ingest.report import SurveyBook

WAVE = table_of(SurveyWave)


def load_survey_book(connection: Connection) -> SurveyBook:
    began = func.min(PARTNER_WAVE.c.first_on, type_=PARTNER_WAVE.c.first_on.type)
    found: dict[str, date] = {
        str(wave): on
        for wave, on in connection.execute(
            select(PARTNER_WAVE.c.wave, began).group_by(PARTNER_WAVE.c.wave)
        )
    }
    opened = connection.execute(select(WAVE.c.wave, WAVE.c.opens_on)).all()
    asked = select(
        INVITATION.c.wave, PARTNER.c.partner_code, INVITATION.c.respondent_id,
        INVITATION.c.invited_on,
    ).join(PARTNER, PARTNER.c.partner_id == INVITATION.c.partner_id)  # fmt: skip
    invited: dict[str, dict[tuple[str, str], date]] = {}
    for wave, code, person, on in connection.execute(asked):
        invited.setdefault(wave, {})[code, person] = on
    return SurveyBook(found | {str(wave): on for wave, on in opened}, invited)
