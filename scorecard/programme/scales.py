"""How values become points, shares of an index and places among peers."""

from __future__ import annotations

import numpy as np

from scorecard.programme.bounds import Bounds, Floats, ordered, rounded
from scorecard.programme.dated import Objects
from scorecard.programme.metrics import IndexMetric, Part


def points_of(value: Bounds, part: Part) -> Bounds:
    """Points of a part of a `points` metric."""
    return rounded(ordered(*(scaled(end, part) for end in value)))


def weighed(value: Bounds, metric: IndexMetric, place: int) -> Bounds:
    """What one metric adds to an index."""
    part = metric.index[place]
    share = part.weight / sum(other.weight for other in metric.index) * metric.out_of
    return ordered(*(share * line(end, part.start, part.target) for end in value))


def scaled(value: Floats, part: Part) -> Floats:
    """Points of a value, from none up to the part's most."""
    if part.steps:
        values = np.array([step[0] for step in part.steps])
        earned = np.array([0.0, *(step[1] for step in part.steps)])
        found = earned[np.searchsorted(values, value, side="right")]
    elif part.target is not None:
        found = line(value, part.start, part.target) * (part.max or 0)
    else:
        units = (value - part.start) / part.per
        found = (np.floor(units + 1e-9) if part.whole else units) * (part.points or 0)
    points: Floats = np.clip(found, 0, np.inf if part.max is None else part.max)
    return points


def line(value: Floats, start: float, target: float) -> Floats:
    """0 at the start, 1 at the target, straight between, never outside."""
    share: Floats = np.clip((value - start) / (target - start), 0.0, 1.0)
    return share


def ranked(value: Bounds, groups: Objects, share: bool) -> Bounds:
    """Best and worst place of each partner in its group by a value, 1 for the highest.

    Unknown where the group is (None). `share`: place / size of the group.
    """
    low, high = value
    best, worst = np.full(len(low), -np.inf), np.full(len(low), np.inf)
    for group in {group for group in groups if group is not None}:
        inside = np.flatnonzero(groups == group)
        size = len(inside)
        above = size - np.searchsorted(np.sort(low[inside]), high[inside], side="right")
        maybe = size - np.searchsorted(np.sort(high[inside]), low[inside], side="right")
        maybe -= high[inside] > low[inside]  # not above itself
        scale = size if share else 1
        best[inside], worst[inside] = (above + 1) / scale, (maybe + 1) / scale
    return best, worst
