"""Quarterly reviews: what a partner's review says, from the same numbers as its page.

Everything of a partner is read with that partner's own scope, whoever asks: what is not the
partner's own cannot reach its deck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from scorecard.access import Role, Scope
from scorecard.commitments import Commitment
from scorecard.errors import NotFound
from scorecard.facts import Facts
from scorecard.i18n.message import Message, Money, Number
from scorecard.kpis import registry
from scorecard.kpis.readings import is_delivered, readings
from scorecard.kpis.registry import Reading
from scorecard.kpis.windows import between
from scorecard.period import Period
from scorecard.ports import ReadPort
from scorecard.reports.qbr.build import outline_of
from scorecard.reports.qbr.edits import Edits
from scorecard.reports.qbr.facts import Ahead, CountedOnce, DealRow, ReviewFacts, Wave
from scorecard.reports.qbr.outline import Edition, Outline
from scorecard.tier_history import TierHistory
from scorecard.tier_views import PartnerTier
from scorecard.usecases.partner import build_partner
from scorecard.usecases.partner_tier import build_partner_tier
from scorecard.views import PartnerPage

COVERAGE = "pipeline_coverage"
AHEAD = 2  # quarters to come
LOOK_BACK = 8


class ReviewPort(ReadPort, Protocol):
    """What reviews read beside the page; `db.review_reads.ReviewReads` fulfils it."""

    def commitments(
        self, scope: Scope, period: str, partner_id: int | None = None
    ) -> tuple[Commitment, ...]: ...

    def review_deals(
        self, scope: Scope, partner_id: int, start: date, end: date, day: date
    ) -> tuple[tuple[DealRow, ...], tuple[DealRow, ...]]: ...

    def pipeline_facts(self, scope: Scope, as_of: date) -> Facts: ...

    def review_edits(self, scope: Scope, partner_id: int, period: str) -> Edits: ...


@dataclass(frozen=True)
class More:
    """What other pages know of the same partner; each part may be absent.

    Args:
        counted: pipeline after duplicates, with its forecast.
        waves: NPS with intervals, the oldest first.
        at_risk: for the internal edition only.
    """

    counted: CountedOnce | None = None
    waves: tuple[Wave, ...] = ()
    at_risk: tuple[Message, ...] = ()


NOTHING_MORE = More()


def build_review(
    reads: ReviewPort,
    scope: Scope,
    partner_code: str,
    period: Period,
    as_of: date,
    *,
    edition: Edition = Edition.PARTNER,
    history: TierHistory | None = None,
    more: Callable[[Scope, Period], More] = lambda _scope, _period: NOTHING_MORE,
) -> Outline:
    """The outline of one partner's review, with the edits that are kept for it.

    Args:
        history: tiers up to the day; without it the tier's slide says that none rules.
        more: what else is known, asked for with the partner's own scope.

    Raises:
        NotFound: no such partner for this viewer, or the internal edition for a partner.
    """
    own, partner_id = _own_scope(reads, scope, partner_code, period, edition)
    page = build_partner(reads, own, partner_code, period, as_of)
    facts = _facts(reads, own, partner_id, page, edition)
    facts = replace(facts, tiers=tiers_of(reads, own, history, partner_code, as_of))
    known = more(own, period)
    internal = (*_peers(page), *known.at_risk) if edition is Edition.INTERNAL else ()
    facts = replace(facts, counted=known.counted, waves=known.waves, internal=internal)
    return outline_of(facts, reads.review_edits(own, partner_id, period.key))


def _own_scope(
    reads: ReadPort, scope: Scope, partner_code: str, period: Period, edition: Edition
) -> tuple[Scope, int]:
    """The partner's own scope, if the viewer may see the partner."""
    if scope.role is Role.PARTNER and edition is Edition.INTERNAL:
        raise NotFound("not_found", what=partner_code)
    found = reads.find_partner(scope, partner_code, period.key)
    if found.empty:
        raise NotFound("not_found", what=partner_code)
    partner_id = int(found["partner_id"].iloc[0])
    return Scope(Role.PARTNER, partner_id=partner_id), partner_id


