"""Text of a company's name -> its words and marks, folded, joined and shortened."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scorecard.matching.lexicon import words
from scorecard.names import fold

LONGEST = 300  # signs of a name that are read
# Dotted letters ("s.r.l.", "o.o"), words with an abbreviation's dot, marks that part.
TOKEN = re.compile(
    r"[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?|[\w?�]+\.?|[&+()\[\],;/|]|(?<=\s)[-–—]+|[-–—]+(?=\s)"
)
PARTS = frozenset("()[],;/|") | {"-", "–", "—", "--"}
APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ"))
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ı": "i", "_": " "})


def tokens_of(text: str) -> list[str]:
    """Words in lower case, and marks; an abbreviation's dot stays, dotted letters are one word."""
    text = text[:LONGEST]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.translate(APOSTROPHES).casefold().translate(LIGATURES)
    return [_undotted(token) for token in TOKEN.findall(text) if token.strip("?�.")]


def _undotted(token: str) -> str:
    """Dotted letters as one word; the dot of an abbreviation is kept."""
    return token.replace(".", "") if "." in token[:-1] else token


@lru_cache(maxsize=131_072)
def plain(word: str) -> str:
    """Without diacritics."""
    return word if word.isascii() else fold(word).replace(" ", "")


@lru_cache(maxsize=131_072)
def spelled_out(word: str) -> str:
    """Without diacritics; ä, ö, ü, å, ø as two letters."""
    return word if word.isascii() else plain(word.translate(SPELLED_OUT))


def bare(tokens: list[str]) -> list[str]:
    """The words alone, without diacritics and dots."""
    return [plain(token.rstrip(".")) for token in tokens if token not in PARTS]


def without_joining(parts: list[str]) -> list[str]:
    """Without "and", "of" and their like between two other words."""
    joining, last = words().joining, len(parts) - 1
    return [p for n, p in enumerate(parts) if n in (0, last) or plain(p) not in joining] or parts


def joined_letters(parts: list[str]) -> list[str]:
    """Single letters in a row as one word: "i b m polska" -> "ibm polska"."""
    if min(map(len, parts), default=3) > 2:
        return parts
    found: list[str] = []
    run: list[str] = []
    for part in [*parts, ""]:
        if len(part.rstrip(".")) == 1 and part[0].isalpha():
            run.append(part)
            continue
        found += ["".join(p[0] for p in run)] if len(run) > 1 else run
        run = []
        found += [part] if part else []
    return found


def in_short(parts: list[str]) -> tuple[str, ...]:
    """Well-known long phrases and short forms as one word each."""
    known = words()
    found = [known.short.get(part, part) for part in parts]
    if not known.phrase_starts.isdisjoint(found):
        for phrase, short in known.phrases.items():
            for at in range(len(found) - len(phrase) + 1):
                if tuple(found[at : at + len(phrase)]) == phrase:
                    found[at : at + len(phrase)] = [short]
    return tuple(found)
