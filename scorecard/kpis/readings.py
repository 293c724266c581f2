"""Wide frames of parts into readings, for many groups at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.errors import NoValue
from scorecard.kpis.registry import Kind, Kpi, Reading, part_columns, registry

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """One KPI of many groups, in the order of the frame it was read from.

    Args:
        value: NaN where there is none.
        reason: why there is none (object array of NoValue or None).
    """

    key: str
    value: Floats
    reason: npt.NDArray[np.object_]

    @property
    def known(self) -> Flags:
        return ~np.isnan(self.value)

    @property
    def applicable(self) -> Flags:
        flags: Flags = self.reason != NoValue.NOT_APPLICABLE
        return flags


def is_delivered(kpi: Kpi, loaded: frozenset[str]) -> bool:
    """True when the programme has ever received a file for every source of the KPI."""
    return loaded.issuperset(kpi.source)


def read_column(kpi: Kpi, wide: pd.DataFrame, loaded: frozenset[str]) -> Column:
    """What `Kpi.read` says of each row's parts, all rows at once.

    A KPI whose source was never delivered, or that the frame does not carry (not known at
    its grain), does not apply.

    Args:
        wide: int64 columns of `part_columns`, as `compute_parts` gives them.
        loaded: sources of which the programme has any row.
    """
    names = part_columns(kpi.key)
    if not is_delivered(kpi, loaded) or names[0] not in wide.columns:
        nothing = np.full(len(wide), np.nan)
        return Column(kpi.key, nothing, np.full(len(wide), NoValue.NOT_APPLICABLE, dtype=object))
    return read_parts(kpi, *(wide[name].to_numpy() for name in names))


def read_parts(kpi: Kpi, numerator: Ints, denominator: Ints, n: Ints) -> Column:
    """What `Kpi.read` says of many groups' parts, of a KPI whose sources were delivered."""
    reason = np.full(len(n), None, dtype=object)
    if kpi.min_n > 0:
        reason[n < kpi.min_n] = NoValue.LOW_SAMPLE
        reason[(n < kpi.min_n) & (n <= 0)] = NoValue.NO_DATA
    below = np.ones(len(n))
    if kpi.kind is Kind.RATIO:
        reason[denominator <= 0] = kpi.empty_reason
        if kpi.empty_reason is NoValue.NO_TARGET:  # there is a plan, but no month reported yet
            reason[(denominator <= 0) & (n > 0)] = NoValue.NO_DATA
        below = np.where(denominator > 0, denominator, 1).astype("float64")
    value = np.where(reason == None, numerator / below / kpi.scale, np.nan)  # noqa: E711
    return Column(kpi.key, value, reason)


def readings(
    wide: pd.DataFrame, loaded: frozenset[str], kpis: Sequence[Kpi] | None = None
) -> dict[Hashable, dict[str, Reading]]:
    """Group -> KPI key -> reading, for every row of a wide frame.

    Args:
        wide: parts by group, as `compute_parts` gives them.
        loaded: sources of which the programme has any row; others do not apply.
        kpis: which ones; all of the registry when None.
    """
    wanted = list(registry if kpis is None else kpis)
    columns = [_listed(kpi, wide, loaded) for kpi in wanted]
    keys = [kpi.key for kpi in wanted]
    rows = zip(*columns, strict=True) if columns else iter([()] * len(wide))
    return {
        group: dict(zip(keys, row, strict=True))
        for group, row in zip(wide.index, rows, strict=True)
    }


def _listed(kpi: Kpi, wide: pd.DataFrame, loaded: frozenset[str]) -> list[Reading]:
    column = read_column(kpi, wide, loaded)
    names = part_columns(kpi.key)
    if not is_delivered(kpi, loaded) or names[0] not in wide.columns:
        return [kpi.unread(NoValue.NOT_APPLICABLE)] * len(wide)
    parts = (wide[name].tolist() for name in names)
    return [
        Reading(kpi.key, None if reason is not None else value, top, below, n, reason)
        for value, reason, top, below, n in zip(
            column.value.tolist(), column.reason, *parts, strict=True
        )
    ]
