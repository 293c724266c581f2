"""The outcome of a replay: who held what on which day, and every movement."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from scorecard.programme.held import Tiers
from scorecard.programme.schema import Ladder
from scorecard.programme.state import State
from scorecard.programme.table import Ints

MOVEMENTS = ("partner", "ladder", "day", "move", "before", "after", "due_on", "version")


@dataclass(frozen=True)
class Moment:
    """A ladder after an event: arrays by partner, held -1 for those not in the programme yet.

    `state` is what a later replay goes on from.
    """

    day: int
    version: str
    tiers: tuple[str, ...]
    held: Tiers
    since: Ints
    due: Ints  # 0: not pending
    earned: Tiers
    possible: Tiers
    state: State


@dataclass(frozen=True)
class Recorded:
    """Events that were decided and stay as they are; a replay goes on after the day `to`.

    Args:
        moments: by ladder, in the order of their days. movements: as in `Replay`.
    """

    to: date
    moments: Mapping[str, list[Moment]]
    movements: pd.DataFrame
    reached: Mapping[str, Ints] = field(default_factory=dict)


@dataclass(frozen=True)
class Replay:
    """Args:
    reached: at the end, by ladder, partner x tier: day since which it or a higher one is held.
    signed: day on which each partner signed, 0 where not known.
    movements: partner, ladder, day, move, before, after (tier names), due_on, version; in order.
    """

    partners: pd.Index
    signed: Ints
    moments: Mapping[str, list[Moment]]
    movements: pd.DataFrame
    reached: Mapping[str, Ints] = field(default_factory=dict)

    def standing_on(self, day: date) -> dict[str, pd.DataFrame]:
        """By ladder a frame by partner: held, earned, possible (tier names; those of the last
        event), since, due_on (dates or None), reviewed_on, version. Partners that had not
        signed yet are not there."""
        return {
            name: self._frame(moments[at - 1], day.toordinal())
            for name, moments in self.moments.items()
            if (at := bisect_right(moments, day.toordinal(), key=lambda moment: moment.day))
        }

    def held_on(self, day: date) -> dict[str, Tiers]:
        """By ladder the ordinals held, in the order of `partners`; -1: not in the programme."""
        return {
            name: self._held(moments[at - 1], day.toordinal())
            for name, moments in self.moments.items()
            if (at := bisect_right(moments, day.toordinal(), key=lambda moment: moment.day))
        }

    @property
    def pending(self) -> pd.DataFrame:
        """Tiers that will be lost: partner, ladder, held, due_on, at the end of the replay."""
        frames = [
            found.loc[found["due_on"].notna(), ["held", "due_on"]]
            .rename_axis("partner").reset_index().assign(ladder=name)
            for name, found in ((n, self._frame(m[-1], m[-1].day)) for n, m in self.moments.items())
        ]  # fmt: skip
        columns = ["partner", "ladder", "held", "due_on"]
        return pd.concat(frames)[columns] if frames else pd.DataFrame(columns=columns)

    def _held(self, moment: Moment, day: int) -> Tiers:
        """Whoever signed since the last event is in the lowest tier."""
        return np.where((moment.held < 0) & (self.signed <= day), 0, moment.held).astype(np.int8)

    def _frame(self, moment: Moment, day: int) -> pd.DataFrame:
        names, held = np.array(moment.tiers, dtype=object), self._held(moment, day)
        there = held >= 0
        since = np.where(moment.held < 0, self.signed, moment.since)
        return pd.DataFrame(
            {
                "held": names[held[there]],
                "earned": names[moment.earned[there]],
                "possible": names[moment.possible[there]],
                "since": dates_of(since[there]),
                "due_on": dates_of(moment.due[there]),
                "reviewed_on": date.fromordinal(moment.day),
                "version": moment.version,
            },
            index=self.partners[there],
        )


def dates_of(days: Ints) -> Any:
    return np.array([date.fromordinal(int(d)) if d else None for d in days], dtype=object)


def names_of(ladder: Ladder) -> Any:
    """Tier names by ordinal, as an array."""
    return np.array([tier.tier for tier in ladder.tiers], dtype=object)
