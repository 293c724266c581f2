# ruff: noqa: E501 - programme files are shown as they are written
"""What other vendors' programmes are made of, each as a small programme of its own, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scorecard.programme.loading import load_programme
from scorecard.programme.metrics_file import read_metrics
from scorecard.programme.trial import read_table, trial_book, tried
from scorecard.programme.trial_views import PartnerView

DAY = date(2026, 7, 1)


def views(
    body: str, metrics: str = "partner\n", day: date = DAY, **rows: str
) -> dict[str, PartnerView]:
    text = f'programme: Construct\nversion: "1"\nvalid_from: 2026-01-01\n{body}'
    programme = load_programme(text)
    given = read_metrics(metrics, programme)
    tables = {name: read_table(table, name) for name, table in rows.items()}
    return tried(programme, trial_book(given, tables), given.held, day).partners


def earned(found: dict[str, PartnerView], ladder: str = "tier") -> dict[str, str]:
    return {name: view.ladders[ladder].earned for name, view in found.items()}


def test_index_per_portfolio_and_tiers_of_several() -> None:
    """A preference index of 0 to 10 for each portfolio; the tier asks for two of three."""
    body = """
metrics:
  sales_{p}: {for_each: {p: [network, security, data]}, given: x}
  renewal_{p}: {for_each: {p: [network, security, data]}, given: x, unit: share}
  index_{p}:
    for_each: {p: [network, security, data]}
    index:
      - {metric: "sales_{p}", weight: 60, target: 100}
      - {metric: "renewal_{p}", weight: 40, start: 0.5, target: 0.9}
ladders:
  - ladder: portfolio
    kind: designations
    tiers:
      - {tier: network, requires: {metric: index_network, at_least: 7}}
      - {tier: security, requires: {metric: index_security, at_least: 7}}
      - {tier: data, requires: {metric: index_data, at_least: 7}}
  - ladder: tier
    tiers:
      - {tier: member}
      - {tier: preferred, requires: {some: 2, designations: portfolio}}
"""
    found = views(body, "partner,sales_network,renewal_network,sales_security,renewal_security,sales_data,renewal_data\n"
                        "A,100,0.6,50,0.9,0,0.9\nB,100,0.59,200,1,,\nC,100,0.6,99,0.5,,\n")  # fmt: skip
    assert found["A"].metrics["index_network"] == 7.0  # 6 + 4 x 0.25
    assert found["A"].metrics["index_security"] == 7.0  # 3 + 4
    assert {name: view.designations["portfolio"] for name, view in found.items()} == {
        "A": ["network", "security"], "B": ["security"], "C": ["network"],
    }  # fmt: skip
    assert earned(found) == {"A": "preferred", "B": "member", "C": "member"}


def test_opportunities_people_by_level_and_satisfaction() -> None:
    body = """
metrics:
  launched: {rows: opportunities, count: true, where: {stage: launched, mrr: {at_least: 1500}}, date: on, window: {period: year, last: 0}}
  associates: {rows: people, distinct: [person], where: {level: [associate, professional]}, valid_to: until}
  professionals: {rows: people, distinct: [person], where: {level: professional}, valid_to: until}
  ratings: {rows: ratings, count: true, date: on, window: {months: 12}}
  stars: {rows: ratings, sum: stars, date: on, window: {months: 12}}
  satisfaction: {formula: stars / ratings, least_divisor: 3, unit: ratio}
ladders:
  - ladder: tier
    cumulative: true
    tiers:
      - {tier: registered}
      - {tier: select, requires: {all: [{metric: launched, at_least: 1}, {metric: associates, at_least: 2}]}}
      - {tier: advanced, requires: {all: [{metric: launched, at_least: 2}, {metric: professionals, at_least: 1}, {metric: satisfaction, at_least: 4.5}]}}
"""
    found = views(
        body,
        opportunities="partner,stage,mrr,on\nA,launched,1500,2026-01-01\nA,launched,2000,2026-07-01\n"
        "B,launched,1499,2026-03-01\nB,launched,9000,2025-12-31\nC,launched,1500,2026-05-01\nC,launched,1500,2026-05-02\n",
        people="partner,person,level,until\nA,a,associate,\nA,b,professional,2026-07-01\nA,b,associate,\n"
        "B,a,professional,\nB,b,professional,\nC,a,professional,\nC,b,associate,2026-06-30\nC,c,associate,\n",
        ratings="partner,stars,on\nA,5,2026-01-01\nA,4,2026-02-01\nA,4.5,2026-03-01\nC,5,2026-01-01\nC,5,2026-01-02\n",
    )
    assert earned(found) == {"A": "advanced", "B": "registered", "C": "select"}
    assert found["C"].ladders["tier"].possible == "advanced"  # two ratings are too few to say
    assert found["A"].metrics["satisfaction"] == 4.5


def test_points_with_category_minimum_and_expiry() -> None:
    body = """
