"""Shorthand of a programme file, written out: `for_each`, designations, `cumulative`, `none`.

Works on the entries of the file before they are validated, so that each copy keeps its line.
"""

from __future__ import annotations

import re
from typing import Any

from scorecard.programme.faults import Fault
from scorecard.programme.located import Entries, Items

NONE = "none"
LISTS = ("ladders", "benefits", "actions")
MAPS = ("metrics", "gates")
MOST_COPIES = 400


def expanded(raw: Entries) -> tuple[Entries, list[Fault]]:
    """The programme without shorthand, and what is wrong with the shorthand."""
    faults: list[Fault] = []
    found = Entries(raw.line)
    for key, value in raw.items():
        line = raw.lines[key]
        if key in LISTS and isinstance(value, Items):
            value = _list(value, faults)
        elif key in MAPS and isinstance(value, Entries):
            value = _mapping(value, faults)
        if key == "ladders" and isinstance(value, Items):
            value = _ladders(value, faults)
        found.put(key, value, line)
    return found, faults


def _list(items: Items, faults: list[Fault]) -> Items:
    found = Items(items.line)
    for item, line in zip(items, items.lines, strict=True):
        for value, copy in _copies(item, line, faults):
            if value is not None and "highest_of" in copy:
                copy.put("_of", copy.pop("highest_of"), line)
            found.put(copy, line)
    return found


def _mapping(entries: Entries, faults: list[Fault]) -> Entries:
    found = Entries(entries.line)
    for name, entry in entries.items():
        line = entries.lines[name]
        for value, copy in _copies(entry, line, faults):
            key, place = name, _place(entry)
            if value is not None:
                key = name.replace(place, value)
                if place not in name:
                    faults.append(Fault(line, f"{name!r} has for_each but not {place} in its name",
                                        f"call it {name}_{place}"))  # fmt: skip
            found.put(key, copy, line)
    return found


def _place(entry: Any) -> str:
    return "{" + str(next(iter(entry.get("for_each") or [""]))) + "}" if _is_map(entry) else ""


def _is_map(entry: Any) -> bool:
    return isinstance(entry, Entries) and isinstance(entry.get("for_each", Entries()), dict)


def _copies(entry: Any, line: int, faults: list[Fault]) -> list[tuple[str | None, Any]]:
    if not isinstance(entry, Entries) or "for_each" not in entry:
        return [(None, entry)]
    each = entry["for_each"]
    values = next(iter(each.values())) if isinstance(each, Entries) and len(each) == 1 else None
    if not isinstance(values, list) or not 0 < len(values) <= MOST_COPIES:
        faults.append(Fault(entry.lines["for_each"], "for_each has one name with a list of values",
                            "write for_each: {region: [emea, apac]}"))  # fmt: skip
        return []
    bare = _without(entry, "for_each")
    return [(str(value), _filled(bare, _place(entry), str(value))) for value in values]


def _without(entry: Entries, name: str) -> Entries:
    found = Entries(entry.line)
    for key, value in entry.items():
        if key != name:
            found.put(key, value, entry.lines[key])
    return found


def _filled(node: Any, place: str, value: str) -> Any:
    """A copy with the value in all places of its texts and keys."""
    if isinstance(node, Entries):
        found = Entries(node.line)
        for key, inner in node.items():
            found.put(key.replace(place, value), _filled(inner, place, value), node.lines[key])
        return found
    if isinstance(node, Items):
        items = Items(node.line)
        for inner, line in zip(node, node.lines, strict=True):
            items.put(_filled(inner, place, value), line)
        return items
    return node.replace(place, value) if isinstance(node, str) else node


def _ladders(items: Items, faults: list[Fault]) -> Items:
    found, unions = Items(items.line), {}  # type: ignore[var-annotated]
    for item, line in zip(items, items.lines, strict=True):
        if not isinstance(item, Entries):
            found.put(item, line)
            continue
        union = item.pop("_of", None)
        if item.get("kind", "levels") == "designations":
            for made in _designations(item, faults):
                found.put(made, line)
        else:
            made = _levels(item)
            found.put(made, line)
            if union is not None:
                unions.setdefault(str(union), []).append((made, line))
    for name, parts in unions.items():
        found.put(_highest(name, [made for made, _ in parts]), parts[0][1])
    return found


