"""Report cards of senders, worked by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from scorecard.period import add_months
from scorecard.trust import (
    FILE_COLUMNS,
    MONTH_COLUMNS,
    Reporter,
    Standing,
    TrustCard,
    Unknown,
    cards,
    due_months,
    due_on,
)

MONTHLY = Reporter("NORD", "Nord", "monthly", 5)
WEEKLY = Reporter("SUD", "Sud", "weekly", 3)
JULY_5 = date(2026, 7, 5)

Part = tuple[int, int, int, int, int, int, int]
File = tuple[int, date, date, int, int, int, bool]


def _cards(
    reporter: Reporter, parts: list[Part], files: list[File], as_of: date, n_months: int = 1
) -> tuple[TrustCard, ...]:
    return cards(
        reporter,
        pd.DataFrame(parts, columns=MONTH_COLUMNS),
        pd.DataFrame(files, columns=FILE_COLUMNS),
        as_of,
        n_months,
    )


def _year(n_months: int, net: int = 1000, lines: int = 10) -> tuple[list[Part], list[File]]:
    """Whole months up to May 2026, a file each, landed on the third of the next month."""
    parts: list[Part] = []
    files: list[File] = []
    for number in range(1, n_months + 1):
        month = add_months(202605, number - n_months)
        after = add_months(month, 1)
        parts.append((number, month, lines, net, net, 0, 0))
        landed = date(after // 100, after % 100, 3)
        files.append((number, landed, date(month // 100, month % 100, 28), lines, 0, 0, True))
    return parts, files


def test_days_on_which_months_are_due() -> None:
    assert due_on("monthly", 5, 202606) == JULY_5
    # June 2026 ends on a Tuesday: its last week ends on Sunday, 5 July.
    assert due_on("weekly", 3, 202606) == date(2026, 7, 8)
    # May 2026 ends on a Sunday.
    assert due_on("weekly", 0, 202605) == date(2026, 5, 31)


def test_the_last_due_months() -> None:
    assert due_months(MONTHLY, date(2026, 7, 4), 2) == [202605, 202604]
    assert due_months(MONTHLY, JULY_5, 2) == [202606, 202605]
    assert due_months(WEEKLY, date(2026, 7, 7), 1) == [202605]


def test_a_month_on_time_by_hand() -> None:
    parts, files = _year(12)
    # June: two files; 8 + 4 lines, net 900 + 300, money 1000 + 400 of which 350 is unmatched,
    # 100 was restated. Twelve months before at 1000 each: 1200 is 20 % above.
    parts += [(20, 202606, 8, 900, 1000, 350, 100), (21, 202606, 4, 300, 400, 0, 0)]
    files += [
        (20, date(2026, 7, 2), date(2026, 6, 30), 8, 2, 1, True),
        (21, date(2026, 7, 9), date(2026, 6, 30), 4, 0, 0, False),
    ]
    (card,) = _cards(MONTHLY, parts, files, date(2026, 7, 20))
    assert card == TrustCard(
        code="NORD",
        name="Nord",
        month=202606,
        standing=Standing.WHOLE,
        due_on=JULY_5,
        arrived_on=date(2026, 7, 2),
        days_late=0,
        n_lines=12,
        net_minor=1200,
        matched=1050 / 1400,
        restated=100 / 1500,
        against_mean=1200 / 1000 - 1,
        asked=True,
        recomputed=1 - 1 / 9,  # of the priced file: 8 lines, and one refused for its amount
        rejected=2 / 14,
        expected=None,
    )


def test_a_late_month() -> None:
    parts, files = _year(3)
    parts.append((20, 202606, 10, 1000, 1000, 0, 0))
    files.append((20, date(2026, 7, 12), date(2026, 6, 30), 10, 0, 0, True))
    (card,) = _cards(MONTHLY, parts, files, date(2026, 7, 20))
    assert (card.standing, card.days_late) == (Standing.WHOLE, 7)


def test_a_missing_month_is_unknown_with_a_band_and_no_fall() -> None:
    parts, files = _year(14)
    (card,) = _cards(MONTHLY, parts, files, date(2026, 7, 20))
    assert (card.month, card.standing, card.days_late) == (202606, Standing.MISSING, 15)
    assert card.arrived_on is None
    facts = (card.n_lines, card.net_minor, card.matched, card.restated, card.against_mean,
             card.recomputed, card.rejected)  # fmt: skip
    assert facts == (Unknown.NOT_HERE,) * 7
    assert not card.asked
    assert card.expected is not None
    assert (card.expected.low, card.expected.value, card.expected.high) == (1000, 1000, 1000)


def test_on_its_last_day_a_month_is_not_missing_yet() -> None:
    parts, files = _year(2)
    (card,) = _cards(MONTHLY, parts, files, JULY_5)
    assert (card.standing, card.days_late) == (Standing.OPEN, Unknown.NOT_DUE)


def test_who_never_sent_anything() -> None:
    (card,) = _cards(MONTHLY, [], [], date(2026, 7, 20))
    assert (card.standing, card.days_late, card.net_minor) == (
        Standing.MISSING, 15, Unknown.NOT_HERE,
    )  # fmt: skip


def test_history_loaded_later_is_not_late() -> None:
    parts: list[Part] = [(1, 202505, 5, 500, 500, 0, 0), (1, 202606, 5, 500, 500, 0, 0)]
    files: list[File] = [(1, date(2026, 7, 20), date(2026, 6, 30), 10, 0, 0, False)]
    (card,) = _cards(MONTHLY, parts, files, date(2026, 7, 20))
    assert card.days_late is Unknown.LOADED_LATER
    assert card.against_mean is Unknown.SHORT_HISTORY
    assert card.recomputed is Unknown.NO_PRICES


def test_a_monthly_file_sent_before_the_month_was_over_is_partial() -> None:
    parts, files = _year(14)
    parts.append((20, 202606, 6, 1700, 1700, 0, 0))
    files.append((20, date(2026, 6, 18), date(2026, 6, 17), 6, 0, 0, True))
    (card,) = _cards(MONTHLY, parts, files, date(2026, 7, 20))
    assert (card.standing, card.arrived_on, card.days_late) == (Standing.PARTIAL, None, 15)
    assert card.net_minor == 1700
    assert card.expected is not None
    assert (card.expected.low, card.expected.high) == (1700, 1700)  # what is here stays here


def test_far_fewer_lines_than_usual_are_a_partial_month() -> None:
    parts, files = _year(14)
    files.append((20, date(2026, 7, 2), date(2026, 6, 30), 4, 0, 0, True))
    four = [*parts, (20, 202606, 4, 400, 400, 0, 0)]
    (card,) = _cards(MONTHLY, four, files, date(2026, 7, 20))
    assert (card.standing, card.against_mean, card.asked) == (Standing.PARTIAL, 0.4 - 1, True)
    five = [*parts, (20, 202606, 5, 400, 400, 0, 0)]
    (card,) = _cards(MONTHLY, five, files, date(2026, 7, 20))
    assert card.standing is Standing.WHOLE


@pytest.mark.parametrize(
    ("covers_to", "standing"),
    [(date(2026, 6, 23), Standing.PARTIAL), (date(2026, 6, 24), Standing.WHOLE)],
)
def test_weekly_files_hold_a_month_once_one_reaches_its_last_week(
    covers_to: date, standing: Standing
) -> None:
    parts: list[Part] = [(1, 202606, 5, 500, 500, 0, 0)]
    files: list[File] = [(1, date(2026, 7, 1), covers_to, 5, 0, 0, True)]
    (card,) = _cards(WEEKLY, parts, files, date(2026, 7, 8))
    assert card.standing is standing


@pytest.mark.parametrize(("net", "asked"), [(1150, False), (1151, True), (850, False), (849, True)])
def test_fifteen_per_cent_is_not_asked_yet(net: int, asked: bool) -> None:
    parts, files = _year(6)
    parts.append((20, 202606, 10, net, net, 0, 0))
    files.append((20, date(2026, 7, 2), date(2026, 6, 30), 10, 0, 0, True))
    (card,) = _cards(MONTHLY, parts, files, date(2026, 7, 20))
    assert card.asked is asked


def test_five_months_are_too_few_for_a_mean() -> None:
    parts, files = _year(5)
    parts.append((20, 202606, 10, 5000, 5000, 0, 0))
    files.append((20, date(2026, 7, 2), date(2026, 6, 30), 10, 0, 0, True))
    (card,) = _cards(MONTHLY, parts, files, date(2026, 7, 20))
    assert (card.against_mean, card.asked) == (Unknown.SHORT_HISTORY, False)


def test_what_is_counted_a_file_belongs_to_the_month_of_most_of_its_lines() -> None:
    parts: list[Part] = [(1, 202605, 2, 200, 200, 0, 0), (1, 202606, 8, 800, 800, 0, 0)]
    files: list[File] = [(1, date(2026, 7, 1), date(2026, 6, 30), 10, 10, 0, False)]
    june, may = _cards(MONTHLY, parts, files, date(2026, 7, 20), 2)
    assert (june.rejected, may.rejected) == (0.5, Unknown.OTHER_MONTH)
