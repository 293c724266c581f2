"""What the tier engine says of a partner: frozen data for pages, decks and exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Truth(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Move(StrEnum):
    """Why a partner's tier or its standing changed on a day."""

    ENTRY = "entry"  # first tier in the ladder
    UP = "up"
    DOWN = "down"
    WARNED = "warned"  # no longer earned: the tier is lost on `due_on`
    RECOVERED = "recovered"  # earned again in time
    MIGRATED = "migrated"  # carried over by a new version


@dataclass(frozen=True)
class Node:
    """A rule with its state and what it was judged by; leaves carry values.

    `kind` is the rule's form (metric, all, any, some, not, attribute, gate, holds, previous,
    any_day, each) or `part`: a metric's component (of points, an index, a formula), of which
    `earned` of at most `most` points are what it adds. `range`: lowest and highest possible value
    where it is not known (None: without limit).
    """

    kind: str
    state: Truth
    subject: str = ""  # metric, attribute, gate, ladder
    label: str = ""
    bound: str = ""  # at_least, above, at_most, below
    value: float | str | None = None
    needed: float | str | None = None
    unit: str = ""
    parts: tuple[Node, ...] = ()
    on: date | None = None  # day of the value where it is not the day asked
    earned: float | None = None
    most: float | None = None
    range: tuple[float | None, float | None] | None = None


@dataclass(frozen=True)
class Shortfall:
    """A requirement that is not met, or not known to be.

    Args:
        metric: what falls short: a metric, or the attribute, gate or ladder (see `kind`).
        gap: |needed - value|; None where the value is not known or no number.
        kind: metric, attribute, gate, holds, previous, not.
        choice: requirements of the same choice of which one option is enough: "1/2" is option 2
            of choice 1. Empty: needed in any case.
    """

    metric: str
    label: str
    unit: str
    value: float | str | None
    needed: float | str | None
    gap: float | None
    bound: str
    kind: str = "metric"
    state: Truth = Truth.NOT_MET
    choice: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Standing:
    """Where one partner stands in one ladder on a day.

    Args:
        held: the tier held.
        earned: the highest tier whose requirements are all met.
        possible: the highest tier that is not refuted: above `earned` where data is missing.
        due_on: day on which `held` is lost unless it is earned again; None: not pending.
        since: day since which `held` is held.
        decided_by: version of the programme that decided it.
    """

    partner: str
    ladder: str
    day: date
    held: str
    earned: str
    possible: str
    since: date | None = None
    due_on: date | None = None
    reason: str = ""
    decided_by: str = ""


@dataclass(frozen=True)
class Movement:
    partner: str
    ladder: str
    day: date
    move: Move
    before: str
    after: str
    due_on: date | None = None
    version: str = ""
