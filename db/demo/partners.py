"""Partners of the demo programme: who they are, how big, how fast they grow."""

from __future__ import annotations

from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd

from db.demo.stories import SIZES, TIER_FLOORS, TIERS, partners_of
from db.demo.window import N_MONTHS, Days, Floats, Ints, Window, on_business_day, shift
from db.demo.words import LANGUAGE, OWNERS, REGION, read_table

MONTHLY_EUR = 12_200.0  # of a partner of size 1 in the last month
_SPREAD = 1.43  # of the sizes: the top fifth of partners then brings about 72 % of sales
_N_NEW = 26
_N_DORMANT = 9
_BIAS = {"reseller": 0.0, "integrator": 0.4, "msp": 0.1, "referral": -1.3}


def build_partners(rng: np.random.Generator, window: Window) -> pd.DataFrame:
    """One row a partner: the columns of its file, and `size`, `growth`, `first_t`, `last_t`.

    `size` is the monthly sell-through against the median partner's; `first_t` and `last_t` are
    the first and last month (0..35) in which it buys.
    """
    frame = read_table("partners.csv")
    frame["region"] = frame["country"].map(REGION)
    frame["language"] = frame["country"].map(LANGUAGE)
    frame["owner"] = _owners(frame)
    frame["size"] = _sizes(rng, frame)
    frame["signed_on"] = _signed(rng, len(frame), window)
    frame["first_t"] = np.maximum(window.month_index(_days(frame["signed_on"])) + 1, 0)
    frame["last_t"] = _last_month(rng, frame)
    frame["growth"] = np.clip(rng.normal(0.10, 0.11, len(frame)), -0.2, 0.4)
    frame["tier"] = _tiers(rng, frame)
    frame["tax_id"] = _tax_ids(rng, frame)
    return frame


def _days(column: pd.Series) -> Days:
    return column.to_numpy(dtype="datetime64[D]")


def _owners(frame: pd.DataFrame) -> list[str]:
    place = frame.groupby("region").cumcount()
    return [OWNERS[r][n % len(OWNERS[r])] for r, n in zip(frame["region"], place, strict=True)]


def _sizes(rng: np.random.Generator, frame: pd.DataFrame) -> Floats:
    """Log-normal sizes as fixed quantiles, dealt out by chance; story partners have theirs."""
    n = len(frame)
    quantiles = [min(NormalDist().inv_cdf((i + 0.5) / n), 2.45) for i in range(n)]
    curve = np.exp(_SPREAD * np.array(quantiles))
    told = frame["partner_code"].map(SIZES).to_numpy(dtype="float64", copy=True)
    for size in told[~np.isnan(told)]:
        curve = np.delete(curve, np.abs(np.log(curve / size)).argmin())
    luck = rng.normal(0, 1, n) + frame["partner_type"].map(_BIAS).to_numpy(dtype="float64")
    others = np.flatnonzero(np.isnan(told))
    told[others[np.argsort(luck[others])]] = curve
    return np.asarray(told)


def _signed(rng: np.random.Generator, n: int, window: Window) -> Days:
    """Codes are given in the order of signing; the last 26 joined within the window."""
    start = np.datetime64(window.start)
    old = start - np.sort(rng.integers(60, 4200, n - _N_NEW))[::-1].astype("timedelta64[D]")
    months = np.sort(rng.integers(2, N_MONTHS - 8, _N_NEW - 5))
    months = np.append(months, [N_MONTHS - 8, N_MONTHS - 7, N_MONTHS - 6, N_MONTHS - 5, 32])
    joined = shift(window.first_days()[months], 2 + 5 * np.arange(_N_NEW) % 23)
    return on_business_day(np.sort(np.concatenate([old, joined])))


def _last_month(rng: np.random.Generator, frame: pd.DataFrame) -> Ints:
    """A few small partners fell asleep; the others buy to the end."""
    last = np.full(len(frame), N_MONTHS - 1, dtype=np.int64)
    small = np.flatnonzero((frame["size"] < 0.6) & (frame["first_t"] == 0))
    asleep = rng.choice(small, _N_DORMANT, replace=False)
    last[asleep] -= rng.integers(7, 15, _N_DORMANT)
    return last


def _tiers(rng: np.random.Generator, frame: pd.DataFrame) -> list[str]:
    """The tier held follows last year's sales, loosely; newcomers begin as Registered."""
    yearly = frame["size"] * MONTHLY_EUR * 11 * np.exp(rng.normal(0, 0.18, len(frame)))
    yearly = yearly.where(frame["first_t"] < N_MONTHS - 15, 0.0)
    level = np.searchsorted(list(TIER_FLOORS.values()), yearly.to_numpy(), side="right")
    names = ["Registered", *TIER_FLOORS]
    codes = frame["partner_code"]
    return [TIERS.get(code, names[i]) for code, i in zip(codes, level, strict=True)]


def _tax_ids(rng: np.random.Generator, frame: pd.DataFrame) -> list[str]:
    numbers = rng.integers(10_000_000, 99_999_999, len(frame))
    return [f"{c}{n}" for c, n in zip(frame["country"], numbers, strict=True)]


def is_in(frame: pd.DataFrame, story: str) -> np.ndarray:
    """Which partners play in a story, as a boolean array."""
    return frame["partner_code"].isin(partners_of(story)).to_numpy()


def place_of(frame: pd.DataFrame, code: str) -> int:
    """Row number of a partner."""
    return int(np.flatnonzero(frame["partner_code"] == code)[0])


def signed_before(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """Partners signed by the end of a day."""
    return frame[frame["signed_on"] <= np.datetime64(day)]
