"""Who held which tier when: the programme's versions replayed over what the store knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import Connection, func, select

from db.engine import reading
from db.facts import PARTNER_MONTH
from db.programmes import rulings
from db.store import Store
from db.tier_book import StoreBook
from scorecard.period import month_start
from scorecard.programme.replay import replay
from scorecard.programme.schema import Ladder, Programme
from scorecard.tier_history import TierHistory


def tier_history(
    store: Store, as_of: date, instead: Sequence[Programme] = ()
) -> TierHistory | None:
    """Standings and movements of all partners up to a day; None for a programme without tiers.

    It is of every partner, for the program's own use: what of it somebody may see is decided by
    the reads of `scorecard.usecases.tiers`, each with a scope.

    Args:
        instead: versions to try in place of the saved ones.

    Raises:
        UserError: `version_order`, `version_tiers`, `programme_fx`, `rows_column`, `rows_cell`.
    """
    with reading(store.engine) as connection:
        programmes = list(instead) or [one.programme for one in rulings(connection)]
        if not any(programme.ladders for programme in programmes):
            return None
        book = StoreBook(connection, store.settings(connection), programmes)
        start = _start(connection, programmes, as_of)
    opening = {
        ladder.ladder: _listed(book, ladder, start)
        for ladder in programmes[0].ladders
        if not ladder.designation_of
    }
    replayed = replay(programmes, book, start, as_of, opening)
    return TierHistory(tuple(programmes), book, book.attributes, replayed, start, as_of)


def _start(connection: Connection, programmes: list[Programme], as_of: date) -> date:
    """The first day with sales or of the first version, whichever is later."""
    first = connection.scalar(select(func.min(PARTNER_MONTH.c.month)))
    begun = month_start(int(first)) if first else as_of
    return min(as_of, max(begun, programmes[0].valid_from))


def _listed(book: StoreBook, ladder: Ladder, start: date) -> pd.Series:
    """Tiers as the partner file lists them, by name or label; partners without one are left out.

    A programme that begins here takes over the tiers that partners hold; who signs later
    begins at the bottom.
    """
    names = {word.casefold(): t.tier for t in ladder.tiers for word in (t.label, t.tier)}
    listed = book.attributes["tier"].fillna("").str.strip().str.casefold().map(names)
    signed = pd.to_datetime(book.attributes["signed_on"])
    return listed[signed.isna() | (signed <= pd.Timestamp(start))].dropna()
