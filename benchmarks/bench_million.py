"""A million lines through the command `ingest`, against `.import` of the same file.

    python -m benchmarks.bench_million [LINES]

The file is made with a fixed seed: 12 columns, one distributor, 2,000 resellers that it names by
its own numbers and their names, 500 articles, the 12 months of 2025, 1 % returns, 40,000 end
customers, each of one reseller. The store knows the partners and products and has no lines. Both
are run in processes of their own, so time includes their start and peak memory is theirs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from benchmarks.sizes import WORK
from benchmarks.timing import Row, markdown, verdict

LINES = 1_000_000
PARTNERS, PRODUCTS, CUSTOMERS, SEED = 2_000, 500, 40_000, 20
TIMES, LIMIT_MB = 6.0, 1536.0
ROOT = Path(__file__).parent.parent
FIRST = ("Nord", "Alfa", "Delta", "Baltic", "Prima", "Techno", "Inter", "Euro", "Data", "Opti")
SECOND = ("net", "soft", "line", "tech", "media", "plan", "serv", "komp", "sys", "trade")
LEGAL = ("Sp. z o.o.", "S.A.", "s.r.o.", "GmbH", "Kft.")
COUNTRIES = ("PL", "PL", "CZ", "DE", "HU")


def partner_names() -> list[str]:
    """Names that differ by more than a spelling: two parts, a town's number, a legal form."""
    return [
        f"{FIRST[n % 10]}{SECOND[n // 10 % 10]} {n // 100 + 1:02d} {LEGAL[n % 5]}"
        for n in range(PARTNERS)
    ]


def write_registry(folder: Path) -> None:
    """What `import-registry` wants: partners, products, one distributor."""
    partners = [
        {"partner_id": f"P-{n:05d}", "name": name, "country": COUNTRIES[n % 5], "city": "Town"}
        for n, name in enumerate(partner_names())
    ]
    products = [{"sku": f"SKU-{n:04d}", "description": f"Product {n}"} for n in range(PRODUCTS)]
    sender = {"distributor_id": "D-1", "name": "Sender", "country": "PL", "currency": "EUR"}
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("partners", partners), ("products", products), ("distributors", [sender])):
        (folder / f"_{name}.json").write_text(json.dumps(rows), encoding="utf-8")


def write_lines(path: Path, lines: int) -> None:
    """The distributor's file: documents of four lines, clean and in the order of their days."""
    random = np.random.default_rng(SEED)
    number = np.arange(lines)
    document = number // 4
    who = random.integers(0, PARTNERS, document[-1] + 1)[document]
    what = random.integers(0, PRODUCTS, lines)
    qty = random.integers(1, 20, lines) * np.where(random.random(lines) < 0.01, -1, 1)
    cents = random.integers(500, 200_000, PRODUCTS)[what]
    days = np.datetime64("2025-01-01") + np.sort(random.integers(0, 365, document[-1] + 1))
    customer = who + PARTNERS * random.integers(0, CUSTOMERS // PARTNERS, lines)
    names = np.array(partner_names(), dtype=object)
    columns = {
        "invoice_no": [f"FV/2025/{n:07d}" for n in document.tolist()],
        "line_no": number % 4 + 1,
        "invoice_date": days.astype("datetime64[D]").astype(str)[document],
        "reseller_id": [f"K{n + 10_000}" for n in who.tolist()],
        "reseller_name": names[who],
        "reseller_country": np.array(COUNTRIES, dtype=object)[who % 5],
        "end_customer_name": [f"Customer {n}" for n in customer.tolist()],
        "sku": [f"SKU-{n:04d}" for n in what.tolist()],
        "qty": qty,
        "unit_price": _money(cents),
        "line_amount": _money(cents * qty),
        "currency": ["EUR"] * lines,
    }
    texts = {name: pa.array(values).cast(pa.string()) for name, values in columns.items()}
    with path.open("wb") as file:  # Arrow would put the header in quotation marks
        file.write((",".join(texts) + "\n").encode())
        rows = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
        arrow_csv.write_csv(pa.table(texts), file, rows)


def _money(cents: np.ndarray) -> list[str]:
    return [f"{cent / 100:.2f}" for cent in cents.tolist()]


@dataclass(frozen=True)
class Used:
    """What a command took: seconds by the clock and of the processor, peak memory in MB."""

    clock: float
    processor: float
    memory: float


def run(command: list[str | Path]) -> Used:
    """Run a command from the project's folder; its output is shown only when it fails."""
    begin = time.perf_counter()
    started = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert started.stdout is not None
    output = started.stdout.read()
    _pid, status, used = os.wait4(started.pid, 0)
    clock = time.perf_counter() - begin
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise SystemExit(f"{command}: {output[-3000:]}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Used(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def new_store(folder: Path) -> str:
    """A store that knows the partners, products and the distributor, as URL."""
    url = f"sqlite:///{folder / 'million.db'}"
    write_registry(folder / "registry")
    run([sys.executable, "cli.py", "init", "--db", url])
    run([sys.executable, "cli.py", "import-registry", folder / "registry", "--db", url])
    return url


def ingest(url: str, path: Path) -> Used:
    return run([sys.executable, "cli.py", "ingest", "sell_through", path, "--sender", "D-1",
                "--as-of", "2026-01-05", "--db", url])  # fmt: skip


def import_by_shell(path: Path, folder: Path) -> Used | None:
    """The reference; None where there is no `sqlite3` shell."""
    shell = shutil.which("sqlite3")
    if shell is None:
        return None
    target = folder / "reference.db"
    target.unlink(missing_ok=True)
    return run([shell, target, ".mode csv", f".import '{path}' line"])


def measure(lines: int = LINES) -> str:
    """Both on the same file in the same run, the reference before and after."""
    folder = WORK / "million"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / f"lines-{lines}.csv"
    try:
        write_lines(path, lines)
        url = new_store(folder)
        before = import_by_shell(path, folder)
        ours = ingest(url, path)
        after = import_by_shell(path, folder)
        return _table(lines, path.stat().st_size, ours, before, after)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _table(
    lines: int, size: int, ours: Used, before: Used | None, after: Used | None
) -> str:  # fmt: skip
    rows: list[Row] = [
        ("ingest, from start to exit", f"{ours.clock:.2f} s", f"{ours.processor:.2f} s", ""),
        ("peak memory", f"{ours.memory:,.0f} MB", "",
         f"{verdict(ours.memory, LIMIT_MB)} (<= {LIMIT_MB:,.0f})"),
    ]  # fmt: skip
    if before is None or after is None:
        rows.append(("sqlite3 .import", "not measured: no sqlite3 shell on this machine", "", ""))
    else:
        clock = 2 * ours.clock / (before.clock + after.clock)
        processor = 2 * ours.processor / (before.processor + after.processor)
        rows += [
            ("sqlite3 .import before", f"{before.clock:.2f} s", f"{before.processor:.2f} s", ""),
            ("sqlite3 .import after", f"{after.clock:.2f} s", f"{after.processor:.2f} s", ""),
            ("times .import", f"{clock:.2f}", f"{processor:.2f}",
             f"{verdict(clock, TIMES)} (<= {TIMES:.0f} by the clock)"),
        ]  # fmt: skip
    title = f"{lines:,} clean lines of 12 columns ({size / 1e6:.0f} MB), seed {SEED}"
    load = f"\nLoad of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n"
    return markdown(title, ("what", "clock", "processor", "budget"), rows) + load


def main() -> None:
    print(measure(int(sys.argv[1]) if sys.argv[1:] else LINES))


if __name__ == "__main__":
    main()
