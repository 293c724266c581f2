"""Tiers: who holds which, who moved and why, who is close to an edge or about to fall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from scorecard.access import Scope
from scorecard.errors import NotFound
from scorecard.facts import DIMENSIONS
from scorecard.period import quarter_of
from scorecard.ports import ReadPort
from scorecard.programme import engine
from scorecard.programme.calendar import review_days
from scorecard.programme.explain import explained
from scorecard.programme.held import place_of
from scorecard.programme.missing import shortfalls
from scorecard.programme.planner import Planner
from scorecard.programme.results import Move, Node, Shortfall
from scorecard.programme.schema import Ladder, Programme
from scorecard.programme.situated import Situations
from scorecard.programme.stakes import Pending, ranked_at_risk
from scorecard.tier_history import TierHistory
from scorecard.tier_views import (
    PartnerTier,
    Rung,
    TierCounts,
    TierLine,
    TierMove,
    TierPending,
    TiersPage,
)
from scorecard.usecases.edges import close_to_an_edge
from scorecard.usecases.stamp import build_stamp

QUARTERS = 12
GROUPED = tuple(name for name in DIMENSIONS if name != "tier")
EXPLAINED = (Move.DOWN, Move.WARNED)


@dataclass(frozen=True)
class Look:
    """One ladder on one day, narrowed to the partners that the scope may see."""

    history: TierHistory
    day: date
    programme: Programme
    ladder: Ladder
    visible: frozenset[int]

    @classmethod
    def at(
        cls, reads: ReadPort, scope: Scope, history: TierHistory, day: date, ladder: str = ""
    ) -> Look:
        """
        Raises:
            DefinitionError: the programme of the day has no such ladder.
        """
        programme = history.programme_on(day)
        name = ladder or programme.ladders[0].ladder
        visible = frozenset(reads.partner_codes(scope))
        return cls(history, day, programme, engine.ladder_of(programme, name), visible)

    @cached_property
    def attributes(self) -> pd.DataFrame:
        found = self.history.attributes
        return found.loc[found.index.isin(self.visible)]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Label by tier, of every version: a tier may have another name today."""
        found: dict[str, str] = {"": ""}
        for programme in self.history.programmes:
            for ladder in programme.ladders:
                if ladder.ladder == self.ladder.ladder:
                    found |= {tier.tier: tier.label or tier.tier for tier in ladder.tiers}
        return found

    def standing_on(self, day: date) -> pd.DataFrame:
        """held, earned, possible, since, due_on of the visible partners."""
        found = self.history.replay.standing_on(day).get(self.ladder.ladder)
        if found is None:
            return pd.DataFrame(columns=["held", "earned", "possible", "since", "due_on"])
        return found.loc[found.index.isin(self.visible)]

    @cached_property
    def standing(self) -> pd.DataFrame:
        return self.standing_on(self.day)

    @property
    def tiers(self) -> list[str]:
        return engine.tier_names(self.ladder)

    def name_of(self, partner: Any, column: str = "name") -> str:
        value: Any = self.attributes.at[partner, column]
        return "" if pd.isna(value) else str(value)


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
        moves=_moves(look, since, day),
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
    lines = [_line(look, partner, row) for partner, row in look.standing.iterrows()]
    return tuple(sorted(lines, key=lambda line: line.partner_code))


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
    return _partner_tier(look, found[0])


def _partner_tier(look: Look, partner: Any) -> PartnerTier:
    row = look.standing.loc[partner]
    line, tiers = _line(look, partner, row), look.tiers
    place = tiers.index(row["held"])
    following = tiers[place + 1] if place + 1 < len(tiers) else None
    wanted = _explained(look, partner, following) if following else None
    situations = Situations(look.programme, look.history.book, look.day, _held(look))
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
        decided=_explained(look, partner, row["held"]) if place else None,
        wanted=wanted,
        next_tier=look.labels[following] if following else None,
        missing=shortfalls(wanted) if wanted else (),
        up=planner.path(situation, name, following, row["held"]) if following else None,
        keep=planner.keep(situation, name, row["held"], falls_to, line.due_on)
        if line.due_on
        else None,
        moves=tuple(m for m in _moves(look, look.history.start - timedelta(days=1), look.day)
                    if m.partner_code == line.partner_code),
        benefits=_benefits(look, partner),
        currency=look.programme.currency,
    )  # fmt: skip


