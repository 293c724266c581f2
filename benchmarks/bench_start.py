"""Cold start of `make run` with the environment and the store there: to the first healthy answer.

python -m benchmarks.bench_start
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.timing import markdown, stamp, verdict

ROOT = Path(__file__).resolve().parent.parent
LIMIT_SECONDS = 6.0
REPEAT = 3


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cold_start() -> float:
    """Seconds from `make run` to the first healthy answer; the server is ended afterwards."""
    port = free_port()
    begin = time.perf_counter()
    server = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_until_healthy(port, server)
        return time.perf_counter() - begin
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def wait_until_healthy(port: int, server: subprocess.Popen[bytes], limit: float = 120) -> None:
    """Return at the first healthy answer; raise when the server ended or took too long."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"no healthy answer in {limit} s")


def main() -> None:
    cold_start()  # makes the environment and the store, where they are not there
    took = median(cold_start() for _ in range(REPEAT))
    row = ("make run to the first healthy answer", f"{took:.1f} s",
           f"{verdict(took, LIMIT_SECONDS)} (<= {LIMIT_SECONDS:.0f} s)")  # fmt: skip
    print(markdown("Cold start", ("what", "median", "budget"), [row]))
    print(stamp())


if __name__ == "__main__":
    main()
