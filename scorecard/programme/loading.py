"""A programme file's text as a `Programme`, or all its faults with their lines."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from scorecard import card_file
from scorecard.errors import did_you_mean
from scorecard.programme import cards, metrics, rows_metric, rules, schema
from scorecard.programme.checks import checked, named
from scorecard.programme.designations import referred
from scorecard.programme.expand import expanded
from scorecard.programme.faults import Fault, Path, ProgrammeFaults
from scorecard.programme.located import Entries, Unreadable, line_of, read_yaml
from scorecard.programme.schema import Programme
from scorecard.score import targets


def load_programme(text: str, file_name: str = "") -> Programme:
    """Read a programme file; see `docs/programme-file.md` for its form.

    Raises:
        ProgrammeFaults: naming every fault as "line N: what is wrong; what to do".
    """
    try:
        tree, faults = expanded(read_yaml(text))
    except Unreadable as error:
        raise ProgrammeFaults(file_name, error.faults) from error
    tree = referred(tree)
    try:
        programme = Programme.model_validate(tree)
    except ValidationError as error:
        found = error.errors()
        faults += [_fault(tree, one) for one in found]
        faults += _of_the_rest(tree, [tuple(one["loc"]) for one in found])
        raise ProgrammeFaults(file_name, faults) from error
    faults += [Fault(line_of(tree, path), wrong, mend) for path, wrong, mend in checked(programme)]
    if faults:
        raise ProgrammeFaults(file_name, faults)
    return programme


def _of_the_rest(tree: Entries, broken: list[Path]) -> list[Fault]:
    """Faults of names and values beside the broken parts, for which others stand in."""
    try:
        rest = Programme.model_validate(_mended(tree, broken))
    except ValidationError:
        return []
    return [Fault(line_of(tree, path), wrong, mend) for path, wrong, mend in named(rest)]


def _mended(tree: Entries, broken: list[Path]) -> Any:
    """The programme with stand-ins for broken metrics and rules, without other broken parts."""
    found: Any = dict(tree)
    for path in broken:
        match path:
            case ("scorecard" | "benefits" | "actions" as section, *_):
                found.pop(section, None)
            case ("metrics", str(), _, *_):
                found = _replaced(found, path[:2], {"given": "?"})
            case ("ladders", int(), "tiers", int(), "requires", *_):
                found = _replaced(found, path[:5], {"attribute": "country", "among": ["?"]})
    return found


def _replaced(node: Any, path: Path, value: Any) -> Any:
    """A copy with another value at a path, where there is such a path."""
    if not path:
        return value
    copy: Any = None
    if isinstance(node, (dict, list)):
        copy = dict(node) if isinstance(node, dict) else list(node)
    if copy is None or (isinstance(copy, dict) and path[0] not in copy):
        return node
    copy[path[0]] = _replaced(copy[path[0]], path[1:], value)
    return copy


SHORTHAND = ("for_each", "highest_of", "kind", "cumulative")
ADVICE = {
    "string_type": "write text here, in quotes where it looks like a number or a day",
    "float_type": "write a number with a point, such as 0.85",
    "float_parsing": "write a number with a point, such as 0.85",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "tuple_type": "write a list, such as [a, b]",
    "dict_type": "write a mapping of names and values",
    "date_type": "write a day as 2026-03-31",
    "date_from_datetime_parsing": "write a day as 2026-03-31",
    "date_parsing": "write a day as 2026-03-31",
}


def _fault(tree: Entries, found: Any) -> Fault:
    """One of pydantic's errors as a fault."""
    path: Path = tuple(found["loc"])
    line, kind = line_of(tree, path), str(found["type"])
    place = _place(path)
    if kind == "extra_forbidden":
        name = str(path[-1])
        fields = fields_at(path[:-1])
        hint = did_you_mean(name, fields)
        mend = f"use one of: {', '.join(sorted(fields))}"
        if found["input"] is None:
            mend += "; or, where the comma before it belongs to a text, put that text in quotes"
        return Fault(line, f"unknown field {name!r}{hint}{_inside(path[:-1])}", mend)
    if kind == "missing":
        return Fault(line, f"{place or path[-1]} is missing", "add it")
    if kind.startswith("union_tag"):
        forms = metrics.FORMS if "metrics" in path[:1] else RULE_FORMS
        return Fault(line, f"{place} is in no form that is known",
                     f"begin it with one of: {', '.join(forms)}")  # fmt: skip
    if kind == "string_pattern_mismatch":
        return Fault(line, f"{place} is {found['input']!r}", _pattern_advice(path))
    message = str(found["msg"]).removeprefix("Value error, ")
    return Fault(line, f"{place}: {message}" if place else message, ADVICE.get(kind, ""))