def _line(look: Look, partner: Any, row: pd.Series) -> TierLine:
    about = {name: look.name_of(partner, name) for name in ("partner_code", "name", *GROUPED)}
    return TierLine(
        **about,
        held=look.labels[row["held"]],
        earned=look.labels[row["earned"]],
        since=row["since"],
        due_on=row["due_on"],
        not_known=bool(row["earned"] != row["possible"]),
    )


def _held(look: Look) -> dict[str, Any]:
    return look.history.replay.held_on(look.day)


def _explained(look: Look, partner: Any, tier: str, day: date | None = None) -> Node:
    """The requirements of a tier for a partner, with what was known on the day."""
    on = day or look.day
    ladder = engine.ladder_of(look.history.programme_on(on), look.ladder.ladder)
    at = engine.place(look.history.book, partner)
    return explained(look.history.evaluation(on), at, ladder, place_of(ladder, tier))


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


def _moves(look: Look, since: date, to: date) -> tuple[TierMove, ...]:
    """Movements after `since`, up to and with `to`, the latest first."""
    rows = look.history.replay.movements
    chosen = rows[
        (rows["ladder"] == look.ladder.ladder)
        & rows["partner"].isin(look.visible)
        & (rows["day"] > since)
        & (rows["day"] <= to)
    ]
    found = [_move(look, row) for row in chosen.itertuples()]
    return tuple(sorted(found, key=lambda m: (-m.day.toordinal(), m.move, m.partner_code)))


def _move(look: Look, row: Any) -> TierMove:
    lost = row.before if row.move in EXPLAINED else ""
    return TierMove(
        partner_code=look.name_of(row.partner, "partner_code"),
        name=look.name_of(row.partner),
        region=look.name_of(row.partner, "region"),
        day=row.day,
        move=Move(row.move),
        before=look.labels[row.before],
        after=look.labels[row.after],
        due_on=None if pd.isna(row.due_on) else row.due_on,
        version=row.version,
        missing=_missing(look, row.partner, lost, row.day) if lost else (),
    )


def _missing(look: Look, partner: Any, tier: str, day: date) -> tuple[Shortfall, ...]:
    """What was not met of a tier on a day; nothing where the version of the day lacks it."""
    ladder = engine.ladder_of(look.history.programme_on(day), look.ladder.ladder)
    if tier not in engine.tier_names(ladder):
        return ()
    return shortfalls(_explained(look, partner, tier, day))


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
    situations = Situations(look.programme, look.history.book, look.day, _held(look))
    asked = [
        Pending(situations.of(partner), look.ladder.ladder, row["held"], row["earned"],
                row["due_on"])
        for partner, row in rows.iterrows()
    ]  # fmt: skip
    by_key = {str(partner): partner for partner in rows.index}
    return tuple(
        _pending_line(look, by_key[risk.partner], risk.at_stake)
        for risk in ranked_at_risk(look.programme, asked)
    )


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
        missing=_missing(look, partner, row["held"], look.day),
    )


def _grouped(look: Look, name: str) -> dict[str, tuple[int, ...]]:
    values = look.attributes[name].fillna("").reindex(look.standing.index)
    table = pd.crosstab(values, look.standing["held"]).reindex(columns=look.tiers, fill_value=0)
    return {
        str(value): tuple(int(n) for n in row)
        for value, row in zip(table.index, table.to_numpy(), strict=True)
    }


def _benefits(look: Look, partner: Any) -> tuple[tuple[str, float | None], ...]:
    rows = engine.benefits(look.programme, look.history.book, look.day, _held(look))
    own = rows[rows["partner"] == partner]
    costs = [None if pd.isna(cost) else float(cost) for cost in own["cost"]]
    return tuple(zip(own["label"], costs, strict=True))
