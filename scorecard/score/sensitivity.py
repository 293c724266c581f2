"""Does a rank survive other weights? Each weight 10 % up or down, and all of them at once.

Weights are made to sum to the whole again: a score is a weighted mean, so that happens by itself.
The samples of all weights at once are spread evenly over the cube of changes by the additive
recurrence of Roberts (2018), which is the same for ever: no chance is involved.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scorecard.kpis.grouping import Ints
from scorecard.score.marks import Marks
from scorecard.score.result import Sensitivity

SWING = 0.1
SAMPLES = 256
Weights = npt.NDArray[np.float64]  # a row a measure, a column a variant


def sensitivity(peers: Marks, partner: object) -> Sensitivity | None:
    """How the rank of a partner among its peers moves with the weights.

    Args:
        peers: marks of peers on the same card, the partner among them; those without a score
            are left aside.

    Returns:
        None where the partner has no score or nobody to be compared with.
    """
    scored = np.flatnonzero(peers.has_score)
    found = np.flatnonzero(peers.index[scored] == partner)
    if not len(found) or len(scored) < 2:
        return None
    own = int(found[0])
    single = _ranks(peers, scored, own, _one_at_a_time(peers.weights))
    rank, varied = int(single[0]), single[1:]
    sampled = _ranks(peers, scored, own, _samples(peers.weights))
    quartile = _quartile(rank, len(scored))
    same = np.array([_quartile(int(one), len(scored)) == quartile for one in sampled])
    most = int(np.argmax(np.abs(varied - rank)))
    return Sensitivity(
        best=int(single.min()),
        worst=int(single.max()),
        quartile=quartile,
        stays=float(same.mean()),
        n_samples=SAMPLES,
        moved_by=peers.judged[most // 2].measure.kpi if varied[most] != rank else "",
    )


def _one_at_a_time(weights: Ints) -> Weights:
    """The weights as they are, then each of them 10 % up and 10 % down."""
    n = len(weights)
    factors = np.ones((n, 2 * n + 1))
    for k in range(n):
        factors[k, 2 * k + 1], factors[k, 2 * k + 2] = 1 + SWING, 1 - SWING
    return weights[:, None] * factors


def _samples(weights: Ints) -> Weights:
    root = _golden(len(weights))
    steps = root ** -np.arange(1, len(weights) + 1)
    spread = (0.5 + np.arange(1, SAMPLES + 1)[None, :] * steps[:, None]) % 1
    varied: Weights = weights[:, None] * (1 + SWING * (2 * spread - 1))
    return varied


def _golden(dimensions: int) -> float:
    """The positive root of x^(d+1) = x + 1."""
    root = 1.5
    for _ in range(60):
        root = (1 + root) ** (1 / (dimensions + 1))
    return root


def _ranks(peers: Marks, scored: Ints, own: int, weights: Weights) -> Ints:
    """The partner's rank a variant; scores in hundredths, as they are kept."""
    earned = peers.points_e2[scored] @ weights
    scores = np.rint(np.round(earned / (peers.applies[scored] @ weights), 6))
    ranks: Ints = 1 + (scores > scores[own]).sum(axis=0)
    return ranks


def _quartile(rank: int, n: int) -> int:
    """1 (the best) to 4."""
    return 1 + (rank - 1) * 4 // n
