"""Finds the cheapest actions to a tier as a small integer programme over units of actions.

Least cost; of those the shortest lead time; of those the fewest different actions, then units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date, timedelta
from math import isfinite

from scorecard.errors import DefinitionError, did_you_mean
from scorecard.programme.encode import Plan, planned
from scorecard.programme.engine import ladder_of
from scorecard.programme.goals import (
    DECIMALS,
    Bound,
    Count,
    Fixed,
    Goal,
    Obstacle,
    Situation,
    goal_of,
    leaves,
)
from scorecard.programme.path import Blocked, Path, Step
from scorecard.programme.schema import Action, Programme
from scorecard.programme.stakes import Stakes
from scorecard.programme.terms import bases, read

BOUNDS = {(1, False): "at_least", (1, True): "above", (-1, False): "at_most", (-1, True): "below"}


class Planner:
    """Paths of one programme version; equal questions are worked out once."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.stakes = Stakes(programme)
        self._units = {name: metric.unit for name, metric in programme.metrics.items()}
        self._known: dict[object, Plan] = {}

    def path(
        self,
        situation: Situation,
        ladder: str,
        tier: str,
        held: str | None = None,
        latest: date | None = None,
    ) -> Path:
        """The cheapest way to a tier.

        Args:
            held: the tier whose benefits the partner has without it.
            latest: only actions that take effect by this day.

        Raises:
            DefinitionError: when the programme has no such ladder or tier.
        """
        steps = ladder_of(self.programme, ladder)
        names = [rung.tier for rung in steps.tiers]
        if tier not in names:
            raise DefinitionError(f"no tier {tier!r}{did_you_mean(tier, names)}")
        requires = steps.tiers[names.index(tier)].requires
        terms = self.stakes.terms(situation)
        goals = [goal_of(rule, terms, situation) for rule in (steps.applies_to, requires)]
        goal = Count(2, tuple(goals))
        unlocks = self.stakes.benefits(situation, ladder, tier, held)
        actions, slow = self._usable(goal, situation, latest)
        plan = self._plan(goal, situation, actions)
        blocked = tuple(self._blocked(*lost, situation, slow) for lost in plan.given_up)
        return _path(
            situation, (ladder, tier), _steps(actions, plan), blocked, unlocks, plan.optimal
        )

    def keep(
        self, situation: Situation, ladder: str, held: str, falls_to: str, due_on: date | None
    ) -> Path:
        """The cheapest way to keep a tier that is lost on `due_on`: actions that take longer
        are of no use. `unlocks` is the value of the benefits that would be lost."""
        return self.path(situation, ladder, held, falls_to, due_on)

    def paths(self, asked: Iterable[tuple[Situation, str, str, str | None]]) -> tuple[Path, ...]:
        """Paths of many partners: (situation, ladder, tier, held) each, in their order."""
        return tuple(self.path(*question) for question in asked)

    def _usable(
        self, goal: Goal, situation: Situation, latest: date | None
    ) -> tuple[list[Action], frozenset[str]]:
        """Actions for the goal that are in time, and the metrics of those that are not."""
        names = _metrics(goal)
        actions = [action for action in self.programme.actions if action.metric in names]
        if latest is None:
            return actions, frozenset()
        days = (latest - situation.as_of).days
        slow = frozenset(action.metric for action in actions if action.lead_days > days)
        return [action for action in actions if action.lead_days <= days], slow

    def _plan(self, goal: Goal, situation: Situation, actions: Sequence[Action]) -> Plan:
        """The plan, worked out once for partners whose goal and metrics are the same."""
        known = situation.metrics
        values = {name: known[name] for name in sorted(_metrics(goal)) if name in known}
        chosen = tuple(action.action for action in actions)
        key = (_signature(goal), situation.given, tuple(values.items()), chosen)
        if key not in self._known:
            self._known[key] = planned(goal, values, actions, self._units)
        return self._known[key]

    def _blocked(
        self, leaf: Bound | Fixed, why: Obstacle, situation: Situation, slow: Set[str]
    ) -> Blocked:
        if isinstance(leaf, Fixed):
            gate = self.programme.gates.get(leaf.subject)
            label = gate.label if gate and why is Obstacle.GATE else ""
            return Blocked(why, leaf.subject, label or leaf.subject, leaf.needed)
        low, high = read(leaf.term, situation.metrics)
        used = bases(leaf.term)
        if why in (Obstacle.NO_ACTION, Obstacle.NOT_ENOUGH) and used & slow:
            why = Obstacle.TOO_SLOW
        return Blocked(
            why,
            leaf.metric,
            self.programme.metrics[leaf.metric].label or leaf.metric,
            leaf.limit,
            BOUNDS[leaf.sense, leaf.strict],
            round(low, DECIMALS) if isfinite(low) else None,
            round(high, DECIMALS) if isfinite(high) else None,
        )


def _steps(actions: Sequence[Action], plan: Plan) -> tuple[Step, ...]:
    return tuple(_step(action, n) for action, n in zip(actions, plan.units, strict=True) if n)


def _step(action: Action, units: int) -> Step:
    return Step(
        action=action.action,
        label=action.label,
        units=units,
        cost=round(units * action.cost, 6),
        lead_days=action.lead_days,
        metric=action.metric,
        raises=round(units * action.by, DECIMALS),
    )


def _path(
    situation: Situation,
    target: tuple[str, str],
    steps: tuple[Step, ...],
    blocked: tuple[Blocked, ...],
    unlocks: float | None,
    optimal: bool,
) -> Path:
    cost = round(sum(step.cost for step in steps), 6)
    days = max((step.lead_days for step in steps), default=0)
    return Path(
        partner=situation.partner,
        ladder=target[0],
        tier=target[1],
        steps=steps,
        cost=cost,
        lead_days=days,
        ready_on=None if blocked else situation.as_of + timedelta(days=days),
        blocked=blocked,
        unlocks=unlocks,
        net=None if unlocks is None else round(unlocks - cost, 6),
        optimal=optimal,
    )


def _metrics(goal: Goal) -> frozenset[str]:
    used = [bases(leaf.term) for leaf in leaves(goal) if isinstance(leaf, Bound)]
    return frozenset().union(*used)


def _signature(goal: Goal) -> tuple[object, ...]:
    match goal:
        case Count(need, parts):
            return need, *map(_signature, parts)
        case Bound(metric, _, sense, limit, strict):
            return metric, sense, limit, strict
    return goal.obstacle, goal.subject, goal.needed, goal.met
