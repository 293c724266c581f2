"""One word for how a partner stands, for lists and colours; loudest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scorecard.risk.fading import Fading
from scorecard.risk.score import RiskFrame
from scorecard.risk.words import Level
from scorecard.risk.words import RiskStatus as RiskStatus

LOUDEST = tuple(RiskStatus)


def statuses(answer: RiskFrame, faded: Fading) -> NDArray[np.object_]:
    """The status of each account of an answer."""
    frame = answer.frame
    cases = [
        ~frame["eligible"].to_numpy(bool),
        (frame["level"] == Level.RED).to_numpy(bool),
        faded.fades,
        (frame["level"] == Level.AMBER).to_numpy(bool) | faded.slows,
    ]
    words = [RiskStatus.UNKNOWN, RiskStatus.SILENT, RiskStatus.FADING, RiskStatus.WATCH]
    named = np.array([*words, RiskStatus.STEADY], object)
    return np.asarray(named[np.select(cases, range(len(cases)), len(cases))])
