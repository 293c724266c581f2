"""NPS intervals against published reference values, by exact enumeration and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from scorecard.voice.intervals import (
    Counts,
    adjusted_wald,
    difference,
    interval,
    kept_by_fdr,
    nps,
    score_interval,
    variance,
)

Floats = NDArray[np.float64]


def test_the_reference_of_six_answers() -> None:
    # scores 0, 7, 7, 9, 9, 9: three promoters, one detractor
    six = Counts.of(3, 1, 6)
    assert float(nps(six)) == pytest.approx(1 / 3)
    assert float(variance(six)) == pytest.approx(5 / 9)
    assert round(math.sqrt(float(variance(six)) / 6), 3) == 0.304


def test_the_adjusted_wald_of_six_answers_by_hand() -> None:
    # (3 + 0.75 - 1 - 0.75) / 9 = 2/9; p + d = 5.5 / 9; variance = 0.6111 - 0.0494 = 0.5617
    low, high = adjusted_wald(Counts.of(3, 1, 6))
    half = 1.959963985 * math.sqrt((5.5 / 9 - (2 / 9) ** 2) / 9)
    assert float(low) == pytest.approx(2 / 9 - half)
    assert float(high) == pytest.approx(2 / 9 + half)


def _restricted_z(p: int, d: int, n: int, difference: float) -> float:
    """The score statistic with the likelihood maximised by search under p - d = difference."""

    def loss(share: float) -> float:
        parts = ((p, share + difference), (d, share), (n - p - d, 1 - 2 * share - difference))
        return -sum(count * math.log(max(at, 1e-300)) for count, at in parts if count)

    found = minimize_scalar(
        loss, bounds=(max(0.0, -difference), (1 - difference) / 2), method="bounded",
        options={"xatol": 1e-12},
    )  # fmt: skip
    spread = 2 * found.x + difference - difference**2
    return float((p - d - n * difference) / math.sqrt(n * spread))


@pytest.mark.parametrize(("p", "d", "n"), [(12, 2, 50), (3, 1, 6), (1, 4, 9)])
def test_at_the_ends_of_the_score_interval_the_test_is_at_its_level(p: int, d: int, n: int) -> None:
    low, high = score_interval(Counts.of(p, d, n))
    assert _restricted_z(p, d, n, float(low)) == pytest.approx(1.959963985, abs=1e-4)
    assert _restricted_z(p, d, n, float(high)) == pytest.approx(-1.959963985, abs=1e-4)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="not exceed n"):
        Counts.of(4, 3, 6)


def test_the_interval_is_the_adjusted_wald_from_ten_answers_on() -> None:
    ten, nine = Counts.of(6, 1, 10), Counts.of(6, 1, 9)
    assert [float(x) for x in interval(ten)] == [float(x) for x in adjusted_wald(ten)]
    wald, score = adjusted_wald(nine), score_interval(nine)
    assert float(interval(nine)[0]) == pytest.approx(float(wald[0] + score[0]) / 2)


def _outcomes(n: int) -> Counts:
    p, d = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    possible = p + d <= n
    return Counts.of(p[possible], d[possible], np.full(int(possible.sum()), n))


def _chance(counts: Counts, p: float, d: float) -> Floats:
    """Probability of each outcome when a share p are promoters and d detractors."""
    passive = counts.n - counts.promoters - counts.detractors
    log = gammaln(counts.n + 1) - sum(
        gammaln(x + 1) for x in (passive, counts.promoters, counts.detractors)
    )
    log += counts.promoters * np.log(p) + counts.detractors * np.log(d)
    found: Floats = np.exp(log + passive * np.log(1 - p - d))
    return found


def _coverage(n: int, share: float) -> float:
    """Exact coverage at an NPS, the mean over shares of passives from little to much."""
    counts = _outcomes(n)
    low, high = interval(counts)
    holds = (low <= share + 1e-12) & (high >= share - 1e-12)
    found = []
    for passive in np.linspace(0.05, 0.95, 10) * (1 - abs(share)):
        p, d = (1 - passive + share) / 2, (1 - passive - share) / 2
        found.append(float(_chance(counts, p, d)[holds].sum()))
    return float(np.mean(found))


@pytest.mark.parametrize("n", [10, 12, 15, 20, 30, 50, 100, 200, 500])
def test_the_interval_covers_93_to_97_of_100_from_ten_answers(n: int) -> None:
    found = {points: _coverage(n, points / 100) for points in range(-60, 81, 20)}
    assert {k: round(v, 3) for k, v in found.items() if not 0.93 <= round(v, 3) <= 0.97} == {}


@pytest.mark.parametrize("n", [5, 6, 7, 8, 9])
def test_with_fewer_answers_it_never_promises_more_than_it_keeps(n: int) -> None:
    found = {points: _coverage(n, points / 100) for points in range(-60, 81, 20)}
    assert {k: round(v, 3) for k, v in found.items() if not 0.93 <= v <= 0.985} == {}


@pytest.mark.parametrize(("n", "p", "d"), [(5, 0.5, 0.3), (12, 0.7, 0.1), (40, 0.2, 0.6)])
def test_simulated_answers_say_the_same_as_the_enumeration(n: int, p: float, d: float) -> None:
    rng = np.random.default_rng(7)
    drawn = rng.multinomial(n, [p, d, 1 - p - d], size=40_000)
    low, high = interval(Counts.of(drawn[:, 0], drawn[:, 1], np.full(len(drawn), n)))
    simulated = float(((low <= p - d) & (high >= p - d)).mean())
    counts = _outcomes(n)
    ends = interval(counts)
    exact = float(_chance(counts, p, d)[(ends[0] <= p - d) & (ends[1] >= p - d)].sum())
    assert simulated == pytest.approx(exact, abs=0.006)


def test_a_change_by_hand() -> None:
    # now 8 of 12 promoters, 1 detractor; before 5 of 12, 4 detractors
    found = difference(Counts.of(8, 1, 12), Counts.of(5, 4, 12))
    assert float(found.value) == pytest.approx(7 / 12 - 1 / 12)
    moved = 7 / 15 - 1 / 15
    now, before = (10.5 / 15 - (7 / 15) ** 2) / 15, (10.5 / 15 - (1 / 15) ** 2) / 15
    half = 1.959963985 * math.sqrt(now + before)
    assert float(found.low) == pytest.approx(moved - half)
    assert float(found.high) == pytest.approx(moved + half)
    assert float(found.p) == pytest.approx(2 * (1 - _phi(moved / math.sqrt(now + before))))


def _phi(z: float) -> float:
    return (1 + math.erf(z / math.sqrt(2))) / 2


def test_fifteen_answers_a_wave_raise_a_false_alarm_in_one_of_twenty() -> None:
    rng = np.random.default_rng(3)
    waves = [rng.multinomial(15, [0.55, 0.15, 0.3], size=20_000) for _ in range(2)]
    counts = [Counts.of(w[:, 0], w[:, 1], np.full(len(w), 15)) for w in waves]
    found = difference(*counts)
    certain = float(((found.low > 0) | (found.high < 0)).mean())
    naive = float((found.value <= -0.1).mean())
    assert 0.03 <= certain <= 0.05
    assert naive > 0.3  # the rule "fell by ten points" cries wolf


def test_benjamini_and_hochbergs_own_example() -> None:
    # Benjamini and Hochberg (1995), section 4.2: fifteen tests, four are kept at q = 0.05
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
         0.4262, 0.5719, 0.6528, 0.7590, 1.0000]  # fmt: skip
    assert kept_by_fdr(p, 0.05).tolist() == [True] * 4 + [False] * 11
    assert kept_by_fdr(p[::-1], 0.05).tolist() == [False] * 11 + [True] * 4
    assert kept_by_fdr([], 0.05).tolist() == []
