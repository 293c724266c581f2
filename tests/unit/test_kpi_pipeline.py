"""Golden numbers of the KPIs in `scorecard.kpis.pipeline` and `coverage`, worked by hand."""

from __future__ import annotations

import pytest

from scorecard.errors import NoValue
from tests.builders import deal, facts, partner, parts, reading, sale, target

# -- registrations -----------------------------------------------------------------------------


def test_registrations_of_the_period() -> None:
    rows = [
        deal(1, registered_on="2026-03-31"),
        deal(1, registered_on="2026-04-01", decision="rejected"),
        deal(1, registered_on="2026-06-30", distributor_id=7),
        deal(2, registered_on="2026-05-10"),
        deal(2, registered_on="2026-07-01"),
        deal(2, registered_on=None),
    ]
    given = facts(deals=rows)
    assert parts("deal_registrations", given, "2026Q2") == {1: (2, 0, 2), 2: (1, 0, 1)}
    assert parts("deal_registrations", given, "2026Q2", "distributor_id") == {
        0: (2, 0, 2),
        7: (1, 0, 1),
    }
    running = facts(as_of="2026-05-09", deals=rows)
    assert parts("deal_registrations", running, "2026Q2") == {1: (1, 0, 1)}
    assert reading("deal_registrations", running, "2026Q2", 2, "partner_id").value == 0.0


def test_approval_rate_by_the_day_of_the_decision() -> None:
    decided = [
        ("approved", "2026-04-01"), ("approved", "2026-06-30"), ("approved", "2026-05-05"),
        ("rejected", "2026-05-05"), ("approved", "2026-05-06"),
        ("submitted", "2026-05-05"), ("expired", "2026-05-05"),
        ("approved", "2026-03-31"), ("rejected", "2026-07-01"), ("approved", None),
    ]  # fmt: skip
    given = facts(deals=[deal(1, decision=what, decided_on=on) for what, on in decided])
    assert parts("approval_rate", given, "2026Q2") == {1: (4, 5, 5)}
    assert reading("approval_rate", given, "2026Q2").value == 0.8


# -- outcomes ----------------------------------------------------------------------------------

OUTCOMES = [
    deal(1, closed_on="2026-04-01", status="won", amount_minor=60_00),
    deal(1, closed_on="2026-06-30", status="won", amount_minor=20_00),
    deal(1, closed_on="2026-05-01", status="lost", amount_minor=10_00),
    deal(1, closed_on="2026-05-02", status="lost", amount_minor=10_00),
    deal(1, closed_on="2026-05-03", status="lost", amount_minor=60_00),
    deal(1, closed_on="2026-05-04", status="cancelled", amount_minor=999_00),
    deal(1, closed_on="2026-03-31", status="won", amount_minor=999_00),
    deal(1, closed_on="2026-07-01", status="lost", amount_minor=999_00),
    deal(1, closed_on=None, status="open", amount_minor=999_00),
    deal(2, closed_on="2026-05-05", status="lost", amount_minor=40_00),
]


def test_win_rate_counts_deals() -> None:
    given = facts(deals=OUTCOMES)
    assert parts("win_rate", given, "2026Q2") == {1: (2, 5, 5), 2: (0, 1, 1)}
    assert reading("win_rate", given, "2026Q2", 1, "partner_id").value == 0.4
    assert reading("win_rate", given, "2026Q2", 2, "partner_id").reason is NoValue.LOW_SAMPLE
    assert reading("win_rate", given, "2026Q2", 3, "partner_id").reason is NoValue.NO_DATA
    assert reading("win_rate", given, "2026Q2").value == pytest.approx(2 / 6)


def test_win_rate_value_counts_money() -> None:
    given = facts(deals=OUTCOMES)
    assert parts("win_rate_value", given, "2026Q2") == {
        1: (80_00, 160_00, 5),
        2: (0, 40_00, 1),
    }
    assert reading("win_rate_value", given, "2026Q2").value == 0.4


def test_win_rate_of_twelve_months() -> None:
    days = [
        ("2025-06-30", "won"), ("2025-07-01", "won"), ("2025-12-31", "lost"),
        ("2026-03-31", "won"), ("2026-05-04", "cancelled"), ("2026-06-30", "lost"),
        ("2026-06-30", "won"), ("2026-07-01", "won"),
    ]  # fmt: skip
    rows = [deal(1, "2025-01-01", closed_on=day, status=status) for day, status in days]
    assert parts("win_rate_t12m", facts(deals=rows), "2026Q2") == {1: (3, 5, 5)}
    assert reading("win_rate_t12m", facts(deals=rows), "2026Q2").value == 0.6
    running = facts(as_of="2026-04-30", deals=rows)
    assert parts("win_rate_t12m", running, "2026Q2") == {1: (3, 4, 4)}
    assert reading("win_rate_t12m", running, "2026Q2").reason is NoValue.LOW_SAMPLE


