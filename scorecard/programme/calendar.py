"""Days as numbers, windows, full periods and review days. A day is `date.toordinal()`."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from scorecard.programme.rows_metric import Window
from scorecard.programme.schema import Schedule

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
Span = tuple[int, int]  # first and last day, both inside
NO_DAY, ENDLESS = 0, date.max.toordinal()


def months_later(day: date, n: int) -> date:
    """The same day n months later (earlier), or the last of that month."""
    index = day.year * 12 + day.month - 1 + n
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        return date.min if year < 1 else date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def period_start(day: date, each: str, fiscal_start: int) -> date:
    """First day of the month, quarter, half-year or year of the programme that holds the day."""
    into = (day.month - fiscal_start) % 12 % MONTHS[each]
    return months_later(day.replace(day=1), -into)


def full_periods(day: date, each: str, last: int, fiscal_start: int) -> list[tuple[date, date]]:
    """First and last days of the last n full periods up to the day, newest first.

    A period is full on its last day.
    """
    n = MONTHS[each]
    start = period_start(day + timedelta(days=1), each, fiscal_start)
    firsts = [months_later(start, -n * back) for back in range(last + 1)]
    return [(a, b - timedelta(days=1)) for a, b in zip(firsts[1:], firsts, strict=False)]


def window_span(window: Window, day: date, fiscal_start: int) -> Span:
    """First and last day inside a window that is looked at on a day."""
    if window.period is not None:
        return _period_span(window, day, fiscal_start)
    last = months_later(day, -window.ago)
    if window.days is not None:
        first = last - timedelta(days=window.days - 1)
    elif window.full:
        first = months_later(last.replace(day=1), 1 - (window.months or 1))
    else:
        first = months_later(last, -(window.months or 1)) + timedelta(days=1)
    return first.toordinal(), last.toordinal()


def _period_span(window: Window, day: date, fiscal_start: int) -> Span:
    each = str(window.period)
    if window.last == 0:
        first, last = period_start(day, each, fiscal_start), day
    else:
        found = full_periods(day, each, window.last, fiscal_start)
        first, last = found[-1][0], found[0][1]
    return months_later(first, -window.ago).toordinal(), _month_end_kept(last, -window.ago)


def _month_end_kept(day: date, months: int) -> int:
    """The last day of a month stays the last day of its month."""
    if months and (day + timedelta(days=1)).day == 1:
        return months_later(day + timedelta(days=1), months).toordinal() - 1
    return months_later(day, months).toordinal()


def review_days(
    schedule: Schedule | None, start: date, end: date, fiscal_start: int, changes: Iterable[date]
) -> set[int]:
    """Review days from start to end, both inside, of all partners alike.

    Args:
        changes: those of `every: day`.
    """
    if schedule is None or schedule.every == "anniversary":
        return set()
    if schedule.every == "day":
        return {day.toordinal() for day in changes if start <= day <= end}
    if schedule.every is not None:
        return _period_firsts(schedule.every, start, end, fiscal_start)
    found = (_of_year(year, text) for year in range(start.year, end.year + 1)
             for text in schedule.on)  # fmt: skip
    return {day.toordinal() for day in found if start <= day <= end}


def _period_firsts(every: str, start: date, end: date, fiscal_start: int) -> set[int]:
    first, found = period_start(start, every, fiscal_start), set()
    while first <= end:
        if first >= start:
            found.add(first.toordinal())
        first = months_later(first, MONTHS[every])
    return found


def _of_year(year: int, text: str) -> date:
    month, day = int(text[:2]), int(text[3:])
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def anniversaries(signed: date, start: date, end: date) -> set[int]:
    """Days from start to end, both inside, on which so many years are full."""
    years = range(max(start.year, signed.year + 1), end.year + 1)
    found = (months_later(signed, 12 * (year - signed.year)) for year in years)
    return {day.toordinal() for day in found if start <= day <= end}
