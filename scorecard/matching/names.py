"""Company names made comparable: `"ALFA Systemy Sp. z o. o., Oddział Kraków"` -> its parts."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from scorecard.matching.lexicon import closed, legal_forms, places, words
from scorecard.matching.tokens import (
    PARTS,
    bare,
    in_short,
    joined_letters,
    plain,
    spelled_out,
    tokens_of,
    without_joining,
)
from scorecard.names import fold

LONGEST_PLACE = 3  # words of a place
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """The parts of a name, in lower case without diacritics.

    Args:
        words: what tells this company, without legal form, branch and joining words.
        spelled: the same with ä, ö, ü, ø, å as ae, oe, ue, oe, aa; None when there are none.
        form: key of the legal form in `legal_forms.toml`; empty when the name says none.
        branch: words of the place of a branch; None when the name is not of a branch.
        place_only: the branch is told by a place after a dash, comma or the legal form alone.
        dotted: words of `words` that are abbreviated with a dot.
    """

    words: tuple[str, ...]
    spelled: tuple[str, ...] | None = None
    form: str = ""
    branch: tuple[str, ...] | None = None
    place_only: bool = False
    dotted: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The words without spaces, for looking up."""
        return closed(self.words)


def read_name(text: str | None, cities: Collection[str] = ()) -> CompanyName:
    """The parts of a company's name as somebody wrote it.

    Args:
        cities: places known beside those of `cities.toml`, folded and without spaces.
    """
    whole = tokens_of(text or "")
    tokens, branch, place_only = _without_branch(_without_state(whole), cities)
    tokens, form = _without_form(tokens)
    if branch is None and not PARTS.isdisjoint(tokens):  # "Alfa - Kraków S.A."
        tokens, branch, place_only = _without_branch(tokens, cities)
    kept = [token for token in tokens if token not in PARTS]
    if not kept:  # nothing but a legal form: that is the name
        kept, form, branch = [token for token in whole if token not in PARTS], "", None
    return _built(kept, form, branch, place_only)


def _built(
    kept: list[str], form: str, branch: tuple[str, ...] | None, place_only: bool
) -> CompanyName:
    marked = joined_letters(without_joining(kept))
    folded = in_short(bare(marked))
    umlauts = folded
    if not all(map(str.isascii, marked)):
        umlauts = in_short([spelled_out(token.rstrip(".")) for token in marked])
    return CompanyName(
        words=folded,
        spelled=umlauts if umlauts != folded else None,
        form=form,
        branch=branch,
        place_only=place_only and branch is not None,
        dotted=frozenset(plain(token[:-1]) for token in marked if token[-1] == "."),
    )


@lru_cache(maxsize=65_536)
def place_key(text: str) -> str:
    """One name for a place in any of its languages: "Warsaw" -> "warszawa"."""
    key = closed(WORD.findall(fold(text)))
    return places().get(key, key)


# -- branch, state, legal form --------------------------------------------------------------------


def _without_state(tokens: list[str]) -> list[str]:
    """Without "w likwidacji" and its like at the end."""
    state = legal_forms().state
    for length in (4, 3, 2):
        if len(tokens) > length and closed(bare(tokens[-length:])) in state:
            return tokens[:-length]
    return tokens


def _without_branch(
    tokens: list[str], cities: Collection[str]
) -> tuple[list[str], tuple[str, ...] | None, bool]:
    """Name, words of the branch's place and whether only a place tells of the branch."""
    branch_words = words().branch
    for at in range(1, len(tokens)):
        if plain(tokens[at].rstrip(".")) in branch_words:
            found = _after_branch_word(tokens, at, cities)
            if found is not None:
                place, form = found
                return _up_to(tokens, at) + form, place, False
    for at in range(max(1, len(tokens) - LONGEST_PLACE - 2), len(tokens)):
        place = tuple(bare(tokens[at:]))
        if _is_place(place, cities) and (tokens[at] in PARTS or _ends_form(tokens, at)):
            return _up_to(tokens, at), place, True
    return tokens, None, False


def _up_to(tokens: list[str], at: int) -> list[str]:
    """The tokens before `at`, without a mark that parts them from the rest."""
    kept = tokens[:at]
    while kept and kept[-1] in PARTS:
        kept.pop()
    return kept


def _after_branch_word(
    tokens: list[str], at: int, cities: Collection[str]
) -> tuple[tuple[str, ...], list[str]] | None:
    """Words of the place after the word at `at` and those of a legal form after the place; None
    when the word is not a branch's."""
    word, known = plain(tokens[at].rstrip(".")), words()
    rest = bare(tokens[at + 1 :])
    phrase = next((n for n in (1, 2) if " ".join((word, *rest[:n])) in known.branch_phrases), 0)
    rest = rest[phrase:]
    while rest and rest[0] in known.branch_place:
        rest = rest[1:]
    _, length = _form_at_end(rest)
    place = tuple(rest[: len(rest) - length])
    if not phrase and word in known.branch_before_place and not _is_place(place, cities):
        return None
    return place, rest[len(place) :]


def _is_place(parts: tuple[str, ...], cities: Collection[str]) -> bool:
    key = closed(parts)
    return 0 < len(parts) <= LONGEST_PLACE and (key in places() or key in cities)


def _ends_form(tokens: list[str], at: int) -> bool:
    """True when a legal form that can stand anywhere ends right before `at`."""
    anywhere = legal_forms().anywhere
    ahead = bare(tokens[max(0, at - legal_forms().longest) : at])
    return any(closed(ahead[-length:]) in anywhere for length in range(1, len(ahead)))


def _form_at_end(parts: list[str]) -> tuple[str, int]:
    """Key of the longest legal form that ends these words, and how many words it has."""
    key_of = legal_forms().key_of
    for length in range(min(legal_forms().longest, len(parts)), 0, -1):
        key = key_of.get(closed(parts[-length:]))
        if key:
            return key, length
    return "", 0


def _without_form(tokens: list[str]) -> tuple[list[str], str]:
    """Words of the name and the key of its legal form."""
    parts = [token for token in tokens if token not in PARTS]
    found = bare(parts)
    form, length = _form_at_end(found)
    if form and length < len(parts):
        at = len(parts) - length
        start = 1 if at > 1 and found[0] in legal_forms().before_another else 0
        return _cut(tokens, start, at), form
    if len(found) > 1 and found[0] in legal_forms().before:
        return _cut(tokens, 1, len(parts)), legal_forms().key_of[found[0]]
    return _without_inner_form(tokens, parts, found)


def _cut(tokens: list[str], start: int, end: int) -> list[str]:
    """Tokens of the words `start` to `end`, with the marks between them."""
    kept: list[str] = []
    n = 0
    for token in tokens:
        if token in PARTS:
            if kept and n < end:
                kept.append(token)
            continue
        if start <= n < end:
            kept.append(token)
        n += 1
    return kept


def _without_inner_form(
    tokens: list[str], parts: list[str], found: list[str]
) -> tuple[list[str], str]:
    """A legal form followed by more words: "Müller GmbH Systemhaus"."""
    forms = legal_forms()
    for at in range(len(found)):
        for length in (3, 2, 1):
            key = closed(found[at : at + length])
            if key in forms.anywhere and length <= len(found) - at and length < len(found):
                return parts[:at] + parts[at + length :], forms.key_of[key]
    return tokens, ""
