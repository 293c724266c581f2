"""Golden numbers of the KPIs in `scorecard.kpis.reach`, worked by hand."""

from __future__ import annotations

import pytest

from scorecard.errors import DefinitionError, NoValue
from tests.builders import customer, facts, partner, parts, reading, sale

# -- active partners ---------------------------------------------------------------------------


def test_active_partners_of_those_under_agreement() -> None:
    given = facts(
        partners=[
            partner(1, signed_on="2025-01-01"),  # sold
            partner(2, signed_on="2026-06-30"),  # signed on the last day, sold nothing
            partner(3, signed_on="2026-07-01"),  # signed a day later: not counted
            partner(4, ended_on="2026-06-30"),  # ended by the last day: its sale counts nowhere
            partner(5, ended_on="2026-07-01"),  # ends later, sold
            partner(6, region="south"),  # sold in another quarter
            partner(7, region="south"),  # a month without a line is no sale
        ],
        sales=[
            sale(1, 202604, 10_00),
            sale(1, 202605, 10_00),
            sale(4, 202604, 10_00),
            sale(5, 202606, -1_00),
            sale(6, 202607, 10_00),
            sale(7, 202604, 0, n_lines=0),
            sale(9, 202604, 10_00),  # no partner of the list
        ],
    )
    assert parts("active_partner_share", given, "2026Q2") == {
        1: (1, 1, 1),
        2: (0, 1, 1),
        5: (1, 1, 1),
        6: (0, 1, 1),
        7: (0, 1, 1),
    }
    assert parts("active_partner_share", given, "2026Q2", "region") == {
        "north": (2, 3, 3),
        "south": (0, 2, 2),
    }
    assert reading("active_partner_share", given, "2026Q2").value == 0.4


def test_no_active_share_for_a_period_to_come_or_before_the_data() -> None:
    rows = {"partners": [partner(1)], "sales": [sale(1, 202604, 1_00)]}
    assert parts("active_partner_share", facts(as_of="2026-03-31", **rows), "2026Q2") == {}
    assert parts("active_partner_share", facts(first_month=202604, **rows), "2026Q1") == {}
    assert parts("active_partner_share", facts(first_month=202604, **rows), "2026Q2") == {
        1: (1, 1, 1)
    }
    first_days = facts(as_of="2026-04-20", first_month=202604, **rows)
    assert parts("active_partner_share", first_days, "2026Q2") == {1: (1, 1, 1)}
    assert parts("active_partner_share", facts(first_month=None, **rows), "2026Q2") == {}


def test_active_partners_are_not_known_by_distributor() -> None:
    with pytest.raises(DefinitionError, match="not known by distributor"):
        parts("active_partner_share", facts(partners=[partner(1)]), "2026Q2", "distributor_id")


# -- new customers -----------------------------------------------------------------------------


def test_new_customers_by_their_first_purchase() -> None:
    rows = [
        customer(1, "2026-03-31"),
        customer(1, "2026-04-01"),
        customer(1, "2026-05-10"),
        customer(2, "2026-06-30"),
        customer(2, "2026-07-01"),
    ]
    assert parts("new_customers", facts(customers=rows), "2026Q2") == {1: (2, 0, 2), 2: (1, 0, 1)}
    assert reading("new_customers", facts(customers=rows), "2026Q2").value == 3.0
    assert reading("new_customers", facts(customers=rows), "2026Q2", 3, "partner_id").value == 0.0
    # the as-of day is the last one looked at
    running = facts(as_of="2026-05-10", customers=rows)
    assert parts("new_customers", running, "2026Q2") == {1: (2, 0, 2)}
    day_before = facts(as_of="2026-05-09", customers=rows)
    assert parts("new_customers", day_before, "2026Q2") == {1: (1, 0, 1)}


# -- recency -----------------------------------------------------------------------------------


def test_days_since_the_last_order() -> None:
    given = facts(
        partners=[partner(1), partner(2), partner(3, region="south")],
        sales=[
            sale(1, 202605, 1_00, last_on="2026-05-31"),  # 30 days before 30 June
            sale(1, 202604, 1_00, last_on="2026-04-02"),
            sale(2, 202606, 1_00, last_on="2026-06-30"),  # 0
            sale(2, 202607, 1_00, last_on="2026-07-01"),  # not yet
            sale(3, 202506, 1_00, last_on="2025-06-30"),  # 365
            sale(4, 202607, 1_00, last_on="2026-07-20"),  # never by then
        ],
    )
    assert parts("recency_days", given, "2026Q2") == {1: (30, 1, 1), 2: (0, 1, 1), 3: (365, 1, 1)}
    assert parts("recency_days", given, "2026Q2", "region") == {
        "north": (30, 2, 2),
        "south": (365, 1, 1),
    }
    assert reading("recency_days", given, "2026Q2", "north", "region").value == 15.0
    assert reading("recency_days", given, "2026Q2", 4, "partner_id").reason is NoValue.NO_DATA


def test_recency_on_the_as_of_day() -> None:
    rows = [
        sale(1, 202604, 1_00, last_on="2026-04-20"),
        sale(2, 202605, 1_00, last_on="2026-05-20"),  # later in the as-of month: counts as today
    ]
    running = facts(as_of="2026-05-10", sales=rows)
    assert parts("recency_days", running, "2026Q2") == {1: (20, 1, 1), 2: (0, 1, 1)}


# -- concentration -----------------------------------------------------------------------------


def test_share_of_the_largest_fifth() -> None:
    nets = {1: 50_00, 2: 10_00, 3: 30_00, 4: 5_00, 5: 4_00, 6: 1_00, 7: -3_00, 8: 0}
    given = facts(
        partners=[partner(partner_id) for partner_id in nets],
        sales=[sale(partner_id, 202604, net) for partner_id, net in nets.items()],
    )
    # six partners above 0: a fifth is 1.2, rounded up to two: (50 + 30) / 100
    assert parts("concentration_share", given, "2026Q2", "all") == {"all": (80_00, 100_00, 6)}
    assert parts("concentration_share", given, "2026Q2", "region") == {"north": (80_00, 100_00, 6)}
    assert reading("concentration_share", given, "2026Q2").value == 0.8


def test_concentration_adds_a_partners_months_and_splits_by_distributor() -> None:
    given = facts(
        sales=[
            sale(1, 202604, 10_00, distributor_id=7),
            sale(1, 202605, 10_00, distributor_id=7),
            sale(2, 202604, 15_00, distributor_id=7),
            sale(3, 202604, 40_00, distributor_id=8),
        ]
    )
    assert parts("concentration_share", given, "2026Q2", "distributor_id") == {
        7: (20_00, 35_00, 2),
        8: (40_00, 40_00, 1),
    }


def test_exactly_five_partners_have_one_largest() -> None:
    nets = [(1, 5_00), (2, 4_00), (3, 3_00), (4, 2_00), (5, 1_00)]
    rows = [sale(partner_id, 202604, net) for partner_id, net in nets]
    assert parts("concentration_share", facts(sales=rows), "2026Q2", "all") == {
        "all": (5_00, 15_00, 5)
    }
    assert reading("concentration_share", facts(sales=rows[1:]), "2026Q2").reason is (
        NoValue.LOW_SAMPLE
    )
