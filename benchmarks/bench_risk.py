"""Who is leaving, at size: `python -m benchmarks.bench_risk`.

Order days are drawn, a gamma-distributed pace a partner, one in eight leaving on some day. Measured
are the book from rows in memory, training and scoring everybody, scoring again with what was
learned, and scoring only the partners that an upload changed.
"""

from __future__ import annotations

import os
import time
from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks.timing import Row, markdown, stamp, verdict
from scorecard.risk.orders import order_book
from scorecard.risk.rescore import background, rescore
from scorecard.risk.score import score

SEED, FIRST, N_DAYS = 7, date(2023, 1, 1), 1095
AS_OF = FIRST + timedelta(days=N_DAYS - 1)
SIZES = ((50_000, 5_000_000, 5.0), (500_000, 5_000_000, 45.0))
SMALL, CHANGED, LIMIT_CHANGED = (10_000, 1_000_000), 500, 1.0


def order_rows(n_partners: int, n_days: int) -> pd.DataFrame:
    """About `n_days` order days of `n_partners`."""
    chance = np.random.default_rng(SEED)
    share = chance.gamma(0.83, 1.0, n_partners)
    leaves = np.where(chance.random(n_partners) < 0.12, chance.random(n_partners), 1.0) * N_DAYS
    wanted = share * leaves
    count = chance.poisson(wanted * (n_days * 1.06 / wanted.sum()))
    partner = np.repeat(np.arange(n_partners), count)
    day = (chance.random(len(partner)) * leaves[partner]).astype(np.int64)
    amount = np.exp(chance.normal(11, 1, len(partner))).astype(np.int64)
    moment = np.datetime64(FIRST, "s") + day.astype("timedelta64[D]")
    rows = pd.DataFrame({"partner": partner, "date": moment, "amount_minor": amount})
    return rows.assign(market=np.array([f"m{i}" for i in range(8)], object)[partner % 8])


class _Clock:
    """Wall and processor seconds of one action, as text and against a limit in processor time."""

    def __init__(self) -> None:
        self._wall, self._busy = time.perf_counter(), time.process_time()

    def row(self, name: str, limit: float | None = None) -> Row:
        wall, busy = time.perf_counter() - self._wall, time.process_time() - self._busy
        said = "" if limit is None else f"{verdict(busy, limit)} (<= {limit:g} s)"
        return (name, f"{wall:.2f} s (processor {busy:.2f} s)", said)


def _whole(n_partners: int, n_days: int, limit: float) -> list[Row]:
    rows = order_rows(n_partners, n_days)
    clock = _Clock()
    book = order_book(rows)
    made = clock.row("the book from rows in memory")
    name = f"{n_partners:,} partners, {len(book.orders):,} order days: trained and scored"
    clock = _Clock()
    answer = score(book, AS_OF)
    scored = clock.row(name, limit)
    clock = _Clock()
    score(book, AS_OF, fitted=answer.fitted)
    return [scored, made, clock.row("scored with what was learned")]


def _changed() -> Row:
    rows = order_rows(*SMALL)
    behind = background(score(order_book(rows), AS_OF))
    assert behind is not None
    partners = list(range(0, SMALL[0], SMALL[0] // CHANGED))
    name = f"{len(partners):,} of {SMALL[0]:,} partners changed, {len(rows):,} rows"
    clock = _Clock()
    rescore(behind, order_book(rows[rows["partner"].isin(partners)]), None, partners)
    return clock.row(name, LIMIT_CHANGED)


def measure() -> str:
    rows = [row for size in SIZES for row in _whole(*size)]
    load = ("machine", f"load {os.getloadavg()[0]:.1f}", "")
    return markdown("Who is leaving", ("what", "found", "budget"), [*rows, _changed(), load])


if __name__ == "__main__":
    print(f"Measured {stamp()}\n")
    print(measure())
