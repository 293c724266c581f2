"""Header texts -> canonical fields, by the field's own name and by known synonyms."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from scorecard.ingest.fields import fields_of
from scorecard.ingest.kinds import FileKind

# Kinds whose columns are named like another's, or like columns known and not read elsewhere.
BORROWED = {FileKind.STOCK: ("sell_through", "unused"), FileKind.SELL_IN: ("sell_through",)}
LONGEST = 200
SHORTEST_STEM = 4
UNDECOMPOSED = str.maketrans(
    {"ł": "l", "Ł": "l", "ß": "ss", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae", "ı": "i"}
)
NUMBER_WORDS = ("no", "nr", "n", "number", "numer", "numero", "num", "nro", "numar", "#")
IN_BRACKETS = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*")
UNITS = {
    "eur", "pln", "huf", "ron", "usd", "gbp", "chf", "mxn", "czk", "szt", "pcs", "pc", "stk",
    "stck", "db", "buc", "pza", "uds",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def plain(header: str) -> str:
    """A header without case, diacritics and punctuation: `Számla kelte:` -> `szamla kelte`."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header[:LONGEST]).casefold()
    text = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED).replace("_", " "))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^a-z0-9%#]+", " ", text.translate(UNDECOMPOSED)).split())


@cache
def names_of(kind: FileKind) -> MappingOf[str, tuple[str, int]]:
    """Plain header name -> canonical field and its rank: 0 the field's own name, then synonyms,
    the surest first."""
    found = {plain(name): (name, 0) for name in fields_of(kind)}
    own = fields_of(kind)
    for place in (*BORROWED.get(kind, ()), kind.value):
        for name, synonyms in _synonyms(place):
            if name not in own:
                continue
            for rank, synonym in enumerate(synonyms, 1):
                if found.get(synonym, ("", 99))[1] > rank:
                    found[synonym] = (name, rank)
    return found


def _synonyms(place: str) -> list[tuple[str, list[str]]]:
    """(field, names in one language) of a part of the table."""
    return [
        (name, synonyms)
        for name, by_language in _table().get(place, {}).items()
        for synonyms in by_language.values()
    ]


@cache
def _unused() -> frozenset[str]:
    """Names of columns that are known and not read."""
    return frozenset(
        synonym
        for by_language in _table()["unused"].values()
        for synonyms in by_language.values()
        for synonym in synonyms
    )


@cache
def _table() -> dict[str, dict[str, dict[str, list[str]]]]:
    """synonyms.toml: kind -> field -> language -> names; `choices`: field -> choice -> words."""
    text = files("scorecard.ingest").joinpath("synonyms.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def words_of(field: str) -> MappingOf[str, str]:
    """Plain words of our senders' languages -> the canonical word of a field with choices."""
    choices = _table().get("choices", {}).get(field, {})
    return {plain(word): choice for choice, words in choices.items() for word in words}


@lru_cache(maxsize=65_536)
def field_of(header: str, kind: FileKind) -> tuple[str, int] | None:
    """The field a header names and how sure the name is (0 is surest), or None.

    Tried in turn: the whole name; without brackets and units; as the beginning of known names
    that all mean one field (`Part` of `part number`).
    """
    names = names_of(kind)
    for whole in _spellings(plain(header)):
        if whole in names:
            return names[whole]
        if whole in _unused():
            return None
    words = plain(IN_BRACKETS.sub(" ", header)).split()
    while words and words[-1] in UNITS:
        words.pop()
    bare = " ".join(words)
    for whole in _spellings(bare):
        if whole in names:
            return names[whole]
    return _stems(kind).get(bare)


def _spellings(name: str) -> list[str]:
    """The name, and the name with another abbreviation of `number` (`Nº`, `Nr`, `Num.`)."""
    found = [name]
    for number in NUMBER_WORDS:
        if name.startswith(number + " "):
            found += [other + name[len(number) :] for other in NUMBER_WORDS if other != number]
        if name.endswith(" " + number):
            found += [name[: -len(number)] + other for other in NUMBER_WORDS if other != number]
    return found


@cache
def _stems(kind: FileKind) -> MappingOf[str, tuple[str, int]]:
    """First words of known names that all mean one field, and of no column that is not read."""
    fields: dict[str, set[str]] = {}
    for name, field in [
        *((name, found[0]) for name, found in names_of(kind).items()),
        *((name, "") for name in _unused()),
    ]:
        words = name.split()
        for end in range(1, len(words)):
            fields.setdefault(" ".join(words[:end]), set()).add(field)
    return {
        stem: (next(iter(found)), 100)
        for stem, found in fields.items()
        if len(found) == 1 and "" not in found and len(stem) >= SHORTEST_STEM
    }


def is_unused(header: str) -> bool:
    """True for the name of a column that is known and not read, such as an order date."""
    return plain(header) in _unused()


def recognised(cells: Sequence[str], kind: FileKind) -> int:
    """How many different fields of the kind these cells name."""
    names = names_of(kind)
    return len({names[name][0] for name in map(plain, cells) if name in names})
