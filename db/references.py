"""Who still points to a partner, product or distributor."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Table, delete, select

from db.facts import CERTIFICATION, DEAL, ENGAGEMENT, MDF, NPS, PARTNER, TARGET
from db.models import SellInLine, StockLine, UploadBatch
from db.months import LINE
from db.readmodel import PARTNER_PERIOD, table_of
from db.voice_models import NpsInvitation, PartnerWave

_BATCH = table_of(UploadBatch)
_STOCK = table_of(StockLine)
_SELL_IN = table_of(SellInLine)
_OWNED = [PARTNER_PERIOD, table_of(PartnerWave)]  # goes with its partner
_INVITED = table_of(NpsInvitation)
_USERS_OF_PARTNER: list[Table] = [LINE, DEAL, CERTIFICATION, NPS, ENGAGEMENT, MDF, TARGET, _INVITED]


def first_use(connection: Connection, table: str, ids: list[int]) -> int | None:
    """The batch of a live row that points to one of the ids, or None."""
    for column, batch in _references(table):
        query = select(batch).where(column.in_(ids))
        if column.table is LINE:
            query = query.where(LINE.c.voided_by.is_(None))
        if column.table is _BATCH:
            query = query.where(_BATCH.c.status == "landed")
        if column.table is PARTNER:
            query = query.where(PARTNER.c.partner_id.not_in(ids))
        found = connection.execute(query.limit(1)).scalar()
        if found is not None:
            return int(found)
    return None


def _references(table: str) -> list[tuple[Column, Column]]:
    if table == "partner":
        users = [(user.c.partner_id, user.c.batch_id) for user in _USERS_OF_PARTNER]
        above = [(PARTNER.c[name], PARTNER.c.batch_id) for name in ("parent_id", "merged_into")]
        return [*users, *above]
    if table == "product":
        return [(user.c.product_id, user.c.batch_id) for user in (LINE, _STOCK, _SELL_IN)]
    others = [(user.c.distributor_id, user.c.batch_id) for user in (DEAL, _SELL_IN)]
    return [(_BATCH.c.distributor_id, _BATCH.c.batch_id), *others]


def drop_owned(connection: Connection, table: str, ids: list[int]) -> None:
    """Delete what only describes the partners that are about to vanish."""
    if table == "partner":
        for owned in _OWNED:
            connection.execute(delete(owned).where(owned.c.partner_id.in_(ids)))
