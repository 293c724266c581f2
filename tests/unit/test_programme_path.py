"""Why not Gold? Cheapest plans worked by hand, and what no plan can do."""

from __future__ import annotations

from datetime import date
from pathlib import Path as Folder
from typing import Any

import pandas as pd
import pytest
import yaml

from scorecard.errors import DefinitionError
from scorecard.programme import planner as planner_module
from scorecard.programme.book import RowsBook
from scorecard.programme.goals import Obstacle, Situation
from scorecard.programme.linear import TRUE, Affine, Model, constant
from scorecard.programme.path import Blocked, Path
from scorecard.programme.planner import Planner
from scorecard.programme.schema import Programme
from scorecard.programme.situated import Situations
from scorecard.programme.stakes import Pending, ranked_at_risk

DAY = date(2026, 6, 30)
GIVEN = ("users", "certified", "active", "acquired", "revenue", "complaints", "audits")
METRICS: dict[str, Any] = {name: {"given": "made up"} for name in GIVEN} | {
    "revenue": {"given": "made up", "unit": "money"},
    "retention": {"formula": "active / acquired", "unit": "share"},
    "score": {
        "points": [
            {"metric": "users", "points": 1, "per": 10, "max": 5},
            {"metric": "certified", "steps": [[1, 2], [4, 6]]},
            {"metric": "revenue", "start": 100, "target": 300, "max": 10},
        ]
    },
}
ACTIONS: list[dict[str, Any]] = [
    {"action": "sell", "metric": "users", "by": 5, "cost": 100, "lead_days": 30},
    {"action": "train", "metric": "certified", "cost": 800, "lead_days": 45, "most": 4},
    {"action": "rescue", "metric": "active", "cost": 300, "lead_days": 14},
    {"action": "campaign", "metric": "revenue", "by": 50, "cost": 500, "lead_days": 60},
    {"action": "mend", "metric": "complaints", "by": -1, "cost": 50, "lead_days": 7},
]
VALUES: dict[str, float | None] = {
    "users": 60, "certified": 2, "active": 13, "acquired": 20, "revenue": 150, "complaints": 5,
}  # fmt: skip


def programme(rule: dict[str, Any] | None, **more: Any) -> Programme:
    tiers = [{"tier": "ready"}, {"tier": "silver", "requires": rule}]
    file = {
        "programme": "made up", "version": "1", "valid_from": date(2026, 1, 1),
        "metrics": METRICS, "ladders": [{"ladder": "main", "tiers": tiers}],
        "actions": [{"label": action["action"].title(), **action} for action in ACTIONS],
    }  # fmt: skip
    return Programme.model_validate(file | more)


def book(values: dict[str, float | None], **more: Any) -> RowsBook:
    rows = pd.DataFrame(
        [("P1", name, value) for name, value in values.items()],
        columns=["partner", "metric", "value"],
    )
    attributes = pd.DataFrame(more.pop("attributes", {}), index=pd.Index(["P1"]))
    return RowsBook(attributes, rows, **more)


def situation(found: Programme, values: dict[str, float | None], **more: Any) -> Situation:
    held = more.pop("held", None)
    return Situations(found, book(values, **more), DAY, held).of("P1")


def path(
    rule: dict[str, Any] | None, values: dict[str, float | None] | None = None, **more: Any
) -> Path:
    found = programme(rule, **more)
    return Planner(found).path(situation(found, VALUES | (values or {})), "main", "silver", "ready")


def units(found: Path) -> dict[str, int]:
    return {step.action: step.units for step in found.steps}


def at_least(metric: str, limit: float) -> dict[str, Any]:
    return {"metric": metric, "at_least": limit}


SILVER = {"all": [at_least("users", 75), at_least("certified", 3), at_least("retention", 0.7)]}


def test_all_of_three_requirements() -> None:
    found = path(SILVER)
    # 3 x 5 users for 300, one more person for 800, 14 of 20 customers for 300
    assert units(found) == {"sell": 3, "train": 1, "rescue": 1}
    assert (found.cost, found.lead_days, found.ready_on) == (1400.0, 45, date(2026, 8, 14))
    assert found.reachable
    assert found.optimal


