"""Which customers are written so alike that a dearer look at their names is worth it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from scorecard.forecast.dedupe.customers import LETTERS, Customers, Ints

LEAST_LIKE = 70  # of 100, likeness of the customers' letters
LEAST_HELD = 45  # for a name that holds the other's words whole
LEAST_SHARE = 0.55  # of the larger amount, for two reports of the whole
PART_LIKE = 85


def written_alike(
    pairs: tuple[Ints, Ints],
    customers: Customers,
    amounts: NDArray[np.float64],
    closely: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Pairs whose customers are written alike; nearly so where the amounts are far apart.

    Args:
        closely: pairs that are nothing unless the customers' letters are nearly the same.
    """
    one, other = pairs
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.minimum(amounts[one], amounts[other]) / np.maximum(amounts[one], amounts[other])
    least = np.where(share < LEAST_SHARE, PART_LIKE, LEAST_LIKE)
    least = np.where(closely, LETTERS, least)
    a, b = customers.of_deal[one], customers.of_deal[other]
    like = np.full(len(one), 100, dtype=np.uint8)
    unlike = np.flatnonzero(customers.spelled[a] != customers.spelled[b])
    like[unlike] = _likeness(customers, a[unlike], b[unlike], least[unlike])
    entries = customers.register.entries
    taxed = np.array([*(entry.tax is not None for entry in entries), False], dtype=bool)
    return np.asarray((like >= least) | (taxed[a] & taxed[b]))


def _likeness(customers: Customers, a: Ints, b: Ints, least: Ints) -> NDArray[np.uint8]:
    """Of 100; all where every word of one is in the other."""
    if not len(a):
        return np.empty(0, dtype=np.uint8)
    left, right = customers.texts[a], customers.texts[b]
    ratio = cpdist(left.tolist(), right.tolist(), scorer=fuzz.ratio, dtype=np.uint8, workers=2)
    low = np.flatnonzero((ratio < least) & (ratio >= LEAST_HELD))
    held = cpdist(
        left[low].tolist(), right[low].tolist(),
        scorer=fuzz.token_set_ratio, score_cutoff=100, dtype=np.uint8, workers=2,
    )  # fmt: skip
    ratio[low[held == 100]] = 100
    return np.asarray(ratio)
