"""What actions do to the base metrics of a partner."""

from __future__ import annotations

from collections.abc import Sequence

from scorecard.programme.schema import Action
from scorecard.programme.terms import UNKNOWN, Interval, Values

DECIMALS = 9


def reach(values: Values, actions: Sequence[Action]) -> dict[str, Interval]:
    """Where all metrics can get to by these actions."""
    ends = dict(values)
    for action in actions:
        low, high = ends.get(action.metric, UNKNOWN)
        effect = action.by * action.most
        ends[action.metric] = (low + min(effect, 0.0), high + max(effect, 0.0))
    return ends


def applied(values: Values, actions: Sequence[Action], units: Sequence[int]) -> Values:
    """The base metrics after so many units of each action."""
    after = dict(values)
    for action, n in zip(actions, units, strict=True):
        if n:
            low, high = after.get(action.metric, UNKNOWN)
            after[action.metric] = (
                round(low + n * action.by, DECIMALS),
                round(high + n * action.by, DECIMALS),
            )
    return after
