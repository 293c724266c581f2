"""To come."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.programme.checks import Found
from scorecard.programme.schema import Programme


def faults(programme: Programme) -> Iterator[Found]:
    yield from ()
