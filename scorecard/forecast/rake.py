"""Groups lean on their own run-rate as far as it can be trusted.

A life table of all deals knows nothing of a region that closes more than its deals' ages tell.
Coarse groups first, every group is moved towards its share of the last quarter's bookings: by the
run-rate's weight in the whole, and by how little chance there is in the group's own bookings. The
total stays as it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scorecard.forecast.contract import GRAINS
from scorecard.forecast.known import Floats, Known
from scorecard.forecast.parts import Parts, came_by_cell

DAYS = 91  # of bookings
MOST_GROUPS = 2000  # of a grain that is looked at
APART = 0.3  # relative spread between groups of the same deals, taken as given


def raked(part: Parts, deals: Known, day: int, run_share: float) -> Parts:
    """Parts moved towards each group's own bookings of the quarter up to a day.

    Args:
        run_share: weight of the run-rate in the whole (0..1).
    """
    booked = came_by_cell(deals, day - DAYS + 1, day)
    n, cell = len(booked), deals.cell[part.deal]
    said = np.bincount(cell, part.p * part.amount, n) + part.new_wins * part.new_amount
    if booked.sum() <= 0 or said.sum() <= 0 or run_share <= 0:
        return part
    variance = np.bincount(cell, part.variance, n) + part.new_variance
    factor = _factors(deals.cells, said, booked, variance, run_share)
    factor *= said.sum() / (said @ factor)
    return replace(part, p=np.minimum(part.p * factor[cell], 1.0), new_wins=part.new_wins * factor)


def _factors(
    cells: pd.DataFrame, said: Floats, booked: Floats, variance: Floats, run_share: float
) -> Floats:
    factor = np.ones(len(said))
    codes = {name: pd.factorize(cells[name])[0].astype(np.int64) for name in GRAINS}
    for code in sorted(codes.values(), key=lambda one: int(one.max(initial=0))):
        groups = int(code.max(initial=0)) + 1
        if not 1 < groups <= MOST_GROUPS:
            continue
        own = np.bincount(code, said * factor, groups)
        run = np.bincount(code, booked, groups) * own.sum() / booked.sum()
        chance = np.bincount(code, variance, groups)
        apart = (APART * own) ** 2
        sure = np.divide(apart, apart + chance, out=np.zeros(groups), where=apart > 0)
        off = np.divide(run, own, out=np.ones(groups), where=own > 0) - 1
        factor *= (1 + run_share * sure * off)[code]
    return factor
