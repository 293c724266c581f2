"""Early warnings: regular buyers about to break their rhythm, while a call can still matter.

A silence that is older than 60 days is no early warning any more: it stands among the silent ones
already, and ranked beside young silences it would take all the places, being surer.
"""

from __future__ import annotations

import numpy as np

from scorecard.risk.days import Ints
from scorecard.risk.doubts import LIKELY
from scorecard.risk.labels import Outcome
from scorecard.risk.score import COLUMN, RiskFrame
from scorecard.risk.training import who

FRESH = 60  # days since the last order, at most


def early_warnings(answer: RiskFrame, budget: float) -> Ints:
    """Places (in the answer's frame) of at most `budget` of the eligible accounts: regular
    buyers, not broken yet, silent for at most 60 days, whose rhythm breaks with a probability of
    at least 0.2; the likeliest first. Empty where there is no answer."""
    if answer.evidence is None:
        return np.empty(0, np.int64)
    own = answer.evidence.own
    p = np.nan_to_num(answer.frame[COLUMN[Outcome.BREAK]].to_numpy(float))
    able = who(Outcome.BREAK, own) & ~own.broken & (own.recency <= FRESH) & (p >= LIKELY)
    places = np.flatnonzero(able)
    n = round(budget * int(own.eligible.sum()))
    return places[np.argsort(-p[places], kind="stable")[:n]].astype(np.int64)
