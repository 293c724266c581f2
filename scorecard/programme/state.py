"""What partners hold in one ladder, and how one review or a new version changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scorecard.errors import UserError
from scorecard.programme.held import Tiers
from scorecard.programme.schema import Ladder
from scorecard.programme.table import Flags, Ints


@dataclass(frozen=True)
class State:
    """Args:
    held: ordinal of the tier, -1 for partners that are not in the programme yet.
    since: day since which it is held.
    reached: partner x tier: day since which the tier or a higher one is held, 0 where not.
    failing: partner x tier: day of the down review since which the tier is not earned, or 0.
    floor, until: tier below which a migration keeps a partner from falling before the day.
    """

    held: Tiers
    since: Ints
    reached: Ints
    failing: Ints
    floor: Tiers
    until: int = 0

    def due(self, ladder: Ladder) -> Ints:
        """Day on which the tier held is lost; 0: not pending."""
        running = self.failing[np.arange(len(self.held)), np.maximum(self.held, 0)]
        pending = (running > 0) & (self.held > 0)
        return np.where(pending, running + ladder.movement.grace_days, 0)


def fresh(held: Tiers, n_tiers: int, day: int) -> State:
    """Held since the day, nothing pending."""
    shape = (len(held), n_tiers)
    reached = np.where(np.arange(n_tiers) <= held[:, None], day, 0).astype(np.int64)
    since = np.where(held >= 0, day, 0).astype(np.int64)
    none = np.zeros(len(held), dtype=np.int8)
    return State(held, since, reached, np.zeros(shape, dtype=np.int64), none)


def entered(state: State, there: Flags, day: int) -> State:
    """Those who signed meanwhile begin in the lowest tier."""
    new = there & (state.held < 0)
    return (
        held_from(state, np.where(new, 0, state.held).astype(np.int8), day) if new.any() else state
    )


def held_from(state: State, held: Tiers, day: int) -> State:
    """The state with other tiers held from a day on."""
    since = np.where(held != state.held, day, state.since)
    tiers = np.arange(state.reached.shape[1])
    holds = tiers <= held[:, None]
    reached = np.where(holds, np.where(state.reached == 0, day, state.reached), 0)
    return replace(state, held=held, since=since, reached=reached)


def reviewed(
    state: State, ladder: Ladder, day: int, earned: Tiers, possible: Tiers, *, up: bool, down: bool
) -> State:
    """The state after an event of a day, with what partners earn and may earn on it."""
    tiers = np.arange(state.reached.shape[1])
    if day < state.until:
        possible = np.maximum(possible, state.floor)
    lost = tiers > possible[:, None]
    failing = np.where(lost, state.failing, 0)
    if down:
        failing = np.where(lost & (failing == 0), day, failing)
    due = (failing > 0) & (failing + ladder.movement.grace_days <= day)
    kept = np.where(due, 0, tiers).max(axis=1)  # lowest tier is never due
    held = np.minimum(state.held, kept)
    if up:
        risen = earned if ladder.movement.skip else np.minimum(earned, held + 1)
        held = np.where(state.held >= 0, np.maximum(held, risen), held)
    held = held.astype(np.int8)
    return held_from(replace(state, failing=failing), held, day)


def migrated(
    state: State, before: tuple[str, ...], ladder: Ladder, day: int, earned: Tiers | None,
    version: str,
) -> State:  # fmt: skip
    """The state at the start of a new version.

    Args:
        before: tiers of the version before, by ordinal.
        earned: where a migration keeps the better of both.

    Raises:
        UserError: `version_tiers`, when a tier is gone and no migration says where to.
    """
    names = [tier.tier for tier in ladder.tiers]
    moves = ladder.migration.tiers if ladder.migration else {}
    target = {tier: moves.get(tier, tier) for tier in before}
    gone = [tier for i, tier in enumerate(before) if target[tier] not in names and i in state.held]
    if gone:
        raise UserError("version_tiers", version=version, ladder=ladder.ladder, tier=gone[0])
    places = np.array([names.index(t) if t in names else 0 for t in target.values()] + [-1])
    brought = places[state.held].astype(np.int8)
    held = brought if earned is None else np.maximum(brought, np.where(brought < 0, -1, earned))
    n, shape = len(held), (len(held), len(names))
    kept = np.arange(len(names)) <= held[:, None]
    same = list(before) == names
    reached = np.where(kept, state.reached if same else day, 0)
    reached = np.where(kept & (reached == 0), day, reached)
    since = np.where(held == state.held, state.since, day) if same else np.where(
        held >= 0, state.since, 0)  # fmt: skip
    failing = state.failing if same and ladder.migration is None else np.zeros(shape, np.int64)
    floor = np.maximum(brought, 0) if ladder.migration else np.zeros(n, np.int8)
    until = ladder.migration.until.toordinal() if ladder.migration else 0
    return State(held.astype(np.int8), since, reached, failing, floor.astype(np.int8), until)
