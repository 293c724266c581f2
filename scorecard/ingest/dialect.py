"""How a text is cut into cells: delimiter, quotation mark, fixed columns; told by the text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from scorecard.ingest.fixed import cut_fixed, fixed_columns
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.names import recognised
from scorecard.ingest.tokenizer import tokenize

DELIMITERS = (",", ";", "\t", "|")
RARE = ("^", "~", "¦", "§", "\x1f", "\x01", ":", "#", "&", "!", "*")
SAMPLE = 64_000
HEAD = 30
LEAST_KNOWN = 2
SWAP = str.maketrans("'\"", "\"'")
QUOTED = re.compile(r"(?m)^\s*\"(?:[^\"\n]|\"\")*\"\s*$")


@dataclass(frozen=True)
class Dialect:
    """Args:
    delimiter: one sign; empty for fixed columns.
    quotechar: `"` or `'`.
    wrapped: whole lines stand in quotation marks, as if each were one cell.
    escaped: quotation marks inside cells have a backslash before them.
    spaced: delimiters have a space after them.
    columns: for fixed columns, where each begins.
    """

    delimiter: str
    quotechar: str = '"'
    wrapped: bool = False
    escaped: bool = False
    spaced: bool = False
    columns: tuple[int, ...] = ()

    def described(self) -> dict[str, str]:
        """For the report: only what is unusual beside delimiter and quotation mark."""
        found = {"delimiter": self.delimiter or "fixed", "quotechar": self.quotechar}
        flags = {"wrapped": self.wrapped, "escaped": self.escaped, "spaced": self.spaced}
        return found | {name: "yes" for name, on in flags.items() if on}


def find_dialect(data: bytes, kind: FileKind | None, delimiter: str | None = None) -> Dialect:
    """The dialect that gives a header we know, else the most even table; commas when none does.

    Args:
        data: UTF-8 text.
        kind: whose header names to look for; None looks at the evenness only.
        delimiter: the sign that the sender's mapping states.
    """
    sample = data[:SAMPLE]
    if len(data) > SAMPLE:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    text = sample.decode("utf-8", "replace")
    stated = delimiter or _hint(text)
    if stated:
        return _refined(text, Dialect(stated))
    wrapped = _is_wrapped(text, kind)
    if wrapped is not None:
        return wrapped
    best = max(DELIMITERS, key=lambda sign: _fitness(text, sign, kind))
    if _fitness(text, best, kind)[:2] < (LEAST_KNOWN, 0.5):
        best = _unusual(text, kind, best)
        columns = fixed_columns(text)
        if len(columns) > 1 and _fixed_known(text, columns, kind, best):
            return Dialect("", columns=columns)
    return _refined(text, Dialect(best))


def cut(text: str, dialect: Dialect) -> str:
    """The text as plain RFC 4180 would write it: one kind of quotation mark, doubled inside."""
    if dialect.wrapped:
        text = QUOTED.sub(lambda line: line[0].strip()[1:-1].replace('""', '"'), text)
    if dialect.escaped:
        text = text.replace('\\"', '""')
    if dialect.quotechar == "'":
        text = text.translate(SWAP)
    if dialect.spaced:
        text = text.replace(dialect.delimiter + ' "', dialect.delimiter + '"')
    return text


def is_plain(dialect: Dialect) -> bool:
    """True when the text needs no rewriting before it is cut."""
    return dialect == Dialect(dialect.delimiter)


def _hint(text: str) -> str | None:
    """Excel's first line `sep=;`."""
    first = text.split("\n", 1)[0].strip("\r ").strip('"')
    if len(first) == 5 and first.lower().startswith("sep="):
        return first[4]
    return None


def _fitness(text: str, sign: str, kind: FileKind | None) -> tuple[int, float, int]:
    rows = tokenize(text, sign).rows
    known = max((recognised(cells, kind) for cells in rows[:HEAD]), default=0) if kind else 0
    widths = [len(cells) for cells in rows if cells]
    if not widths:
        return known, 0.0, 0
    width, times = Counter(widths).most_common(1)[0]
    even = times / len(widths) if width > 1 else 0.0
    return known, round(even, 1), width


def _unusual(text: str, kind: FileKind | None, usual: str) -> str:
    """A rare sign, when it gives a known header or a far more even table."""
    best = max(RARE, key=lambda sign: _fitness(text, sign, kind))
    ours, theirs = _fitness(text, best, kind), _fitness(text, usual, kind)
    better = ours[0] > max(theirs[0], 1) or (ours[0] >= theirs[0] and ours[1] > theirs[1] + 0.3)
    return best if better else usual


def _is_wrapped(text: str, kind: FileKind | None) -> Dialect | None:
    """Whole lines in quotation marks, with the delimiters and doubled marks inside."""
    lines = [line for line in text.splitlines() if line.strip()]
    quoted = [line for line in lines if QUOTED.fullmatch(line)]
    if not lines or len(quoted) < 0.9 * len(lines):
        return None
    inner = cut(text, Dialect(",", wrapped=True))
    best = max(DELIMITERS, key=lambda sign: _fitness(inner, sign, kind))
    inside, outside = _fitness(inner, best, kind), _fitness(text, best, kind)
    if inside[2] > 1 and (inside[0], inside[2]) > (outside[0], outside[2]):
        return replace(_refined(inner, Dialect(best)), wrapped=True)
    return None


def _refined(text: str, dialect: Dialect) -> Dialect:
    sign = re.escape(dialect.delimiter)
    singles = len(re.findall(rf"(?m)(?:^|{sign})'[^'\n]*'(?={sign}|\r?$)", text))
    doubles = len(re.findall(rf'(?m)(?:^|{sign})\s?"', text))
    if singles > 2 * doubles and singles > len(text.splitlines()) / 2:
        dialect = replace(dialect, quotechar="'")
    if '\\"' in text and re.search(rf'\\"(?!{sign}|\r?\n|$)', text):
        dialect = replace(dialect, escaped=True)
    if doubles and dialect.delimiter + ' "' in text and dialect.delimiter + '"' not in text:
        dialect = replace(dialect, spaced=True)
    return dialect


def _fixed_known(
    text: str, columns: tuple[int, ...], kind: FileKind | None, delimiter: str
) -> bool:
    rows = [cut_fixed(line, columns) for line in text.splitlines()[:HEAD]]
    if kind is None:
        return _fitness(text, delimiter, None)[1] < 0.5
    known = max((recognised(cells, kind) for cells in rows), default=0)
    return known >= LEAST_KNOWN and known > _fitness(text, delimiter, kind)[0]
