"""In which order ladders are decided: those that others look at come first."""

from __future__ import annotations

from graphlib import TopologicalSorter

from scorecard.programme.rules import HoldsRule
from scorecard.programme.schema import Ladder, Programme
from scorecard.programme.walk import every_rule


def needs(ladder: Ladder) -> set[str]:
    """Other ladders that must be decided before this one."""
    tops = [ladder.applies_to, *(tier.requires for tier in ladder.tiers)]
    return {
        rule.ladder
        for top in tops
        if top is not None
        for _, rule in every_rule(top)
        if isinstance(rule, HoldsRule)
    }


def ladder_order(programme: Programme) -> list[Ladder]:
    """
    Raises:
        graphlib.CycleError: when ladders need each other; `load_programme` refuses that.
    """
    by_name = {ladder.ladder: ladder for ladder in programme.ladders}
    graph = {name: sorted(needs(ladder)) for name, ladder in by_name.items()}
    return [by_name[name] for name in TopologicalSorter(graph).static_order() if name in by_name]
