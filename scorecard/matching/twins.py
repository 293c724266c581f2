"""Names in one list that may be of the same company, such as end customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from scorecard.i18n.message import Message
from scorecard.matching.evidence import weigh
from scorecard.matching.match import LIKE_ENOUGH, MARGIN
from scorecard.matching.register import Candidate, Register, spellings, word_keys

LEAST, AT_ONCE = 80, 250  # least likeness of letters of 100; rows of the matrix held in memory
MISSPELT = 0.88  # score from which a name that differs in its words' letters is asked about


@dataclass(frozen=True, slots=True)
class Twin:
    """Another name of the list: its position, likeness 0..1, and the gravest doubt."""

    at: int
    score: float
    why: Message


def look_alikes(names: Sequence[str], most: int = 3) -> list[tuple[Twin, ...]]:
    """For each name the others that may mean the same, the likeliest first.

    The same words in another order, case, legal form or spelling are found; a name that is
    only somewhat like another is not.
    """
    register = Register(Candidate(at, str(at), name) for at, name in enumerate(names))
    near = _near(register)
    return [_of(at, register, near[at])[:most] for at in range(len(names))]


def _near(register: Register) -> list[list[int]]:
    """Positions of names whose letters are nearly the same; half of all pairs are looked at."""
    texts = [" ".join(sorted(entry.name.words)) for entry in register.entries]
    found: list[list[int]] = [[] for _ in texts]
    for start in range(0, len(texts), AT_ONCE):
        rows = texts[start : start + AT_ONCE]
        ratios = cdist(rows, texts[start:], scorer=fuzz.ratio, score_cutoff=LEAST, dtype=np.uint8)
        for row, column in zip(*np.nonzero(ratios), strict=True):
            one, other = start + int(row), start + int(column)
            if one < other:
                found[one].append(other)
                found[other].append(one)
    return found


def _of(at: int, register: Register, near: Sequence[int]) -> tuple[Twin, ...]:
    own = register.entries[at]
    equal = [
        other
        for spelled in spellings(own.name)
        for key in word_keys(spelled)
        for other in register.by_words.get(key, ())
    ]
    found = []
    for other in dict.fromkeys([*equal, *near]):
        if other == at or not own.name.words:
            continue
        evidence = weigh(own, other, register)
        alike = evidence.exact or evidence.alike
        misspelt = evidence.plausible and evidence.score >= MISSPELT
        same = evidence.certain or ((alike or misspelt) and not evidence.barred)
        if same and evidence.weight <= 2 * MARGIN and evidence.score >= LIKE_ENOUGH:
            found.append((evidence.weight, Twin(other, evidence.score, evidence.why)))
    return tuple(twin for _weight, twin in sorted(found, key=lambda one: (one[0], one[1].at)))
