"""The four programmes of docs/programmes: at, just under and just over every threshold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scorecard.programme import engine
from scorecard.programme.book import RowsBook
from scorecard.programme.loading import load_programme
from scorecard.programme.schema import Programme

FOLDER = Path(__file__).parents[2] / "docs" / "programmes"


def programme(name: str) -> Programme:
    path = FOLDER / f"{name}.yaml"
    return load_programme(path.read_text(encoding="utf-8"), path.name)


ODOO, MICROSOFT = programme("odoo"), programme("microsoft")
HUBSPOT, SALESFORCE = programme("hubspot"), programme("salesforce")


def book(
    values: Mapping[str, Any], rows: Mapping[str, list[dict[str, Any]]] | None = None
) -> RowsBook:
    """One partner P; a value may be a list of (day, value). `invited` is a gate."""
    dated = [
        ("P", name, value, day)
        for name, found in values.items()
        for day, value in (found if isinstance(found, list) else [(None, found)])
    ]
    frame = pd.DataFrame(dated, columns=["partner", "metric", "value", "on"])
    gates = frame[frame["metric"] == "invited"].rename(columns={"metric": "gate"})
    tables = {
        n: pd.DataFrame([{"partner": "P", **row} for row in r]) for n, r in (rows or {}).items()
    }
    partners = pd.DataFrame(index=pd.Index(["P"], name="partner"))
    return RowsBook(partners, frame[frame["metric"] != "invited"], tables, gates)


def earned(found: Programme, kept: RowsBook, day: date, ladder: str) -> str:
    place = int(engine.standings(found, kept, day)[ladder]["earned"].iloc[0])
    return engine.tier_names(engine.ladder_of(found, ladder))[place]


def movements(found: Programme, kept: RowsBook, start: date, end: date, ladder: str) -> list[Any]:
    moved = engine.replay([found], kept, start, end).movements
    mine = moved[moved["ladder"] == ladder]
    return list(mine[["day", "move", "before", "after"]].itertuples(index=False, name=None))


# -- Odoo -----------------------------------------------------------------------------------------

READY = {"net_new_users_12m": 10, "certified_employees": 1}
SILVER = {"net_new_users_12m": 75, "certified_employees": 3, "retention_rate": 0.70}
GOLD = {"net_new_users_12m": 300, "certified_employees": 6, "retention_rate": 0.80}


@pytest.mark.parametrize(
    ("values", "tier"),
    [
        ({"net_new_users_12m": 0, "certified_employees": 0, "retention_rate": 0}, "learning"),
        (READY, "ready"),
        (READY | {"net_new_users_12m": 9}, "learning"),
        (READY | {"net_new_users_12m": 11}, "ready"),
        (READY | {"certified_employees": 0}, "learning"),
        (READY | {"certified_employees": 2}, "ready"),
        (SILVER, "silver"),
        (SILVER | {"net_new_users_12m": 74}, "ready"),
        (SILVER | {"net_new_users_12m": 76}, "silver"),
        (SILVER | {"certified_employees": 2}, "ready"),
        (SILVER | {"certified_employees": 4}, "silver"),
        (SILVER | {"retention_rate": 0.699999}, "ready"),
        (SILVER | {"retention_rate": 0.700001}, "silver"),
        (GOLD, "gold"),
        (GOLD | {"net_new_users_12m": 299}, "silver"),
        (GOLD | {"net_new_users_12m": 301}, "gold"),
        (GOLD | {"certified_employees": 5}, "silver"),
        (GOLD | {"certified_employees": 7}, "gold"),
        (GOLD | {"retention_rate": 0.799999}, "silver"),
        (GOLD | {"retention_rate": 0.800001}, "gold"),
        (GOLD | {"retention_rate": None}, "ready"),
        (GOLD | {"certified_employees": None}, "learning"),
    ],
)
def test_odoo(values: dict[str, Any], tier: str) -> None:
    assert earned(ODOO, book(values), date(2026, 7, 1), "grade") == tier


def test_odoo_counts_its_rows() -> None:
    rows = {
        "user_changes": [
            {"day": "2025-07-02", "change": "new", "users": 300},
            {"day": "2025-07-01", "change": "new", "users": 500},  # a year and a day ago
            {"day": "2026-01-05", "change": "upsell", "users": 20},
            {"day": "2026-02-05", "change": "downsell", "users": 8},
            {"day": "2026-03-05", "change": "churn", "users": 12},
            {"day": "2026-04-05", "change": "renewal", "users": 900},
            {"day": "2026-07-02", "change": "new", "users": 50},  # tomorrow
        ],
        "certifications": [
            {"person": p, "versions_old": v, "certified_on": "2025-01-01", "left_on": left}
            for p, v, left in [
                ("a", 0, None), ("a", 1, None), ("b", 2, None), ("c", 3, None),
                ("d", 0, "2026-06-30"), ("e", 0, "2026-07-01"),
            ]
        ],
        "customers": [
            {"customer": f"c{i}", "acquired_on": "2023-07-02", "lost_on": None} for i in range(4)
        ]
        + [{"customer": "lost", "acquired_on": "2025-01-01", "lost_on": "2026-06-30"}]
        + [{"customer": "old", "acquired_on": "2023-07-01", "lost_on": "2025-06-30"}],
    }  # fmt: skip
    kept, day = book({}, rows), date(2026, 7, 1)
    node = engine.explain(ODOO, kept, "P", day, "grade", "gold")
    values = {leaf.subject: leaf.value for leaf in node.parts}
    assert values == {
        "net_new_users_12m": 300.0, "certified_employees": 3.0, "retention_rate": 0.8,
    }  # fmt: skip
    assert earned(ODOO, kept, day, "grade") == "silver"
    lacking = engine.missing(ODOO, kept, "P", day, "grade", "gold")
    assert [(found.metric, found.gap) for found in lacking] == [("certified_employees", 3.0)]


def test_odoo_rises_on_any_day_and_falls_at_the_next_quarter() -> None:
    users = [("2026-01-01", 75), ("2026-02-10", 300), ("2026-03-02", 74)]
    kept = book(GOLD | {"net_new_users_12m": users})
    assert movements(ODOO, kept, date(2026, 1, 1), date(2026, 12, 31), "grade") == [
        (date(2026, 1, 1), "entry", "", "silver"),
        (date(2026, 2, 10), "up", "silver", "gold"),
        (date(2026, 4, 1), "down", "gold", "ready"),
    ]


# -- Microsoft ------------------------------------------------------------------------------------

POINTS = {
    "modern_work": (20, 10, 15, 30, 25),
    "business_applications": (15, 20, 15, 30, 20),
    "infrastructure_azure": (30, 20, 20, 20, 10),
}
METRICS = {
    "net_customer_adds": 10, "intermediate_certifications": 4, "advanced_certifications": 4,
    "usage_growth": 1, "deployments": 2,
}  # fmt: skip


def of_points(area: str, *points: float) -> dict[str, Any]:
    """Values that earn these points, metric by metric."""
    worth = METRICS.items()
    return {f"{area}_{name}": p / unit for (name, unit), p in zip(worth, points, strict=True)}


def test_microsoft_maxima_sum_to_100() -> None:
    assert [sum(points) for points in POINTS.values()] == [100, 100, 100]


@pytest.mark.parametrize("area", POINTS)
@pytest.mark.parametrize("place", range(5))
def test_microsoft_points_are_capped(area: str, place: int) -> None:
    """Far above its maximum a metric adds its maximum; the others are at half of theirs."""
    points = [most / 2 for most in POINTS[area]]
    points[place] = POINTS[area][place] * 10
    node = engine.explain(MICROSOFT, book(of_points(area, *points)), "P", date(2026, 7, 1),
                          f"solutions_partner.{area}", area)  # fmt: skip
    score = node.parts[0].parts[0].parts[0]
    assert (score.subject, score.value) == (f"{area}_score", 50 + POINTS[area][place] / 2)


@pytest.mark.parametrize("area", POINTS)
@pytest.mark.parametrize(("less", "held"), [(30, True), (30.001, False), (29.999, True)])
def test_microsoft_needs_70_points(area: str, less: float, held: bool) -> None:
    points = list(POINTS[area])
    for place in range(5):
        taken = min(less, points[place] - 1)
        points[place], less = points[place] - taken, less - taken
    ladder = f"solutions_partner.{area}"
    found = earned(MICROSOFT, book(of_points(area, *points)), date(2026, 7, 1), ladder)
    assert found == (area if held else "none")


@pytest.mark.parametrize("area", POINTS)
@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize(("points", "held"), [(0, False), (0.001, True), (None, False)])
def test_microsoft_needs_every_metric_above_none(
    area: str, place: int, points: float | None, held: bool
) -> None:
    values = of_points(area, *POINTS[area])
    name = list(METRICS)[place]
    values[f"{area}_{name}"] = None if points is None else points / METRICS[name]
    ladder = f"solutions_partner.{area}"
    found = earned(MICROSOFT, book(values), date(2026, 7, 1), ladder)
    assert found == (area if held else "none")


@pytest.mark.parametrize(
    ("until", "held"),
    [("2026-02-01", False), ("2026-02-02", True), ("2026-07-01", True), ("2025-12-01", False)],
)
def test_microsoft_looks_at_the_running_and_five_full_months(until: str, held: bool) -> None:
    """On 15 July the window begins on 1 February."""
    area = "modern_work"
    values: dict[str, Any] = of_points(area, *POINTS[area])
    values[f"{area}_deployments"] = [("2025-06-01", 12.5), (until, 0)]
    found = earned(MICROSOFT, book(values), date(2026, 7, 15), f"solutions_partner.{area}")
    assert found == (area if held else "none")


def test_microsoft_several_designations_at_once() -> None:
    values = of_points("modern_work", *POINTS["modern_work"])
    values |= of_points("infrastructure_azure", *POINTS["infrastructure_azure"])
    found = engine.standings(MICROSOFT, book(values), date(2026, 7, 1))
    assert {name: int(frame["earned"].iloc[0]) for name, frame in found.items()} == {
        "solutions_partner.modern_work": 1,
        "solutions_partner.business_applications": 0,
        "solutions_partner.infrastructure_azure": 1,
    }


# -- HubSpot --------------------------------------------------------------------------------------

ELITE: dict[str, Any] = {
    "total_points": 9000, "customer_retention": 0.85, "dollar_retention": 0.850001,
    "certifications": 100, "invited": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "tier"),
    [
        ({"total_points": 324.999}, "untiered"),
        ({"total_points": 325}, "gold"),
        ({"total_points": 325.001}, "gold"),
        ({"total_points": 924.999}, "gold"),
        ({"total_points": 925}, "platinum"),
        ({"total_points": 925.001}, "platinum"),
        ({"total_points": 3099.999}, "platinum"),
        ({"total_points": 3100}, "diamond"),
        ({"total_points": 3100.001}, "diamond"),
        (ELITE, "elite"),
        (ELITE | {"total_points": 8999.999}, "diamond"),
        (ELITE | {"total_points": 9000.001}, "elite"),
        (ELITE | {"customer_retention": 0.849999}, "diamond"),
        (ELITE | {"customer_retention": 0.850001}, "elite"),
        (ELITE | {"dollar_retention": 0.85}, "diamond"),
        (ELITE | {"dollar_retention": 0.849999}, "diamond"),
        (ELITE | {"certifications": 99}, "diamond"),
        (ELITE | {"certifications": 101}, "elite"),
        (ELITE | {"invited": False}, "diamond"),
        ({name: value for name, value in ELITE.items() if name != "invited"}, "diamond"),
        (ELITE | {"customer_retention": None}, "diamond"),
        (ELITE | {"total_points": None}, "untiered"),
    ],
)
def test_hubspot(values: dict[str, Any], tier: str) -> None:
    assert earned(HUBSPOT, book(values), date(2026, 7, 1), "tier") == tier


def deal(mrr: float, role: str = "sourced", **more: Any) -> dict[str, Any]:
    base = {"sold_on": "2025-05-05", "currency": "USD", "customer_country": "DE", "ended_on": None}
    return base | {"mrr": mrr, "role": role} | more


@pytest.mark.parametrize(
    ("row", "points"),
    [
        (deal(100), 5),
        (deal(100, "assisted"), 3),
        (deal(100, "managed"), 1),
        (deal(100, "watched"), 0),
        (deal(100, sold_on="2024-02-27"), 5),
        (deal(100, sold_on="2024-02-26"), 3),
        (deal(100, "assisted", sold_on="2024-02-26"), 3),
        (deal(100, customer_country="PL"), 10),
        (deal(100, "managed", customer_country="PL"), 2),
        (deal(100, currency="EUR"), 5.5),
        (deal(50), 2.5),
        (deal(100, sold_on="2026-07-02"), 0),
        (deal(100, ended_on="2026-06-30"), 0),
        (deal(100, ended_on="2026-07-01"), 5),
        (deal(100, currency="JPY"), None),
        (deal(100, customer_country=None), None),
    ],
)
def test_hubspot_points(row: dict[str, Any], points: float | None) -> None:
    node = engine.explain(
        HUBSPOT, book({}, {"revenue": [row]}), "P", date(2026, 7, 1), "tier", "gold"
    )
    assert node.parts[0].value == points


def test_hubspot_unknown_country_may_count_once_or_twice() -> None:
    rows = [deal(100, customer_country=None)]
    node = engine.explain(
        HUBSPOT, book({}, {"revenue": rows}), "P", date(2026, 7, 1), "tier", "gold"
    )
    assert node.parts[0].range == (5.0, 10.0)


def test_hubspot_shows_the_rows_that_decide() -> None:
    rows = [
        deal(100, customer_country="PL", name="a"),
        deal(100, sold_on="2026-07-02", name="tomorrow"),
        deal(100, "assisted", name="another role"),
        deal(100, None, name="role not known", sold_on="2024-01-01"),  # type: ignore[arg-type]
    ]
    metric: Any = HUBSPOT.metrics["sourced_points"]
    found = book({}, {"revenue": rows}).evidence(metric, date(2026, 7, 1), HUBSPOT, "P")
    assert found[["name", "counts", "low", "high"]].to_dict("records") == [
        {"name": "role not known", "counts": False, "low": 3.0, "high": 3.0},
        {"name": "a", "counts": True, "low": 10.0, "high": 10.0},
    ]


def test_hubspot_moves_twice_a_year() -> None:
    kept = book({"total_points": [("2026-01-01", 0), ("2026-03-01", 925), ("2026-09-01", 324)]})
    assert movements(HUBSPOT, kept, date(2026, 1, 1), date(2027, 6, 30), "tier") == [
        (date(2026, 1, 1), "entry", "", "untiered"),
        (date(2026, 7, 1), "up", "untiered", "platinum"),
        (date(2027, 1, 1), "down", "platinum", "untiered"),
    ]


# -- Salesforce -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "credentials", "tier"),
    [
        (0, 2, "base"), (0, 1, "none"), (0, 3, "base"), (1000, 1, "none"), (1000, None, "none"),
        (249, 2, "base"), (250, 2, "ridge"), (251, 2, "ridge"),
        (499, 2, "ridge"), (500, 2, "crest"), (501, 2, "crest"),
        (749, 2, "crest"), (750, 2, "summit"), (751, 2, "summit"), (None, 2, "base"),
    ],
)  # fmt: skip
def test_salesforce(score: float | None, credentials: float | None, tier: str) -> None:
    kept = book({"score_emea": score, "credentials": credentials})
    assert earned(SALESFORCE, kept, date(2021, 6, 1), "tier_emea") == tier


def test_salesforce_score_is_at_most_1000() -> None:
    parts = ("customer_success", "innovation", "growth", "lead")
    kept = book({f"{part}_apac": 400 for part in parts} | {"credentials": 2})
    node = engine.explain(SALESFORCE, kept, "P", date(2021, 6, 1), "tier_apac", "summit")
    assert {leaf.value for leaf in node.parts if leaf.subject == "score_apac"} == {1000.0}


def test_salesforce_lists_what_is_missing_once() -> None:
    """The tiers are cumulative: of the thresholds of one score only the highest is told."""
    kept = book({"score_emea": 100, "credentials": 1})
    lacking = engine.missing(SALESFORCE, kept, "P", date(2021, 6, 1), "tier_emea", "summit")
    assert [(found.metric, found.needed, found.gap) for found in lacking] == [
        ("credentials", 2.0, 1.0), ("score_emea", 750.0, 650.0),
    ]  # fmt: skip


def test_salesforce_only_promotes_but_on_the_first_of_march() -> None:
    score = [("2021-01-01", 250), ("2021-05-01", 750), ("2021-07-01", 0), ("2022-02-28", 500)]
    kept = book({"score_emea": score, "credentials": 2})
    assert movements(SALESFORCE, kept, date(2021, 3, 1), date(2022, 12, 31), "tier_emea") == [
        (date(2021, 3, 1), "entry", "", "ridge"),
        (date(2021, 6, 1), "up", "ridge", "summit"),
        (date(2022, 3, 1), "down", "summit", "crest"),
    ]


def test_salesforce_partner_goes_with_its_highest_region() -> None:
    score = [("2021-01-01", 250), ("2021-05-01", 750), ("2022-01-01", 0)]
    kept = book({
        "score_emea": score, "score_apac": 500, "score_amer": 0, "score_japan": 0, "credentials": 2,
    })  # fmt: skip
    assert movements(SALESFORCE, kept, date(2021, 3, 1), date(2022, 12, 31), "tier") == [
        (date(2021, 3, 1), "entry", "", "crest"),
        (date(2021, 6, 1), "up", "crest", "summit"),
        (date(2022, 3, 1), "down", "summit", "crest"),
    ]
