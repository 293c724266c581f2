"""Sentences that say why a measure stands where it stands."""

from __future__ import annotations

import pytest

from scorecard.errors import NoValue
from scorecard.i18n.text import render
from scorecard.kpis import registry
from scorecard.kpis.registry import Reading
from scorecard.views import ScoredItem, Status
from scorecard.why import explain, top_reasons


def item(
    key: str, value: float | None, target: float | None, lost: float = 5.0, **reading: object
) -> ScoredItem:
    parts = {"numerator": 0, "denominator": 0, "n": 0, "reason": None} | reading
    return ScoredItem(
        key=key,
        reading=Reading(key, value, **parts),  # type: ignore[arg-type]
        target=target,
        floor=None,
        weight=10.0,
        points=None if value is None else 50.0,
        lost=lost,
        status=Status.WATCH,
    )


@pytest.mark.parametrize(
    ("key", "value", "target", "sentence"),
    [
        ("revenue_attainment", 0.81, 1.0, "Revenue 19% below plan"),
        ("revenue_attainment", 1.25, 1.0, "Revenue 25% above plan"),
        ("revenue_attainment", 0.996, 1.0, "Revenue 0.4% below plan"),
        ("revenue_attainment", 1.0001, 1.0, "Revenue on plan"),
        ("revenue_attainment", 0.0, 1.0, "Revenue 100% below plan"),
        ("growth_t12m", -0.12, 0.08, "Revenue down 12% on the year before"),
        ("growth_quarter", 0.03, 0.08, "Revenue up 3% on the year before, target +8%"),
        ("growth_t12m", 0.0, 0.08, "Revenue as in the year before, target +8%"),
        ("win_rate", 0.21, 0.3, "Win rate 21%, target 30%"),
        ("win_rate", 0.296, 0.3, "Win rate 29.6%, target 30%"),
        ("solution_share", 0.3, 0.3, "Solutions 30%, target 30%"),
        ("pipeline_coverage", 1.84, 2.5, "Coverage 1.8×, target 2.5×"),
        ("pipeline_coverage", 2.48, 2.5, "Coverage 2.48×, target 2.5×"),
        ("sales_cycle_days", 91.4, 60, "Sales cycle 91 days, target 60 days"),
        ("engagement_points", 11.6, 30, "Engagement 12, target 30"),
        ("partner_nps", -5.0, 40, "Partner NPS −5, target 40"),
        ("recency_days", 1.0, 30, "Last order 1 day ago, target 30"),
        ("recency_days", 75.4, 30, "Last order 75 days ago, target 30"),
        ("certified_people", 1.0, 3, "1 certified person, target 3"),
        ("certified_people", 0.0, 3, "0 certified people, target 3"),
        ("certifications_lapsing", 1.0, 0, "1 certification lapses within 90 days"),
        ("certifications_lapsing", 4.0, 0, "4 certifications lapse within 90 days"),
        ("certifications_lapsing", 0.0, 0, "No certification lapses within 90 days"),
        ("net_sell_through", 75_00.0, 100_00.0, "Revenue 25% below target"),
        ("open_pipeline", 150_00.0, 100_00.0, "Open pipeline 50% above target"),
        ("new_customers", 2.0, None, "New customers 2"),
    ],
)
def test_sentences(key: str, value: float, target: float | None, sentence: str) -> None:
    assert render(explain(item(key, value, target))) == sentence


@pytest.mark.parametrize(
    ("reason", "n", "sentence"),
    [
        (NoValue.NO_DATA, 0, "Win rate: no data"),
        (NoValue.LOW_SAMPLE, 1, "Win rate: only 1 case"),
        (NoValue.LOW_SAMPLE, 4, "Win rate: only 4 cases"),
        (NoValue.NO_TARGET, 0, "Win rate: no target set"),
        (NoValue.STALE, 0, "Win rate: data too old"),
        (NoValue.NOT_APPLICABLE, 0, "Win rate: not applicable"),
    ],
)
def test_a_measure_without_a_value_says_why(reason: NoValue, n: int, sentence: str) -> None:
    assert render(explain(item("win_rate", None, 0.3, n=n, reason=reason))) == sentence


def test_every_kpi_and_reason_has_a_sentence() -> None:
    for kpi in registry:
        for value, target in [(0.0, 1.0), (1.0, 1.0), (2.5, 0.0), (-1.0, 0.0)]:
            assert "{" not in render(explain(item(kpi.key, value, target)))


def test_the_costliest_measures_are_the_reasons() -> None:
    items = [
        item("win_rate", 0.21, 0.3, lost=2.0),
        item("revenue_attainment", 0.81, 1.0, lost=12.0),
        item("certified_people", 2.0, 3, lost=3.3),
        item("engagement_points", 29.0, 30, lost=0.3),
    ]
    assert [render(reason) for reason in top_reasons(items)] == [
        "Revenue 19% below plan",
        "2 certified people, target 3",
    ]
    assert len(top_reasons(items, 10)) == 3
    assert top_reasons(items[3:]) == ()
