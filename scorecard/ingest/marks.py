"""Currency and unit marks that stand with a number: `12,50 zł`, `€ 5`, `25 szt.`."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scorecard.ingest.places import SIGNS, current_currencies

DOLLARS = frozenset(
    {"USD", "MXN", "CAD", "AUD", "NZD", "SGD", "HKD", "ARS", "CLP", "COP", "BRL", "TWD"}
)
KRONA = frozenset({"SEK", "NOK", "DKK", "ISK"})
UNITS = {
    "szt", "sztuk", "sztuki", "op", "kpl", "pcs", "pc", "piece", "pieces", "ea", "each", "unit",
    "units", "u", "ks", "db", "buc", "bucati", "ud", "uds", "unidad", "unidades", "pza", "pzas",
    "pieza", "piezas", "stk", "stck", "st", "stuck", "pce", "pces", "piece(s)", "unite", "unites",
}  # fmt: skip
NET = {"netto", "net", "ht", "neto", "net."}
USUAL = r"^[-+(]?\d[\d.,]*[-)]?$"
SIGNED = re.compile(r"^\s*(?P<sign>[-+\u2212(])\s*(?P<rest>[^\d\s+\-(.,][^()]*?\d.*)$")
PARTS = re.compile(r"^\s*(?P<before>[^\d\s+\-(.,]*)\s*(?P<number>[-+(]?.*?\d[\d.,]*[-)]?|)"
                   r"\s*(?P<after>[^\d\s)]*(?:\s+[^\d\s)]+)?)\s*$")  # fmt: skip


def split_marks(text: str) -> tuple[str, frozenset[str]] | None:
    """The number and the currencies its mark can mean (none for a unit), or None.

    `("12,50", {"PLN"})` of `12,50 zł`; `("5", {"USD", "CAD", ...})` of `$5`.
    """
    signed = SIGNED.match(text)  # `-£5` is `£-5`
    sign, bare = (signed["sign"], signed["rest"]) if signed else ("", text)
    found = PARTS.match(bare)
    if not found or not found["number"] or not (found["before"] or found["after"]):
        return None
    possible: set[frozenset[str]] = set()
    for mark in [found["before"], *found["after"].split()]:
        meant = _meaning(mark)
        if meant is None:
            return None
        if meant:
            possible.add(meant)
    if len(possible) > 1:
        return None
    return sign + found["number"].strip(), possible.pop() if possible else frozenset()


def header_currency(header: str) -> str | None:
    """The currency that a header names in brackets or at its end: `Cena netto (PLN)`."""
    found = re.search(r"[(\[]\s*([^\W\d_]{2,3}|[€£$])\s*[)\]]|([^\W\d_]{2,3}|[€£$])\s*$", header)
    mark = (found[1] or found[2]) if found else ""
    meant = _meaning(mark) if mark.isupper() or not mark.isascii() else None
    return next(iter(meant)) if meant and len(meant) == 1 else None


def without_marks(words: list[str]) -> tuple[list[str], dict[int, frozenset[str]]]:
    """The words with marks taken off, and the currencies that the marks can mean by index."""
    bare, marks = list(words), {}
    usual = pc.match_substring_regex(pa.array(words, type=pa.string()), USUAL)
    for index in np.flatnonzero(~usual.to_numpy(zero_copy_only=False).astype(bool)).tolist():
        found = split_marks(words[index])
        if found is not None:
            bare[index] = found[0]
            if found[1]:
                marks[index] = found[1]
    return bare, marks


@cache
def _meaning(mark: str) -> frozenset[str] | None:
    """Currencies of a mark; an empty set for a unit; None for anything else."""
    word = mark.strip().casefold().rstrip(".")
    if not word or word in UNITS or word in NET:
        return frozenset()
    if word in ("$", "us$", "usd$"):
        return DOLLARS if word == "$" else frozenset({"USD"})
    if word == "kr":
        return KRONA
    if word in SIGNS:
        return frozenset({SIGNS[word]})
    return frozenset({mark.upper()}) if mark.upper() in current_currencies() else None
