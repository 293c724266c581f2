"""Decks of the demo: one, and those of all partners: `python -m benchmarks.bench_qbr`.

The batch runs as the command does, in processes of its own; memory is the largest of them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.timing import Row, markdown, milliseconds, stamp, verdict
from db.seed import load_demo
from db.store import Store
from db.tiers import tier_history
from scorecard.access import EVERYTHING
from scorecard.period import parse_period
from scorecard.reports.qbr.deck import deck_bytes
from scorecard.usecases.qbr import build_review
from scorecard.usecases.qbr_more import more_of

PERIOD, PARTNER = "2026Q3", "P142"
LIMIT_ONE, LIMIT_200, LIMIT_MB = 1000.0, 60.0, 300.0
ROOT = Path(__file__).parents[1]


def measure(folder: Path, url: str = "") -> str:
    """Args:
    url: a store with the demo programme; without one it is made.
    """
    store = Store.open(url) if url else _made(f"sqlite:///{folder / 'demo.db'}")
    url = store.engine.url.render_as_string(hide_password=False)
    rows = [*_one(store), *_all(url, folder, 2), *_all(url, folder, 1)]
    store.close()
    load = os.getloadavg()[0]
    rows.append(("machine", f"load {load:.1f}", ""))
    return markdown("Decks of reviews", ("what", "found", "budget"), rows)


def _made(url: str) -> Store:
    store = Store.create(url)
    load_demo(store)
    return store


def _one(store: Store) -> list[Row]:
    day, period = store.as_of(date.today()), parse_period(PERIOD)
    history = tier_history(store, day)

    def outline() -> object:
        return build_review(
            store, EVERYTHING, PARTNER, period, day, history=history, more=more_of(store, day)
        )

    said = build_review(store, EVERYTHING, PARTNER, period, day, history=history)
    wall, busy = milliseconds(outline)
    drawn, drawing = milliseconds(lambda: deck_bytes(said, "en"))
    size = len(deck_bytes(said, "en")) // 1024
    return [
        ("one outline", f"{wall:.0f} ms (processor {busy:.0f} ms)", ""),
        (f"its deck of {len(said.slides)} slides, {size} kB",
         f"{drawn:.0f} ms (processor {drawing:.0f} ms)", ""),
        ("together", f"{wall + drawn:.0f} ms",
         f"{verdict(wall + drawn, LIMIT_ONE)} (<= {LIMIT_ONE:.0f} ms)"),
    ]  # fmt: skip


def _all(url: str, folder: Path, workers: int) -> list[Row]:
    out = folder / f"decks{workers}"
    command = [sys.executable, "cli.py", "qbr", "--all", "--period", PERIOD, "--out", str(out),
               "--workers", str(workers), "--db", url]  # fmt: skip
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    taken, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    n = len(list(out.iterdir()))
    per_200 = taken * 200 / n
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    name = f"{n} decks, {workers} process" + ("es" if workers > 1 else "")
    return [
        (f"{name}, of 200", f"{per_200:.0f} s (processor {busy * 200 / n:.0f} s)",
         f"{verdict(per_200, LIMIT_200)} (<= 60 s)"),
        (f"memory of the largest process, {workers}", f"{largest:.0f} MB",
         f"{verdict(largest, LIMIT_MB)} (<= {LIMIT_MB:.0f} MB)"),
    ]  # fmt: skip


def main() -> None:
    print(f"Measured {stamp()}\n")
    with tempfile.TemporaryDirectory() as folder:
        print(measure(Path(folder), *sys.argv[1:2]), flush=True)


if __name__ == "__main__":
    main()
