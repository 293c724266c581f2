"""Nowcasts: worked by hand, without look-ahead, and as often right as they claim."""

from __future__ import annotations

import math
import random
from datetime import date

import pytest

from db.demo.world import build_world
from scorecard.nowcast import Abstained, Nowcast, nowcast
from scorecard.period import add_months


def _months(first: int, values: list[int]) -> dict[int, int]:
    return {add_months(first, i): value for i, value in enumerate(values)}


def test_a_short_history_is_no_nowcast() -> None:
    series = _months(202501, [100] * 12)
    assert nowcast(series, 202601) == Nowcast(
        202601, None, None, None, abstained=Abstained.SHORT_HISTORY
    )
    assert nowcast(series | {202601: 100}, 202602).value == 100


def test_a_year_and_a_month_by_hand() -> None:
    series = _months(202501, [100, 200, *[100] * 10, 150])
    # February: 200 a year before x January's 150 / 100. The plain level was most wrong for
    # February 2025: the mean of the months before was 100, so 200 was 100 % off.
    assert nowcast(series, 202602) == Nowcast(202602, 300, 0, 600, n_errors=1, method="seasonal")


def test_two_years_by_hand() -> None:
    year = [100, 200, 300, 400] * 3
    found = nowcast(_months(202401, year * 2 + year[:8]), 202609)
    # Each month repeats the one a year before: none of the forecasts of months 14 to 32 was wrong.
    assert found == Nowcast(202609, 100, 100, 100, n_errors=19, method="seasonal")


def test_rank_of_the_interval_by_hand() -> None:
    # Seasonal forecasts exist from the 14th month on. 17 months: four of them; at 80 % the
    # error of rank ceil(5 x 0.8) = 4, the largest. All years at 100 but the last four months.
    series = _months(202501, [100] * 13 + [110, 100, 100, 80])
    # Level expects 100, 310 / 3, 310 / 3, 310 / 3: off by 0.1, 0.0323, 0.0323, 0.2258.
    # Seasonal expects 105 for the second of them, is further off there, and loses.
    expected = 280 / 3
    reach = (310 / 3 - 80) / (310 / 3) * expected
    assert nowcast(series, 202606) == Nowcast(
        202606,
        round(expected),
        round(expected - reach),
        round(expected + reach),
        n_errors=4,
        method="level",
    )


def test_months_from_the_asked_one_on_are_not_looked_at() -> None:
    series = _months(202301, [100 + 7 * (i % 5) for i in range(30)])
    later = {202507: 10**9, 202508: -(10**9), 202512: 5}
    assert nowcast(series | later, 202507) == nowcast(series, 202507)


def test_errors_are_made_with_the_lead_of_the_nowcast() -> None:
    # Sales that double each month, 13 months of them. The plain level expects 7 / 24 of what
    # comes one month ahead, 7 / 48 two months ahead: so far may the seasonal one be off.
    series = _months(202301, [2**i * 100 for i in range(13)])
    near, far = nowcast(series, 202402), nowcast(series, 202403)
    assert (near.value, near.high) == (2**13 * 100, round(2**13 * 100 * 24 / 7))
    assert (far.value, far.high) == (2**14 * 100, round(2**14 * 100 * 48 / 7))


def test_what_is_seen_already_is_the_least_of_a_partial_month() -> None:
    series = _months(202301, [100, 120] * 13)
    usual = nowcast(series, 202503)
    assert (usual.low, usual.value, usual.high) == (100, 100, 100)
    partial = nowcast(series, 202503, seen=105)
    assert (partial.low, partial.value, partial.high) == (105, 105, 105)


def test_without_a_level_above_zero_it_abstains() -> None:
    series = _months(202301, [100] * 24 + [-100] * 6)
    assert nowcast(series, 202507).abstained is Abstained.NO_LEVEL


def test_a_gap_a_year_before_falls_back_to_the_level() -> None:
    series = _months(202301, [100] * 30)
    del series[202407]
    found = nowcast(series, 202507)
    assert (found.value, found.method) == (100, "level")


def _drawn(rng: random.Random, n: int, noise: float, season: float) -> dict[int, int]:
    phase = rng.randrange(12)

    def value(i: int) -> int:
        wave = 1 + season * math.sin(2 * math.pi * (i + phase) / 12)
        return round(1e7 * math.exp(0.01 * i + rng.gauss(0, noise)) * wave)

    return _months(202301, [value(i) for i in range(n)])


@pytest.mark.parametrize(
    ("n", "noise", "season", "hits"),
    [(36, 0.15, 0.3, 326), (36, 0.15, 0.0, 344), (36, 0.3, 0.5, 332), (20, 0.1, 0.3, 333),
     (14, 0.15, 0.3, 363)],
)  # fmt: skip
def test_coverage_on_drawn_series(n: int, noise: float, season: float, hits: int) -> None:
    """80 % asked for: the last month lies inside in that many of 400 series."""
    rng, inside = random.Random(1), 0
    for _ in range(400):
        series = _drawn(rng, n, noise, season)
        month = max(series)
        truth = series.pop(month)
        found = nowcast(series, month)
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= truth <= found.high
    assert inside == hits


def test_coverage_on_the_demo_distributors() -> None:
    """Each of the last twelve whole months of each distributor, from the months before it."""
    lines = build_world(7, date(2026, 10, 5)).lines
    month = lines["invoice_on"].dt.year * 100 + lines["invoice_on"].dt.month
    sums = lines["eur_minor"].groupby([lines["distributor"], month]).sum()
    asked = inside = 0
    for _code, of_sender in sums.groupby(level=0):
        series = {int(at): int(net) for (_sender, at), net in of_sender.items()}
        for at in [add_months(202609, -i) for i in range(12)]:
            found = nowcast(series, at)
            assert found.low is not None
            assert found.high is not None
            asked += 1
            inside += found.low <= series[at] <= found.high
    assert (asked, inside) == (48, 43)
