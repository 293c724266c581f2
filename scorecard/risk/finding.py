"""What a day's verdict says: findings of partners and groups, and who was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scorecard.i18n.message import Message
from scorecard.risk.alert_kinds import AlertRule

Key = tuple[str, int, str, AlertRule]


@dataclass(frozen=True)
class Finding:
    """Something that holds on a day.

    Args:
        kind: "partner", or the kind of a group. partner: its id, 0 for a group. group: its name.
        since: first day of what it says. last_on: last order. data_to: last day known.
        at_stake_minor, expected_minor: of the horizon.
        reasons, doubts: the weightiest first; why: the certainty's reason.
        members: partners of a group.
    """

    kind: str
    partner: int
    group: str
    rule: AlertRule
    since: date
    at_stake_minor: int
    expected_minor: int
    certainty: str
    why: Message
    question: Message
    reasons: tuple[Message, ...] = ()
    doubts: tuple[Message, ...] = ()
    p_stop: float | None = None
    p_drop: float | None = None
    p_break: float | None = None
    last_on: date | None = None
    data_to: date | None = None
    members: tuple[int, ...] = ()

    @property
    def key(self) -> Key:
        """One open alert a key."""
        return self.kind, self.partner, self.group, self.rule


@dataclass(frozen=True)
class Judged:
    """A partner on the day: its last order (None: none known) and whether it is gone for a year."""

    last_on: date | None
    gone: bool


@dataclass(frozen=True)
class Verdict:
    """What alerts are made from.

    Args:
        findings: of partners. groups: of what is silent as a whole.
        judged: every partner that was looked at; others stay as they are.
        whole: everybody was looked at, so whoever is not in `judged` is no longer there.
    """

    as_of: date
    findings: tuple[Finding, ...]
    groups: tuple[Finding, ...]
    judged: dict[int, Judged]
    whole: bool = True
