"""One opportunity reported in parts: deals of one reporter that add up to another's whole."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from scorecard.forecast.dedupe.contract import Settings
from scorecard.forecast.dedupe.customers import Customer, Ints
from scorecard.forecast.dedupe.features import Compared, place

MOST_PARTS, MOST_CANDIDATES = 4, 8
UNLIKE = (Customer.LOOSE, Customer.OTHER)


@dataclass(frozen=True, slots=True)
class Split:
    """Positions of the whole and of the deals that are its parts."""

    whole: int
    parts: tuple[int, ...]


def find_splits(
    deals: pd.DataFrame, compared: Compared, reporter: Ints, settings: Settings
) -> tuple[Compared, list[Split]]:
    """The splits, and the pairs with their amounts' level set to "part".

    A split is told only when exactly one choice of a reporter's deals adds up to the whole, to
    the cent where the two name different partners.
    """
    amounts = deals["amount_minor"].to_numpy(dtype="int64", na_value=0)
    exact = compared.levels["partner"] == place("partner", "other")
    owed: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for at in _may_be_part(compared):
        one, other = int(compared.one[at]), int(compared.other[at])
        whole, part = (one, other) if amounts[one] > amounts[other] else (other, one)
        if reporter[whole] != reporter[part] and amounts[part] > 0:
            owed[whole, int(reporter[part])].append((part, at))
    splits: list[Split] = []
    level = compared.levels["amount"].copy()
    for (whole, _reporter), found in owed.items():
        near = 0.0 if any(exact[at] for _, at in found) else settings.split_tolerance
        parts = _adding_up(int(amounts[whole]), found, amounts, near)
        if parts:
            splits.append(Split(whole, tuple(sorted(part for part, _ in parts))))
            level[[at for _, at in parts]] = place("amount", "part")
    return replace(compared, levels={**compared.levels, "amount": level}), splits


def _may_be_part(compared: Compared) -> list[int]:
    levels = compared.levels
    unlike = [place("customer", level.value) for level in UNLIKE]
    customer = ~np.isin(levels["customer"], [*unlike, place("customer", "unsaid")])
    amount = np.isin(levels["amount"], [place("amount", "off"), place("amount", "far")])
    family = levels["family"] != place("family", "other")
    opened = levels["opened"] <= place("opened", "60")
    return [int(at) for at in np.flatnonzero(customer & amount & family & opened)]


def _adding_up(
    whole: int, found: list[tuple[int, int]], amounts: Ints, tolerance: float
) -> tuple[tuple[int, int], ...] | None:
    """The only choice of two to four that makes the whole; None when there is none or several."""
    if not 2 <= len(found) <= MOST_CANDIDATES:
        return None
    fits = [
        choice
        for n in range(2, min(MOST_PARTS, len(found)) + 1)
        for choice in combinations(sorted(found), n)
        if abs(sum(int(amounts[part]) for part, _ in choice) - whole) <= tolerance * whole
    ]
    return fits[0] if len(fits) == 1 else None
