"""Text that was decoded wrongly once before it was sent: mended where the bytes prove it."""

from __future__ import annotations

import re
from functools import cache

from scorecard.ingest.encoding import of_one_language

LATIN = ("cp1252", "cp1250", "iso8859_2", "latin_1")
LEADS = re.compile("[\u00c2-\u00f4\u0100-\u017f\u2013-\u2122]")
LOST = "\ufffd"


def mend_text(text: str) -> str:
    """`IloÅ›Ä‡` -> `Ilość`: UTF-8 that somebody read as a code page of one byte.

    Only when all of the text beyond ASCII is whole UTF-8 again under one code page, and then
    shorter; any other text comes back unchanged.
    """
    if text.isascii() or not LEADS.search(text):
        return text
    found: dict[str, int] = {}
    for page in LATIN:
        try:
            mended = _bytes(text, page).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if len(mended) < len(text) and not any("\x80" <= sign <= "\x9f" for sign in mended):
            found[mended] = of_one_language(mended)
    best = [mended for mended, letters in found.items() if letters == max(found.values())]
    return best[0] if len(best) == 1 else text


def _bytes(text: str, page: str) -> bytes:
    """The text in a code page; signs the page lacks but that stand for a byte are that byte."""
    out = bytearray()
    for sign in text:
        if "\x80" <= sign <= "\x9f" and _lacks(ord(sign), page):
            out.append(ord(sign))
        else:
            out += sign.encode(page)
    return bytes(out)


@cache
def _lacks(number: int, page: str) -> bool:
    """True when the page gives the byte no sign of its own."""
    try:
        return bytes([number]).decode(page) == chr(number)
    except UnicodeDecodeError:
        return True
