"""What the page of reviews shows: which are due and with whom, how ready, what was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from scorecard.commitments import Tally
from scorecard.period import Period
from scorecard.reports.qbr.outline import Edition
from scorecard.views import SourceFreshness, Stamp, Status


@dataclass(frozen=True, slots=True)
class DeckKept:
    """A deck that was made; `deck_id` opens its outline (`ReviewReads.deck_outline`)."""

    deck_id: int
    partner_code: str
    name: str
    period: str
    edition: Edition
    language: str
    data_version: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class TemplateKept:
    """The vendor's template that decks are made with."""

    template_id: int
    name: str
    n_bytes: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DueReview:
    """One partner's review of a quarter and how ready it is.

    Args:
        due_on: the last day on which it should have been held. days_left: until then.
        late: names of this partner's distributors whose file is late.
        no_target: no revenue target for the quarter.
        known: share of the scorecard that is known, 0..1.
        promised: commitments of the review before, by outcome; `open` ones lack a result.
        planned: commitments already made for the next quarter.
        deck: the latest deck of this quarter, if one was made.
    """

    partner_code: str
    name: str
    owner: str
    tier: str
    region: str
    status: Status
    score: float | None
    net_minor: int
    due_on: date
    days_left: int
    late: tuple[str, ...]
    no_target: bool
    known: float
    promised: Tally
    planned: int
    deck: DeckKept | None

    @property
    def ready(self) -> bool:
        """Nothing is missing that would have to be said in the meeting."""
        return not self.late and not self.no_target and self.promised.open == 0


@dataclass(frozen=True)
class ReviewsPage:
    """Args:
    due: reviews of the quarter without a deck first, then by day and by revenue.
    n_due: all of the scope; `due` is this page of them. n_made: with a deck.
    promised: commitments of the quarter before over all partners of the scope.
    """

    period: Period
    stamp: Stamp
    closed: bool
    due: tuple[DueReview, ...]
    n_due: int
    n_made: int
    n_ready: int
    promised: Tally
    freshness: tuple[SourceFreshness, ...]