def test_step_says_what_it_raises() -> None:
    step = path(at_least("users", 75)).steps[0]
    assert (step.action, step.label, step.units, step.cost) == ("sell", "Sell", 3, 300.0)
    assert (step.lead_days, step.metric, step.raises) == (30, "users", 15.0)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"any": [at_least("users", 75), at_least("retention", 0.65)]}, {}),
        ({"any": [at_least("users", 75), at_least("certified", 3)]}, {"sell": 3}),
        ({"any": [at_least("users", 175), at_least("certified", 3)]}, {"train": 1}),
        (
            {"some": 2, "of": [at_least("users", 100), at_least("certified", 4),
                               at_least("retention", 0.75)]},
            {"sell": 8, "rescue": 2},
        ),
        ({"metric": "users", "above": 60}, {"sell": 1}),
        ({"metric": "users", "above": 65}, {"sell": 2}),
        ({"metric": "retention", "above": 0.7}, {"rescue": 2}),
        ({"metric": "complaints", "at_most": 3}, {"mend": 2}),
        ({"metric": "complaints", "below": 3}, {"mend": 3}),
        ({"not": {"metric": "complaints", "above": 3}}, {"mend": 2}),
        (
            {"not": {"any": [{"metric": "complaints", "at_least": 4},
                             {"metric": "users", "below": 65}]}},
            {"sell": 1, "mend": 2},
        ),
    ],
)  # fmt: skip
def test_cheapest_way(rule: dict[str, Any], expected: dict[str, int]) -> None:
    assert units(path(rule)) == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (10.5, {}),
        (10.6, {"campaign": 1}),
        (13.0, {"campaign": 1}),
        (13.1, {"train": 1}),  # 800, two campaigns would be 1000
        (14.6, {"campaign": 2}),
        (15.6, {"train": 1, "campaign": 1}),
        (17.1, {"train": 1, "campaign": 2}),
    ],
)
def test_points_are_linear_capped_and_in_steps(limit: float, expected: dict[str, int]) -> None:
    # 60 users 5 points (capped), 3 people 2, revenue 170 gives 10 x 70 / 200 = 3.5: 10.5 today
    # a fourth person brings 4 more points, a campaign 2.5
    found = path(at_least("score", limit), {"certified": 3, "revenue": 170})
    assert units(found) == expected


def test_capped_points_cannot_make_up_for_others() -> None:
    found = path(at_least("score", 12), {"certified": 0}, actions=[
        {"action": "sell", "label": "Sell", "metric": "users", "by": 5, "cost": 100}
    ])  # fmt: skip
    assert [(b.obstacle, b.subject, b.needed) for b in found.blocked] == [
        (Obstacle.NOT_ENOUGH, "score", 12.0)
    ]
    assert (found.ready_on, found.reachable, units(found)) == (None, False, {})


def test_of_equal_costs_the_shorter_lead_time_then_fewer_actions() -> None:
    same = {"metric": "users", "cost": 10, "by": 1}
    actions = [
        {"action": "slow", "label": "Slow", "lead_days": 90, **same},
        {"action": "fast", "label": "Fast", "lead_days": 20, "most": 3, **same},
        {"action": "other", "label": "Other", "lead_days": 20, "most": 5, **same},
    ]
    assert units(path(at_least("users", 62), actions=actions)) in ({"fast": 2}, {"other": 2})
    assert units(path(at_least("users", 65), actions=actions)) == {"other": 5}
    assert units(path(at_least("users", 69), actions=actions)).keys() == {"slow"}
    assert path(at_least("users", 69), actions=actions).cost == 90.0


def test_free_actions_are_not_done_for_nothing() -> None:
    free = [{"action": "call", "label": "Call", "metric": "users", "cost": 0, "most": 500}]
    assert units(path(at_least("users", 64), actions=free)) == {"call": 4}


def test_money_to_the_cent() -> None:
    cent = [{"action": "sell", "label": "Sell", "metric": "revenue", "by": 0.01, "cost": 0.01,
             "most": 100_000}]  # fmt: skip
    assert units(path({"metric": "revenue", "above": 150.1}, actions=cent)) == {"sell": 11}
    assert units(path(at_least("revenue", 934.57), {"revenue": 934.26}, actions=cent)) == {
        "sell": 31
    }


