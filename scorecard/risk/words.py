"""The words of an answer: statuses, certainties, levels, and why there is none.

Apart from what computes them, so that a page that only shows them loads no model.
"""

from __future__ import annotations

from enum import StrEnum

from scorecard.i18n.message import MsgId


class RiskStatus(StrEnum):
    """One word for how a partner stands; loudest first."""

    SILENT = "silent"  # level red: its rhythm is broken, or twice overdue and likely to break
    FADING = "fading"  # still orders, for at most 30 % of the money
    WATCH = "watch"  # level amber: one sign of two
    STEADY = "steady"
    UNKNOWN = "unknown"  # too new, too rare, gone for a year


class Certainty(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Level(StrEnum):
    """How loudly a regular buyer's silence speaks, by a rule that a person can check."""

    NONE = ""
    AMBER = "amber"  # either of the two
    RED = "red"  # twice its own gap and a chance of a break of one in five


class WhyNot(StrEnum):
    """Why an account has no probability."""

    NONE = ""
    NO_ORDERS = "no_orders"
    GONE = "gone"
    TOO_NEW = "too_new"
    TOO_RARE = "too_rare"


WHY_NOT: dict[WhyNot, MsgId] = {
    WhyNot.NO_ORDERS: "No order so far.",
    WhyNot.GONE: "No order in the last 12 months: it has left already.",
    WhyNot.TOO_NEW: "Too new: fewer than three order days so far.",
    WhyNot.TOO_RARE: (
        "Fewer than three order days in the last 12 months: a silence of some months is usual."
    ),
}
