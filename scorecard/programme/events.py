"""On which days a version of a programme decides anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scorecard.programme.book import Book
from scorecard.programme.calendar import review_days
from scorecard.programme.order import needs
from scorecard.programme.schema import Ladder, Programme


@dataclass(frozen=True)
class Events:
    """Ordinals by ladder: reviews upwards, reviews downwards, and days when grace ends."""

    days: list[int]
    up: dict[str, set[int]]
    down: dict[str, set[int]]
    due: dict[str, set[int]]

    def is_up(self, ladder: str, day: int) -> bool:
        return day in self.up[ladder]

    def is_down(self, ladder: str, day: int) -> bool:
        return day in self.down[ladder]

    def concerns(self, ladder: str, day: int) -> bool:
        return day in self.up[ladder] or day in self.down[ladder] or day in self.due[ladder]


def events_of(
    programme: Programme, book: Book, order: list[Ladder], first: date, last: date
) -> Events:
    """Events from the first day to the last, both inside; the first day is always one.

    Days of grace count from reviews before the first day too: a tier may be pending then.
    """
    schedules = [s for ladder in order for s in (ladder.movement.up, ladder.movement.down) if s]
    daily = any(schedule.every == "day" for schedule in schedules)
    changes = book.days(first, last, programme) if daily else []
    start = programme.fiscal_year_start
    up: dict[str, set[int]] = {}
    down: dict[str, set[int]] = {}
    due: dict[str, set[int]] = {}
    for ladder in order:
        name, rules = ladder.ladder, ladder.movement
        others = {day for other in needs(ladder) for day in up[other] | down[other] | due[other]}
        up[name] = review_days(rules.up, first, last, start, changes)
        down[name] = review_days(rules.down, first, last, start, changes)
        if rules.up.every == "day":
            up[name] |= others | {first.toordinal()}
        if rules.down is not None and rules.down.every == "day":
            down[name] |= others | {first.toordinal()}
        earlier = first - timedelta(days=rules.grace_days)
        found = review_days(rules.down, earlier, last, start, changes) | down[name]
        due[name] = {day + rules.grace_days for day in found}
    every = {day for of in (up, down, due) for days in of.values() for day in days}
    inside = {day for day in every if first.toordinal() <= day <= last.toordinal()}
    return Events(sorted(inside | {first.toordinal()}), up, down, due)
