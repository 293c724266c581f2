"""Learn what two reports of a deal are told by: `python -m benchmarks.learn_dedupe`.

Prints the weights that `scorecard.forecast.dedupe.stated` holds. The regime and the seeds are not
those by which counting is tried (`bench_dedupe`).
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.pipeline_truth import LEARNED_ON, world
from scorecard.forecast.dedupe.blocking import candidate_pairs
from scorecard.forecast.dedupe.checks import usable
from scorecard.forecast.dedupe.clusters import reporters
from scorecard.forecast.dedupe.contract import FEATURES, Settings
from scorecard.forecast.dedupe.customers import read_customers
from scorecard.forecast.dedupe.features import Compared, compare_facts, place, with_customers
from scorecard.forecast.dedupe.splits import find_splits
from scorecard.forecast.dedupe.weights import Weights, learn

REPORTS, SEEDS = 60_000, (101, 102)


def labelled(n: int, seed: int) -> tuple[Compared, np.ndarray]:
    """Pairs of different reporters and whether they are one opportunity; a part and the report of
    the whole that it was not told from are left out."""
    found = world(n, seed, LEARNED_ON)
    deals, _ = usable(found.deals)
    customers, settings = read_customers(deals), Settings()
    pairs = candidate_pairs(deals, customers, settings)
    compared = compare_facts(deals, customers, pairs, settings.window_days)
    reporter = reporters(deals)
    compared, _ = find_splits(deals, with_customers(compared, customers), reporter, settings)
    same = found.truth[compared.one] == found.truth[compared.other]
    told = reporter[compared.one] != reporter[compared.other]
    told &= ~(same & (compared.levels["amount"] == place("amount", "far")))
    return compared.where(told), same[told]


def learned(n: int = REPORTS) -> Weights:
    samples = [labelled(n, seed) for seed in SEEDS]
    levels = {
        name: np.concatenate([compared.levels[name] for compared, _ in samples])
        for name in FEATURES
    }
    one = np.concatenate([compared.one for compared, _ in samples])
    other = np.concatenate([compared.other for compared, _ in samples])
    return learn(Compared(one, other, levels), np.concatenate([same for _, same in samples]))


def main() -> None:
    found = learned(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
    print(f"base={found.base}")
    for name, levels in found.levels.items():
        print(f'"{name}": {levels},')


if __name__ == "__main__":
    main()
