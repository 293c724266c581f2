"""The rows that a partner's tier was decided by: from each requirement down to its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from scorecard.kpis import registry
from scorecard.period import quarter_of
from scorecard.programme.metrics import KpiMetric
from scorecard.programme.results import Node
from scorecard.programme.rows_metric import RowsMetric
from scorecard.tier_views import TierRows
from scorecard.usecases.tier_look import Look

HIDDEN = ("partner", "counts", "low", "high")
MOST = 100


def rows_behind(
    look: Look, partner: Any, trees: list[Node | None], fiscal_year_start: int
) -> tuple[TierRows, ...]:
    """For each metric of the requirements, in their order: the rows that count on the day, or
    the quarters of a KPI, whose rows the page of the partner shows."""
    names = dict.fromkeys(name for tree in trees if tree is not None for name in _subjects(tree))
    found = []
    for name in names:
        metric = look.programme.metrics.get(name)
        if isinstance(metric, RowsMetric):
            found.append(_rows(look, partner, name, metric))
        elif isinstance(metric, KpiMetric):
            found.append(_quarters(look, name, metric, fiscal_year_start))
    return tuple(found)


def _subjects(node: Node) -> Iterator[str]:
    if node.kind in ("metric", "part"):
        yield node.subject
    for part in node.parts:
        yield from _subjects(part)


def _rows(look: Look, partner: Any, name: str, metric: RowsMetric) -> TierRows:
    frame = look.history.book.evidence(metric, look.day, look.programme, partner)
    counted = frame[frame["counts"]].drop(columns=[c for c in HIDDEN if c in frame.columns])
    cells = tuple(
        tuple(_cell(value) for value in row) for row in counted.head(MOST).itertuples(index=False)
    )
    columns = tuple(str(column) for column in counted.columns)
    return TierRows(name, metric.label or name, metric.rows, columns, cells, len(counted), ())


def _quarters(look: Look, name: str, metric: KpiMetric, fiscal_year_start: int) -> TierRows:
    running = quarter_of(look.day, fiscal_year_start)
    keys = tuple(running.shift(-back).key for back in range(metric.quarters, 0, -1))
    source = registry[metric.kpi].source[0]
    return TierRows(name, metric.label or name, source, (), (), 0, keys)


def _cell(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    return f"{value:g}" if isinstance(value, float) else str(value)
