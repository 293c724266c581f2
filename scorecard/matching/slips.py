"""Whether one written word can only be another, misspelt or shortened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

ANY_SIGN = "?�"  # what a broken encoding leaves of a letter
SLIP_FROM = 5  # letters of a word in which a slip can be told from another word
STEADY_FROM = 6  # letters of an ordinary word that may begin wrong
LONG = 7  # letters of a name in which one consonant may stand for another
TWO_SLIPS_FROM = 10  # letters of an ordinary word that may bear two
SHORT_FROM = 3  # letters that may stand for a longer word, and that it must be longer
SLIP, OTHER_WORD, OTHER_WORDS, SHORTENED, INITIAL = 1.0, 1.0, 2.25, 0.75, 2.0
VOWELS = frozenset("aeiouy")
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Difference(StrEnum):
    """What is different between two names, the gravest last."""

    NONE = "none"
    SPACES = "spaces"
    ORDER = "order"
    CUT = "cut"
    SHORTENED = "shortened"
    SLIP = "slip"
    OTHER_WORD = "other_word"
    MISSING_WORD = "missing_word"


@dataclass(frozen=True, slots=True)
class Pair:
    """A written word that may stand for a registered one: `sure` when for no other."""

    cost: float
    sure: bool
    what: Difference
    slips: int = 0
    swapped: bool = False  # letters changed places: nobody names another company so
    replaced: bool = False  # a letter stands for another: some company is named so


@lru_cache(maxsize=131_072)
def pair_of(word: str, other: str, is_word: bool, steady: bool, dotted: bool) -> Pair | None:
    """How a written word may stand for a registered one; None when it does not.

    Args:
        is_word: `word` is a word of its own, so it is no slip of the pen.
        steady: `other` is a word of the language, which no company changes by a letter.
        dotted: `word` is written with the dot of an abbreviation.
    """
    if any(sign in word for sign in ANY_SIGN) and _fits(word, other):
        return Pair(0.0, True, Difference.SLIP)
    if any(sign.isdigit() for sign in word + other):
        return None
    short, whole = sorted((word, other), key=len)
    if whole.startswith(short) and len(whole) - len(short) >= (2 if steady else SHORT_FROM):
        if len(short) < SHORT_FROM:
            return Pair(INITIAL, False, Difference.SHORTENED)
        sure = short == word and (dotted or (steady and not is_word and len(word) > SHORT_FROM))
        return Pair(SHORTENED if sure else OTHER_WORD, sure, Difference.SHORTENED)
    return _slipped(word, other, is_word, steady)


def _fits(word: str, other: str) -> bool:
    """Equal but for lost letters, of which there is at most one in three."""
    lost = sum(sign in ANY_SIGN for sign in word)
    return len(word) == len(other) >= 3 * lost and all(
        a == b or a in ANY_SIGN for a, b in zip(word, other, strict=True)
    )


def _slipped(word: str, other: str, is_word: bool, steady: bool) -> Pair | None:
    slips = OSA.distance(word, other, score_cutoff=2)
    short = min(len(word), len(other))
    if slips > 2 or (slips == 2 and short < 6) or short < 3:
        return None
    if is_word or short < SLIP_FROM or not _is_slip(word, other, slips, steady):
        cost = OTHER_WORD if slips == 1 else OTHER_WORDS
        return Pair(cost, False, Difference.OTHER_WORD)
    swapped = sorted(word) == sorted(other)
    replaced = len(word) == len(other) and not swapped
    return Pair(SLIP * slips, True, Difference.SLIP, slips, swapped, replaced)


def _is_slip(word: str, other: str, slips: int, steady: bool) -> bool:
    """Letters that change places, come twice or drop out within a word: not another ending
    ("systems", "systemy"), not another beginning, not another vowel of a coined name."""
    if slips > 1:
        return steady and len(other) >= TWO_SLIPS_FROM and word[0] == other[0]
    if sorted(word) == sorted(other):
        return True
    same = _common_start(word, other)
    if same == 0:
        return steady and len(other) >= STEADY_FROM
    if same >= min(len(word), len(other)) - 1:
        if _is_doubled(word, other, same):
            return steady or same < len(other)
        return steady and len(word) < len(other)
    if len(word) != len(other):
        return True
    return steady or _is_wrong_key(word[same], other[same], len(other))


def _common_start(word: str, other: str) -> int:
    for at, (a, b) in enumerate(zip(word, other, strict=False)):
        if a != b:
            return at
    return min(len(word), len(other))


def _is_doubled(word: str, other: str, same: int) -> bool:
    """`word` is `other` with the letter before place `same` typed twice."""
    return len(word) == len(other) + 1 and word[same] == word[same - 1] and (
        word[same + 1 :] == other[same:]
    )  # fmt: skip


def _is_wrong_key(one: str, other: str, length: int) -> bool:
    """A letter that no other name would have there: a consonant for a vowel, or a near key."""
    vowels = (one in VOWELS) + (other in VOWELS)
    return vowels == 1 or (vowels == 0 and (length >= LONG or _are_neighbours(one, other)))


@lru_cache(maxsize=1024)
def _are_neighbours(one: str, other: str) -> bool:
    """True for letters side by side, or one above the other, on a keyboard."""
    spots = {sign: (row, at) for row, signs in enumerate(ROWS) for at, sign in enumerate(signs)}
    if one not in spots or other not in spots:
        return False
    (row, at), (other_row, other_at) = spots[one], spots[other]
    return abs(row - other_row) <= 1 and abs(at - other_at) <= 1
