"""What partners did beside ordering, as dated rows for the risk model."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, func, literal, select

from db.facts import CERTIFICATION, DEAL, ENGAGEMENT, NPS
from db.frames import chunks, read_frame
from db.models import BatchRow, DealStage
from db.readmodel import table_of
from db.voice_models import NpsInvitation

BATCH_ROW = table_of(BatchRow)
STAGE, INVITED = table_of(DealStage), table_of(NpsInvitation)
REFUSED = ("rejected", "expired")


def risk_events(
    connection: Connection, received: pd.Series, partners: Collection[int] | None = None
) -> dict[str, pd.DataFrame]:
    """Events by kind (`scorecard.risk.signals.KINDS`); kinds without a row are left out.

    Args:
        received: batch -> day of receipt, NaT where it is not known. A thing that several files
            describe is known from the first of them on; a deal's refusal from its own day.
    """
    first = _first_receipts(connection, received)
    found = {}
    for kind, query in _queries().items():
        frame = _read(connection, query, partners)
        if len(frame):
            if first is not None:
                frame["received"] = first.reindex(frame["key"]).to_numpy()
            found[kind] = frame.drop(columns="key")
    return found


def _read(
    connection: Connection, query: Select[Any], partners: Collection[int] | None
) -> pd.DataFrame:
    if partners is None:
        return read_frame(connection, query)
    partner = query.selected_columns["partner"]
    parts = [query.where(partner.in_(ids)) for ids in chunks(sorted(partners)) or [[]]]
    return pd.concat([read_frame(connection, part) for part in parts], ignore_index=True)


def _queries() -> dict[str, Select[Any]]:
    registered = func.coalesce(
        DEAL.c.registered_on, DEAL.c.created_on, type_=DEAL.c.created_on.type
    )
    one = literal(1).label("value")
    refused = _of(DEAL, DEAL.c.deal_id, DEAL.c.decided_on, one)
    return {
        "deal": _of(DEAL, DEAL.c.deal_id, registered, one),
        "registration_refused": refused.where(
            DEAL.c.decision.in_(REFUSED), DEAL.c.decided_on.is_not(None)
        ),
        "deal_moved": _of(STAGE, STAGE.c.deal_id, STAGE.c.entered_on, one),
        "certificate_ends": _of(
            CERTIFICATION, CERTIFICATION.c.certification_id, CERTIFICATION.c.valid_to, one
        ).where(CERTIFICATION.c.valid_to.is_not(None)),
        "engagement": _of(ENGAGEMENT, ENGAGEMENT.c.event_id, ENGAGEMENT.c.happened_on,
                          ENGAGEMENT.c.n_events.label("value")),
        "nps": _of(NPS, NPS.c.answer_id, NPS.c.answered_on, NPS.c.score.label("value")),
        "nps_invited": _of(INVITED, INVITED.c.invitation_id, INVITED.c.invited_on, one),
    }  # fmt: skip


def _of(table: Any, key: Any, day: Any, value: Any) -> Select[Any]:
    columns = [table.c.partner_id.label("partner"), day.label("date"), key.label("key"), value]
    return select(*columns)


def _first_receipts(connection: Connection, received: pd.Series) -> pd.Series | None:
    """Key of a thing -> day of the first file that described it, NaT for history; None where
    all files of things are history."""
    query = select(BATCH_ROW.c.key, BATCH_ROW.c.batch_id)
    kinds = ("deals", "certifications", "engagement", "nps")
    frame = read_frame(connection, query.where(BATCH_ROW.c.kind.in_(kinds)))
    frame = frame[frame["batch_id"].isin(received.index)]
    on = received.reindex(frame["batch_id"]).to_numpy()
    if pd.isna(on).all():
        return None
    early = pd.Series(on).fillna(pd.Timestamp.min).groupby(frame["key"].to_numpy()).min()
    return early.where(early > pd.Timestamp.min)
