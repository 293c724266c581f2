"""Rows of the read models as partners in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from scorecard.access import Scope
from scorecard.card_file import Card
from scorecard.kpis import registry
from scorecard.kpis.readings import readings
from scorecard.kpis.registry import Reading
from scorecard.period import Period
from scorecard.ports import ReadPort
from scorecard.programme.cards import CardBook, Cards
from scorecard.score.peers import peers_of
from scorecard.score.result import Peers
from scorecard.score.sheet import Sheet, kpis_of_windows, quarters_back, with_tiers
from scorecard.score.targets import ATTRIBUTES
from scorecard.score.tracks import items_of
from scorecard.views import PartnerLine, ScoredItem, Status
from scorecard.why import top_reasons

TREND_QUARTERS = 8
NET = "net_sell_through"
ATTAINMENT = "revenue_attainment"
GROWTH = "growth_quarter"
WHO = ("partner_code", *ATTRIBUTES)
ALWAYS = (NET, GROWTH)  # readings a line carries whether they are on the card or not


@dataclass(frozen=True)
class Look:
    """What is looked at: who, which quarter, by which card."""

    reads: ReadPort
    scope: Scope
    period: Period
    as_of: date
    book: CardBook
    loaded: frozenset[str]
    omitted: frozenset[str]

    @classmethod
    def at(cls, reads: ReadPort, scope: Scope, period: Period, as_of: date) -> Look:
        known = (reads.card_book(scope), reads.loaded(scope), reads.omitted(scope))
        return cls(reads, scope, period, as_of, *known)

    @property
    def cards(self) -> Cards:
        """The cards that ruled at the end of the quarter."""
        return self.book.of(self.period, self.as_of)

    @property
    def card(self) -> Card:
        """The card of most partners: what sums over partners are judged by."""
        return self.cards.cards[self.cards.default_track]

    @property
    def trend_periods(self) -> list[Period]:
        """Eight quarters that end with this one, oldest first."""
        return [self.period.shift(n) for n in range(1 - TREND_QUARTERS, 1)]


def partner_readings(look: Look, wide: pd.DataFrame) -> list[dict[str, Reading]]:
    """All KPIs that are known at the grain of a partner, a dictionary a row."""
    kpis = [kpi for kpi in registry if "partner_id" in kpi.grains]
    return list(readings(wide.reset_index(drop=True), look.loaded, kpis).values())


def sheet_of(look: Look, wide: pd.DataFrame) -> Sheet:
    """The ground the cards of the quarter are laid on, for partners as `list_partners` has them."""
    own = wide.set_index("partner_id")
    measures = look.cards.every_measure
    keys = {look.period.shift(-n).key: n for n in range(1, quarters_back(measures) + 1)}
    parts = {0: own}
    if keys:
        ids = [int(number) for number in own.index]
        kept = look.reads.partner_parts(look.scope, ids, list(keys), kpis_of_windows(measures))
        for key, rows in kept.groupby("period"):
            frame = rows.drop(columns=["period", "score_e2", "status"]).set_index("partner_id")
            parts[keys[str(key)]] = frame.reindex(own.index, fill_value=0)
    return Sheet(parts, look.loaded, look.omitted, who_in(look, own, look.period))


def who_in(look: Look, own: pd.DataFrame, period: Period) -> pd.DataFrame:
    """What targets go by, of partners by id; tiers as they were held at the end of a quarter."""
    who = own[list(WHO)]
    if not look.book.by_tier:
        return who
    return with_tiers(who, look.reads.tiers_on(look.scope, period.last_day(look.as_of)))


def build_lines(
    look: Look, wide: pd.DataFrame, ranks: pd.DataFrame | None = None
) -> tuple[PartnerLine, ...]:
    """Partners in the order of `wide` (as `list_partners` returns it), with their ranks."""
    if wide.empty:
        return ()
    items = items_of(sheet_of(look, wide), look.cards)
    peers = {}
    if ranks is not None:
        peers = peers_of(ranks.loc[ranks.index.isin(wide["partner_id"])])
    return lines_of(look, wide, items, peers)


def lines_of(
    look: Look,
    wide: pd.DataFrame,
    items: Sequence[Sequence[ScoredItem]],
    peers: Mapping[int, Peers],
) -> tuple[PartnerLine, ...]:
    """`build_lines` of partners whose measures are scored already."""
    ids = [int(number) for number in wide["partner_id"]]
    history = look.reads.partner_parts(look.scope, ids, [p.key for p in look.trend_periods], [NET])
    kept: dict[tuple[int, str], object] = {
        (int(number), str(key)): row
        for number, key, row in zip(
            history["partner_id"], history["period"], history.itertuples(), strict=True
        )
    }
    rows = zip(wide.iterrows(), partner_readings(look, wide), items, strict=True)
    return tuple(
        _line(look, row, found, scored, kept, peers.get(int(row["partner_id"])))
        for (_index, row), found, scored in rows
    )


def _line(
    look: Look,
    row: pd.Series,
    found: dict[str, Reading],
    items: Sequence[ScoredItem],
    history: dict[tuple[int, str], object],
    peers: Peers | None,
) -> PartnerLine:
    quarters = [history.get((int(row["partner_id"]), p.key)) for p in look.trend_periods]
    net, attained = found[NET], found[ATTAINMENT]
    target = attained.denominator if attained.denominator > 0 else None
    return PartnerLine(
        partner_code=str(row["partner_code"]),
        name=str(row["name"]),
        status=Status(row["status"]),
        score=_score(row["score_e2"]),
        score_before=_score(getattr(quarters[-2], "score_e2", None)),
        known=int(row["known_e2"]) / 100,
        tier=str(row["tier"]),
        region=str(row["region"]),
        country=str(row["country"]),
        partner_type=str(row["partner_type"]),
        owner=str(row["owner"]),
        net_minor=net.numerator,
        target_minor=target,
        gap_minor=None if target is None else attained.numerator - target,
        readings=_shown(found, items),
        trend=tuple(None if q is None else int(getattr(q, f"{NET}__num")) for q in quarters),
        why=top_reasons(items),
        peers=peers,
    )


def _shown(found: dict[str, Reading], items: Sequence[ScoredItem]) -> dict[str, Reading]:
    """Readings of the card in its order; those of the quarter where a line always shows them."""
    own = {item.key: item.reading for item in items}
    of_quarter = {item.key for item in items if item.window == "quarter"}
    attained = () if ATTAINMENT in of_quarter else (ATTAINMENT,)
    return own | {key: found[key] for key in (*ALWAYS, *attained)}


def _score(score_e2: object) -> float | None:
    return None if score_e2 is None or pd.isna(score_e2) else int(score_e2) / 100  # type: ignore[call-overload]
