"""What a tier is worth: the benefits it brings, and what partners about to lose it bring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scorecard.programme.goals import Situation, goal_of, reached
from scorecard.programme.schema import Benefit, Programme
from scorecard.programme.terms import read
from scorecard.programme.translate import Terms


@dataclass(frozen=True)
class Pending:
    """A tier that is lost on `due_on` unless it is earned again before."""

    situation: Situation
    ladder: str
    held: str
    falls_to: str
    due_on: date


@dataclass(frozen=True)
class AtRisk:
    """Money that hangs on a pending demotion, a year, in the programme's currency.

    Args:
        benefits: value of the benefits that would be lost; None: unknown.
        contribution: the programme's `contribution` metric; None: unknown, or there is none.
        at_stake: the sum of what is known; None: nothing is.
        complete: both parts are known (a programme without `contribution` has one part).
    """

    partner: str
    ladder: str
    held: str
    falls_to: str
    due_on: date
    benefits: float | None
    contribution: float | None
    at_stake: float | None
    complete: bool


class Stakes:
    """Values of one programme version."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._terms: dict[frozenset[str], Terms] = {}

    def terms(self, situation: Situation) -> Terms:
        given = situation.given
        if given not in self._terms:
            self._terms[given] = Terms(self.programme.metrics, given)
        return self._terms[given]

    def benefits(
        self, situation: Situation, ladder: str, tier: str, held: str | None
    ) -> float | None:
        """Yearly value of the benefits of a tier, less those of the one held; None: unknown.

        A benefit with a rule of its own counts where the rule is met today.
        """
        gained, had = (self._of(situation, ladder, name) for name in (tier, held))
        worth = [self.worth(benefit, situation) for benefit in gained if benefit not in had]
        lost = [self.worth(benefit, situation) for benefit in had if benefit not in gained]
        if None in worth or None in lost:
            return None
        return round(sum(filter(None, worth)) - sum(filter(None, lost)), 6)

    def worth(self, benefit: Benefit, situation: Situation) -> float | None:
        """`cost` + `share` x `of`, by what is known today; None where `of` is not known."""
        if benefit.of is None or benefit.share == 0:
            return benefit.cost
        amount = self.value(benefit.of, situation)
        return None if amount is None else benefit.cost + benefit.share * max(amount, 0.0)

    def value(self, metric: str, situation: Situation) -> float | None:
        """A metric's value on the day; None where it is unknown or only partly known."""
        low, high = read(self.terms(situation).term(metric), situation.metrics)
        return round(low, 9) if low == high else None

    def _of(self, situation: Situation, ladder: str, tier: str | None) -> list[Benefit]:
        terms = self.terms(situation)
        return [
            benefit
            for benefit in self.programme.benefits
            if benefit.ladder == ladder
            and tier in benefit.tiers
            and reached(goal_of(benefit.requires, terms, situation), situation.metrics)
        ]

    def at_risk(self, pending: Pending) -> AtRisk:
        """What one pending demotion puts at stake."""
        where, metric = pending.situation, self.programme.contribution
        benefits = self.benefits(where, pending.ladder, pending.held, pending.falls_to)
        brings = None if metric is None else self.value(metric, where)
        known = [amount for amount in (benefits, brings) if amount is not None]
        return AtRisk(
            partner=where.partner,
            ladder=pending.ladder,
            held=pending.held,
            falls_to=pending.falls_to,
            due_on=pending.due_on,
            benefits=benefits,
            contribution=brings,
            at_stake=round(sum(known), 6) if known else None,
            complete=benefits is not None and (metric is None or brings is not None),
        )


def ranked_at_risk(programme: Programme, pending: Iterable[Pending]) -> tuple[AtRisk, ...]:
    """Pending demotions: most money first, of equals the earliest day, then by partner. Those of
    which nothing is known come last."""
    stakes = Stakes(programme)
    return tuple(sorted(map(stakes.at_risk, pending), key=_rank))


def _rank(risk: AtRisk) -> tuple[bool, float, date, str, str]:
    money = risk.at_stake
    return money is None, -(money or 0.0), risk.due_on, risk.partner, risk.ladder
