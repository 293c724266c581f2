"""What the page "At risk", the partner's block and the digest show: plain frozen data.

Built by `scorecard.usecases.at_risk`. Money is in minor units of `Stamp.currency`. Every text is
a `Message`; names of partners, distributors and people are data and may be hostile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from scorecard.i18n.message import Message
from scorecard.risk.alert_kinds import AlertChange, AlertOutcome, AlertRule, AlertState
from scorecard.views import SourceFreshness, Stamp


@dataclass(frozen=True)
class Estimate:
    """A measured value with its 90 % interval; None where it could not be measured."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0  # what it is measured on: days for means over days, alerts for shares of alerts


@dataclass(frozen=True)
class AlertLine:
    """One alert in a list.

    Args:
        alert_id: its address and what verbs take.
        headline: the weightiest reason, or what a group's silence looks like.
        partner_code, name: of the partner; of the group, `partner_code` is "" then.
        kind: "partner", or "distributor", "market", "brand", "all" of a group.
        owner: the partner's owner ("": nobody yet). assigned_to: who was asked to handle it, "".
        at_stake_minor: probability of a stop times expected spend; of a group, of its partners.
        since: first day of what it says (day after the last order, first day it faded).
        fired_on: day on which it was first raised. seen_on: last day on which it still held.
        holds: False when the data no longer says so (it has ordered again, say).
        certainty: "low", "medium" or "high".
        snoozed_until: None also when it sleeps until worse (`until_worse`).
        is_worse: money at stake has grown by a quarter, or it has become silent, since the
            person last acted on it.
        in_tail: of a partner of the long tail (the partners that bring the last 20 % of spend).
        times: how many alerts of this subject and rule there were before this one.
    """

    alert_id: int
    rule: AlertRule
    state: AlertState
    kind: str
    partner_code: str
    name: str
    owner: str
    assigned_to: str
    headline: Message
    at_stake_minor: int
    certainty: str
    since: date
    fired_on: date
    seen_on: date
    holds: bool = True
    is_worse: bool = False
    in_tail: bool = False
    snoozed_until: date | None = None
    until_worse: bool = False
    outcome: AlertOutcome | None = None
    closed_on: date | None = None
    times: int = 0
    n_partners: int = 1  # of a group: how many fell silent with it
    region: str = ""  # of the partner; of a group ""

    @property
    def handler(self) -> str:
        """Who is to act: whom it was assigned to, else the owner."""
        return self.assigned_to or self.owner


@dataclass(frozen=True)
class PartnerAlerts:
    """A partner with its alerts, the weightiest first.

    `at_stake_minor` is the most of them, not their sum: it is the same money.
    """

    partner_code: str
    name: str
    owner: str
    region: str
    tier: str
    status: str  # scorecard.risk.status.RiskStatus
    at_stake_minor: int
    alerts: tuple[AlertLine, ...]


@dataclass(frozen=True)
class TailLine:
    """A partner of the long tail that falls silent or fades: watched as a list, not called."""

    partner_code: str
    name: str
    owner: str
    region: str
    status: str
    at_stake_minor: int
    spend_change: float | None  # -0.4: 40 % less than before; None: not known
    last_on: date | None
    alert_id: int


@dataclass(frozen=True)
class OwnerBudget:
    """What one owner can handle a week, in partners, and how much of it is taken.

    `worked_on` partners were acknowledged or assigned before and are still open; `done` were
    closed since Monday; `left` is room for new ones.
    """

    owner: str
    weekly: int
    worked_on: int
    done: int
    left: int
    n_open: int
    at_stake_minor: int


@dataclass(frozen=True)
class AlertTotals:
    """Partners and money by where they stand; groups are counted as alerts, apart."""

    n_inbox: int
    inbox_minor: int
    n_queue: int
    queue_minor: int
    n_snoozed: int
    n_closed: int  # closed in the last 90 days
    n_tail: int
    tail_minor: int
    n_groups: int


@dataclass(frozen=True)
class AtRiskPage:
    """The page. `partners` of the book are those that were judged.

    Args:
        day: day of the verdicts (None: never made). stale: why they are not of today's day and
            data, or None. nothing: why there is no verdict at all, or None.
        week: Monday and Sunday of the inbox.
        groups: silent distributors, markets, brands or the whole book: on top, apart.
        inbox: partners of the week within the owners' budgets, most money at stake first.
        queue: what is beyond the budgets. snoozed, closed (last 90 days): one line an alert.
        tail: fading and silent partners of the long tail.
        may_act: the viewer's role acts on alerts (chief, manager).
        handlers: people an alert can be assigned to.
        late: senders whose data is late, which lowers certainty.
    """

    stamp: Stamp
    day: date | None
    stale: Message | None
    nothing: Message | None
    week: tuple[date, date]
    owner: str
    owners: tuple[str, ...]
    budgets: tuple[OwnerBudget, ...]
    totals: AlertTotals
    groups: tuple[AlertLine, ...]
    inbox: tuple[PartnerAlerts, ...]
    queue: tuple[PartnerAlerts, ...]
    snoozed: tuple[AlertLine, ...]
    closed: tuple[AlertLine, ...]
    tail: tuple[TailLine, ...]
    n_partners: int
    may_act: bool
    handlers: tuple[str, ...]
    freshness: tuple[SourceFreshness, ...]
    late: tuple[SourceFreshness, ...]


