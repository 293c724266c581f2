"""What the page of the pipeline, its commands and reports show.

All money is integer minor units of `currency`; None means not known, never 0. Names and codes
of partners and distributors outside the viewer's scope are empty.

Before the first read of a day: `db.pipeline_forecast.freshen_pipeline(store.engine,
store.settings(), as_of)`; it does nothing while day and data stand. The track record is
`store.forecast_records(scope)`; `forecast-record` makes it, no page does.

Built by `scorecard.usecases.pipeline` (store: `db.store.Store`; all pure reads):
    build_pipeline(store, scope, period, as_of) -> PipelinePage
    build_nodes(store, scope, period, as_of, path=()) -> tuple[RollUpLine, ...]   children of a node
    build_stage_month(store, scope, as_of) -> StageMonth
    since_days(period, as_of) -> {"week": date, "month": date, "quarter": ..., "four_weeks": ...}
    build_changes(store, scope, period, since, as_of) -> PipelineChanges
    build_fan(store, scope, period, as_of) -> Fan
    build_registrations(store, scope, as_of) -> Registrations
    build_ageing(store, scope, as_of) -> Ageing
    build_queue(store, scope, limit=50) -> tuple[Likely, ...]
    build_deals(store, scope, Asked(...), limit=50, offset=0) -> tuple[DealLine, ...]
A person's word on a pair (chief only): `db.pipeline_decisions.decide(store, viewer, one_id,
other_id, same=True | False, at=...)` and `take_back(store, viewer, one_id, other_id, at=...)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scorecard.forecast.dedupe.contract import Bridge
from scorecard.i18n.message import Message
from scorecard.views import Stamp

LEVELS = ("region", "country", "distributor", "partner")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a period brings: mean = won + open + new, and its range."""

    mean_minor: int
    p10_minor: int
    p50_minor: int
    p90_minor: int
    won_minor: int
    open_minor: int
    new_minor: int


@dataclass(frozen=True, slots=True)
class PipelinePage:
    """Head of the page.

    Args:
        period: key of the quarter, for example 2026Q3.
        sentence: the one sentence: range against target.
        outlook: None where there is nothing to forecast from.
        target_minor: the vendor's target of the period within the scope; None: no target.
        naive_minor: open amounts times the overall win rate, as it is usually done; None
            without history.
        coverage: how often such ranges held so far; `method`: how it was made; `notes`: what to
            know beside.
        n_queue: likely duplicates that wait for a person, with the money they hold.
        unpriced: open deals without a known amount.
    """

    stamp: Stamp
    period: str
    as_of: date
    currency: str
    sentence: Message
    outlook: Outlook | None
    target_minor: int | None
    naive_minor: int | None
    coverage: Message | None
    method: Message | None
    prior: bool
    notes: tuple[Message, ...]
    bridge: Bridge
    n_queue: int
    queue_minor: int
    unpriced: int

    @property
    def gap_minor(self) -> int | None:
        """Expected less target; None without one of them."""
        if self.outlook is None or self.target_minor is None:
            return None
        return self.outlook.mean_minor - self.target_minor

    @property
    def won_share(self) -> float | None:
        """Won of the target, 0..1; None without one of them."""
        if self.outlook is None or not self.target_minor:
            return None
        return self.outlook.won_minor / self.target_minor


@dataclass(frozen=True, slots=True)
class RollUpLine:
    """One node of region > country > distributor > partner; children add up to it.

    Args:
        level: of LEVELS. path: keys from the region down to this node, to ask for its children.
        name: to be shown; "" where the deals name none (said as "not given").
        code: of a partner or distributor, for links; "" otherwise.
        bridge: of open deals and those closed in the period.
        outlook: at this node; None where no forecast is made (below the forecast's grain).
        opens: whether it has children.
    """

    level: str
    path: tuple[str, ...]
    name: str
    code: str
    bridge: Bridge
    won_minor: int
    open_minor: int
    outlook: Outlook | None
    opens: bool


@dataclass(frozen=True, slots=True)
class StageMonth:
    """Counted money of open deals by stage (rows, in the programme's order) and month (yyyymm)
    of the expected close; month 0: none is given; months before the as-of month are overdue."""

    stages: tuple[str, ...]
    months: tuple[int, ...]
    minor: tuple[tuple[int, ...], ...]
    n_deals: tuple[tuple[int, ...], ...]


class ChangeKind(StrEnum):
    CREATED = "created"
    PULLED_IN = "pulled_in"
    GROWN = "grown"
    SHRUNK = "shrunk"
    SLIPPED = "slipped"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class ChangedDeal:
    """One deal behind a step; `minor` is what it adds (below zero: takes away)."""

    kind: ChangeKind
    deal_id: int
    deal_code: str
    partner_code: str
    partner_name: str
    customer: str
    stage: str
    minor: int
    before_close_on: date | None
    now_close_on: date | None


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """One bar of the waterfall; `deals`: the largest behind it."""

    kind: ChangeKind
    minor: int
    n_deals: int
    deals: tuple[ChangedDeal, ...]


