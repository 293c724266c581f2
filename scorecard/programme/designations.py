"""References to designations, written out: each designation is a ladder of its own."""

from __future__ import annotations

from typing import Any

from scorecard.programme.located import Entries, Items


def referred(raw: Entries) -> Entries:
    """`holds: a, ladder: L` becomes `ladder: L.a`; `some: n, designations: L` counts them all;
    benefits of designations become rules."""
    ladders = raw.get("ladders")
    names: dict[str, list[str]] = {}
    for item in ladders if isinstance(ladders, Items) else []:
        if isinstance(item, Entries) and "designation_of" in item:
            names.setdefault(str(item["designation_of"]), []).append(str(item["ladder"]))
    if not names:
        return raw
    found: Entries = _rewritten(raw, names)
    benefits = found.get("benefits")
    for benefit in benefits if isinstance(benefits, Items) else []:
        if isinstance(benefit, Entries) and str(benefit.get("ladder")) in names:
            _as_rule(benefit)
    return found


def _rewritten(node: Any, names: dict[str, list[str]]) -> Any:
    if isinstance(node, Items):
        items = Items(node.line)
        for inner, line in zip(node, node.lines, strict=True):
            items.put(_rewritten(inner, names), line)
        return items
    if not isinstance(node, Entries):
        return node
    found = Entries(node.line)
    for key, inner in node.items():
        found.put(key, _rewritten(inner, names), node.lines[key])
    if "some" in found and str(found.get("designations")) in names:
        _as_options(found, names[found.pop("designations")])
    for key in ("holds", "previous_tier"):
        if key in found and str(found.get("ladder")) in names:
            found["ladder"] = f"{found['ladder']}.{found[key]}"
    return found


def _as_options(rule: Entries, ladders: list[str]) -> None:
    rule.put("of", _held(ladders, rule.lines["some"]), rule.lines["some"])


def _held(ladders: list[str], line: int) -> Items:
    """A rule for each designation."""
    options = Items(line)
    for ladder in ladders:
        rule = Entries(line)
        rule.put("holds", ladder.rpartition(".")[2])
        rule.put("ladder", ladder)
        options.put(rule)
    return options


def _as_rule(benefit: Entries) -> None:
    line = benefit.lines["ladder"]
    tiers = benefit.get("tiers")
    given = tiers if isinstance(tiers, Items) else []
    ladders = [f"{benefit['ladder']}.{tier}" for tier in given]
    either = Entries(line)
    either.put("any", _held(ladders, line))
    both, needs = Entries(line), Items(line)
    needs.put(either)
    if "requires" in benefit:
        needs.put(benefit["requires"])
    both.put("all", needs)
    for name in ("ladder", "tiers"):
        benefit.pop(name, None)
    benefit.put("requires", both, line)
