"""The reader against polluted files: `python -m benchmarks.bench_pollution [--worst N]`."""

from __future__ import annotations

import csv
import io
import sys
import time
from collections import defaultdict

from benchmarks.pollution import Spoilt, spoilt_files
from benchmarks.pollution_score import score
from scorecard.reports.plain_table import plain_table


def read(data: bytes) -> list[list[str]] | None:
    """What `python cli.py read` writes, read back."""
    table = plain_table(data)
    if table.reason not in (None, "EMPTY_FILE"):
        return None
    out = io.StringIO(newline="")
    table.write(out)
    out.seek(0)
    return list(csv.reader(out))


def measure() -> tuple[str, list[tuple[float, int, Spoilt]]]:
    """The table of scores, and every file that lost something, the worst first."""
    start = time.process_time()
    found: dict[str, list[float]] = defaultdict(list)
    lost = []
    for number, spoilt in enumerate(spoilt_files()):
        points = score(spoilt.clean, read(spoilt.data))
        found[spoilt.name].append(points)
        if points < 10:
            lost.append((points, number, spoilt))
    every = [points for group in found.values() for points in group]
    used = time.process_time() - start
    lines = [
        "## Polluted files (after Pollock, VLDB 2023)\n",
        f"{len(every):,} files, {used:.0f} s of processor time; **{sum(every) / len(every):.3f}** "
        "of 10 on average (best of the loaders measured there, unaided: 9.94).\n",
        "| mistake | files | score |",
        "|---|---|---|",
    ]
    lines += [f"| {n} | {len(g)} | {sum(g) / len(g):.3f} |" for n, g in sorted(found.items())]
    return "\n".join(lines) + "\n", sorted(lost, key=lambda each: each[:2])


if __name__ == "__main__":
    told, worst = measure()
    print(told)
    if "--worst" in sys.argv:
        for points, number, spoilt in worst[: int(sys.argv[sys.argv.index("--worst") + 1])]:
            print(f"{points:.3f}", number, spoilt.name)
