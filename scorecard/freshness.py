"""Is a sender's data late? Our late data is never a partner's fault, so every page says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scorecard.period import add_months, month_of, month_start


@dataclass(frozen=True, slots=True)
class Due:
    """The last report that should be there: what it covers, when it was due, how late it is."""

    expected_to: date
    due_on: date
    days_late: int


def last_due(cadence: str, due_days: int, covers_to: date | None, as_of: date) -> Due:
    """What a sender should have reported by `as_of`.

    Monthly senders report calendar months, weekly ones Monday to Sunday. A report is there
    when the sender's newest line lies in that month or week, or later. `due_days` counts
    from the end of the month or week.
    """
    end = _end_before(cadence, as_of - timedelta(days=due_days))
    due_on = end + timedelta(days=due_days)
    start = _start_of(cadence, end)
    present = covers_to is not None and covers_to >= start
    return Due(end, due_on, 0 if present else (as_of - due_on).days)


def _end_before(cadence: str, day: date) -> date:
    """The last month or week that ended on or before the day."""
    if cadence == "weekly":
        return day - timedelta(days=(day.weekday() + 1) % 7)
    following = month_start(add_months(month_of(day + timedelta(days=1)), 0))
    return following - timedelta(days=1)


def _start_of(cadence: str, end: date) -> date:
    return end - timedelta(days=6) if cadence == "weekly" else end.replace(day=1)
