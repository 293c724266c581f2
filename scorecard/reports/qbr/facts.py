"""What a review is built from: one partner's page, readings, deals, tier and commitments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scorecard.commitments import Commitment
from scorecard.i18n.message import Message
from scorecard.kpis.registry import Reading
from scorecard.period import Period
from scorecard.reports.qbr.outline import Edition
from scorecard.tier_views import PartnerTier
from scorecard.views import PartnerPage, QuarterBar


@dataclass(frozen=True, slots=True)
class DealRow:
    """One reported deal; money in minor units of the reporting currency."""

    deal_code: str
    name: str
    customer: str
    amount_minor: int
    stage: str
    status: str
    created_on: date
    expected_close_on: date | None
    closed_on: date | None
    lost_reason: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """Open pipeline that closes in a quarter to come, by stage, against what is not sold yet.

    `coverage` is the reading of `pipeline_coverage`; `stages` holds its numerator by stage.
    """

    period: Period
    coverage: Reading
    stages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CountedOnce:
    """The pipeline after duplicates, and what it will bring; None where nobody forecasts."""

    gross_minor: int
    duplicates_minor: int
    counted_minor: int
    left_out_minor: int = 0  # other bids for a tender, deals long past their day
    period: Period | None = None
    low_minor: int | None = None
    middle_minor: int | None = None
    high_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """NPS of a wave or of twelve months with its interval, all in points."""

    label: Message
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class ReviewFacts:
    """Everything is the partner's own: all of it was read with the partner's scope.

    Args:
        page: the partner's page of the quarter.
        series: quarter key -> KPI -> reading, as far back as is kept.
        ahead: quarters to come, the next one first.
        deals_open, deals_closed: open on the quarter's last day (largest first), closed in it.
        promised: commitments of the review before; planned: those of this one.
        tiers: a standing a ladder.
        counted, waves: optional, from the pages of pipeline and of NPS.
        internal: what only the vendor reads (`Edition.INTERNAL`).
    """

    page: PartnerPage
    edition: Edition
    programme: str
    closed: bool
    series: Mapping[str, Mapping[str, Reading]]
    ahead: tuple[Ahead, ...] = ()
    deals_open: tuple[DealRow, ...] = ()
    deals_closed: tuple[DealRow, ...] = ()
    promised: tuple[Commitment, ...] = ()
    planned: tuple[Commitment, ...] = ()
    tiers: tuple[PartnerTier, ...] = ()
    counted: CountedOnce | None = None
    waves: tuple[Wave, ...] = ()
    internal: tuple[Message, ...] = ()

    @property
    def period(self) -> Period:
        return self.page.period

    @property
    def currency(self) -> str:
        return self.page.stamp.currency

    @property
    def now(self) -> Mapping[str, Reading]:
        """Readings of the quarter."""
        return self.series[self.period.key]

    @property
    def quarters(self) -> tuple[QuarterBar, ...]:
        """Quarters of the page from the first that has sales or a plan: before it there was
        nothing to sell, which is no zero."""
        bars = self.page.quarters
        first = next((i for i, bar in enumerate(bars)
                      if bar.actual_minor or bar.target_minor is not None), len(bars))  # fmt: skip
        return bars[first:]

    @property
    def before(self) -> Mapping[str, Reading] | None:
        """Readings of the quarter before; None when nothing is kept of it."""
        return self.series.get(self.period.shift(-1).key)