def _levels(ladder: Entries) -> Entries:
    """With a lowest tier that is everyone's, and each tier's needs written out."""
    made = _without(_without(ladder, "kind"), "cumulative")
    tiers = made.get("tiers")
    if not isinstance(tiers, Items) or not all(isinstance(tier, Entries) for tier in tiers):
        return made
    wanted = Items(tiers.line)
    if not tiers or "requires" in tiers[0] or "applies_to" in made:
        wanted.put(_entries(tiers.line, tier=NONE, label="No tier"), tiers.line)
    below: list[Any] = []
    for tier, line in zip(tiers, tiers.lines, strict=True):
        wanted.put(_cumulated(tier, below) if ladder.get("cumulative") is True else tier, line)
    if "applies_to" in made and tiers and "requires" not in tiers[0]:
        first = _without(tiers[0], "requires")
        first.put("requires", made["applies_to"], made.lines["applies_to"])
        wanted[1] = first
    made.put("tiers", wanted, made.lines["tiers"])
    named: Entries = _named_previous(made, str(made.get("ladder", "")))
    return named


def _cumulated(tier: Entries, below: list[Any]) -> Entries:
    if "requires" not in tier:
        return tier
    needs, line = Items(tier.lines["requires"]), tier.lines["requires"]
    for rule in (*below, tier["requires"]):
        needs.put(rule, line)
    below.append(tier["requires"])
    made = _without(tier, "requires")
    made.put("requires", _entries(line, all=needs) if len(needs) > 1 else needs[0], line)
    return made


def _designations(ladder: Entries, faults: list[Fault]) -> list[Entries]:
    """One ladder a designation, of `none` and the designation itself."""
    name, made = str(ladder.get("ladder", "")), []
    tiers = ladder.get("tiers")
    if not isinstance(tiers, Items):
        return [_without(ladder, "kind")]
    for tier, line in zip(tiers, tiers.lines, strict=True):
        if not isinstance(tier, Entries) or "requires" not in tier:
            faults.append(Fault(line, f"a designation of {name!r} requires nothing",
                                "say what it requires"))  # fmt: skip
            continue
        alone = _without(_without(ladder, "kind"), "tiers")
        alone.put("ladder", f"{name}.{tier.get('tier')}", line)
        alone.put("designation_of", name, line)
        alone.put("label_of", str(ladder.get("label", "")), line)
        alone.put("label", tier.get("label", ""), line)
        rungs = Items(line)
        rungs.put(_entries(line, tier=NONE, label="Not held"), line)
        rungs.put(tier, line)
        alone.put("tiers", rungs, line)
        made.append(_named_previous(alone, str(alone["ladder"])))
    return made


def _highest(name: str, parts: list[Entries]) -> Entries:
    """A ladder of the same tiers: the highest that is held in any of the others."""
    line = parts[0].line
    made = _entries(line, ladder=name, label=re.sub(r"_+", " ", name).capitalize())
    tiers = Items(line)
    given = parts[0].get("tiers")
    for tier in given if isinstance(given, Items) else []:
        if not isinstance(tier, Entries):
            continue
        rung = _entries(line, tier=tier.get("tier"), label=tier.get("label", ""))
        if len(tiers):
            options = Items(line)
            for part in parts:
                options.put(_entries(line, holds=tier.get("tier"), ladder=part.get("ladder")), line)
            rung.put("requires", _entries(line, any=options), line)
        tiers.put(rung, line)
    made.put("tiers", tiers, line)
    daily = _entries(line, every="day")
    made.put("movement", _entries(line, up=daily, down=daily), line)
    return made


def _entries(line: int, **values: Any) -> Entries:
    found = Entries(line)
    for key, value in values.items():
        found.put(key, value, line)
    return found


def _named_previous(node: Any, ladder: str) -> Any:
    """`previous_tier` rules with the ladder they stand in."""
    if isinstance(node, Items):
        items = Items(node.line)
        for inner, line in zip(node, node.lines, strict=True):
            items.put(_named_previous(inner, ladder), line)
        return items
    if not isinstance(node, Entries):
        return node
    found = Entries(node.line)
    for key, inner in node.items():
        found.put(key, _named_previous(inner, ladder), node.lines[key])
    if "previous_tier" in node and "ladder" not in node:
        found.put("ladder", ladder, node.lines["previous_tier"])
    return found