@dataclass(frozen=True, slots=True)
class PipelineChanges:
    """Open money that is to close by the period's end, then and now.

    start_minor + sum of the steps' `minor` = end_minor, to the cent. A deal is in it while it is
    open and its expected close is not after the period; a deal without one is in it too.
    """

    since: date
    until: date
    start_minor: int
    steps: tuple[ChangeStep, ...]  # every kind, in the order of ChangeKind
    end_minor: int


@dataclass(frozen=True, slots=True)
class FanPoint:
    """A forecast as of a day: mean, range, and what was won by then."""

    on: date
    mean_minor: int
    p10_minor: int
    p90_minor: int
    won_minor: int


@dataclass(frozen=True, slots=True)
class PastPath:
    """What a past quarter had won, day by day of the quarter (0: its first day)."""

    period: str
    days: tuple[int, ...]
    won_minor: tuple[int, ...]
    final_minor: int


@dataclass(frozen=True, slots=True)
class Fan:
    period: str
    start: date
    end: date  # first day after the period
    target_minor: int | None
    points: tuple[FanPoint, ...]
    past: tuple[PastPath, ...]  # the latest first


@dataclass(frozen=True, slots=True)
class RegistrationLine:
    """A registration to look after.

    Args:
        due_on: the day by which it is to be answered, or on which its protection ends.
        days_left: until `due_on`; below zero: late.
        own_record: code of the vendor's own deal on the same opportunity, "" if none is known.
        rule: what decides, in words.
    """

    deal_id: int
    deal_code: str
    partner_code: str
    partner_name: str
    customer: str
    amount_minor: int | None
    registered_on: date
    decision: str
    due_on: date
    days_left: int
    own_record: str
    rule: Message


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims on one opportunity; `against`: partner or own (the vendor's own reps)."""

    cluster_id: int
    customer: str
    amount_minor: int | None
    against: str
    winner: RegistrationLine | None  # None: nobody holds it
    others: tuple[RegistrationLine, ...]
    rule: Message


@dataclass(frozen=True, slots=True)
class Registrations:
    """Most urgent first; conflicts by money."""

    to_answer: tuple[RegistrationLine, ...]
    expiring: tuple[RegistrationLine, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class StuckDeal:
    """An open deal that is old for its stage; by money.

    Args:
        days_in_stage: since its last progress; usual_days: nine in ten open deals of its stage
            stand there for no longer (None: too few to say).
        zombie: it is counted with nothing.
    """

    deal_id: int
    deal_code: str
    partner_code: str
    partner_name: str
    customer: str
    stage: str
    amount_minor: int | None
    age_days: int
    days_in_stage: int
    usual_days: int | None
    expected_close_on: date | None
    zombie: bool


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open counted deals by age: upper ends in days (None: no end), money, number."""

    upto_days: tuple[int | None, ...]
    minor: tuple[int, ...]
    n_deals: tuple[int, ...]
    stuck: tuple[StuckDeal, ...]


@dataclass(frozen=True, slots=True)
class DealLine:
    """A reported deal with where its amount went and the row it stands in.

    Args:
        fate: of `contract.Fate`; canonical_code: code of the deal that counts in its place.
    """

    deal_id: int
    deal_code: str
    cluster_id: int
    canonical_code: str
    source: str
    sender: str
    name: str
    partner_code: str
    partner_name: str
    distributor_code: str
    distributor_name: str
    owner: str
    customer: str
    product_family: str
    stage: str
    status: str
    fate: str
    amount_minor: int | None
    created_on: date
    expected_close_on: date | None
    closed_on: date | None
    file_name: str
    line: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reported deals: empty fields narrow nothing.

    Args:
        fate, status, stage: as in `DealLine`. month: yyyymm of the (expected) close, 0: none is
            given, None: any. path: a node of the roll-up. cluster_id: one opportunity's reports.
    """

    fate: str = ""
    status: str = ""
    stage: str = ""
    month: int | None = None
    path: tuple[str, ...] = ()
    cluster_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for or against two deals being one; weight in log-odds."""

    feature: str
    level: str
    weight: float
    why: Message


@dataclass(frozen=True, slots=True)
class Likely:
    """Two deals that may be one, or were merged or decided; most money first.

    Args:
        state: of `contract.PairState`. money_minor: what is counted less when they are one.
    """

    one: DealLine
    other: DealLine
    state: str
    probability: float
    money_minor: int
    grounds: tuple[Ground, ...]
