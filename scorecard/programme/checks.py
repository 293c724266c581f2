"""What a well-formed programme can still have wrong: names that are not there, circles, rules
that nobody can meet, tiers that nobody can hold, gaps between dates."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.programme.schema import Programme

Found = tuple[tuple[str | int, ...], str, str]  # path, what is wrong, what to do


def named(programme: Programme) -> Iterator[Found]:
    """Faults of names, and values that contradict themselves."""
    from scorecard.programme import check_cards, check_names, check_values

    yield from check_names.faults(programme)
    yield from check_cards.faults(programme)
    yield from check_values.faults(programme)


def checked(programme: Programme) -> Iterator[Found]:
    """Every fault of a programme; rules are judged only where all names lead somewhere."""
    from scorecard.programme import check_names, check_rules

    yield from named(programme)
    if not any(True for _ in check_names.faults(programme)):
        yield from check_rules.faults(programme)
