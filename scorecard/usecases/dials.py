"""The numbers of a programme file that bear on one ladder."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.programme.editing import Dial, dials
from scorecard.programme.engine import ladder_of, tier_names
from scorecard.programme.rules import MetricRule
from scorecard.programme.schema import Ladder, Programme
from scorecard.programme.walk import every_rule, parts_of


def dials_of(text: str, programme: Programme, ladder: str) -> list[Dial]:
    """Thresholds, the highest tier first, then points and weights of the metrics they use.

    A ladder that the file writes once for several (`for_each`, designations) shares its numbers
    with the others: they are shown for each of them.

    Args:
        programme: the text, loaded.
    """
    one, found = ladder_of(programme, ladder), dials(text)
    names = tier_names(one)
    own = [dial for dial in found if dial.ladder and dial.tier in names]
    exact = [dial for dial in own if dial.ladder in (ladder, one.designation_of)]
    thresholds = sorted(exact or own, key=lambda dial: -names.index(dial.tier))
    used = set(_metrics(programme, one))
    others = [
        dial
        for dial in found
        if not dial.ladder and (dial.path[1] in used or dial.path[1] not in programme.metrics)
    ]
    return [*thresholds, *others]


def _metrics(programme: Programme, ladder: Ladder) -> Iterator[str]:
    """Metrics that decide the ladder, with all they are computed from."""
    tops = [ladder.applies_to, *(tier.requires for tier in ladder.tiers)]
    for top in tops:
        for _, rule in every_rule(top) if top is not None else ():
            if isinstance(rule, MetricRule):
                yield from _with_parts(programme, rule.metric)


def _with_parts(programme: Programme, name: str) -> Iterator[str]:
    yield name
    for _, part in parts_of(programme.metrics[name]):
        yield from _with_parts(programme, part)
