"""Scores as they are kept: every quarter by the version of the programme that ruled at its end."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd
from sqlalchemy import Connection, select

from db.facts import PARTNER, omitted_kpis
from db.frames import read_frame
from db.programme_models import ProgrammeVersion
from db.readmodel import PARTNER_PERIOD, columns_of, table_of
from scorecard.kpis import registry
from scorecard.period import Period
from scorecard.programme.cards import CardBook, Cards, default_book, default_cards
from scorecard.programme.rules import ByAttribute
from scorecard.score.sheet import Sheet, kpis_of_windows, quarters_back
from scorecard.score.targets import ATTRIBUTES, PerPartner
from scorecard.score.tracks import score_all

VERSION = table_of(ProgrammeVersion)
WHO = ("partner_code", *ATTRIBUTES)


def card_book(connection: Connection) -> CardBook:
    """The cards of every version of the programme; the product's where none was saved."""
    query = select(VERSION.c.valid_from, VERSION.c.text).order_by(VERSION.c.valid_from)
    kept = [(since, _cards(text)) for since, text in connection.execute(query)]
    return CardBook(tuple(kept)) if kept else default_book()


@lru_cache(maxsize=64)
def _cards(text: str) -> Cards:
    """The cards of a programme file; of one without a scorecard the product's."""
    from scorecard.programme.loading import load_programme  # only who saved one needs its reader

    programme = load_programme(text)
    cards = programme.scorecard or default_cards()
    return cards.bound(programme.groups, programme.version)


def scored(
    connection: Connection,
    book: CardBook,
    period: Period,
    as_of: date,
    wide: pd.DataFrame,
    loaded: frozenset[str],
) -> pd.DataFrame:
    """`score_all` of the partners of a wide frame, by the cards that rule the period.

    Quarters before, where a card looks back, are read as they are kept.
    """
    cards = book.of(period, as_of)
    return score_all(sheet_of(connection, cards, period, wide, loaded), cards)


def sheet_of(
    connection: Connection,
    cards: Cards,
    period: Period,
    wide: pd.DataFrame,
    loaded: frozenset[str],
) -> Sheet:
    """The partners of a wide frame with all that the cards ask of them."""
    parts = {0: wide} | _before(connection, cards, period, wide.index)
    who = _who(connection, wide.index) if asks_who(cards) else pd.DataFrame()
    return Sheet(parts, loaded, omitted_kpis(connection), who)


def asks_who(cards: Cards) -> bool:
    """Whether a score depends on more of a partner than its parts."""
    if cards.tracks:
        return True
    targets = [measure.target for measure in cards.every_measure]
    return any(isinstance(target, ByAttribute | PerPartner) for target in targets)


def _before(
    connection: Connection, cards: Cards, period: Period, index: pd.Index
) -> dict[int, pd.DataFrame]:
    """Parts of earlier quarters that the cards need; a quarter that is not kept is absent."""
    measures = cards.every_measure
    names = columns_of([registry[key] for key in kpis_of_windows(measures)])
    found = {}
    for back in range(1, quarters_back(measures) + 1 if len(index) else 1):
        earlier = PARTNER_PERIOD.c.period == period.shift(-back).key
        if connection.execute(select(PARTNER_PERIOD.c.period).where(earlier).limit(1)).first():
            among = PARTNER_PERIOD.c.partner_id.between(int(index.min()), int(index.max()))
            columns = [PARTNER_PERIOD.c[name] for name in ("partner_id", *names)]
            kept = read_frame(connection, select(*columns).where(earlier, among))
            found[back] = kept.set_index("partner_id").reindex(index, fill_value=0)
    return found


def _who(connection: Connection, index: pd.Index) -> pd.DataFrame:
    if not len(index):
        return pd.DataFrame(columns=list(WHO), index=index)
    among = PARTNER.c.partner_id.between(int(index.min()), int(index.max()))
    columns = [PARTNER.c[name] for name in ("partner_id", *WHO)]
    return read_frame(connection, select(*columns).where(among)).set_index("partner_id").loc[index]