@dataclass(frozen=True)
class AlertEvent:
    """An entry of an alert's history. `note` is what a person wrote, "" otherwise."""

    at: datetime
    who: str  # "" when the data did it
    change: AlertChange
    told: Message | None = None  # "Until 1 Dec 2026", "Assigned to A. Ferrer", ...
    note: str = ""


@dataclass(frozen=True)
class EvidenceLink:
    """Rows behind an alert: `partner_code`'s rows of `source` between two days, both included."""

    partner_code: str
    source: str
    start: date
    end: date


@dataclass(frozen=True)
class AlertDetail:
    """One alert with all that is said about it.

    Args:
        reasons: what changed, against what, since when; the weightiest first.
        doubts: what else could explain it.
        why_certainty: why the certainty is what it is.
        question: a suggested first question for the call.
        data_to: last day up to which the partner's senders have reported (None: not known).
        p_stop, p_drop, p_break: None where there is none.
        history: newest first; notes are in it.
        verbs: what the viewer may do now: of acknowledge, assign, snooze, close, reopen, note.
    """

    line: AlertLine
    reasons: tuple[Message, ...]
    doubts: tuple[Message, ...]
    why_certainty: Message
    question: Message
    evidence: EvidenceLink | None
    expected_minor: int
    p_stop: float | None
    p_drop: float | None
    p_break: float | None
    last_on: date | None
    data_to: date | None
    history: tuple[AlertEvent, ...]
    verbs: frozenset[str] = frozenset()
    members: tuple[
        TailLine, ...
    ] = ()  # of a group: its partners within the scope, most money first

    @property
    def notes(self) -> tuple[AlertEvent, ...]:
        return tuple(event for event in self.history if event.note)


@dataclass(frozen=True)
class OrderDay:
    day: date
    amount_minor: int


@dataclass(frozen=True)
class PacePoint:
    """Spend of the 90 days up to a day, and the band of the three 90 days before those."""

    day: date
    spend_minor: int
    low_minor: int | None
    high_minor: int | None


@dataclass(frozen=True)
class RhythmView:
    """A partner's orders of the last two years and what was to be expected.

    Args:
        day: day of the verdict. data_to: later days are unknown, not silent.
        orders: one a day, oldest first. gap_days: its usual days between orders.
        expected_from, expected_to: when the next order was to be expected (own gaps' middle
            80 %), None with fewer than three gaps.
        breaks_on: day on which the rhythm counts as broken; None for no regular buyer.
        pace: weekly, the last 12 months.
        status: `RiskStatus`; why: its reasons in short, open alerts' headlines.
    """

    partner_code: str
    name: str
    currency: str
    day: date
    data_to: date | None
    orders: tuple[OrderDay, ...]
    gap_days: float | None
    last_on: date | None
    expected_from: date | None
    expected_to: date | None
    breaks_on: date | None
    pace: tuple[PacePoint, ...]
    status: str
    certainty: str
    at_stake_minor: int
    p_stop: float | None
    alerts: tuple[AlertLine, ...] = ()


@dataclass(frozen=True)
class MethodRecord:
    """How one method did in the backtest: "recency", "rfm", "bgnbd" or "model"."""

    method: str
    auc: Estimate
    ap: Estimate
    precision: Estimate  # of the partners within the budget, how many then stopped
    captured: Estimate  # share of the lost spend in the top 10 %
    calibration_error: float | None  # None for mere ranks


@dataclass(frozen=True)
class CalibrationBin:
    """Probability foretold against what happened; `low_share`..`high_share` is its 90 %
    interval (Wilson)."""

    low: float
    high: float
    n: int
    expected: float
    happened: float
    low_share: float
    high_share: float


@dataclass(frozen=True)
class LiveRecord:
    """What became of the alerts fired; `owner` or `rule` is "" for all.

    `right` is the share of recovered, plan agreed and lost among those closed with any outcome.
    """

    rule: str
    owner: str
    n_fired: int
    n_open: int
    outcomes: dict[AlertOutcome, int] = field(default_factory=dict)
    right: Estimate = field(default_factory=lambda: Estimate(None))

    @property
    def n_closed(self) -> int:
        return sum(self.outcomes.values())


@dataclass(frozen=True)
class TrackRecord:
    """The published record. `missing` says why there is no backtest (then `methods` is empty).

    Args:
        made_at, data_version: of the backtest kept; `stale` when the data has changed since.
        first, last: days judged; n_days, n_partners (mean a day), base (share that stopped).
        budget: share of partners one can look after.
        rhythm_precision: share of the rhythm alerts that were right.
        silent_days: median days from the true last order to a right rhythm alert; None: none.
        days_before: median days by which those came before 90 days of silence; None: none.
        live: all together first, then by rule, then by owner.
        skipped: days without a verdict, and why.
    """

    missing: Message | None
    made_at: datetime | None
    data_version: int | None
    stale: bool
    first: date | None
    last: date | None
    n_days: int
    n_partners: int
    horizon: int
    base: float | None
    budget: float
    methods: tuple[MethodRecord, ...]
    rhythm_precision: Estimate
    silent_days: float | None
    days_before: float | None
    calibration: tuple[CalibrationBin, ...]
    calibration_error: float | None
    live: tuple[LiveRecord, ...]
    skipped: tuple[Message, ...] = ()
