"""How much a way of cutting a text looks like a table of data: rows of one width, cells of one
value each (after van den Burg, Nazábal and Sutton, "Wrangling messy CSV files", 2019)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from scorecard.ingest.tokenizer import tokenize

LITERAL_TAB = "\\t"  # a backslash and a letter, as a badly set export writes it
RARELY = 0.9  # rare signs part cells less often than usual ones
ROWS = 200
CELLS = 60  # of a row
LEAST_TYPED = 0.02  # of a table without one cell that is plainly one value
TYPES = (
    r"[-+(]?\s*(?:[$€£]\s?)?\d{1,3}(?:[ \u00a0.,'’]?\d{3})*(?:[.,]\d+)?\s*[-)%€$£]?",  # number
    r"[-+]?\d*[.,]?\d+(?:[eE][-+]?\d+)?%?",
    r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}\.?"  # date, with a time or without
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
    r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?",  # time
    r"(?:n/?a|nan|null|none|nil|-|--|\?)",
    r"(?:https?|ftp)://\S+|[\w.+-]+@[\w-]+\.[\w.]+",
    r"\w[\w-]*(?:[/_.]\w[\w-]*)*",  # a word or a code
    r"[^\W\d_][\w’'`.&()/+\"-]*(?:[ \u00a0]{1,2}[\w’'`.&()/+\"%-]+)*[.!?]?",  # words
)
TYPED = re.compile("|".join(f"(?:{kind})" for kind in TYPES), re.I)


def most_consistent(text: str, signs: Sequence[str], usual: Sequence[str]) -> tuple[str, str]:
    """The sign that cuts the text into the most consistent table, and how the file writes it
    where it takes more than one sign (`::`), else an empty text."""
    found = {
        sign: consistency(tokenize(text, sign).rows) * (1 if sign in usual else RARELY)
        for sign in signs
    }
    if " " in found:  # runs of blanks align columns, they do not part cells
        lines = [line for line in text.splitlines() if line.strip()]
        found[" "] *= sum(1 for line in lines if "  " not in line) / max(len(lines), 1)
    if LITERAL_TAB in text and "\t" not in text:
        found[LITERAL_TAB] = consistency([line.split(LITERAL_TAB) for line in text.splitlines()])
    best = max(found, key=lambda sign: found[sign], default=",")
    if not found.get(best):
        return ",", ""
    if best == LITERAL_TAB:
        return "\t", LITERAL_TAB
    twice = best * 2
    return best, twice if best != " " and _always_twice(text, best) else ""


def _always_twice(text: str, sign: str) -> bool:
    return sign * 2 in text and not text.replace(sign * 2, "").count(sign)


def fixed_is_better(text: str, rows: Sequence[Sequence[str]], sign: str) -> bool:
    """True when columns of fixed width give a more consistent table than the sign does."""
    return consistency(rows) > consistency(tokenize(text, sign).rows)


def consistency(rows: Sequence[Sequence[str]]) -> float:
    """0 to 1: evenness of the rows times the share of cells that hold one plain value."""
    sample = [cells for cells in rows if cells][:ROWS]
    return _pattern(sample) * max(_typed(sample), LEAST_TYPED)


def _pattern(rows: Sequence[Sequence[str]]) -> float:
    """Few widths, and wide ones, are likely: a row of one cell says nothing for a delimiter."""
    if not rows:
        return 0.0
    widths = Counter(map(len, rows))
    told = sum(times * (width - 1) / width for width, times in widths.items())
    return told / len(rows) / (1 + 0.5 * (len(widths) - 1))


def _typed(rows: Sequence[Sequence[str]]) -> float:
    cells = [cell.strip() for row in rows for cell in row[:CELLS]]
    plain = sum(1 for cell in cells if not cell or TYPED.fullmatch(cell))
    return plain / max(len(cells), 1)