def test_outcomes_end_with_the_as_of_day() -> None:
    assert parts("win_rate", facts(as_of="2026-05-02", deals=OUTCOMES), "2026Q2") == {1: (1, 3, 3)}


def test_sales_cycle_of_deals_won() -> None:
    rows = [
        deal(1, "2026-03-01", closed_on="2026-04-10", status="won"),  # 40
        deal(1, "2026-04-10", closed_on="2026-04-10", status="won"),  # 0
        deal(1, "2025-06-30", closed_on="2026-06-30", status="won"),  # 365
        deal(1, "2026-01-01", closed_on="2026-05-01", status="lost"),
        deal(1, "2026-01-01", closed_on="2026-07-01", status="won"),
    ]
    assert parts("sales_cycle_days", facts(deals=rows), "2026Q2") == {1: (405, 3, 3)}
    assert reading("sales_cycle_days", facts(deals=rows), "2026Q2").value == 135.0
    few = reading("sales_cycle_days", facts(deals=rows[:2]), "2026Q2")
    assert (few.value, few.reason) == (None, NoValue.LOW_SAMPLE)


# -- open --------------------------------------------------------------------------------------


def test_open_pipeline_on_the_last_day() -> None:
    rows = [
        deal(1, "2026-06-30", amount_minor=1_00),  # created that day: open
        deal(1, "2026-07-01", amount_minor=2_00),  # created later
        deal(1, "2026-01-01", amount_minor=4_00, closed_on="2026-06-30", status="won"),  # closed
        deal(1, "2026-01-01", amount_minor=8_00, closed_on="2026-07-01", status="lost"),  # later
        deal(2, "2026-01-01", amount_minor=16_00),
    ]
    given = facts(deals=rows)
    assert parts("open_pipeline", given, "2026Q2") == {1: (9_00, 0, 2), 2: (16_00, 0, 1)}
    assert reading("open_pipeline", given, "2026Q2").value == 25_00
    # on 15 May the won deal was still open and the one of 30 June not yet there
    running = facts(as_of="2026-05-15", deals=rows)
    assert parts("open_pipeline", running, "2026Q2") == {1: (12_00, 0, 2), 2: (16_00, 0, 1)}


PIPELINE = [
    deal(1, "2026-03-31", expected_close_on="2026-04-01", amount_minor=10_00),
    deal(1, "2026-03-31", expected_close_on="2026-06-30", amount_minor=20_00,
         closed_on="2026-04-01", status="won"),
    deal(1, "2026-04-01", expected_close_on="2026-05-01", amount_minor=40_00),
    deal(1, "2026-01-01", expected_close_on="2026-05-01", amount_minor=80_00,
         closed_on="2026-03-31", status="lost"),
    deal(1, "2026-01-01", expected_close_on="2026-03-31", amount_minor=160_00),
    deal(1, "2026-01-01", expected_close_on="2026-07-01", amount_minor=320_00),
    deal(1, "2026-01-01", expected_close_on=None, amount_minor=640_00),
    deal(2, "2026-01-01", expected_close_on="2026-05-01", amount_minor=5_00),
]  # fmt: skip


def test_coverage_of_a_period_that_is_over_is_taken_when_it_began() -> None:
    given = facts(
        deals=PIPELINE, sales=[sale(1, 202604, 99_00)], targets=[target(1, 202605, 60_00)]
    )
    # open at the end of 31 March and expected in the quarter: 10 + 20; nothing booked yet;
    # partner 2 has no target
    assert parts("pipeline_coverage", given, "2026Q2") == {1: (30_00, 60_00, 1)}
    assert reading("pipeline_coverage", given, "2026Q2").value == 0.5
    last_day = facts(as_of="2026-06-30", deals=PIPELINE, targets=[target(1, 202605, 60_00)])
    assert parts("pipeline_coverage", last_day, "2026Q2") == {1: (30_00, 60_00, 1)}


def test_coverage_of_a_running_period_is_taken_on_the_as_of_day() -> None:
    given = facts(
        as_of="2026-06-29",
        deals=PIPELINE,
        sales=[sale(1, 202604, 15_00), sale(1, 202606, 20_00), sale(2, 202604, 7_00)],
        targets=[target(1, 202604, 25_00), target(1, 202606, 35_00)],
    )
    # open on 29 June: 10 + 40, also when overdue; the whole target 60 less 35 sold
    assert parts("pipeline_coverage", given, "2026Q2") == {1: (50_00, 25_00, 2)}
    assert reading("pipeline_coverage", given, "2026Q2").value == 2.0


