"""A goal as an integer programme over units of actions, and the units that reach it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from scorecard.programme.certify import Certifier, NotKnownError, Want
from scorecard.programme.effects import applied
from scorecard.programme.goals import Bound, Count, Fixed, Goal, Obstacle, leaves, reached
from scorecard.programme.linear import (
    TRUE,
    Affine,
    CannotPlanError,
    Solution,
    constant,
    exact,
    joined,
    snapped,
)
from scorecard.programme.metrics import Unit
from scorecard.programme.schema import Action
from scorecard.programme.terms import UNKNOWN, Values, bases, read

# What "above" means where values lie on no lattice: the smallest difference that counts.
STEP: dict[Unit, float] = {
    "count": 1e-4, "money": 0.01, "share": 1e-6, "points": 1e-4, "days": 1e-4, "ratio": 1e-6,
}  # fmt: skip
TRIES = 20  # plans that fail by a hair (solver's tolerance) are excluded, so often at most
LEAVES = 1000  # above the number of leaves: an obstacle's rank decides between equal numbers only


@dataclass(frozen=True)
class Plan:
    """Units of each action; the leaves that no action reaches, with why; whether it is proved
    that no plan is better."""

    units: tuple[int, ...]
    given_up: tuple[tuple[Bound | Fixed, Obstacle], ...]
    optimal: bool


class Encoder(Certifier):
    """Each leaf has a slack: at first 0; set free, it says which leaves cannot be reached."""

    def __init__(
        self, values: Values, actions: Sequence[Action], units_of: Mapping[str, Unit]
    ) -> None:
        super().__init__(values, actions)
        self.actions = actions
        self.units_of = units_of
        self.slacks: list[tuple[int, Bound | Fixed, Obstacle]] = []
        self.lost: list[tuple[Bound | Fixed, Obstacle]] = []

    def require(self, goal: Goal, when: Affine = TRUE) -> None:
        """When `when` is 1, the goal is reached but for leaves whose slack is 1."""
        match goal:
            case Count(need, parts) if need == len(parts):
                for part in parts:
                    self.require(part, when)
            case Count(need, parts):
                total = when * -float(need)
                for part in parts:
                    chosen = self.model.binary()
                    self.require(part, chosen)
                    total += chosen
                self.model.require(total, TRUE)
            case Fixed(met=met, obstacle=obstacle):
                if not met:
                    self._give_up(goal, obstacle, when)
            case Bound():
                self._bound(goal, when)

    def _bound(self, goal: Bound, when: Affine) -> None:
        low, high = read(goal.term, self.reach)
        if goal.sense * ((low if goal.sense > 0 else high) - goal.limit) > 0:
            return None
        why = self._obstacle(goal)
        if goal.sense * ((high if goal.sense > 0 else low) - goal.limit) < -1e-9:
            return self._give_up(goal, why, when)
        slack = self._slack(goal, why)
        step = STEP[self.units_of.get(goal.metric, "count")] if goal.strict else 0.0
        try:
            limit = constant(snapped(goal.limit))
            self.certify(goal.term, Want(goal.sense, limit, when - slack, step))
        except (NotKnownError, CannotPlanError):
            self.slacks.pop()
            self._give_up(goal, why if why is Obstacle.UNKNOWN else Obstacle.FORMULA, when)

    def _give_up(self, leaf: Bound | Fixed, why: Obstacle, when: Affine) -> None:
        """A leaf that is out of reach: lost at once where nothing can stand in for it."""
        if when == TRUE:
            self.lost.append((leaf, why))
        else:
            self.model.require(self._slack(leaf, why) - when, TRUE)

    def _obstacle(self, goal: Bound) -> Obstacle:
        used, now = bases(goal.term), read(goal.term, self.values)
        missing = any(not isfinite(sum(self.values.get(name, UNKNOWN))) for name in used)
        if missing and not isfinite(now[0] if goal.sense > 0 else now[1]):
            return Obstacle.UNKNOWN
        movable = any(name in self.effects for name in used)
        return Obstacle.NOT_ENOUGH if movable else Obstacle.NO_ACTION

    def _slack(self, leaf: Bound | Fixed, why: Obstacle) -> Affine:
        var = self.model.variable(0, 0, whole=True)
        self.slacks.append((var, leaf, why))
        return Affine({var: 1.0})

    def least_obstacles(self) -> Solution | None:
        """Sets the slacks free and uses as few as can be; decisions of people before others."""
        ranks = {why: rank for rank, why in enumerate(Obstacle)}
        total = Affine()
        for var, _, why in self.slacks:
            self.model.upper[var] = 1
            total += Affine({var: float(LEAVES + ranks[why])})
        found = self.model.solve(total)
        if found is not None:
            self.model.add(constant(round(found.at(total)) + 0.5) - total)
        return found

    def cheapest(self) -> Solution | None:
        """Least cost; of those the shortest lead time; of those the fewest actions and units."""
        priced = zip(self.units, self.actions, strict=True)
        cost = Affine({var: action.cost for var, action in priced if action.cost})
        first = self.model.solve(cost)
        if first is None:
            return None
        limit = first.at(cost) + self._play(cost)
        self.model.add(constant(limit) - cost)
        for var, action in zip(self.units, self.actions, strict=True):
            if action.cost:
                self.model.upper[var] = min(action.most, limit // action.cost)
        second = self.model.solve(self._simplest()) or first
        return Solution(second.values, first.optimal and second.optimal)

    def _play(self, objective: Affine) -> float:
        """Half the smallest difference between two values of the objective."""
        steps = joined([(exact(0.0), abs(exact(x))) for x in objective.factors.values()])
        return max(float(steps[1]) / 2 if steps else 0.0, 1e-6)

    def _simplest(self) -> Affine:
        """Rank of the longest lead time, then number of actions, then units, as one number."""
        ranks = {
            days: rank for rank, days in enumerate(sorted({a.lead_days for a in self.actions}))
        }
        lead, total = self.model.variable(0, max(ranks.values(), default=0)), Affine()
        most = sum(self.model.upper[var] for var in self.units)
        for var, action in zip(self.units, self.actions, strict=True):
            used, units = self.model.binary(), Affine({var: 1.0})
            self.model.add(used * self.model.upper[var] - units)
            self.model.add(Affine({lead: 1.0}) - used * ranks[action.lead_days])
            total += used * (most + 1) + units
        return total + Affine({lead: (most + 1) * (len(self.units) + 1)})

    def units_at(self, found: Solution) -> tuple[int, ...]:
        return tuple(round(found.values[var]) for var in self.units)

    def given_up(self, found: Solution) -> tuple[tuple[Bound | Fixed, Obstacle], ...]:
        used = [(leaf, why) for var, leaf, why in self.slacks if round(found.values[var]) == 1]
        return (*self.lost, *used)


def planned(
    goal: Goal, values: Values, actions: Sequence[Action], units_of: Mapping[str, Unit]
) -> Plan:
    """The best plan for a goal: reached wholly if it can be, else but for the fewest leaves."""
    if reached(goal, values):
        return Plan((0,) * len(actions), (), True)
    excluded: list[tuple[int, ...]] = []
    while len(excluded) < TRIES:
        plan = _solved(_encoded(goal, values, actions, units_of, excluded))
        if plan is None:
            break
        assumed = {leaf for leaf, _ in plan.given_up}
        if reached(goal, applied(values, actions, plan.units), assumed):
            return plan
        excluded.append(plan.units)
    lost = tuple((leaf, Obstacle.FORMULA) for leaf in leaves(goal))
    return Plan((0,) * len(actions), lost, optimal=False)


def _encoded(
    goal: Goal,
    values: Values,
    actions: Sequence[Action],
    units_of: Mapping[str, Unit],
    excluded: Sequence[tuple[int, ...]],
) -> Encoder:
    encoder = Encoder(values, actions, units_of)
    encoder.require(goal)
    for units in excluded:
        encoder.model.exclude(dict(zip(encoder.units, units, strict=True)))
    return encoder


def _solved(encoder: Encoder) -> Plan | None:
    found = encoder.cheapest()
    if found is None and encoder.least_obstacles() is not None:
        found = encoder.cheapest()
    if found is None:
        return None
    return Plan(encoder.units_at(found), encoder.given_up(found), found.optimal)
