"""The pages' only door to the store, and the only caches.

Every cached read takes the scope, its arguments, the store's data version and the day the numbers
are for: what was landed a moment ago is seen at once, and nobody sees another's numbers.
"""

from __future__ import annotations

import gc
from datetime import UTC, date, datetime

import streamlit as st

from db import people, rollups
from db.people import Person
from db.store import Store
from db.upload_reads import BatchSummary, Entry
from pages.ui.config import app_settings
from pages.ui.reader import Reader
from pages.ui.text import lang
from scorecard import usecases
from scorecard.access import Scope, Viewer
from scorecard.period import Period, parse_period
from scorecard.settings import ProgrammeSettings
from scorecard.views import (
    Filters,
    Overview,
    PartnerPage,
    Scorecards,
    SourceFreshness,
    Stamp,
)

Key = tuple[int, date]  # (data version, as-of day)
_FEW, _MANY, _HOUR = 8, 256, 3600


@st.cache_resource(max_entries=1, show_spinner=False)
def store() -> Store:
    """The store of this process, brought to today.

    Raises:
        UserError: what to do when it cannot be opened.
    """
    return Store.open(app_settings().database_url)


@st.cache_resource(max_entries=_FEW, show_spinner=False)
def settle(after: str) -> None:
    """Once a page has been drawn first: what its modules hold is no garbage.

    Streamlit collects garbage after every run; without this each run walks pandas again.
    """
    del after
    gc.collect()
    gc.freeze()


def today() -> date:
    return datetime.now(UTC).astimezone().date()


def now() -> datetime:
    return datetime.now(UTC)


def version() -> Key:
    """What every cached read is keyed by."""
    return store().data_version(), settings().as_of or today()


@st.cache_data(max_entries=_FEW, ttl=_HOUR, show_spinner=False)
def _settings(data_version: int) -> ProgrammeSettings:
    del data_version
    return store().settings()


def settings() -> ProgrammeSettings:
    return _settings(store().data_version())


def reader() -> Reader:
    """Language, currency and calendar for whoever looks."""
    programme = settings()
    return Reader(lang(), programme.reporting_currency, programme.fiscal_year_start)


def as_of() -> date:
    """The day the numbers are for."""
    return version()[1]


@st.cache_resource(max_entries=1, show_spinner=False)
def _freshen(day: date) -> None:
    rollups.freshen(store(), day)


def freshen() -> None:
    """Bring the running quarter to today, once a day and process."""
    _freshen(today())


def is_empty() -> bool:
    return store().is_empty()


# -- numbers ------------------------------------------------------------------------------------


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _periods(scope: Scope, key: Key) -> list[str]:
    del key
    return store().periods(scope)


def periods(scope: Scope) -> list[Period]:
    """Fiscal quarters with data, oldest first."""
    start = settings().fiscal_year_start
    return [parse_period(text, start) for text in _periods(scope, version())]


def period(text: str) -> Period:
    """A period by its key in the programme's fiscal calendar."""
    return parse_period(text, settings().fiscal_year_start)


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _choices(scope: Scope, key: Key) -> dict[str, tuple[str, ...]]:
    del key
    return store().choices(scope)


def choices(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Values to filter by, a dimension."""
    return _choices(scope, version())


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _overview(scope: Scope, period_key: str, filters: Filters, key: Key) -> Overview:
    return usecases.build_overview(store(), scope, period(period_key), filters, key[1])


def overview(scope: Scope, period_key: str, filters: Filters) -> Overview:
    return _overview(scope, period_key, filters, version())


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _scorecards(
    scope: Scope, period_key: str, filters: Filters, sort: str, page: int, key: Key
) -> Scorecards:
    asked = period(period_key)
    return usecases.build_scorecards(store(), scope, asked, filters, key[1], sort=sort, page=page)


def scorecards(scope: Scope, period_key: str, filters: Filters, sort: str, page: int) -> Scorecards:
    return _scorecards(scope, period_key, filters, sort, page, version())


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _partner(scope: Scope, partner_code: str, period_key: str, key: Key) -> PartnerPage:
    return usecases.build_partner(store(), scope, partner_code, period(period_key), key[1])


def partner(scope: Scope, partner_code: str, period_key: str) -> PartnerPage:
    """One partner's page.

    Raises:
        NotFound: no such partner for this scope.
    """
    return _partner(scope, partner_code, period_key, version())


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _stamp(scope: Scope, key: Key) -> Stamp:
    return usecases.build_stamp(store(), scope, key[1])


def stamp(scope: Scope) -> Stamp:
    return _stamp(scope, version())


# -- uploads ------------------------------------------------------------------------------------


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _batches(scope: Scope, limit: int, offset: int, key: Key) -> list[BatchSummary]:
    del key
    return store().batches(scope, limit=limit, offset=offset)


def batches(scope: Scope, limit: int = 50, offset: int = 0) -> list[BatchSummary]:
    """Uploads, newest first."""
    return _batches(scope, limit, offset, version())


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _freshness(scope: Scope, key: Key) -> tuple[SourceFreshness, ...]:
    return store().freshness(scope, key[1])


def freshness(scope: Scope) -> tuple[SourceFreshness, ...]:
    """How fresh each distributor's data is."""
    return _freshness(scope, version())


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _arrivals(scope: Scope, key: Key) -> list[tuple[str, int, int]]:
    del key
    return store().arrivals(scope)


def arrivals(scope: Scope) -> list[tuple[str, int, int]]:
    """Lines by sender and month: (distributor code or "", yyyymm, lines)."""
    return _arrivals(scope, version())


@st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)
def _senders(scope: Scope, key: Key) -> list[tuple[str, str]]:
    del key
    return store().senders(scope)


def senders(scope: Scope) -> list[tuple[str, str]]:
    """Distributors the scope may send for: (code, name)."""
    return _senders(scope, version())


# -- people -------------------------------------------------------------------------------------


def viewer_of(email: str) -> Viewer | None:
    """Never cached: who is taken off the list is out at once."""
    return people.viewer_of(store(), email)


def users(scope: Scope) -> list[Person]:
    return people.list_users(store(), scope)


def audit_log(scope: Scope, limit: int = 100) -> list[Entry]:
    return store().audit(scope, limit=limit)


def note_refused(viewer: Viewer, page: str) -> None:
    """Once a session and page, so that reloading does not fill the log."""
    told = st.session_state.setdefault("refused", set())
    if page not in told:
        told.add(page)
        people.note_refused(store(), viewer, page, at=now())