def test_tier_that_asks_nothing_is_there_at_once() -> None:
    found = path(None)
    assert (found.steps, found.cost, found.ready_on) == ((), 0.0, DAY)


def test_gate_is_named_beside_what_can_be_done() -> None:
    gates = {"invited": {"label": "Invitation of the vendor"}}
    found = path({"all": [at_least("users", 65), {"gate": "invited"}]}, gates=gates)
    assert found.blocked == (Blocked(Obstacle.GATE, "invited", "Invitation of the vendor", ""),)
    assert (units(found), found.ready_on) == ({"sell": 1}, None)


def test_way_without_a_person_comes_before_a_cheaper_one_with() -> None:
    gates = {"invited": {"label": "Invitation"}}
    found = path({"any": [{"gate": "invited"}, at_least("users", 500)]}, gates=gates)
    assert (units(found), found.reachable) == ({"sell": 88}, True)


def test_open_gate_does_not_block() -> None:
    found = programme({"gate": "invited"}, gates={"invited": {"label": "Invitation"}})
    gates = pd.DataFrame({"partner": ["P1"], "gate": ["invited"], "value": [True]})
    assert Planner(found).path(situation(found, VALUES, gates=gates), "main", "silver").reachable


def test_unknown_metric_needs_data_first() -> None:
    found = path(SILVER, {"users": None})
    assert found.blocked == (
        Blocked(Obstacle.UNKNOWN, "users", "users", 75.0, "at_least", None, None),
    )
    assert units(found) == {"train": 1, "rescue": 1}


def test_unknown_part_of_points_counts_for_nothing() -> None:
    # 5 of users and 2 of people are certain; the revenue may be anything: 4 more by people
    assert units(path(at_least("score", 11), {"revenue": None})) == {"train": 2}
    found = path(at_least("score", 12), {"revenue": None})
    assert [(b.obstacle, b.low, b.high) for b in found.blocked] == [
        (Obstacle.NOT_ENOUGH, 7.0, 17.0)
    ]


@pytest.mark.parametrize(
    ("rule", "obstacle"),
    [
        (at_least("acquired", 21), Obstacle.NO_ACTION),
        (at_least("certified", 7), Obstacle.NOT_ENOUGH),
        ({"all": [at_least("users", 70), {"metric": "users", "at_most": 69}]}, Obstacle.NOT_ENOUGH),
        (at_least("audits", 1), Obstacle.UNKNOWN),
        ({"each": "quarter", "last": 2, "rule": at_least("users", 75)}, Obstacle.TIME),
        ({"attribute": "partner_type", "among": ["reseller"]}, Obstacle.ATTRIBUTE),
        ({"previous_tier": "silver", "days": 90, "ladder": "main"}, Obstacle.TIME),
        ({"holds": "yes", "ladder": "other"}, Obstacle.HOLDS),
    ],
)
def test_what_no_action_reaches(rule: dict[str, Any], obstacle: Obstacle) -> None:
    tiers = [{"tier": "ready"}, {"tier": "silver", "requires": rule}]
    other = [{"tier": "no"}, {"tier": "yes", "requires": at_least("users", 1000)}]
    ladders = [{"ladder": "other", "tiers": other}, {"ladder": "main", "tiers": tiers}]
    assert [b.obstacle for b in path(None, ladders=ladders).blocked] == [obstacle]


def test_any_day_is_met_by_a_day_that_was_or_by_today() -> None:
    rule = {"any_day": at_least("users", 75), "months": 6}
    assert units(path(rule)) == {"sell": 3}
    found = programme(rule)
    values = pd.DataFrame({
        "partner": "P1", "metric": "users", "value": [80, 60],
        "on": [date(2026, 2, 1), date(2026, 5, 1)],
    })  # fmt: skip
    there = RowsBook(pd.DataFrame(index=pd.Index(["P1"])), values)
    today = Situations(found, there, DAY).of("P1")
    assert today.metrics["users"] == (60.0, 60.0)
    assert Planner(found).path(today, "main", "silver").steps == ()