def _facts(
    reads: ReviewPort, own: Scope, partner_id: int, page: PartnerPage, edition: Edition
) -> ReviewFacts:
    period, as_of = page.period, page.stamp.as_of
    day = period.last_day(as_of)
    loaded = reads.loaded(own)
    deals = reads.review_deals(own, partner_id, period.start, period.cut(as_of), day)
    return ReviewFacts(
        page=page,
        edition=edition,
        programme=reads.settings().programme_name,
        closed=is_closed(page),
        series=_series(reads, own, partner_id, period, loaded),
        ahead=_ahead(reads.pipeline_facts(own, as_of), period, as_of, loaded),
        deals_open=deals[0],
        deals_closed=deals[1],
        promised=reads.commitments(own, period.shift(-1).key, partner_id),
        planned=reads.commitments(own, period.key, partner_id),
    )


def is_closed(page: PartnerPage) -> bool:
    """True when the quarter is over and every distributor of the partner has reported it."""
    if page.stamp.as_of < page.period.end:
        return False
    return all(source.days_late == 0 for source in page.freshness)


def _series(
    reads: ReadPort, own: Scope, partner_id: int, period: Period, loaded: frozenset[str]
) -> dict[str, Mapping[str, Reading]]:
    """Quarter key -> readings of every KPI known of a partner; the quarter itself always."""
    kpis = [kpi for kpi in registry if "partner_id" in kpi.grains]
    keys = [period.shift(-n).key for n in range(LOOK_BACK)]
    parts = reads.partner_parts(own, [partner_id], keys, [kpi.key for kpi in kpis])
    found: dict[str, Mapping[str, Reading]] = {
        str(key): row for key, row in readings(parts.set_index("period"), loaded, kpis).items()
    }
    if period.key not in found:
        found[period.key] = {kpi.key: kpi.read(0, 0, 0) for kpi in kpis}
    return found


def _ahead(facts: Facts, period: Period, as_of: date, loaded: frozenset[str]) -> tuple[Ahead, ...]:
    """Quarters to come of which a plan is known, with the open pipeline that closes in them."""
    kpi = registry[COVERAGE]
    if not is_delivered(kpi, loaded):
        return ()
    first = period if as_of < period.end else period.shift(1)
    found = []
    for quarter in (first.shift(n) for n in range(AHEAD)):
        reading = _coverage(facts, quarter)
        if reading is not None:
            found.append(Ahead(quarter, reading, _by_stage(facts, quarter)))
    return tuple(found)


def _coverage(facts: Facts, quarter: Period) -> Reading | None:
    """The KPI itself; None where nothing is known of the quarter."""
    kpi = registry[COVERAGE]
    parts = kpi.compute(facts, quarter, "partner_id")
    if parts.empty:
        return None
    row = parts.iloc[0]
    return kpi.read(int(row["numerator"]), int(row["denominator"]), int(row["n"]))


def _by_stage(facts: Facts, quarter: Period) -> dict[str, int]:
    """The KPI's numerator by stage: the same formula over the deals of one stage at a time."""
    expected = facts.deals["expected_close_on"]
    deals = facts.deals[between(expected, quarter.start, quarter.end)]
    stages = deals["stage"]
    found = {}
    for stage in stages.drop_duplicates():
        part = _coverage(replace(facts, deals=deals[stages == stage]), quarter)
        if part is not None and part.numerator:
            found[str(stage)] = part.numerator
    return dict(sorted(found.items(), key=lambda item: item[1]))


def tiers_of(
    reads: ReadPort, own: Scope, history: TierHistory | None, partner_code: str, day: date
) -> tuple[PartnerTier, ...]:
    """Where the partner stands in each ladder; nothing before it signed."""
    if history is None:
        return ()
    found = []
    for ladder in history.programme_on(day).ladders:
        try:
            found.append(build_partner_tier(reads, own, history, partner_code, day, ladder.ladder))
        except NotFound:
            continue
    return tuple(found)


def _peers(page: PartnerPage) -> tuple[Message, ...]:
    """What only the vendor reads of the score: rank and reach of the gap."""
    line, said = page.line, []
    if line.gap_minor is not None:
        gap = Money(line.gap_minor, page.stamp.currency)
        said.append(Message("Gap to plan: {money}", {"money": gap}))
    if line.score is not None:
        said.append(Message("Score {score} of 100; owner {owner}",
                            {"score": Number(line.score, 1), "owner": line.owner}))  # fmt: skip
    return tuple(said)


__all__ = ["More", "ReviewPort", "build_review", "is_closed", "tiers_of"]
