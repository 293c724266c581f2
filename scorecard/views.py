"""What pages show, as plain frozen data: built by `scorecard.usecases`, drawn by `pages`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scorecard.i18n.message import Message
from scorecard.kpis.registry import Reading
from scorecard.period import Period
from scorecard.score.result import Peers, ScoreTree


class Status(StrEnum):
    GOOD = "good"
    WATCH = "watch"
    RISK = "risk"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Filters:
    """What a page is narrowed to; hashable; empty text means everything."""

    region: str = ""
    country: str = ""
    tier: str = ""
    partner_type: str = ""
    owner: str = ""
    status: str = ""
    search: str = ""
    risk: str = ""  # how it orders, by `scorecard.risk.status.RiskStatus`


@dataclass(frozen=True)
class Stamp:
    """Where numbers come from: goes into every footer, export and deck."""

    as_of: date
    data_version: int
    currency: str
    rates: Message  # "ECB reference rates of each line's day, last 30 Oct 2026" ...
    definitions: str  # version of the KPI registry and card


@dataclass(frozen=True)
class SourceFreshness:
    """How fresh one distributor's data is; `days_late` > 0 means a file is missing."""

    distributor_code: str
    name: str
    covers_to: date | None
    expected_to: date | None
    due_on: date | None
    days_late: int
    last_file: str | None
    last_landed_at: datetime | None
    last_batch_id: int | None
    share_of_sales: float | None  # of the programme's net sell-through, trailing 12 months


@dataclass(frozen=True)
class Figure:
    """One of the figures on top: a KPI, what it is compared with, its trend by quarter."""

    key: str
    reading: Reading
    status: Status
    versus: Message | None  # "vs plan", "vs Q2 2026"
    delta: float | None  # in the KPI's unit; share points as 0..1
    delta_is_share: bool  # True: delta is a relative change (0..1)
    trend: tuple[tuple[str, float | None], ...]  # (period key, value), oldest first


@dataclass(frozen=True)
class Segment:
    """One bar of "Where the gap is"."""

    dimension: str
    key: str
    actual_minor: int
    target_minor: int | None
    last_year_minor: int | None
    n_partners: int
    status: Status
    gap_share: float | None = None  # actual / target - 1


@dataclass(frozen=True)
class ScoredItem:
    """One measure of a card: reading, target, points and what it cost."""

    key: str
    reading: Reading
    target: float | None
    floor: float | None
    weight: float
    points: float | None  # 0..100; None: not known
    lost: float  # points of the score lost here, of 100
    status: Status
    last_year: Reading | None = None
    why: Message | None = None
    window: str = "quarter"  # or t12m


@dataclass(frozen=True, slots=True)
class Score:
    """Score in hundredths of points (0..10000) and known share of the card in hundredths."""

    score_e2: int | None
    known_e2: int
    status: Status


@dataclass(frozen=True)
class PartnerLine:
    """A partner in a list."""

    partner_code: str
    name: str
    status: Status
    score: float | None
    score_before: float | None
    known: float  # share of the card's weight that is known, 0..1
    tier: str
    region: str
    country: str
    partner_type: str
    owner: str
    net_minor: int
    target_minor: int | None
    gap_minor: int | None
    readings: dict[str, Reading]  # KPIs of the card by key
    trend: tuple[int | None, ...]  # net sell-through by quarter, minor units, oldest first
    why: tuple[Message, ...]
    peers: Peers | None = None

    @property
    def change(self) -> float | None:
        """Points of the score gained since the quarter before."""
        if self.score is None or self.score_before is None:
            return None
        return round(self.score - self.score_before, 2)


@dataclass(frozen=True)
class Need:
    """An entry of "Needs you this week"."""

    partner_code: str
    name: str
    status: Status
    reasons: tuple[Message, ...]
    at_stake_minor: int | None  # gap to plan; None: no target is set
    owner: str


@dataclass(frozen=True)
class Overview:
    period: Period
    filters: Filters
    stamp: Stamp
    headline: tuple[Message, ...]
    figures: tuple[Figure, ...]
    segments: tuple[Segment, ...]
    needs: tuple[Need, ...]
    counts: dict[Status, int]
    n_partners: int
    partners: tuple[PartnerLine, ...]  # first page, worst first
    freshness: tuple[SourceFreshness, ...]
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)  # dimension -> values
    bands: tuple[float, float] = (0.9, 0.98)  # shares of target: below at risk, below watch
    n_unmatched: int = 0  # resellers with sales in the period that are no partner yet
    unmatched_minor: int = 0  # their net sell-through


@dataclass(frozen=True)
class Scorecards:
    period: Period
    filters: Filters
    stamp: Stamp
    n_partners: int  # that pass the filters
    counts: dict[Status, int]
    partners: tuple[PartnerLine, ...]  # this page
    page: int  # from 1
    n_pages: int
    choices: dict[str, tuple[str, ...]]  # dimension -> values to filter by
    sort: str


@dataclass(frozen=True)
class QuarterBar:
    period: Period
    actual_minor: int
    target_minor: int | None
    gap_share: float | None = None  # actual / target - 1


@dataclass(frozen=True)
class Evidence:
    """A row behind a number, down to file and line."""

    what: str
    on: date
    document: str
    detail: str
    customer: str
    amount_minor: int | None
    currency: str
    amount_own_minor: int | None
    file_name: str
    line: int
    batch_id: int


@dataclass(frozen=True)
class PartnerPage:
    line: PartnerLine
    period: Period
    stamp: Stamp
    parent: str | None
    signed_on: date | None
    headline: tuple[Message, ...]
    figures: tuple[Figure, ...]
    items: tuple[ScoredItem, ...]
    reds: tuple[Message, ...]
    quarters: tuple[QuarterBar, ...]
    evidence: tuple[Evidence, ...]
    n_evidence: int
    source: str  # of the evidence shown
    sources: tuple[tuple[str, int], ...]  # sources with rows that bear on the quarter, and how many
    freshness: tuple[SourceFreshness, ...]
    tree: ScoreTree | None = None
