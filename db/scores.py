"""Scores as they are kept: every quarter by the version of the programme that ruled at its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, case, func, select

from db.facts import PARTNER, omitted_kpis
from db.frames import read_frame
from db.models import Setting
from db.programme_models import ProgrammeVersion, TierStanding
from db.readmodel import PARTNER_PERIOD, columns_of, table_of
from scorecard.errors import UserError
from scorecard.kpis import registry
from scorecard.kpis.registry import Unit
from scorecard.money import exponent
from scorecard.period import Period
from scorecard.programme.cards import CardBook, Cards, default_book, default_cards
from scorecard.programme.rules import ByAttribute
from scorecard.score.sheet import Sheet, kpis_of_windows, quarters_back, with_tiers
from scorecard.score.targets import ATTRIBUTES, PerPartner
from scorecard.score.tracks import score_all
from scorecard.settings import ProgrammeSettings

VERSION, STANDING = table_of(ProgrammeVersion), table_of(TierStanding)
SETTING = table_of(Setting)
FEW = 1_000
WHO = ("partner_code", *ATTRIBUTES)


def card_book(connection: Connection) -> CardBook:
    """The cards of every version of the programme; the product's where none was saved."""
    query = select(VERSION.c.valid_from, VERSION.c.text).order_by(VERSION.c.valid_from)
    rows = connection.execute(query).all()
    currency = _currency(connection) if rows else ""
    kept = [(since, *_cards(text, currency)) for since, text in rows]
    if not kept:
        return default_book()
    return CardBook(tuple((since, cards) for since, cards, _ladder in kept), kept[-1][2])


@lru_cache(maxsize=64)
def _cards(text: str, currency: str) -> tuple[Cards, str]:
    """The cards of a programme file, of one without a scorecard the product's; its first ladder.

    Raises:
        UserError: `programme_fx` when the file's `fx` does not know the reporting currency.
    """
    from scorecard.programme.loading import load_programme  # only who saved one needs its reader

    programme = load_programme(text)
    cards = programme.scorecard or default_cards()
    ladder = programme.ladders[0].ladder if programme.ladders else ""
    minor = 1.0
    if any(measure.definition.unit is Unit.MONEY for measure in cards.every_measure):
        rate = 1.0 if currency == programme.currency else programme.fx.get(currency)
        if rate is None:
            raise UserError("programme_fx", currency=currency, into=programme.currency)
        minor = 10 ** exponent(currency) / rate
    return cards.bound(programme.groups, programme.version, minor), ladder


def _currency(connection: Connection) -> str:
    """The currency of the store's money."""
    text = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == "programme"))
    kept = ProgrammeSettings.model_validate_json(text) if text else ProgrammeSettings()
    return kept.reporting_currency


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
    sheet = sheet_of(connection, cards, period, wide, loaded)
    if cards.by_tier:
        held = tiers_on(connection, book, period.last_day(as_of))
        sheet = replace(sheet, who=with_tiers(sheet.who, held))
    return score_all(sheet, cards)


def tiers_on(connection: Connection, book: CardBook, day: date) -> pd.Series:
    """partner_id -> the tier that a review had decided by a day; before the first review its tier.

    Partners that no review has seen are absent.
    """
    reviewed_on = STANDING.c.reviewed_on
    past = func.max(case((reviewed_on <= day, reviewed_on)), type_=reviewed_on.type)
    first = func.min(reviewed_on, type_=reviewed_on.type)
    chosen = (
        select(STANDING.c.partner_id, func.coalesce(past, first).label("day"))
        .where(STANDING.c.ladder == book.ladder)
        .group_by(STANDING.c.partner_id)
        .subquery()
    )
    query = (
        select(STANDING.c.partner_id, STANDING.c.held)
        .join(chosen, chosen.c.partner_id == STANDING.c.partner_id)
        .where(STANDING.c.ladder == book.ladder, reviewed_on == chosen.c.day)
    )
    return read_frame(connection, query).set_index("partner_id")["held"]


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
            among = _among(PARTNER_PERIOD.c.partner_id, index)
            columns = [PARTNER_PERIOD.c[name] for name in ("partner_id", *names)]
            kept = read_frame(connection, select(*columns).where(earlier, among))
            found[back] = kept.set_index("partner_id").reindex(index, fill_value=0)
    return found


def _who(connection: Connection, index: pd.Index) -> pd.DataFrame:
    if not len(index):
        return pd.DataFrame(columns=list(WHO), index=index)
    columns = [PARTNER.c[name] for name in ("partner_id", *WHO)]
    query = select(*columns).where(_among(PARTNER.c.partner_id, index))
    return read_frame(connection, query).set_index("partner_id").loc[index]


def _among(column: Any, index: pd.Index) -> ColumnElement[bool]:
    """These partners; of many at least these, as a range is cheaper than thousands of values."""
    if len(index) <= FEW:
        few: ColumnElement[bool] = column.in_([int(number) for number in index])
        return few
    within: ColumnElement[bool] = column.between(int(index.min()), int(index.max()))
    return within
