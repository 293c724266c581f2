"""Tiers of all partners over time, with what decided them at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from scorecard.programme.book import Book
from scorecard.programme.engine import Replay
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

    def programme_on(self, day: date) -> Programme:
        """The version that rules a day."""
        ruling = [one for one in self.programmes if one.valid_from <= day]
        return ruling[-1] if ruling else self.programmes[0]

    def held_before(self, day: date) -> dict[str, Any]:
        """By ladder the tiers held just before a day, for rules that look at them."""
        return self.replay.held_on(date.fromordinal(day.toordinal() - 1))
