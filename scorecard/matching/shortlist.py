"""The few partners of a large register whose names are near a written one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from scorecard.matching.register import Entry, Register

LEAST_RATIO = 70  # of 100: below it names share too little to be misspelt
LIMIT = 8
AT_ONCE = 250  # rows of the matrix of ratios held in memory
Ints = NDArray[np.int64]


class Shortlist:
    """Blocks a register by country, compares the words' letters, keeps the nearest."""

    def __init__(self, register: Register) -> None:
        self._register = register
        entries = register.entries
        self._texts = [" ".join(sorted(entry.name.words)) for entry in entries]
        by_country: dict[str | None, list[int]] = {}
        for at, entry in enumerate(entries):
            by_country.setdefault(entry.country, []).append(at)
        nowhere = by_country.pop(None, [])
        self._blocks = {
            country: np.array(sorted(found + nowhere), dtype=np.int64)
            for country, found in by_country.items()
            if country
        }
        self._all = np.arange(len(entries), dtype=np.int64)

    def near(self, entries: Sequence[Entry]) -> list[list[int]]:
        """Positions of at most `LIMIT` partners for each entry, the nearest first.

        Beside those with like letters come the partners with the same rare word.
        """
        found: list[list[int]] = [[] for _ in entries]
        order = sorted(range(len(entries)), key=lambda n: entries[n].country or "")
        for country, group in groupby(order, key=lambda n: entries[n].country or ""):
            block = self._blocks.get(country, self._all)
            texts = [self._texts[at] for at in block.tolist()]
            rows = list(group)
            for start in range(0, len(rows), AT_ONCE):
                self._compare(entries, rows[start : start + AT_ONCE], block, texts, found)
        for n, entry in enumerate(entries):
            known = set(found[n])
            rare = self._register.with_rare_word(entry.name)
            found[n] += [at for at in rare if at not in known]
        return found

    def _compare(
        self,
        entries: Sequence[Entry],
        rows: list[int],
        block: Ints,
        texts: list[str],
        found: list[list[int]],
    ) -> None:
        written = [" ".join(sorted(entries[n].name.words)) for n in rows]
        ratios = cdist(written, texts, scorer=fuzz.ratio, score_cutoff=LEAST_RATIO, dtype=np.uint8)
        for row, n in enumerate(rows):
            near = np.flatnonzero(ratios[row])
            if len(near) > LIMIT:
                best = np.argsort(-ratios[row][near].astype(np.int64), kind="stable")
                near = near[best[:LIMIT]]
            found[n] = block[near].tolist()
