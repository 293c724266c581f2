"""A rule as a goal of one partner: what actions can move, and what only others decide.

`not` is carried down to the leaves (below instead of at least, any instead of all), so a goal
has three forms: a bound on a term, a fixed fact, and "so many of these goals".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scorecard.programme.results import Truth
from scorecard.programme.rules import (
    AllRule,
    AnyDayRule,
    AnyRule,
    AttributeRule,
    ByAttribute,
    EachRule,
    GateRule,
    HoldsRule,
    MetricRule,
    NotRule,
    PreviousRule,
    Rule,
    SomeRule,
    Threshold,
)
from scorecard.programme.terms import Term, Values, read
from scorecard.programme.translate import Terms

Judge = Callable[[Rule], Truth]
Limits = Callable[[Threshold], float | None]
DECIMALS = 9  # the engine's rounding of derived values
SIDES = {"at_least": (1, False), "above": (1, True), "at_most": (-1, False), "below": (-1, True)}


class Obstacle(StrEnum):
    """Why a requirement cannot be reached by actions of the programme file."""

    GATE = "gate"  # a person has to decide
    HOLDS = "holds"  # another ladder's tier comes first
    TIME = "time"  # a previous tier, or past periods
    ATTRIBUTE = "attribute"  # what kind of partner it is
    UNKNOWN = "unknown"  # data is missing
    NO_ACTION = "no_action"  # no action raises the metric
    TOO_SLOW = "too_slow"  # actions take effect after the day by which they must
    NOT_ENOUGH = "not_enough"  # the actions are used up, or exclude each other
    FORMULA = "formula"  # a formula that cannot be planned with


@dataclass(frozen=True)
class Situation:
    """What is known of a partner on a day.

    Args:
        metrics: base metrics as (low, high); absent ones are unknown.
        judge: whether a rule that no action moves (gate, attribute, holds, previous tier,
            any_day, each) is met on the day.
        limits: the number a threshold stands for; None: not known for this partner.
        given: metrics that are taken as they stand although they could be calculated, because
            their value was supplied.
    """

    partner: str
    as_of: date
    metrics: Values
    judge: Judge
    limits: Limits
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Bound:
    """The term is at least (`sense` 1) or at most (-1) `limit`; `strict`: and not equal to it."""

    metric: str
    term: Term
    sense: int
    limit: float
    strict: bool


@dataclass(frozen=True, eq=False)
class Fixed:
    obstacle: Obstacle
    subject: str
    needed: str
    met: bool


@dataclass(frozen=True, eq=False)
class Count:
    """At least `need` of the parts."""

    need: int
    parts: tuple[Goal, ...]


Goal = Bound | Fixed | Count
EVERYONE = Count(0, ())


def goal_of(rule: Rule | None, terms: Terms, situation: Situation) -> Goal:
    """The goal of a partner that a rule stands for; None: nothing is asked."""
    return EVERYONE if rule is None else _goal(rule, terms, situation, negated=False)


def _goal(rule: Rule, terms: Terms, situation: Situation, *, negated: bool) -> Goal:
    parts: tuple[Rule, ...] = ()
    match rule:
        case MetricRule():
            return _bound(rule, terms, situation, negated)
        case NotRule(not_=inner):
            return _goal(inner, terms, situation, negated=not negated)
        case AnyDayRule(any_day=inner) if (situation.judge(rule) is Truth.MET) == negated:
            if negated:
                return Fixed(Obstacle.TIME, "any_day", "", met=False)
            return _goal(inner, terms, situation, negated=False)
        case AllRule(all=parts):
            need = len(parts)
        case AnyRule(any=parts):
            need = 1
        case SomeRule(some=need, of=parts):
            pass
        case _:
            return _fixed(rule, situation, negated)
    need = len(parts) - need + 1 if negated else need
    inner_goals = (_goal(part, terms, situation, negated=negated) for part in parts)
    return Count(need, tuple(inner_goals))


def _bound(rule: MetricRule, terms: Terms, situation: Situation, negated: bool) -> Goal:
    bound, threshold = rule.bound
    sense, strict = SIDES[bound]
    limit = situation.limits(threshold)
    if limit is None:
        by = threshold.by if isinstance(threshold, ByAttribute) else ""
        return Fixed(Obstacle.UNKNOWN, by, rule.metric, met=False)
    if negated:
        sense, strict = -sense, not strict
    return Bound(rule.metric, terms.term(rule.metric), sense, limit, strict)


def _fixed(rule: Rule, situation: Situation, negated: bool) -> Fixed:
    wanted = Truth.NOT_MET if negated else Truth.MET
    return Fixed(*_named(rule), met=situation.judge(rule) is wanted)


def _named(rule: Rule) -> tuple[Obstacle, str, str]:
    match rule:
        case GateRule(gate=gate):
            return Obstacle.GATE, gate, ""
        case HoldsRule(holds=tier, ladder=ladder):
            return Obstacle.HOLDS, ladder, tier
        case AttributeRule(attribute=attribute, among=among):
            return Obstacle.ATTRIBUTE, attribute, ", ".join(map(str, among))
        case PreviousRule(previous_tier=tier, ladder=ladder):
            return Obstacle.TIME, ladder, tier
        case EachRule(each=each, last=last):
            return Obstacle.TIME, each, str(last)
    return Obstacle.TIME, "any_day", ""


def reached(goal: Goal, values: Values, assumed: Set[Goal] = frozenset()) -> bool:
    """Whether a goal is certainly met at these values; `assumed` leaves count as met."""
    match goal:
        case Count(need, parts):
            return sum(reached(part, values, assumed) for part in parts) >= need
        case Fixed(met=met):
            return met or goal in assumed
        case Bound(term=term, sense=sense, limit=limit, strict=strict):
            low, high = read(term, values)
            gap = round(low if sense > 0 else high, DECIMALS) - limit
            return (sense * gap > 0 if strict else sense * gap >= 0) or goal in assumed


def leaves(goal: Goal) -> Iterator[Bound | Fixed]:
    if isinstance(goal, Count):
        for part in goal.parts:
            yield from leaves(part)
    else:
        yield goal
