"""References to designations, written out: each designation is a ladder of its own."""

from __future__ import annotations

from typing import Any

from scorecard.programme.located import Entries, Items


def referred(raw: Entries) -> Entries:
    """`holds: a, ladder: L` becomes `ladder: L.a`; benefits of designations become rules."""
    ladders = raw.get("ladders")
    names = {
        str(item["designation_of"])
        for item in (ladders if isinstance(ladders, Items) else [])
        if isinstance(item, Entries) and "designation_of" in item
    }
    if not names:
        return raw
    found: Entries = _rewritten(raw, names)
    benefits = found.get("benefits")
    for benefit in benefits if isinstance(benefits, Items) else []:
        if isinstance(benefit, Entries) and benefit.get("ladder") in names:
            _as_rule(benefit)
    return found


def _rewritten(node: Any, names: set[str]) -> Any:
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
    for key in ("holds", "previous_tier"):
        if key in found and found.get("ladder") in names:
            found["ladder"] = f"{found['ladder']}.{found[key]}"
    return found


def _as_rule(benefit: Entries) -> None:
    line = benefit.lines["ladder"]
    options = Items(line)
    for tier in benefit.get("tiers") or []:
        rule = Entries(line)
        rule.put("holds", tier)
        rule.put("ladder", f"{benefit['ladder']}.{tier}")
        options.put(rule)
    either = Entries(line)
    either.put("any", options)
    both, needs = Entries(line), Items(line)
    needs.put(either)
    if "requires" in benefit:
        needs.put(benefit["requires"])
    both.put("all", needs)
    for name in ("ladder", "tiers"):
        benefit.pop(name, None)
    benefit.put("requires", both, line)
