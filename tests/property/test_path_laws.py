"""The planner against trying every number of units with the tier engine, on small programmes."""

from __future__ import annotations

from datetime import date
from itertools import product
from math import isfinite
from typing import Any

import pandas as pd
from hypothesis import event, given, settings
from hypothesis import strategies as st

from scorecard.programme import engine
from scorecard.programme.book import RowsBook
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.planner import Planner
from scorecard.programme.schema import Programme
from scorecard.programme.situated import Situations

DAY = date(2026, 6, 30)
BASES = ("a", "b", "c")
FORMULAS = (
    "a + 2 * b", "a - c", "a / b", "(a + b) / (b + 2)", "a / (b - 1)", "min(a, b)", "max(a, c - 1)",
    "a * b", "a * (b - c)", "max(a, 2) + max(c, 1)", "min(1, a / b) * 4 + c", "a / b + c / (b + 1)",
    "3 - min(a, c)", "max(a, b) - max(b, c)", "a / 3",
)  # fmt: skip
Values = dict[str, float | None]


@st.composite
def parts(draw: st.DrawFn) -> dict[str, Any]:
    part: dict[str, Any] = {"metric": draw(st.sampled_from(["a", "b", "c", "f", "g"]))}
    scale = draw(st.sampled_from(["points", "whole", "target", "steps"]))
    if scale == "steps":
        return {**part, "steps": draw(st.sampled_from([[[1, 2], [3, 5]], [[0.5, 1.5]], [[2, 4]]]))}
    part["start"] = draw(st.sampled_from([0, 1, 0.5]))
    if scale == "target":
        targets = [x for x in (0, 3, 2.5) if x != part["start"]]
        return {**part, "target": draw(st.sampled_from(targets)), "max": 10}
    part |= {"points": draw(st.sampled_from([1, 3, 0.7])), "whole": scale == "whole"}
    part |= draw(st.sampled_from([{}, {"max": 5}, {"max": 4}]))
    return {**part, "per": draw(st.sampled_from([1, 2, 0.3]))}


BOUNDS = ("at_least", "at_least", "at_least", "at_least", "above", "above", "at_most", "below")
LEAF = st.builds(
    lambda name, bound, limit: {"metric": name, bound: limit},
    st.sampled_from(["a", "b", "c", "f", "g", "i", "p", "p"]),
    st.sampled_from(BOUNDS),
    st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 0.7, 1.2]),
)
RULE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda rules: {"all": rules}),
        st.lists(inner, min_size=2, max_size=3).map(lambda rules: {"any": rules}),
        st.lists(inner, min_size=3, max_size=3).map(lambda rules: {"some": 2, "of": rules}),
        inner.map(lambda rule: {"all": [rule, {"not": {"metric": "c", "at_least": 4}}]}),
    ),
    max_leaves=6,
)
ACTION = st.fixed_dictionaries(
    {
        "metric": st.sampled_from(BASES),
        "by": st.sampled_from([1, 1, 2, 0.5, 1.5]),
        "cost": st.sampled_from([0, 1, 2.5, 3, 0.1]),
        "lead_days": st.sampled_from([0, 10, 30]),
        "most": st.integers(2, 5),
    }
)


@st.composite
def programmes(draw: st.DrawFn) -> dict[str, Any]:
    """A ladder of one rule over three base metrics, two formulas and one sum of points."""
    metrics: dict[str, Any] = {name: {"given": "made up"} for name in BASES}
    for name in ("f", "g"):
        metrics[name] = {"formula": draw(st.sampled_from(FORMULAS))}
        metrics[name] |= draw(st.sampled_from([{}, {}, {"least_divisor": 1}]))
    metrics["f"].pop("least_divisor", None)
    if metrics["g"]["formula"] not in ("a / b", "a / (b - 1)"):
        metrics["g"].pop("least_divisor", None)
    metrics["i"] = {"index": [
        {"metric": "a", "weight": 40, "target": 4},
        {"metric": "f", "weight": 60, "start": draw(st.sampled_from([1, 9])), "target": 3},
    ]}  # fmt: skip
    metrics["p"] = {"points": draw(st.lists(parts(), min_size=1, max_size=3))}
    actions = draw(st.lists(ACTION, min_size=2, max_size=3))
    for at, action in enumerate(actions):
        action |= {"action": f"act_{at}", "label": f"Action {at}"}
        action["by"] *= draw(st.sampled_from([1, -1])) if action["metric"] == "c" else 1
    tiers = [{"tier": "none"}, {"tier": "gold", "requires": draw(RULE)}]
    return {
        "programme": "random", "version": "1", "valid_from": "2026-01-01", "metrics": metrics,
        "ladders": [{"ladder": "main", "tiers": tiers}], "actions": actions,
    }  # fmt: skip


