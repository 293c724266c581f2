"""What the page "At risk" says in sentences: the answer, ages, certainty, the track record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from scorecard.i18n.message import Message, Money, MsgId, Share
from scorecard.risk.alert_kinds import OUTCOME_NAMES, AlertOutcome
from scorecard.risk.alert_views import (
    AlertLine,
    AtRiskPage,
    Estimate,
    LiveRecord,
    MethodRecord,
    PartnerAlerts,
    TrackRecord,
)

METHODS: dict[str, MsgId] = {
    "recency": "Recency",
    "rfm": "RFM",
    "bgnbd": "BG/NBD",
    "model": "This model",
}
OWN = "model"
CERTAINTIES: dict[str, MsgId] = {
    "high": "High certainty",
    "medium": "Medium certainty",
    "low": "Low certainty",
}
GROUPS: dict[str, MsgId] = {
    "distributor": "Distributor {name}",
    "market": "Market {name}",
    "brand": "Brand {name}",
    "all": "All partners",
}
NAMED = 3  # people named in the answer
LEAST = 0.01  # probabilities below it are said as "under 1%"
WEEKS, LONGEST = 2, 365  # how long a snooze is at first, in weeks; at most, in days


def headline(page: AtRiskPage, record: TrackRecord) -> tuple[Message, ...]:
    """The answer: money at stake, how many partners, who acts, what is beyond the budget."""
    if page.nothing is not None:
        return (page.nothing,)
    return (*_inbox(page), *_beyond(page), *_who(page), *_kept(record))


def _inbox(page: AtRiskPage) -> Iterator[Message]:
    totals = page.totals
    if totals.n_inbox:
        yield Message(
            "{money} at stake with {n} partner this week.",
            {"money": Money(totals.inbox_minor, page.stamp.currency)},
            "{money} at stake with {n} partners this week.",
            totals.n_inbox,
        )
    elif page.day is not None:
        yield Message("Nothing new since {day}.", {"day": page.day})


def _beyond(page: AtRiskPage) -> Iterator[Message]:
    totals = page.totals
    if totals.n_queue:
        yield Message(
            "{n} more with {money} is beyond the budget.",
            {"money": Money(totals.queue_minor, page.stamp.currency)},
            "{n} more with {money} are beyond the budget.",
            totals.n_queue,
        )


def _who(page: AtRiskPage) -> Iterator[Message]:
    handlers = [handler_of(one) for one in page.inbox]
    people = list(dict.fromkeys(name for name in handlers if name))
    if len(people) == 1:
        yield Message("{name} acts.", {"name": people[0]})
    elif 1 < len(people) <= NAMED:
        names = {"names": ", ".join(people[:-1]), "last": people[-1]}
        yield Message("{names} and {last} act.", names)
    elif people:
        yield Message("{n} people act.", {"n": len(people)})
    alone = sum(not name for name in handlers)
    if alone:
        yield Message(
            "{n} has nobody to act.", {"n": alone}, "{n} have nobody to act.", alone
        )  # fmt: skip


def _kept(record: TrackRecord) -> Iterator[Message]:
    live = record.live[0] if record.live else None
    if live is not None and live.n_closed and live.right.value is not None:
        yield Message(
            "{share} of {n} closed alert was right.",
            {"share": Share(live.right.value)},
            "{share} of {n} closed alerts were right.",
            live.n_closed,
        )


def handler_of(partner: PartnerAlerts) -> str:
    """Who is to act on a partner: whom its first assigned alert went to, else its owner."""
    return next((one.assigned_to for one in partner.alerts if one.assigned_to), partner.owner)


def judged(page: AtRiskPage) -> Message | None:
    """When and for which week; None before the first verdict."""
    if page.day is None:
        return None
    return Message(
        "{n} partner judged on {day}; week of {monday} to {sunday}.",
        {"day": page.day, "monday": page.week[0], "sunday": page.week[1]},
        "{n} partners judged on {day}; week of {monday} to {sunday}.",
        page.n_partners,
    )


def age(line: AlertLine, today: date) -> Message:
    """How long ago an alert was first raised."""
    days = max((today - line.fired_on).days, 0)
    if not days:
        return Message("raised today")
    return Message("raised {n} day ago", {}, "raised {n} days ago", days)


def repeated(line: AlertLine) -> Message | None:
    """That the same has been raised before."""
    if not line.times:
        return None
    return Message("raised {n} time before", {}, "raised {n} times before", line.times)


def snoozed(line: AlertLine) -> Message:
    """Until when an alert sleeps."""
    if line.snoozed_until is None:
        return Message("until it gets worse")
    return Message("until {day}", {"day": line.snoozed_until})


def chance(value: float) -> Message:
    """A probability in whole per cent; never "0%" for what can happen."""
    if 0 < value < LEAST:
        return Message("under {share}", {"share": Share(LEAST)})
    return Message("{share}", {"share": Share(value)})


def snooze_days(today: date) -> tuple[date, date, date]:
    """The first day a snooze may end, the one offered, the last."""
    return (
        today + timedelta(days=1), today + timedelta(weeks=WEEKS), today + timedelta(days=LONGEST)
    )  # fmt: skip


def group_name(line: AlertLine) -> Message:
    return Message(GROUPS.get(line.kind, "{name}"), {"name": line.name})


def against(record: TrackRecord) -> tuple[Message, ...]:
    """What the backtest says in two sentences: right within the budget, and against recency."""
    own = _method(record, OWN)
    plain = _method(record, "recency")
    found: list[Message] = []
    if own is not None and own.precision.value is not None and record.base is not None:
        found.append(
            Message(
                "Of the {budget} of partners it names first, {share} then stopped; by chance it "
                "would be {base}.",
                {
                    "budget": Share(record.budget),
                    "share": Share(own.precision.value),
                    "base": Share(record.base),
                },
            )
        )
    caught = own.captured.value if own else None
    other = plain.captured.value if plain else None
    if caught is not None and other is not None:
        found.append(
            Message(
                "The tenth with most at stake held {share} of the money that was then lost, "
                "against {other} by recency.",
                {"share": Share(caught), "other": Share(other)},
            )
        )
    return (*found, *_warning(record))


def _warning(record: TrackRecord) -> Iterator[Message]:
    if record.silent_days is not None:
        yield Message(
            "Right rhythm alerts came {n} days after the true last order (median).",
            {"n": round(record.silent_days)},
        )
    if record.days_before is not None:
        yield Message(
            "That is {n} days before the silence reached 90 days.",
            {"n": round(record.days_before)},
        )


def _method(record: TrackRecord, name: str) -> MethodRecord | None:
    return next((one for one in record.methods if one.method == name), None)


def days_judged(record: TrackRecord) -> Message | None:
    """On how many days of the past, with how many partners."""
    if record.first is None or record.last is None:
        return None
    return Message(
        "{n} day between {first} and {last} judged as if it were today, about {partners} "
        "partners each; only what was known then counts. Ranges hold 90% of what chance would "
        "give.",
        {"first": record.first, "last": record.last, "partners": record.n_partners},
        "{n} days between {first} and {last} judged as if each were today, about {partners} "
        "partners each; only what was known then counts. Ranges hold 90% of what chance would "
        "give.",
        record.n_days,
    )


def outcomes(live: LiveRecord) -> tuple[Message, ...]:
    """`Recovered 3`, in the order of the outcomes, those that there were."""
    return tuple(
        Message("{outcome} {n}", {"outcome": Message(OUTCOME_NAMES[one]), "n": live.outcomes[one]})
        for one in AlertOutcome
        if live.outcomes.get(one)
    )


def estimated(found: Estimate) -> tuple[float, float, float] | None:
    """(value, low, high); low and high are the value where there is no range."""
    if found.value is None:
        return None
    low = found.value if found.low is None else found.low
    return found.value, low, found.value if found.high is None else found.high
