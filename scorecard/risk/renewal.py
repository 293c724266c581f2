"""Silence measured against an account's own even gaps.

BG/NBD takes the orders of a living account for chance; resellers order more evenly than chance,
so a silence says more. Here gaps are gamma-distributed with the account's own mean and shape.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaincc

from scorecard.risk.bgnbd import BgNbd
from scorecard.risk.days import Floats
from scorecard.risk.rhythm import Rhythm

STEADY = 5  # gaps that the book's evenness stands for
EVENEST, SHAPES = 0.05, (0.3, 12.0)


def shape(own: Rhythm) -> Floats:
    """Shape of a gamma distribution of gaps: 1 is chance, higher is more even."""
    usual = STEADY * max(own.usual.spread, EVENEST)
    return np.asarray(np.clip((STEADY + own.n_gaps) / (usual + own.spread), *SHAPES))


def still_silent(own: Rhythm, ahead: Floats | float = 0.0) -> Floats:
    """Probability that an account which has not left is as silent as it will be `ahead` days
    from now without an order."""
    even = shape(own)
    return np.asarray(gammaincc(even, even * (own.recency + ahead) / own.gap), float)


def p_none(own: Rhythm, model: BgNbd, ahead: Floats | float, least: float) -> Floats:
    """Probability of no order in the `ahead` days after the day.

    Args:
        model: tells how likely an account leaves after an order.
        least: probability of leaving after an order, at least.
    """
    repeat = own.history()[0]
    leaves = model.a / np.maximum(model.a + model.b + repeat - 1, 1e-6)
    leaves = np.clip(leaves, least, 0.5)
    now, then = still_silent(own), still_silent(own, ahead)
    return np.asarray((leaves + (1 - leaves) * then) / (leaves + (1 - leaves) * now))
