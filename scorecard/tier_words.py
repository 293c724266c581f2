"""What is said of tiers: requirements, obstacles, ways and movements, not yet spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from scorecard.i18n.message import Message, Money, MsgId, Number, Param, Share
from scorecard.money import to_minor
from scorecard.programme.goals import Obstacle
from scorecard.programme.path import Blocked, Path, Step
from scorecard.programme.results import Move, Node, Shortfall, Truth
from scorecard.tier_views import TiersPage

Word = Param | Message
NEEDS: dict[str, MsgId] = {
    "at_least": "{label}: {value}, at least {needed} is needed",
    "above": "{label}: {value}, more than {needed} is needed",
    "at_most": "{label}: {value}, {needed} at most is allowed",
    "below": "{label}: {value}, less than {needed} is needed",
}
OTHERS: dict[str, MsgId] = {
    "attribute": "{label}: {value}, must be {needed}",
    "holds": "{label}: {value} is held, {needed} is needed",
    "previous": "{label}: {value} was held before, {needed} is needed",
    "not": "{label}: must not be so",
}
OBSTACLES: dict[Obstacle, MsgId] = {
    Obstacle.GATE: "{label}: a person has to decide it.",
    Obstacle.HOLDS: "{label}: {needed} has to be held first.",
    Obstacle.TIME: "{label}: only time brings it.",
    Obstacle.ATTRIBUTE: "{label}: it has to be {needed}, which no action changes.",
    Obstacle.UNKNOWN: "{label}: data is missing, so no way can be worked out.",
    Obstacle.NO_ACTION: "{label}: {value} of {needed}; the programme names no action that helps.",
    Obstacle.TOO_SLOW: "{label}: {value} of {needed}; every action takes longer than is left.",
    Obstacle.NOT_ENOUGH: "{label}: {value} of {needed}; all actions together are not enough.",
    Obstacle.FORMULA: "{label}: {value} of {needed}; its formula cannot be planned with.",
}
GROUPS: dict[str, MsgId] = {
    "all": "All of these",
    "any": "One of these",
    "some": "{n} of these",
    "not": "Not so",
    "each": "At the end of each of the last {n} periods",
    "any_day": "On any day of the last {n} months",
}
TRUTHS: dict[Truth, MsgId] = {
    Truth.MET: "Met",
    Truth.NOT_MET: "Not met",
    Truth.UNKNOWN: "Not known",
}
MOVES: dict[Move, MsgId] = {
    Move.ENTRY: "Joined",
    Move.UP: "Rose",
    Move.DOWN: "Fell",
    Move.WARNED: "Warned",
    Move.RECOVERED: "Recovered",
    Move.MIGRATED: "Carried over",
}


def quantity(value: float | str | None, unit: str, currency: str) -> Word:
    """A value of a metric in its unit; unknown ones by that word."""
    if value is None:
        return Message("not known")
    if isinstance(value, str):
        return value
    match unit:
        case "money":
            return amount(value, currency)
        case "share":
            return Share(value, digits=0 if round(value * 100, 6).is_integer() else 1)
        case "days":
            return Message("{n} day", plural="{n} days", n=round(value))
    return Number(value, digits=0 if float(value).is_integer() else 2)


def amount(value: float, currency: str, *, compact: bool = True) -> Money:
    """Money of the programme, whose amounts are no minor units."""
    return Money(to_minor(Decimal(repr(float(value))), currency), currency, compact)


def one_after_other(said: Sequence[Word]) -> Word:
    """`a, b, c`."""
    if not said:
        return ""
    joined = said[0]
    for more in said[1:]:
        joined = Message("{first}, {more}", {"first": joined, "more": more})
    return joined


def headline(page: TiersPage) -> tuple[Message, ...]:
    """Who stands where, who moved, who is about to fall."""
    counts = [
        Message("{n} {tier}", {"n": rung.n, "tier": rung.label}) for rung in reversed(page.rungs)
    ]
    moves = [move.move for move in page.moves]
    rose, fell = moves.count(Move.UP), moves.count(Move.DOWN)
    moved = Message(
        "Since {day}, {rose} and {fell}.",
        {"day": page.since,
         "rose": Message("{n} partner rose", plural="{n} partners rose", n=rose),
         "fell": Message("{n} fell", plural="{n} fell", n=fell)},
    )  # fmt: skip
    stands = Message("{counts}.", {"counts": one_after_other(counts)})
    return (stands, *_not_known(page), moved, *_about_to_fall(page))


def _not_known(page: TiersPage) -> tuple[Message, ...]:
    if not page.n_not_known:
        return ()
    return (Message(
        "For {n} of them data is missing: it may have earned more.", {},
        "For {n} of them data is missing: they may have earned more.", page.n_not_known,
    ),)  # fmt: skip


def _about_to_fall(page: TiersPage) -> tuple[Message, ...]:
    days = {one.due_on for one in page.pending}
    if not days:
        return (Message("Nobody is about to lose a tier."),)
    n, first = len(page.pending), min(days)
    if len(days) == 1:
        return (Message(
            "{n} will lose its tier on {day} unless it is earned again.", {"day": first},
            "{n} will lose their tier on {day} unless it is earned again.", n,
        ),)  # fmt: skip
    return (Message(
        "{n} will lose its tier unless it is earned again, the first on {day}.", {"day": first},
        "{n} will lose their tier unless it is earned again, the first on {day}.", n,
    ),)  # fmt: skip


def lacking(missing: Iterable[Shortfall], currency: str) -> tuple[Message, ...]:
    """What is not met, one sentence each; requirements of one choice are one sentence."""
    plain: list[Message] = []
    choices: dict[str, list[Word]] = {}
    for one in missing:
        if one.choice:
            choices.setdefault(one.choice.split("/")[0], []).append(shortfall(one, currency))
        else:
            plain.append(shortfall(one, currency))
    for options in choices.values():
        either = options[0]
        for other in options[1:]:
            either = Message("{first} or {other}", {"first": either, "other": other})
        plain.append(either if isinstance(either, Message) else Message("{text}", {"text": either}))
    return tuple(plain)


def shortfall(one: Shortfall, currency: str) -> Message:
    """`Certified people: 1, at least 2 is needed`."""
    told: dict[str, Word] = {
        "label": one.label,
        "value": quantity(one.value, one.unit, currency),
        "needed": quantity(one.needed, one.unit, currency),
    }
    if one.kind == "gate":
        return _gate(one.label, one.state)
    if one.kind == "metric" and one.needed is None:
        return Message("{label}: the programme sets no number for this partner", told)
    if one.bound:
        return Message(NEEDS[one.bound], told)
    return Message(OTHERS.get(one.kind, "{label}"), told)


def node(one: Node, currency: str) -> Message:
    """A requirement of an explanation, or the head of a group of them."""
    told: dict[str, Word] = {
        "label": one.label or one.subject,
        "value": quantity(one.value, one.unit, currency),
        "needed": quantity(one.needed, one.unit, currency),
    }
    if one.kind in GROUPS:
        return Message(GROUPS[one.kind], {"n": int(one.needed or 0)})
    if one.kind == "gate":
        return _gate(str(told["label"]), one.state)
    if one.kind == "part":
        return _part(one, told)
    if one.kind == "metric" and one.needed is None:
        return Message("{label}: the programme sets no number for this partner", told)
    return Message(NEEDS[one.bound] if one.bound else OTHERS.get(one.kind, "{label}"), told)


def _part(one: Node, told: dict[str, Word]) -> Message:
    if one.earned is None:
        return Message("{label}: {value}", told)
    told["points"] = quantity(round(one.earned, 2), "points", "")
    if one.most is None:
        return Message("{label}: {value}, {points} points", told)
    told["most"] = quantity(round(one.most, 2), "points", "")
    return Message("{label}: {value}, {points} of {most} points", told)


def _gate(label: str, state: Truth) -> Message:
    if state is Truth.UNKNOWN:
        return Message("{label}: not decided yet", {"label": label})
    if state is Truth.MET:
        return Message("{label}: granted", {"label": label})
    return Message("{label}: not granted", {"label": label})


def step(one: Step, currency: str) -> Message:
    """`2 × Certify a person (€1,800, 45 days)`."""
    told: dict[str, Word] = {
        "units": one.units, "action": one.label, "cost": amount(one.cost, currency),
        "days": Message("{n} day", plural="{n} days", n=one.lead_days),
    }  # fmt: skip
    if one.units == 1:
        return Message("{action} ({cost}, {days})", told)
    return Message("{units} × {action} ({cost}, {days})", told)


def obstacle(one: Blocked, currency: str, unit: str = "count") -> Message:
    """Why no action reaches a requirement, in one sentence."""
    told: dict[str, Word] = {
        "label": one.label,
        "value": quantity(one.low, unit, currency),
        "needed": quantity(one.needed, unit, currency),
    }
    return Message(OBSTACLES[one.obstacle], told)


def way(path: Path, currency: str, units: dict[str, str]) -> tuple[Message, ...]:
    """The cheapest actions, then what no action reaches.

    Args:
        units: unit by metric.
    """
    steps = [step(one, currency) for one in path.steps]
    lost = [obstacle(one, currency, units.get(one.subject, "count")) for one in path.blocked]
    return (*steps, *lost)
