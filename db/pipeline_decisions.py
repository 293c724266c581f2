"""A person's word on two reported deals: one opportunity or two."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from db.audit import note
from db.deal_book import REPORT, forget_count
from db.decided import DEALS, DECISION
from db.engine import writing
from db.matching import chief_only
from db.refresh import recount_for
from db.store import Store
from scorecard.access import Viewer
from scorecard.errors import NotFound, UserError
from scorecard.ids import stable_id


def pair_key(one_id: int, other_id: int) -> int:
    """The key of a pair, whichever of the two is named first."""
    return stable_id("deal_pair", *sorted((one_id, other_id)))


def decide(
    store: Store, viewer: Viewer, one_id: int, other_id: int, *, same: bool, at: datetime
) -> None:
    """Keep what a person says of two deals, and count anew; a later word replaces an earlier.

    Raises:
        NotFound: not a chief, or no such deal.
        UserError: `same_deal`.
    """
    chief_only(viewer.scope)
    if one_id == other_id:
        raise UserError("same_deal")
    one_id, other_id = sorted((one_id, other_id))
    with writing(store.engine) as connection:
        written = " = ".join(_code(connection, number) for number in (one_id, other_id))
        _forget(connection, pair_key(one_id, other_id))
        connection.execute(
            insert(DECISION).values(
                subject=DEALS, subject_key=pair_key(one_id, other_id), distributor_id=0, alias="",
                written=written[:500], verdict="same" if same else "apart", target_id=one_id,
                before_id=other_id, made_by=viewer.who, made_at=at,
            )
        )  # fmt: skip
        action = "deals.same" if same else "deals.apart"
        _finish(connection, store, viewer, at, action, written)


def take_back(store: Store, viewer: Viewer, one_id: int, other_id: int, *, at: datetime) -> None:
    """Take the word on a pair back: it is counted as if nobody had said anything.

    Raises:
        NotFound: not a chief, or no such decision.
    """
    undo_decision(store, viewer, pair_key(one_id, other_id), at=at)


def undo_decision(store: Store, viewer: Viewer, key: int, *, at: datetime) -> None:
    """The same by the key of the decision (`db.decisions`)."""
    chief_only(viewer.scope)
    with writing(store.engine) as connection:
        own = (DECISION.c.subject == DEALS) & (DECISION.c.subject_key == key)
        written = connection.scalar(select(DECISION.c.written).where(own))
        if written is None:
            raise NotFound("not_found", what="decision")
        _forget(connection, key)
        _finish(connection, store, viewer, at, "deals.undecide", str(written))


def _forget(connection: Connection, key: int) -> None:
    own = (DECISION.c.subject == DEALS) & (DECISION.c.subject_key == key)
    connection.execute(delete(DECISION).where(own))


def _code(connection: Connection, deal_id: int) -> str:
    query = select(REPORT.c.deal_code).where(REPORT.c.deal_id == deal_id)
    found = connection.scalar(query)
    if found is None:
        raise NotFound("not_found", what="deal")
    return str(found)


def _finish(
    connection: Connection, store: Store, viewer: Viewer, at: datetime, action: str, written: str
) -> None:
    forget_count(connection)
    recount_for(connection, store.settings(connection), at.date())
    note(connection, viewer, at, action, written)
    store.bump_version(connection)
