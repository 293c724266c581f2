"""Text -> records, whatever its quoting."""

from __future__ import annotations

import re
from typing import NamedTuple


class Tokens(NamedTuple):
    """Rows of cells, the physical line each starts on (from 1), rows whose quoting was mended."""

    rows: list[list[str]]
    lines: list[int]
    malformed: set[int]


LINE_END = re.compile(r"\r\n|\n|\r")


def tokenize(text: str, delimiter: str) -> Tokens:
    """Cut text into records, whatever its quoting.

    A quoted cell ends at a quote followed by the delimiter or the line's end; any other single
    quote inside stands for itself. A quote that never closes stands for itself too.
    """
    physical = LINE_END.split(text.replace("\x00", ""))
    if physical and physical[-1] == "":
        physical.pop()
    rows: list[list[str]] = []
    lines: list[int] = []
    malformed: set[int] = set()
    at = 0
    while at < len(physical):
        lines.append(at + 1)
        cells, used, mended = _record(physical, at, delimiter)
        if mended:
            malformed.add(len(rows))
        rows.append(cells)
        at += used
    return Tokens(rows, lines, malformed)


MAX_QUOTED_LINES = 1000


def _record(physical: list[str], at: int, delimiter: str) -> tuple[list[str], int, bool]:
    """Cells of the record that starts at line `at`, lines it takes, was its quoting mended."""
    line = physical[at]
    if '"' not in line:
        return (line.split(delimiter) if line else []), 1, False
    cells: list[str] = []
    used, place, mended = 1, 0, False
    while True:
        if place < len(line) and line[place] == '"':
            found = _quoted(physical, at, used, line, place, delimiter)
            if found is None:
                cell, place, mended = *_bare(line, place, delimiter), True
            else:
                cell, line, place, used, odd = found
                mended = mended or odd
        else:
            cell, place = _bare(line, place, delimiter)
            mended = mended or '"' in cell
        cells.append(cell)
        if place > len(line):
            return cells, used, mended


def _bare(line: str, place: int, delimiter: str) -> tuple[str, int]:
    end = line.find(delimiter, place)
    end = len(line) if end < 0 else end
    return line[place:end], end + 1


def _quoted(
    physical: list[str], at: int, used: int, line: str, place: int, delimiter: str
) -> tuple[str, str, int, int, bool] | None:
    """A quoted cell: text, the line it ends on, the place after it, lines used, was it odd."""
    parts: list[str] = []
    place += 1
    odd = False
    while True:
        end = line.find('"', place)
        if end < 0:
            if at + used >= len(physical) or used >= MAX_QUOTED_LINES:
                return None
            parts.append(line[place:] + "\n")
            line, place, used = physical[at + used], 0, used + 1
        elif line.startswith('"', end + 1):
            parts.append(line[place : end + 1])
            place = end + 2
        elif end + 1 == len(line) or line[end + 1] == delimiter:
            parts.append(line[place:end])
            return "".join(parts), line, end + 2, used, odd
        else:
            parts.append(line[place : end + 1])
            place, odd = end + 1, True
