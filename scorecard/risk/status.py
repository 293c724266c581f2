"""One word for how a partner stands, for lists and colours; loudest first."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from scorecard.risk.doubts import Level
from scorecard.risk.fading import Fading
from scorecard.risk.score import RiskFrame


class RiskStatus(StrEnum):
    SILENT = "silent"  # level red: its rhythm is broken, or twice overdue and likely to break
    FADING = "fading"  # still orders, for at most half of the money
    WATCH = "watch"  # level amber: one sign of two
    STEADY = "steady"
    UNKNOWN = "unknown"  # too new, too rare, gone for a year


LOUDEST = tuple(RiskStatus)


def statuses(answer: RiskFrame, faded: Fading) -> NDArray[np.object_]:
    """The status of each account of an answer."""
    frame = answer.frame
    cases = [
        ~frame["eligible"].to_numpy(bool),
        (frame["level"] == Level.RED).to_numpy(bool),
        faded.fades,
        (frame["level"] == Level.AMBER).to_numpy(bool),
    ]
    words = [RiskStatus.UNKNOWN, RiskStatus.SILENT, RiskStatus.FADING, RiskStatus.WATCH]
    named = np.array([*words, RiskStatus.STEADY], object)
    return np.asarray(named[np.select(cases, range(len(cases)), len(cases))])
