"""The threshold designer: what a changed programme would do to whom, at what cost.

Both programmes are put to the same day: who holds which tier if everybody was reviewed on it,
without cadence and grace. So all that differs comes from the change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from scorecard.access import Scope
from scorecard.errors import DefinitionError
from scorecard.ports import ReadPort
from scorecard.programme import engine
from scorecard.programme.benefits import entitled, yearly_cost
from scorecard.programme.bounds import MET, Floats
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.held import Held, Tiers
from scorecard.programme.schema import Programme
from scorecard.programme.sharing import share, shared_metrics
from scorecard.tier_history import TierHistory
from scorecard.usecases.tier_look import Look


@dataclass(frozen=True)
class Outcome:
    """A tier under one programme: partners, yearly benefit cost and contribution.

    Money is in the programme's currency; `unknown` partners are in neither sum of which their
    part is not known. contribution None: the programme names no such metric.
    """

    n: int
    cost: float
    contribution: float | None
    unknown: int


@dataclass(frozen=True)
class DesignedTier:
    tier: str
    label: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True)
class Mover:
    """A partner whose tier would be another one; tiers by label."""

    partner_code: str
    name: str
    region: str
    before: str
    after: str


@dataclass(frozen=True)
class Consequences:
    """Args:
    tiers: lowest first.
    rises, falls: by how far, then by code.
    """

    day: date
    currency: str
    tiers: tuple[DesignedTier, ...]
    rises: tuple[Mover, ...]
    falls: tuple[Mover, ...]

    def total(self, what: str, *, after: bool) -> float:
        """`cost` or `contribution` of all tiers."""
        sides = [one.after if after else one.before for one in self.tiers]
        return float(sum(getattr(side, what) or 0.0 for side in sides))


class Designer:
    """One ladder of a saved programme on one day; drafts of it are judged against it.

    What both have in common is worked out once.
    """

    def __init__(
        self, reads: ReadPort, scope: Scope, history: TierHistory, day: date, base: Programme,
        ladder: str = "",
    ) -> None:  # fmt: skip
        """
        Raises:
            DefinitionError: the programme has no such ladder.
        """
        ruling = history.programme_on(day).ladders
        look = Look.at(reads, scope, history, day, ladder if ruling else "")
        self.ladder = engine.ladder_of(base, look.ladder.ladder)
        self.day, self._look, self._history = day, look, history
        there = history.evaluation(day)
        self._held = there.held
        self._base = there if base == there.programme else self._evaluation(base, there)
        self._seen = np.isin(history.book.partners, look.standing.index)
        about = history.attributes.reindex(history.book.partners)
        names = ("partner_code", "name", "region")
        self._about = [about[name].fillna("").astype(str).to_numpy() for name in names]
        self._before = self._tiers(self._base)
        self._outcomes = self._judged(self._base, self._before)

    def consequences(self, draft: Programme) -> Consequences:
        """
        Raises:
            DefinitionError: the draft has other tiers in this ladder.
        """
        ladder = engine.ladder_of(draft, self.ladder.ladder)
        if engine.tier_names(ladder) != engine.tier_names(self.ladder):
            raise DefinitionError(f"the tiers of {ladder.ladder} are others in the draft")
        evaluation = self._evaluation(draft, self._base)
        after = self._tiers(evaluation)
        outcomes = self._judged(evaluation, after)
        tiers = tuple(
            DesignedTier(tier.tier, tier.label or tier.tier, *sides)
            for tier, *sides in zip(ladder.tiers, self._outcomes, outcomes, strict=True)
        )
        return Consequences(
            self.day, draft.currency, tiers, self._movers(after, 1), self._movers(after, -1)
        )

    def _evaluation(self, programme: Programme, known: Evaluation) -> Evaluation:
        """Rules of a programme with the metrics that another evaluation shares with it."""
        made = Evaluation(programme, self._history.book, self.day, self._held)
        share(known, made, shared_metrics(known.programme, programme))
        return made

    def _tiers(self, evaluation: Evaluation) -> Tiers:
        """Who would hold what: up to what is earned, down to what is not refuted."""
        ladder = engine.ladder_of(evaluation.programme, self.ladder.ladder)
        earned, possible = evaluation.standing(ladder)
        now = self._held.now.get(ladder.ladder)
        held = np.zeros(evaluation.n, np.int8) if now is None else np.maximum(now, 0)
        after: Tiers = np.maximum(earned, np.minimum(held, possible)).astype(np.int8)
        return np.where(self._seen, after, -1).astype(np.int8)

    def _judged(self, evaluation: Evaluation, tiers: Tiers) -> list[Outcome]:
        cost = self._cost(evaluation, tiers)
        brings = self._brings(evaluation)
        found = []
        for place in range(len(self.ladder.tiers)):
            there = tiers == place
            known = there & ~np.isnan(cost) & (True if brings is None else ~np.isnan(brings))
            found.append(Outcome(
                n=int(there.sum()),
                cost=round(float(np.nansum(cost[there])), 2),
                contribution=None if brings is None else
                round(float(np.nansum(brings[there])), 2),
                unknown=int(there.sum() - known.sum()),
            ))  # fmt: skip
        return found

    def _cost(self, evaluation: Evaluation, tiers: Tiers) -> Floats:
        """Yearly cost of each partner's benefits in this ladder, if it held these tiers."""
        now = {**self._held.now, self.ladder.ladder: tiers}
        held = replace(self._held, now=now) if self._held.now else Held(before=now, now=now)
        then = Evaluation(evaluation.programme, evaluation.book, self.day, held)
        share(evaluation, then, frozenset(evaluation.programme.metrics))
        total = np.zeros(evaluation.n)
        for benefit in evaluation.programme.benefits:
            if benefit.ladder in (None, self.ladder.ladder):
                has = entitled(then, benefit) == MET
                total = total + np.where(has, yearly_cost(then, benefit), 0.0)
        return total

    def _brings(self, evaluation: Evaluation) -> Floats | None:
        metric = evaluation.programme.contribution
        if metric is None:
            return None
        low, high = evaluation.metric(metric)
        return np.where(low == high, low, np.nan)

    def _movers(self, after: Tiers, side: int) -> tuple[Mover, ...]:
        """Who rises (`side` 1) or falls (-1)."""
        step = (after.astype(int) - self._before) * side
        codes, names, regions = self._about
        there = np.flatnonzero(step > 0)
        order = there[np.lexsort((codes[there].astype("U"), -step[there]))]
        labels = np.array([self._look.labels[tier] for tier in engine.tier_names(self.ladder)])
        rows = zip(
            codes[order], names[order], regions[order], labels[self._before[order]],
            labels[after[order]], strict=True,
        )  # fmt: skip
        return tuple(Mover(*map(str, row)) for row in rows)
