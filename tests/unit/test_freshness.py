"""What is late, and how far senders have reported."""

from __future__ import annotations

from datetime import date

import pytest

from scorecard.freshness import Due, Sender, last_due, reported_month


def day(month: int, of_month: int) -> date:
    return date(2026, month, of_month)


@pytest.mark.parametrize(
    ("cadence", "covers_to", "as_of", "due"),
    [
        # a monthly file due five days after the month
        ("monthly", day(8, 28), day(10, 4), Due(day(8, 31), day(9, 5), 0)),
        ("monthly", day(8, 28), day(10, 5), Due(day(9, 30), day(10, 5), 0)),
        ("monthly", day(8, 28), day(10, 7), Due(day(9, 30), day(10, 5), 2)),
        ("monthly", day(9, 1), day(10, 7), Due(day(9, 30), day(10, 5), 0)),
        ("monthly", None, day(10, 7), Due(day(9, 30), day(10, 5), 2)),
        # a weekly one: Sunday 2026-09-27 ended the week, due on Friday 2026-10-02
        ("weekly", day(9, 20), day(10, 1), Due(day(9, 20), day(9, 25), 0)),
        ("weekly", day(9, 20), day(10, 3), Due(day(9, 27), day(10, 2), 1)),
        ("weekly", day(9, 21), day(10, 3), Due(day(9, 27), day(10, 2), 0)),
    ],
)  # fmt: skip
def test_last_due(cadence: str, covers_to: date | None, as_of: date, due: Due) -> None:
    found = last_due(cadence, 5, covers_to, as_of)
    assert (found.expected_to, found.due_on, max(0, found.days_late)) == (
        due.expected_to, due.due_on, due.days_late,
    )  # fmt: skip


def _monthly(covers_to: date | None) -> Sender:
    return Sender("monthly", 5, covers_to)


def test_the_slowest_of_those_on_time_decides() -> None:
    senders = [_monthly(date(2026, 10, 28)), _monthly(date(2026, 9, 30))]
    assert reported_month(senders, date(2026, 11, 4)) == 202609
    assert reported_month(senders, date(2026, 11, 8)) == 202610  # the other one is late now


def test_a_running_month_is_not_reported() -> None:
    assert reported_month([_monthly(date(2026, 10, 20))], date(2026, 10, 25)) == 202609


def test_a_weekly_sender_reports_a_month_with_its_last_week() -> None:
    early, late = Sender("weekly", 5, date(2026, 9, 20)), Sender("weekly", 5, date(2026, 9, 24))
    assert reported_month([early], date(2026, 9, 30)) == 202608
    assert reported_month([late], date(2026, 9, 30)) == 202609


def test_when_all_are_late_the_furthest_counts() -> None:
    senders = [_monthly(date(2020, 5, 31)), _monthly(date(2020, 3, 31))]
    assert reported_month(senders, date(2026, 11, 21)) == 202005


def test_nobody_ever_sent_anything() -> None:
    assert reported_month([], date(2026, 11, 21)) is None
    assert reported_month([_monthly(None)], date(2026, 11, 21)) is None
