"""End customers: every partner has its own, a few more every year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from db.demo.window import N_MONTHS, Ints
from db.demo.words import customers_of

_MOST = 40
_FORMS = {"pl": "Sp. z o.o.", "ro": "SRL", "hu": "Kft.", "es": "S.L.", "pt": "Lda.", "cs": "s.r.o."}


@dataclass(frozen=True)
class Customers:
    """`names` of all end customers; `of` holds their numbers a partner (rows), 40 places each.

    Args:
        first_n, last_n: how many of its places a partner uses in the first and the last month.
    """

    names: np.ndarray
    of: Ints
    first_n: Ints
    last_n: Ints
    first_t: Ints

    def pick(self, partner: Ints, month: Ints, luck: np.ndarray) -> Ints:
        """A customer of each partner in a month, by `luck` in [0, 1); old ones come more often."""
        span = np.maximum(N_MONTHS - 1 - self.first_t[partner], 1)
        age = np.clip((month - self.first_t[partner]) / span, 0, 1)
        first, last = self.first_n[partner], self.last_n[partner]
        known = first + np.floor((last - first) * age).astype(np.int64)
        place = np.floor(known * luck**1.25).astype(np.int64)
        return np.asarray(self.of[partner, place], dtype=np.int64)


def build_customers(rng: np.random.Generator, partners: pd.DataFrame) -> Customers:
    """Deal the names of each country out to its partners; some customers buy from two."""
    n = len(partners)
    last_n = np.clip(np.rint(6 + 5 * np.sqrt(partners["size"].to_numpy())), 4, _MOST)
    names: list[str] = []
    of = np.zeros((n, _MOST), dtype=np.int64)
    language = partners["language"].to_numpy()
    for code in dict.fromkeys(language):
        rows = np.flatnonzero(language == code)
        pool = customers_of(str(partners["country"].iloc[rows[0]]))
        starts = np.concatenate([[0], np.cumsum(last_n[rows])[:-1]]).astype(np.int64)
        of[rows] = len(names) + (starts[:, None] + np.arange(_MOST)[None, :]) % len(pool)
        names.extend(_written(pool, str(code)))
    _share_some(rng, of, language)
    first_t = partners["first_t"].to_numpy()
    first_n = np.where(first_t == 0, np.ceil(last_n * 0.55), 2.0)
    return Customers(
        np.array(names, dtype=object),
        of,
        first_n.astype(np.int64),
        last_n.astype(np.int64),
        first_t,
    )


def _share_some(rng: np.random.Generator, of: Ints, language: np.ndarray) -> None:
    """One place in twelve is given to a customer of another partner of the same language."""
    for code in dict.fromkeys(language):
        rows = np.flatnonzero(language == code)
        taken = rng.random((len(rows), _MOST)) < 1 / 12
        other = of[rng.choice(rows, taken.sum()), rng.integers(0, 6, taken.sum())]
        block = of[rows]
        block[taken] = other
        of[rows] = block


def _written(pool: tuple[str, ...], language: str) -> list[str]:
    """Names with the legal form of the country, where one is usual."""
    form = _FORMS.get(language, "GmbH")
    return [name if number % 3 else f"{name} {form}" for number, name in enumerate(pool)]
