"""Which reviews of a quarter are due, with whom, and how ready each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import pandas as pd

from scorecard.access import Scope
from scorecard.commitments import Commitment, tally
from scorecard.period import Period
from scorecard.ports import ReadPort
from scorecard.reports.qbr_views import DeckKept, DueReview, ReviewsPage
from scorecard.usecases.lines import Look, build_lines
from scorecard.usecases.stamp import build_stamp
from scorecard.views import Filters, PartnerLine, SourceFreshness

DUE_DAYS = 30  # after the quarter's end a review should have been held
PER_PAGE = 50


class ReviewsPort(ReadPort, Protocol):
    """What the list of reviews reads; `db.review_reads.ReviewReads` fulfils it."""

    def commitments(
        self, scope: Scope, period: str, partner_id: int | None = None
    ) -> tuple[Commitment, ...]: ...

    def decks(
        self, scope: Scope, *, partner_id: int | None = None, period: str = "", limit: int = 200
    ) -> tuple[DeckKept, ...]: ...

    def partner_senders(self, scope: Scope, day: date) -> pd.DataFrame: ...


def build_reviews(
    reads: ReviewsPort,
    scope: Scope,
    period: Period,
    as_of: date,
    filters: Filters | None = None,
    *,
    sort: str = "-net",
    limit: int = PER_PAGE,
    offset: int = 0,
) -> ReviewsPage:
    """Reviews of the partners in scope: those without a deck first, then as sorted.

    Args:
        sort: as `list_partners` takes it.
    """
    wanted = filters or Filters()
    look = Look.at(reads, scope, period, as_of)
    every = reads.list_partners(scope, period.key, wanted, sort, 1_000_000, 0)
    known = _Known.of(reads, scope, period, as_of)
    done = every["partner_code"].isin(list(known.decks))
    shown = pd.concat([every[~done], every[done]]).iloc[offset : offset + limit]
    lines = build_lines(look, shown.reset_index(drop=True))
    ids = [int(number) for number in shown["partner_id"]]
    due = tuple(_due(line, number, known) for line, number in zip(lines, ids, strict=True))
    of_scope = set(every["partner_code"])
    promised = tuple(
        one for found in known.promised.values() for one in found if one.partner_code in of_scope
    )
    return ReviewsPage(
        period=period,
        stamp=build_stamp(reads, scope, as_of),
        closed=as_of >= period.end and not known.late,
        due=due,
        n_due=len(every),
        n_made=int(done.sum()),
        n_ready=_n_ready(every, known),
        promised=tally(promised),
        freshness=known.freshness,
    )


@dataclass(frozen=True)
class _Known:
    """What is known of all partners of the scope at once."""

    period: Period
    as_of: date
    promised: Mapping[str, tuple[Commitment, ...]]
    planned: Mapping[str, tuple[Commitment, ...]]
    decks: Mapping[str, DeckKept]
    late: Mapping[str, str]
    senders: Mapping[int, tuple[str, ...]]
    freshness: tuple[SourceFreshness, ...]

    @classmethod
    def of(cls, reads: ReviewsPort, scope: Scope, period: Period, as_of: date) -> _Known:
        freshness = reads.freshness(scope, as_of)
        senders = reads.partner_senders(scope, period.last_day(as_of))
        decks = reads.decks(scope, period=period.key, limit=1_000_000)
        return cls(
            period=period,
            as_of=as_of,
            promised=_by_partner(reads.commitments(scope, period.shift(-1).key)),
            planned=_by_partner(reads.commitments(scope, period.key)),
            decks={deck.partner_code: deck for deck in reversed(decks)},
            late={one.distributor_code: one.name for one in freshness if one.days_late > 0},
            senders={
                int(str(partner)): tuple(codes)
                for partner, codes in senders.groupby("partner_id")["distributor_code"]
            },
            freshness=freshness,
        )

    def late_of(self, partner_id: int) -> tuple[str, ...]:
        """Names of the partner's distributors whose file is late."""
        codes = self.senders.get(partner_id, ())
        return tuple(self.late[code] for code in codes if code in self.late)


def _by_partner(found: Sequence[Commitment]) -> dict[str, tuple[Commitment, ...]]:
    grouped: dict[str, tuple[Commitment, ...]] = {}
    for one in found:
        grouped[one.partner_code] = (*grouped.get(one.partner_code, ()), one)
    return grouped


def _due(line: PartnerLine, partner_id: int, known: _Known) -> DueReview:
    due_on = known.period.end + timedelta(days=DUE_DAYS)
    code = line.partner_code
    return DueReview(
        partner_code=code,
        name=line.name,
        owner=line.owner,
        tier=line.tier,
        region=line.region,
        status=line.status,
        score=line.score,
        net_minor=line.net_minor,
        due_on=due_on,
        days_left=(due_on - known.as_of).days,
        late=known.late_of(partner_id),
        no_target=line.target_minor is None,
        known=line.known,
        promised=tally(known.promised.get(code, ())),
        planned=len(known.planned.get(code, ())),
        deck=known.decks.get(code),
    )


def _n_ready(every: pd.DataFrame, known: _Known) -> int:
    """Reviews of which nothing is missing, as `DueReview.ready` says of one."""
    targets = every["revenue_attainment__den"] > 0
    rows = zip(every["partner_code"], every["partner_id"], targets, strict=True)
    return sum(
        bool(target)
        and not known.late_of(int(number))
        and tally(known.promised.get(str(code), ())).open == 0
        for code, number, target in rows
    )
