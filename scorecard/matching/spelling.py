"""How the words of two names differ, and whether the difference can only be a slip."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from scorecard.matching.lexicon import closed
from scorecard.matching.slips import Difference, Pair, pair_of

TWO_SLIPS_FROM = 14  # letters of a name that may bear two
LONE_FROM = 7  # letters of a word that tells a company alone, even with a slip
CUT_FROM = 12  # letters of a name that may be cut off
ORDER, SPACES, CUT, MISSING_COMMON, MISSING = 0.5, 0.5, 0.75, 1.5, 2.5
GRAVITY = {what: n for n, what in enumerate(Difference)}


class Vocabulary(Protocol):
    """What the register and the language know of words."""

    def is_word(self, word: str) -> bool:
        """A word of some name or of the language, so no misspelt one."""

    def is_common(self, word: str) -> bool:
        """An ordinary word, by which alone no company is told."""

    def is_steady(self, word: str) -> bool:
        """A word of the language, which no company changes by a letter."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Two names compared.

    Args:
        cost: 0 for equal words, about 1 a letter that differs, more for words that are missing.
        sure: the difference can only be one of spelling.
        what: the gravest difference.
        words: the words it is in.
        lone: the name is one word, and the difference would be one of spelling in a longer name.
    """

    cost: float
    sure: bool
    what: Difference
    words: tuple[str, ...] = ()
    lone: bool = False


EQUAL = Spelling(0.0, True, Difference.NONE)


def compare(
    written: tuple[str, ...],
    registered: tuple[str, ...],
    known: Vocabulary,
    dotted: frozenset[str] = frozenset(),
) -> Spelling:
    """Compare the words of a name in a file with those of a partner.

    Args:
        dotted: written words that are abbreviated with a dot.
    """
    if written == registered:
        return EQUAL
    left, missing = _without_equal(written, registered)
    if not left and not missing:
        return Spelling(ORDER, True, Difference.ORDER)
    if closed(left) == closed(missing):
        return Spelling(SPACES, True, Difference.SPACES, tuple(left))
    if _is_cut(written, registered, known):
        return Spelling(CUT, True, Difference.CUT, (written[-1],))
    return _judged(written, left, missing, _paired(left, missing, known, dotted), known)


def _without_equal(
    written: tuple[str, ...], registered: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    missing = list(registered)
    left = []
    for word in written:
        if word in missing:
            missing.remove(word)
        else:
            left.append(word)
    return left, missing


def _is_cut(written: tuple[str, ...], registered: tuple[str, ...], known: Vocabulary) -> bool:
    """The end of the name is cut off, within a word ("Podlaska Hurtownia Dan")."""
    last = len(written) - 1
    if last < 1 or last >= len(registered) or written[:last] != registered[:last]:
        return False
    word, whole = written[last], registered[last]
    return (
        len(word) >= 2
        and len(whole) - len(word) >= 2
        and whole.startswith(word)
        and len(closed(written)) >= CUT_FROM
        and not known.is_word(word)
    )


def _paired(
    left: list[str], missing: list[str], known: Vocabulary, dotted: frozenset[str]
) -> list[tuple[int, int, Pair]]:
    """Positions of written words and of those they may stand for, the likeliest first."""
    found = []
    for j, other in enumerate(missing):
        steady = known.is_steady(other)
        for i, word in enumerate(left):
            pair = pair_of(word, other, known.is_word(word), steady, word in dotted)
            if pair:
                found.append((i, j, pair))
    found.sort(key=lambda item: (not item[2].sure, item[2].cost))
    taken: list[tuple[int, int, Pair]] = []
    for i, j, pair in found:
        if all(i != a and j != b for a, b, _ in taken):
            taken.append((i, j, pair))
    return taken


def _judged(
    written: tuple[str, ...],
    left: list[str],
    missing: list[str],
    pairs: list[tuple[int, int, Pair]],
    known: Vocabulary,
) -> Spelling:
    of_left, of_missing = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    alone = [word for i, word in enumerate(left) if i not in of_left]
    alone += [word for j, word in enumerate(missing) if j not in of_missing]
    found = [pair for _, _, pair in pairs]
    cost = sum(pair.cost for pair in found)
    if not alone:
        return _misspelt(written, left, found, cost, known)
    cost += sum(MISSING_COMMON if known.is_common(word) else MISSING for word in alone)
    return Spelling(cost, False, Difference.MISSING_WORD, tuple(alone))


def _misspelt(
    written: tuple[str, ...], changed: list[str], pairs: list[Pair], cost: float, known: Vocabulary
) -> Spelling:
    """Every word has its counterpart."""
    what = max((pair.what for pair in pairs), key=GRAVITY.__getitem__)
    unchanged = list(Counter(written) - Counter(changed))
    bearable = 2 if len(closed(written)) >= TWO_SLIPS_FROM else 1
    sure = sum(pair.slips for pair in pairs) <= bearable and _is_sure(pairs, unchanged, known)
    if any(len(word) >= 2 for word in unchanged):
        return Spelling(cost, sure, what, tuple(changed))
    long = sure and min(map(len, changed)) >= LONE_FROM
    long = long and not any(pair.replaced for pair in pairs)
    swapped = all(pair.swapped for pair in pairs)
    return Spelling(cost, long and swapped, what, tuple(changed), lone=long and not swapped)


def _is_sure(pairs: list[Pair], unchanged: list[str], known: Vocabulary) -> bool:
    """Every change is a slip or an abbreviation, not both; an abbreviation needs a word beside
    it that tells companies apart."""
    if not all(pair.sure for pair in pairs):
        return False
    kinds = {pair.what for pair in pairs}
    if Difference.SHORTENED not in kinds:
        return True
    return len(kinds) == 1 and any(
        len(word) >= 3 and not known.is_common(word) for word in unchanged
    )
