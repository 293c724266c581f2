"""How much room text takes, by estimate: there is no font at hand where decks are made."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

NARROW, DIGIT, UPPER, WIDE, PLAIN = 0.28, 0.507, 0.62, 1.0, 0.5  # of the type size, for Calibri
BOLD = 1.05
LEADING = 1.2
_NARROW_SIGNS = frozenset("iljtfrI.,;:'’|!()[]- ·")
# What XML cannot carry, and what would reorder the text around it.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff"
                    "\ud800-\udfff]")  # fmt: skip


_BLANKS = re.compile("[ \t\r\n\u2028\u2029]+")


def clean(text: str) -> str:
    """The text without signs that a slide cannot carry; line breaks are blanks.

    Blanks that do not break stay: numbers are grouped by them.
    """
    return _BLANKS.sub(" ", _UNFIT.sub("", text)).strip(" ")


def is_right_to_left(text: str) -> bool:
    """True when the first letter with a direction is Hebrew, Arabic or alike."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def width_em(text: str) -> float:
    """Width of a line of text in units of the type size."""
    return sum(_sign(sign) for sign in text)


def _sign(sign: str) -> float:
    if sign in _NARROW_SIGNS:
        return NARROW
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return WIDE
    if unicodedata.combining(sign):
        return 0.0
    if sign.isdigit():
        return DIGIT
    return UPPER if sign.isupper() else PLAIN


def n_lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Lines that text of a type size takes in a width, both in points."""
    em = width_em(text) * (BOLD if bold else 1.0) * size
    return max(1, math.ceil(em / max(width * 0.97, 1.0)))  # words do not fill lines to the end


def breaks_word(text: str, width: float, size: float, *, bold: bool = False) -> bool:
    """True when a single word is wider than the line, so that it would be torn apart."""
    em = max((width_em(word) for word in text.split(" ")), default=0.0)
    wide = any(unicodedata.east_asian_width(sign) in ("W", "F") for sign in text)
    return not wide and em * (BOLD if bold else 1.0) * size > width


def fitted(
    text: str, width: float, sizes: Sequence[float], lines: int, *, bold: bool = False
) -> float:
    """The largest of the sizes at which the text takes at most so many lines; else the last."""
    for size in sizes:
        if n_lines(text, width, size, bold=bold) <= lines:
            return size
    return sizes[-1]


def shortened(text: str, width: float, size: float) -> str:
    """The text, cut with an ellipsis where it takes more than one line."""
    if n_lines(text, width, size) == 1:
        return text
    kept = text
    while kept and n_lines(f"{kept}…", width, size) > 1:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