@pytest.mark.parametrize(
    ("country", "expected"), [("PL", {"sell": 1}), ("DE", {"sell": 3}), (None, None)]
)
def test_threshold_of_the_partners_country(
    country: str | None, expected: dict[str, int] | None
) -> None:
    by = {"by": "country", "values": {"PL": 65, "DE": 75}}
    found = programme({"metric": "users", "at_least": by})
    there = situation(found, VALUES, attributes={"country": [country]})
    way = Planner(found).path(there, "main", "silver")
    if expected is None:
        assert [(b.obstacle, b.subject) for b in way.blocked] == [(Obstacle.UNKNOWN, "country")]
    else:
        assert units(way) == expected


def test_ladder_of_other_partners_is_out_of_reach() -> None:
    tiers = [{"tier": "ready"}, {"tier": "silver", "requires": at_least("users", 65)}]
    track = {"attribute": "partner_type", "among": ["reseller"]}
    found = path(None, ladders=[{"ladder": "main", "tiers": tiers, "applies_to": track}])
    assert [(b.obstacle, b.needed) for b in found.blocked] == [(Obstacle.ATTRIBUTE, "reseller")]


def test_calculated_metric_with_a_supplied_value_is_not_moved_by_its_parts() -> None:
    found = path(at_least("retention", 0.7), {"retention": 0.6})
    assert [(b.obstacle, b.low) for b in found.blocked] == [(Obstacle.NO_ACTION, 0.6)]


def test_share_of_nothing_yet() -> None:
    won = [
        {"action": "win", "label": "Win", "metric": "acquired", "cost": 10},
        {"action": "rescue", "label": "Rescue", "metric": "active", "cost": 300},
    ]
    found = path(at_least("retention", 0.5), {"active": 0, "acquired": 0}, actions=won)
    assert units(found) == {"win": 1, "rescue": 1}


def test_third_in_nine_decimals_is_a_third() -> None:
    now: dict[str, float | None] = {"active": 9, "acquired": 30}
    assert units(path(at_least("retention", 0.333333333), now)) == {"rescue": 1}


def test_quotient_in_points_that_has_no_value_yet() -> None:
    metrics = METRICS | {"score": {"points": [
        {"metric": "users", "points": 1, "per": 60}, {"metric": "retention", "points": 4}
    ]}}  # fmt: skip
    won = [
        {"action": "win", "label": "Win", "metric": "acquired", "cost": 10, "most": 8},
        {"action": "rescue", "label": "Rescue", "metric": "active", "cost": 300},
    ]
    now: dict[str, float | None] = {"active": 0, "acquired": 0}
    rule = {"all": [at_least("score", 3), {"metric": "retention", "at_most": 0.5}]}
    found = path(rule, now, metrics=metrics, actions=won)
    assert units(found) == {"win": 2, "rescue": 1}


def test_too_few_to_say_is_too_few_to_earn() -> None:
    metrics = METRICS | {"retention": {"formula": "active / acquired", "least_divisor": 25}}
    won = [{"action": "win", "label": "Win", "metric": "acquired", "cost": 10}]
    found = path(at_least("retention", 0.4), metrics=metrics, actions=won)
    assert units(found) == {"win": 5}


BENEFITS: list[dict[str, Any]] = [
    {"benefit": "desk", "ladder": "main", "tiers": ["ready"], "cost": 1000},
    {"benefit": "portal", "ladder": "main", "tiers": ["ready", "silver"], "cost": 77},
    {"benefit": "funds", "ladder": "main", "tiers": ["silver"], "cost": 5000},
    {"benefit": "rebate", "ladder": "main", "tiers": ["silver"], "share": 0.02, "of": "revenue"},
    {"benefit": "gift", "ladder": "main", "tiers": ["silver"], "cost": 9,
     "requires": {"metric": "users", "at_least": 100}},
]  # fmt: skip


def test_benefits_that_the_tier_adds() -> None:
    found = path(SILVER, {"revenue": 100_000}, benefits=BENEFITS)
    assert (found.unlocks, found.net) == (6000.0, 4600.0)  # 5000 + 2000 - 1000, less 1400


def test_benefits_of_unknown_value_are_not_nothing() -> None:
    found = path(SILVER, {"revenue": None}, benefits=BENEFITS)
    assert (found.unlocks, found.net, found.cost) == (None, None, 1400.0)


