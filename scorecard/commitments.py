"""What both sides promised in a review, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Side(StrEnum):
    VENDOR = "vendor"
    PARTNER = "partner"


class Outcome(StrEnum):
    """OPEN: nobody has said yet what came of it."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY = "partly"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as it is made: what, who on which side, by when, how it will be seen."""

    side: Side
    text: str
    owner: str
    due_on: date
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of the review of a quarter (`period`, a key such as 2026Q2), with its outcome.

    The review of the quarter after opens with it. `happened` says what came of it.
    """

    commitment_id: int
    partner_code: str
    period: str
    promise: Promise
    outcome: Outcome = Outcome.OPEN
    happened: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a side's commitments were kept, partly kept, missed, or have no result."""

    n: int
    kept: int
    partly: int
    missed: int
    open: int


def tally(commitments: tuple[Commitment, ...], side: Side | None = None) -> Tally:
    """Count the outcomes of one side, or of both."""
    own = [one.outcome for one in commitments if side in (None, one.promise.side)]
    return Tally(
        n=len(own),
        kept=own.count(Outcome.KEPT),
        partly=own.count(Outcome.PARTLY),
        missed=own.count(Outcome.MISSED),
        open=own.count(Outcome.OPEN),
    )
