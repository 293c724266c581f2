"""Partners as the matcher knows them: names read once, and ways to look them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scorecard.matching.lexicon import place_words, words
from scorecard.matching.names import LONGEST_PLACE, CompanyName, place_key, read_name
from scorecard.matching.tax import TaxId, read_tax_id

COMMON_SHARE = 400  # one of so many names must hold a word for it to be ordinary
COMMON_LEAST = 5
RARE = 25  # names at most that hold a word by which they are looked up
Positions = dict[str, tuple[int, ...]]  # tuples, because the garbage collector skips those


@dataclass(frozen=True)
class Candidate:
    """A partner of the register.

    Args:
        country: ISO 3166 code of two letters.
        tax_id: with or without the country's prefix.
        counts_as: id of the partner it is merged with; such partners are no rivals.
    """

    partner_id: int
    partner_code: str
    name: str
    country: str | None = None
    tax_id: str | None = None
    city: str | None = None
    counts_as: int | None = None

    @property
    def company(self) -> int:
        return self.counts_as or self.partner_id


@dataclass(frozen=True)
class Reseller:
    """A reseller as one distributor writes it.

    Args:
        sender: the distributor's code.
        reseller_id: the distributor's own code for it.
        country: ISO 3166 code of two letters.
    """

    sender: str | None = None
    reseller_id: str | None = None
    name: str | None = None
    country: str | None = None
    tax_id: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A company of either side, read."""

    name: CompanyName
    country: str | None
    tax: TaxId | None
    city: str


def read_entry(company: Candidate | Reseller, cities: frozenset[str]) -> Entry:
    country = (company.country or "").strip().upper() or None
    return Entry(
        name=read_name(company.name, cities),
        country=country,
        tax=read_tax_id(company.tax_id, country) if company.tax_id else None,
        city=place_key(company.city) if company.city else "",
    )


class Register:
    """All partners, to be looked up by code, tax id, words; positions are those of `candidates`."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.candidates: Sequence[Candidate] = tuple(candidates)
        self.cities = frozenset(place_key(c.city) for c in self.candidates if c.city)
        self.entries = [read_entry(candidate, self.cities) for candidate in self.candidates]
        self.by_code: Positions = {}
        self.by_tax: Positions = {}
        self.by_words: Positions = {}
        self.by_rare: Positions = {}
        self.families: set[str] = set()
        self._count: Counter[str] = Counter()
        self._first: set[tuple[str, str | None]] = set()
        for at, entry in enumerate(self.entries):
            self._add(at, entry)
        self._common_from = max(COMMON_LEAST, len(self.entries) // COMMON_SHARE)

    def _add(self, at: int, entry: Entry) -> None:
        _note(self.by_code, self.candidates[at].partner_code.strip().casefold(), at)
        if entry.tax:
            _note(self.by_tax, entry.tax.body, at)
        for spelled in spellings(entry.name):
            for key in word_keys(spelled):
                _note(self.by_words, key, at)
            for length in range(1, min(LONGEST_PLACE + 1, len(spelled))):
                if self.is_place("".join(spelled[-length:])):
                    self.families.add("".join(spelled[:-length]))
        if len(entry.name.words) > 1:
            self._first.add((entry.name.words[0], entry.country))
        for word in set(entry.name.words):
            self._count[word] += 1
            if self._count[word] <= RARE + 1:
                _note(self.by_rare, word, at)

    def is_place(self, word: str) -> bool:
        return word in place_words() or word in self.cities

    def is_common(self, word: str) -> bool:
        """An ordinary word, by itself or because many partners' names hold it."""
        return word in words().common or self._count[word] >= self._common_from

    def is_steady(self, word: str) -> bool:
        """A word of the language, which no company changes by a letter."""
        return word in words().common

    def is_word(self, word: str) -> bool:
        """A word of names or of the language: no slip of the pen."""
        return word in self._count or self.is_steady(word) or self.is_place(word)

    def has_cities(self, name: CompanyName) -> bool:
        """True when partners are told by a city after these words, so that a city matters."""
        return any("".join(spelled) in self.families for spelled in spellings(name))

    def begins_names(self, word: str, partner: Entry) -> bool:
        """True when longer names of the partner's country begin with the word."""
        return (word, partner.country) in self._first

    def with_rare_word(self, name: CompanyName) -> list[int]:
        """Partners that share a word with the name which few names hold."""
        found: dict[int, None] = {}
        for word in name.words:
            held = self.by_rare.get(word, ())
            if len(held) <= RARE:
                found.update(dict.fromkeys(held))
        return list(found)


def _note(positions: Positions, key: str, at: int) -> None:
    positions[key] = (*positions.get(key, ()), at)


def spellings(name: CompanyName) -> tuple[tuple[str, ...], ...]:
    """The ways the words may be spelt: without umlauts, and with them written out."""
    return (name.words, name.spelled) if name.spelled else (name.words,)


def word_keys(parts: tuple[str, ...]) -> tuple[str, ...]:
    """What is looked up: the words without spaces, and in alphabetical order."""
    if len(parts) < 2:
        return ("".join(parts),)
    return "".join(parts), " ".join(sorted(parts))
