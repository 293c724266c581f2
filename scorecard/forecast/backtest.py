"""The track record: what would have been forecast on earlier days, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scorecard.forecast.contract import ALL, Backtest, DealBook


def backtest(
    book: DealBook,
    first: date,
    last: date,
    by: Sequence[str] = (ALL,),
    every: int = 7,
    horizons: Sequence[int] = (30, 60, 90),
    *,
    known_to: date | None = None,
    fiscal_year_start: int = 1,
    seed: int = 0,
) -> Backtest:
    """Forecast the days after each as-of day and compare with what was won in them.

    Args:
        first, last: as-of days, `every` so many days.
        by: grains judged.
        horizons: days ahead; an as-of day counts where they are over by `known_to`.
        known_to: last day whose closings are known whole; the book's last closing without it.
    """
    raise NotImplementedError
