"""Tiers of all partners over time, with what decided them at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from scorecard.programme.book import Book
from scorecard.programme.engine import Replay
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.held import Held
from scorecard.programme.schema import Programme


@dataclass(frozen=True)
class TierHistory:
    """Args:
    programmes: versions in the order of their days.
    book: what is known of partners, by their ids.
    attributes: partner_code, name, country, region, partner_type, owner by partner.
    replay: standings and movements from `start` to `as_of`.
    """

    programmes: tuple[Programme, ...]
    book: Book
    attributes: pd.DataFrame
    replay: Replay
    start: date
    as_of: date
    _evaluations: dict[date, Evaluation] = field(default_factory=dict, repr=False)

    def programme_on(self, day: date) -> Programme:
        """The version that rules a day."""
        ruling = [one for one in self.programmes if one.valid_from <= day]
        return ruling[-1] if ruling else self.programmes[0]

    def evaluation(self, day: date) -> Evaluation:
        """The rules of a day for all partners, with the tiers held just before it."""
        if day not in self._evaluations:
            before = self.replay.held_on(day - timedelta(days=1))
            held = Held(before=before, now=self.replay.held_on(day))
            self._evaluations[day] = Evaluation(self.programme_on(day), self.book, day, held)
        return self._evaluations[day]
