"""How fast files land: lines a second against `.import`, and a month's upload into a full store.

    python -m benchmarks.bench_ingest S M

Both are run in processes of their own, so that peak memory is theirs.
"""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.generate import prepare
from benchmarks.programme import MONTHS, make_programme, partner_code
from benchmarks.sizes import AS_OF, SIZES, WORK, Size
from benchmarks.timing import Row, markdown, seconds, verdict

N_LINES = 100_000
LIMIT_SECONDS, LIMIT_MB = 12.0, 1024.0
COLUMNS = [
    "invoice_no", "line_no", "invoice_date", "transaction_type", "vendor_partner_id",
    "end_customer_name", "sku", "qty", "unit_price", "line_amount", "currency", "deal_id",
]  # fmt: skip


def month_file(size: Size) -> Path:
    """A distributor's file of 100,000 lines of the last month, for partners of a size."""
    file = WORK / f"month-{size.name}.csv"
    if file.exists():
        return file
    random = np.random.default_rng(5)
    made = make_programme(size)
    known = [partner_code(n) for n in range(size.partners)]
    who = random.choice(size.partners, N_LINES, p=made.weights).tolist()
    year, month = divmod(MONTHS[-1], 100)
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        for n, partner in enumerate(who):
            product, quantity = n * 7919 % size.products, n % 19 + 1
            price = int(made.prices[product])
            writer.writerow([
                f"B{n // 4}", n % 4 + 1, f"{year}-{month:02d}-{n % 28 + 1:02d}", "sale",
                known[partner], f"Customer {partner * 40 + n % 40}", f"SKU-{product}", quantity,
                f"{price / 100:.2f}", f"{quantity * price / 100:.2f}", "EUR", "",
            ])  # fmt: skip
    return file


def land(url: str, path: Path) -> dict[str, float]:
    """Seconds to read and judge and to land, processor seconds, peak memory in MB."""
    from resource import RUSAGE_SELF, getrusage

    from db import uploads
    from db.store import Store
    from scorecard.access import EVERYTHING, Viewer
    from scorecard.ingest.kinds import FileKind

    store, viewer = Store.open(url), Viewer("benchmark", "Benchmark", EVERYTHING)
    data = path.read_bytes()
    begin, busy = time.perf_counter(), time.process_time()
    report = uploads.prepare(
        store, viewer, kind=FileKind.SELL_THROUGH, data=data, file_name=path.name, as_of=AS_OF,
        sender="D0",
    )  # fmt: skip
    read = time.perf_counter() - begin
    if report.n_accepted != N_LINES:
        raise SystemExit(f"{report.n_accepted} of {N_LINES} lines accepted: {report.issues[:3]}")
    landed = seconds(lambda: uploads.land(store, viewer, report, data, landed_at=datetime.now(UTC)))
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return {"read": read, "land": landed, "busy": time.process_time() - busy, "peak": peak}


def in_own_process(url: str, path: Path) -> dict[str, float]:
    code = f"import json; from pathlib import Path; from benchmarks.bench_ingest import land;" \
           f"print(json.dumps(land({url!r}, Path({str(path)!r}))))"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def import_by_sqlite(path: Path) -> tuple[str, float]:
    """Seconds of the reference: the `sqlite3` shell's `.import`, else Python's executemany."""
    target = WORK / "reference.db"
    target.unlink(missing_ok=True)
    shell = shutil.which("sqlite3")
    try:
        if shell:
            command = [shell, str(target), ".mode csv", f".import '{path}' line"]
            return "sqlite3 .import", seconds(lambda: subprocess.run(command, check=True))
        return "Python sqlite3 executemany", seconds(lambda: _executemany(path, target))
    finally:
        target.unlink(missing_ok=True)


def _executemany(path: Path, target: Path) -> None:
    connection = sqlite3.connect(target)
    with path.open(newline="", encoding="utf-8") as source:
        rows = csv.reader(source)
        head = next(rows)
        connection.execute(f"CREATE TABLE line ({', '.join(head)})")
        marks = ", ".join("?" * len(head))
        connection.executemany(f"INSERT INTO line VALUES ({marks})", rows)
    connection.commit()
    connection.close()


def measure(size: Size) -> str:
    """A month's upload into a store of a size, beside the reference on the same file."""
    prepare(size)
    path = month_file(size)
    copy = WORK / f"upload-{size.name}.db"
    shutil.copy(size.file, copy)
    try:
        found = in_own_process(f"sqlite:///{copy}", path)
    finally:
        for leftover in WORK.glob(f"{copy.name}*"):
            leftover.unlink()
    reference, fastest = import_by_sqlite(path)
    total = found["read"] + found["land"]
    rows: list[Row] = [
        ("read and judge", f"{found['read']:.2f} s", f"{N_LINES / found['read']:,.0f}", ""),
        ("land, rollups and KPI parts", f"{found['land']:.2f} s",
         f"{N_LINES / found['land']:,.0f}", ""),
        ("together", f"{total:.2f} s", f"{N_LINES / total:,.0f}",
         f"{verdict(total, LIMIT_SECONDS)} (<= {LIMIT_SECONDS:.0f} s)"),
        ("processor time of both", f"{found['busy']:.2f} s", "", ""),
        ("peak memory", f"{found['peak']:,.0f} MB", "",
         f"{verdict(found['peak'], LIMIT_MB)} (<= {LIMIT_MB:,.0f} MB)"),
        (reference, f"{fastest:.2f} s", f"{N_LINES / fastest:,.0f}",
         f"{total / fastest:.0f} times faster, and keeps text only"),
    ]  # fmt: skip
    title = f"A month of {N_LINES:,} lines into size {size.name}"
    return markdown(title, ("step", "took", "lines/s", "budget"), rows)


def main() -> None:
    for name in sys.argv[1:] or ["S", "M"]:
        print(measure(SIZES[name]))


if __name__ == "__main__":
    main()
