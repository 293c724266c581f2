"""Hostile files through the command line: `python -m benchmarks.bench_hostile [part of a name]`.

Each is read by `cli.py read` in a process of its own; memory is the largest sum of that process and
its children, time is what the clock says.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.hostile_files import HOSTILE

ROOT = Path(__file__).resolve().parents[1]
MOST_SECONDS = 5
MOST_MEGABYTES = 500
GIVE_UP = 40


def measured(path: Path, words: list[str]) -> tuple[float, float, float, int]:
    """Seconds by the clock, seconds of the processor, megabytes, exit code."""
    command = [sys.executable, str(ROOT / "cli.py"), *words, str(path)]
    start, most, used = time.perf_counter(), 0, 0.0
    done = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=path.parent
    )
    process = psutil.Process(done.pid)
    while done.poll() is None and time.perf_counter() - start < GIVE_UP:
        memory, seconds = _of_all(process)
        most, used = max(most, memory), max(used, seconds)
        time.sleep(0.01)
    done.kill()
    done.wait()
    return time.perf_counter() - start, used, most / 2**20, done.returncode


def _of_all(process: psutil.Process) -> tuple[int, float]:
    memory, seconds = 0, 0.0
    try:
        for each in [process, *process.children(recursive=True)]:
            memory += each.memory_info().rss
            times = each.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
    except psutil.Error:  # ended between two looks
        return memory, seconds
    return memory, seconds


def measure(part: str = "") -> str:
    lines = [
        "## Hostile files through `read` (at most 5 s and 500 MB each)\n",
        "| file | size | seconds | processor | MB | exit |",
        "|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, make in HOSTILE.items():
            if part not in name:
                continue
            path = Path(folder, "hostile")
            path.write_bytes(make())
            size = path.stat().st_size
            words = ["read", "--out", str(Path(folder, "out.csv")), "--json"]
            wall, used, memory, code = measured(path, words)
            over = " **over**" if used > MOST_SECONDS or memory > MOST_MEGABYTES else ""
            lines.append(
                f"| {name} | {size / 1e6:.2f} MB | {wall:.1f} | {used:.1f} | {memory:.0f} | "
                f"{code}{over} |"
            )
            print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    measure(sys.argv[1] if len(sys.argv) > 1 else "")
