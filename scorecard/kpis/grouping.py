"""From rows of facts to the parts of a KPI: group, add up, keep whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.facts import Facts
from scorecard.kpis.registry import PARTS

Ints = npt.NDArray[np.int64]
Mask = pd.Series


def parts_of(
    facts: Facts, rows: pd.DataFrame, by: str, *, numerator: Any = 0, denominator: Any = 0, n: Any
) -> pd.DataFrame:
    """Add up three columns of whole numbers by group.

    Args:
        rows: facts with `partner_id`, already narrowed to what counts.
        by: a grain; rows without a group drop out.
        numerator, denominator, n: one value a row (integers or flags) or a constant.

    Returns:
        int64 frame of `PARTS` indexed by `by`; a group without rows is absent.

    Raises:
        DefinitionError: when `by` is not a grain of these facts.
    """
    columns = dict(zip(PARTS, (numerator, denominator, n), strict=True))
    whole = {name: _whole(values, len(rows)) for name, values in columns.items()}
    sums = pd.DataFrame(whole, index=rows.index).groupby(facts.keys(rows, by)).sum()
    return _indexed(sums, by)


def no_parts(by: str) -> pd.DataFrame:
    """No group has an observation."""
    return _indexed(pd.DataFrame({name: pd.Series(dtype="int64") for name in PARTS}), by)


def together(by: str, *frames: pd.DataFrame) -> pd.DataFrame:
    """Parts that come from different facts, added up by group."""
    return _indexed(pd.concat(frames).groupby(level=0).sum(), by)


def divide_half_even(numerator: Ints, denominator: Ints | int) -> Ints:
    """Whole quotient of integers, halves to the even neighbour; denominators above 0."""
    quotient, rest = np.divmod(numerator, denominator)
    up = (2 * rest > denominator) | ((2 * rest == denominator) & (quotient % 2 == 1))
    rounded: Ints = quotient + up.astype("int64")
    return rounded


def _whole(values: Any, length: int) -> Ints:
    if isinstance(values, int):
        return np.full(length, values, dtype="int64")
    return np.asarray(values, dtype="int64")


def _indexed(sums: pd.DataFrame, by: str) -> pd.DataFrame:
    kind = "int64" if by in ("partner_id", "distributor_id") else "str"
    sums.index = sums.index.astype(kind)
    sums.index.name = by
    return sums
