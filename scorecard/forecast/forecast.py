"""The consolidated forecast: won + open + new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from scorecard.forecast.contract import ALL, DealBook, Forecast
from scorecard.period import Period


def forecast(
    book: DealBook,
    as_of: date,
    period: Period,
    by: str | Sequence[str] = ALL,
    *,
    sell_through: pd.DataFrame | None = None,
    seed: int = 0,
) -> Forecast:
    """Expected bookings of a period and their range, per group of `by`.

    Args:
        by: "all", a grain column or several (a roll-up's lowest level).
        sell_through: `month` (yyyymm), `amount_minor`, and grain columns if known.

    Raises:
        DefinitionError: when `by` is not a known grain.
    """
    raise NotImplementedError


def forecasts(
    book: DealBook,
    as_of: date,
    period: Period,
    grains: Sequence[str | Sequence[str]],
    *,
    sell_through: pd.DataFrame | None = None,
    seed: int = 0,
) -> Mapping[str, Forecast]:
    """Several grains of one forecast, made once: keys are the grains, several joined by `/`."""
    raise NotImplementedError
