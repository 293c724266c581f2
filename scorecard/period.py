"""Fiscal periods: months, quarters and years as half-open date ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from scorecard.errors import UserError


class Span(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_LENGTH = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}
_PATTERN = re.compile(r"^(?P<year>\d{4})(?:Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?$")


def month_of(day: date) -> int:
    """Month as the integer yyyymm, the form the store keeps."""
    return day.year * 100 + day.month


def month_start(month: int) -> date:
    """First day of the month yyyymm."""
    return date(month // 100, month % 100, 1)


def add_months(month: int, n: int) -> int:
    """The month yyyymm, n months later (earlier when negative)."""
    index = (month // 100) * 12 + month % 100 - 1 + n
    return index // 12 * 100 + index % 12 + 1


def months_between(first: int, last: int) -> int:
    """How many months from yyyymm `first` to yyyymm `last` (0 when the same)."""
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A fiscal period [start, end).

    A fiscal year is named by the calendar year in which it ends (Microsoft's and most
    vendors' usage); with `fiscal_year_start=1` it is the calendar year.
    """

    start_month: int
    span: Span
    fiscal_year_start: int = 1

    @property
    def n_months(self) -> int:
        return _LENGTH[self.span]

    @property
    def end_month(self) -> int:
        """First month after the period."""
        return add_months(self.start_month, self.n_months)

    @property
    def last_month(self) -> int:
        return add_months(self.start_month, self.n_months - 1)

    @property
    def start(self) -> date:
        return month_start(self.start_month)

    @property
    def end(self) -> date:
        """First day after the period."""
        return month_start(self.end_month)

    @property
    def months(self) -> list[int]:
        return [add_months(self.start_month, i) for i in range(self.n_months)]

    @property
    def fiscal_year(self) -> int:
        shifted = add_months(self.start_month, -(self.fiscal_year_start - 1))
        return shifted // 100 + (1 if self.fiscal_year_start > 1 else 0)

    @property
    def quarter(self) -> int:
        """Fiscal quarter 1-4 in which the period starts."""
        offset = (self.start_month % 100 - self.fiscal_year_start) % 12
        return offset // 3 + 1

    @property
    def key(self) -> str:
        """Stable text form: `2019Q2`, `2019` or `2019-04` (a calendar month)."""
        if self.span is Span.MONTH:
            return f"{self.start_month // 100:04d}-{self.start_month % 100:02d}"
        if self.span is Span.YEAR:
            return f"{self.fiscal_year:04d}"
        return f"{self.fiscal_year:04d}Q{self.quarter}"

    def shift(self, n: int) -> Period:
        """The period n spans later (earlier when negative)."""
        return Period(
            add_months(self.start_month, n * self.n_months), self.span, self.fiscal_year_start
        )

    def year_before(self) -> Period:
        """The same period one year earlier."""
        return Period(add_months(self.start_month, -12), self.span, self.fiscal_year_start)

    def cut(self, as_of: date) -> date:
        """First day not looked at: the end of the period, or the day after `as_of` inside it."""
        return min(self.end, as_of + timedelta(days=1))

    def last_day(self, as_of: date) -> date:
        """The day on which stocks (valid certificates, open deals) are counted."""
        return self.cut(as_of) - timedelta(days=1)

    def is_running(self, as_of: date) -> bool:
        """True when the period has begun and is not over on `as_of`."""
        return self.start <= as_of < self.end - timedelta(days=1)


def parse_period(text: str, fiscal_year_start: int = 1) -> Period:
    """Read `2019Q2`, `2019` or `2019-04`.

    Raises:
        UserError: `bad_period` when the text is none of these.
    """
    match = _PATTERN.match(text.strip().upper())
    if match is None or int(match["year"]) < 1900:
        raise UserError("bad_period", text=text)
    year = int(match["year"])
    if match["month"]:
        return Period(year * 100 + int(match["month"]), Span.MONTH, fiscal_year_start)
    first = (year - (1 if fiscal_year_start > 1 else 0)) * 100 + fiscal_year_start
    if match["quarter"]:
        start = add_months(first, 3 * (int(match["quarter"]) - 1))
        return Period(start, Span.QUARTER, fiscal_year_start)
    return Period(first, Span.YEAR, fiscal_year_start)


def quarter_of(day: date, fiscal_year_start: int = 1) -> Period:
    """The fiscal quarter in which a day lies."""
    offset = (day.month - fiscal_year_start) % 3
    return Period(add_months(month_of(day), -offset), Span.QUARTER, fiscal_year_start)


def quarters(first_month: int, last_month: int, fiscal_year_start: int = 1) -> list[Period]:
    """All fiscal quarters that touch the months first..last (yyyymm, inclusive)."""
    period = quarter_of(month_start(first_month), fiscal_year_start)
    found = []
    while period.start_month <= last_month:
        found.append(period)
        period = period.shift(1)
    return found
