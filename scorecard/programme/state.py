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


def fresh(held: Tiers, n_tiers: int, day: int, known_since: Ints | None = None) -> State:
    """Held since the day, or since the day that is known (0: not known); nothing pending."""
    shape = (len(held), n_tiers)
    days = np.full(len(held), day) if known_since is None else known_since
    days = np.where(days == 0, day, days)
    reached = np.where(np.arange(n_tiers) <= held[:, None], days[:, None], 0).astype(np.int64)
    since = np.where(held >= 0, days, 0).astype(np.int64)
    none = np.zeros(len(held), dtype=np.int8)
    return State(held, since, reached, np.zeros(shape, dtype=np.int64), none)


def entered(state: State, signed: Ints, day: int) -> State:
    """Those who signed up to the day begin in the lowest tier, on the day they signed."""
    new = (signed <= day) & (state.held < 0)
    if not new.any():
        return state
    begun = held_from(state, np.where(new, 0, state.held).astype(np.int8), day)
    since = np.where(new, np.where(signed > 0, signed, day), begun.since)
    reached = np.where(new[:, None] & (begun.reached > 0), since[:, None], begun.reached)
    return replace(begun, since=since, reached=reached)


def held_from(state: State, held: Tiers, day: int) -> State:
    """The state with other tiers held from a day on."""
    since = np.where(held != state.held, day, state.since)
    tiers = np.arange(state.reached.shape[1])
    holds = tiers <= held[:, None]
    reached = np.where(holds, np.where(state.reached == 0, day, state.reached), 0)
    return replace(state, held=held, since=since, reached=reached)


def reviewed(
    state: State, ladder: Ladder, day: int, earned: Tiers, possible: Tiers, *,
    up: Flags, down: Flags, all_together: bool = True,
) -> State:  # fmt: skip
    """The state after an event of a day, with what partners earn and may earn on it.

    Args:
        up, down: who may rise, who may be found below its tier.
        all_together: False: the event is only of those, and of whose grace ends on the day.
    """
    tiers = np.arange(state.reached.shape[1])
    if day < state.until:
        possible = np.maximum(possible, state.floor)
    ends = state.failing + ladder.movement.grace_days
    asked = up | down | ((state.failing > 0) & (ends <= day)).any(axis=1) | all_together
    lost = tiers > possible[:, None]
    failing = np.where(lost | ~asked[:, None], state.failing, 0)
    failing = np.where(down[:, None] & lost & (failing == 0), day, failing)
    due = (failing > 0) & (failing + ladder.movement.grace_days <= day)
    kept = np.where(due, 0, tiers).max(axis=1)  # the lowest tier is never due
    held = np.minimum(state.held, kept)
    risen = earned if ladder.movement.skip else np.minimum(earned, held + 1)
    held = np.where(up & (state.held >= 0), np.maximum(held, risen), held).astype(np.int8)
    return held_from(replace(state, failing=failing), held, day)


def brought(state: State, before: tuple[str, ...], ladder: Ladder, version: str) -> Tiers:
    """Tiers of the version before as those of the ladder's new version.

    Args:
        before: names of the old tiers, by ordinal.

    Raises:
        UserError: `version_tiers`, when a tier is gone and no migration says where to.
    """
    names = [tier.tier for tier in ladder.tiers]
    moves = ladder.migration.tiers if ladder.migration else {}
    target = [moves.get(tier, tier) for tier in before]
    gone = [before[i] for i, tier in enumerate(target) if tier not in names and i in state.held]
    if gone:
        raise UserError("version_tiers", version=version, ladder=ladder.ladder, tier=gone[0])
    places = [names.index(tier) if tier in names else 0 for tier in target]
    found: Tiers = np.array([*places, -1], dtype=np.int8)[state.held]
    return found


def migrated(
    state: State, before: tuple[str, ...], ladder: Ladder, day: int, kept: Tiers,
    earned: Tiers | None,
) -> State:  # fmt: skip
    """The state at the start of a new version.

    Args:
        kept: what was held, as tiers of the new version.
        earned: where a migration keeps the better of both.
    """
    names = [tier.tier for tier in ladder.tiers]
    same, n = list(before) == names, len(kept)
    held = kept if earned is None else np.maximum(kept, np.where(kept < 0, -1, earned))
    held = held.astype(np.int8)
    holds = np.arange(len(names)) <= held[:, None]
    reached = np.where(holds, state.reached if same else 0, 0)
    reached = np.where(holds & (reached == 0), day, reached)
    since = np.where(held == kept, state.since, day) if same else np.where(held >= 0, day, 0)
    if ladder.migration is None:
        failing = state.failing if same else np.zeros_like(reached)
        return State(held, since, reached, failing, np.zeros(n, dtype=np.int8))
    floor = np.maximum(kept, 0).astype(np.int8)
    until = ladder.migration.until.toordinal()
    return State(held, since, reached, np.zeros_like(reached), floor, until)
