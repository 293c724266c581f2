"""UTF-8 text -> records.

Two readers with one result: `RegularRecords` for text with well-formed quoting, `ListedRecords`
for everything else. A property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Sequence

from scorecard.ingest.fixed import cut_fixed
from scorecard.ingest.records import ListedRecords, Records
from scorecard.ingest.regular import regular_records
from scorecard.ingest.tokenizer import tokenize


def split_records(data: bytes, delimiter: str) -> Records:
    """Cut UTF-8 text into records.

    Args:
        data: UTF-8 text without a byte order mark.
        delimiter: one character.
    """
    return regular_records(data, delimiter) or listed(data.decode("utf-8", "replace"), delimiter)


def fixed_records(text: str, columns: Sequence[int]) -> ListedRecords:
    """Records of a text with columns of fixed width, one a line."""
    lines = text.splitlines()
    rows = [cut_fixed(line, columns) for line in lines]
    return ListedRecords.of(rows, range(1, len(lines) + 1))


def tidied(records: Records, swap: bool, spaced: bool) -> ListedRecords:
    """The records with both kinds of quotation marks exchanged, or without the space that
    follows each delimiter."""
    turn = str.maketrans("'\"", "\"'") if swap else {}
    rows = []
    for at in range(len(records)):
        cells = [cell.translate(turn) for cell in records.cells(at)]
        later = [cell.removeprefix(" ") for cell in cells[1:]] if spaced else cells[1:]
        rows.append(cells[:1] + later)
    return ListedRecords.of(rows, records.lines.tolist(), records.unclear, cut_off=records.cut_off)


def listed(text: str, delimiter: str) -> ListedRecords:
    """Records of any text, by the tokenizer."""
    found = tokenize(text, delimiter)
    cut_off = not text.endswith(("\n", "\r"))
    return ListedRecords.of(found.rows, found.lines, frozenset(found.unclear), cut_off=cut_off)
