"""Situations of partners for the planner, as the tier engine sees them on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from scorecard.programme import engine
from scorecard.programme.book import Book
from scorecard.programme.bounds import MET, UNKNOWN
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.goals import Situation
from scorecard.programme.metrics import FormulaMetric, IndexMetric, PointsMetric
from scorecard.programme.results import Truth
from scorecard.programme.rules import Rule, Threshold
from scorecard.programme.schema import Programme
from scorecard.programme.terms import Interval


class Situations:
    """Situations of any partners of a book; what all of them share is looked up once.

    Args:
        held: as for `engine.standings`: tiers held, by ladder.
    """

    def __init__(
        self, programme: Programme, book: Book, day: date, held: engine.Holdings | None = None
    ) -> None:
        self._evaluation = Evaluation(programme, book, day, engine.as_held(programme, book, held))
        self._columns = {name: self._evaluation.metric(name) for name in programme.metrics}
        self._given = {name: self._supplied(name) for name in programme.metrics}

    def _supplied(self, name: str) -> np.ndarray:
        """Where a calculated metric has a supplied value instead."""
        found = self._evaluation
        metric = found.programme.metrics[name]
        if not isinstance(metric, (FormulaMetric, PointsMetric, IndexMetric)):
            return np.zeros(found.n, dtype=bool)
        given = found.book.metric(name, metric, found.day, found.programme)
        if given is None:
            return np.zeros(found.n, dtype=bool)
        return np.broadcast_to(~(np.isinf(given[0]) & np.isinf(given[1])), (found.n,))

    def of(self, partner: Any) -> Situation:
        """
        Raises:
            DefinitionError: for an unknown partner.
        """
        found = self._evaluation
        at = engine.place(found.book, partner)

        def judge(rule: Rule) -> Truth:
            state = found.rule(rule)[at]
            if state == UNKNOWN:
                return Truth.UNKNOWN
            return Truth.MET if state == MET else Truth.NOT_MET

        def limits(threshold: Threshold) -> float | None:
            number = float(found.needed(threshold)[at])
            return None if np.isnan(number) else number

        return Situation(
            partner=str(partner),
            as_of=found.day,
            metrics={name: self._at(name, at) for name in self._columns},
            judge=judge,
            limits=limits,
            given=frozenset(name for name, where in self._given.items() if where[at]),
        )

    def _at(self, name: str, at: int) -> Interval:
        low, high = self._columns[name]
        return float(low[at]), float(high[at])

    def each(self, partners: Iterable[Any]) -> list[Situation]:
        return [self.of(partner) for partner in partners]
