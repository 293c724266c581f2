"""Article numbers and GTINs -> products, also where a spreadsheet program has spoilt them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorecard.ingest.judge import Judged
from scorecard.ingest.report import Directory

# What Excel makes of an article number: 5,90001E+12, a date for MAR-01 or 1/2.
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?E[+-]?\d+", re.I)
DATE_LIKE = re.compile(
    r"\d{1,2}[-./](?:\d{1,2}|[^\W\d_]{3,4}\.?)(?:[-./]\d{2,4})?"
    r"|[^\W\d_]{3,4}\.?[-./]\d{1,4}|\d{4}-\d{2}-\d{2}(?: 00:00:00)?"
)
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
GTIN_LENGTHS = (12, 13, 14)  # the same number with more or fewer leading zeros
Ints = NDArray[np.int64]


@dataclass
class _Found:
    """For each distinct text: its product, what is wrong with it, was a zero restored."""

    ids: Ints
    wrong: dict[int, str]
    restored: dict[int, str]


def resolve_products(judged: Judged, directory: Directory) -> Ints:
    """The product of each row by its article number, else by its GTIN.

    Leading zeros that were lost are restored where one product fits (a warning says so); spoilt
    numbers that fit none or several products refuse their row.
    """
    by_sku = _column(judged, "sku", directory.products)
    by_gtin = _column(judged, "gtin", directory.gtins)
    ids: Ints = np.where(by_sku != 0, by_sku, by_gtin)
    _refuse(judged, "sku", ids == 0, directory.products)
    only_gtin = ~judged.valued["sku"] & judged.missing["sku"]
    _refuse(judged, "gtin", only_gtin & (ids == 0), directory.gtins)
    differ = (by_sku != 0) & (by_gtin != 0) & (by_sku != by_gtin)
    judged.findings.error("AMBIGUOUS_SKU", differ, "gtin")
    _fill(judged, ids, (by_sku == 0) & (ids != 0), directory)
    return ids


def _column(judged: Judged, name: str, known: MappingOf[str, int]) -> Ints:
    if not judged.has(name):
        return np.zeros(len(judged.table), dtype=np.int64)
    found = _look_up(judged.words[name], known)
    codes = judged.table.columns[name].codes
    if found.restored:
        mended = np.zeros(len(found.ids), dtype=bool)
        mended[list(found.restored)] = True
        judged.by_word[name][mended] = [found.restored[i] for i in np.flatnonzero(mended).tolist()]
        judged.values[name] = judged.by_word[name][codes]
        judged.findings.warn("LEADING_ZERO_RESTORED", mended[codes], name)
    by_row: Ints = found.ids[codes]
    return by_row


def _look_up(words: list[str], known: MappingOf[str, int]) -> _Found:
    found = _Found(np.zeros(len(words), dtype=np.int64), {}, {})
    odd = [index for index, word in enumerate(words) if word and word not in known]
    found.ids[:] = [known.get(word, 0) for word in words]
    if odd:
        bare, folded = _without_zeros(known), _folded(known)
        for index in odd:
            same = folded.get(_fold(words[index]))
            if same is not None:
                found.ids[index] = known[same]
            else:
                _mend(words[index], index, known, bare, found)
    return found


def _fold(code: str) -> str:
    """Lower case, with plain hyphens, without signs that nobody sees."""
    return INVISIBLE.sub("", DASHES.sub("-", code)).strip().casefold()


def _folded(known: MappingOf[str, int]) -> dict[str, str]:
    """Codes by their folded form, where that names one code only."""
    times = Counter(_fold(code) for code in known)
    return {_fold(code): code for code in known if times[_fold(code)] == 1}


def _mend(
    word: str,
    index: int,
    known: MappingOf[str, int],
    bare: MappingOf[str, set[str]],
    found: _Found,
) -> None:
    fits = bare.get(word.lstrip("0"), set()) if word.isdecimal() and word.isascii() else set()
    same_gtin = {code for code in fits if len(code) in GTIN_LENGTHS and len(word) in GTIN_LENGTHS}
    longer = {code for code in fits if len(code) > len(word)}
    if len({known[code] for code in same_gtin}) == 1:
        found.ids[index] = known[min(same_gtin)]
    elif len({known[code] for code in longer}) == 1:
        found.restored[index] = min(longer)
        found.ids[index] = known[found.restored[index]]
    elif longer:
        found.wrong[index] = "AMBIGUOUS_SKU"
    elif SCIENTIFIC.fullmatch(word) or DATE_LIKE.fullmatch(word):
        found.wrong[index] = "SKU_CORRUPTED"
    else:
        found.wrong[index] = "UNKNOWN_SKU"


def _without_zeros(known: MappingOf[str, int]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code in known:
        if code.isdecimal():
            found.setdefault(code.lstrip("0"), set()).add(code)
    return found


def _refuse(judged: Judged, name: str, rows: NDArray[np.bool_], known: MappingOf[str, int]) -> None:
    if not judged.has(name) or not rows.any():
        return
    codes = judged.table.columns[name].codes
    refused = rows & judged.valued[name]
    found = _look_up(judged.words[name], known)
    for code in sorted(set(found.wrong.values())):
        marked = np.zeros(len(judged.words[name]), dtype=bool)
        marked[[index for index, why in found.wrong.items() if why == code]] = True
        judged.findings.error(code, refused & marked[codes], name)


def _fill(judged: Judged, ids: Ints, by_gtin: NDArray[np.bool_], directory: Directory) -> None:
    """The article number of rows that name their product by its GTIN."""
    if not by_gtin.any():
        return
    code_of = {number: code for code, number in directory.products.items()}
    values = judged.values["sku"].copy()
    values[by_gtin] = [code_of.get(number) for number in ids[by_gtin].tolist()]
    judged.values["sku"] = values
