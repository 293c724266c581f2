"""Bytes -> UTF-8 bytes and the name of the encoding they came in."""

from __future__ import annotations

import re
from dataclasses import dataclass

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
LEGACY = ("cp1250", "cp1252", "iso8859_2", "iso8859_16")
# Letters of the languages our senders write in. Anything else above ASCII counts against a page.
LETTERS = frozenset(
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
    "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"
    "ăâîșțşţĂÂÎȘȚŞŢ"
    "ñçüáéíóúÑÇÁÉÍÓÚÀàÒòÈè"
    "äöüßÄÖÜ"
    "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ"
    "čďěňřšťůžýČĎĚŇŘŠŤŮŽÝľĺŕĽ"
    "åøÅØìÌãõÃÕ"
)
MARKS = frozenset("\u00a0„”“’‘–—€°ºª«»£§®©·…№¿¡")
WORD = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True)
class Decoded:
    """Args:
    data: the text as UTF-8 without a byte order mark.
    encoding: what it came in, with `+bom` where it had one.
    certain: False when the code page was chosen by its letters, not proven.
    """

    data: bytes
    encoding: str
    certain: bool = True


def decode(data: bytes, hint: str | None = None) -> Decoded:
    """Read `data` as text: byte order mark, UTF-8, UTF-16 by its zero bytes, `hint`, code page.

    Args:
        hint: the sender's encoding, used where the bytes do not prove another one.
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], name)
    wide = _zero_bytes(data)
    if wide:
        return Decoded(_recode(data, wide), wide)
    try:
        data.decode("utf-8")
        return Decoded(data, "utf-8")
    except UnicodeDecodeError:
        pass
    if hint:
        return Decoded(_recode(data, hint), hint)
    best = max(LEGACY, key=lambda name: likeness(data, name))
    return Decoded(_recode(data, best), best, certain=False)


def likeness(data: bytes, encoding: str) -> int:
    """How well the bytes above ASCII read in a code page: letters for, odd signs against it."""
    sample = b"".join(WORD.findall(data[:200_000]))
    text = sample.decode(encoding, errors="replace")
    good = sum(1 for sign in text if sign in LETTERS)
    fair = sum(1 for sign in text if sign in MARKS)
    return 3 * good + fair - 4 * (len(text) - good - fair)


def _marked(rest: bytes, name: str) -> Decoded:
    if name == "utf-8":
        return Decoded(_recode(rest, name), f"{name}+bom")
    return Decoded(_recode(rest, name), f"{name}+bom")


def _recode(data: bytes, encoding: str) -> bytes:
    return data.decode(encoding, errors="replace").encode("utf-8", errors="replace")


def _zero_bytes(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other byte of Western text is zero."""
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs < 8:
        return None
    if sample[1::2].count(0) > 0.7 * pairs and sample[0::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * pairs and sample[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None
