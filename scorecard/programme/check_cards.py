"""Names in a scorecard's targets that are not there: attributes, groups, buckets, tiers."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.card_file import Measure
from scorecard.errors import did_you_mean
from scorecard.programme.checks import Found
from scorecard.programme.faults import Path
from scorecard.programme.rules import ByAttribute
from scorecard.programme.schema import Programme
from scorecard.score.targets import ATTRIBUTES


def faults(programme: Programme) -> Iterator[Found]:
    """Targets that go by something the programme does not know."""
    for path, measure in _measures(programme):
        if isinstance(measure.target, ByAttribute):
            yield from _of_target(programme, (*path, "target"), measure.target)


def _measures(programme: Programme) -> Iterator[tuple[Path, Measure]]:
    cards = programme.scorecard
    if cards is None:
        return
    for at, measure in enumerate(cards.measures):
        yield ("scorecard", "measures", at), measure
    for place, track in enumerate(cards.tracks):
        for at, measure in enumerate(track.measures):
            yield ("scorecard", "tracks", place, "measures", at), measure


def _of_target(programme: Programme, path: Path, target: ByAttribute) -> Iterator[Found]:
    known = [*ATTRIBUTES, *programme.groups]
    if target.by not in known:
        wrong = f"no attribute or group {target.by!r}{did_you_mean(target.by, known)}"
        yield (*path, "by"), wrong, f"use one of: {', '.join(known)}"
        return
    names = _values(programme, target.by)
    for value in target.values:
        if names and value.casefold() not in {name.casefold() for name in names}:
            wrong = f"{target.by} has no {value!r}{did_you_mean(value, names)}"
            yield (*path, "values"), wrong, f"use one of: {', '.join(names)}"


def _values(programme: Programme, by: str) -> list[str]:
    """What the values of a target may be called; empty where that is not known."""
    if by in programme.groups:
        group = programme.groups[by]
        return [*group.values, *([group.otherwise] if group.otherwise else [])]
    if by == "tier" and programme.ladders:
        return [tier.tier for tier in programme.ladders[0].tiers]
    return []
