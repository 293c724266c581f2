"""Golden numbers of capability, engagement, voice and investment, worked by hand."""

from __future__ import annotations

import pytest

from scorecard.errors import NoValue
from tests.builders import answer, certification, deal, event, facts, mdf, partner, parts, reading

# -- certifications ----------------------------------------------------------------------------


def test_certified_people_are_distinct_and_valid_on_the_last_day() -> None:
    given = facts(
        certifications=[
            certification(1, "a", "2026-06-30", "2027-06-30"),  # valid from that day
            certification(1, "a", "2020-01-01", None),  # the same person again
            certification(1, "b", "2026-07-01", None),  # not yet
            certification(1, "c", "2025-01-01", "2026-06-30"),  # last valid day
            certification(1, "d", "2025-01-01", "2026-06-29"),  # lapsed
            certification(2, "a", "2025-01-01", None),  # at another partner: counts there too
        ]
    )
    assert parts("certified_people", given, "2026Q2") == {1: (2, 0, 2), 2: (1, 0, 1)}
    assert reading("certified_people", given, "2026Q2").value == 3.0
    assert reading("certified_people", given, "2026Q2", 3, "partner_id").value == 0.0


def test_certified_people_on_the_as_of_day() -> None:
    rows = [certification(1, "a", "2026-05-15", "2026-05-16")]
    valid = {
        day: parts("certified_people", facts(as_of=day, certifications=rows), "2026Q2")
        for day in ("2026-05-14", "2026-05-15", "2026-05-16", "2026-05-17")
    }
    assert valid == {
        "2026-05-14": {},
        "2026-05-15": {1: (1, 0, 1)},
        "2026-05-16": {1: (1, 0, 1)},
        "2026-05-17": {},
    }


def test_certifications_lapsing_within_ninety_days() -> None:
    # 30 June + 90 days = 28 September
    given = facts(
        certifications=[
            certification(1, "a", "2025-01-01", "2026-06-30"),  # last day: lapses
            certification(1, "b", "2025-01-01", "2026-09-28"),  # 90th day: lapses
            certification(1, "c", "2025-01-01", "2026-09-29"),  # 91st day
            certification(1, "d", "2025-01-01", None),
            certification(1, "e", "2025-01-01", "2026-06-29"),  # lapsed before: not held
            certification(2, "f", "2025-01-01", "2027-01-01"),
        ]
    )
    assert parts("certifications_lapsing", given, "2026Q2") == {1: (2, 0, 4), 2: (0, 0, 1)}
    assert reading("certifications_lapsing", given, "2026Q2").value == 2.0


def test_a_renewed_certification_does_not_lapse() -> None:
    other = certification(1, "d", "2026-01-01", "2029-01-01") | {"certification": "Expert"}
    given = facts(
        certifications=[
            certification(1, "a", "2025-01-01", "2026-07-31"),
            certification(1, "a", "2026-06-01", "2027-06-01"),  # renewed
            certification(1, "b", "2025-01-01", "2026-07-31"),
            certification(1, "b", "2026-06-01", "2026-08-31"),  # longer, but lapses itself: one
            certification(1, "c", "2025-01-01", "2026-07-31"),
            certification(1, "c", "2026-07-01", "2027-07-01"),  # not known to be renewed yet
            certification(1, "d", "2025-01-01", "2026-07-31"),
            other,  # another certification renews nothing
        ]
    )
    # held: a, b, c, d and d's other; lapsing: b, c, d
    assert parts("certifications_lapsing", given, "2026Q2") == {1: (3, 0, 5)}


# -- engagement --------------------------------------------------------------------------------


