"""Sentences of alerts: why the certainty is what it is, and a first question for the call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from scorecard.i18n.message import Message, MsgId
from scorecard.risk.alert_kinds import AlertRule
from scorecard.risk.context import ALL, QuietGroup
from scorecard.risk.days import day_of
from scorecard.risk.doubts import FEW_ORDERS, MANY_ORDERS, in_quiet, late, quiet_a_year_ago
from scorecard.risk.evidence import Evidence
from scorecard.risk.features import Theme
from scorecard.risk.labels import Outcome
from scorecard.risk.reasons import Reason
from scorecard.risk.training import Method

if TYPE_CHECKING:
    from scorecard.risk.finding import Finding

GROUP_QUESTIONS: dict[str, MsgId] = {
    "distributor": "Ask {name}: has the last file been sent, and is it whole?",
    "market": "Ask the distributors of {name}: is a file missing, or what happened there?",
    "brand": "Ask the distributors: do their files still name {name}?",
    ALL: "Ask at home first: are all files of the last weeks in?",
}


def why_sure(evidence: Evidence, quiet: Sequence[QuietGroup]) -> Callable[[int], Message]:
    """Why an account's certainty is what it is: the first thing that lowers it, or what makes
    it high."""
    is_late, quiet_too = late(evidence), in_quiet(evidence, quiet)
    own, same_then = evidence.own, quiet_a_year_ago(evidence)
    learned = evidence.models[Outcome.STOP].method is not Method.PRIOR

    def told(at: int) -> Message:
        n = int(own.n[at])
        if is_late[at]:
            day = day_of(own.at[at])
            return Message("Low: the data of its distributors ends on {day}.", {"day": day})
        if quiet_too[at]:
            return Message("Low: others of its distributor or market are silent too.")
        if n < FEW_ORDERS:
            return Message("Low: it has ordered on {n} days so far.", {"n": n})
        if same_then[at]:
            return Message("Not high: it was silent at this time a year ago as well.")
        if not learned:
            return Message("Not high: there were too few outcomes so far to learn from.")
        if n < MANY_ORDERS:
            return Message("Medium: {n} order days are some, not many.", {"n": n})
        return Message("High: {n} order days of its own, and data up to {day}.",
                       {"n": n, "day": day_of(own.at[at])})  # fmt: skip

    return told


def why_group() -> Message:
    """The certainty of a group's silence."""
    return Message("Low for each partner: a late or partial file is likelier than all of them.")


def question(rule: AlertRule, finding: Finding, reasons: Sequence[Reason]) -> Message:
    """What to ask first."""
    if rule is AlertRule.GROUP:
        return Message(GROUP_QUESTIONS[finding.kind], {"name": finding.group})
    themes = {reason.theme for reason in reasons}
    if rule is AlertRule.LINES:
        return Message("Who delivers now what you no longer order from us?")
    if rule is AlertRule.FADING:
        if Theme.BREADTH in themes:
            return Message("What changed with the lines you stopped: a customer, or a supplier?")
        return Message("You buy less than before: is it your market, our prices, or another brand?")
    if Theme.SIGNALS in themes:
        return Message("What went wrong with us lately, and what would bring you back?")
    if finding.last_on is None:
        return Message("What keeps you from ordering?")
    return Message(
        "Your last order was on {day}: what are you waiting for, or who delivers instead?",
        {"day": finding.last_on},
    )
