"""Why not Gold? The cheapest actions that bring a partner to a tier, or keep it there: results.

`planner.Planner` finds them. Only what the programme file prices is ever proposed; what a person,
another ladder, time or missing data decides is named instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scorecard.programme.goals import Obstacle


@dataclass(frozen=True)
class Step:
    """`units` of an action raise `metric` by `raises` for `cost`, `lead_days` after the start."""

    action: str
    label: str
    units: int
    cost: float
    lead_days: int
    metric: str
    raises: float


@dataclass(frozen=True)
class Blocked:
    """A requirement that no action of the file reaches.

    Args:
        subject: metric, gate, ladder, attribute ...
        needed: the limit (of a metric), tier or values that it takes.
        bound: at_least, above, at_most or below for metrics, else empty.
        low, high: what the metric is today; None: nothing is known on that side.
    """

    obstacle: Obstacle
    subject: str
    label: str
    needed: float | str
    bound: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Path:
    """How a partner gets to a tier, or keeps it. Money is in the programme's currency.

    Args:
        steps: what to do. With `blocked` requirements: what the other requirements take.
        cost: of all steps. lead_days: of the longest one; steps run side by side.
        ready_on: day on which the tier's rule is met; None while something is blocked.
        unlocks: yearly value of the benefits the tier adds; None where it is not known.
        net: unlocks - cost.
        optimal: no other set of actions is better (proved).
    """

    partner: str
    ladder: str
    tier: str
    steps: tuple[Step, ...]
    cost: float
    lead_days: int
    ready_on: date | None
    blocked: tuple[Blocked, ...]
    unlocks: float | None
    net: float | None
    optimal: bool

    @property
    def reachable(self) -> bool:
        return not self.blocked
