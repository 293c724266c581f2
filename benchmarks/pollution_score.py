"""How much of a table was read, after the Pollock benchmark: ten measures between 0 and 1 (read at
all; precision, recall and F1 of header, records and cells), whose sum is the score out of 10."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
PERFECT = (1.0,) * 9


def measures(truth: list[list[str]], found: list[list[str]]) -> tuple[float, ...]:
    """The nine measures: header, records and cells; precision, recall and F1 of each."""
    if not truth:
        return PERFECT
    header = _three([_plain(c) for c in truth[0]], [_plain(c) for c in (found or [[]])[0]])
    records = _three(_records(truth), _records(found))
    cells = _three([c for row in truth for c in row], [c for row in found for c in row])
    return (*header, *records, *cells)


def score(truth: list[list[str]], found: list[list[str]] | None) -> float:
    """0 to 10; `None` is a file that could not be read."""
    return 0.0 if found is None else 1 + sum(measures(truth, found))


def _three(truth: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    """Their "precision" is the share of the truth that was found, their "recall" of the found."""
    if not truth:
        return 1.0, 1.0, 1.0
    both = sum((Counter(truth) & Counter(found)).values())
    if not both:
        return 0.0, 0.0, 0.0
    one, two = both / len(truth), both / len(found)
    return one, two, 2 * one * two / (one + two)


def _records(rows: list[list[str]]) -> list[str]:
    return ["".join(map(_plain, row)) for row in rows[1:]]


def _plain(cell: str) -> str:
    """Numbers of one value are equal however they are written; letters' case does not count."""
    if NUMBER.fullmatch(cell):
        return str(float(cell) if "." in cell else int(cell))
    return cell.lower()
