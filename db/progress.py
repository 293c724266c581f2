"""How far a long step has come: callables that are told a share 0..1 and the step's name."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]


def silent(_share: float, _step: str) -> None:
    """Progress that nobody watches."""


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """Progress of a part of the whole, from share `start` to `end`."""

    def told(share: float, step: str) -> None:
        progress(start + (end - start) * share, step)

    return told
