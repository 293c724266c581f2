"""Order books for tests of risk: a few orders by hand, and books whose leavers are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from scorecard.risk.book import OrderBook
from scorecard.risk.orders import order_book

FIRST = date(2020, 1, 1)


def days(*offsets: int) -> pd.Series:
    """Days counted from 2020-01-01 (day 0)."""
    return pd.Series(pd.Timestamp(FIRST) + pd.to_timedelta(list(offsets), unit="D"))


def by_hand(orders: Mapping[str, list[int]], amount_minor: int = 10_000) -> OrderBook:
    """A book of partner -> days of its orders, all of one amount."""
    rows = [(partner, day) for partner, when in orders.items() for day in when]
    return order_book(
        pd.DataFrame(
            {
                "partner": [partner for partner, _ in rows],
                "date": days(*(day for _, day in rows)),
                "amount_minor": np.full(len(rows), amount_minor, np.int64),
            }
        )
    )


def every(gap: int, start: int, end: int) -> list[int]:
    """Days from `start` to before `end`, `gap` apart."""
    return list(range(start, end, gap))


def simulated(n: int, seed: int, n_days: int = 1095, **columns: list[str]) -> pd.DataFrame:
    """Order rows of resellers of one brand: each with its own pace and evenness, a season, a
    chance to leave after every order, and some that fade before (smaller and rarer orders).

    Pace and leaving as measured on real resellers: gamma(0.83, 16 days), beta(0.063, 10.6).
    """
    chance = np.random.default_rng(seed)
    rows: list[tuple[int, int, int, int]] = []
    for partner in range(n):
        rows += _one(chance, partner, n_days)
    frame = pd.DataFrame(rows, columns=["partner", "day", "amount_minor", "lines"])
    frame["date"] = pd.Timestamp(FIRST) + pd.to_timedelta(frame["day"], unit="D")
    for name, values in columns.items():
        frame[name] = np.array(values, object)[frame["partner"] % len(values)]
    return frame.drop(columns="day")


def _one(chance: np.random.Generator, partner: int, n_days: int) -> list[tuple[int, int, int, int]]:
    rate = max(chance.gamma(0.83, 1 / 16), 1 / 400)
    leaving, even = chance.beta(0.063, 10.6), chance.choice([0.6, 1, 3])
    size, day = np.exp(chance.normal(11, 1)), float(chance.uniform(-400, 0.7 * n_days))
    fading, found = 1.0, []
    while True:
        season = 1 + 0.3 * np.sin(2 * np.pi * (day + 40) / 365)
        day += max(1, chance.gamma(even, 1 / (even * rate * season * fading)))
        if day >= n_days:
            return found
        if day >= 0:
            spent = int(size * fading * np.exp(chance.normal(0, 0.7)))
            found.append((partner, int(day), spent, 1 + int(chance.poisson(3 * fading))))
        if chance.random() < leaving:
            if fading < 1 or chance.random() < 0.5:
                return found
            fading = 0.3
