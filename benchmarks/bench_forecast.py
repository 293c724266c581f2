"""A forecast of 300,000 deals with their snapshots at all grains: `python -m benchmarks.bench_forecast`."""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from benchmarks.timing import markdown, milliseconds, stamp, verdict
from scorecard.forecast.contract import ALL, GRAINS, DealBook
from scorecard.forecast.forecast import forecasts
from scorecard.period import quarter_of
from tests.forecast_books import day, deal_book

DEALS, PARTNERS, WEEKS = 300_000, 3_000, 156
AS_OF_WEEK = 150
LIMIT_S = 3.0
WANTED = (ALL, *GRAINS, ("region", "country", "distributor_id", "partner_id"))


def big_book() -> DealBook:
    """Deals of three years, each with three snapshots."""
    book = deal_book(0, DEALS, WEEKS, regions=8, partners=PARTNERS)
    random = np.random.default_rng(1)
    later = [book.history]
    for _ in range(2):
        days = pd.to_timedelta(random.integers(5, 60, DEALS), "D")
        moved = book.history.assign(known_on=book.history["known_on"] + days)
        later.append(moved)
    return replace(book, history=pd.concat(later, ignore_index=True))


def main() -> None:
    book, as_of = big_book(), day(AS_OF_WEEK)
    period = quarter_of(as_of)
    wall, processor = milliseconds(lambda: forecasts(book, as_of, period, WANTED), repeat=3)
    made = forecasts(book, as_of, period, [ALL])[ALL]
    n_open = int(made.total["n_open"])
    rows = [(
        f"{DEALS:,} deals, {len(book.history):,} snapshots, {n_open:,} open, {PARTNERS:,} partners",
        f"{wall / 1000:.2f} s", f"{processor / 1000:.2f} s",
        f"{verdict(processor / 1000, LIMIT_S)} (<= {LIMIT_S:g} s)",
    )]  # fmt: skip
    print(stamp())
    print(markdown("Forecast at all grains", ("book", "clock", "processor", "budget"), rows))


if __name__ == "__main__":
    main()
