"""BG/NBD against the published fit, and against its own model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scorecard.risk.bgnbd import BgNbd, fit

PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)


def test_expectation_of_the_published_example() -> None:
    # Fader, Hardie, Lee: x = 2, t_x = 30.43, T = 38.86 weeks; expected in 39 weeks 1.226
    history = (np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert PUBLISHED.expected_orders(*history, 39.0)[0] == pytest.approx(1.226, abs=5e-4)


def test_nobody_without_a_repeat_order_has_dropped_out() -> None:
    none = np.array([0.0])
    assert PUBLISHED.p_alive(none, none, np.array([30.0]))[0] == 1.0
    # P(none) is then (alpha / (alpha + T + H)) relative to T, to the power r
    expected = ((4.414 + 30) / (4.414 + 40)) ** 0.243
    found = PUBLISHED.p_none(none, none, np.array([30.0]), 10.0)[0]
    assert found == pytest.approx(expected)


def test_alive_by_hand() -> None:
    model = BgNbd(r=1.0, alpha=10.0, a=1.0, b=1.0)
    x, t_x, t = np.array([1.0]), np.array([10.0]), np.array([30.0])
    # odds of having dropped out: a / (b + x - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x) = 4
    assert model.p_alive(x, t_x, t)[0] == pytest.approx(0.2)
    assert model.p_none(x, t_x, t, 40.0)[0] == pytest.approx(1 - 0.2 * (1 - 0.25))


def test_expectation_is_continuous_where_its_formula_divides_by_zero() -> None:
    history = (np.array([3.0]), np.array([20.0]), np.array([25.0]))
    values = [BgNbd(0.5, 5.0, a, 2.0).expected_orders(*history, 10.0)[0] for a in (0.999, 1, 1.001)]
    assert values[1] == pytest.approx((values[0] + values[2]) / 2, rel=1e-5)


def test_few_histories_give_the_start_in_the_books_own_time() -> None:
    x = np.array([4.0, 2.0])
    model = fit(x, np.array([80.0, 40.0]), np.array([100.0, 80.0]))
    assert model == BgNbd(0.8, 30.0, 0.5, 2.5)  # alpha: 180 days observed / 6 repeat orders


def test_simulated_histories_give_their_parameters_back() -> None:
    chance = np.random.default_rng(1)
    rows = [_history(chance, 0.83, 16.0, 0.5, 5.0, 365.0) for _ in range(4000)]
    x, t_x, t = np.array(rows).T
    model = fit(x, t_x, t)
    assert model.r == pytest.approx(0.83, rel=0.1)
    assert model.alpha == pytest.approx(16.0, rel=0.12)
    assert model.a / (model.a + model.b) == pytest.approx(0.5 / 5.5, rel=0.1)


def _history(
    chance: np.random.Generator, r: float, alpha: float, a: float, b: float, length: float
) -> tuple[float, float, float]:
    rate, leaves = chance.gamma(r, 1 / alpha), chance.beta(a, b)
    day, n = 0.0, 0
    while chance.random() >= leaves or n == 0:
        step = chance.exponential(1 / rate)
        if day + step > length:
            break
        day, n = day + step, n + 1
    return float(n), day, length


@pytest.mark.shared
def test_fit_to_cdnow_is_the_published_one(shared: Path) -> None:
    file = shared / "data" / "cdnow" / "CDNOW_sample.txt"
    rows = pd.read_csv(file, sep=r"\s+", header=None, usecols=[0, 2], names=["id", "day"])
    rows["day"] = pd.to_datetime(rows["day"].astype(str))
    rows = rows[rows["day"] <= "1997-09-30"].drop_duplicates()
    seen = rows.groupby("id")["day"].agg(["min", "max", "count"])
    t = (pd.Timestamp("1997-09-30") - seen["min"]).dt.days.to_numpy() / 7
    t_x = (seen["max"] - seen["min"]).dt.days.to_numpy() / 7
    x = seen["count"].to_numpy() - 1.0
    model = fit(x, t_x, t, shrink=0)
    assert [round(v, 3) for v in (model.r, model.alpha, model.a, model.b)] == [
        0.243,
        4.414,
        0.793,
        2.426,
    ]
    assert model.log_likelihood(x, t_x, t).sum() == pytest.approx(-9582.4, abs=0.05)
