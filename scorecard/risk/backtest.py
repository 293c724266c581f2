"""The track record: what the model would have said on earlier days, and what happened then.

On each day the whole score is made anew from what was dated and received up to it; outcomes come
from later orders only. Rivals are recency, RFM and BG/NBD alone on the same accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from scorecard.i18n.message import Message
from scorecard.risk.book import OrderBook
from scorecard.risk.days import Floats, day_number, day_of
from scorecard.risk.judging import METHODS, MODEL, PRIOR, TOP, Judged, judge
from scorecard.risk.metrics import (
    auc,
    average_precision,
    calibration,
    calibration_error,
    captured,
    ranked,
    top,
)

RESAMPLED = 200
SURE = 0.9  # share of the resampled values between `low` and `high`


@dataclass(frozen=True)
class Backtest:
    """The track record of a book.

    Args:
        days: one row a day and method (model, bgnbd, rfm, recency): `as_of`, `method`, `n`,
            `base` (share that stopped), `auc`, `ap`, `precision` and `recall` at the alert
            budget, `captured` (share of the lost 12-month spend in the top 10 %; by money at
            stake for model and bgnbd), `captured_break` (the same of regular buyers whose
            rhythm then broke, by P(break) x 12-month spend; NaN where not known yet),
            `calibration_error` (NaN for mere ranks).
        summary: one row a method: the means over the days, with `auc_low`, `auc_high`,
            `ap_low`, `ap_high`: the middle 90 % over resampled partners.
        calibration: bins of the model's probability, over all days together.
        calibration_error: over all days together.
        alerts: early warnings (`scorecard.risk.early`) of the days whose breaks are all known,
            one row a silence (the first day it was alerted): `as_of`, `partner`, `silent_days`
            since the last order, `broke` (whether the rhythm broke).
        skipped: days without a verdict, and why.
    """

    horizon: int
    budget: float
    days: pd.DataFrame
    summary: pd.DataFrame
    calibration: pd.DataFrame
    calibration_error: float
    alerts: pd.DataFrame
    skipped: tuple[Message, ...] = field(default_factory=tuple)

    @property
    def alert_precision(self) -> float:
        """Share of the rhythm alerts that were right; NaN without any."""
        return float(self.alerts["broke"].mean()) if len(self.alerts) else float("nan")

    @property
    def alert_silent_days(self) -> float:
        """Median days from the true last order to a right rhythm alert; NaN without any."""
        right = self.alerts[self.alerts["broke"].astype(bool)]
        return float(right["silent_days"].median()) if len(right) else float("nan")


def backtest(
    book: OrderBook,
    days: Sequence[date],
    horizon: int = 90,
    budget: float = 0.05,
    known_to: date | None = None,
    seed: int = 0,
) -> Backtest:
    """Score a book on each of some days and compare with what happened.

    Args:
        budget: share of the accounts that can be looked after.
        known_to: last day up to which orders are known whole; the last order's day without it.
        seed: of the resampling.
    """
    end = day_number(known_to) if known_to else (book.last_day or 0)
    judged, skipped = [], []
    for day in sorted(days):
        found = judge(book, day, horizon, budget, end)
        if isinstance(found, Judged):
            judged.append(found)
        else:
            skipped.append(found)
    return _record(book, judged, horizon, budget, seed, tuple(skipped))


def _record(
    book: OrderBook,
    judged: list[Judged],
    horizon: int,
    budget: float,
    seed: int,
    skipped: tuple[Message, ...],
) -> Backtest:
    if not judged:
        none = pd.DataFrame()
        return Backtest(horizon, budget, none, none, none, float("nan"), none, skipped)
    rows = [_row(one, method, budget) for one in judged for method in METHODS]
    days = pd.DataFrame(rows)
    table = calibration(
        np.concatenate([one.p for one in judged]), np.concatenate([one.happened for one in judged])
    )
    alerts = pd.concat([one.alerts for one in judged], ignore_index=True)
    alerts = alerts.drop_duplicates(["account", "last"]).drop(columns=["account", "last"])
    return Backtest(
        horizon,
        budget,
        days,
        _summary(days, judged, len(book), seed),
        table,
        calibration_error(table),
        alerts.reset_index(drop=True),
        skipped,
    )


def _row(one: Judged, method: str, budget: float) -> dict[str, object]:
    scores, even = one.scores[method], np.ones((1, len(one.happened)))
    places, alerted = ranked(scores), top(scores, budget)
    is_p = method in (MODEL, PRIOR)
    return {
        "as_of": day_of(one.day),
        "method": method,
        "made_by": str(one.method) if method == MODEL else "",
        "n": len(one.happened),
        "base": float(one.happened.mean()),
        "auc": float(auc(places, one.happened, even)[0]),
        "ap": float(average_precision(places, one.happened, even)[0]),
        "precision": float(one.happened[alerted].mean()),
        "recall": float(one.happened[alerted].sum() / one.happened.sum()),
        "captured": captured(one.stake[method], one.spend * one.happened, TOP),
        "captured_break": one.captured_break.get(method, float("nan")),
        "calibration_error": (
            calibration_error(calibration(scores, one.happened)) if is_p else float("nan")
        ),
    }


def _summary(days: pd.DataFrame, judged: list[Judged], n: int, seed: int) -> pd.DataFrame:
    means = days.drop(columns=["as_of", "made_by"]).groupby("method", sort=False).mean()
    weights = _resampled(n, seed)
    for method in METHODS:
        for name, measure in (("auc", auc), ("ap", average_precision)):
            values = [
                measure(ranked(one.scores[method]), one.happened, weights[:, one.account])
                for one in judged
            ]
            low, high = np.nanquantile(np.nanmean(values, axis=0), [(1 - SURE) / 2, (1 + SURE) / 2])
            means.loc[method, [f"{name}_low", f"{name}_high"]] = [low, high]
    return means.reset_index()


def _resampled(n: int, seed: int) -> Floats:
    """How often each account is drawn, in each of 200 draws of as many accounts as there are."""
    draws = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), RESAMPLED)
    return np.asarray(draws, float)
