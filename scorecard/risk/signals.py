"""What a partner does beside ordering: deals, certificates, visits, answers.

Events come by kind as dated rows, so that the past can be seen as it was seen then.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scorecard.errors import DefinitionError, did_you_mean
from scorecard.risk.book import AHEAD, OrderBook
from scorecard.risk.days import Days, Floats, Ints
from scorecard.risk.orders import event_days
from scorecard.risk.rhythm import YEAR, Rhythm

KINDS = (
    "deal",  # a deal or registration, by the day it was registered
    "deal_moved",  # a deal's step to a stage, by its day: deals that stall have none
    "registration_refused",  # by the day of the refusal or expiry
    "certificate_ends",  # by the last day of validity, which is known before it comes
    "engagement",  # visit, training, event; `value` counts them
    "nps",  # an answer, by its day; `value` is the score of 0 to 10
    "nps_invited",  # an invitation to a survey, by its day
)

PATIENCE = 30  # days that an invitation may wait for its answer
FAR_PAST = -(10**6)  # day number before all days


def with_events(book: OrderBook, events: Mapping[str, pd.DataFrame]) -> OrderBook:
    """The book with events: kind -> frame of `partner`, `date`, `value`, and `received` if known.

    Raises:
        DefinitionError: an unknown kind.
    """
    for kind in events:
        if kind not in KINDS:
            raise DefinitionError(f"no kind of event {kind!r}{did_you_mean(kind, list(KINDS))}")
    made = {kind: event_days(book.accounts, frame) for kind, frame in events.items()}
    return OrderBook(book.accounts, book.orders, book.returns, book.things, made)


def signals(book: OrderBook, rhythm: Rhythm, horizon: int) -> dict[str, Floats]:
    """Features of the events of each kind that the book holds."""
    found: dict[str, Floats] = {}
    for kind, days in book.events.items():
        if kind in AHEAD:
            ends = days.upto(rhythm.at + horizon) - days.upto(rhythm.at - 90)
            found[f"{kind}_soon"] = np.log1p(ends)
        elif kind == "nps":
            found |= _answers(days, rhythm)
        elif kind == "nps_invited":
            first, last = unanswered(book, rhythm)
            found["nps_unanswered"] = np.log1p(last - first)
        else:
            found |= _activity(kind, days, rhythm)
    return found


def _activity(kind: str, days: Days, rhythm: Rhythm) -> dict[str, Floats]:
    now, end = days.upto(rhythm.at - 90), days.upto(rhythm.at)
    year = days.upto(rhythm.at - YEAR)
    recent, before = days.total("value", now, end), days.total("value", year, now)
    return {
        f"{kind}_recent": np.log1p(recent),
        f"{kind}_change": np.log((recent + 1) / (before * 90 / (YEAR - 90) + 1)),
    }


def _answers(days: Days, rhythm: Rhythm) -> dict[str, Floats]:
    """The last score against 8, and whether a partner who answered before now keeps silent."""
    begin, end = days.start[:-1], days.upto(rhythm.at)
    year = days.upto(rhythm.at - YEAR)
    score = days.value("value", end - 1, 8)
    return {
        "nps_last": score - 8.0,
        "nps_silent": ((end > begin) & (end == year)).astype(float),
    }


def unanswered(book: OrderBook, rhythm: Rhythm) -> tuple[Ints, Ints]:
    """First and end row of each account's invitations of the last year that are over 30 days old
    and came after its last answer."""
    invited, answers = book.events["nps_invited"], book.events.get("nps")
    answered = np.full(len(book), FAR_PAST, np.int64)
    if answers is not None and len(answers):
        row = answers.upto(rhythm.at) - 1
        days = answers.day[np.clip(row, 0, None)]
        answered = np.where(row >= answers.start[:-1], days, FAR_PAST)
    end = invited.upto(rhythm.at - PATIENCE)
    first = invited.upto(np.maximum(rhythm.at - YEAR, answered))
    return np.minimum(first, end), end
