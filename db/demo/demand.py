"""What each partner is expected to buy a month, and what it really wants to buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from db.demo.partners import MONTHLY_EUR, is_in, place_of
from db.demo.stories import FADING_FOR, partners_of
from db.demo.window import N_AHEAD, N_MONTHS, Floats, Window

# January to December: quarter ends are strong, the last quarter strongest, August is quiet.
_SEASON = np.array([0.83, 0.90, 1.11, 0.93, 0.95, 1.12, 0.89, 0.79, 1.08, 1.01, 1.10, 1.29])
_QUIET_AUGUST = {"Iberia": 0.82, "DACH": 1.04, "Poland": 1.02}


@dataclass(frozen=True)
class Demand:
    """EUR a partner (rows) and month (columns, 36 and 3 ahead).

    Args:
        expected: what a planner could know: size, growth, season, ramp of new partners.
        wanted: with luck and the stories; only the 36 months.
    """

    expected: Floats
    wanted: Floats


def build_demand(rng: np.random.Generator, partners: pd.DataFrame, window: Window) -> Demand:
    """Expected and wanted purchases of all partners."""
    expected = _expected(partners, window)
    spread = np.clip(0.20 / np.sqrt(partners["size"].to_numpy()), 0.07, 0.32)[:, None]
    luck = np.exp(rng.normal(0, 1, (len(partners), N_MONTHS)) * spread - spread**2 / 2)
    drift = _drift(rng, len(partners))
    wanted = expected[:, :N_MONTHS] * luck * drift * _told(partners)
    months = np.arange(N_MONTHS)[None, :]
    wanted[months > partners["last_t"].to_numpy()[:, None]] = 0.0
    return Demand(expected, wanted)


def _expected(partners: pd.DataFrame, window: Window) -> Floats:
    n = N_MONTHS + N_AHEAD
    months = np.arange(n)[None, :]
    season = _SEASON[np.array(window.months) % 100 - 1][None, :]
    base = partners["size"].to_numpy()[:, None] * MONTHLY_EUR
    years = (months - N_MONTHS + 1) / 12
    growth = (1 + partners["growth"].to_numpy()[:, None]) ** years
    return np.asarray(base * season * growth * _august(partners, window) * _ramp(partners, months))


def _august(partners: pd.DataFrame, window: Window) -> Floats:
    factor = partners["region"].map(_QUIET_AUGUST).fillna(1.0).to_numpy()[:, None]
    august = (np.array(window.months) % 100 == 8)[None, :]
    return np.asarray(np.where(august, factor, 1.0))


def _ramp(partners: pd.DataFrame, months: np.ndarray) -> Floats:
    """New partners take about nine months to reach their size; the fast one takes five."""
    first = partners["first_t"].to_numpy()[:, None]
    pace = np.where(is_in(partners, "ramping"), 2.2, 4.0)[:, None]
    age = months - first + 1
    grown = 1 - np.exp(-np.maximum(age, 0) / pace)
    return np.asarray(np.where(first == 0, 1.0, grown))


def _drift(rng: np.random.Generator, n: int) -> Floats:
    """Good and bad half-years of a partner, smooth between them."""
    knots = rng.normal(0, 0.08, (n, N_MONTHS // 6 + 1))
    at = np.arange(N_MONTHS) / 6
    left = at.astype(int)
    share = at - left
    return np.asarray(np.exp(knots[:, left] * (1 - share) + knots[:, left + 1] * share))


def _told(partners: pd.DataFrame) -> Floats:
    """What the stories do to the purchases of their partners, as factors."""
    factor = np.ones((len(partners), N_MONTHS))
    for code, months in FADING_FOR.items():
        steps = np.arange(1, months + 1)
        factor[place_of(partners, code), -months:] = np.exp(-2.6 * steps / months)
    for code in partners_of("booming_thin"):
        factor[place_of(partners, code), -9:] = np.linspace(1.05, 1.5, 9)
    for code in partners_of("reorganised"):
        factor[place_of(partners, code), -5:] = np.linspace(0.98, 0.86, 5)
    return factor
