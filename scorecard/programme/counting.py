"""What rows come to, partner by partner: counts, sums, distinct values, seats filled."""

from __future__ import annotations

from datetime import date

import numpy as np

from scorecard.programme import calendar
from scorecard.programme.bounds import MET, Bounds, Floats, rounded
from scorecard.programme.rows import Rows
from scorecard.programme.rows_metric import Grouped, RowsMetric
from scorecard.programme.table import Ints


def measured(rows: Rows, metric: RowsMetric, day: date, fiscal_start: int, n: int) -> Bounds:
    """The metric of n partners on a day."""
    if metric.periods is None:
        return rounded(_amount(counted_on(rows, metric, day, fiscal_start), metric, n))
    each = metric.periods
    low, high = np.zeros(n), np.zeros(n)
    for first, last in calendar.full_periods(day, each.each, each.last, fiscal_start):
        span = (first.toordinal(), last.toordinal())
        found = rounded(_amount(rows.inside(span, last.toordinal()), metric, n))
        low, high = low + (found[0] >= each.at_least), high + (found[1] >= each.at_least)
    return low, high


def counted_on(rows: Rows, metric: RowsMetric, day: date, fiscal_start: int) -> Rows:
    """The rows that count, or may, on a day; of `periods`, those of all of them."""
    if metric.periods is None:
        span = calendar.window_span(metric.window, day, fiscal_start) if metric.window else None
        return rows.inside(span, day.toordinal())
    each = metric.periods
    found = calendar.full_periods(day, each.each, each.last, fiscal_start)
    return rows.inside((found[-1][0].toordinal(), found[0][1].toordinal()), day.toordinal())


def _amount(rows: Rows, metric: RowsMetric, n: int) -> Bounds:
    if metric.distinct:
        return _distinct(_certain(rows), n), _distinct(rows, n)
    if metric.seats:
        return _seats(_certain(rows), metric, n), _seats(rows, metric, n)
    low, high = _possible(rows)
    if metric.grouped:
        return _grouped(rows, low, high, metric.grouped, n)
    return _sums(rows.partner, low, n), _sums(rows.partner, high, n)


def _possible(rows: Rows) -> Bounds:
    """Worth of each row, none at all where it may not count."""
    sure = rows.state == MET
    return (np.where(sure, rows.low, np.minimum(rows.low, 0)),
            np.where(sure, rows.high, np.maximum(rows.high, 0)))  # fmt: skip


def _sums(places: Ints, worth: Floats, n: int) -> Floats:
    return np.bincount(places, weights=worth, minlength=n).astype(np.float64)


def _certain(rows: Rows) -> Rows:
    """Rows that count for sure and of whom it is known what they are about."""
    return rows[(rows.state == MET) & (rows.key >= 0)]


def _grouped(rows: Rows, low: Floats, high: Floats, grouped: Grouped, n: int) -> Bounds:
    """Sums a group, then a partner; unknown for a partner with a row of an unknown group."""
    lost = _counts(rows.partner[rows.key < 0], n) > 0
    width = rows.key.max(initial=0) + 1
    codes, places = np.unique(rows.partner * width + np.maximum(rows.key, 0), return_inverse=True)
    low = np.round(_sums(places, low, len(codes)), 9)
    high = np.round(_sums(places, high, len(codes)), 9)
    sure, may = _sums(places, (rows.state == MET).astype(float), len(codes)) > 0, high >= high
    if grouped.at_least is not None:
        sure, may = low >= grouped.at_least, high >= grouped.at_least
        low, high = np.where(sure, low, 0.0), np.where(may, high, 0.0)
    if grouped.count:
        low, high = sure.astype(float), may.astype(float)
    if grouped.at_most is not None:
        low, high = np.minimum(low, grouped.at_most), np.minimum(high, grouped.at_most)
    owner = codes // width
    return (np.where(lost, -np.inf, _sums(owner, low, n)),
            np.where(lost, np.inf, _sums(owner, high, n)))  # fmt: skip


def _distinct(rows: Rows, n: int) -> Floats:
    """Different keys of each partner; each unknown one may be another."""
    there = rows.key >= 0
    width = rows.key.max(initial=0) + 1
    codes = np.unique(rows.partner[there] * width + rows.key[there])
    return _counts(codes // width, n) + _counts(rows.partner[~there], n)


def _counts(places: Ints, n: int) -> Floats:
    return np.bincount(places, minlength=n).astype(np.float64)


def _seats(rows: Rows, metric: RowsMetric, n: int) -> Floats:
    """Most seats that can be filled at once, each person taking one (or one a role).

    By Hall's theorem this is the least, over all sets of roles, of the seats outside the set
    plus the people who can fill a role of it.
    """
    roles, wanted = len(metric.seats), np.array(metric.seat_counts, dtype=float)
    people = _people(rows, n, roles)
    masks = np.arange(1 << roles)
    if not metric.one_person_one_seat:
        by_role = [people[:, (masks >> i) & 1 == 1].sum(axis=1) for i in range(roles)]
        filled: Floats = np.minimum(np.stack(by_role, axis=1), wanted).sum(axis=1)
        return filled
    outside = [wanted[[not (chosen >> i) & 1 for i in range(roles)]].sum() for chosen in masks]
    options = [outside[chosen] + people[:, (masks & chosen) != 0].sum(axis=1) for chosen in masks]
    least: Floats = np.stack(options).min(axis=0)
    return least


def _people(rows: Rows, n: int, roles: int) -> Floats:
    """How many people of each partner have each set of roles."""
    alone = rows.key.max(initial=0) + 1 + np.arange(len(rows.key))
    keys = np.where(rows.key < 0, alone, rows.key)
    width = keys.max(initial=0) + 1
    codes, places = np.unique(rows.partner * width + keys, return_inverse=True)
    masks = np.zeros(len(codes), dtype=np.int64)
    np.bitwise_or.at(masks, places, rows.roles)
    cells = np.bincount((codes // width) * (1 << roles) + masks, minlength=n << roles)
    return cells.reshape(n, 1 << roles).astype(np.float64)
