"""What moved revenue from one quarter to the next, by class of product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scorecard.kpis.registry import Reading

NET, SOLUTIONS, RECURRING = "net_sell_through", "solution_share", "recurring_share"


@dataclass(frozen=True, slots=True)
class Mix:
    """Net sell-through by class in minor units; the classes add up to `net` exactly."""

    net: int
    products: int
    solutions: int
    subscriptions: int


@dataclass(frozen=True, slots=True)
class Moved:
    """`after - before` of net sell-through, split by class without a rest."""

    before: int
    products: int
    solutions: int
    subscriptions: int
    after: int

    @property
    def parts(self) -> dict[str, int]:
        return {
            "products": self.products,
            "solutions": self.solutions,
            "subscriptions": self.subscriptions,
        }


def mix_of(readings: Mapping[str, Reading]) -> Mix:
    """Net sell-through by class, from the parts of the KPIs of a quarter."""
    net = readings[NET].numerator
    solutions, recurring = readings[SOLUTIONS].numerator, readings[RECURRING].numerator
    return Mix(net, net - solutions - recurring, solutions, recurring)


def moved(before: Mapping[str, Reading], after: Mapping[str, Reading]) -> Moved:
    """The steps from one quarter's net sell-through to another's."""
    then, now = mix_of(before), mix_of(after)
    return Moved(
        before=then.net,
        products=now.products - then.products,
        solutions=now.solutions - then.solutions,
        subscriptions=now.subscriptions - then.subscriptions,
        after=now.net,
    )
