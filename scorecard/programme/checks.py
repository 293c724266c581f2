"""What a well-formed programme can still have wrong: names that are not there, circles, rules
that nobody can meet, tiers that nobody can hold, gaps between dates."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.programme.schema import Programme

Found = tuple[tuple[str | int, ...], str, str]  # path, what is wrong, what to do


def checked(programme: Programme) -> Iterator[Found]:
    """Every fault of a programme, those of names first; without those, what depends on them."""
    from scorecard.programme import check_cards, check_names, check_rules, check_values

    named = list(check_names.faults(programme))
    yield from named
    yield from check_cards.faults(programme)
    yield from check_values.faults(programme)
    if not named:
        yield from check_rules.faults(programme)
