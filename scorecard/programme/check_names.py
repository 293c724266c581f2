"""Names in a programme that lead nowhere, stand twice, or refer to each other in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from scorecard.errors import did_you_mean
from scorecard.kpis import registry
from scorecard.programme import formula, metrics, rules
from scorecard.programme.checks import Found
from scorecard.programme.faults import Path
from scorecard.programme.rows_metric import RowsMetric, Test
from scorecard.programme.schema import Programme
from scorecard.programme.walk import all_rules, parts_of

ATTRIBUTES = ("country", "region", "partner_type", "owner", "signed_on")
NUMBERS = ("tenure_days", "days_in_tier")
RESERVED = {*ATTRIBUTES, *NUMBERS, "partner", "metric", "value", "on", "previous_tier"}


def faults(programme: Programme) -> Iterator[Found]:
    yield from _twice(programme)
    for name, metric in programme.metrics.items():
        yield from _metric(programme, ("metrics", name), name, metric)
    yield from _circles(programme)
    for path, rule in all_rules(programme):
        yield from _rule(programme, path, rule)
    yield from _ladders(programme)
    yield from _money(programme)


def _unknown(path: Path, what: str, name: str, known: Collection[str]) -> Iterator[Found]:
    if name not in known:
        listed = ", ".join(list(known)[:12]) or "there is none yet"
        hint = did_you_mean(name, list(known))
        yield path, f"there is no {what} {name!r}{hint}", f"known: {listed}"


def _twice(programme: Programme) -> Iterator[Found]:
    listed: list[tuple[str, list[str]]] = [
        ("ladders", [ladder.ladder for ladder in programme.ladders]),
        ("benefits", [benefit.benefit for benefit in programme.benefits]),
        ("actions", [action.action for action in programme.actions]),
    ]
    for section, names in listed:
        yield from _repeated((section,), names)
    for i, ladder in enumerate(programme.ladders):
        yield from _repeated(("ladders", i, "tiers"), [tier.tier for tier in ladder.tiers])
    places = [("metrics", programme.metrics), ("gates", programme.gates),
              ("attributes", programme.attributes), ("groups", programme.groups)]  # fmt: skip
    seen = dict.fromkeys(RESERVED, "partners")
    for place, names_ in places:
        for name in names_:  # type: ignore[attr-defined]
            if name in seen:
                yield (place, name), f"{name!r} is a name of {seen[name]} already", "rename it"
            seen[name] = place


def _repeated(path: Path, names: list[str]) -> Iterator[Found]:
    for i, name in enumerate(names):
        if name in names[:i]:
            yield (*path, i), f"{name!r} stands here twice", "give each its own name"


def _metric(programme: Programme, path: Path, name: str, metric: Any) -> Iterator[Found]:
    match metric:
        case metrics.KpiMetric():
            yield from _unknown((*path, "kpi"), "KPI", metric.kpi, registry.keys)
            if metric.kpi in registry and "partner_id" not in registry[metric.kpi].grains:
                wrong = f"the KPI {metric.kpi!r} is not known for one partner"
                yield (*path, "kpi"), wrong, "choose another, see docs/kpis.md"
        case metrics.AttributeMetric():
            known = (*NUMBERS, *programme.attributes)
            yield from _unknown((*path, "attribute"), "number", metric.attribute, known)
        case metrics.FormulaMetric():
            try:
                formula.parsed(metric.formula)
            except ValueError as error:
                yield (*path, "formula"), str(error), "mend the formula"
        case metrics.RankMetric(within=str(within)):
            yield from _attribute(programme, (*path, "within"), within)
        case RowsMetric():
            yield from _groups(programme, path, metric)
    for place, part in parts_of(metric):
        yield from _unknown((*path, *place), "metric", part, programme.metrics)


def _groups(programme: Programme, path: Path, metric: RowsMetric) -> Iterator[Found]:
    conditions: list[tuple[Path, Any]] = [((*path, "where"), metric.where)]
    conditions += [((*path, "rates", i, "when"), r.when) for i, r in enumerate(metric.rates)]
    conditions += [((*path, "factors", i, "when"), f.when) for i, f in enumerate(metric.factors)]
    known = [
        (name, value)
        for name, group in programme.groups.items()
        for value in (*group.values, *([group.otherwise] if group.otherwise else []))
    ]
    names = {f"{name}.{value}" for name, value in known}
    short = [value for _, value in known]
    for place, condition in conditions:
        for column, test in condition.items():
            if isinstance(test, Test) and test.group is not None:
                at = (*place, column, "group")
                if short.count(test.group) > 1:
                    yield at, f"{test.group!r} is in several groups", "write group.value"
                elif test.group not in short:
                    yield from _unknown(at, "group value", test.group, sorted(names))


def _circles(programme: Programme) -> Iterator[Found]:
    graph = {name: [part for _, part in parts_of(metric)]
             for name, metric in programme.metrics.items()}  # fmt: skip
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        wrong = f"metrics are computed from each other: {' from '.join(circle)}"
        yield ("metrics", circle[0]), wrong, "break the circle"


def _attribute(programme: Programme, path: Path, name: str) -> Iterator[Found]:
    known = [*ATTRIBUTES, *programme.attributes, *programme.groups]
    yield from _unknown(path, "attribute or group", name, known)
    if name in programme.groups:
        of = programme.groups[name].of
        yield from _unknown(("groups", name, "of"), "attribute", of,
                            [*ATTRIBUTES, *programme.attributes])  # fmt: skip


def _values(programme: Programme, path: Path, name: str, values: Any) -> Iterator[Found]:
    """Values of a group or of an attribute that says what it may be."""
    known: list[str] = []
    if name in programme.groups:
        group = programme.groups[name]
        known = [*group.values, *([group.otherwise] if group.otherwise else [])]
    elif name in programme.attributes:
        known = list(programme.attributes[name].values)
    for value in values if known else ():
        yield from _unknown(path, f"value of {name}", str(value), known)


def _rule(programme: Programme, path: Path, rule: Any) -> Iterator[Found]:
    match rule:
        case rules.MetricRule():
            yield from _unknown((*path, "metric"), "metric", rule.metric, programme.metrics)
            bound, threshold = rule.bound
            if isinstance(threshold, rules.ByAttribute):
                at = (*path, bound)
                yield from _attribute(programme, (*at, "by"), threshold.by)
                yield from _values(programme, (*at, "values"), threshold.by, threshold.values)
        case rules.AttributeRule():
            yield from _attribute(programme, (*path, "attribute"), rule.attribute)
            yield from _values(programme, (*path, "among"), rule.attribute, rule.among)
        case rules.GateRule():
            yield from _unknown((*path, "gate"), "gate", rule.gate, programme.gates)
        case rules.HoldsRule():
            yield from _tier(programme, (*path, "ladder"), rule.ladder, rule.holds)
        case rules.PreviousRule():
            yield from _tier(programme, path, rule.ladder, rule.previous_tier)


def _tier(programme: Programme, path: Path, ladder: str, tier: str) -> Iterator[Found]:
    found = {found.ladder: found for found in programme.ladders}
    yield from _unknown(path, "ladder", ladder, found)
    if ladder in found:
        names = [tier.tier for tier in found[ladder].tiers]
        yield from _unknown(path, f"tier of {ladder}", tier, names)


def _ladders(programme: Programme) -> Iterator[Found]:
    for i, ladder in enumerate(programme.ladders):
        path: Path = ("ladders", i)
        if ladder.deadline:
            yield from _tier(programme, (*path, "deadline", "tier"), ladder.ladder,
                             ladder.deadline.tier)  # fmt: skip
        for tier in ladder.migration.tiers.values() if ladder.migration else ():
            yield from _tier(programme, (*path, "migration", "tiers"), ladder.ladder, tier)
    for i, benefit in enumerate(programme.benefits):
        for tier in benefit.tiers if benefit.ladder else ():
            yield from _tier(programme, ("benefits", i, "tiers"), benefit.ladder or "", tier)


def _money(programme: Programme) -> Iterator[Found]:
    named: list[tuple[Path, str | None]] = [(("contribution",), programme.contribution)]
    named += [(("benefits", i, "of"), found.of) for i, found in enumerate(programme.benefits)]
    named += [(("actions", i, "metric"), found.metric) for i, found in enumerate(programme.actions)]
    for path, name in named:
        if name is not None:
            yield from _unknown(path, "metric", name, programme.metrics)
