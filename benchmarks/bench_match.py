"""5,000 dirty names against 20,000 partners: `python -m benchmarks.bench_match`.

Automatic precision: right ones of all that were matched without a person. Share automatic: matched
ones of all resellers that are partners. Top-1: the partner is matched, or is the first suggested.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter

from benchmarks.dirty_names import Dirty, Register, dirty
from benchmarks.timing import Row, markdown, stamp, verdict
from scorecard.matching import Match, Matcher

PARTNERS, RESELLERS, SEED = 20_000, 5_000, 7
LIMIT_SECONDS, LEAST_PRECISION = 3.0, 0.995


def tally(found: list[Dirty], matches: list[Match]) -> Counter[str]:
    """How often what came out, of what: `right`, `wrong`, `first`, `asked`, `stranger`."""
    counts: Counter[str] = Counter()
    for one, match in zip(found, matches, strict=True):
        counts["partner" if one.partner_id else "stranger"] += 1
        counts[match.fate] += 1
        if match.fate == "matched":
            counts["right" if match.partner_id == one.partner_id else "wrong"] += 1
        elif match.suggestions and match.suggestions[0].partner_id == one.partner_id:
            counts["first"] += 1
    return counts


def run(partners: int, resellers: int, seed: int) -> tuple[Counter[str], float, float]:
    """Counts, wall and processor seconds; building the matcher is in them."""
    register = Register(partners, seed)
    found = dirty(register, resellers, seed + 1)
    begin, busy = time.perf_counter(), time.process_time()
    matches = Matcher(register.candidates).match([one.reseller for one in found])
    wall, processor = time.perf_counter() - begin, time.process_time() - busy
    return tally(found, matches), wall, processor


def measure(partners: int = PARTNERS, resellers: int = RESELLERS, seed: int = SEED) -> str:
    counts, wall, processor = run(partners, resellers, seed)
    precision = counts["right"] / counts["matched"]
    automatic, first = counts["right"] / counts["partner"], counts["right"] + counts["first"]
    fast, sure = verdict(processor, LIMIT_SECONDS), verdict(LEAST_PRECISION, precision)
    rows: list[Row] = [
        ("automatic precision", f"{precision:.2%} ({counts['wrong']} of {counts['matched']} wrong)",
         f"{sure} (>= {LEAST_PRECISION:.1%})"),
        ("share automatic", f"{automatic:.1%} of {counts['partner']:,} partners", ""),
        ("top-1", f"{first / counts['partner']:.1%}", ""),
        ("processor time", f"{processor:.2f} s", f"{fast} (<= {LIMIT_SECONDS:.0f} s)"),
        ("wall time", f"{wall:.2f} s, load {os.getloadavg()[0]:.1f}", ""),
    ]  # fmt: skip
    title = f"{resellers:,} dirty names, {partners:,} partners, seed {seed}"
    return markdown(title, ("what", "found", "budget"), rows)


def main() -> None:
    print(f"Measured {stamp()}\n")
    for seed in map(int, sys.argv[1:] or [str(SEED)]):
        print(measure(seed=seed))


if __name__ == "__main__":
    main()
