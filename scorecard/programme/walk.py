"""All rules and metrics of a programme with the paths at which they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scorecard.programme import formula, metrics, rules
from scorecard.programme.faults import Path
from scorecard.programme.schema import Programme


def rule_parts(rule: Any) -> list[tuple[Path, Any]]:
    """The rules directly inside a rule, each with its place there."""
    match rule:
        case rules.AllRule():
            return [(("all", i), part) for i, part in enumerate(rule.all)]
        case rules.AnyRule():
            return [(("any", i), part) for i, part in enumerate(rule.any)]
        case rules.SomeRule():
            return [(("of", i), part) for i, part in enumerate(rule.of)]
        case rules.NotRule():
            return [(("not",), rule.not_)]
        case rules.AnyDayRule():
            return [(("any_day",), rule.any_day)]
        case rules.EachRule():
            return [(("rule",), rule.rule)]
    return []


def every_rule(rule: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The rule and all inside it."""
    yield path, rule
    for place, part in rule_parts(rule):
        yield from every_rule(part, path + place)


def top_rules(programme: Programme) -> Iterator[tuple[Path, Any]]:
    for i, ladder in enumerate(programme.ladders):
        if ladder.applies_to:
            yield ("ladders", i, "applies_to"), ladder.applies_to
        for j, tier in enumerate(ladder.tiers):
            if tier.requires:
                yield ("ladders", i, "tiers", j, "requires"), tier.requires
    for i, benefit in enumerate(programme.benefits):
        if benefit.requires:
            yield ("benefits", i, "requires"), benefit.requires


def all_rules(programme: Programme) -> Iterator[tuple[Path, Any]]:
    for path, rule in top_rules(programme):
        yield from every_rule(rule, path)


def parts_of(metric: Any) -> list[tuple[Path, str]]:
    """Metrics that a metric is computed from, each with the place of its name."""
    match metric:
        case metrics.FormulaMetric():
            try:
                return [(("formula",), name) for name in formula.names(metric.formula)]
            except ValueError:
                return []
        case metrics.PointsMetric():
            return [(("points", i, "metric"), part.metric) for i, part in enumerate(metric.points)]
        case metrics.IndexMetric():
            return [(("index", i, "metric"), part.metric) for i, part in enumerate(metric.index)]
        case metrics.RankMetric():
            return [(("rank",), metric.rank)]
    return []
