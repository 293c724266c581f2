"""What a partner did beside ordering, in sentences with its own numbers."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.i18n.message import Message, MsgId
from scorecard.risk.days import day_of
from scorecard.risk.evidence import WINDOW, Evidence
from scorecard.risk.rhythm import YEAR
from scorecard.risk.signals import unanswered

UNHAPPY = 6  # of 10: detractors answer this or less
FALLING = ("deal", "deal_moved", "engagement")
SIGNALS: dict[str, MsgId] = {
    "deal": "Registered {n} deals in the last 90 days, {before} in the nine months before.",
    "deal_moved": (
        "Its deals moved on {n} times in the last 90 days, {before} times in the nine months "
        "before."
    ),
    "registration_refused": "Registrations refused or expired in the last 90 days: {n}.",
    "certificate_ends": "Certificates that ended in the last 90 days or end in the next 90: {n}.",
    "engagement": "Activities in the last 90 days: {n}; in the nine months before: {before}.",
}


def said_by_signals(evidence: Evidence, at: int) -> Iterator[Message]:
    """Sentences on one account's events; none where they say nothing unusual."""
    book, own = evidence.book, evidence.own
    for kind, text in SIGNALS.items():
        if kind not in book.events:
            continue
        days, ahead = book.events[kind], WINDOW if kind == "certificate_ends" else 0
        now, end = days.upto(own.at - WINDOW), days.upto(own.at + ahead)
        recent = int(days.total("value", now, end)[at])
        before = int(days.total("value", days.upto(own.at - YEAR), now)[at])
        if recent * 3 < before if kind in FALLING else recent:
            yield Message(text, {"n": recent, "before": before})
    yield from _answer(evidence, at)
    yield from _no_answer(evidence, at)


def _answer(evidence: Evidence, at: int) -> Iterator[Message]:
    """A last answer to the survey that is a detractor's, or is over a year old."""
    answers = evidence.book.events.get("nps")
    if answers is None:
        return
    row = answers.upto(evidence.own.at) - 1
    if row[at] < answers.start[at]:
        return
    score, day = int(answers.sums["value"][row[at]]), int(answers.day[row[at]])
    if score <= UNHAPPY:
        yield Message(
            "Gave the score {score} of 10 on {day}.", {"score": score, "day": day_of(day)}
        )
    if day <= evidence.own.at[at] - YEAR:
        yield Message(
            "Answered the survey before, last on {day}, and not in the last 12 months.",
            {"day": day_of(day)},
        )


def _no_answer(evidence: Evidence, at: int) -> Iterator[Message]:
    """Invitations of the last year that came after its last answer."""
    if "nps_invited" not in evidence.book.events:
        return
    invited = evidence.book.events["nps_invited"]
    first, end = unanswered(evidence.book, evidence.own)
    n = int(end[at] - first[at])
    if n > 0:
        yield Message(
            "Was asked in the survey on {day} and has not answered.",
            {"day": day_of(invited.day[end[at] - 1])},
        )
