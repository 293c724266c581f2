"""Verdicts and alerts after an upload at 10,000 partners: `python -m benchmarks.bench_alerts`.

The store is generated once into `benchmarks/work` (10,000 partners, 1,000,000 lines); what is
measured happens in transactions that are rolled back. "After an upload" judges anew the partners
that a file touched and lets alerts follow; nothing else of the upload is in it.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from sqlalchemy import Connection, delete, func, select

from benchmarks.generate import generate
from benchmarks.sizes import AS_OF, WORK, Size
from benchmarks.timing import Row, markdown, stamp, verdict
from db.alert_rows import ALERT
from db.engine import writing
from db.facts import PARTNER_MONTH
from db.risk import RISK, freshen_changed, freshen_risk
from db.store import Store

SIZE = Size("alerts", partners=10_000, lines=1_000_000, deals=60_000, owners=60)
LIMIT = 1.0  # seconds of processor after an upload


def opened(url: str) -> Store:
    """The generated store, judged once."""
    if not url and not SIZE.file.exists():
        WORK.mkdir(exist_ok=True)
        generate(SIZE, SIZE.url)
    store = Store.create(url or SIZE.url)
    with writing(store.engine) as connection:
        connection.execute(delete(ALERT))
        freshen_risk(connection, AS_OF, store.data_version(connection), learn=True)
    return store


def measured(store: Store, work: Callable[[Connection], object], n: int = 3) -> tuple[float, float]:
    """Median seconds by the clock and of the processor; nothing is kept."""
    clock, busy = [], []
    for _ in range(n):
        with store.engine.execution_options(writes=True).connect() as connection:
            begin, used = time.perf_counter(), time.process_time()
            work(connection)
            clock.append(time.perf_counter() - begin)
            busy.append(time.process_time() - used)
            connection.rollback()
    return median(clock), median(busy)


def partners_of(store: Store, sender: bool, n: int) -> list[int]:
    """Partners of one sender's last year, or some of all."""
    query = select(PARTNER_MONTH.c.partner_id).distinct().order_by(PARTNER_MONTH.c.partner_id)
    if sender:
        first = select(func.min(PARTNER_MONTH.c.distributor_id)).scalar_subquery()
        year = PARTNER_MONTH.c.last_on > AS_OF - timedelta(days=365)
        query = query.where(PARTNER_MONTH.c.distributor_id == first, year)
    with store.engine.connect() as connection:
        return [int(one) for one in connection.execute(query.limit(n)).scalars()]


def measure(url: str) -> str:
    store = opened(url)
    rows: list[Row] = []
    for what, sender, n in (("a daily file of 200 partners", False, 200),
                            ("every partner of a distributor", True, SIZE.partners)):  # fmt: skip
        changed = partners_of(store, sender, n)
        clock, busy = measured(store, lambda c, some=changed: freshen_changed(c, AS_OF, 9, some))
        head = f"after an upload: {what} ({len(changed):,})"
        rows.append((head, f"{clock:.2f} s", f"{busy:.2f} s",
                     f"{verdict(busy, LIMIT)} (<= {LIMIT:.0f} s)"))  # fmt: skip
    day = AS_OF + timedelta(days=1)
    clock, busy = measured(store, lambda c: freshen_risk(c, day, 9), 1)
    rows.append(
        ("a new day, everybody, with what was learned", f"{clock:.2f} s", f"{busy:.2f} s", "")
    )
    clock, busy = measured(store, lambda c: freshen_risk(c, day, 9, learn=True), 1)
    rows.append(("everybody, learned anew", f"{clock:.2f} s", f"{busy:.2f} s", ""))
    with store.engine.connect() as connection:
        n_judged = connection.scalar(select(func.count()).select_from(RISK))
        n_alerts = connection.scalar(select(func.count()).select_from(ALERT))
    load = f"load {os.getloadavg()[0]:.1f}"
    rows.append(("partners judged, alerts", f"{n_judged:,}, {n_alerts:,}", "", load))
    heads = ("what", "clock", "processor", "budget")
    return markdown("Verdicts and alerts, 10,000 partners, 1,000,000 lines", heads, rows)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--db", default="", help="URL of a generated store")
    print(f"Measured {stamp()}\n")
    print(measure(asked.parse_args().db))
