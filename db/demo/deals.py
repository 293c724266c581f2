"""Deals and the stages they went through: registered, qualified, proposal, negotiation, closed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from db.demo.demand import Demand
from db.demo.partners import is_in
from db.demo.window import N_MONTHS, Days, Floats, Ints, Window, on_business_day, shift

STAGES = ("registered", "qualified", "proposal", "negotiation")
_MOST_WON = range(N_MONTHS - 12, N_MONTHS - 5)  # deals of the doubly sold partner, by creation
_BEFORE = 4  # months before the window in which deals begin
_MEDIAN_DAYS = np.array([20.0, 42.0, 36.0, 30.0])
_PACE = {"reseller": 0.95, "integrator": 1.3, "msp": 0.9, "referral": 1.1}
_PROJECT_SHARE = 1.0  # of a partner's sell-through that comes from won deals


@dataclass(frozen=True)
class Drawn:
    """Deals by number: partner row, month of creation (from 0, negative before), days.

    Args:
        entered: day of each stage and of the end, shape (n, 5); some lie after the window.
        ends_at: after which stage a deal ends (0..3).
    """

    partner: Ints
    month: Ints
    created: Days
    entered: Days
    ends_at: Ints
    won: np.ndarray
    rejected: np.ndarray
    amount: Floats

    @property
    def closed(self) -> Days:
        """The day a deal ends (perhaps after the window)."""
        return np.asarray(self.entered[np.arange(len(self.partner)), self.ends_at + 1])


def draw_deals(
    rng: np.random.Generator, partners: pd.DataFrame, demand: Demand, window: Window
) -> Drawn:
    """Chance decides how many deals begin a month, how long they stay, how they end."""
    pace = _pace(partners, demand)
    n_deals = rng.poisson(pace)
    partner = np.repeat(np.arange(len(partners)), n_deals.sum(axis=1))
    month = np.concatenate([np.repeat(np.arange(-_BEFORE, N_MONTHS), row) for row in n_deals])
    n = len(partner)
    first = np.datetime64(window.start, "M") + month.astype("timedelta64[M]")
    created = on_business_day(shift(first.astype("datetime64[D]"), rng.integers(0, 28, n)))
    win = np.clip(0.33 + 0.05 * np.log(partners["size"].to_numpy()) / 1.4, 0.24, 0.46)
    lucky = is_in(partners, "double_sold")[partner] & np.isin(month, _MOST_WON)
    lucky &= rng.random(n) < 0.6
    won = (rng.random(n) < win[partner]) | lucky
    ends_at = np.where(won, 3, rng.choice([1, 2, 3], n, p=[0.3, 0.4, 0.3]))
    entered = _entered(rng, created)
    value = _values(partners, demand, pace, win)
    luck = np.exp(np.clip(rng.normal(0, 0.65, n), -1.6, 1.4) - 0.65**2 / 2)
    thin = is_in(partners, "booming_thin")[partner] & (month >= N_MONTHS - 12)
    amount = np.maximum(value[partner] * luck * np.where(thin, 0.06, 1.0), 400.0)
    rejected = (rng.random(n) < 0.10) & ~lucky
    return Drawn(partner, month, created, entered, ends_at, won, rejected, amount)


def _pace(partners: pd.DataFrame, demand: Demand) -> Floats:
    """New deals a partner and month, from four months before the window on."""
    size = partners["size"].to_numpy()[:, None]
    kind = partners["partner_type"].map(_PACE).to_numpy(dtype="float64")[:, None]
    level = demand.wanted / np.maximum(demand.expected[:, :N_MONTHS], 1.0)
    months = np.arange(N_MONTHS)[None, :]
    ready = months >= partners["first_t"].to_numpy()[:, None] - 1
    pace = 0.32 * size**0.38 * kind * np.clip(level, 0.0, 1.1) ** 0.4 * ready
    thin = is_in(partners, "booming_thin")
    pace[thin, -8:] *= 0.04
    pace[is_in(partners, "double_sold"), -12:] *= 1.4
    return np.hstack([np.repeat(pace[:, :1], _BEFORE, axis=1), pace])


def _values(partners: pd.DataFrame, demand: Demand, pace: Floats, win: Floats) -> Floats:
    """Mean value of a partner's deals, so that won deals bring about the sell-through."""
    usual = np.quantile(pace[:, -18:], 0.75, axis=1) * win
    monthly = demand.expected[:, N_MONTHS - 12 : N_MONTHS].mean(axis=1)
    return np.asarray(_PROJECT_SHARE * monthly / np.maximum(usual, 0.01))


def _entered(rng: np.random.Generator, created: Days) -> Days:
    """Days of the five steps; one deal in 25 gets stuck at its proposal for long."""
    n = len(created)
    pace = np.exp(rng.normal(0, 0.35, (n, 1)))
    stay = _MEDIAN_DAYS * pace * np.exp(rng.normal(0, 0.3, (n, 4)))
    stay[:, 2] *= np.where(rng.random(n) < 0.04, 5.0, 1.0)
    steps = np.cumsum(np.maximum(np.rint(stay), 3), axis=1)
    days = np.column_stack([created, shift(created[:, None], steps)])
    return np.maximum.accumulate(on_business_day(days, "following"), axis=1)