VALUES = st.fixed_dictionaries(
    {
        "a": st.sampled_from([0, 1, 2, 0.7]),
        "b": st.sampled_from([1, 0, 2, 1, None]),
        "c": st.sampled_from([0, 1, 2, 3, None]),
    }
)


def book(rows: list[Values]) -> RowsBook:
    """One partner a row, named by its number; None: unknown."""
    values = pd.DataFrame(
        [(str(at), name, x) for at, row in enumerate(rows) for name, x in row.items()],
        columns=["partner", "metric", "value"],
    )
    return RowsBook(pd.DataFrame(index=pd.Index([str(at) for at in range(len(rows))])), values)


def after(actions: list[dict[str, Any]], values: Values, units: tuple[int, ...]) -> Values:
    found = dict(values)
    for action, n in zip(actions, units, strict=True):
        now = found[action["metric"]]
        found[action["metric"]] = None if now is None else round(now + n * action["by"], 9)
    return found


def grid(file: dict[str, Any]) -> list[tuple[int, ...]]:
    return list(product(*(range(action["most"] + 1) for action in file["actions"])))


def plans(programme: Programme, file: dict[str, Any], values: Values) -> dict[Any, Any]:
    """Units of each action -> (cost, lead time, actions, units), for every plan that the tier
    engine finds good enough."""
    actions = file["actions"]
    tried = book([after(actions, values, units) for units in grid(file)])
    earned = engine.standings(programme, tried, DAY)["main"]["earned"].to_numpy()
    every = zip(grid(file), earned, strict=True)
    return {units: measures(actions, units) for units, tier in every if tier == 1}


def measures(actions: list[dict[str, Any]], units: tuple[int, ...]) -> tuple[float, ...]:
    pairs = list(zip(actions, units, strict=True))
    days = max((action["lead_days"] for action, n in pairs if n), default=0)
    cost = round(sum(action["cost"] * n for action, n in pairs), 6)
    return cost, days, sum(n > 0 for n in units), sum(units)


def check(file: dict[str, Any], values: Values) -> None:
    programme = Programme.model_validate(file)
    situation = Situations(programme, book([values]), DAY).of("0")
    path = Planner(programme).path(situation, "main", "gold")
    good = plans(programme, file, values)
    nothing = (0,) * len(file["actions"])
    event("met already" if nothing in good else "reachable" if good else "out of reach")
    assert path.reachable == bool(good)
    if good:
        planned = {step.action: step.units for step in path.steps}
        units = tuple(planned.get(action["action"], 0) for action in file["actions"])
        assert good.get(units) == min(good.values())
        assert (path.cost, path.lead_days) == good[units][:2]
        assert path.optimal


@given(programmes(), VALUES)
@settings(deadline=None, max_examples=100)
def test_plan_is_the_best_of_all_plans(file: dict[str, Any], values: Values) -> None:
    check(file, values)


@given(programmes(), VALUES, st.data())
@settings(deadline=None, max_examples=150)
def test_plan_is_the_best_at_thresholds_that_some_plan_just_reaches(
    file: dict[str, Any], values: Values, data: st.DataObject
) -> None:
    """Thresholds are values that the metrics have for some plan."""
    tried = book([after(file["actions"], values, units) for units in grid(file)])
    evaluation = Evaluation(Programme.model_validate(file), tried, DAY)
    leaves = []
    for name in data.draw(st.sampled_from([("p",), ("g",), ("i",), ("p", "g"), ("f", "p")])):
        low, high = evaluation.metric(name)
        found = {float(x) for x in (*low, *high) if isfinite(x)}
        reached = sorted(x for x in found if round(x, 6) == x)  # as people write them
        limit = data.draw(st.sampled_from(reached or [1.0]), label=name)
        bound = data.draw(st.sampled_from(["at_least", "at_least", "above", "at_most", "below"]))
        leaves.append({"metric": name, bound: limit})
    file["ladders"][0]["tiers"][1]["requires"] = {
        data.draw(st.sampled_from(["all", "any"])): leaves
    }
    check(file, values)