def test_engagement_points_by_activity() -> None:
    given = facts(
        as_of="2026-05-15",
        engagement=[
            event(1, "open", "2026-05-15"),  # 1
            event(1, "visit", "2026-05-15", 2),  # 6
            event(1, "Click ", "2026-05-15"),  # 5
            event(1, "portal_login", "2026-05-15"),  # 2
            event(1, "webinar", "2026-05-15"),  # 10
            event(1, "event", "2026-05-15"),  # 10
            event(1, "training", "2026-05-15"),  # 10
            event(1, "golf", "2026-05-15", 3),  # 3
            event(1, "open", "2026-05-16"),  # after the as-of day
        ],
    )
    assert parts("engagement_points", given, "2026Q2") == {1: (47_00, 0, 11)}
    assert reading("engagement_points", given, "2026Q2").value == 47.0
    assert reading("engagement_points", given, "2026Q2", 2, "partner_id").value == 0.0


def test_points_halve_every_thirty_days_and_end_after_ninety() -> None:
    given = facts(
        as_of="2026-06-30",
        engagement=[
            event(1, "webinar", "2026-06-30"),  # 10
            event(1, "event", "2026-05-31"),  # 30 days: 5
            event(1, "training", "2026-05-01"),  # 60 days: 2.5
            event(2, "webinar", "2026-04-02"),  # 89 days: 10 x 0.5^(89/30) = 1.2792...
            event(3, "webinar", "2026-04-01"),  # 90 days: out
        ],
    )
    assert parts("engagement_points", given, "2026Q2") == {1: (17_50, 0, 3), 2: (1_28, 0, 1)}


def test_an_activity_gives_at_most_thirty_points_newest_first() -> None:
    given = facts(
        as_of="2026-06-30",
        engagement=[
            event(1, "click", "2026-06-30", 4),  # 20
            event(1, "click", "2026-05-31", 4),  # 10 of 20 fit under the cap, halved: 5
            event(1, "click", "2026-05-01", 4),  # nothing left
            event(1, "visit", "2026-06-30"),  # its own cap: 3
            event(2, "open", "2026-06-30", 500),  # 30, not 500
        ],
    )
    assert parts("engagement_points", given, "2026Q2") == {1: (28_00, 0, 13), 2: (30_00, 0, 500)}


def test_groups_are_exact_sums_of_rounded_partners() -> None:
    # an open 15 days ago: 0.5^(1/2) = 0.7071 -> 0.71 each, so 2.13 for three, not 2.12
    given = facts(
        as_of="2026-06-30",
        partners=[partner(1), partner(2), partner(3)],
        engagement=[event(partner_id, "open", "2026-06-15") for partner_id in (1, 2, 3)],
    )
    assert parts("engagement_points", given, "2026Q2", "region") == {"north": (2_13, 0, 3)}


# -- NPS ---------------------------------------------------------------------------------------


def _answers(*scores: int) -> list[dict]:
    return [answer(1, f"r{i}", "2026-05-01", score) for i, score in enumerate(scores)]


def test_nps_of_the_reference_scores() -> None:
    given = facts(nps=_answers(0, 7, 7, 9, 9, 9))
    assert parts("partner_nps", given, "2026Q2") == {1: (2, 6, 6)}
    assert reading("partner_nps", given, "2026Q2").value == pytest.approx(100 / 3)


def test_nps_bounds_of_promoters_and_detractors() -> None:
    given = facts(nps=_answers(6, 6, 8, 8, 7, 10, 9, 5, 0, 8))
    assert parts("partner_nps", given, "2026Q2") == {1: (2 - 4, 10, 10)}
    assert reading("partner_nps", given, "2026Q2").value == -20.0


def test_nps_counts_the_latest_answer_of_twelve_months() -> None:
    given = facts(
        nps=[
            answer(1, "a", "2025-06-30", 0),  # a day too old
            answer(1, "b", "2025-07-01", 9),  # the first day of the twelve months
            answer(1, "c", "2025-12-01", 0, wave="w1"),
            answer(1, "c", "2026-06-30", 10, wave="w2"),  # the later answer counts
            answer(1, "d", "2026-07-01", 0),  # a day too late
            answer(2, "c", "2026-01-01", 3),  # the same person for another partner
        ]
    )
    assert parts("partner_nps", given, "2026Q2") == {1: (2, 2, 2), 2: (-1, 1, 1)}


