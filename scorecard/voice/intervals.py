"""NPS with its uncertainty: what few answers can tell, and what they cannot.

Everything works on counts and is vectorised. Shares are -1..1 here (points / 100). Sources:
adjusted Wald: Rocks, B. (2016), "Interval estimation for the Net Promoter Score", The American
Statistician 70(4), 365-372; score interval: Tango, T. (1998), Statistics in Medicine 17, 891-908
(the difference of two shares of one multinomial, as b - c of paired data).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
LEVEL = 0.95
ADDED = 0.75  # of a promoter and of a detractor; 1.5 passives: three answers in all (Rocks 2016)
FEW = 10  # below so many answers the score interval's ends count half (ADR 20)
HALVINGS = 44  # of the score interval's search: ends to 1e-13


@dataclass(frozen=True)
class Counts:
    """Promoters, detractors and answers of groups, as arrays of one shape."""

    promoters: Floats
    detractors: Floats
    n: Floats

    @classmethod
    def of(cls, promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike) -> Counts:
        """
        Raises:
            ValueError: counts below 0, or more promoters and detractors than answers.
        """
        p, d, total = (np.asarray(x, dtype=float) for x in (promoters, detractors, n))
        if bool(np.any((p < 0) | (d < 0) | (p + d > total))):
            raise ValueError("promoters and detractors must be 0 or more and not exceed n")
        return cls(p, d, total)


def nps(counts: Counts) -> Floats:
    """Share of promoters less share of detractors; NaN without an answer."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = (counts.promoters - counts.detractors) / counts.n
    return found


def variance(counts: Counts) -> Floats:
    """Variance of one answer counted as 1, 0 or -1: p + d - (p - d)^2."""
    share = nps(counts)
    found: Floats = (counts.promoters + counts.detractors) / counts.n - share**2
    return found


def adjusted(counts: Counts) -> tuple[Floats, Floats]:
    """Centre and squared standard error of the adjusted Wald: three answers are added."""
    n = counts.n + 4 * ADDED
    more = Counts(counts.promoters + ADDED, counts.detractors + ADDED, n)
    return nps(more), variance(more) / n


def adjusted_wald(counts: Counts, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Ends of the adjusted Wald interval, kept within -1..1."""
    centre, squared = adjusted(counts)
    half = ndtri((1 + level) / 2) * np.sqrt(squared)
    return np.maximum(centre - half, -1.0), np.minimum(centre + half, 1.0)


def score_interval(counts: Counts, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Ends of Tango's score interval: differences that a test would not reject."""
    z = float(ndtri((1 + level) / 2))
    estimate = nps(counts)
    low = _end(counts, np.full_like(estimate, -1.0), estimate, z)
    high = _end(counts, np.full_like(estimate, 1.0), estimate, -z)
    return low, high


def _end(counts: Counts, far: Floats, near: Floats, z: float) -> Floats:
    """The difference between `far` (rejected) and `near` at which the test statistic is `z`."""
    for _ in range(HALVINGS):
        middle = (far + near) / 2
        rejected = _statistic(counts, middle) > z if z > 0 else _statistic(counts, middle) < z
        far, near = np.where(rejected, middle, far), np.where(rejected, near, middle)
    return (far + near) / 2


def _statistic(counts: Counts, difference: Floats) -> Floats:
    p, d, n = counts.promoters, counts.detractors, counts.n
    middle = -p - d + (2 * n - p + d) * difference
    last = -d * difference * (1 - difference)
    share = (np.sqrt(np.maximum(middle**2 - 8 * n * last, 0.0)) - middle) / (4 * n)
    spread = n * (2 * share + difference * (1 - difference))
    found: Floats = (p - d - n * difference) / np.sqrt(np.maximum(spread, 1e-12))
    return found


def interval(counts: Counts, level: float = LEVEL) -> tuple[Floats, Floats]:
    """The interval shown everywhere: adjusted Wald, and below `FEW` answers the middle between
    its ends and the score interval's, which keeps what it promises at the edges (ADR 20)."""
    low, high = adjusted_wald(counts, level)
    few = (counts.n < FEW) & (counts.n > 0)
    if not few.any():
        return low, high
    p, d = np.where(few, counts.promoters, 0.0), np.where(few, counts.detractors, 0.0)
    some = Counts(p, d, np.where(few, counts.n, 1.0))
    low_score, high_score = score_interval(some, level)
    return (
        np.where(few, (low + low_score) / 2, low),
        np.where(few, (high + high_score) / 2, high),
    )


@dataclass(frozen=True)
class Difference:
    """Now less before, as shares; `p` is the two-sided probability of so much by chance."""

    value: Floats
    low: Floats
    high: Floats
    p: Floats


def difference(now: Counts, before: Counts, level: float = LEVEL) -> Difference:
    """The change between two waves. The value is of the plain NPS; its interval and `p` are
    made of the adjusted ones.

    The waves count as independent. The same people answering alike makes the true interval
    narrower, so nothing is called certain that is not.
    """
    centre, squared = adjusted(now)
    centre_before, squared_before = adjusted(before)
    moved, error = centre - centre_before, np.sqrt(squared + squared_before)
    half = ndtri((1 + level) / 2) * error
    p = 2 * ndtr(-np.abs(moved) / error)
    return Difference(
        nps(now) - nps(before),
        np.maximum(moved - half, -2.0),
        np.minimum(moved + half, 2.0),
        np.asarray(p, dtype=float),
    )


def kept_by_fdr(p: ArrayLike, q: float) -> NDArray[np.bool_]:
    """Which of many tests stay when at most a share `q` of the kept may be false (Benjamini and
    Hochberg 1995, J. R. Stat. Soc. B 57, 289-300)."""
    values = np.asarray(p, dtype=float)
    order = np.argsort(values)
    within = values[order] <= q * np.arange(1, len(values) + 1) / max(len(values), 1)
    kept = np.zeros(len(values), dtype=bool)
    if within.any():
        kept[order[: int(np.flatnonzero(within)[-1]) + 1]] = True
    return kept
