"""Monthly targets of the partners, set so that the told gaps come out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from db.demo.demand import Demand
from db.demo.partners import is_in
from db.demo.stories import PROGRAMME_GAP, REGION_GAPS
from db.demo.window import N_MONTHS, Floats, Ints, Window

_ROUND = 10  # EUR


def build_targets(
    rng: np.random.Generator,
    partners: pd.DataFrame,
    demand: Demand,
    lines: pd.DataFrame,
    window: Window,
) -> pd.DataFrame:
    """The columns of the targets' file: a month of a partner, 36 months and 3 ahead.

    Args:
        lines: p, t, eur_minor and `landed` (False where the file is late).
    """
    plan = _guess(rng, partners, demand, window)
    quarter = _quarters(window)
    gaps = _gaps(rng, int(quarter.max()) + 1, int(quarter[N_MONTHS - 1]))
    actual = _actual(lines, len(partners)) * (plan[:, :N_MONTHS].sum(axis=1) > 0)[:, None]
    scale = np.ones((len(REGION_GAPS), int(quarter.max()) + 1))
    for number, region in enumerate(REGION_GAPS):
        rows = (partners["region"] == region).to_numpy()
        scale[number] = _scale(plan[rows], actual[rows], quarter, gaps[number])
    place = partners["region"].map({name: i for i, name in enumerate(REGION_GAPS)}).to_numpy()
    plan = plan * scale[place][:, quarter]
    focus = quarter == quarter[N_MONTHS - 1]
    landed = _actual(lines[lines["landed"]], len(partners)) * (plan[:, :N_MONTHS] > 0)
    known = focus[:N_MONTHS]
    wanted = landed[:, known].sum() / (1 + PROGRAMME_GAP)
    plan[:, quarter >= quarter[N_MONTHS - 1]] *= wanted / plan[:, :N_MONTHS][:, known].sum()
    return _rows(np.rint(plan / _ROUND).astype(np.int64) * _ROUND, partners, window)


def _guess(
    rng: np.random.Generator, partners: pd.DataFrame, demand: Demand, window: Window
) -> Floats:
    """What a planner who errs by some per cent would set a partner for a year."""
    year = np.array(window.months) // 100
    year = year - year.min()
    error = np.exp(rng.normal(0, 0.07, (len(partners), int(year.max()) + 1)))
    plan = demand.expected * error[:, year]
    plan[is_in(partners, "no_target")] = 0.0
    asleep = partners["last_t"].to_numpy()[:, None] + 8 < np.arange(plan.shape[1])[None, :]
    return np.asarray(np.where(asleep, 0.0, plan))


def _quarters(window: Window) -> Ints:
    """Number of the calendar quarter of each month, from 0."""
    months = np.array(window.months)
    quarter = (months // 100) * 4 + (months % 100 - 1) // 3
    return np.asarray(quarter - quarter.min(), dtype=np.int64)


def _gaps(rng: np.random.Generator, n_quarters: int, focus: int) -> Floats:
    """Gap of each region and quarter; the told ones in the focus quarter and after it."""
    gaps = rng.normal(-0.004, 0.024, (len(REGION_GAPS), n_quarters))
    gaps[:, focus:] = np.array(list(REGION_GAPS.values()))[:, None]
    return np.asarray(gaps)


def _actual(lines: pd.DataFrame, n: int) -> Floats:
    """EUR a partner and month."""
    actual = np.zeros((n, N_MONTHS))
    np.add.at(actual, (lines["p"], lines["t"]), lines["eur_minor"] / 100)
    return actual


def _scale(plan: Floats, actual: Floats, quarter: Ints, gaps: Floats) -> Floats:
    """Factors a quarter that make actual / plan = 1 + gap; ahead, those of the last quarter."""
    last = int(quarter[N_MONTHS - 1])
    scale = np.ones(len(gaps))
    for number in range(last + 1):
        months = quarter[:N_MONTHS] == number
        planned = plan[:, :N_MONTHS][:, months]
        told = actual[:, months].sum() / (1 + gaps[number])
        scale[number] = told / planned.sum()
    scale[last + 1 :] = scale[last]
    return scale


def _rows(plan: Ints, partners: pd.DataFrame, window: Window) -> pd.DataFrame:
    p, t = np.nonzero(plan > 0)
    order = np.lexsort((p, t))
    p, t = p[order], t[order]
    months = np.array([f"{month // 100}-{month % 100:02d}" for month in window.months])
    return pd.DataFrame(
        {
            "p": p,
            "t": t,
            "level": "partner",
            "subject": partners["partner_code"].to_numpy()[p],
            "month": months[t],
            "amount": plan[p, t],
            "currency": "EUR",
        }
    )
