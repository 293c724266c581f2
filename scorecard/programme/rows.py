"""A `rows` metric prepared once: each row's partner, whether it counts, its worth and its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from scorecard.programme import calendar
from scorecard.programme.bounds import MET, NOT_MET, UNKNOWN, Floats, States
from scorecard.programme.conditions import meets
from scorecard.programme.rows_metric import Condition, RowsMetric, Seat
from scorecard.programme.schema import Programme
from scorecard.programme.table import Flags, Ints, Table


@dataclass(frozen=True)
class Rows:
    """Rows that may count, by their day. Rows that certainly do not are left out.

    Args:
        state: met, or unknown: it may count.
        low, high: worth of the row, if it counts.
        day: 0 where it is not known; all 0 where the metric has no date.
        first, last: days on which the row is valid, both inside.
        key: what is counted once (`distinct`, person of `seats`), group of `grouped`; -1 unknown.
        roles: bits of the roles that a row's person may fill.
        place: row in the table.
    """

    partner: Ints
    state: States
    low: Floats
    high: Floats
    day: Ints
    first: Ints
    last: Ints
    key: Ints
    roles: Ints
    place: Ints

    def __getitem__(self, wanted: object) -> Rows:
        return Rows(*(getattr(self, name)[wanted] for name in self.__dataclass_fields__))

    @property
    def certain(self) -> Rows:
        return self[self.state == MET]

    def inside(self, span: calendar.Span | None, day: int) -> Rows:
        """Rows known and valid on a day whose own day is in the span; those without one may be."""
        start, end = span or (0, day)
        here = (self.day <= min(end, day)) & ((self.day >= start) | (self.day == 0))
        return self[here & (self.first <= day) & (self.last >= day)]


def prepared(table: Table, metric: RowsMetric, programme: Programme) -> Rows:
    """The rows of a metric.

    Raises:
        UserError: `rows_column` or `rows_cell`, when the table does not fit the metric.
    """
    low, high = _worth(table, metric, programme)
    day = table.day(metric.date) if metric.date else np.zeros(table.n, dtype=np.int64)
    state = meets(table, metric.where, programme)
    roles, doubtful = _roles(table, metric, programme)
    vague = doubtful | ((day == 0) if metric.date else False)
    state = np.where(vague & (state == MET), UNKNOWN, state).astype(np.int8)
    first, last = _validity(table, metric, day)
    rows = Rows(table.partner, state, low, high, day, first, last, _keys(table, metric), roles,
                np.arange(table.n))  # fmt: skip
    rows = rows[(rows.state != NOT_MET) & (rows.roles != 0)]
    return rows[np.argsort(rows.day, kind="stable")]


def _worth(table: Table, metric: RowsMetric, programme: Programme) -> tuple[Floats, Floats]:
    value = table.number(metric.sum) if metric.sum else np.ones(table.n)
    if metric.currency is not None:
        value = value * _rates_of_exchange(table, metric.currency, programme)
    low, high = _rated(table, metric, programme)
    for factor in metric.factors:
        state, times = meets(table, factor.when, programme), factor.times
        low = low * np.select([state == MET, state == UNKNOWN], [times, min(times, 1.0)], 1.0)
        high = high * np.select([state == MET, state == UNKNOWN], [times, max(times, 1.0)], 1.0)
    gone, value = np.isnan(value) & (high > 0), np.nan_to_num(value) / metric.per
    a, b = value * low, value * high
    return np.where(gone, -np.inf, np.minimum(a, b)), np.where(gone, np.inf, np.maximum(a, b))


def _rates_of_exchange(table: Table, column: str, programme: Programme) -> Floats:
    known = {programme.currency: 1.0, **programme.fx}
    return np.asarray(pd.Series(table.text(column)).map(known), dtype=np.float64)


def _rated(table: Table, metric: RowsMetric, programme: Programme) -> tuple[Floats, Floats]:
    """Lowest and highest rate of each row: of the first that fits, or that may fit before it."""
    if not metric.rates:
        return np.ones(table.n), np.ones(table.n)
    low, high = np.zeros(table.n), np.zeros(table.n)
    for rate in reversed(metric.rates):
        state = meets(table, rate.when, programme)
        if metric.date and (rate.since or rate.until):
            state = np.minimum(state, _in_time(table.day(metric.date), rate.since, rate.until))
        fits, may = state == MET, state == UNKNOWN
        low = np.where(fits, rate.rate, np.where(may, np.minimum(low, rate.rate), low))
        high = np.where(fits, rate.rate, np.where(may, np.maximum(high, rate.rate), high))
    return low, high


def _in_time(day: Ints, since: date | None, until: date | None) -> States:
    inside = day >= (since.toordinal() if since else 0)
    inside &= day < (until.toordinal() if until else calendar.ENDLESS)
    return np.where(day == 0, UNKNOWN, np.where(inside, MET, NOT_MET)).astype(np.int8)


def _validity(table: Table, metric: RowsMetric, day: Ints) -> tuple[Ints, Ints]:
    first = table.day(metric.valid_from) if metric.valid_from else np.zeros(table.n, np.int64)
    last = table.day(metric.valid_to) if metric.valid_to else np.zeros(table.n, np.int64)
    last = np.where(last == 0, calendar.ENDLESS, last)
    if metric.expires_months:
        last = np.minimum(last, _expiry(day, metric.expires_months))
    return first, last


def _expiry(day: Ints, months: int) -> Ints:
    """Last day on which a row of a day counts; endless where its day is not known."""
    kinds, places = np.unique(day, return_inverse=True)
    ends = [
        calendar.months_later(date.fromordinal(int(kind)), months).toordinal() - 1
        if kind
        else calendar.ENDLESS
        for kind in kinds
    ]
    return np.array(ends, dtype=np.int64)[places]


def _keys(table: Table, metric: RowsMetric) -> Ints:
    if metric.grouped:
        return table.known_in(metric.grouped.by)
    if metric.distinct:
        return table.known_in(metric.distinct)
    if metric.seats:
        return table.known_in((metric.person,))
    return np.zeros(table.n, dtype=np.int64)


def _roles(table: Table, metric: RowsMetric, programme: Programme) -> tuple[Ints, Flags]:
    """Bit i for the i-th role that a row's person may fill, and whether that is in doubt."""
    if not metric.seats:
        return np.ones(table.n, dtype=np.int64), np.zeros(table.n, dtype=bool)
    bits, doubtful = np.zeros(table.n, dtype=np.int64), np.zeros(table.n, dtype=bool)
    for i, (role, seat) in enumerate(metric.seats.items()):
        condition: Condition = seat.where if isinstance(seat, Seat) else {metric.role: role}
        state = meets(table, condition, programme)
        bits |= np.where(state != NOT_MET, 1 << i, 0)
        doubtful |= state == UNKNOWN
    return bits, doubtful
