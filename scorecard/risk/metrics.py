"""How well a ranking and a probability did, for many weightings of the same accounts at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scorecard.risk.days import Flags, Floats, Ints

BINS = 10


@dataclass(frozen=True)
class Ranked:
    """Accounts by falling score; equal scores share a place.

    Args:
        order: accounts from the highest score down.
        last: for each place, the position (within `order`) of its last account.
    """

    order: Ints
    last: Ints


def ranked(score: Floats) -> Ranked:
    """The places that a score gives."""
    order = np.argsort(-score, kind="stable")
    last = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    return Ranked(order.astype(np.int64), last.astype(np.int64))


def _hits_and_all(places: Ranked, happened: Flags, weights: Floats) -> tuple[Floats, Floats]:
    """Weight of those it happened to, and of all, down to each place (weightings x places)."""
    sorted_weights = weights[:, places.order]
    hits = np.cumsum(sorted_weights * happened[places.order], axis=1)[:, places.last]
    return hits, np.cumsum(sorted_weights, axis=1)[:, places.last]


def auc(places: Ranked, happened: Flags, weights: Floats) -> Floats:
    """Area under the ROC curve, one a weighting (rows of `weights`); NaN with one outcome only."""
    hits, everyone = _hits_and_all(places, happened, weights)
    misses = everyone - hits
    before = np.pad(hits, ((0, 0), (1, 0)))
    area = np.diff(np.pad(misses, ((0, 0), (1, 0))), axis=1) * (before[:, 1:] + before[:, :-1]) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(area.sum(axis=1) / (hits[:, -1] * misses[:, -1]))


def average_precision(places: Ranked, happened: Flags, weights: Floats) -> Floats:
    """Average precision (step-wise, as scikit-learn's), one a weighting."""
    hits, everyone = _hits_and_all(places, happened, weights)
    gained = np.diff(np.pad(hits, ((0, 0), (1, 0))), axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(everyone > 0, hits / everyone, 0)
        return np.asarray((gained * precision).sum(axis=1) / hits[:, -1])


def top(score: Floats, share: float) -> Ints:
    """The accounts with the highest scores: `share` of all, rounded, at least one."""
    n = max(round(len(score) * share), 1)
    return np.argsort(-score, kind="stable")[:n].astype(np.int64)


def captured(score: Floats, money: Floats, share: float) -> float:
    """Share of the money that lies with the top accounts; NaN where there is none."""
    whole = float(money.sum())
    return float(money[top(score, share)].sum()) / whole if whole > 0 else float("nan")


def calibration(p: Floats, happened: Flags) -> pd.DataFrame:
    """Ten bins of probability: `low`, `high`, `n`, `expected` (mean of p), `happened` (share)."""
    code = np.clip((p * BINS).astype(np.int64), 0, BINS - 1)
    n = np.bincount(code, minlength=BINS)
    table = pd.DataFrame(
        {
            "low": np.arange(BINS) / BINS,
            "high": np.arange(1, BINS + 1) / BINS,
            "n": n,
            "expected": np.bincount(code, p, BINS),
            "happened": np.bincount(code, happened, BINS),
        }
    )
    some = table[table["n"] > 0].reset_index(drop=True)
    return some.assign(expected=some["expected"] / some["n"], happened=some["happened"] / some["n"])


def calibration_error(table: pd.DataFrame) -> float:
    """Expected calibration error: mean distance of the bins, weighted by their accounts."""
    away = (table["expected"] - table["happened"]).abs()
    return float((away * table["n"]).sum() / table["n"].sum())
