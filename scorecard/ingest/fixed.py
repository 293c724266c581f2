"""Columns of fixed width: told by a ruler, or by the gaps that run down through all rows and the
header's words above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from scorecard.ingest.chaff import LABEL
from scorecard.ingest.names import plain

LEAST_LINES = 3
SAMPLE = 400
RULER = frozenset("-=+| \t")
RUN = re.compile(r"[-=]+")
WORD = re.compile(r"\S+")
DIGIT = re.compile(r"\d")
NO_TEXT = re.compile(r"[\d.,:/ +%-]+|\S*\d\S*")


class Span(NamedTuple):
    """From a place up to, not with, another."""

    start: int
    end: int


def fixed_columns(text: str) -> tuple[int, ...]:
    """Where each column begins, or an empty tuple when no gap runs through the table."""
    lines = [line for line in text.splitlines()[:SAMPLE] if line.strip()]
    ruler = next((line for line in lines if len(RUN.findall(line)) > 1 and set(line) <= RULER), "")
    lines = [line for line in lines if not set(line) <= RULER]
    table = [line for line in lines if "  " in line.strip()]
    if len(lines) < LEAST_LINES or len(table) < max(LEAST_LINES, 0.6 * len(lines)):
        return ()
    if ruler and len(lines) > LEAST_LINES:
        return tuple(run.start() for run in RUN.finditer(ruler.expandtabs()))
    header, rows = _parted(lines, table)
    rows = [row.expandtabs() for row in rows if not LABEL.match(plain(row))]
    segments = _segments(rows)
    return _cuts(header.expandtabs(), rows, segments) if header else _starts(segments)


def _parted(lines: Sequence[str], table: Sequence[str]) -> tuple[str, list[str]]:
    """The header, or an empty text, and the rows."""
    if not DIGIT.search(table[0]):
        return table[0], list(table[1:])
    usual = sorted(len(line.rstrip()) for line in table)[len(table) // 2]
    above = lines[max(lines.index(table[0]) - 1, 0)]
    named = above != table[0] and not DIGIT.search(above) and len(above.rstrip()) > usual / 2
    return (above if named else ""), list(table)


def _segments(rows: Sequence[str]) -> list[Span]:
    """Runs of places that at least one row fills."""
    width = max((len(row) for row in rows), default=0)
    filled = [any(place < len(row) and row[place] != " " for row in rows) for place in range(width)]
    found, start = [], None
    for place, is_filled in enumerate([*filled, False]):
        if is_filled and start is None:
            start = place
        elif not is_filled and start is not None:
            found.append(Span(start, place))
            start = None
    return found


def _starts(segments: Sequence[Span]) -> tuple[int, ...]:
    return tuple(span.start for span in segments)


def _cuts(header: str, rows: Sequence[str], segments: Sequence[Span]) -> tuple[int, ...]:
    """The columns by the rows' segments and the header's words above them."""
    words = [Span(*word.span()) for word in WORD.finditer(header)]
    starts = [min(segments[0].start, words[0].start)] if segments else []
    left = 0  # the segment that began the last column
    for at in range(1, len(segments)):
        before, after = segments[at - 1], segments[at]
        if _one_text(header, rows, before, after):
            continue
        open_words = [word for word in words if word.start >= starts[-1]]
        more = _between(header, open_words, Span(segments[left].start, before.end), after)
        if more:
            starts += more
            left = at
    last = segments[-1].end if segments else 0
    starts += [group[0].start for group in _phrases(header, words) if group[0].start >= last]
    return tuple(starts)


def _one_text(header: str, rows: Sequence[str], before: Span, after: Span) -> bool:
    """True when a gap of one blank stands inside a text by chance: no name begins after it, or
    both its sides read as words."""
    if after.start - before.end > 1:
        return False
    if not header[after.start : after.end].strip():
        return True
    if header[before.end : after.start].strip():
        return True
    wide = "  " in header[before.start : after.start + 1].lstrip()
    cells = [row[before.start : before.end].strip() for row in rows]
    return not wide and not all(NO_TEXT.fullmatch(cell) for cell in cells if cell)


def _between(header: str, words: Sequence[Span], left: Span, right: Span) -> list[int]:
    """Where the columns that follow the left one begin, up to the one of the right segment."""
    own = [word for word in words if word.start < left.end]
    over = [word for word in words if word.start < right.end and word.end > right.start]
    free = [word for word in words if word.start >= left.end and word.end <= right.start]
    if any(word.start < left.end and word.end > right.start for word in words):
        return []  # one word of the header reaches over both
    groups = _phrases(header, free)
    taken: list[list[Span]] = []
    if groups and not over:
        taken.append(groups.pop())
    if groups and not own:
        groups.pop(0)
    apart = [group for group in groups if _stands_apart(header, group)]
    starts = [group[0].start for group in apart]
    if taken:
        return [*starts, taken[0][0].start]
    first = over[0].start if over else right.start
    if not apart and groups and over and own:
        nearer = (groups[0][0].start - own[-1].end) - (over[0].start - groups[-1][-1].end)
        if nearer > 0 or (nearer == 0 and own[-1].end == left.end):
            first = groups[0][0].start
    return [*starts, min(first, right.start)]


def _phrases(header: str, words: Sequence[Span]) -> list[list[Span]]:
    """Words that one blank parts belong together."""
    groups: list[list[Span]] = []
    for word in words:
        if groups and word.start - groups[-1][-1].end == 1:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _stands_apart(header: str, group: Sequence[Span]) -> bool:
    """True when at least two blanks stand on both sides of a phrase."""
    before, after = header[: group[0].start], header[group[-1].end :]
    return before.endswith("  ") and (not after.strip() or after.startswith("  "))


def cut_fixed(line: str, columns: Sequence[int]) -> list[str]:
    """The cells of a line; a blank line or a ruler has none, a line of prose is one cell."""
    line = line.expandtabs()
    if not line.strip() or set(line.strip()) <= RULER:
        return []
    if "  " not in line.strip() and any(line[at - 1 : at].strip() for at in columns if at):
        return [line.strip()]
    ends = [*columns[1:], max(len(line), columns[-1])]
    return [line[start:end].strip() for start, end in zip(columns, ends, strict=True)]
