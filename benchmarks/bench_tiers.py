"""Tiers of 10,000 partners over 12 quarters, and a designer's change: `python -m benchmarks.bench_tiers`.

Twelve quarters are replayed from dated rows with nothing kept, then again after a threshold was
changed. The designer's change is one threshold: everybody's tier on one day under both.
"""  # noqa: E501

from __future__ import annotations

import os
import time
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.timing import Row, markdown, milliseconds, stamp, verdict
from scorecard.programme import engine
from scorecard.programme.book import RowsBook
from scorecard.programme.loading import load_programme
from scorecard.programme.schema import Programme

PARTNERS, SEED = 10_000, 7
START, END = date(2023, 7, 1), date(2026, 6, 30)
LIMIT_REPLAY, LIMIT_CHANGE = 5.0, 200.0

FILE = """programme: Bench
version: "1"
valid_from: 2023-01-01
groups:
  bucket: {of: country, values: {a: [DE, GB], b: [PL, RO]}, otherwise: c}
gates: {invited: {}}
metrics:
  revenue: {rows: sales, sum: net, date: month, window: {months: 12}}
  before: {rows: sales, sum: net, date: month, window: {months: 12, ago: 12}}
  growth: {formula: revenue / before - 1, least_divisor: 1000, unit: ratio}
  certified: {rows: people, distinct: [person], valid_from: valid_from, valid_to: valid_to}
  team: {rows: people, seats: {sales: 2, tech: 2}, valid_from: valid_from, valid_to: valid_to}
  won: {rows: customers, distinct: [customer], date: first_on, window: {months: 36}}
  kept: {rows: customers, distinct: [customer], date: first_on, window: {months: 36}, valid_to: last_on}
  retention: {formula: kept / won, least_divisor: 3, unit: share}
  active: {rows: sales, sum: net, date: month, periods: {each: quarter, last: 4, at_least: 1000}}
  nps: {given: survey, unit: points}
  index: {index: [{metric: revenue, weight: 60, target: 150_000}, {metric: certified, weight: 40, target: 8}]}
ladders:
  - ladder: tier
    tiers:
      - {tier: registered}
      - {tier: bronze, requires: {all: [{metric: revenue, at_least: 10_000}, {metric: certified, at_least: 1}]}}
      - tier: silver
        requires:
          all:
            - {metric: revenue, at_least: {by: bucket, values: {a: 60_000, b: 40_000}, otherwise: 30_000}}
            - {metric: certified, at_least: 2}
            - {any: [{metric: growth, at_least: 0.05}, {metric: retention, at_least: 0.7}]}
      - tier: gold
        requires:
          all:
            - {metric: revenue, at_least: 90_000}
            - {metric: team, at_least: 3}
            - {metric: active, at_least: 3}
            - {metric: index, at_least: 6}
      - tier: platinum
        requires:
          all:
            - {metric: revenue, at_least: 140_000}
            - {metric: team, at_least: 4}
            - {metric: index, at_least: 8}
            - {metric: nps, at_least: 20}
            - {previous_tier: gold, days: 180}
    movement: {up: {every: quarter}, down: {every: quarter}, grace_days: 90}
"""  # noqa: E501


def book(partners: int = PARTNERS, seed: int = SEED) -> RowsBook:
    """Five years of monthly sales, certificates, customers and a yearly survey."""
    random = np.random.default_rng(seed)
    codes = np.array([f"P{i:05d}" for i in range(partners)], dtype=object)
    months = pd.date_range("2021-07-31", periods=60, freq="ME")
    size = np.repeat(random.lognormal(8.5, 0.9, partners), len(months))
    sales = pd.DataFrame({
        "partner": np.repeat(codes, len(months)), "month": np.tile(months, partners),
        "net": (size * random.lognormal(0, 0.5, len(size))).round(2),
    })  # fmt: skip
    return RowsBook(
        pd.DataFrame({"country": random.choice(["DE", "GB", "PL", "RO", "ES"], partners)},
                     index=pd.Index(codes, name="partner")),
        pd.DataFrame({"partner": codes, "metric": "nps",
                      "value": random.integers(-50, 80, partners),
                      "on": "2024-01-01"}),
        {"sales": sales, "people": _people(random, codes), "customers": _customers(random, codes)},
    )  # fmt: skip


def _days(random: np.random.Generator, n: int) -> pd.Series:
    return pd.Series(pd.Timestamp("2021-01-01") + pd.to_timedelta(random.integers(0, 2000, n), "D"))


def _people(random: np.random.Generator, codes: np.ndarray) -> pd.DataFrame:
    n = len(codes) * 6
    begun = _days(random, n)
    return pd.DataFrame({
        "partner": np.repeat(codes, 6), "person": np.tile([f"x{i}" for i in range(6)], len(codes)),
        "role": random.choice(["sales", "tech", "support"], n),
        "valid_from": begun, "valid_to": begun + pd.Timedelta(days=900),
    })  # fmt: skip


def _customers(random: np.random.Generator, codes: np.ndarray) -> pd.DataFrame:
    n = len(codes) * 10
    first = _days(random, n)
    lost = first + pd.to_timedelta(random.integers(100, 1500, n), "D")
    return pd.DataFrame({
        "partner": np.repeat(codes, 10), "customer": np.arange(n) % 10, "first_on": first,
        "last_on": lost.where(random.random(n) < 0.4),
    })  # fmt: skip


def changed(programme: Programme, needed: float) -> Programme:
    """With another threshold for gold."""
    return load_programme(FILE.replace("at_least: 90_000", f"at_least: {needed:.0f}"))


def measure() -> str:
    programme, kept = load_programme(FILE), book()
    begin, busy = time.perf_counter(), time.process_time()
    replayed = engine.replay([programme], kept, START, END)
    cold, processor = time.perf_counter() - begin, time.process_time() - busy
    drafts = iter(changed(programme, 90_000 + 100 * i) for i in range(100))
    again, _ = milliseconds(lambda: engine.replay([next(drafts)], kept, START, END), 3)
    held = {"tier": replayed.held_on(END)["tier"]}
    draft, draft_busy = milliseconds(lambda: engine.standings(next(drafts), kept, END, held))
    rows: list[Row] = [
        ("12 quarters replayed, nothing kept", f"{cold:.2f} s (processor {processor:.2f} s)",
         f"{verdict(processor, LIMIT_REPLAY)} (<= {LIMIT_REPLAY:.0f} s)"),
        ("12 quarters again, one threshold changed", f"{again:,.0f} ms", ""),
        ("one day, one threshold changed", f"{draft:.1f} ms (processor {draft_busy:.1f} ms)",
         f"{verdict(draft_busy, LIMIT_CHANGE)} (<= {LIMIT_CHANGE:.0f} ms)"),
        ("movements", f"{len(replayed.movements):,}", f"load {os.getloadavg()[0]:.1f}"),
    ]  # fmt: skip
    return markdown(f"Tiers of {PARTNERS:,} partners, 10 rules", ("what", "found", "budget"), rows)


if __name__ == "__main__":
    print(f"Measured {stamp()}\n")
    print(measure())
