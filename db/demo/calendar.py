"""When the demo programme's files came: history at the start, then month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from db.demo.window import N_MONTHS, Window
from scorecard.period import add_months, month_start

GO_LIVE = 27  # month in which the programme began to collect its data here
HISTORY = (0, 15, GO_LIVE)  # what was there before came in two files a distributor
WEEKLY_FROM = N_MONTHS - 3  # since then weekly senders send weekly


@dataclass(frozen=True, slots=True)
class Cut:
    """Days after `after` up to and including `upto`, sent on `sent_at`; `label` names it."""

    after: date
    upto: date
    sent_at: datetime
    label: str


def go_live(window: Window) -> date:
    """The first Monday to Friday from the 12th of the starting month on."""
    day = month_start(window.months[GO_LIVE]) + timedelta(days=11)
    return _workday(day)


def sent(window: Window, day: date, at: time) -> datetime:
    """An instant (UTC) on the next working day, before the programme's day begins."""
    latest = datetime.combine(window.as_of, time(5, 30), tzinfo=UTC)
    return min(datetime.combine(_workday(day), at, tzinfo=UTC), latest)


def month_cut(window: Window, first: int, last: int, lag: int, at: time) -> Cut:
    """The months first..last (0..35), sent `lag` days after their end, or at the start."""
    start = month_start(window.months[first])
    end = month_start(add_months(window.months[last], 1)) - timedelta(days=1)
    is_history = last < GO_LIVE
    day = go_live(window) if is_history else end + timedelta(days=lag)
    names = [f"{m // 100}-{m % 100:02d}" for m in (window.months[first], window.months[last])]
    label = names[0] if first == last else "_".join(names)
    return Cut(start - timedelta(days=1), end, sent(window, day, at), label)


def week_cuts(window: Window, at: time) -> list[Cut]:
    """Monday to Sunday from the month `WEEKLY_FROM` on; the last one ends with the month."""
    cuts = []
    start = month_start(window.months[WEEKLY_FROM])
    while start <= window.end:
        end = min(start + timedelta(days=6 - start.weekday()), window.end)
        year, week, _ = start.isocalendar()
        when = sent(window, end + timedelta(days=1), at)
        cuts.append(Cut(start - timedelta(days=1), end, when, f"{year}-W{week:02d}"))
        start = end + timedelta(days=1)
    return cuts


def quarter_cuts(window: Window, at: time) -> list[Cut]:
    """Everything up to the start, then three months at a time."""
    edges = [GO_LIVE - 1, *range(GO_LIVE + 2, N_MONTHS, 3)]
    cuts = [month_cut(window, 0, edges[0], 0, at)]
    cuts += [month_cut(window, edge - 2, edge, 1, at) for edge in edges[1:]]
    before = Cut(date(1900, 1, 1), cuts[0].upto, cuts[0].sent_at, cuts[0].label)
    return [before, *cuts[1:]]


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
