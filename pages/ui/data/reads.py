"""What pages read, each within a scope."""

from __future__ import annotations

from datetime import date

import streamlit as st

from db import layouts, people, uploads
from db.history import Asked
from db.layouts import LastLayout
from db.people import Person
from db.rate_reads import RateSpan, loaded_rates
from db.upload_reads import BatchSummary, Entry
from db.versions import Version
from pages.ui.data.opened import Key, cached, period, settings, store, version
from pages.ui.stock import Stock
from scorecard import usecases
from scorecard.access import Scope, Viewer
from scorecard.errors import NotFound
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.report import Refusal
from scorecard.period import Period
from scorecard.reports.past import known_lines_csv
from scorecard.trust import TrustCard
from scorecard.usecases.scorecards import PAGE
from scorecard.views import Filters, Overview, PartnerPage, Scorecards, SourceFreshness, Stamp

_FEW, MOST_LINES = 16, 100_000

# -- numbers ------------------------------------------------------------------------------------


@cached
def periods(scope: Scope, as_of: date) -> list[Period]:
    """Fiscal quarters with data, oldest first."""
    del as_of
    return [period(key) for key in store().periods(scope)]


@cached
def choices(scope: Scope, as_of: date) -> dict[str, tuple[str, ...]]:
    """Values to filter by, a dimension."""
    del as_of
    return store().choices(scope)


@cached
def overview(scope: Scope, as_of: date, period_key: str, filters: Filters) -> Overview:
    return usecases.build_overview(store(), scope, period(period_key), filters, as_of)


@cached
def scorecards(
    scope: Scope, as_of: date, period_key: str, filters: Filters, sort: str, page: int,
    size: int = PAGE,
) -> Scorecards:  # fmt: skip
    asked = period(period_key)
    return usecases.build_scorecards(
        store(), scope, asked, filters, as_of, sort=sort, page=page, size=size
    )


@cached
def partner(
    scope: Scope, as_of: date, partner_code: str, period_key: str, source: str = "sales"
) -> PartnerPage:
    """One partner's page, with the rows of one source as evidence.

    Raises:
        NotFound: no such partner for this scope.
    """
    asked = period(period_key)
    return usecases.build_partner(store(), scope, partner_code, asked, as_of, source)


@cached
def own_code(scope: Scope, as_of: date) -> str:
    """Code of the partner whose scope this is, empty when it has no numbers yet."""
    del as_of
    keys = store().periods(scope)
    if not keys:
        return ""
    rows = store().list_partners(scope, keys[-1], Filters(), "name", 1, 0)
    return str(rows["partner_code"].iloc[0]) if len(rows) else ""


@cached
def stamp(scope: Scope, as_of: date) -> Stamp:
    return usecases.build_stamp(store(), scope, as_of)


# -- files --------------------------------------------------------------------------------------


@cached
def freshness(scope: Scope, as_of: date) -> tuple[SourceFreshness, ...]:
    """How fresh each distributor's data is, the latest first."""
    return store().freshness(scope, as_of)


@cached
def arrivals(scope: Scope, as_of: date) -> list[tuple[str, int, int]]:
    """Lines by sender and month: (distributor code or "", yyyymm, lines)."""
    del as_of
    return store().arrivals(scope)


@cached
def trust(scope: Scope, as_of: date) -> tuple[TrustCard, ...]:
    """Report cards of the senders' last due months; empty for managers and partners."""
    return store().trust(scope, as_of)


@cached
def stock(scope: Scope, as_of: date) -> Stock:
    """Weeks of supply and changes; empty for managers and partners."""
    own = store()
    return Stock(
        own.supplies(scope, as_of), own.stock_changes(scope, as_of), *own.stock_names(scope)
    )


@cached
def senders(scope: Scope, as_of: date) -> list[tuple[str, str]]:
    """Distributors the scope may send for: (code, name)."""
    del as_of
    return store().senders(scope)


@cached
def batches(scope: Scope, as_of: date, limit: int, offset: int = 0) -> list[BatchSummary]:
    """Uploads, newest first."""
    del as_of
    return store().batches(scope, limit=limit, offset=offset)


def batch(scope: Scope, batch_id: int) -> BatchSummary:
    """One upload.

    Raises:
        NotFound: no such upload for this scope.
    """
    found = store().batches(scope, batch_id=batch_id)
    if not found:
        raise NotFound("not_found", what=f"batch {batch_id}")
    return found[0]


def original(scope: Scope, batch_id: int) -> bytes:
    """The bytes as they came."""
    return uploads.original(store(), scope, batch_id)[1]


@cached
def rates(scope: Scope, as_of: date) -> list[RateSpan]:
    """Exchange rates that are loaded, by currency and source (chief only)."""
    del as_of
    return loaded_rates(store(), scope)


@st.cache_data(max_entries=_FEW, ttl=3600, show_spinner=False)
def _last_layout(viewer: Viewer, kind: FileKind, sender: str | None, key: Key) -> LastLayout | None:
    del key
    return layouts.last_layout(store(), viewer, kind, sender)


def last_layout(viewer: Viewer, kind: FileKind, sender: str | None) -> LastLayout | None:
    """How the sender's last file of this kind was laid out."""
    return _last_layout(viewer, kind, sender, version())


def mapping_of(viewer: Viewer, kind: FileKind, sender: str | None) -> Mapping | None:
    """How the sender's files of this kind are read, where that was kept."""
    return layouts.mapping_of(store(), viewer, kind, sender)


@cached
def refused(scope: Scope, as_of: date, batch_id: int) -> tuple[Refusal, ...]:
    """What of an upload was refused, by reason."""
    del as_of
    return store().refused(scope, batch_id)


@cached
def versions(scope: Scope, as_of: date, batch_id: int) -> tuple[Version, ...]:
    """Files about the period of one, where there are several."""
    del as_of
    return store().versions(scope, batch_id)


def known_csv(scope: Scope, on: date, sender: str, start: date, end: date) -> bytes:
    """The lines that were known at the end of a day, as a file."""
    asked = Asked(sender, None, start, end)
    lines = store().known_lines(scope, on, asked, limit=MOST_LINES)
    return known_lines_csv(lines, settings().reporting_currency)


@cached
def known_total(
    scope: Scope, as_of: date, on: date, sender: str, start: date, end: date
) -> list[tuple[int, int]]:
    """(lines, money) by month that were known at the end of a day."""
    del as_of
    asked = Asked(sender, None, start, end)
    return [(one.n_lines, one.net_minor) for one in store().known_total(scope, on, asked)]


# -- people ---------------------------------------------------------------------------------


def viewer_of(email: str) -> Viewer | None:
    """Never cached: who is taken off the list is out at once."""
    return people.viewer_of(store(), email)


def users(scope: Scope) -> list[Person]:
    return people.list_users(store(), scope)


def audit_log(scope: Scope, limit: int = 200) -> list[Entry]:
    """The newest entries, never cached."""
    return store().audit(scope, limit=limit)