def test_keeping_a_tier_counts_what_is_in_time() -> None:
    found = programme(SILVER, benefits=BENEFITS)
    there = situation(found, VALUES | {"revenue": 100_000.0})
    way = Planner(found).keep(there, "main", "silver", "ready", date(2026, 8, 13))
    assert [(b.obstacle, b.subject) for b in way.blocked] == [(Obstacle.TOO_SLOW, "certified")]
    assert units(way) == {"sell": 3, "rescue": 1}
    way = Planner(found).keep(there, "main", "silver", "ready", date(2026, 8, 14))
    assert (way.reachable, way.cost, way.unlocks) == (True, 1400.0, 6000.0)


def test_pending_demotions_by_money_then_day() -> None:
    found = programme(SILVER, benefits=BENEFITS[:4], contribution="revenue")

    def pending(name: str, revenue: float | None, day: int) -> Pending:
        there = situation(found, VALUES | {"revenue": revenue})
        named = Situation(name, DAY, there.metrics, there.judge, there.limits)
        return Pending(named, "main", "silver", "ready", date(2026, 9, day))

    asked = [pending("A", 100, 1), pending("B", 5000, 9), pending("C", 5000, 2),
             pending("D", None, 1)]  # fmt: skip
    ranked = ranked_at_risk(found, asked)
    assert [(r.partner, r.at_stake, r.complete) for r in ranked] == [
        ("C", 9100.0, True),  # 5000 - 1000 + 2 % of 5000 = 4100 of benefits, and 5000
        ("B", 9100.0, True),
        ("A", 4102.0, True),
        ("D", None, False),
    ]


def test_equal_questions_are_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    solved: list[object] = []
    real = planner_module.planned
    monkeypatch.setattr(planner_module, "planned", lambda *a: solved.append(a) or real(*a))
    found = programme(SILVER)
    there = situation(found, VALUES)
    alike = [(there, "main", "silver", "ready")] * 3
    other = (situation(found, VALUES | {"users": 61}), "main", "silver", "ready")
    ways = Planner(found).paths([*alike, other])
    assert [way.cost for way in ways] == [1400.0] * 4
    assert len(solved) == 2


def test_unknown_ladder_and_tier_are_refused() -> None:
    found = programme(SILVER)
    there = situation(found, VALUES)
    with pytest.raises(DefinitionError, match="did you mean 'main'"):
        Planner(found).path(there, "mian", "silver")
    with pytest.raises(DefinitionError, match="did you mean 'silver'"):
        Planner(found).path(there, "main", "silber")


def test_excluded_plan_gives_way_to_the_next_best() -> None:
    model = Model()
    x = Affine({model.variable(0, 9, whole=True): 1.0})
    y = Affine({model.variable(0, 9, whole=True): 1.0})
    model.require(x + y - constant(3), TRUE)
    first = model.solve(x * 2.0 + y * 3.0)
    assert first is not None
    assert (first.at(x), first.at(y)) == (3.0, 0.0)
    model.exclude({0: 3, 1: 0})
    second = model.solve(x * 2.0 + y * 3.0)
    assert second is not None
    assert (round(second.at(x)), round(second.at(y))) == (2, 1)


def test_example_of_the_manual_is_a_programme() -> None:
    text = (Folder(__file__).parents[2] / "docs" / "programme-path.md").read_text(encoding="utf-8")
    sections = yaml.safe_load(text.split("```yaml\n")[1].split("```")[0])
    found = programme(None, **sections)
    assert [(a.action, a.cost, a.lead_days, a.most) for a in found.actions] == [
        ("train_person", 800.0, 45, 10)
    ]
    assert [(b.tiers, b.share, b.of) for b in found.benefits] == [
        (("silver", "gold"), 0.02, "revenue_12m")
    ]
    assert found.contribution == "gross_margin_12m"


def test_manual_names_every_obstacle() -> None:
    text = (Folder(__file__).parents[2] / "docs" / "programme-path.md").read_text(encoding="utf-8")
    assert [why.value for why in Obstacle if f"`{why.value}`" not in text] == []
