"""Legal forms, ordinary words and places, from this package's TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

NO_CLASS = "any"


@dataclass(frozen=True)
class LegalForms:
    """Legal forms by how they are written, lower case without diacritics, dots and spaces.

    Args:
        key_of: written -> key ("spolkazoo" -> "spzoo").
        class_of: key -> class ("spzoo" -> "limited").
        anywhere: written forms that also end a name when more words follow.
        before: forms that can stand before a name.
        before_another: what stands before a name that also ends with a form.
        state: what is said of a company in liquidation and the like.
        variant: key -> key of the form it is a variant of.
        home: country -> keys of the forms that its law knows.
        longest: words of the longest form.
    """

    key_of: dict[str, str]
    class_of: dict[str, str]
    anywhere: frozenset[str]
    before: frozenset[str]
    before_another: frozenset[str]
    state: frozenset[str]
    variant: dict[str, str]
    home: dict[str, frozenset[str]]
    longest: int


@dataclass(frozen=True)
class Words:
    """What single words of a name say. `common` are ordinary words, in all languages."""

    joining: frozenset[str]
    branch: frozenset[str]
    branch_before_place: frozenset[str]
    branch_phrases: frozenset[str]
    branch_place: frozenset[str]
    short: dict[str, str]
    phrases: dict[tuple[str, ...], str]
    phrase_starts: frozenset[str]
    common: frozenset[str]


@cache
def legal_forms() -> LegalForms:
    table = _load("legal_forms.toml")
    lists = {name: table.pop(name) for name in ("anywhere", "before", "before_another", "state")}
    variant = table.pop("variant")
    home = {country: frozenset(forms) for country, forms in table.pop("home").items()}
    key_of, class_of, longest = {}, {}, 1
    for kind, forms in table.items():
        for key, written in forms.items():
            class_of[key] = kind
            for text in (key, *written):
                key_of[_closed(text)] = key
                longest = max(longest, len(text.split()))
    plain = {name: frozenset(map(_closed, texts)) for name, texts in lists.items()}
    return LegalForms(
        key_of=key_of, class_of=class_of, variant=variant, home=home, longest=longest, **plain
    )


@cache
def words() -> Words:
    table = _load("words.toml")
    phrases = {
        tuple(text.split()): short for short, full in table["phrase"].items() for text in full
    }
    named = ("joining", "branch", "branch_before_place", "branch_phrases", "branch_place")
    return Words(
        **{name: frozenset(table[name]) for name in named},
        short=table["short"],
        phrases=phrases,
        phrase_starts=frozenset(phrase[0] for phrase in phrases),
        common=frozenset(word for text in table["common"].values() for word in text.split()),
    )


@cache
def places() -> dict[str, str]:
    """Place written without spaces -> one name for it ("warsaw" -> "warszawa")."""
    found: dict[str, str] = {}
    for text in _load("cities.toml").values():
        for names in text.split(","):
            written = [_closed(name) for name in names.split("=")]
            found.update((name, found.get(written[0], written[0])) for name in written)
    return found


@cache
def place_words() -> frozenset[str]:
    """Words that are a place by themselves."""
    return frozenset(places())


def related(form: str, other: str) -> str:
    """How two legal forms stand to each other: same, variant, related (of one class), unsaid,
    other."""
    if form == other and form:
        return "same"
    known = legal_forms()
    one, two = known.class_of.get(form, NO_CLASS), known.class_of.get(other, NO_CLASS)
    if NO_CLASS in (one, two):
        return "unsaid"
    if known.variant.get(form, form) == known.variant.get(other, other):
        return "variant"
    return "related" if one == two else "other"


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("scorecard.matching").joinpath(name).read_text("utf-8"))


def _closed(text: str) -> str:
    return "".join(text.split())


def closed(parts: Iterable[str]) -> str:
    """Words without the spaces between them."""
    return "".join(parts)
