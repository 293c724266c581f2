"""Write a generated programme of a size straight into a store, then build its rollups.

    python -m benchmarks.generate M                                  into benchmarks/work/M.db
    python -m benchmarks.generate S --db postgresql://user@host/name

Lines are written in the order of their key, a few thousand partners at a time, so that memory
stays bounded and the large size takes minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlmodel import SQLModel

from benchmarks.programme import DAYS, MONTHS, Programme, make_programme, reference_rows
from benchmarks.sink import Sink, create_indexes, drop_indexes, open_sink
from benchmarks.sizes import AS_OF, N_MONTHS, SIZES, WORK, Size
from benchmarks.things import thing_rows
from benchmarks.timing import seconds
from db.engine import writing
from db.months import rebuild_months
from db.refresh import refresh_all
from db.store import Store
from scorecard.access import EVERYTHING, Viewer
from scorecard.errors import UserError

LINES_AT_ONCE = 400_000
LINE_COLUMNS = [
    "partner_id", "batch_id", "record", "line", "distributor_id", "month", "invoice_on",
    "invoice_no", "invoice_line", "line_type", "product_id", "qty_milli",
    "unit_price_own_minor", "amount_own_minor", "currency", "amount_minor", "customer_id",
    "end_customer",
]  # fmt: skip


def generate(size: Size, url: str) -> dict[str, float]:
    """Fill a new store; returns the seconds of each step."""
    store = Store.create(url)
    made = make_programme(size)
    _write_references(store, made)
    sink = open_sink(url)
    took = {"lines": seconds(lambda: write_lines(sink, made))}
    took["things"] = seconds(lambda: _write_things(sink, made))
    sink.close()
    took["rollups"] = seconds(lambda: _roll_up(store))
    store.close()
    return took


def _write_references(store: Store, made: Programme) -> None:
    with store.engine.begin() as connection:
        for name, rows in reference_rows(made).items():
            connection.execute(insert(SQLModel.metadata.tables[name]), rows)


def _roll_up(store: Store) -> None:
    """Months, customers and KPI parts. (Generated things come from no file, so nothing else.)"""
    viewer = Viewer("benchmark", "Benchmark", EVERYTHING)
    chosen = store.settings().model_copy(update={"as_of": AS_OF, "programme_name": "Generated"})
    store.save_settings(viewer, chosen, datetime.now(UTC))
    with writing(store.engine) as connection:
        rebuild_months(connection)
        refresh_all(connection, chosen, AS_OF)


def write_lines(sink: Sink, made: Programme) -> None:
    """All sell-through lines, with the secondary indexes built at the end."""
    table = SQLModel.metadata.tables["sell_through_line"]
    drop_indexes(sink, table)
    random = np.random.default_rng(11)
    counts = np.maximum(1, np.round(made.weights * made.size.lines).astype("int64"))
    written = np.zeros(made.batch_ids.size, dtype="int64")
    for first, last in _portions(counts):
        sink.insert(table, LINE_COLUMNS, _lines(made, random, counts, first, last, written))
    create_indexes(sink, table)


def _portions(counts: np.ndarray) -> Iterator[tuple[int, int]]:
    """Partners [first, last) of about `LINES_AT_ONCE` lines together."""
    ends = np.cumsum(counts) // LINES_AT_ONCE
    starts = np.concatenate([[0], np.flatnonzero(np.diff(ends)) + 1, [len(counts)]])
    yield from zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)


def _lines(
    made: Programme,
    random: np.random.Generator,
    counts: np.ndarray,
    first: int,
    last: int,
    written: np.ndarray,
) -> Iterator[tuple[Any, ...]]:
    """Rows of some partners in the order of the key; `written` counts the records of a batch."""
    who = np.repeat(np.arange(first, last), counts[first:last])
    n = len(who)
    month = random.choice(N_MONTHS, n, p=_season())
    # A partner buys from one distributor, one line in five from a second one.
    distributor = (who + (random.random(n) < 0.2)) % made.size.distributors
    batch = distributor * N_MONTHS + month
    ids = made.batch_ids.reshape(-1)
    order = np.lexsort((ids[batch], made.partner_ids[who]))
    who, month, distributor, batch = (a[order] for a in (who, month, distributor, batch))
    record = _records(batch, written)
    product = random.integers(0, made.size.products, n)
    back = random.random(n) < 0.03
    quantity = random.integers(1, 20, n) * np.where(back, -1, 1)
    amount = (quantity * made.prices[product]).tolist()
    customer = who * 40 + random.integers(0, 40, n)
    records = record.tolist()
    return zip(
        made.partner_ids[who].tolist(), ids[batch].tolist(), records, records,
        made.distributor_ids[distributor].tolist(), np.array(MONTHS)[month].tolist(),
        DAYS[month * 28 + random.integers(0, 28, n)].tolist(),
        [f"INV{number // 4}" for number in records], [str(number % 4 + 1) for number in records],
        np.where(back, "return", "sale").tolist(), made.product_ids[product].tolist(),
        (quantity * 1000).tolist(), made.prices[product].tolist(), amount, ["EUR"] * n, amount,
        (customer + 1).tolist(), [f"Customer {number}" for number in customer.tolist()],
        strict=True,
    )  # fmt: skip


def _records(batch: np.ndarray, written: np.ndarray) -> np.ndarray:
    """The record numbers of lines in their batches, counting on from what was written."""
    order = np.argsort(batch, kind="stable")
    in_order = batch[order]
    begins = np.searchsorted(in_order, in_order)
    record = np.empty(len(batch), dtype="int64")
    record[order] = written[in_order] + np.arange(len(batch)) - begins + 1
    written += np.bincount(batch, minlength=len(written))
    return record


def _season() -> np.ndarray:
    shape = 1 + 0.25 * np.cos(np.arange(N_MONTHS) / 12 * 2 * np.pi) + np.arange(N_MONTHS) * 0.008
    return np.asarray(shape / shape.sum())


def _write_things(sink: Sink, made: Programme) -> None:
    for name, columns, rows in thing_rows(made):
        table = SQLModel.metadata.tables[name]
        sink.insert(table, columns, rows)


def prepare(size: Size) -> None:
    """Make the SQLite store of a size unless one of this program's schema is there."""
    if size.file.exists() and _is_current(size):
        return
    WORK.mkdir(exist_ok=True)
    unfinished = size.file.with_suffix(".part")
    for leftover in WORK.glob(f"{unfinished.name}*"):
        leftover.unlink()
    took = generate(size, f"sqlite:///{unfinished}")
    unfinished.rename(size.file)
    steps = ", ".join(f"{step} {duration:.0f} s" for step, duration in took.items())
    print(f"Size {size.name} generated: {steps}; {size.file.stat().st_size / 1e6:,.0f} MB")


def _is_current(size: Size) -> bool:
    try:
        Store.open(size.url).close()
    except UserError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("--db", metavar="URL", help="an empty database; default: a SQLite file")
    asked = parser.parse_args()
    if asked.db:
        print(generate(SIZES[asked.size], asked.db))
    else:
        prepare(SIZES[asked.size])


if __name__ == "__main__":
    main()
