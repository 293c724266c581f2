"""Why a tier is earned or not: its rule as a tree, every leaf with value and threshold."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from scorecard.programme import rules
from scorecard.programme.bounds import MET, NOT_MET, Bounds
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.metrics import IndexMetric, PointsMetric
from scorecard.programme.results import Node, Truth
from scorecard.programme.schema import Ladder
from scorecard.programme.walk import parts_of, rule_parts

MOST_LEVELS = 6  # of metrics made from metrics


def truth(state: Any) -> Truth:
    return Truth.MET if state == MET else Truth.NOT_MET if state == NOT_MET else Truth.UNKNOWN


def explained(evaluation: Evaluation, at: int, ladder: Ladder, tier: int) -> Node:
    """The requirements of a ladder's tier for the partner at a position."""
    rung = ladder.tiers[tier]
    parts = [rule for rule in (ladder.applies_to, rung.requires) if rule is not None]
    if ladder.applies_to == rung.requires:
        parts = parts[:1]
    nodes = tuple(of_rule(evaluation, at, rule) for rule in parts)
    label = rung.label or rung.tier
    if len(nodes) == 1 and nodes[0].kind in ("all", "any", "some"):
        return _renamed(nodes[0], rung.tier, label)
    state = truth(min((_order(node.state) for node in nodes), default=2))
    return Node("all", state, subject=rung.tier, label=label, parts=nodes)


def _renamed(node: Node, subject: str, label: str) -> Node:
    return Node(node.kind, node.state, subject, label, needed=node.needed, parts=node.parts)


def _order(state: Truth) -> int:
    return {Truth.NOT_MET: 0, Truth.UNKNOWN: 1, Truth.MET: 2}[state]


def of_rule(evaluation: Evaluation, at: int, rule: Any) -> Node:
    state = truth(evaluation.rule(rule)[at])
    match rule:
        case rules.MetricRule():
            return _metric(evaluation, at, rule, state)
        case rules.AllRule() | rules.AnyRule() | rules.SomeRule() | rules.NotRule():
            kind = {rules.AllRule: "all", rules.AnyRule: "any", rules.SomeRule: "some",
                    rules.NotRule: "not"}[type(rule)]  # fmt: skip
            parts = tuple(of_rule(evaluation, at, part) for _, part in rule_parts(rule))
            needed = rule.some if isinstance(rule, rules.SomeRule) else None
            return Node(kind, state, needed=needed, parts=parts)
        case rules.AnyDayRule():
            return _any_day(evaluation, at, rule, state)
        case rules.EachRule():
            parts = tuple(
                _dated(of_rule(evaluation.on(day), at, rule.rule), day)
                for day in evaluation.ends(rule)
            )
            return Node("each", state, subject=rule.each, needed=rule.last, parts=parts)
    return _fact(evaluation, at, rule, state)


def _metric(evaluation: Evaluation, at: int, rule: rules.MetricRule, state: Truth) -> Node:
    metric = evaluation.programme.metrics[rule.metric]
    bound, threshold = rule.bound
    needed = float(evaluation.needed(threshold)[at])
    return Node(
        "metric", state, rule.metric, metric.label or rule.metric, bound,
        value=_value(evaluation.metric(rule.metric), at), unit=metric.unit,
        needed=None if np.isnan(needed) else needed,
        parts=_parts(evaluation, at, rule.metric, 1), range=_range(evaluation, rule.metric, at),
    )  # fmt: skip


def _value(found: Bounds, at: int) -> float | None:
    low, high = float(found[0][at]), float(found[1][at])
    return low if low == high else None


def _range(evaluation: Evaluation, name: str, at: int) -> tuple[float | None, float | None] | None:
    """Lowest and highest possible value where it is not known; None: no such limit."""
    low, high = (float(side[at]) for side in evaluation.metric(name))
    if low == high:
        return None
    return (low if np.isfinite(low) else None, high if np.isfinite(high) else None)


def _parts(evaluation: Evaluation, at: int, name: str, level: int) -> tuple[Node, ...]:
    """What a computed metric was made from; of points and indexes with what each part earns."""
    metric = evaluation.programme.metrics[name]
    if level > MOST_LEVELS:
        return ()
    nodes = []
    for i, (_, part) in enumerate(parts_of(metric)):
        inner = evaluation.programme.metrics[part]
        earned, most = None, None
        if isinstance(metric, PointsMetric):
            earned, most = _value(evaluation.points(metric.points[i]), at), metric.points[i].max
        elif isinstance(metric, IndexMetric):
            earned = _value(evaluation.weighted(metric, i), at)
            most = metric.index[i].weight / sum(w.weight for w in metric.index) * metric.out_of
        value = _value(evaluation.metric(part), at)
        nodes.append(Node(
            "part", Truth.UNKNOWN if value is None else Truth.MET, part, inner.label or part,
            value=value, unit=inner.unit, earned=earned, most=most,
            parts=_parts(evaluation, at, part, level + 1), range=_range(evaluation, part, at),
        ))  # fmt: skip
    return tuple(nodes)


def _any_day(evaluation: Evaluation, at: int, rule: rules.AnyDayRule, state: Truth) -> Node:
    """With the newest day on which it held, else the day asked."""
    days = evaluation.window(rule)
    best = max(int(evaluation.on(day).rule(rule.any_day)[at]) for day in days)
    day = max(d for d in days if int(evaluation.on(d).rule(rule.any_day)[at]) == best)
    part = _dated(of_rule(evaluation.on(day), at, rule.any_day), day)
    return Node("any_day", state, needed=rule.months, parts=(part,), on=day)


def _dated(node: Node, day: date) -> Node:
    from dataclasses import replace

    return replace(node, on=day)


def _fact(evaluation: Evaluation, at: int, rule: Any, state: Truth) -> Node:
    match rule:
        case rules.AttributeRule():
            cell = evaluation.attribute(rule.attribute)[at]
            return Node("attribute", state, rule.attribute, rule.attribute,
                        value=None if cell is None else str(cell),
                        needed=", ".join(map(str, rule.among)))  # fmt: skip
        case rules.GateRule():
            gate = evaluation.programme.gates[rule.gate]
            return Node("gate", state, rule.gate, gate.label or rule.gate)
        case rules.HoldsRule():
            ladder, wanted = evaluation.ladder(rule.ladder), rule.holds
            held = evaluation.held.now.get(rule.ladder)
            kind = "holds"
        case _:
            ladder, wanted = evaluation.ladder(rule.ladder), rule.previous_tier
            held = evaluation.held.before.get(rule.ladder)
            kind = "previous"
    value = None if held is None or held[at] < 0 else ladder.tiers[held[at]].tier
    return Node(kind, state, ladder.ladder, ladder.label or ladder.ladder,
                value=value, needed=wanted)  # fmt: skip