metrics:
  sales_points: {unit: points, rows: points, sum: points, where: {category: sales}, date: on, expires_months: 24}
  skill_points: {unit: points, rows: points, sum: points, where: {category: skills}, date: on, expires_months: 12}
  total: {unit: points, formula: sales_points + skill_points}
ladders:
  - ladder: tier
    tiers:
      - {tier: silver}
      - {tier: gold, requires: {all: [{metric: total, at_least: 100}, {metric: skill_points, at_least: 30}]}}
"""
    rows = ("partner,category,points,on\n"
            "A,sales,70,2024-07-02\nA,skills,30,2025-07-02\n"  # both last until today
            "B,sales,70,2024-07-01\nB,skills,30,2025-07-02\n"  # 24 months are over
            "C,sales,99,2026-01-01\nC,skills,30,2025-07-01\n")  # fmt: skip
    found = views(body, points=rows)
    assert earned(found) == {"A": "gold", "B": "silver", "C": "silver"}
    assert [x.gap for x in found["B"].ladders["tier"].missing] == [70.0]
    assert [(x.metric, x.gap) for x in found["C"].ladders["tier"].missing] == [
        ("total", 1.0), ("skill_points", 30.0),
    ]  # fmt: skip


def test_revenue_by_country_bucket_in_a_fiscal_year() -> None:
    """A fiscal year from February; the last full one counts."""
    body = """
fiscal_year_start: 2
groups: {bucket: {of: country, values: {large: [US, DE], small: [NO]}, otherwise: middle}}
metrics:
  revenue: {rows: sales, sum: net, currency: currency, date: on, window: {period: year}}
  trained: {rows: people, distinct: [person]}
fx: {USD: 0.5}
ladders:
  - ladder: tier
    tiers:
      - {tier: base}
      - tier: gold
        requires:
          all:
            - {metric: revenue, at_least: {by: bucket, values: {large: 100, small: 20}, otherwise: 50}}
            - {metric: trained, at_least: 1}
"""
    found = views(
        body, "partner,country\nA,DE\nB,NO\nC,FR\nD,\nE,FR\n",
        sales="partner,net,currency,on\nA,100,EUR,2025-02-01\nA,-1,EUR,2026-01-31\nB,40,USD,2026-01-31\n"
        "C,50,EUR,2025-06-01\nC,999,EUR,2026-02-01\nD,100,EUR,2025-06-01\nE,50,EUR,2025-01-31\n",
        people="partner,person\nA,a\nB,b\nC,c\nD,d\nE,e\n",
    )  # fmt: skip
    assert earned(found) == {"A": "base", "B": "gold", "C": "gold", "D": "base", "E": "base"}
    assert found["D"].ladders["tier"].possible == "gold"  # its country is not known
    assert [x.gap for x in found["A"].ladders["tier"].missing] == [1.0]


@pytest.mark.parametrize(
    ("people", "seats"),
    [
        ("a,expert|b,pro|c,pro|d,pro", 4.0),
        ("a,expert|b,expert|c,pro|d,pro", 4.0),
        ("a,pro|b,pro|c,pro|d,pro", 3.0),
        ("a,expert|b,pro|c,pro", 3.0),
        ("a,expert|a,pro|b,pro|c,pro", 3.0),  # nobody takes two seats
        ("a,expert|b,associate", 1.0),
    ],
)
def test_people_by_role_where_higher_levels_may_stand_in(people: str, seats: float) -> None:
    body = """
metrics:
  team: {rows: people, seats: {expert: {people: 1, where: {level: expert}}, pro: {people: 3, where: {level: [pro, expert]}}}}
ladders:
  - {ladder: tier, tiers: [{tier: base}, {tier: expert, requires: {metric: team, at_least: 4}}]}
"""
    rows = "".join(f"A,{row}\n" for row in people.split("|"))
    found = views(body, people=f"partner,person,level\n{rows}")
    assert found["A"].metrics["team"] == seats
    assert earned(found) == {"A": "expert" if seats == 4 else "base"}


def test_keeping_is_easier_than_reaching() -> None:
    body = """
metrics: {sales: {given: x}}
ladders:
  - ladder: tier
    tiers:
      - {tier: base}
      - {tier: gold, requires: {any: [{metric: sales, at_least: 100}, {all: [{previous_tier: gold}, {metric: sales, at_least: 80}]}]}}
"""
    found = views(
        body, "partner,sales,previous_tier\nA,80,gold\nB,80,base\nC,79,gold\nD,100,base\n"
    )
    held = {name: view.ladders["tier"].held for name, view in found.items()}
    assert held == {"A": "gold", "B": "base", "C": "base", "D": "gold"}


def test_top_tenth_of_a_region() -> None:
    body = """
metrics: {sales: {given: x}, place: {rank: sales, within: region}, share: {rank: sales, within: region, share: true, unit: share}}
ladders:
  - {ladder: tier, tiers: [{tier: base}, {tier: club, requires: {metric: share, at_most: 0.5}}]}
