"""Bytes -> UTF-8 bytes and the name of the encoding they came in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
LEGACY = ("cp1252", "cp1250", "iso8859_2", "iso8859_16", "cp852")
# Letters beyond ASCII of the languages our senders write in.
ALPHABETS = {
    "pl": "ąćęłńóśźż",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșțşţ",
    "es": "ñáéíóúüç",
    "de": "äöüß",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "it": "àèéìòù",
    "nordic": "åäöæø",
}
LETTERS = {name: frozenset(signs + signs.upper()) for name, signs in ALPHABETS.items()}
ANY_LETTER = frozenset().union(*LETTERS.values())
LANGUAGE_OF = {
    "PL": "pl", "HU": "hu", "RO": "ro", "MD": "ro", "ES": "es", "MX": "es", "AR": "es",
    "CO": "es", "CL": "es", "PE": "es", "DE": "de", "AT": "de", "FR": "fr", "CZ": "cs",
    "SK": "sk", "IT": "it",
}  # fmt: skip
MARKS = frozenset("\u00a0„”“’‘–—€°ºª«»£§®©·…№¿¡²³½")
HIGH = re.compile("[^\x00-\x7f]")
INSIDE_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f](?=[^\W\d_])")
# A letter that only digits or brackets touch is a currency mark read in the wrong code page.
AT_NUMBER = re.compile(r"(?<![^\W\d_])(?:(?<=\d)|(?<=\())[^\W\d_\x00-\x7f](?![^\W\d_])"
                       r"|(?<![^\W\d_])[^\W\d_\x00-\x7f](?=[\d)])(?![^\W\d_])")  # fmt: skip
SAMPLE = 400_000


@dataclass(frozen=True)
class Decoded:
    """Args:
    data: the text as UTF-8 without a byte order mark.
    encoding: what it came in, with `+bom` where it had one.
    certain: False when the code page was chosen by its letters, not proven.
    mended: lines (first = 1) that came in another encoding than the rest.
    """

    data: bytes
    encoding: str
    certain: bool = True
    mended: frozenset[int] = frozenset()


def decode(data: bytes, hint: str | None = None, country: str | None = None) -> Decoded:
    """Read `data` as text: byte order mark, UTF-8, UTF-16 by its zero bytes, `hint`, code page.

    Args:
        hint: the sender's encoding, used where the bytes do not prove another one.
        country: of the sender; its language's letters are expected.
    """
    for mark, name in BOMS:
        if data.startswith(mark) and (name != "utf-8" or utf8(data)):
            return _marked(data[len(mark) :], name)
    data = data.removeprefix(BOMS[0][0])
    wide = _zero_bytes(data)
    if wide:
        return Decoded(_recode(data, wide), wide)
    if utf8(data):
        return Decoded(data, "utf-8")
    own, other = _by_line(data)
    language = LANGUAGE_OF.get(country or "")
    best = hint or max(LEGACY, key=lambda name: likeness(other, name, language))
    if own:
        return _mixed(data, best)
    return Decoded(_recode(data, best), best, certain=bool(hint))


def _mixed(data: bytes, page: str) -> Decoded:
    """UTF-8 with some lines in a code page, as when files were put together."""
    lines = data.splitlines(keepends=True)
    other = frozenset(at for at, line in enumerate(lines, 1) if not utf8(line))
    text = b"".join(
        _recode(line, page) if at in other else line for at, line in enumerate(lines, 1)
    )
    return Decoded(text, f"utf-8, {page}", certain=False, mended=other)


def utf8(data: bytes) -> bool:
    """True for valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _by_line(data: bytes) -> tuple[int, bytes]:
    """How many lines have letters beyond ASCII in valid UTF-8, and the lines that are not."""
    own, other = 0, []
    for line in data[:SAMPLE].splitlines():
        if not line.isascii():
            own += utf8(line)
            other += [] if utf8(line) else [line]
    return own, b"\n".join(other) or data


def of_one_language(text: str) -> int:
    """How many letters beyond ASCII belong to the one language that explains most of them."""
    counts = Counter(HIGH.findall(text))
    return max(sum(counts[sign] for sign in signs) for signs in LETTERS.values())


def likeness(data: bytes, encoding: str, language: str | None = None) -> int:
    """How well bytes read in a code page, by their letters beyond ASCII.

    Letters of one language (the sender's, or the one that explains most) count most, letters of
    other languages a little, odd signs against the page: French read as Central European has
    letters of French, Polish and Slovak in one text.
    """
    text = data[:SAMPLE].decode(encoding, errors="replace")
    counts = Counter(HIGH.findall(text))
    letters = sum(times for sign, times in counts.items() if sign in ANY_LETTER)
    marks = sum(times for sign, times in counts.items() if sign in MARKS)
    odd = sum(counts.values()) - letters - marks + len(INSIDE_WORD.findall(text))
    expected = LETTERS.get(language or "", frozenset())
    odd += sum(1 for sign in AT_NUMBER.findall(text) if sign not in expected)
    found = {name: sum(counts[sign] for sign in signs) for name, signs in LETTERS.items()}
    own = found[language] if language in found else max(found.values())
    return 4 * own + (letters - own) + 2 * marks - 6 * odd


def _marked(rest: bytes, name: str) -> Decoded:
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
