"""Is a sender's data late? Our late data is never a partner's fault, so every page says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from scorecard.period import add_months, month_of, month_start
from scorecard.views import SourceFreshness


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


def covered_to(sources: Iterable[SourceFreshness], as_of: date) -> date:
    """The last day that the files of at least half of the sales cover; `as_of` without files.

    On the fifth day of a quarter the files end with the quarter before: that is the quarter to
    open with, not one in which nobody could have reported a sale yet. Sources whose share of
    the sales is not known count alike.
    """
    known = [source for source in sources if source.covers_to is not None]
    if not known:
        return as_of
    shares = [source.share_of_sales for source in known]
    weights = [share or 0.0 for share in shares] if any(shares) else [1.0] * len(known)
    days = sorted(zip((source.covers_to for source in known), weights, strict=True), reverse=True)
    reached = 0.0
    for day, weight in days:
        reached += weight
        if day is not None and reached * 2 >= sum(weights):
            return min(day, as_of)
    return as_of


@dataclass(frozen=True, slots=True)
class Sender:
    """How often a sender reports and how far its lines reach."""

    cadence: str
    due_days: int
    covers_to: date | None


def reported_month(senders: list[Sender], as_of: date) -> int | None:
    """Last month (yyyymm) that every sender who is not late has reported whole.

    Who is late is named on the page and holds nobody up; when all are late, the furthest of
    them counts. None when nobody has ever sent anything.
    """
    heard = [sender for sender in senders if sender.covers_to is not None]
    months = {sender: _whole_month(sender, as_of) for sender in heard}
    on_time = [
        month
        for sender, month in months.items()
        if last_due(sender.cadence, sender.due_days, sender.covers_to, as_of).days_late == 0
    ]
    return min(on_time) if on_time else max(months.values(), default=None)


def _whole_month(sender: Sender, as_of: date) -> int:
    """The month of a sender's newest line when it is over and reported, else the one before.

    A monthly report holds its whole month; weekly ones do once a line lies in its last week.
    """
    assert sender.covers_to is not None
    month = month_of(sender.covers_to)
    last = month_start(add_months(month, 1)) - timedelta(days=1)
    reported = sender.cadence != "weekly" or (last - sender.covers_to).days < 7
    return month if last <= as_of and reported else add_months(month, -1)


def reported_through(cadence: str, covers_to: date, as_of: date) -> date:
    """Last day, `as_of` at most, up to which a sender's lines are whole.

    The whole month or week of its newest line once that is over, until then the newest line.
    """
    if cadence == "weekly":
        end = covers_to + timedelta(days=6 - covers_to.weekday())
    else:
        end = month_start(add_months(month_of(covers_to), 1)) - timedelta(days=1)
    return end if end <= as_of else min(covers_to, as_of)


def _end_before(cadence: str, day: date) -> date:
    """The last month or week that ended on or before the day."""
    if cadence == "weekly":
        return day - timedelta(days=(day.weekday() + 1) % 7)
    following = month_start(add_months(month_of(day + timedelta(days=1)), 0))
    return following - timedelta(days=1)


def _start_of(cadence: str, end: date) -> date:
    return end - timedelta(days=6) if cadence == "weekly" else end.replace(day=1)
