"""Partners that still order but buy less and less: the fall in money, by their own year.

A silence is not the only way to leave. A partner fades when its last 90 days brought at least
70 % less than its pace of the nine months before, and less than any 90 days of those nine
months, so that neither one big order before nor an uneven buyer makes it one. From half on it is
worth a look: so many fall by half and come back that two in three such alerts would be false.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.i18n.message import Message, Share
from scorecard.risk.days import Flags, Floats
from scorecard.risk.rhythm import YEAR, Rhythm

RECENT, WINDOWS = 90, 3  # days; windows before them
SLOW, FALL = 0.5, 0.7
ORDERS = 6  # order days in 12 months: below it, spend is a matter of single orders


@dataclass(frozen=True)
class Fading:
    """One value an account.

    Args:
        change: spend of the last 90 days against its pace of the nine months before, minus 1
            (-0.4: 40 % less); NaN without a year of its own or without spend to compare with.
        lost_minor: spend of 90 days at the pace before, less that of the last 90; at least 0.
        fades: whether it fades.
        slows: whether it fell by half at least, and does not fade.
    """

    change: Floats
    lost_minor: Floats
    fades: Flags
    slows: Flags


def fading(own: Rhythm) -> Fading:
    """Who fades on the day of the rhythm."""
    upto = [own.total("amount_minor", RECENT * n) for n in range(1, WINDOWS + 2)]
    windows = np.diff(np.stack([np.zeros_like(upto[0]), *upto]).astype(float), axis=0)
    recent, before = windows[0], windows[1:]
    usual = before.mean(axis=0)
    known = (own.tenure >= RECENT * (WINDOWS + 1)) & (usual > 0)
    change = np.where(known, recent / np.where(usual > 0, usual, 1) - 1, np.nan)
    lower = known & (recent < before.min(axis=0)) & (own.count(YEAR) >= ORDERS)
    fades, fell = (lower & (np.nan_to_num(change) <= -fall) for fall in (FALL, SLOW))
    lost = np.where(known, np.maximum(usual - recent, 0), 0)
    return Fading(change, lost, fades, fell & ~fades)


def why_fading(found: Fading, at: int) -> Message:
    """The sentence on an account that fades."""
    return Message(
        "Spent {share} less in the last 90 days than in 90 days of the nine months before, and "
        "less than in any 90 days of them.",
        {"share": Share(-float(found.change[at]))},
    )
