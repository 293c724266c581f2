"""All benchmarks of some sizes, as Markdown: `make bench`, `make bench SIZE=L`.

Streamlit's own start is not measured at size L again: it does not depend on the store.
"""

from __future__ import annotations

import sys

from benchmarks import (
    bench_browser,
    bench_ingest,
    bench_match,
    bench_million,
    bench_reads,
    bench_risk,
    bench_start,
    bench_tiers,
)
from benchmarks.sizes import SIZES
from benchmarks.timing import stamp


def main() -> None:
    wanted = [SIZES[name] for name in sys.argv[1:] or ["S", "M"]]
    print(f"Measured {stamp()}: make bench SIZE='{' '.join(s.name for s in wanted)}'\n")
    for size in wanted:
        print(bench_reads.measure(size), flush=True)
        print(bench_ingest.measure(size), flush=True)
    print(bench_million.measure(), flush=True)
    print(bench_match.measure(), flush=True)
    print(bench_tiers.measure(), flush=True)
    print(bench_risk.measure(), flush=True)
    print(bench_browser.measure(wanted[-1]), flush=True)
    bench_start.main()


if __name__ == "__main__":
    main()
