"""Who held which tier when: the programme's versions replayed over what the store knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, func, select

from db.engine import reading, writing
from db.facts import PARTNER_MONTH
from db.materialise import Task, known_quarters, rescore, sum_up
from db.programmes import Ruling, ruling_on, rulings, saved_on
from db.projection import listed_tiers
from db.scores import card_book
from db.standings import apply_held, keep_new, recorded, recorded_to
from db.store import Store
from db.tier_book import StoreBook
from scorecard.period import month_start
from scorecard.programme.calendar import review_days
from scorecard.programme.replay import replay
from scorecard.programme.schema import Ladder, Programme
from scorecard.settings import ProgrammeSettings
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
        settings = store.settings(connection)
        if instead:
            return _history(connection, settings, list(instead), as_of, None)
        return _own_history(connection, settings, rulings(connection), as_of)


def record(store: Store, today: date, at: datetime) -> int:
    """Record every review up to a day that is not recorded yet, for ever; returns how many.

    Partners then have the tiers that were decided, on every page.
    """
    with writing(store.engine) as connection:
        n = record_in(connection, store.settings(connection), today, at,
                      store.data_version(connection))  # fmt: skip
        if n:
            store.bump_version(connection)
    return n


def record_in(
    connection: Connection, settings: ProgrammeSettings, today: date, at: datetime,
    data_version: int,
) -> int:  # fmt: skip
    """`record` inside a transaction that is under way."""
    as_of, found = settings.as_of or today, rulings(connection)
    history = _own_history(connection, settings, found, as_of)
    if history is None:
        return 0
    n = keep_new(connection, history, found, data_version=data_version, at=at)
    changed, book = apply_held(connection) if n else 0, card_book(connection)
    task = Task(known_quarters(connection, as_of, settings.fiscal_year_start), as_of, book)
    if n and book.by_tier:
        rescore(connection, task)
    elif changed:
        sum_up(connection, task)
    return n


def is_due(connection: Connection, as_of: date) -> bool:
    """Whether a review has come since the programme was saved that is not recorded yet.

    Reviews before a programme was in the store are recorded with the first one after, or when a
    person asks for it: until then they follow the data.
    """
    found = rulings(connection)
    saved = saved_on(connection)
    if saved is None:
        return False
    begun = max(saved, recorded_to(connection) or saved)
    programme = ruling_on(found, as_of).programme
    days: set[int] = set()
    for ladder in programme.ladders:
        for schedule in (ladder.movement.up, ladder.movement.down):
            days |= review_days(schedule, begun, as_of, programme.fiscal_year_start, [as_of])
    return any(day > begun.toordinal() for day in days)


def _own_history(
    connection: Connection, settings: ProgrammeSettings, found: list[Ruling], as_of: date
) -> TierHistory | None:
    programmes = [ruling.programme for ruling in found]
    return _history(connection, settings, programmes, as_of, found)


def _history(
    connection: Connection, settings: ProgrammeSettings, programmes: list[Programme], as_of: date,
    found: list[Ruling] | None,
) -> TierHistory | None:  # fmt: skip
    """With `found` on from what was recorded under the saved versions."""
    if not any(programme.ladders for programme in programmes):
        return None
    book = StoreBook(connection, settings, programmes)
    start = _start(connection, programmes, as_of)
    decided = recorded(connection, book.partners, found) if found else None
    listed = pd.Series(listed_tiers(connection, book.partners.tolist()), dtype="object")
    opening = {
        ladder.ladder: _listed(book, listed, ladder, start)
        for ladder in programmes[0].ladders
        if not ladder.designation_of
    }
    replayed = replay(programmes, book, start, as_of, opening, recorded=decided)
    return TierHistory(tuple(programmes), book, book.attributes, replayed, start, as_of)


def _start(connection: Connection, programmes: list[Programme], as_of: date) -> date:
    """The first day with sales or of the first version, whichever is later."""
    first = connection.scalar(select(func.min(PARTNER_MONTH.c.month)))
    begun = month_start(int(first)) if first else as_of
    return min(as_of, max(begun, programmes[0].valid_from))


def _listed(book: StoreBook, tiers: pd.Series, ladder: Ladder, start: date) -> pd.Series:
    """Tiers as the partner file lists them, by name or label; partners without one are left out.

    A programme that begins here takes over the tiers that partners hold; who signs later
    begins at the bottom.
    """
    names = {word.casefold(): t.tier for t in ladder.tiers for word in (t.label, t.tier)}
    listed = tiers.reindex(book.partners).fillna("").str.strip().str.casefold().map(names)
    signed = pd.to_datetime(book.attributes["signed_on"])
    return listed[signed.isna() | (signed <= pd.Timestamp(start))].dropna()
