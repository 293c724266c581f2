"""Text -> records, whatever its quoting.

Well-formed quoting (RFC 4180) is read by the rule. Where a record breaks the rule, the reading
that gives the table's usual number of cells is taken, if there is exactly one; every physical
line then still belongs to one record, and no record swallows its neighbours.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import NamedTuple

LINE_END = re.compile(r"\r\n|\n|\r")
MAX_QUOTED_LINES = 1000
MAX_LOOKED_AT = 200_000  # lines looked through in vain for the end of a quoted cell
LEAST_LOOKED_AT = 4  # that a try in vain counts as
MAX_READINGS = 64
MAX_ENDS = 8
MIN_TELLING = 4  # cells a line must have, so that their number alone proves it a record
SAMPLE = 5000


class Tokens(NamedTuple):
    """Rows of cells, the physical line each starts on (from 1), rows whose quoting was mended,
    and rows that have several readings or none."""

    rows: list[list[str]]
    lines: list[int]
    mended: set[int]
    unclear: set[int]
    left: list[int]  # one number: lines that may still be looked through in vain


def tokenize(text: str, delimiter: str) -> Tokens:
    """Cut text into records."""
    physical = LINE_END.split(text)
    if physical and physical[-1] == "":
        physical.pop()
    width = _usual_width(physical, delimiter)
    found = Tokens([], [], set(), set(), [MAX_LOOKED_AT])
    at = 0
    while at < len(physical):
        found.lines.append(at + 1)
        line = physical[at]
        if '"' not in line:
            found.rows.append(line.split(delimiter) if line else [])
            at += 1
        else:
            at += _quoted_record(physical, at, delimiter, width, found)
    return found


def strict_record(text: str, delimiter: str) -> list[str]:
    """Cells of one record that keeps to RFC 4180."""
    if '"' not in text:
        line = text.rstrip("\r\n")
        return line.split(delimiter) if line else []
    lines = LINE_END.split(text)
    found = _strict_lines(lines, 0, delimiter, [MAX_LOOKED_AT]) if text.strip("\r\n") else None
    return found[0] if found else []


def _usual_width(physical: list[str], delimiter: str) -> int:
    """Cells of most records that can be read without doubt."""
    widths: Counter[int] = Counter()
    for line in physical[:SAMPLE]:
        cells = line.split(delimiter) if '"' not in line else _strict(line, delimiter)
        if cells is not None and line:
            widths[len(cells)] += 1
    return widths.most_common(1)[0][0] if widths else 0


def _quoted_record(physical: list[str], at: int, delimiter: str, width: int, found: Tokens) -> int:
    """Add the record that starts at line `at`; return how many lines it takes."""
    line = physical[at]
    cells = _strict(line, delimiter)
    if cells is not None and len(cells) == (width or len(cells)):
        found.rows.append(cells)
        return 1
    several = _strict_lines(physical, at, delimiter, found.left)
    readings = _readings(line, delimiter, width) or _readings(line, delimiter, width, stray=True)
    if several is not None:
        usual = len(several[0]) == (width or len(several[0]))
        apart = readings and _stand_alone(physical[at + 1 : at + several[1]], delimiter, width)
        if width < MIN_TELLING or (usual and not apart):
            found.rows.append(several[0])
            return several[1]
    if not readings and cells is None and several is not None:
        found.rows.append(several[0])
        return several[1]
    if len(readings) == 1:
        found.mended.add(len(found.rows))
    elif readings or cells is None:
        found.unclear.add(len(found.rows))
    found.rows.append(readings[0] if readings else cells or line.split(delimiter))
    return 1


def _stand_alone(lines: list[str], delimiter: str, width: int) -> bool:
    """True when each of these lines is a full record by itself."""
    return all(len(_readings(line, delimiter, width)) == 1 for line in lines)


def _strict(line: str, delimiter: str) -> list[str] | None:
    """Cells of a line that keeps to RFC 4180, else None."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:  # broken quoting, or longer than the module's own limit
        return _long(line, delimiter) if len(line) > csv.field_size_limit() else None


def _strict_lines(
    physical: list[str], at: int, delimiter: str, left: list[int]
) -> tuple[list[str], int] | None:
    """Cells of a record over several lines that keeps to RFC 4180, and how many lines."""
    cells, used, place = [], 1, 0
    if left[0] <= 0:
        return None
    line = physical[at]
    while place <= len(line):
        if not line.startswith('"', place):
            cell, place = _bare(line, place, delimiter)
            cells.append(cell)
            continue
        parts: list[str] = []
        place += 1
        while (end := _closing(line, place)) < 0:
            if at + used >= len(physical) or used >= MAX_QUOTED_LINES:
                left[0] -= used
                return None
            parts.append(line[place:])
            line, place, used = physical[at + used], 0, used + 1
        if end + 1 < len(line) and line[end + 1] != delimiter:
            left[0] -= LEAST_LOOKED_AT
            return None
        parts.append(line[place:end])
        cells.append("\n".join(parts).replace('""', '"'))
        place = end + 2
    return cells, used


def _long(line: str, delimiter: str) -> list[str] | None:
    found = _strict_lines([line], 0, delimiter, [MAX_LOOKED_AT])
    return found[0] if found is not None else None


def _closing(line: str, place: int) -> int:
    """The first quote from `place` that is not doubled, or -1."""
    while True:
        end = line.find('"', place)
        if end < 0 or not line.startswith('"', end + 1):
            return end
        place = end + 2


def _bare(line: str, place: int, delimiter: str) -> tuple[str, int]:
    end = line.find(delimiter, place)
    end = len(line) if end < 0 else end
    return line[place:end], end + 1


def _readings(line: str, delimiter: str, width: int, *, stray: bool = False) -> list[list[str]]:
    """Different ways to cut one line into `width` cells, at most `MAX_READINGS` tried.

    A cell that begins with a quote may end at any quote that the delimiter or the line's end
    follows; if there is none, its quotes stand for themselves.

    Args:
        stray: one cell of the line may begin with a quote that opens nothing: `"02/02/2025,7`.
    """
    if line.count(delimiter) + 1 < width:
        return []
    found: list[list[str]] = []
    open_ways: list[tuple[list[str], int, bool]] = [([], 0, stray)]
    tried = 0
    while open_ways and tried < MAX_READINGS * max(width, 1):
        cells, place, may_stray = open_ways.pop()
        tried += 1
        if place > len(line):
            if len(cells) == width and cells not in found:
                found.append(cells)
            continue
        if len(cells) >= width:
            continue
        for cell, after in _ways(line, place, delimiter):
            open_ways.append(([*cells, cell], after, may_stray))
        if may_stray and line.startswith('"', place):
            cell, after = _bare(line, place, delimiter)
            if cell.count('"') == 1:
                open_ways.append(([*cells, cell], after, False))
    return found


def _ways(line: str, place: int, delimiter: str) -> list[tuple[str, int]]:
    """The cells that may begin at `place`, each with the place after it."""
    if not line.startswith('"', place):
        return [_bare(line, place, delimiter)]
    start = place + 1
    ways: list[tuple[str, int]] = []
    for found in re.finditer('"(?=' + re.escape(delimiter) + "|$)", line[start:]):
        end = start + found.start()
        ways.append((line[start:end].replace('""', '"'), end + 2))
        if line.startswith(delimiter + '"', end + 1) or len(ways) == MAX_ENDS:
            break  # `","` always parts two cells
    return ways or [_bare(line, place, delimiter)]