def test_coverage_of_a_period_to_come() -> None:
    given = facts(
        as_of="2026-03-31",
        deals=PIPELINE,
        sales=[sale(1, 202603, 15_00)],
        targets=[target(1, 202604, 60_00)],
    )
    assert parts("pipeline_coverage", given, "2026Q2") == {1: (30_00, 60_00, 1)}


def test_coverage_does_not_apply_when_the_target_is_met() -> None:
    given = facts(
        as_of="2026-05-15",
        partners=[partner(1), partner(2)],
        deals=PIPELINE,
        sales=[sale(1, 202604, 70_00)],
        targets=[target(1, 202604, 60_00), target(2, 202604, 30_00)],
    )
    assert parts("pipeline_coverage", given, "2026Q2") == {
        1: (50_00, -10_00, 1),
        2: (5_00, 30_00, 1),
    }
    # the group is the exact sum of its partners, the one above plan included
    assert parts("pipeline_coverage", given, "2026Q2", "region") == {"north": (55_00, 20_00, 2)}
    met = reading("pipeline_coverage", given, "2026Q2", 1, "partner_id")
    assert (met.value, met.reason) == (None, NoValue.NOT_APPLICABLE)


def test_no_open_deal_covers_nothing() -> None:
    given = facts(targets=[target(1, 202604, 60_00)])
    assert parts("pipeline_coverage", given, "2026Q2") == {1: (0, 60_00, 1)}
    assert reading("pipeline_coverage", given, "2026Q2").value == 0.0


def test_coverage_of_owners_targets() -> None:
    given = facts(
        as_of="2026-05-15",
        partners=[partner(1, owner="ann"), partner(2, owner="bob")],
        deals=PIPELINE,
        sales=[sale(1, 202604, 10_00), sale(2, 202604, 1_00)],
        targets=[target(0, 202604, 60_00, level="owner", owner="ann")],
    )
    assert parts("pipeline_coverage", given, "2026Q2", "owner") == {
        "ann": (50_00, 50_00, 1),
        "bob": (5_00, -1_00, 0),
    }
    assert parts("pipeline_coverage", given, "2026Q2", "all") == {"all": (55_00, 49_00, 1)}
    assert parts("pipeline_coverage", given, "2026Q2") == {
        1: (50_00, -10_00, 0),
        2: (5_00, -1_00, 0),
    }
    assert reading("pipeline_coverage", given, "2026Q2", 1, "partner_id").value is None


def test_returns_alone_make_no_target() -> None:
    given = facts(
        as_of="2026-05-15",
        deals=PIPELINE,
        sales=[sale(1, 202604, -10_00)],
        targets=[target(0, 202604, 60_00, level="all")],
    )
    assert parts("pipeline_coverage", given, "2026Q2")[1] == (50_00, 10_00, 0)
    assert reading("pipeline_coverage", given, "2026Q2", 1, "partner_id").value is None


def test_without_targets_nothing_is_to_be_covered() -> None:
    assert parts("pipeline_coverage", facts(deals=PIPELINE), "2026Q2") == {}


def test_what_several_reported_is_one_deal_but_each_a_registration() -> None:
    """The second report of an opportunity is a registration, and no second win or open deal."""
    rows = [
        deal(1, registered_on="2026-04-02", closed_on="2026-05-01", status="won",
             amount_minor=50_00, decision="approved", decided_on="2026-04-03"),
        deal(2, registered_on="2026-04-05", closed_on="2026-05-01", status="won",
             amount_minor=70_00, decision="rejected", decided_on="2026-04-06", counted=False),
        deal(2, expected_close_on="2026-06-20", amount_minor=30_00),
        deal(2, expected_close_on="2026-06-20", amount_minor=30_00, counted=False),
    ]  # fmt: skip
    given = facts(as_of="2026-05-20", deals=rows)
    assert parts("win_rate", given, "2026Q2") == {1: (1, 1, 1)}
    assert parts("win_rate_t12m", given, "2026Q2") == {1: (1, 1, 1)}
    assert parts("win_rate_value", given, "2026Q2") == {1: (50_00, 50_00, 1)}
    assert parts("open_pipeline", given, "2026Q2") == {2: (30_00, 0, 1)}
    assert parts("deal_registrations", given, "2026Q2") == {1: (1, 0, 1), 2: (1, 0, 1)}
    assert parts("approval_rate", given, "2026Q2", "all") == {"all": (1, 2, 2)}