"""
    found = views(body, "partner,region,sales\nA,x,5\nB,x,9\nC,x,5\nD,x,1\nE,y,1\nF,y,\nG,,1\n")
    places = {name: view.metrics["place"] for name, view in found.items()}
    assert places == {"A": 2, "B": 1, "C": 2, "D": 4, "E": None, "F": None, "G": None}
    assert earned(found) == {"A": "club", "B": "club", "C": "club", "D": "base", "E": "base",
                             "F": "base", "G": "base"}  # fmt: skip


def test_customers_of_a_least_size_and_none_above_a_cap() -> None:
    body = """
metrics:
  large: {rows: sales, sum: net, grouped: {by: [customer], at_least: 100, count: true}}
  capped: {rows: sales, sum: net, grouped: {by: [customer], at_most: 120}}
ladders:
  - {ladder: tier, tiers: [{tier: base}, {tier: gold, requires: {metric: large, at_least: 2}}]}
"""
    found = views(
        body, sales="partner,customer,net\nA,x,60\nA,x,40\nA,y,500\nA,z,99\nB,x,99\nB,y,500\n"
    )
    assert [(v.metrics["large"], v.metrics["capped"]) for v in found.values()] == [
        (2.0, 319.0), (1.0, 219.0),
    ]  # fmt: skip
    assert earned(found) == {"A": "gold", "B": "base"}


def test_activity_in_each_of_four_quarters() -> None:
    body = """
metrics: {quarters: {rows: deals, count: true, date: on, periods: {each: quarter, last: 4, at_least: 2}}}
ladders:
  - {ladder: tier, tiers: [{tier: base}, {tier: active, requires: {metric: quarters, at_least: 4}}]}
"""
    days = ("2025-07-01", "2025-09-30", "2025-10-01", "2025-12-31", "2026-01-01", "2026-03-31",
            "2026-04-01", "2026-06-30")  # fmt: skip
    rows = [f"A,{day}" for day in days] + [f"B,{day}" for day in days[1:]] + ["B,2025-06-30"]
    found = views(body, deals="\n".join(["partner,on", *rows]))
    assert [view.metrics["quarters"] for view in found.values()] == [4.0, 3.0]
    assert earned(found) == {"A": "active", "B": "base"}


def test_tracks_for_types_of_partners() -> None:
    body = """
metrics: {sales: {given: x}, leads: {given: x}}
ladders:
  - ladder: reseller_tier
    applies_to: {attribute: partner_type, among: [reseller]}
    tiers: [{tier: member}, {tier: gold, requires: {metric: sales, at_least: 10}}]
  - ladder: referral_tier
    applies_to: {attribute: partner_type, among: [referral]}
    tiers: [{tier: member}, {tier: gold, requires: {metric: leads, at_least: 3}}]
"""
    found = views(
        body, "partner,partner_type,sales,leads\nA,reseller,10,0\nB,referral,99,2\nC,,99,9\n"
    )
    assert earned(found, "reseller_tier") == {"A": "gold", "B": "none", "C": "none"}
    assert earned(found, "referral_tier") == {"A": "none", "B": "member", "C": "none"}
    assert found["C"].ladders["reseller_tier"].possible == "gold"


def test_benefits_between_tiers_and_their_cost() -> None:
    body = """
metrics: {points: {given: x, unit: points}, revenue: {given: x, unit: money}}
ladders:
  - {ladder: tier, tiers: [{tier: base}, {tier: gold, requires: {metric: points, at_least: 100}}]}
benefits:
  - {benefit: rebate, ladder: tier, tiers: [gold], cost: 10, share: 0.05, of: revenue}
  - {benefit: money, requires: {metric: points, at_least: 60}, cost: 5}
  - {benefit: fair, ladder: tier, tiers: [base, gold], requires: {metric: revenue, above: 0}, cost: 1}
"""
    found = views(body, "partner,points,revenue\nA,100,200\nB,60,0\nC,100,\n")
    costs: dict[str, Any] = {
        name: {granted["benefit"]: granted["cost"] for granted in view.benefits}
        for name, view in found.items()
    }
    assert costs == {
        "A": {"rebate": 20.0, "money": 5.0, "fair": 1.0}, "B": {"money": 5.0},
        "C": {"rebate": None, "money": 5.0},
    }  # fmt: skip


def test_growth_over_the_year_before() -> None:
    body = """
metrics:
  now: {rows: sales, sum: net, date: on, window: {months: 12}}
  before: {rows: sales, sum: net, date: on, window: {months: 12, ago: 12}}
  growth: {formula: now / before - 1, unit: ratio}
ladders:
  - {ladder: tier, tiers: [{tier: base}, {tier: grown, requires: {metric: growth, at_least: 0.1}}]}
"""
    found = views(body, sales="partner,net,on\nA,110,2025-07-02\nA,100,2025-07-01\nB,109.9,2026-07-01\n"
                              "B,100,2024-07-02\nC,5,2026-01-01\nC,5,2024-07-01\n")  # fmt: skip
    assert earned(found) == {"A": "grown", "B": "base", "C": "base"}
    assert found["C"].ladders["tier"].possible == "grown"  # nothing to grow from: not known
