"""Data time of every page and of its dearest queries: store read and pandas, no Streamlit cache.

python -m benchmarks.bench_reads S M
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from benchmarks.generate import prepare
from benchmarks.programme import partner_code
from benchmarks.sizes import AS_OF, SIZES, Size
from benchmarks.timing import Row, markdown, milliseconds, verdict
from db.store import Store
from scorecard.access import EVERYTHING, Role, Scope
from scorecard.period import Period, quarter_of
from scorecard.usecases import build_overview, build_partner, build_scorecards, roll_up
from scorecard.views import Filters

LIMIT_MS = {"S": 100, "M": 100, "L": 300}
HEAD = ("what", "median ms", "processor ms", "budget")
Work = Callable[[], object]


def questions(store: Store) -> dict[str, Work]:
    """What is measured, by name; every page is one, its drills and filters are others."""
    quarter, everyone = quarter_of(AS_OF), Filters()
    named, region = replace(everyone, search="001"), replace(everyone, region="CEE")
    manager = Scope(Role.MANAGER, owner="Owner 001")
    partner = partner_code(7)

    def cards(scope: Scope, filters: Filters, sort: str, page: int = 1) -> Work:
        return lambda: build_scorecards(store, scope, quarter, filters, AS_OF, sort=sort, page=page)

    return {
        "overview": lambda: build_overview(store, EVERYTHING, quarter, everyone, AS_OF),
        "overview, one region": lambda: build_overview(store, EVERYTHING, quarter, region, AS_OF),
        "overview of a manager": lambda: build_overview(store, manager, quarter, everyone, AS_OF),
        "scorecards, worst first": cards(EVERYTHING, everyone, "status"),
        "scorecards, page 5 by revenue": cards(EVERYTHING, everyone, "-net", 5),
        "scorecards, name contains": cards(EVERYTHING, named, "name"),
        "partner": lambda: build_partner(store, EVERYTHING, partner, quarter, AS_OF),
        "upload: files and freshness": lambda: _upload(store),
        "admin: users, audit, uploads": lambda: _admin(store),
        "KPIs by region": lambda: roll_up(store, EVERYTHING, quarter, "region", AS_OF),
        "KPIs of all": lambda: roll_up(store, EVERYTHING, quarter, "all", AS_OF),
        "evidence, second 50 lines": lambda: _evidence(store, partner, quarter),
    }


def _upload(store: Store) -> object:
    return store.batches(EVERYTHING), store.arrivals(EVERYTHING), store.freshness(EVERYTHING, AS_OF)


def _admin(store: Store) -> object:
    return store.users(EVERYTHING), store.audit(EVERYTHING), store.batches(EVERYTHING)


def _evidence(store: Store, code: str, quarter: Period) -> object:
    found = store.find_partner(EVERYTHING, code, quarter.key)
    partner_id = int(found["partner_id"].iloc[0])
    year = quarter.end - timedelta(days=365)
    return store.evidence(EVERYTHING, partner_id, "sales", year, quarter.end, 50, 50)


def measure(size: Size) -> str:
    """A table of one size."""
    prepare(size)
    store = Store.open(size.url)
    limit = LIMIT_MS[size.name]
    rows: list[Row] = []
    for name, work in questions(store).items():
        wall, busy = milliseconds(work)
        rows.append((name, f"{wall:.1f}", f"{busy:.1f}", f"{verdict(wall, limit)} (<= {limit})"))
    store.close()
    title = f"Data time, size {size.name} ({size.partners:,} partners, {size.lines:,} lines)"
    return markdown(title, HEAD, rows)


def main() -> None:
    for name in sys.argv[1:] or ["S", "M"]:
        print(measure(SIZES[name]))


if __name__ == "__main__":
    main()
