"""Scorecards: everyone, compared."""

from __future__ import annotations

from datetime import date

from scorecard.access import Scope
from scorecard.period import Period
from scorecard.ports import ReadPort
from scorecard.usecases.lines import Look, build_lines
from scorecard.usecases.stamp import build_stamp
from scorecard.views import Filters, Scorecards, Status

PAGE = 50


def build_scorecards(
    reads: ReadPort,
    scope: Scope,
    period: Period,
    filters: Filters,
    as_of: date,
    *,
    sort: str = "status",
    page: int = 1,
    size: int = PAGE,
) -> Scorecards:
    """One page of partners that pass the filters; `page` from 1, clipped to the last.

    Raises:
        UserError: `bad_sort`.
    """
    look = Look.at(reads, scope, period, as_of)
    by_status = reads.count_partners(scope, period.key, filters)
    counts = {status: by_status.get(status.value, 0) for status in Status}
    n = counts[Status(filters.status)] if filters.status else sum(counts.values())
    n_pages = max(1, -(-n // size))
    page = min(max(1, page), n_pages)
    rows = reads.list_partners(scope, period.key, filters, sort, size, (page - 1) * size)
    return Scorecards(
        period=period,
        filters=filters,
        stamp=build_stamp(reads, scope, as_of),
        n_partners=n,
        counts=counts,
        partners=build_lines(look, rows, reads.ranks(scope, period)),
        page=page,
        n_pages=n_pages,
        choices=reads.choices(scope),
        sort=sort,
    )
