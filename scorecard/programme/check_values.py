"""Days, rates and sections that contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scorecard.programme import rules
from scorecard.programme.checks import Found
from scorecard.programme.faults import Path
from scorecard.programme.rows_metric import Rate, RowsMetric
from scorecard.programme.schema import Benefit, Ladder, Programme, Schedule
from scorecard.programme.walk import all_rules, every_rule


def faults(programme: Programme) -> Iterator[Found]:
    for name, metric in programme.metrics.items():
        if isinstance(metric, RowsMetric):
            yield from _rates(("metrics", name, "rates"), metric.rates)
    for i, ladder in enumerate(programme.ladders):
        yield from _ladder(("ladders", i), ladder, programme)
    for i, benefit in enumerate(programme.benefits):
        yield from _benefit(("benefits", i), benefit)
    for path, rule in all_rules(programme):
        if isinstance(rule, rules.SomeRule) and rule.some > len(rule.of):
            wrong = f"{rule.some} of {len(rule.of)} rules can never be met"
            yield (*path, "some"), wrong, "lower `some` or add rules"
        if isinstance(rule, (rules.AnyDayRule, rules.EachRule)):
            yield from _past(path, rule)


def _past(path: Path, rule: rules.AnyDayRule | rules.EachRule) -> Iterator[Found]:
    inner = rule.any_day if isinstance(rule, rules.AnyDayRule) else rule.rule
    for place, found in every_rule(inner):
        if isinstance(found, (rules.HoldsRule, rules.PreviousRule)):
            yield (
                (*path, *place),
                "tiers held cannot be looked at on other days",
                ("put this rule beside, not inside, `any_day` or `each`"),
            )


def _rates(path: Path, rates: tuple[Rate, ...]) -> Iterator[Found]:
    """Rates for the same rows must follow each other without a gap."""
    for i, rate in enumerate(rates):
        if rate.since and rate.until and rate.since >= rate.until:
            wrong = f"the rate ends on {rate.until}, not after it begins on {rate.since}"
            yield (*path, i, "until"), wrong, "swap the days"
    for i, rate in enumerate(rates):
        others = [other for other in rates if other.when == rate.when and other is not rate]
        if rate.until and others and not any(_covers(other, rate.until) for other in others):
            later = [other.since for other in others if other.since and other.since > rate.until]
            if later:
                wrong = f"no rate from {rate.until} to {min(later)}"
                yield (*path, i, "until"), wrong, f"let it end on {min(later)} or the next begin"


def _covers(rate: Rate, day: date) -> bool:
    return (rate.since is None or rate.since <= day) and (rate.until is None or rate.until > day)


def _ladder(path: Path, ladder: Ladder, programme: Programme) -> Iterator[Found]:
    if not ladder.tiers:
        yield path, f"the ladder {ladder.ladder!r} has no tiers", "list them, lowest first"
    movement = ladder.movement
    for name, schedule in (("up", movement.up), ("down", movement.down)):
        if schedule is not None:
            yield from _schedule((*path, "movement", name, "on"), schedule)
    if ladder.migration and ladder.migration.until < programme.valid_from:
        wrong = f"the migration ends on {ladder.migration.until}, before the version begins"
        yield (*path, "migration", "until"), wrong, f"choose a day after {programme.valid_from}"


def _schedule(path: Path, schedule: Schedule) -> Iterator[Found]:
    for text in schedule.on:
        try:
            date(2024, int(text[:2]), int(text[3:]))
        except ValueError:
            yield path, f"{text!r} is no day of the year", "write month-day, such as 03-01"


def _benefit(path: Path, benefit: Benefit) -> Iterator[Found]:
    if benefit.ladder is None and benefit.requires is None:
        yield (
            path,
            f"nobody gets the benefit {benefit.benefit!r}",
            ("say for which tiers of which ladder, or what it requires"),
        )
    if bool(benefit.tiers) != (benefit.ladder is not None):
        yield path, "a benefit of tiers has both `ladder` and `tiers`", "add the other one"
    if (benefit.share > 0) != (benefit.of is not None):
        yield path, "`share` and `of` go together", "add the other one"
