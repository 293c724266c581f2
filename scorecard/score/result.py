"""What is said of a score: rank, change, sensitivity, history, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scorecard.i18n.message import Message
from scorecard.period import Period


class Size(StrEnum):
    """Third of the partners of one type by trailing sales; ALL: too few of the type to part."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Peers:
    """Where a score stands among partners of the same type and size.

    Args:
        rank: 1 is the highest score; equal scores share a rank. None: no score.
        n: peers with a score, the partner itself among them.
    """

    rank: int | None
    n: int
    size: Size
    partner_type: str


class Cause(StrEnum):
    KPI = "kpi"
    WEIGHTS = "weights"  # measures that came to apply, or no longer do
    VERSION = "version"  # another version of the programme, or another track


@dataclass(frozen=True)
class ChangePart:
    """Points of the score that one cause brought (or cost)."""

    cause: Cause
    key: str  # of the KPI; empty for other causes
    points: float
    why: Message


@dataclass(frozen=True)
class ScoreChange:
    """A change of score, split: `parts` add up to it exactly, the largest first."""

    before: float
    now: float
    since: Period
    parts: tuple[ChangePart, ...]

    @property
    def points(self) -> float:
        return round(self.now - self.before, 2)


@dataclass(frozen=True)
class Sensitivity:
    """What becomes of a rank when weights are up to 10 % higher or lower.

    Args:
        best, worst: ranks over all changes of one weight by +10 % or -10 %.
        quartile: 1 (the best) to 4, of the rank as it is.
        stays: share of samples, all weights changed at once, in which the quartile stays.
        moved_by: the measure whose weight moves the rank most; empty when none moves it.
    """

    best: int
    worst: int
    quartile: int
    stays: float
    n_samples: int
    moved_by: str

    @property
    def holds(self) -> bool:
        return self.best == self.worst


@dataclass(frozen=True)
class Standing:
    """A partner among its peers; without a score, or peers, nothing is said of weights."""

    peers: Peers | None
    sensitivity: Sensitivity | None


@dataclass(frozen=True)
class ScoreQuarter:
    """A score as the programme of that quarter gave it, and as today's would."""

    period: Period
    then: float | None
    today: float | None
    version: str  # valid then


@dataclass(frozen=True)
class ScoreTree:
    """All that the partner's page says of a score beside its measures.

    Args:
        track: the card's name.
        shown: KPI -> source whose rows of the quarter it is made of, where there are any.
        change: None where this quarter or the one before has no score.
    """

    track: str
    version: str
    peers: Peers | None
    change: ScoreChange | None
    sensitivity: Sensitivity | None
    history: tuple[ScoreQuarter, ...]
    shown: dict[str, str]
