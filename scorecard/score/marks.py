"""Points of all measures of a card for many partners, and the scores they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.card_file import WHOLE, Card
from scorecard.kpis.grouping import Ints, divide_half_even
from scorecard.kpis.readings import Flags
from scorecard.score.points import Judged, is_counted, judge
from scorecard.score.sheet import Sheet
from scorecard.views import Status

Cells = npt.NDArray[Any]  # a row a partner, a column a measure


@dataclass(frozen=True)
class Marks:
    """What the partners of a sheet earn by a card; `judged` holds the measures that count."""

    card: Card
    index: pd.Index
    judged: tuple[Judged, ...]

    @cached_property
    def weights(self) -> Ints:
        return np.array([one.measure.weight for one in self.judged], dtype="int64")

    @cached_property
    def points_e2(self) -> Cells:
        """Hundredths of points, 0 where there is no value."""
        return self._cells([one.points_e2 for one in self.judged], "int64")

    @cached_property
    def applies(self) -> Cells:
        return self._cells([one.column.applicable for one in self.judged], "int64")

    @cached_property
    def known_e2(self) -> Ints:
        """Weight of what is known, in hundredths of the card."""
        known = self._cells([one.column.known for one in self.judged], "int64")
        found: Ints = known @ self.weights
        return found

    @cached_property
    def scores_e2(self) -> Ints:
        """Hundredths of points, half to even; of everybody, also where too little is known."""
        earned, weight = self.points_e2 @ self.weights, self.applies @ self.weights
        return divide_half_even(earned, np.maximum(weight, 1))

    @cached_property
    def has_score(self) -> Flags:
        return is_enough(self.known_e2, int(self.weights.sum()), self.card)

    @property
    def statuses(self) -> list[str]:
        red = np.zeros(len(self.index), dtype="bool")
        for one in self.judged:
            red |= one.measure.red_flag & one.at_floor
        return statuses(self.scores_e2, self.has_score, red, self.card)

    def frame(self) -> pd.DataFrame:
        """`score_e2` (Int64, NA when unknown), `known_e2` (int64) and `status` (str)."""
        score = pd.Series(self.scores_e2, index=self.index, dtype="Int64").mask(~self.has_score)
        status = pd.Series(self.statuses, index=self.index, dtype="str")
        columns = {"score_e2": score, "known_e2": self.known_e2, "status": status}
        return pd.DataFrame(columns, index=self.index)

    def _cells(self, columns: list[Any], kind: str) -> Cells:
        if not columns:
            return np.zeros((len(self.index), 0), dtype=kind)
        return np.column_stack(columns).astype(kind)


def mark(sheet: Sheet, card: Card) -> Marks:
    """Judge the partners of a sheet by a card.

    Raises:
        DefinitionError: the sheet lacks parts of a measure, or an attribute of a target.
    """
    counted = [measure for measure in card.measures if is_counted(measure, sheet)]
    return Marks(card, sheet.index, tuple(judge(measure, sheet) for measure in counted))


def is_enough(known: Ints, measured: int, card: Card) -> Flags:
    """Whether enough is known of a partner to judge it: of the weight that counts here at all."""
    flags: Flags = (known > 0) & (known * WHOLE >= measured * card.status.least_known)
    return flags


def statuses(score_e2: Ints, judged: Flags, red: Flags, card: Card) -> list[str]:
    """Status words: unknown without a score, at risk below its band or with a red flag."""
    bands = card.status
    found = np.select(
        [~judged, red | (score_e2 < 100 * bands.risk_below), score_e2 < 100 * bands.watch_below],
        [Status.UNKNOWN.value, Status.RISK.value, Status.WATCH.value],
        default=Status.GOOD.value,
    )
    listed: list[str] = found.tolist()
    return listed
