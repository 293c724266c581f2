"""Days of a track record; how far a sender has reported."""

from __future__ import annotations

from datetime import date

import pytest

from scorecard.errors import UserError
from scorecard.freshness import reported_through
from scorecard.risk.calendar import days_between


def test_first_of_each_month_after_the_first_day() -> None:
    assert days_between(date(2011, 3, 15), date(2011, 6, 1), "month") == [
        date(2011, 3, 15), date(2011, 4, 1), date(2011, 5, 1), date(2011, 6, 1),
    ]  # fmt: skip


def test_the_same_day_of_each_week() -> None:
    found = days_between(date(2026, 2, 24), date(2026, 3, 9), "week")
    assert found == [date(2026, 2, 24), date(2026, 3, 3)]


@pytest.mark.parametrize(
    ("begin", "end", "every", "code"),
    [
        (date(2026, 1, 2), date(2026, 1, 1), "month", "no_days"),
        (date(2000, 1, 1), date(2026, 1, 1), "week", "no_days"),
        (date(2026, 1, 1), date(2026, 1, 2), "day", "bad_step"),
    ],
)
def test_days_that_make_no_sense(begin: date, end: date, every: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        days_between(begin, end, every)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("cadence", "covers_to", "as_of", "whole_to"),
    [
        ("monthly", date(2026, 8, 27), date(2026, 10, 5), date(2026, 8, 31)),
        ("monthly", date(2026, 8, 31), date(2026, 8, 31), date(2026, 8, 31)),
        ("monthly", date(2026, 10, 3), date(2026, 10, 20), date(2026, 10, 3)),  # running month
        ("monthly", date(2026, 10, 19), date(2026, 10, 5), date(2026, 10, 5)),  # looked at earlier
        ("weekly", date(2026, 9, 30), date(2026, 10, 5), date(2026, 10, 4)),  # Wednesday -> Sunday
        ("weekly", date(2026, 9, 30), date(2026, 10, 2), date(2026, 9, 30)),
    ],
)
def test_a_sender_has_reported_whole_months_and_weeks(
    cadence: str, covers_to: date, as_of: date, whole_to: date
) -> None:
    assert reported_through(cadence, covers_to, as_of) == whole_to
