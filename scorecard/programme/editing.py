"""Changed numbers in a programme file's text: everything else stays as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from scorecard.errors import DefinitionError
from scorecard.programme.faults import Path
from scorecard.programme.rules import BOUNDS

NAMES = ("ladder", "tier", "benefit", "action", "track", "kpi")  # what an item is called by
Value = str | int | float | bool | date


@dataclass(frozen=True)
class Dial:
    """A number of a programme file that a designer may turn.

    Args:
        path: for `edit`.
        ladder, tier: where it stands; empty in `metrics`.
        metric: what it is about.
        what: at_least, above, at_most, below (thresholds, `what by VALUE` of one bucket), max,
            points, target, start, weight.
    """

    path: Path
    ladder: str
    tier: str
    metric: str
    what: str
    value: float
    line: int


def edit(text: str, path: Path, value: Value) -> str:
    """The text with another value at a path: `("ladders", "tier", "tiers", "gold", ...)`.

    Items of lists go by place or by their name (`ladder`, `tier`, `benefit`, `action`, `kpi`).

    Raises:
        DefinitionError: when the path leads to nothing, or to no single value.
    """
    node = _found(_root(text), path)
    if not isinstance(node, ScalarNode):
        raise DefinitionError(f"{'.'.join(map(str, path))} is no single value")
    start, end = node.start_mark.index, node.end_mark.index
    return text[:start] + _written(value) + text[end:]


def dials(text: str) -> list[Dial]:
    """Every threshold, weight, maximum and target of the file, in its order."""
    root = _root(text)
    found = []
    for name, metric in _entries(_child(root, "metrics")):
        found += list(_of_metric(metric, ("metrics", name), name))
    for ladder in _items(_child(root, "ladders")):
        called = _name(ladder)
        for tier in _items(_child(ladder, "tiers")):
            path: Path = ("ladders", called, "tiers", _name(tier), "requires")
            found += list(_of_rule(_child(tier, "requires"), path, called, _name(tier)))
    return found


def _of_metric(metric: Node | None, path: Path, name: str) -> Iterator[Dial]:
    for form in ("points", "index"):
        for place, part in enumerate(_items(_child(metric, form))):
            about = _scalar(_child(part, "metric")) or name
            for what in ("weight", "points", "max", "start", "target"):
                yield from _dial(
                    _child(part, what), (*path, form, place, what), "", "", about, what
                )


def _of_rule(rule: Node | None, path: Path, ladder: str, tier: str) -> Iterator[Dial]:
    if isinstance(rule, SequenceNode):
        for place, part in enumerate(rule.value):
            yield from _of_rule(part, (*path, place), ladder, tier)
    metric = _scalar(_child(rule, "metric"))
    for key, inner in _entries(rule):
        if metric is not None and key in BOUNDS:
            yield from _dial(inner, (*path, key), ladder, tier, metric, key)
            by = [*((("values", k), v) for k, v in _entries(_child(inner, "values"))),
                  (("otherwise",), _child(inner, "otherwise"))]  # fmt: skip
            for place_, node in by:
                what = f"{key} by {place_[-1]}"
                yield from _dial(node, (*path, key, *place_), ladder, tier, metric, what)
        elif metric is None:
            yield from _of_rule(inner, (*path, key), ladder, tier)


def _dial(
    node: Node | None, path: Path, ladder: str, tier: str, metric: str, what: str
) -> Iterator[Dial]:
    text = _scalar(node)
    try:
        value = float((text or "").replace("_", ""))
    except ValueError:
        return
    if node is not None:
        yield Dial(path, ladder, tier, metric, what, value, node.start_mark.line + 1)


def _root(text: str) -> Node | None:
    root: Node | None = YAML(typ="safe", pure=True).compose(StringIO(text))
    return root


def _found(node: Node | None, path: Path) -> Node | None:
    for part in path:
        if isinstance(node, SequenceNode):
            named = [item for item in node.value if _name(item) == part]
            placed = node.value[part : part + 1] if isinstance(part, int) else []
            node = (named or placed or [None])[0]
        else:
            node = _child(node, str(part))
        if node is None:
            raise DefinitionError(f"there is no {'.'.join(map(str, path))} in the file")
    return node


def _entries(node: Node | None) -> list[tuple[str, Node]]:
    if not isinstance(node, MappingNode):
        return []
    return [(str(key.value), value) for key, value in node.value]


def _items(node: Node | None) -> list[Node]:
    return list(node.value) if isinstance(node, SequenceNode) else []


def _child(node: Node | None, name: str) -> Node | None:
    return dict(_entries(node)).get(name)


def _scalar(node: Node | None) -> str | None:
    return str(node.value) if isinstance(node, ScalarNode) else None


def _name(node: Node) -> str:
    return next((found for name in NAMES if (found := _scalar(_child(node, name)))), "")


def _written(value: Value) -> str:
    """As YAML: texts in quotes, so that they stay texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return f"{value:.12g}"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