RULE_FORMS = ("metric", "all", "any", "some", "not", "attribute", "gate", "holds",
              "previous_tier", "any_day", "each")  # fmt: skip
TAGS: dict[str, type[BaseModel]] = {
    "kpi": metrics.KpiMetric, "given": metrics.GivenMetric, "rows": metrics.RowsMetric,
    "formula": metrics.FormulaMetric, "points": metrics.PointsMetric,
    "index": metrics.IndexMetric, "rank": metrics.RankMetric,
    "metric": rules.MetricRule, "all": rules.AllRule, "any": rules.AnyRule,
    "some": rules.SomeRule, "not": rules.NotRule, "attribute": rules.AttributeRule,
    "gate": rules.GateRule, "holds": rules.HoldsRule, "previous": rules.PreviousRule,
    "any_day": rules.AnyDayRule, "each": rules.EachRule, "ByAttribute": rules.ByAttribute,
    "Test": rows_metric.Test, "Seat": rows_metric.Seat, "window": rows_metric.Window,
    "grouped": rows_metric.Grouped,
    "periods": rows_metric.EachPeriod, "movement": schema.Movement, "up": schema.Schedule,
    "down": schema.Schedule, "deadline": schema.Deadline, "migration": schema.Migration,
    "scorecard": cards.Cards, "by": rules.ByAttribute, "per_partner": targets.PerPartner,
    "growth": targets.Growth, "of_target": targets.OfTarget,
}  # fmt: skip
LISTED: dict[str, type[BaseModel]] = {
    "ladders": schema.Ladder, "tiers": schema.Tier, "benefits": schema.Benefit,
    "actions": schema.Action, "groups": schema.Group, "gates": schema.Gate,
    "attributes": schema.Attribute, "rates": rows_metric.Rate, "factors": rows_metric.Factor,
    "points": metrics.Part, "index": metrics.Weighted, "measures": card_file.Measure,
    "tracks": cards.Track,
}  # fmt: skip


def fields_at(path: Path) -> list[str]:
    """Names that may stand in the entry that a pydantic path leads to."""
    model: type[BaseModel] = Programme
    for at, part in enumerate(path):
        before = path[at - 1] if at else ""
        named = at > 0 and before in ("groups", "gates", "attributes")
        if named or (before in LISTED and isinstance(part, int)):
            model = LISTED[str(before)]
        elif part in TAGS and not (part == "attribute" and path[0] == "metrics"):
            model = TAGS[str(part)]
        elif part == "attribute":
            model = metrics.AttributeMetric
    fields = [str(field.alias or name) for name, field in model.model_fields.items()]
    extra = {schema.Ladder: SHORTHAND, schema.Benefit: SHORTHAND[:1], schema.Action: SHORTHAND[:1],
             schema.Gate: SHORTHAND[:1]}.get(model, ())  # fmt: skip
    if path[:1] == ("metrics",) and len(path) <= 3:
        extra = SHORTHAND[:1]
    hidden = ("designation_of", "label_of")
    return [name for name in (*fields, *extra) if name not in hidden]


def _place(path: Path) -> str:
    """`ladders 1, tiers 2, label`: numbers count from 1."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        elif part not in words[-1:]:
            words.append(str(part))
    return ", ".join(words)


def _inside(path: Path) -> str:
    place = _place(path)
    return f" in {place}" if place else ""


def _pattern_advice(path: Path) -> str:
    if path[-1] == "currency":
        return "write a currency as EUR"
    if "on" in path:
        return "write a day of the year as 03-01"
    return "names are small letters, digits and _, and begin with a letter"
