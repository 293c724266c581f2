"""Days on which a metric may change by itself: rows come, leave windows, expire; years pass."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from scorecard.programme import calendar
from scorecard.programme.metrics import AttributeMetric
from scorecard.programme.rows_metric import RowsMetric, Window
from scorecard.programme.schema import Programme
from scorecard.programme.table import Table


def of_rows(table: Table, metric: RowsMetric) -> set[int]:
    """Days on which the rows of the metric may count differently."""
    found: set[int] = set()
    if metric.valid_from:
        found |= set(map(int, np.unique(table.day(metric.valid_from))))
    if metric.valid_to:
        found |= {int(day) + 1 for day in np.unique(table.day(metric.valid_to))}
    if metric.date:
        days = [date.fromordinal(int(day)) for day in np.unique(table.day(metric.date)) if day]
        found |= {day.toordinal() for day in days}
        found |= {moved for day in days for moved in _moved(day, metric)}
    return found


def _moved(day: date, metric: RowsMetric) -> Iterable[int]:
    """Days on which a row of a day enters or leaves; a day too many does no harm."""
    if metric.expires_months:
        yield calendar.months_later(day, metric.expires_months).toordinal()
    window = metric.window
    if window is None or window.period is not None:
        return
    for months in {window.ago, window.ago + (window.months or 0)}:
        shifted = calendar.months_later(day, months)
        following = calendar.months_later(shifted.replace(day=1), 1)
        for base in (shifted, following):
            yield base.toordinal()
            if window.days is not None:
                yield base.toordinal() + window.days


def of_periods(metric: RowsMetric, start: date, end: date) -> set[int]:
    """Days on which calendar periods end or begin, where the metric counts by them."""
    window: Window | None = metric.window
    if metric.periods is None and not (window and (window.period or window.full)):
        return set()
    first, found = start.replace(day=1), set()
    while first <= end:
        found |= {first.toordinal(), first.toordinal() - 1}
        first = calendar.months_later(first, 1)
    return found | {first.toordinal() - 1}


def of_tenure(programme: Programme, start: date, end: date) -> set[int]:
    """Every day, where the programme measures tenure."""
    measured = (m for m in programme.metrics.values() if isinstance(m, AttributeMetric))
    if not any(metric.attribute in ("tenure_days", "days_in_tier") for metric in measured):
        return set()
    return set(range(start.toordinal(), end.toordinal() + 1))
