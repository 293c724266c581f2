"""What was promised in the demo programme's last reviews, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from db.reviews import decide, promise
from db.store import Store
from scorecard.access import Viewer
from scorecard.commitments import Outcome, Promise, Side
from scorecard.period import Period, quarter_of

OURS, YOURS = Side.VENDOR, Side.PARTNER
KEPT, PARTLY, MISSED, OPEN = Outcome.KEPT, Outcome.PARTLY, Outcome.MISSED, Outcome.OPEN


@dataclass(frozen=True, slots=True)
class Made:
    """A promise; `weeks` after the quarter before the last began it was due."""

    side: Side
    text: str
    owner: str
    weeks: int
    evidence: str
    outcome: Outcome = OPEN
    happened: str = ""


LAST: dict[str, tuple[Made, ...]] = {
    "P142": (
        Made(OURS, "Answer deal registrations within 24 hours", "Deal desk", 3,
             "Median answer below 24 hours", KEPT, "Median 17 hours over 6 registrations"),
        Made(OURS, "Renewal playbook and joint calls", "Ilinca Văleanu", 9,
             "Playbook sent, two calls held", MISSED, "Playbook sent three weeks late, no call"),
        Made(YOURS, "Weekly pipeline review in the portal", "Radu Munteanu", 5,
             "No stage older than 30 days", MISSED, "Both open deals untouched since August"),
        Made(YOURS, "Call the ten largest customers of last year", "Radu Munteanu", 8,
             "Ten calls on record", PARTLY, "Six of ten calls held"),
        Made(YOURS, "One more certified engineer", "Radu Munteanu", 12,
             "Certificate in the register", KEPT, "Passed on 4 September"),
    ),
    "P064": (
        Made(OURS, "Price exceptions answered in two working days", "Deal desk", 4,
             "Two days at the median", KEPT, "Median one day"),
        Made(YOURS, "Register every deal above EUR 50,000", "Partner lead", 6,
             "Share of registered deals", PARTLY, "Two of five were registered"),
        Made(YOURS, "Campaign for the education segment", "Partner marketing", 10,
             "30 leads", OPEN),
    ),
    "P089": (
        Made(OURS, "Name one contact for orders and claims", "Channel operations", 2,
             "Name in the portal", MISSED, "The contact changed twice"),
        Made(OURS, "Send price lists four weeks ahead", "Product management", 6,
             "Date of the list", KEPT, "Sent on 28 August"),
        Made(YOURS, "Answer the survey with two voices", "Partner lead", 8, "Two answers", KEPT,
             "Three answers"),
    ),
    "P083": (
        Made(OURS, "Go through the way to Gold together", "Partner manager", 4, "Meeting held",
             KEPT, "Held on 30 July"),
        Made(YOURS, "Close the two open security deals", "Partner lead", 11, "Both won", PARTLY,
             "One won, one moved to the next quarter"),
    ),
}  # fmt: skip
NEXT: dict[str, tuple[Made, ...]] = {
    "P064": (
        Made(YOURS, "Three joint call days on the pipeline of next quarter", "Partner lead", 6,
             "Coverage of 2.0"),
        Made(OURS, "Release marketing money for two campaigns", "Channel marketing", 3,
             "Both approved"),
    ),
}  # fmt: skip


def build_reviews(store: Store, viewer: Viewer, as_of: date, known: frozenset[str]) -> None:
    """Record the promises of partners that are there.

    Args:
        known: codes of the programme's partners.
    """
    last = quarter_of(as_of).shift(-1)
    for period, promises in ((last.shift(-1), LAST), (last, NEXT)):
        for code, made in promises.items():
            if code in known:
                _record(store, viewer, code, period, made)


def _record(
    store: Store, viewer: Viewer, code: str, period: Period, promises: tuple[Made, ...]
) -> None:
    begun = datetime.combine(period.end, time(9), tzinfo=UTC)
    for number, one in enumerate(promises):
        at = begun + timedelta(minutes=number)
        due = period.end + timedelta(weeks=one.weeks)
        made = Promise(one.side, one.text, one.owner, due, one.evidence)
        key = promise(store, viewer, code, period.key, made, at=at)
        if one.outcome is not OPEN:
            said_at = begun + timedelta(weeks=13, minutes=number)
            decide(store, viewer, code, key, one.outcome, one.happened, at=said_at)
