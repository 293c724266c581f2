"""What an upload, its undoing or a decision changes of who is leaving."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, select

from db.facts import PARTNER_MONTH
from db.refresh import Touched
from db.risk import freshen_changed, freshen_risk
from db.store import Store
from scorecard.ingest.kinds import FileKind

NO_MATTER = (FileKind.STOCK, FileKind.SELL_IN, FileKind.TARGETS, FileKind.MDF)
FOR_ALL = (FileKind.DISTRIBUTORS,)  # when a sender's files are due decides how far its data goes


def freshen_after(
    connection: Connection, store: Store, today: date, touched: Touched, sender: int = 0
) -> None:
    """Judge anew whom a change concerns, inside its transaction and before the store's version
    is counted up: partners whose rows changed, and all that buy from a sender whose data may
    now end on another day."""
    if touched.kind in NO_MATTER:
        return
    as_of = store.settings(connection).as_of or today
    version = store.data_version(connection) + 1
    if touched.kind in FOR_ALL:
        freshen_risk(connection, as_of, version)
        return
    changed = {*touched.partner_ids, *touched.new_partners, *_buyers(connection, sender, as_of)}
    freshen_changed(connection, as_of, version, changed)


def _buyers(connection: Connection, sender: int, as_of: date) -> list[int]:
    if not sender:
        return []
    year = PARTNER_MONTH.c.last_on > as_of - timedelta(days=365)
    query = select(PARTNER_MONTH.c.partner_id).distinct()
    found = connection.execute(query.where(PARTNER_MONTH.c.distributor_id == sender, year))
    return [int(row[0]) for row in found]
