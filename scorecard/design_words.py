"""What is said of a draft of the programme: its numbers, who would move, what it would cost."""

from __future__ import annotations

from scorecard.i18n.message import Message, MsgId
from scorecard.tier_words import amount
from scorecard.usecases.designer import Consequences

DIALS: dict[str, MsgId] = {
    "at_least": "{metric}, at least",
    "above": "{metric}, more than",
    "at_most": "{metric}, at most",
    "below": "{metric}, less than",
    "weight": "{metric}, weight",
    "points": "{metric}, points",
    "max": "{metric}, points at most",
    "start": "{metric}, no points at",
    "target": "{metric}, all points at",
}


def design_sentences(found: Consequences) -> tuple[Message, ...]:
    """Who would move, and what the benefits would cost."""
    before, after = (found.total("cost", after=side) for side in (False, True))
    moved = Message(
        "{rise} and {fall}.",
        {"rise": Message("{n} partner would rise", plural="{n} partners would rise",
                         n=len(found.rises)),
         "fall": Message("{n} would fall", plural="{n} would fall", n=len(found.falls))},
    )  # fmt: skip
    if before == after == 0:
        return (moved,)
    told = {"after": amount(after, found.currency), "before": amount(before, found.currency)}
    if round(after - before, 2) == 0:
        return moved, Message("Benefits cost {after} a year as before.", told)
    return moved, Message("Benefits would cost {after} a year instead of {before}.", told)
