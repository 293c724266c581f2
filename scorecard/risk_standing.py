"""How partners stand, for lists and their pages: status, money, and one sentence why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scorecard.i18n.message import Message, MsgId, Share
from scorecard.risk.words import WHY_NOT, Certainty, RiskStatus, WhyNot
from scorecard.views import Status

WORDS: dict[RiskStatus, MsgId] = {
    RiskStatus.SILENT: "Silent",
    RiskStatus.FADING: "Fading",
    RiskStatus.WATCH: "Watch",
    RiskStatus.STEADY: "Steady",
    RiskStatus.UNKNOWN: "Unknown",
}
MEANINGS: dict[RiskStatus, MsgId] = {
    RiskStatus.SILENT: "It has broken its own rhythm, or is about to.",
    RiskStatus.FADING: "It still orders, for less than a third of the money.",
    RiskStatus.WATCH: "Its silence is unusual, a break is likely, or it buys for half the money.",
    RiskStatus.STEADY: "It orders as it usually does.",
    RiskStatus.UNKNOWN: "There is too little to judge it by.",
}
MARKED: dict[RiskStatus, Status] = {
    RiskStatus.SILENT: Status.RISK,
    RiskStatus.FADING: Status.RISK,
    RiskStatus.WATCH: Status.WATCH,
    RiskStatus.STEADY: Status.GOOD,
    RiskStatus.UNKNOWN: Status.UNKNOWN,
}
CERTAINTIES: dict[Certainty, MsgId] = {
    Certainty.HIGH: "high",
    Certainty.MEDIUM: "medium",
    Certainty.LOW: "low",
}
GONE_DAYS = 365
LEAVING = (RiskStatus.SILENT, RiskStatus.FADING)
_TOO_FEW: MsgId = (
    "Fewer than three order days in the last 12 months, or the first of them less than 90 days "
    "ago: too few to judge."
)


@dataclass(frozen=True)
class RiskLine:
    """How one partner stands; money in minor units of the reporting currency.

    Args:
        at_stake_minor: chance of no order in 90 days times what they usually bring; of one that
            fades, what the last 90 days brought less than before, where that is more.
        spend_change: the same as a share; None where there is nothing to compare with.
        last_on: None when it never ordered.
        certainty: None where there is no answer to be sure of.
    """

    partner_code: str
    name: str
    owner: str
    status: RiskStatus
    at_stake_minor: int
    spend_change: float | None
    last_on: date | None
    recency_days: int
    certainty: Certainty | None


@dataclass(frozen=True)
class RiskCounts:
    """Partners by status, and what those who are leaving have at stake."""

    counts: dict[RiskStatus, int]
    n_leaving: int
    at_stake_minor: int


def why(line: RiskLine) -> Message:
    """The reason of a status in one sentence."""
    silence = {"n": line.recency_days, "day": line.last_on or ""}
    match line.status:
        case RiskStatus.UNKNOWN:
            return Message(_unknown(line))
        case RiskStatus.FADING:
            return Message(
                "The last 90 days brought {share} less than 90 days of the nine months before.",
                {"share": Share(-(line.spend_change or 0.0))},
            )
        case RiskStatus.STEADY:
            return Message("Orders as usual; the last order came on {day}.", silence)
    return Message(
        "No order for {n} day, unusual for this partner; the last came on {day}.",
        silence,
        "No order for {n} days, unusual for this partner; the last came on {day}.",
        line.recency_days,
    )


def _unknown(line: RiskLine) -> MsgId:
    if line.last_on is None:
        return WHY_NOT[WhyNot.NO_ORDERS]
    return WHY_NOT[WhyNot.GONE] if line.recency_days >= GONE_DAYS else _TOO_FEW
