"""Records that are provably no data: totals, footnotes, repeated headers, page marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scorecard.ingest.names import plain

TOTAL = (
    "total", "totals", "grand total", "sum", "overall", "razem", "suma", "ogolem", "lacznie",
    "w sumie", "total general", "suma total", "totaux", "total global", "summe", "gesamt",
    "gesamtsumme", "endsumme", "insgesamt", "osszesen", "mindosszesen", "vegosszeg", "osszeg",
    "total de", "totale", "in total", "suma totala", "general total",
)  # fmt: skip
SUBTOTAL = (
    "subtotal", "sub total", "subtotals", "suma czesciowa", "razem dla", "suma dla", "podsuma",
    "suma posrednia", "zwischensumme", "teilsumme", "sous total", "reszosszeg", "reszosszesen",
    "subtotal de", "total parcial", "suma parcial", "suma partiala", "total partial",
)  # fmt: skip
PAGE = re.compile(
    r"(?:page|strona|str|seite|pagina|oldal|pag|p)?\.?\s*-?\s*\d+\s*"
    r"(?:(?:/|of|z|von|de|din|sur)\s*\d+)?\s*-?\s*\.?(?:\s*oldal)?",
    re.I,
)
PAGE_WORD = re.compile(r"page|strona|str\b|seite|p[aá]gina|oldal|pag\b", re.I)
NOTE_START = ("*", "(", "#", "†", "‡", "--", "//")
NOTE_WORDS = {
    "uwaga", "uwagi", "note", "notes", "nota", "notas", "hinweis", "hinweise", "remarque",
    "remarques", "megjegyzes", "obs", "observatii", "liczba", "number", "numero", "numar",
    "anzahl", "nombre", "generated", "wygenerowano", "printed", "wydrukowano", "erstellt",
    "genere", "generado", "generat", "keszult", "koniec", "end", "ende", "fin", "vege",
    "sfarsit", "source", "zrodlo", "quelle", "forras", "fuente", "sursa",
}  # fmt: skip


LABELS = sorted((*TOTAL, *SUBTOTAL), key=len, reverse=True)
LABEL = re.compile(rf"(?:{'|'.join(LABELS)})(?: |$)")
SUB_LABEL = re.compile(rf"(?:{'|'.join(SUBTOTAL)})(?: |$)")
MOST_CELLS = 100
SURE_BY_TWO = 10  # fewer cells than this cannot repeat a header when the first two differ


@dataclass(frozen=True)
class Shape:
    """What the table looks like, to judge one record by.

    Args:
        header: plain header names, by position.
        keys: positions of the columns that name a sale (dates, article numbers, parties).
        numbers: positions of the number columns.
    """

    header: tuple[str, ...]
    keys: tuple[int, ...]
    numbers: tuple[int, ...]


def chaff_reason(cells: Sequence[str], shape: Shape, *, after_data: bool) -> str | None:
    """Why a record is no data, or None when it may be.

    Args:
        after_data: no row of data follows the record.
    """
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    if not filled:
        return "BLANK"
    if repeats_header(cells, shape):
        return "REPEATED_HEADER"
    first = cells[filled[0]].strip()
    if len(filled) == 1 and PAGE_WORD.search(first) and PAGE.fullmatch(first):
        return "PAGE_MARKER"
    label = _label(cells, filled, shape)
    if label is not None and _lacks_keys(filled, label, shape):
        return _total(cells[label], after_data)
    if after_data and _is_note(cells, filled, shape):
        return "FOOTNOTE"
    return None


def labelled(cells: Sequence[str], shape: Shape) -> bool:
    """True when a cell says `total`."""
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    return _label(cells, filled, shape) is not None


def total_subject(cells: Sequence[str], shape: Shape) -> str:
    """What a total says it is of: `fv 1` of `Razem FV/1`, nothing of `Razem` alone."""
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    label = _label(cells, filled, shape)
    name = plain(cells[label]) if label is not None else ""
    found = LABEL.match(name)
    return name[found.end() :].strip() if found else ""


def repeats_header(cells: Sequence[str], shape: Shape) -> bool:
    """True when most filled cells stand under a header of the same name."""
    places = [place for place, cell in enumerate(cells) if cell.strip()]
    if len(places) < SURE_BY_TWO and not any(_named_so(cells, at, shape) for at in places[:2]):
        return False
    filled = [(place, plain(cells[place])) for place in places]
    same = sum(1 for p, name in filled if p < len(shape.header) and shape.header[p] == name)
    return len(filled) > 1 and same >= max(2, 0.8 * len(filled))


def _named_so(cells: Sequence[str], place: int, shape: Shape) -> bool:
    return place < len(shape.header) and shape.header[place] == plain(cells[place])


def _label(cells: Sequence[str], filled: Sequence[int], shape: Shape) -> int | None:
    """The cell that says `total`, if there is one outside the number columns."""
    for place in filled[:MOST_CELLS]:
        if place not in shape.numbers and LABEL.match(plain(cells[place])):
            return place
    return None


def _lacks_keys(filled: Sequence[int], label: int, shape: Shape) -> bool:
    """A total names at most one party or document beside its label, never a whole sale."""
    named = [place for place in filled if place in shape.keys and place != label]
    return len(named) <= 1 and len(shape.keys) > 2


def _total(text: str, after_data: bool) -> str:
    if SUB_LABEL.match(plain(text)):
        return "SUBTOTAL_ROW"
    return "TOTALS_ROW" if after_data else "SUBTOTAL_ROW"


def _is_note(cells: Sequence[str], filled: Sequence[int], shape: Shape) -> bool:
    """Prose below the table: one or two cells, none of them a number in a number column."""
    if len(filled) > 2 or any(place in shape.numbers for place in filled):
        return False
    text = cells[filled[0]].strip()
    words = plain(text).split()
    if text.startswith(NOTE_START) or (words and words[0] in NOTE_WORDS):
        return True
    return len(filled) == 1 and len(words) >= 3
