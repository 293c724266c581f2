"""A million survey answers: landed sums, the page's summary, one grain, a partner.

`python -m benchmarks.bench_voice [ANSWERS]` makes a store of 10,000 partners in a temporary folder
(no PostgreSQL), writes the answers straight into their table, sums them as landing does, and prints
medians of five, as wall clock and as processor time (a shared machine disturbs the first).
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import pandas as pd

from db.engine import writing
from db.facts import PARTNER
from db.frames import insert_frame
from db.store import Store
from db.voice_sums import ANSWER, sum_partners
from scorecard.access import EVERYTHING
from scorecard.usecases.voice import build_voice, find_comments, nps_by

PARTNERS, WAVES, AS_OF = 10_000, 10, date(2026, 9, 30)
TIERS, REGIONS = ("Registered", "Silver", "Gold"), tuple(f"Region {n:02d}" for n in range(12))


def main(answers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(f"sqlite:///{Path(folder) / 'voice.db'}")
        rng = np.random.default_rng(1)
        with writing(store.engine) as connection:
            insert_frame(connection, PARTNER, _partners(rng))
            insert_frame(connection, ANSWER, _answers(rng, answers))
            began = perf_counter()
            sum_partners(connection, list(range(1, PARTNERS + 1)))
            print(f"sums of {answers:,} answers made anew: {perf_counter() - began:.2f} s")
        with store.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        _timed("NPS by tier, all waves, with intervals and changes",
               lambda: nps_by(store, EVERYTHING, AS_OF, "tier"))  # fmt: skip
        _timed("NPS by region", lambda: nps_by(store, EVERYTHING, AS_OF, "region"))
        _timed("NPS by role", lambda: nps_by(store, EVERYTHING, AS_OF, "role"))
        _timed("page nps, all of it", lambda: build_voice(store, EVERYTHING, AS_OF))
        _timed("comments: a search", lambda: find_comments(store, EVERYTHING, AS_OF, search="slow"))
        store.close()


def _timed(what: str, work: object) -> None:
    walls, cpus = [], []
    for _ in range(5):
        wall, cpu = perf_counter(), process_time()
        work()  # type: ignore[operator]
        walls.append(1000 * (perf_counter() - wall))
        cpus.append(1000 * (process_time() - cpu))
    print(f"{what}: {median(walls):.0f} ms ({median(cpus):.0f} ms of processor)")


def _partners(rng: np.random.Generator) -> pd.DataFrame:
    ids = np.arange(1, PARTNERS + 1)
    texts = {"city": None, "tax_id": "", "search_key": ""}
    frame = pd.DataFrame(
        {"partner_id": ids, "partner_code": [f"P{n:05d}" for n in ids],
         "name": [f"Partner {n}" for n in ids], "parent_id": None, "country": "PL",
         "region": rng.choice(REGIONS, PARTNERS), "partner_type": "reseller",
         "owner": rng.choice(["ann", "ben"], PARTNERS), "tier": rng.choice(TIERS, PARTNERS)}
    ).assign(**texts)  # fmt: skip
    rest = [c for c in PARTNER.c if c.name not in frame]
    for column in rest:
        given = None if column.nullable else False if "provisional" in column.name else 0
        frame[column.name] = given
    return frame[[column.name for column in PARTNER.c]]


def _answers(rng: np.random.Generator, n: int) -> pd.DataFrame:
    wave = rng.integers(0, WAVES, n)
    partner = np.sort(rng.integers(1, PARTNERS + 1, n))
    first = np.array([date(2021, 3, 1) + timedelta(days=182 * w) for w in range(WAVES)])
    spoken = rng.random(n) < 0.3
    comment = np.where(spoken, "The portal is slow and prices change too often", None)
    return pd.DataFrame(
        {"partner_id": partner, "answer_id": np.arange(1, n + 1),
         "wave": np.array([f"W{w:02d}" for w in range(WAVES)])[wave],
         "respondent_id": np.char.add("person", (np.arange(n) % 40).astype(str)),
         "respondent_role": rng.choice(["sales", "engineer", "owner"], n),
         "answered_on": pd.to_datetime(first[wave]),
         "score": rng.choice(11, n, p=[.02] * 6 + [.05, .13, .2, .25, .25]),
         "comment": comment, "themes": np.where(spoken, "price portal", ""),
         "comment_key": np.where(spoken, "the portal is slow and prices change too often", ""),
         "batch_id": 1, "record": np.arange(1, n + 1)}
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
