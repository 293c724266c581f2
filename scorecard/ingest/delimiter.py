"""Which sign separates the cells."""

from __future__ import annotations

from collections import Counter

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.names import recognised
from scorecard.ingest.tokenizer import tokenize

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 64_000


def find_delimiter(data: bytes, kind: FileKind) -> str:
    """The sign that gives a header we know, else the most even table; a comma when none does."""
    sample = data[:SAMPLE]
    if len(data) > SAMPLE:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    text = sample.decode("utf-8", "replace")
    hinted = _hint(text)
    if hinted:
        return hinted
    return max(DELIMITERS, key=lambda sign: _fitness(text, sign, kind))


def _hint(text: str) -> str | None:
    """Excel's first line `sep=;`."""
    first = text.split("\n", 1)[0].strip().strip('"')
    if len(first) == 5 and first.lower().startswith("sep="):
        return first[4]
    return "\t" if first.lower() == "sep=" else None


def _fitness(text: str, sign: str, kind: FileKind) -> tuple[int, float, int]:
    rows = tokenize(text, sign).rows
    known = max((recognised(cells, kind) for cells in rows[:30]), default=0)
    widths = [len(cells) for cells in rows if cells]
    if not widths:
        return known, 0.0, 0
    width, times = Counter(widths).most_common(1)[0]
    even = times / len(widths) if width > 1 else 0.0
    return known, round(even, 1), width
