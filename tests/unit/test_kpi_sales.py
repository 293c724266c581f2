"""Golden numbers of the KPIs in `scorecard.kpis.sales`, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scorecard.errors import DefinitionError, NoValue
from tests.builders import facts, partner, parts, reading, sale, target

# -- net sell-through --------------------------------------------------------------------------


def test_net_sell_through_adds_the_months_of_the_period() -> None:
    given = facts(
        sales=[
            sale(1, 202603, 9_00),  # the month before: out
            sale(1, 202604, 100_00, n_lines=2),
            sale(1, 202604, 20_00, distributor_id=7),
            sale(1, 202606, -5_00),  # returns of the last month
            sale(1, 202607, 7_00),  # the month after: out
            sale(2, 202605, 40_00),
        ]
    )
    assert parts("net_sell_through", given, "2026Q2") == {1: (115_00, 0, 4), 2: (40_00, 0, 1)}
    assert parts("net_sell_through", given, "2026Q2", "all") == {"all": (155_00, 0, 5)}
    assert parts("net_sell_through", given, "2026-04") == {1: (120_00, 0, 3)}
    assert reading("net_sell_through", given, "2026Q2").value == 155_00


def test_a_running_period_counts_up_to_the_as_of_month() -> None:
    rows = [sale(1, 202604, 1_00), sale(1, 202605, 2_00), sale(1, 202606, 4_00)]
    assert parts("net_sell_through", facts(as_of="2026-05-01", sales=rows), "2026Q2") == {
        1: (3_00, 0, 2)
    }
    assert parts("net_sell_through", facts(as_of="2026-03-31", sales=rows), "2026Q2") == {}


def test_grains_of_sales() -> None:
    given = facts(
        partners=[partner(1, region="north"), partner(2, region="south", owner="bob")],
        sales=[
            sale(1, 202604, 1_00, distributor_id=7),
            sale(2, 202604, 2_00, distributor_id=7),
            sale(2, 202604, 4_00),
            sale(3, 202604, 8_00),  # not in the list of partners: only at partner_id and all
        ],
    )
    by = {grain: parts("net_sell_through", given, "2026Q2", grain) for grain in
          ("region", "owner", "country", "distributor_id", "all", "partner_id")}  # fmt: skip
    assert by["region"] == {"north": (1_00, 0, 1), "south": (6_00, 0, 2)}
    assert by["owner"] == {"ann": (1_00, 0, 1), "bob": (6_00, 0, 2)}
    assert by["country"] == {"PL": (7_00, 0, 3)}
    assert by["distributor_id"] == {0: (12_00, 0, 2), 7: (3_00, 0, 2)}
    assert by["all"] == {"all": (15_00, 0, 4)}
    assert by["partner_id"] == {1: (1_00, 0, 1), 2: (6_00, 0, 2), 3: (8_00, 0, 1)}


def test_an_unknown_grain_is_a_wrong_definition() -> None:
    with pytest.raises(
        DefinitionError, match=r"unknown grain 'regoin' \(did you mean 'region'\?\)"
    ):
        parts("net_sell_through", facts(), "2026Q2", "regoin")


# -- attainment --------------------------------------------------------------------------------


def test_attainment_of_partners_with_a_target() -> None:
    given = facts(
        sales=[sale(1, 202604, 81_00), sale(2, 202605, 30_00), sale(4, 202604, 99_00)],
        targets=[
            target(1, 202604, 60_00),
            target(1, 202605, 40_00),
            target(1, 202607, 500_00),  # next quarter
            target(2, 202606, 60_00),
            target(3, 202606, 10_00),  # nothing sold: a true 0
            target(4, 202606, 0),  # no plan: its sales are not compared
        ],
    )
    assert parts("revenue_attainment", given, "2026Q2") == {
        1: (81_00, 100_00, 2),
        2: (30_00, 60_00, 1),
        3: (0, 10_00, 1),
    }
    assert parts("revenue_attainment", given, "2026Q2", "all") == {"all": (111_00, 170_00, 4)}
    assert reading("revenue_attainment", given, "2026Q2", 1, "partner_id").value == 0.81
    assert reading("revenue_attainment", given, "2026Q2", 3, "partner_id").value == 0.0
    assert reading("revenue_attainment", given, "2026Q2", 4, "partner_id").reason is (
        NoValue.NO_TARGET
    )


def test_a_running_period_is_compared_with_the_plan_to_date() -> None:
    rows = {
        "sales": [sale(1, 202604, 30_00)],
        "targets": [target(1, 202604, 31_00), target(1, 202605, 31_00), target(1, 202606, 30_00)],
    }
    # 10 May: April whole, 10 of 31 days of May, nothing of June
    assert parts("revenue_attainment", facts(as_of="2026-05-10", **rows), "2026Q2") == {
        1: (30_00, 31_00 + 10_00, 2)
    }
    # the last day of a month counts it whole
    assert parts("revenue_attainment", facts(as_of="2026-05-31", **rows), "2026Q2") == {
        1: (30_00, 62_00, 2)
    }
    assert parts("revenue_attainment", facts(as_of="2026-03-31", **rows), "2026Q2") == {}


def test_the_running_month_is_rounded_half_to_even() -> None:
    # 15 of 30 days: 0.5 -> 0, 1.5 -> 2, 2.5 -> 2; 10 of 30 days of 1.00: 33.33 -> 33
    amounts = {1: 1, 2: 3, 3: 5}
    targets = [target(partner_id, 202606, amount) for partner_id, amount in amounts.items()]
    given = facts(as_of="2026-06-15", targets=targets)
    assert parts("revenue_attainment", given, "2026Q2") == {
        1: (0, 0, 1),
        2: (0, 2, 1),
        3: (0, 2, 1),
    }
    third = facts(as_of="2026-06-10", targets=[target(1, 202606, 100)])
    assert parts("revenue_attainment", third, "2026Q2") == {1: (0, 33, 1)}


def test_a_running_period_is_compared_with_what_senders_have_reported() -> None:
    given = facts(
        as_of="2026-06-20",
        sales=[sale(1, 202604, 50_00), sale(1, 202605, 30_00), sale(1, 202606, 5_00),
               sale(1, 202504, 40_00), sale(1, 202505, 20_00)],
        targets=[target(1, 202604, 60_00), target(1, 202605, 40_00), target(1, 202606, 90_00)],
    )  # fmt: skip
    to_may, to_april = replace(given, reported_to=202605), replace(given, reported_to=202604)
    nothing = replace(given, reported_to=202603)
    key = "revenue_attainment"
    assert parts(key, to_may, "2026Q2") == {1: (80_00, 100_00, 3)}
    assert parts(key, to_april, "2026Q2") == {1: (50_00, 60_00, 3)}
    assert parts("growth_quarter", to_april, "2026Q2") == {1: (10_00, 40_00, 2)}
    # no month is reported: there is a plan, but nothing to hold against it
    assert parts(key, nothing, "2026Q2") == {1: (0, 0, 3)}
    assert reading(key, nothing, "2026Q2", 1, "partner_id").reason is NoValue.NO_DATA
    # a period that is over is compared whole, late files or not
    assert parts(key, replace(to_april, as_of=date(2026, 7, 1)), "2026Q2") == {
        1: (85_00, 190_00, 3)
    }


def test_targets_of_owners_count_at_owner_and_all() -> None:
    given = facts(
        partners=[partner(1, owner="ann"), partner(2, owner="bob"), partner(3, owner="eve")],
        sales=[sale(1, 202604, 10_00), sale(2, 202604, 20_00), sale(3, 202604, 5_00)],
        targets=[
            target(0, 202604, 40_00, level="owner", owner="ann"),
            target(0, 202604, 25_00, level="owner", owner="bob"),
        ],
    )
    assert parts("revenue_attainment", given, "2026Q2", "owner") == {
        "ann": (10_00, 40_00, 1),
        "bob": (20_00, 25_00, 1),
        "eve": (5_00, 0, 0),
    }
    assert parts("revenue_attainment", given, "2026Q2", "all") == {"all": (35_00, 65_00, 2)}
    assert parts("revenue_attainment", given, "2026Q2") == {
        1: (10_00, 0, 0),
        2: (20_00, 0, 0),
        3: (5_00, 0, 0),
    }
    assert reading("revenue_attainment", given, "2026Q2", 1, "partner_id").reason is (
        NoValue.NO_TARGET
    )


def test_targets_of_partners_count_for_their_owner() -> None:
    given = facts(
        partners=[partner(1, owner="ann"), partner(2, owner="ann"), partner(3, owner="bob")],
        sales=[sale(1, 202604, 10_00), sale(2, 202604, 20_00), sale(3, 202604, 5_00)],
        targets=[target(1, 202604, 40_00), target(3, 202604, 25_00)],
    )
    assert parts("revenue_attainment", given, "2026Q2", "owner") == {
        "ann": (10_00, 40_00, 1),
        "bob": (5_00, 25_00, 1),
    }


def test_a_target_of_the_programme_counts_at_all_only() -> None:
    given = facts(
        partners=[partner(1)],
        sales=[sale(1, 202604, 10_00)],
        targets=[target(0, 202604, 40_00, level="all")],
    )
    assert parts("revenue_attainment", given, "2026Q2", "all") == {"all": (10_00, 40_00, 1)}
    assert parts("revenue_attainment", given, "2026Q2", "owner") == {"ann": (10_00, 0, 0)}
    assert parts("revenue_attainment", given, "2026Q2", "region") == {"north": (10_00, 0, 0)}


def test_without_targets_there_is_nothing_to_attain() -> None:
    assert parts("revenue_attainment", facts(sales=[sale(1, 202604, 1_00)]), "2026Q2") == {}


def test_targets_of_two_levels_are_refused() -> None:
    given = facts(targets=[target(1, 202604, 1_00), target(0, 202604, 1_00, level="all")])
    with pytest.raises(DefinitionError, match="targets are kept at one level, found all, partner"):
        parts("revenue_attainment", given, "2026Q2")


# -- growth ------------------------------------------------------------------------------------


def test_growth_over_twelve_months() -> None:
    given = facts(
        first_month=202407,
        sales=[
            sale(1, 202406, 999_00),  # before both windows
            sale(1, 202407, 50_00),  # first month of the 12 before
            sale(1, 202506, 50_00),  # their last
            sale(1, 202507, 30_00),  # first month of the trailing 12
            sale(1, 202606, 90_00),  # their last
            sale(1, 202607, 999_00),
            sale(2, 202606, 10_00),  # nothing before: not applicable
        ],
    )
    assert parts("growth_t12m", given, "2026Q2") == {1: (20_00, 100_00, 4), 2: (10_00, 0, 1)}
    assert parts("growth_t12m", given, "2026Q2", "all") == {"all": (30_00, 100_00, 5)}
    assert reading("growth_t12m", given, "2026Q2", 1, "partner_id").value == 0.2
    assert reading("growth_t12m", given, "2026Q2", 2, "partner_id").reason is (
        NoValue.NOT_APPLICABLE
    )


def test_growth_is_unknown_when_history_begins_inside_the_window() -> None:
    rows = [sale(1, 202407, 50_00), sale(1, 202606, 90_00)]
    assert parts("growth_t12m", facts(first_month=202407, sales=rows), "2026Q2") == {
        1: (40_00, 50_00, 2)
    }
    assert parts("growth_t12m", facts(first_month=202408, sales=rows), "2026Q2") == {}
    assert parts("growth_t12m", facts(first_month=None, sales=rows), "2026Q2") == {}


def test_growth_of_a_running_period_ends_with_the_last_complete_month() -> None:
    rows = [
        sale(1, 202404, 8_00),  # before the windows when they end with April, not with March
        sale(1, 202504, 10_00),
        sale(1, 202604, 15_00),
        sale(1, 202605, 99_00),
    ]
    # 30 May: April is complete, May is not: May 2025 to April 2026 against the year before
    assert parts("growth_t12m", facts(as_of="2026-05-30", sales=rows), "2026Q2") == {
        1: (5_00, 10_00, 2)
    }
    # 31 May: May is complete: June 2025 to May 2026 against the year before
    assert parts("growth_t12m", facts(as_of="2026-05-31", sales=rows), "2026Q2") == {
        1: (104_00, 10_00, 3)
    }
    assert parts("growth_t12m", facts(as_of="2026-03-31", sales=rows), "2026Q2") == {}


def test_growth_on_the_same_quarter_of_last_year() -> None:
    given = facts(
        first_month=202504,
        sales=[
            sale(1, 202503, 999_00),
            sale(1, 202504, 30_00),
            sale(1, 202506, 50_00),
            sale(1, 202507, 999_00),
            sale(1, 202603, 999_00),
            sale(1, 202604, 20_00),
            sale(1, 202606, 40_00),
            sale(1, 202607, 999_00),
        ],
    )
    assert parts("growth_quarter", given, "2026Q2") == {1: (-20_00, 80_00, 4)}
    assert reading("growth_quarter", given, "2026Q2").value == -0.25
    assert parts("growth_quarter", given, "2026Q1") == {}  # history begins later


def test_growth_of_a_running_quarter_compares_complete_months() -> None:
    rows = [
        sale(1, 202504, 10_00),
        sale(1, 202505, 70_00),
        sale(1, 202604, 15_00),
        sale(1, 202605, 80_00),
    ]
    assert parts("growth_quarter", facts(as_of="2026-05-30", sales=rows), "2026Q2") == {
        1: (5_00, 10_00, 2)
    }
    assert parts("growth_quarter", facts(as_of="2026-05-31", sales=rows), "2026Q2") == {
        1: (15_00, 80_00, 4)
    }
    assert parts("growth_quarter", facts(as_of="2026-04-29", sales=rows), "2026Q2") == {}


# -- shares ------------------------------------------------------------------------------------


def _mix(partner_id: int, net: int, solution: int, service: int, subscription: int) -> dict:
    classes = {"solution_minor": solution, "service_minor": service}
    product = net - solution - service - subscription
    return sale(
        partner_id, 202604, net,
        **classes, subscription_minor=subscription, product_minor=product, n_lines=3,
    )  # fmt: skip


def test_solution_and_recurring_share() -> None:
    given = facts(sales=[_mix(1, 100_00, 20_00, 5_00, 40_00), _mix(2, 300_00, 0, 15_00, 0)])
    assert parts("solution_share", given, "2026Q2") == {
        1: (25_00, 100_00, 3),
        2: (15_00, 300_00, 3),
    }
    assert parts("recurring_share", given, "2026Q2") == {
        1: (40_00, 100_00, 3),
        2: (0, 300_00, 3),
    }
    # a roll-up is the same formula: 40 / 400, not the mean of 25 % and 5 %
    assert reading("solution_share", given, "2026Q2").value == 0.1
    assert reading("recurring_share", given, "2026Q2").value == 0.1


@pytest.mark.parametrize("key", ["solution_share", "recurring_share"])
def test_a_share_of_nothing_is_unknown(key: str) -> None:
    given = facts(sales=[sale(1, 202604, 0), sale(2, 202604, -5_00)])
    assert reading(key, given, "2026Q2", 1, "partner_id").reason is NoValue.NO_DATA
    assert reading(key, given, "2026Q2", 2, "partner_id").reason is NoValue.NO_DATA
    assert reading(key, given, "2026Q2", 3, "partner_id").reason is NoValue.NO_DATA
