"""Rows of the read models as partners in a list."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scorecard.access import Scope
from scorecard.card import Card, default_card, score_items
from scorecard.kpis import registry
from scorecard.kpis.readings import readings
from scorecard.kpis.registry import Reading
from scorecard.period import Period
from scorecard.ports import ReadPort
from scorecard.views import PartnerLine, Status
from scorecard.why import top_reasons

TREND_QUARTERS = 8
NET = "net_sell_through"
ATTAINMENT = "revenue_attainment"
GROWTH = "growth_quarter"
ALWAYS = (NET, GROWTH)  # readings a line carries whether they are on the card or not


@dataclass(frozen=True)
class Look:
    """What is looked at: who, which quarter, by which card."""

    reads: ReadPort
    scope: Scope
    period: Period
    card: Card
    loaded: frozenset[str]
    omitted: frozenset[str]

    @classmethod
    def at(cls, reads: ReadPort, scope: Scope, period: Period) -> Look:
        return cls(reads, scope, period, default_card(), reads.loaded(scope), reads.omitted(scope))

    @property
    def trend_periods(self) -> list[Period]:
        """Eight quarters that end with this one, oldest first."""
        return [self.period.shift(n) for n in range(1 - TREND_QUARTERS, 1)]


def partner_readings(look: Look, wide: pd.DataFrame) -> list[dict[str, Reading]]:
    """All KPIs that are known at the grain of a partner, a dictionary a row."""
    kpis = [kpi for kpi in registry if "partner_id" in kpi.grains]
    return list(readings(wide.reset_index(drop=True), look.loaded, kpis).values())


def build_lines(look: Look, wide: pd.DataFrame) -> tuple[PartnerLine, ...]:
    """Partners in the order of `wide` (as `list_partners` returns it)."""
    if wide.empty:
        return ()
    ids = [int(number) for number in wide["partner_id"]]
    history = look.reads.partner_parts(look.scope, ids, [p.key for p in look.trend_periods], [NET])
    kept: dict[tuple[int, str], object] = {
        (int(number), str(key)): row
        for number, key, row in zip(
            history["partner_id"], history["period"], history.itertuples(), strict=True
        )
    }
    rows = zip(wide.iterrows(), partner_readings(look, wide), strict=True)
    return tuple(_line(look, row, found, kept) for (_index, row), found in rows)


def _line(
    look: Look,
    row: pd.Series,
    found: dict[str, Reading],
    history: dict[tuple[int, str], object],
) -> PartnerLine:
    items = score_items(found, look.card, look.loaded, look.omitted)
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
        readings={item.key: item.reading for item in items} | {key: found[key] for key in ALWAYS},
        trend=tuple(None if q is None else int(getattr(q, f"{NET}__num")) for q in quarters),
        why=top_reasons(items),
    )


def _score(score_e2: object) -> float | None:
    return None if score_e2 is None or pd.isna(score_e2) else int(score_e2) / 100  # type: ignore[call-overload]
