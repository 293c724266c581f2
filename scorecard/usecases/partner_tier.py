"""One partner's tier: why it is held, what the next one takes, and how it came about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from scorecard.access import Scope
from scorecard.errors import NotFound
from scorecard.ports import ReadPort
from scorecard.programme import engine
from scorecard.programme.missing import shortfalls
from scorecard.programme.planner import Planner
from scorecard.programme.situated import Situations
from scorecard.tier_history import TierHistory
from scorecard.tier_views import PartnerTier
from scorecard.usecases.tier_look import Look, explained_on, held_now, line_of, moves_between
from scorecard.usecases.tier_rows import rows_behind


def build_partner_tier(
    reads: ReadPort,
    scope: Scope,
    history: TierHistory,
    partner_code: str,
    day: date,
    ladder: str = "",
) -> PartnerTier:
    """Where one partner stands, why, and how it gets further.

    Raises:
        NotFound: no such partner in this scope, or it had not signed on the day.
    """
    look = Look.at(reads, scope, history, day, ladder)
    codes = look.attributes["partner_code"]
    found = codes.index[codes == partner_code]
    if not len(found) or found[0] not in look.standing.index:
        raise NotFound("not_found", what=partner_code)
    return _partner_tier(look, found[0], reads.settings().fiscal_year_start)


def _partner_tier(look: Look, partner: Any, fiscal_year_start: int) -> PartnerTier:
    row = look.standing.loc[partner]
    line, tiers = line_of(look, partner, row), look.tiers
    place = tiers.index(row["held"])
    following = tiers[place + 1] if place + 1 < len(tiers) else None
    decided = explained_on(look, partner, row["held"]) if place else None
    wanted = explained_on(look, partner, following) if following else None
    situations = Situations(look.programme, look.history.book, look.day, held_now(look))
    planner, situation = Planner(look.programme), situations.of(partner)
    name = look.ladder.ladder
    falls_to = str(row["earned"]) if line.due_on else ""
    return PartnerTier(
        ladder=name,
        ladder_label=look.ladder.label or name,
        day=look.day,
        line=line,
        version=look.programme.version,
        reason=look.ladder.movement.reason if line.due_on else "",
        rungs=tuple((tier, look.labels[tier]) for tier in tiers),
        decided=decided,
        wanted=wanted,
        next_tier=look.labels[following] if following else None,
        missing=shortfalls(wanted) if wanted else (),
        up=planner.path(situation, name, following, row["held"]) if following else None,
        keep=planner.keep(situation, name, row["held"], falls_to, line.due_on)
        if line.due_on
        else None,
        moves=tuple(m for m in moves_between(look, look.history.start - timedelta(days=1), look.day)
                    if m.partner_code == line.partner_code),
        benefits=_benefits(look, partner),
        currency=look.programme.currency,
        units={name: metric.unit for name, metric in look.programme.metrics.items()},
        rows=rows_behind(look, partner, [decided, wanted], fiscal_year_start),
    )  # fmt: skip


def _benefits(look: Look, partner: Any) -> tuple[tuple[str, float | None], ...]:
    rows = engine.benefits(look.programme, look.history.book, look.day, held_now(look))
    own = rows[rows["partner"] == partner]
    costs = [None if pd.isna(cost) else float(cost) for cost in own["cost"]]
    return tuple(zip(own["label"], costs, strict=True))
