"""Ranks among peers. Everybody is ranked; only those in scope are handed out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
from sqlalchemy import BigInteger, Connection, Engine, cast, func, select

from db.engine import reading
from db.facts import PARTNER, loaded_sources
from db.frames import chunks, read_frame
from db.materialise import UNMATCHED
from db.readmodel import PARTNER_PERIOD, columns_of
from db.scoping import partners_in
from db.scores import card_book, sheet_of, tiers_on
from scorecard.access import Scope
from scorecard.card_file import PLANNED, Card
from scorecard.kpis import registry
from scorecard.period import Period
from scorecard.programme.cards import CardBook, one_card
from scorecard.score.marks import mark
from scorecard.score.peers import QUARTERS_OF_SALES, peers_of, rank_peers
from scorecard.score.result import Sensitivity, Standing
from scorecard.score.sensitivity import sensitivity
from scorecard.score.sheet import PLAN, with_tiers

MOST_KEPT = 15  # quarters whose ranks are kept in memory, one less


class ScoreReads:
    engine: Engine
    data_version: Callable[[Connection], int]
    _ranked_of: dict[tuple[int, str], pd.DataFrame]  # the newest, by data version and quarter

    def card_book(self, scope: Scope) -> CardBook:
        """The cards of every version of the programme; they hold no partner's data."""
        del scope
        with reading(self.engine) as connection:
            return card_book(connection)

    def tiers_on(self, scope: Scope, day: date) -> pd.Series:
        """partner_id of those in scope -> tier held on a day, where a review decided one."""
        with reading(self.engine) as connection:
            held = tiers_on(connection, card_book(connection), day)
            seen = connection.execute(select(PARTNER.c.partner_id).where(partners_in(scope)))
            return held.loc[held.index.isin(seen.scalars().all())]

    def ranks(self, scope: Scope, period: Period) -> pd.DataFrame:
        """Index partner_id of those in scope: `partner_type`, `size`, `rank`, `n_peers` (see
        `scorecard.score.peers.rank_peers`) among all partners of the programme."""
        with reading(self.engine) as connection:
            found = self._ranked(connection, period)
            seen = connection.execute(select(PARTNER.c.partner_id).where(partners_in(scope)))
            return found.loc[found.index.isin(seen.scalars().all())]

    def standing(
        self, scope: Scope, partner_id: int, period: Period, as_of: date
    ) -> Standing | None:
        """Where a partner stands among its peers, and whether other weights would move it.

        None where it is not in scope or not scored in the period.
        """
        own = select(PARTNER.c.partner_id).where(
            partners_in(scope), PARTNER.c.partner_id == partner_id
        )
        with reading(self.engine) as connection:
            if connection.scalar(own) is None:
                return None
            ranked = self._ranked(connection, period)
            if partner_id not in ranked.index:
                return None
            one = ranked.loc[[partner_id]]
            same = (ranked["partner_type"] == one["partner_type"].iloc[0]) & (
                ranked["size"] == one["size"].iloc[0]
            )
            peers = ranked.index[same & ranked["rank"].notna()].tolist()
            return Standing(
                peers_of(one).get(partner_id),
                _sensitivity(connection, period, as_of, peers, partner_id),
            )

    def _ranked(self, connection: Connection, period: Period) -> pd.DataFrame:
        """Everybody's rank; kept as long as the data stay what they are, as every page asks."""
        key = (self.data_version(connection), period.key)
        kept = self.__dict__.setdefault("_ranked_of", {})
        if key not in kept:
            for old in list(kept)[: max(0, len(kept) - MOST_KEPT)]:
                kept.pop(old, None)
            kept[key] = _ranked(connection, period)
        found: pd.DataFrame = kept[key]
        return found


def _sensitivity(
    connection: Connection, period: Period, as_of: date, peers: list[int], partner_id: int
) -> Sensitivity | None:
    if partner_id not in peers:
        return None
    book = card_book(connection)
    cards = book.of(period, as_of)
    kind = connection.scalar(
        select(PARTNER.c.partner_type).where(PARTNER.c.partner_id == partner_id)
    )
    card = cards.card_of(str(kind))
    wide = _parts(connection, period, peers, card)
    sheet = sheet_of(connection, one_card(card), period, wide, loaded_sources(connection))
    if one_card(card).by_tier:
        held = tiers_on(connection, book, period.last_day(as_of))
        sheet = replace(sheet, who=with_tiers(sheet.who, held))
    return sensitivity(mark(sheet, card), partner_id)


def _ranked(connection: Connection, period: Period) -> pd.DataFrame:
    trailing = [period.shift(-back).key for back in range(QUARTERS_OF_SALES)]
    sold = PARTNER_PERIOD.alias("sold")
    sales = (
        select(
            sold.c.partner_id,
            cast(func.sum(sold.c.net_sell_through__num), BigInteger).label("sales_minor"),
        )
        .where(sold.c.period.in_(trailing))
        .group_by(sold.c.partner_id)
        .subquery()
    )
    query = (
        select(
            PARTNER_PERIOD.c.partner_id, PARTNER.c.partner_type, PARTNER_PERIOD.c.score_e2,
            sales.c.sales_minor,
        )
        .join(PARTNER, PARTNER.c.partner_id == PARTNER_PERIOD.c.partner_id)
        .join(sales, sales.c.partner_id == PARTNER_PERIOD.c.partner_id)
        .where(PARTNER_PERIOD.c.period == period.key, PARTNER_PERIOD.c.status != UNMATCHED)
    )  # fmt: skip
    frame = read_frame(connection, query).set_index("partner_id")
    return rank_peers(frame).assign(partner_type=frame["partner_type"])


def _parts(connection: Connection, period: Period, ids: Sequence[int], card: Card) -> pd.DataFrame:
    plans = [PLAN] if PLANNED in card.keys else []
    names = ["partner_id", *columns_of([registry[key] for key in {*card.keys, *plans}])]
    frames = [
        read_frame(
            connection,
            select(*[PARTNER_PERIOD.c[name] for name in names]).where(
                PARTNER_PERIOD.c.period == period.key, PARTNER_PERIOD.c.partner_id.in_(some)
            ),
        )
        for some in chunks(ids)
    ]
    return pd.concat(frames).set_index("partner_id").sort_index()
