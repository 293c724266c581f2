"""Books of deals with a known truth: hazards by age, a shock common to all, groups of any size."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from scorecard.forecast.contract import DealBook

START = date(2023, 1, 2)
STAGES = ("qualified", "quoted", "committed")
STAGE_FACTOR = np.array([0.4, 1.0, 2.0])


def deal_book(
    seed: int,
    n: int = 6000,
    weeks: int = 156,
    regions: int = 4,
    partners: int = 40,
    shock: float = 0.15,
    memory: float = 0.9,
    snapshots: bool = True,
) -> DealBook:
    """Deals opened evenly over `weeks`; each week an open one is won or lost by its age.

    Args:
        shock: spread of the factor on all chances to win, a process of one week's `memory`.
    """
    random = np.random.default_rng(seed)
    opened = random.integers(0, weeks * 7, n)
    partner = random.choice(partners, n, p=_sizes(partners))
    stage = random.integers(0, len(STAGES), n)
    level = _process(random, weeks, shock, memory)
    closed, won = _outcomes(random, opened, stage, level, weeks)
    asked = np.rint(random.lognormal(13.0, 0.8, n)).astype(np.int64)
    got = np.rint(asked * random.lognormal(-0.02, 0.2, n)).astype(np.int64)
    over = closed >= 0
    deals = pd.DataFrame(
        {
            "deal_id": np.arange(n),
            "region": [f"R{p % regions}" for p in partner],
            "country": [f"C{p % (2 * regions)}" for p in partner],
            "tier": [f"T{p % 3}" for p in partner],
            "distributor_id": [f"D{p % 5}" for p in partner],
            "partner_id": [f"P{p:03d}" for p in partner],
            "owner": [f"O{p % 7}" for p in partner],
            "segment": [f"S{i % 3}" for i in range(n)],
            "deal_type": "new",
            "opened_on": _days(opened),
            "closed_on": _days(np.where(over, closed, -1)),
            "status": np.where(won, "won", np.where(over, "lost", "open")),
            "stage": np.array(STAGES, object)[stage],
            "amount_minor": pd.array(np.where(won, got, asked), "Int64"),
        }
    )
    history = pd.DataFrame(
        {
            "deal_id": np.arange(n),
            "known_on": _days(opened),
            "stage": np.array(STAGES, object)[stage],
            "status": "open",
            "amount_minor": pd.array(asked, "Int64"),
            "expected_close_on": pd.NaT,
        }
    )
    return DealBook(deals, history if snapshots else history.iloc[:0], "EUR", STAGES)


def _sizes(n: int) -> np.ndarray:
    size = 1 / np.sqrt(np.arange(1, n + 1))
    return np.asarray(size / size.sum())


def _process(random: np.random.Generator, weeks: int, spread: float, memory: float) -> np.ndarray:
    found = np.zeros(weeks + 1)
    for week in range(1, weeks + 1):
        own = np.sqrt(1 - memory**2) * random.standard_normal()
        found[week] = memory * found[week - 1] + own
    return np.exp(spread * found - spread**2 / 2)


def _outcomes(
    random: np.random.Generator,
    opened: np.ndarray,
    stage: np.ndarray,
    level: np.ndarray,
    weeks: int,
) -> tuple[np.ndarray, np.ndarray]:
    closed, won = np.full(len(opened), -1), np.zeros(len(opened), bool)
    for week in range(weeks):
        first = 7 * week
        there = np.flatnonzero((opened < first + 7) & (closed < 0))
        age = week - opened[there] // 7
        win = 0.035 * np.exp(-((age - 8) ** 2) / 72) * STAGE_FACTOR[stage[there]] * level[week]
        drawn = random.random(len(there))
        ends = drawn < win + 0.03
        day = random.integers(0, 7, len(there))
        closed[there[ends]] = np.maximum(first + day[ends], opened[there[ends]])
        won[there] = drawn < win
    return closed, won


def _days(offset: np.ndarray) -> pd.Series:
    stamps = pd.Timestamp(START) + pd.to_timedelta(np.maximum(offset, 0), "D")
    return pd.Series(stamps).where(pd.Series(offset) >= 0)


def day(week: int) -> date:
    """The last day of a week of the book."""
    return START + timedelta(7 * week - 1)