def test_two_answers_of_one_day_have_one_latest_whatever_their_order() -> None:
    first, second = (
        answer(1, "a", "2026-05-01", 10, wave="w1"),
        answer(1, "a", "2026-05-01", 3, wave="w2"),
    )
    assert parts("partner_nps", facts(nps=[first, second]), "2026Q2") == {1: (-1, 1, 1)}
    assert parts("partner_nps", facts(nps=[second, first]), "2026Q2") == {1: (-1, 1, 1)}


def test_few_answers_show_no_nps() -> None:
    four = reading("partner_nps", facts(nps=_answers(9, 9, 9, 9)), "2026Q2")
    assert (four.value, four.reason, four.n) == (None, NoValue.LOW_SAMPLE, 4)
    assert reading("partner_nps", facts(nps=_answers(9, 9, 9, 9, 9)), "2026Q2").value == 100.0
    assert reading("partner_nps", facts(), "2026Q2").reason is NoValue.NO_DATA


# -- MDF ---------------------------------------------------------------------------------------


def test_mdf_utilisation_of_twelve_months() -> None:
    given = facts(
        mdf=[
            mdf(1, approved_on="2025-07-01", approved_minor=100_00,
                claimed_on="2026-06-30", claimed_minor=80_00),
            mdf(1, approved_on="2026-06-30", approved_minor=60_00),  # nothing claimed
            mdf(1, approved_on="2026-06-01", approved_minor=40_00,
                claimed_on="2026-07-01", claimed_minor=40_00),  # claimed later
            mdf(1, approved_on="2025-06-30", approved_minor=999_00,
                claimed_on="2026-05-01", claimed_minor=999_00),  # approved too long ago
            mdf(2, approved_on=None),
        ]
    )  # fmt: skip
    assert parts("mdf_utilisation", given, "2026Q2") == {1: (80_00, 200_00, 3)}
    assert reading("mdf_utilisation", given, "2026Q2").value == 0.4
    assert reading("mdf_utilisation", given, "2026Q2", 2, "partner_id").reason is (
        NoValue.NOT_APPLICABLE
    )


def test_mdf_return_of_twelve_months() -> None:
    brought = {"status": "won", "mdf_request": "M1"}
    given = facts(
        mdf=[
            mdf(1, paid_on="2025-07-01", paid_minor=30_00),
            mdf(1, paid_on="2026-06-30", paid_minor=20_00),
            mdf(1, paid_on="2025-06-30", paid_minor=999_00),
            mdf(1, paid_on="2026-07-01", paid_minor=999_00),
        ],
        deals=[
            deal(1, closed_on="2025-07-01", amount_minor=100_00, **brought),
            deal(1, closed_on="2026-06-30", amount_minor=75_00, **brought),
            deal(1, closed_on="2026-07-01", amount_minor=999_00, **brought),
            deal(1, closed_on="2026-05-01", amount_minor=999_00, status="won"),
            deal(1, closed_on="2026-05-01", amount_minor=999_00, status="lost", mdf_request="M1"),
            deal(2, closed_on="2026-05-01", amount_minor=10_00, **brought),  # paid before
        ],
    )
    assert parts("mdf_return", given, "2026Q2") == {1: (175_00, 50_00, 2), 2: (10_00, 0, 0)}
    assert reading("mdf_return", given, "2026Q2", 1, "partner_id").value == 3.5
    assert reading("mdf_return", given, "2026Q2").value == 3.7
    assert reading("mdf_return", given, "2026Q2", 2, "partner_id").reason is (
        NoValue.NOT_APPLICABLE
    )


def test_twelve_months_around_a_leap_day() -> None:
    rows = [mdf(1, approved_on=day, approved_minor=1_00) for day in ("2023-02-28", "2023-03-01")]
    windows = {
        day: parts("mdf_utilisation", facts(as_of=day, mdf=rows), "2024Q1")
        for day in ("2024-02-27", "2024-02-28", "2024-02-29")
    }
    assert windows == {
        "2024-02-27": {1: (0, 2_00, 2)},
        "2024-02-28": {1: (0, 1_00, 1)},
        "2024-02-29": {1: (0, 1_00, 1)},
    }
