"""One ladder on one day, narrowed to the partners somebody may see; and what is read off it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from scorecard.access import Scope
from scorecard.facts import DIMENSIONS
from scorecard.ports import ReadPort
from scorecard.programme import engine
from scorecard.programme.explain import explained
from scorecard.programme.held import place_of
from scorecard.programme.missing import shortfalls
from scorecard.programme.results import Move, Node, Shortfall
from scorecard.programme.schema import Ladder, Programme
from scorecard.tier_history import TierHistory
from scorecard.tier_views import TierLine, TierMove

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


def explained_on(look: Look, partner: Any, tier: str, day: date | None = None) -> Node:
    """The requirements of a tier for a partner, with what was known on the day."""
    on = day or look.day
    ladder = engine.ladder_of(look.history.programme_on(on), look.ladder.ladder)
    at = engine.place(look.history.book, partner)
    return explained(look.history.evaluation(on), at, ladder, place_of(ladder, tier))


def held_now(look: Look) -> dict[str, Any]:
    return look.history.replay.held_on(look.day)


def line_of(look: Look, partner: Any, row: pd.Series) -> TierLine:
    about = {name: look.name_of(partner, name) for name in ("partner_code", "name", *GROUPED)}
    return TierLine(
        **about,
        held=look.labels[row["held"]],
        earned=look.labels[row["earned"]],
        since=row["since"],
        due_on=row["due_on"],
        not_known=bool(row["earned"] != row["possible"]),
    )


def moves_between(look: Look, since: date, to: date) -> tuple[TierMove, ...]:
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
        missing=missing_on(look, row.partner, lost, row.day) if lost else (),
    )


def missing_on(look: Look, partner: Any, tier: str, day: date) -> tuple[Shortfall, ...]:
    """What was not met of a tier on a day; nothing where the version of the day lacks it."""
    ladder = engine.ladder_of(look.history.programme_on(day), look.ladder.ladder)
    if tier not in engine.tier_names(ladder):
        return ()
    return shortfalls(explained_on(look, partner, tier, day))
