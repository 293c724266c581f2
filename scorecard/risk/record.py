"""A backtest as a published record: every number with its uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from scorecard.i18n.message import Message
from scorecard.risk.alert_views import CalibrationBin, Estimate, MethodRecord
from scorecard.risk.backtest import Backtest

SURE = 0.9  # of the intervals
SILENCE = 90  # days of silence that everybody would notice
EVERY, MOST = 30, 12  # days between the days judged, and how many


@dataclass(frozen=True)
class Record:
    """What a backtest said, as it is shown and kept; see `TrackRecord` for the fields."""

    days: tuple[date, ...]
    n_partners: int
    horizon: int
    budget: float
    base: float | None
    methods: tuple[MethodRecord, ...]
    rhythm_precision: Estimate
    silent_days: float | None
    days_before: float | None
    calibration: tuple[CalibrationBin, ...]
    calibration_error: float | None
    skipped: tuple[Message, ...]


def record_days(last: date, most: int = MOST, horizon: int = 90) -> list[date]:
    """Days to judge: the latest whose outcome is known on `last`, 30 days apart."""
    newest = last - timedelta(days=horizon)
    return [newest - timedelta(days=EVERY * n) for n in range(most)][::-1]


def record_of(found: Backtest) -> Record:
    """A backtest as a record."""
    if not len(found.summary):
        return Record((), 0, found.horizon, found.budget, None, (), Estimate(None), None, None, (),
                      None, found.skipped)  # fmt: skip
    days = found.days
    silent = _known(found.alert_silent_days)
    right = int(found.alerts["broke"].sum()) if len(found.alerts) else 0
    one = days[days["method"] == days["method"].iloc[0]]
    return Record(
        days=tuple(sorted(one["as_of"])), n_partners=round(float(one["n"].mean())),
        horizon=found.horizon, budget=found.budget, base=float(one["base"].mean()),
        methods=tuple(_method(row, days) for row in found.summary.to_dict("records")),
        rhythm_precision=wilson(right, len(found.alerts)), silent_days=silent,
        days_before=None if silent is None else SILENCE - silent,
        calibration=tuple(_bin(row) for row in found.calibration.to_dict("records")),
        calibration_error=_known(found.calibration_error), skipped=found.skipped,
    )  # fmt: skip


def _method(row: Mapping[Any, Any], days: pd.DataFrame) -> MethodRecord:
    mine = days[days["method"] == row["method"]]
    return MethodRecord(
        str(row["method"]), _given(row, "auc", len(mine)), _given(row, "ap", len(mine)),
        _over_days(row, "precision", mine), _over_days(row, "captured", mine),
        _known(row["calibration_error"]),
    )  # fmt: skip


def _given(row: Mapping[Any, Any], name: str, n: int) -> Estimate:
    low, high = _known(row.get(f"{name}_low")), _known(row.get(f"{name}_high"))
    return Estimate(_known(row[name]), low, high, n)


def _over_days(row: Mapping[Any, Any], name: str, days: pd.DataFrame) -> Estimate:
    """As resampled where the backtest did, else by the spread over its days (Student's t)."""
    if f"{name}_low" in row:
        return _given(row, name, len(days))
    values = days[name].dropna().to_numpy(float)
    if len(values) < 2:
        return Estimate(_known(row[name]), None, None, len(values))
    reach = float(
        stdtrit(len(values) - 1, (1 + SURE) / 2) * values.std(ddof=1) / len(values) ** 0.5
    )
    mean = float(values.mean())
    return Estimate(mean, max(mean - reach, 0.0), min(mean + reach, 1.0), len(values))


def wilson(hits: int, n: int) -> Estimate:
    """A share with its 90 % interval (Wilson 1927); no value without a case."""
    if n == 0:
        return Estimate(None)
    z = float(ndtri((1 + SURE) / 2))
    p, scale = hits / n, 1 + z * z / n
    middle = (p + z * z / (2 * n)) / scale
    reach = z / scale * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    low, high = max(middle - reach, 0.0), min(middle + reach, 1.0)
    return Estimate(p, 0.0 if hits == 0 else low, 1.0 if hits == n else high, n)


def _bin(row: Mapping[Any, Any]) -> CalibrationBin:
    n, happened = int(row["n"]), float(row["happened"])
    share = wilson(round(happened * n), n)
    return CalibrationBin(
        float(row["low"]), float(row["high"]), n, float(row["expected"]), happened,
        share.low or 0.0, share.high if share.high is not None else 1.0,
    )  # fmt: skip


def _known(value: object) -> float | None:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return float(str(value))
