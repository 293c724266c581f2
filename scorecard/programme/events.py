"""On which days a version of a programme decides anything, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from scorecard.programme.book import Book
from scorecard.programme.calendar import anniversaries, review_days
from scorecard.programme.order import needs
from scorecard.programme.schema import Ladder, Programme, Schedule
from scorecard.programme.table import Flags, Ints


@dataclass
class Reviews:
    """Review days of a schedule: of all partners, and, by day, of those whose own day it is."""

    n: int
    shared: set[int] = field(default_factory=set)
    own: dict[int, list[int]] = field(default_factory=dict)

    @property
    def days(self) -> set[int]:
        return self.shared | set(self.own)

    def who(self, day: int) -> Flags:
        """Which partners are reviewed on the day."""
        found = np.full(self.n, day in self.shared)
        found[self.own.get(day, [])] = True
        return found


@dataclass(frozen=True)
class Events:
    """Days by ladder: reviews upwards, reviews downwards, and days on which grace ends."""

    days: list[int]
    up: dict[str, Reviews]
    down: dict[str, Reviews]
    due: dict[str, set[int]]

    def concerns(self, ladder: str, day: int) -> bool:
        reviews = self.up[ladder].days | self.down[ladder].days
        return day in reviews or day in self.due[ladder]


@dataclass(frozen=True)
class _Span:
    """What review days depend on beside the schedule."""

    first: date
    last: date
    fiscal_start: int
    changes: list[date]
    signed: Ints

    def reviews(
        self, schedule: Schedule | None, earlier: int = 0, others: Iterable[int] = ()
    ) -> Reviews:
        """Review days from so many days before the span; `others` go with `every: day`."""
        first = self.first - timedelta(days=earlier)
        found = Reviews(len(self.signed))
        found.shared = review_days(schedule, first, self.last, self.fiscal_start, self.changes)
        if schedule is not None and schedule.every == "day":
            found.shared |= {self.first.toordinal(), *others}
        if schedule is not None and schedule.every == "anniversary":
            for place, signed in enumerate(self.signed):
                since = date.fromordinal(int(signed)) if signed else None
                for day in anniversaries(since, first, self.last) if since else ():
                    found.own.setdefault(day, []).append(place)
        return found


def events_of(
    programme: Programme, book: Book, order: list[Ladder], first: date, last: date, signed: Ints
) -> Events:
    """Events from the first day to the last, both inside; the first day is always one.

    Days of grace count from reviews before the first day too: a tier may be pending then.

    Args:
        signed: day on which each partner signed, 0 where it is not known.
    """
    schedules = [s for ladder in order for s in (ladder.movement.up, ladder.movement.down) if s]
    daily = any(schedule.every == "day" for schedule in schedules)
    changes = book.days(first, last, programme) if daily else []
    span = _Span(first, last, programme.fiscal_year_start, changes, signed)
    up: dict[str, Reviews] = {}
    down: dict[str, Reviews] = {}
    due: dict[str, set[int]] = {}
    for ladder in order:
        name, rules = ladder.ladder, ladder.movement
        others = {
            day for other in needs(ladder) for day in up[other].days | down[other].days | due[other]
        }
        up[name] = span.reviews(rules.up, others=others)
        down[name] = span.reviews(rules.down, others=others)
        found = span.reviews(rules.down, rules.grace_days, others).days
        due[name] = {day + rules.grace_days for day in found}
    days = {day for of in (up, down) for reviews in of.values() for day in reviews.days}
    days |= {day for ends in due.values() for day in ends}
    inside = {day for day in days if first.toordinal() <= day <= last.toordinal()}
    return Events(sorted(inside | {first.toordinal()}), up, down, due)
