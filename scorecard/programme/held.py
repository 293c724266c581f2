"""Tiers that partners hold, as ordinals of a ladder's tiers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scorecard.programme.bounds import MET, NOT_MET, UNKNOWN, States
from scorecard.programme.schema import Ladder

Tiers = npt.NDArray[np.int8]  # ordinal of a tier in its ladder, -1: not known


@dataclass(frozen=True)
class Held:
    """What partners hold.

    Args:
        before: ladder -> tier held before the review.
        now: ladder -> tier held after it, for ladders decided already.
        reached: ladder -> partner x tier: day since which the tier or a higher one is held.
    """

    before: dict[str, Tiers] = field(default_factory=dict)
    now: dict[str, Tiers] = field(default_factory=dict)
    reached: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict)


def place_of(ladder: Ladder, tier: str) -> int:
    """Ordinal of a tier."""
    return next(i for i, found in enumerate(ladder.tiers) if found.tier == tier)


def at_least(held: Tiers, wanted: int) -> States:
    return np.where(held < 0, UNKNOWN, np.where(held >= wanted, MET, NOT_MET)).astype(np.int8)
