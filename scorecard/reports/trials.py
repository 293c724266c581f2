"""`programme try` as text."""

from __future__ import annotations

from scorecard.programme.results import Node, Shortfall, Truth
from scorecard.programme.trial_views import LadderView, PartnerView, Trial

MARKS = {Truth.MET: "[met]", Truth.NOT_MET: "[not met]", Truth.UNKNOWN: "[unknown]"}
BOUNDS = {"at_least": "at least", "above": "above", "at_most": "at most", "below": "below"}
KINDS = {
    "all": "all of", "any": "any of", "not": "not", "each": "at the end of each of the last",
    "any_day": "on any day of the last months", "gate": "decision", "holds": "holds",
    "previous": "held before",
}  # fmt: skip


def trial_text(trial: Trial) -> str:
    """Partner by partner: tiers, what decided them, what is missing."""
    lines = [f"{trial.programme}, version {trial.version}, on {trial.day}"]
    lines += [f"remark: {remark}" for remark in trial.remarks]
    for view in trial.partners.values():
        lines += ["", *_partner(view)]
    if trial.movements:
        lines += ["", "movements"]
        lines += [
            f"  {m['day']} {m['partner']} {m['ladder']}: {m['move']} {m['before']} -> {m['after']}"
            + (f", due on {m['due_on']}" if m["due_on"] else "")
            for m in trial.movements
        ]
    return "\n".join(lines)


def _partner(view: PartnerView) -> list[str]:
    lines = [view.partner]
    for ladder in view.ladders.values():
        lines += _ladder(ladder)
    lines += [f"  designations {name}: {', '.join(held) or 'none'}"
              for name, held in view.designations.items()]  # fmt: skip
    lines += [f"  benefit {found['label']}" for found in view.benefits]
    return lines


def _ladder(view: LadderView) -> list[str]:
    before = f", before {view.previous}" if view.previous else ""
    open_ = f", possible {view.possible}" if view.possible != view.earned else ""
    due = f", lost on {view.due_on} unless earned again" if view.due_on else ""
    lines = [f"  {view.ladder}: earned {view.earned}{open_}, held {view.held}{before}{due}"]
    names = [tier.tier for tier in view.tiers]
    for tier in view.tiers[: names.index(view.next_tier or names[-1]) + 1][-2:]:
        lines += _node(tier.explanation, 4)
    if view.next_tier:
        lines.append(f"    missing for {view.next_tier}:")
        lines += [f"      {_shortfall(found)}" for found in view.missing]
    return lines


def _node(node: Node, indent: int) -> list[str]:
    words = node.label or KINDS.get(node.kind, node.kind)
    if node.label and node.kind in ("holds", "previous", "gate"):
        words = f"{KINDS[node.kind]}: {node.label}"
    if node.kind == "metric":
        words += f" {_number(node.value)}, {BOUNDS[node.bound]} {_number(node.needed)}"
    elif node.kind in ("some", "any_day", "each"):
        words = f"{words} {node.needed if node.needed is not None else ''} {node.subject}".rstrip()
    elif node.kind == "part":
        earned = f" gives {_number(node.earned)}" if node.earned is not None else ""
        most = f" of {_number(node.most)}" if node.most is not None else ""
        return [f"{' ' * indent}{words} {_number(node.value)}{earned}{most}",
                *(line for part in node.parts for line in _node(part, indent + 2))]  # fmt: skip
    elif node.needed is not None:
        words += f" {node.value or 'unknown'}, needed {node.needed}"
    day = f" on {node.on}" if node.on else ""
    lines = [f"{' ' * indent}{MARKS[node.state]} {words}{day}"]
    return lines + [line for part in node.parts for line in _node(part, indent + 2)]


def _shortfall(found: Shortfall) -> str:
    choice = f" (choice {found.choice})" if found.choice else ""
    if found.kind == "metric" and found.gap is not None:
        words = f"{_number(found.value)}, needs {BOUNDS[found.bound]} {_number(found.needed)}"
        return f"{found.label}: {words}{choice}"
    state = "not known" if found.state is Truth.UNKNOWN else "not met"
    needed = f", needed {_number(found.needed)}" if found.needed is not None else ""
    return f"{found.label}: {state}{needed}{choice}"


def _number(value: float | str | None) -> str:
    if value is None:
        return "unknown"
    return f"{value:,.9g}" if isinstance(value, (int, float)) else value
