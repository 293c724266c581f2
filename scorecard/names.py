"""Names made comparable: without case, accents and double spaces."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"ł": "l", "Ł": "l", "ß": "ss", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """Lower case without accents: `fold("Żółw  Kft.") == "zolw kft."`."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.casefold().split())
