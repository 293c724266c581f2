"""Where the header of a table of unknown columns stands, told by its shape alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from scorecard.ingest.records import Records

SAMPLE = 2_000
LOOK_AHEAD = 40  # filled records that may stand above the first row of data
A_TABLE = 3  # so many records in a row with so many filled cells are no title
MOST_LINES = 4
BODY = 20  # records below a header that tell which of its columns hold numbers
LEAST_WORDS = 5
NUMBER = re.compile(r"[\s$€£(+-]*\d[\d.,/:' -]*[%)]?\s*")
COMMENTS = ("#", "//", "%", "--")
OTHER_SIGNS = (";", "\t", "|", ",", " ")
Rows = list[list[str]]


@dataclass(frozen=True)
class PlainHeader:
    """Args:
    records: places of its records, first record of the file = 0.
    names: of each column as they stand there; of several lines, joined by a space.
    """

    records: tuple[int, ...]
    names: tuple[str, ...]


def header_by_shape(records: Records) -> PlainHeader | None:
    """The first record that is filled like the rows below it, with the lines of names that
    follow or precede it; None in an empty file."""
    rows = [records.cells(place) for place in range(min(len(records), SAMPLE))]
    filled = [place for place, cells in enumerate(rows) if _filled(cells)]
    if not filled:
        return None
    width, least = _usual(rows)
    ahead = filled[:LOOK_AHEAD]
    full = [place for place in ahead if len(_filled(rows[place])) >= least]
    if not full or not only_titles(records, full[0]):
        return PlainHeader((filled[0],), tuple(rows[filled[0]]))
    place = _past_a_title(rows, full, width)
    other = _in_other_signs(rows, ahead, place, width)
    if other is not None:
        return other
    return _with_more_lines(rows, filled, place)


def only_titles(records: Records, start: int) -> bool:
    """False when what stands above a header looks like a table itself."""
    counts = (len(_filled(records.cells(place))) for place in range(start))
    return not any(width >= A_TABLE and len(list(run)) >= A_TABLE for width, run in groupby(counts))


def _filled(cells: Sequence[str]) -> list[int]:
    return [place for place, cell in enumerate(cells) if cell.strip()]


def _usual(rows: Rows) -> tuple[int, float]:
    """How many cells the rows have, and how many a header must have filled."""
    tabular = [cells for cells in rows if len(_filled(cells)) > 1]
    if not tabular:
        return 1, 1
    width = Counter(map(len, tabular)).most_common(1)[0][0]
    usual = median(len(_filled(cells)) for cells in tabular if len(cells) == width)
    return width, max(2, usual / 2)


def _textual(cells: Sequence[str]) -> bool:
    return not any(NUMBER.fullmatch(cell) for cell in cells)


def _past_a_title(rows: Rows, full: Sequence[int], width: int) -> int:
    """The first full record, unless it is a comment or has not the width of the rows below and
    a line of texts that has it stands right above the first numbers."""
    first = full[0]
    if len(rows[first]) == width and not rows[first][0].lstrip().startswith(COMMENTS):
        return first
    body = next((at for at in full if len(rows[at]) == width and _is_data(rows[at])), None)
    names = [at for at in full if at < (body or 0) and len(rows[at]) == width]
    likely = [at for at in names if _textual(rows[at])]
    return likely[-1] if likely else first


def _is_data(cells: Sequence[str]) -> bool:
    return not _textual(cells) and not cells[0].lstrip().startswith(COMMENTS)


def _in_other_signs(rows: Rows, ahead: Sequence[int], place: int, width: int) -> PlainHeader | None:
    """A header whose line is cut by another sign than the rows: `DATE TIME QTY` above
    `2026-01-05,10:30,7`."""
    above = [at for at in ahead if at < place]
    if not above or _textual(rows[place]) or len(rows[place]) != width:
        return None
    line = "".join(rows[above[-1]])
    if len(_filled(rows[above[-1]])) != 1:
        return None
    for sign in OTHER_SIGNS:
        names = line.split(sign)
        enough = width >= (LEAST_WORDS if sign == " " else A_TABLE)
        if len(names) == width and enough and all(map(str.strip, names)) and _textual(names):
            return PlainHeader((above[-1],), tuple(names))
    return None


def _with_more_lines(rows: Rows, filled: Sequence[int], place: int) -> PlainHeader:
    """The header with the lines below it that name columns within its groups."""
    lines = [place]
    for below in [at for at in filled if at > place][: MOST_LINES - 1]:
        if not _continues(rows[lines[-1]], rows[below]) or not _names_numbers(rows, below):
            break
        lines.append(below)
    if len(lines) == 1:
        return PlainHeader((place,), tuple(rows[place]))
    return PlainHeader(tuple(lines), _joined([rows[at] for at in lines]))


def _continues(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """True when the lower line fills holes of the upper one, and stands under a name of it only
    where a group begins."""
    if len(upper) != len(lower) or not _textual(upper) or not _textual(lower):
        return False
    over, under = set(_filled(upper)), set(_filled(lower))
    groups = {at for at in over if at + 1 < len(upper) and at + 1 not in over}
    return bool(under - over) and (under & over) <= groups and under > (under & over)


def _names_numbers(rows: Rows, place: int) -> bool:
    """True when a column named in this line mostly holds numbers below it."""
    for column in _filled(rows[place]):
        below = [
            cells[column] for cells in rows[place + 1 : place + 1 + BODY] if len(cells) > column
        ]
        words = [cell for cell in below if cell.strip()]
        if words and sum(1 for cell in words if NUMBER.fullmatch(cell)) * 2 >= len(words):
            return True
    return False


def _joined(lines: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Names of several lines, each group's name before those of its columns."""
    names = []
    for column in range(len(lines[0])):
        depth = max((at for at, cells in enumerate(lines) if cells[column].strip()), default=-1)
        parts = [_group(lines, at, column) for at in range(depth)]
        last = lines[depth][column].strip() if depth >= 0 else ""
        names.append(" ".join(part for part in (*parts, last) if part))
    return tuple(names)


def _group(lines: Sequence[Sequence[str]], line: int, column: int) -> str:
    """The name in a line whose group reaches to the column; a new name in a line above ends it."""
    for at in range(column, -1, -1):
        if lines[line][at].strip():
            return lines[line][at].strip()
        if any(lines[above][at].strip() for above in range(line)):
            return ""
    return ""
