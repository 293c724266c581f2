"""Answers and invitations summed by partner and wave, whenever they are drawn."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Select,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
)

from db.frames import chunks
from db.models import NpsAnswer
from db.readmodel import table_of
from db.voice_models import NpsInvitation, PartnerWave
from scorecard.kpis.voice import DETRACTOR, PROMOTER

ANSWER = table_of(NpsAnswer)
INVITATION = table_of(NpsInvitation)
PARTNER_WAVE = table_of(PartnerWave)
COLUMNS = ["partner_id", "wave", "n", "promoters", "detractors", "score_sum", "invited",
           "first_on", "last_on"]  # fmt: skip


def sum_partners(connection: Connection, partner_ids: list[int]) -> None:
    """Bring the sums of these partners to what their answers and invitations say."""
    for some in chunks(sorted(set(partner_ids))):
        connection.execute(delete(PARTNER_WAVE).where(PARTNER_WAVE.c.partner_id.in_(some)))
        connection.execute(insert(PARTNER_WAVE).from_select(COLUMNS, _sums(some)))


def _sums(partner_ids: list[int]) -> Select[Any]:
    rows = union_all(_answers(partner_ids), _invitations(partner_ids)).subquery()
    counted = [func.sum(rows.c[name]) for name in COLUMNS[2:7]]
    days = [func.min(rows.c.first_on), func.max(rows.c.last_on)]
    return select(rows.c.partner_id, rows.c.wave, *counted, *days).group_by(
        rows.c.partner_id, rows.c.wave
    )


def _answers(partner_ids: list[int]) -> Select[Any]:
    answer = ANSWER.c
    return select(
        answer.partner_id, answer.wave, literal(1).label("n"),
        case((answer.score >= PROMOTER, 1), else_=0).label("promoters"),
        case((answer.score <= DETRACTOR, 1), else_=0).label("detractors"),
        answer.score.label("score_sum"), literal(0).label("invited"),
        answer.answered_on.label("first_on"), answer.answered_on.label("last_on"),
    ).where(answer.partner_id.in_(partner_ids))  # fmt: skip


def _invitations(partner_ids: list[int]) -> Select[Any]:
    asked = INVITATION.c
    return select(
        asked.partner_id, asked.wave, *[literal(0).label(name) for name in COLUMNS[2:6]],
        literal(1).label("invited"), asked.invited_on.label("first_on"),
        cast(null(), Date).label("last_on"),
    ).where(asked.partner_id.in_(partner_ids))  # fmt: skip
