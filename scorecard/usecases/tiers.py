"""Tiers: who holds which, who moved and why, who is close to an edge or about to fall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from scorecard.access import Scope
from scorecard.period import quarter_of
from scorecard.ports import ReadPort
from scorecard.programme.calendar import review_days
from scorecard.programme.situated import Situations
from scorecard.programme.stakes import Pending, ranked_at_risk
from scorecard.tier_history import TierHistory
from scorecard.tier_views import Rung, TierCounts, TierLine, TierPending, TiersPage
from scorecard.usecases.edges import close_to_an_edge
from scorecard.usecases.stamp import build_stamp
from scorecard.usecases.tier_look import (
    GROUPED,
    Look,
    held_now,
    line_of,
    missing_on,
    moves_between,
)

QUARTERS = 12


def build_tiers(
    reads: ReadPort,
    scope: Scope,
    history: TierHistory,
    day: date,
    since: date,
    ladder: str = "",
) -> TiersPage:
    """The page of tiers on a day, with the movements after `since`.

    Raises:
        DefinitionError: the programme of the day has no such ladder.
    """
    look = Look.at(reads, scope, history, day, ladder)
    held = look.standing["held"]
    reviews = _reviews(look)
    return TiersPage(
        stamp=build_stamp(reads, scope, day),
        day=day,
        since=since,
        programme=look.programme.programme,
        version=look.programme.version,
        valid_from=look.programme.valid_from,
        currency=look.programme.currency,
        ladder=look.ladder.ladder,
        ladders=tuple((one.ladder, one.label or one.ladder) for one in look.programme.ladders),
        rungs=tuple(Rung(t, look.labels[t], int((held == t).sum())) for t in look.tiers),
        n_partners=len(held),
        n_not_known=int((look.standing["earned"] != look.standing["possible"]).sum()),
        last_review=max((one for one in reviews if one <= day), default=None),
        next_review=min((one for one in reviews if one > day), default=None),
        history=_counts(look, reads.settings().fiscal_year_start),
        moves=moves_between(look, since, day),
        flow=_flow(look, since),
        edges=close_to_an_edge(look.history, look.ladder, look.standing, look.day,
                               look.attributes, look.labels),
        pending=_pending(look),
        groups={name: _grouped(look, name) for name in GROUPED},
    )  # fmt: skip


def tier_lines(
    reads: ReadPort, scope: Scope, history: TierHistory, day: date, ladder: str = ""
) -> tuple[TierLine, ...]:
    """Every visible partner of a ladder on a day, by code."""
    look = Look.at(reads, scope, history, day, ladder)
    lines = [line_of(look, partner, row) for partner, row in look.standing.iterrows()]
    return tuple(sorted(lines, key=lambda line: line.partner_code))


def _reviews(look: Look) -> list[date]:
    """Reviews in the year before and after the day."""
    movement, start = look.ladder.movement, look.programme.fiscal_year_start
    first, last = look.day - timedelta(days=366), look.day + timedelta(days=366)
    days = review_days(movement.up, first, last, start, [])
    days |= review_days(movement.down, first, last, start, [])
    return [date.fromordinal(one) for one in sorted(days)]


def _counts(look: Look, fiscal_year_start: int) -> tuple[TierCounts, ...]:
    """At the end of each of the last quarters since the replay's start, and on the day."""
    running = quarter_of(look.day, fiscal_year_start)
    ends = [running.shift(-i).start - timedelta(days=1) for i in range(QUARTERS - 2, -1, -1)]
    days = [end for end in ends if end >= look.history.start] + [look.day]
    found = []
    for day in days:
        held = look.standing_on(day)["held"]
        counts = tuple(int((held == tier).sum()) for tier in look.tiers)
        found.append(TierCounts(day, counts))
    return tuple(found)


def _flow(look: Look, since: date) -> tuple[tuple[str, str, int], ...]:
    """How many went from which tier to which; new partners come from "" (none)."""
    before = look.standing_on(since)["held"].reindex(look.standing.index).fillna("")
    pairs = pd.DataFrame({"before": before, "after": look.standing["held"]})
    counts = pairs.value_counts().sort_index().reset_index(name="n")
    rows = zip(counts["before"], counts["after"], counts["n"], strict=True)
    return tuple((look.labels[before], look.labels[after], int(n)) for before, after, n in rows)


def _pending(look: Look) -> tuple[TierPending, ...]:
    """Those about to lose a tier, most money at stake first."""
    rows = look.standing[look.standing["due_on"].notna()]
    if rows.empty:
        return ()
    situations = Situations(look.programme, look.history.book, look.day, held_now(look))
    asked = [
        Pending(situations.of(partner), look.ladder.ladder, row["held"], row["earned"],
                row["due_on"])
        for partner, row in rows.iterrows()
    ]  # fmt: skip
    by_key = {str(partner): partner for partner in rows.index}
    found = [
        _pending_line(look, by_key[risk.partner], risk.at_stake)
        for risk in ranked_at_risk(look.programme, asked)
    ]
    return tuple(sorted(found, key=_most_first))


def _most_first(one: TierPending) -> tuple[bool, float, date, str]:
    return one.at_stake is None, -(one.at_stake or 0.0), one.due_on, one.partner_code


def _pending_line(look: Look, partner: Any, at_stake: float | None) -> TierPending:
    row = look.standing.loc[partner]
    return TierPending(
        partner_code=look.name_of(partner, "partner_code"),
        name=look.name_of(partner),
        owner=look.name_of(partner, "owner"),
        held=look.labels[row["held"]],
        falls_to=look.labels[row["earned"]],
        due_on=row["due_on"],
        reason=look.ladder.movement.reason,
        at_stake=at_stake,
        missing=missing_on(look, partner, row["held"], look.day),
    )


def _grouped(look: Look, name: str) -> dict[str, tuple[int, ...]]:
    values = look.attributes[name].fillna("").reindex(look.standing.index)
    table = pd.crosstab(values, look.standing["held"]).reindex(columns=look.tiers, fill_value=0)
    return {
        str(value): tuple(int(n) for n in row)
        for value, row in zip(table.index, table.to_numpy(), strict=True)
    }
