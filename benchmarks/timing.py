"""Medians of repeated runs, and tables of them in Markdown."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

Row = tuple[str, ...]


def milliseconds(work: Callable[[], object], repeat: int = 7) -> tuple[float, float]:
    """Median wall and processor time of `repeat` runs after one that warms up.

    Processor time holds on a busy machine; wall time is what a person waits.
    """
    work()
    wall, processor = [], []
    for _ in range(repeat):
        begin, busy = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - begin)
        processor.append(time.process_time() - busy)
    return median(wall) * 1000, median(processor) * 1000


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def stamp() -> str:
    """Where and when a measurement was made."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{now}, {os.cpu_count()} cores, Python {platform.python_version()}"


def markdown(title: str, head: Row, rows: list[Row]) -> str:
    """A Markdown table under a title."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"
             for row in [head, *rows]]  # fmt: skip
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([f"### {title}", "", lines[0], rule, *lines[1:], ""])


def verdict(value: float, limit: float) -> str:
    """`met` or `MISSED`, so that a table can be read without its budget in mind."""
    return "met" if value <= limit else "MISSED"
