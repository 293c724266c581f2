"""One partner's tier as text: the requirements with their state, and the rows behind them."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.i18n.text import render
from scorecard.programme.results import Node
from scorecard.reports.plain import text_table
from scorecard.tier_views import PartnerTier
from scorecard.tier_words import node as in_words


def partner_tier_text(one: PartnerTier) -> str:
    """The tier held, both requirement trees, the cheapest way up, the rows that were counted."""
    line = one.line
    lines = [f"{line.partner_code} {line.name}: {line.held} since {line.since}, by {one.version}"]
    if line.due_on is not None:
        lines.append(f"lost on {line.due_on} unless it is earned again: {one.reason}")
    for title, tree in ((line.held, one.decided), (one.next_tier, one.wanted)):
        if tree is not None:
            lines += ["", f"Requirements of {title}", *_tree(tree, one.currency, 1)]
    if one.up is not None:
        lines += [f"  {step.units} x {step.label}: {step.cost:g} {one.currency}, "
                  f"{step.lead_days} days" for step in one.up.steps]  # fmt: skip
    for found in one.rows:
        lines += ["", f"{found.label}: {', '.join(found.quarters) or found.n} of {found.source}"]
        if found.rows:
            lines.append(text_table(found.columns, found.rows))
    return "\n".join(lines)


def _tree(tree: Node, currency: str, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}[{tree.state.value}] {render(in_words(tree, currency))}"
    for part in tree.parts:
        yield from _tree(part, currency, depth + 1)
