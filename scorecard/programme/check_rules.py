"""Rules that nobody can ever meet, and tiers that nobody could ever hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from graphlib import CycleError
from typing import Any

import numpy as np
import pandas as pd

from scorecard.programme import bounds, metrics, rules
from scorecard.programme.bounds import NOT_MET, Bounds
from scorecard.programme.checks import Found
from scorecard.programme.dated import Objects
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.faults import Path
from scorecard.programme.order import ladder_order
from scorecard.programme.rows_metric import RowsMetric
from scorecard.programme.schema import Ladder, Programme
from scorecard.programme.walk import all_rules, rule_parts

LOWER, UPPER = ("at_least", "above"), ("at_most", "below")
WORDS = {"at_least": "at least", "above": "above", "at_most": "at most", "below": "below"}


def faults(programme: Programme) -> Iterator[Found]:
    try:
        ladder_order(programme)
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        at = next(i for i, ladder in enumerate(programme.ladders) if ladder.ladder == circle[0])
        wrong = f"ladders need each other: {' needs '.join(circle)}"
        yield ("ladders", at), wrong, "break the circle"
        return
    limits = Evaluation(programme, _Limits(), programme.valid_from)
    for path, rule in all_rules(programme):
        if isinstance(rule, rules.MetricRule) and "not" not in path:
            yield from _reachable(path, rule, limits)
        if isinstance(rule, rules.AllRule):
            yield from _contradictory(path, rule)
    for i, ladder in enumerate(programme.ladders):
        yield from _weaker(("ladders", i, "tiers"), ladder)


class _Limits:
    """A book of one partner of whom is known only what any value can be."""

    partners = pd.Index(["any"])

    def metric(self, name: str, metric: Any, day: date, programme: Programme) -> Bounds | None:
        if isinstance(metric, (metrics.PointsMetric, metrics.IndexMetric, metrics.RankMetric)):
            return None
        if metric.unit == "share" and not isinstance(metric, metrics.KpiMetric):
            return np.array([0.0]), np.array([1.0])
        if isinstance(metric, metrics.FormulaMetric):
            return None
        if isinstance(metric, RowsMetric):
            return _of_rows(metric)
        counted = metric.unit in ("count", "days") and isinstance(metric, metrics.GivenMetric)
        return np.array([0.0 if counted else -np.inf]), np.array([np.inf])

    def attribute(self, name: str, day: date) -> Objects:
        return np.array([None], dtype=object)

    def gate(self, name: str, day: date, default: bool | None = False) -> bounds.States:
        return np.array([bounds.UNKNOWN])

    def days(self, start: date, end: date, programme: Programme) -> list[date]:
        return []

    def evidence(
        self, metric: RowsMetric, day: date, programme: Programme, partner: object
    ) -> pd.DataFrame:
        return pd.DataFrame(columns=["counts", "low", "high"])


def _of_rows(metric: RowsMetric) -> Bounds:
    if metric.periods:
        return np.array([0.0]), np.array([float(metric.periods.last)])
    if metric.seats:
        return np.array([0.0]), np.array([float(sum(metric.seat_counts))])
    least = -np.inf if metric.sum else 0.0
    return np.array([least]), np.array([np.inf])


def _numbers(threshold: rules.Threshold) -> list[float]:
    if not isinstance(threshold, rules.ByAttribute):
        return [threshold]
    otherwise = [] if threshold.otherwise is None else [threshold.otherwise]
    return [*threshold.values.values(), *otherwise]


def _reachable(path: Path, rule: rules.MetricRule, limits: Evaluation) -> Iterator[Found]:
    bound, threshold = rule.bound
    low, high = limits.metric(rule.metric)
    for needed in _numbers(threshold):
        if bounds.compared((low, high), bound, np.array([needed]))[0] == NOT_MET:
            best = high[0] if bound in LOWER else low[0]
            side = "most" if bound in LOWER else "least"
            unit = limits.programme.metrics[rule.metric].unit
            mend = "write shares as 0.85 for 85 %" if unit == "share" else f"{side} is {best:g}"
            wrong = f"{rule.metric!r} is never {WORDS[bound]} {needed:g}, it is at {side} {best:g}"
            yield (*path, bound), wrong, mend


def _leaves(rule: Any) -> list[Any]:
    """What must all hold for a rule."""
    if isinstance(rule, rules.AllRule):
        return [leaf for _, part in rule_parts(rule) for leaf in _leaves(part)]
    return [] if rule is None else [rule]


def _contradictory(path: Path, rule: rules.AllRule) -> Iterator[Found]:
    bounded: dict[str, list[tuple[str, float]]] = {}
    for leaf in _leaves(rule):
        if isinstance(leaf, rules.MetricRule) and isinstance(leaf.bound[1], (int, float)):
            bounded.setdefault(leaf.metric, []).append((leaf.bound[0], float(leaf.bound[1])))
    for metric, found in bounded.items():
        for bound, low in found:
            for other, high in found:
                strict = bound == "above" or other == "below"
                if bound in LOWER and other in UPPER and (low > high or (strict and low == high)):
                    wrong = (f"{metric!r} cannot be {WORDS[bound]} {low:g} and "
                             f"{WORDS[other]} {high:g} at once")  # fmt: skip
                    yield path, wrong, "change one of the two"


def _weaker(path: Path, ladder: Ladder) -> Iterator[Found]:
    """Tiers that whoever meets a lower one meets too: the lower could never be held."""
    for i, upper in enumerate(ladder.tiers):
        if i and upper.requires is None:
            yield (
                (*path, i),
                f"{upper.tier!r} requires nothing, so nobody is below it",
                ("say what it requires, or make it the first tier"),
            )
            continue
        for lower in ladder.tiers[1:i]:
            have, needs = _leaves(lower.requires), _leaves(upper.requires)
            if needs and all(any(_implies(a, b) for a in have) for b in needs):
                wrong = f"{upper.tier!r} asks no more than {lower.tier!r} below it"
                yield (*path, i, "requires"), wrong, "raise a threshold, or change the order"


def _implies(a: Any, b: Any) -> bool:
    if a == b:
        return True
    if not (isinstance(a, rules.MetricRule) and isinstance(b, rules.MetricRule)):
        return False
    (one, needs), (other, wants) = a.bound, b.bound
    if a.metric != b.metric or (one in LOWER) != (other in LOWER):
        return False
    pairs = _pairs(needs, wants)
    if one in UPPER:
        pairs = [(-x, -y) for x, y in pairs]
    if other in ("above", "below") and one != other:
        return bool(pairs) and all(x > y for x, y in pairs)
    return bool(pairs) and all(x >= y for x, y in pairs)


def _pairs(a: rules.Threshold, b: rules.Threshold) -> list[tuple[float, float]]:
    """Thresholds that meet for the same partner; empty where that cannot be said."""
    if isinstance(a, rules.ByAttribute) and isinstance(b, rules.ByAttribute):
        if a.by != b.by or set(a.values) != set(b.values):
            return []
        pairs = [(a.values[key], b.values[key]) for key in a.values]
        if (a.otherwise is None) != (b.otherwise is None):
            return []
        if a.otherwise is not None and b.otherwise is not None:
            pairs.append((a.otherwise, b.otherwise))
        return pairs
    if isinstance(a, rules.ByAttribute) or isinstance(b, rules.ByAttribute):
        return []
    return [(a, b)]
