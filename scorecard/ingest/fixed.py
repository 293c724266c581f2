"""Columns of fixed width: told by the gaps that run down through all lines."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_LINES = 3
SAMPLE = 400
RULER = frozenset("-=+| \t")


def fixed_columns(text: str) -> tuple[int, ...]:
    """Where each column begins, or an empty tuple when no gap runs through the table."""
    lines = [line.expandtabs() for line in text.splitlines()[:SAMPLE] if line.strip()]
    lines = [line for line in lines if not set(line) <= RULER]
    if len(lines) < LEAST_LINES:
        return ()
    usual = sorted(len(line.rstrip()) for line in lines)[len(lines) // 2]
    table = [line.ljust(usual) for line in lines if "  " in line.strip()]
    if len(table) < max(LEAST_LINES, 0.6 * len(lines)):
        return ()
    width = max(len(line) for line in table)
    gap = [
        all(place >= len(line) or line[place] == " " for line in table) for place in range(width)
    ]
    return _starts(gap)


def _starts(gap: Sequence[bool]) -> tuple[int, ...]:
    """The first place after each gap."""
    return tuple(
        place for place, blank in enumerate(gap) if not blank and (place == 0 or gap[place - 1])
    )


def cut_fixed(line: str, columns: Sequence[int]) -> list[str]:
    """The cells of a line; a blank line or a ruler has none."""
    line = line.expandtabs()
    if not line.strip() or set(line.strip()) <= RULER:
        return []
    ends = [*columns[1:], max(len(line), columns[-1])]
    return [line[start:end].strip() for start, end in zip(columns, ends, strict=True)]
