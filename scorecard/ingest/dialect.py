"""How a text is cut into cells: delimiter, quotation mark, fixed columns; told by the text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from scorecard.ingest.consistency import fixed_is_better, most_consistent
from scorecard.ingest.fixed import cut_fixed, fixed_columns
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.names import recognised
from scorecard.ingest.regular import regular_records
from scorecard.ingest.tokenizer import tokenize

DELIMITERS = (",", ";", "\t", "|")
RARE = (" ", "^", "~", "¦", "§", "\x1f", "\x01", ":", "#", "&", "!", "*")
SAMPLE = 64_000
HEAD = 30
LEAST_KNOWN = 2
SWAP = str.maketrans("'\"", "\"'")
QUOTED = re.compile(r"(?m)^[ \t]*\"(?:[^\"\n]|\"\")*\"[ \t\r]*$")


@dataclass(frozen=True)
class Dialect:
    """Args:
    delimiter: one sign; empty for fixed columns.
    quotechar: `"` or `'`.
    wrapped: whole lines stand in quotation marks, as if each were one cell.
    escaped: quotation marks inside cells have a backslash before them.
    spaced: delimiters have a space after them.
    columns: for fixed columns, where each begins.
    written: the delimiter as the file writes it, when that is more than one sign: `::`.
    """

    delimiter: str
    quotechar: str = '"'
    wrapped: bool = False
    escaped: bool = False
    spaced: bool = False
    columns: tuple[int, ...] = ()
    written: str = ""

    def described(self) -> dict[str, str]:
        """For the report: only what is unusual beside delimiter and quotation mark."""
        delimiter = self.written or self.delimiter or "fixed"
        found = {"delimiter": delimiter, "quotechar": self.quotechar}
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
    wrapped = None if delimiter else _is_wrapped(text, kind)
    if wrapped is not None and stated in (None, wrapped.delimiter):
        return wrapped
    if stated:
        return _refined(text, Dialect(stated))
    fits = {sign: _fitness(text, sign, kind) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: fits[sign])
    if fits[best][0] >= LEAST_KNOWN:
        return _refined(text, Dialect(best))
    return _unusual(text, kind)


def cut(text: str, dialect: Dialect) -> str:
    """The text as plain RFC 4180 would write it: one kind of quotation mark, doubled inside."""
    if dialect.written:
        text = text.replace(dialect.written, dialect.delimiter)
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


def _fitness(text: str, sign: str, kind: FileKind | None) -> tuple[int, float]:
    """Known header names, then how even and wide the table is (0..1)."""
    rows = tokenize(text, sign).rows
    return _known(rows, kind), _evenness(rows)


def _known(rows: list[list[str]], kind: FileKind | None) -> int:
    return max((recognised(cells, kind) for cells in rows[:HEAD]), default=0) if kind else 0


def _evenness(rows: list[list[str]]) -> float:
    widths = [len(cells) for cells in rows if cells]
    if not widths:
        return 0.0
    width, times = Counter(widths).most_common(1)[0]
    return round(times / len(widths) * (1 - 1 / width), 2)


def _unusual(text: str, kind: FileKind | None) -> Dialect:
    """Rare signs and fixed columns where they give a known header, else whatever gives the most
    consistent table."""
    columns = fixed_columns(text)
    fixed = [cut_fixed(line, columns) for line in text.splitlines()] if len(columns) > 1 else []
    signs = [sign for sign in (*DELIMITERS, *RARE) if sign in text and not (fixed and sign == " ")]
    fits = {sign: _fitness(text, sign, kind) for sign in signs}
    best = max(signs, key=lambda sign: fits[sign], default=",")
    most, known = fits.get(best, (0, 0.0))[0], _known(fixed, kind)
    if known >= LEAST_KNOWN and known > most:
        return Dialect("", columns=columns)
    if most >= LEAST_KNOWN:
        return _refined(text, Dialect(best))
    sign, written = most_consistent(text, signs, DELIMITERS)
    if fixed and fixed_is_better(text, fixed, sign):
        return Dialect("", columns=columns)
    return _refined(text.replace(written or sign, sign), Dialect(sign, written=written))


def _is_wrapped(text: str, kind: FileKind | None) -> Dialect | None:
    """Whole lines in quotation marks, with the delimiters and doubled marks inside."""
    lines = [line for line in text.splitlines() if line.strip()]
    quoted = [line for line in lines if QUOTED.fullmatch(line)]
    if not lines or len(quoted) < 0.9 * len(lines):
        return None
    inner = cut(text, Dialect(",", wrapped=True))
    best = max(DELIMITERS, key=lambda sign: _fitness(inner, sign, kind))
    inside, outside = _fitness(inner, best, kind), _fitness(text, best, kind)
    if inside[1] > 0 and inside > outside:
        return replace(_refined(inner, Dialect(best)), wrapped=True)
    return None


def _refined(text: str, dialect: Dialect) -> Dialect:
    """Find out about quotation marks, backslashes and spaces once the delimiter is known."""
    sign = re.escape(dialect.delimiter)
    singles = len(re.findall(rf"(?m)(?:^|{sign} ?)'[^'\n]*'(?= ?{sign}|\r?$)", text))
    doubles = len(re.findall(rf'(?m)(?:^|{sign} ?)"', text))
    if singles and _single_quoted(text, dialect, singles, doubles):
        dialect = replace(dialect, quotechar="'")
    if '\\"' in text and _is_escaped(text, dialect.delimiter):
        dialect = replace(dialect, escaped=True)
    if dialect.delimiter.strip() and _is_spaced(cut(text, dialect), dialect.delimiter):
        dialect = replace(dialect, spaced=True)
    return dialect


def _is_escaped(text: str, delimiter: str) -> bool:
    """True when a backslash stands before marks inside cells, which breaks the usual rule."""
    if regular_records(text.encode(), delimiter) is not None:
        return False
    return bool(re.search(rf'\\"(?!{re.escape(delimiter)}|\r?\n|$)', text))


def _single_quoted(text: str, dialect: Dialect, singles: int, doubles: int) -> bool:
    if singles > 2 * doubles and singles > text.count("\n") / 2:
        return True
    turned = tokenize(text.translate(SWAP), dialect.delimiter)
    plain = tokenize(text, dialect.delimiter)
    return not turned.mended and _evenness(turned.rows) > _evenness(plain.rows)


def _is_spaced(text: str, delimiter: str) -> bool:
    """True when a space follows every delimiter."""
    found = delimiter + " "
    if found not in text:
        return False
    rows = tokenize(text.replace(found + '"', delimiter + '" '), delimiter).rows
    cells = [cell for row in rows for cell in row[1:]]
    return len(cells) > 0 and all(cell.startswith(" ") for cell in cells)
