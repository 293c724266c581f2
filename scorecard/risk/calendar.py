"""The days on which a track record is taken."""

from __future__ import annotations

from datetime import date, timedelta

from scorecard.errors import UserError
from scorecard.period import add_months, month_of, month_start

STEPS = ("month", "week")
MOST_DAYS = 520


def days_between(begin: date, end: date, every: str) -> list[date]:
    """`begin` and, up to `end`, the first of each month after it, or the same day of each week.

    Raises:
        UserError: `bad_step`, `no_days` where none lies between them or far too many do.
    """
    if every not in STEPS:
        raise UserError("bad_step", step=every, steps=", ".join(STEPS))
    days: list[date] = []
    day = begin
    while day <= end and len(days) <= MOST_DAYS:
        days.append(day)
        day = _next(day, every)
    if not days or len(days) > MOST_DAYS:
        raise UserError("no_days", begin=begin.isoformat(), end=end.isoformat(), most=MOST_DAYS)
    return days


def _next(day: date, every: str) -> date:
    return day + timedelta(days=7) if every == "week" else month_start(add_months(month_of(day), 1))
