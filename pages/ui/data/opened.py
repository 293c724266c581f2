"""The store of this process, and how long a read is kept.

A kept read is keyed by its scope, arguments, the store's data version and the day the numbers
are for: what was landed a moment ago is seen at once, and nobody sees another's numbers.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import streamlit as st

from db import rollups
from db.store import Store
from pages.ui.config import app_settings
from pages.ui.reader import Reader
from pages.ui.text import lang
from scorecard.access import Scope
from scorecard.period import Period, parse_period
from scorecard.settings import ProgrammeSettings

P = ParamSpec("P")
R = TypeVar("R")
Key = tuple[int, date]  # (data version, as-of day)
_FEW, _MANY, _HOUR = 16, 256, 3600


@st.cache_resource(max_entries=1, show_spinner=False)
def store() -> Store:
    """The store of this process.

    Raises:
        UserError: what to do when it cannot be opened.
    """
    return Store.open(app_settings().database_url)


@st.cache_resource(max_entries=_FEW, show_spinner=False)
def settle(after: str) -> None:
    """Once a page was drawn for the first time: what its modules hold is no garbage.

    Streamlit collects garbage after every run; without this each run walks pandas again.
    """
    del after
    gc.collect()
    gc.freeze()


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return now().astimezone().date()


@st.cache_resource(max_entries=1, show_spinner=False)
def _freshen(day: date) -> None:
    rollups.freshen(store(), day)


def version() -> Key:
    """What every cached read is keyed by; the first ask of a day brings the store to that day."""
    _freshen(today())
    number = store().data_version()
    return number, _settings(number).as_of or today()


@st.cache_data(max_entries=_FEW, ttl=_HOUR, show_spinner=False)
def _settings(data_version: int) -> ProgrammeSettings:
    del data_version
    return store().settings()


def settings() -> ProgrammeSettings:
    return _settings(store().data_version())


def as_of() -> date:
    """The day the numbers are for."""
    return version()[1]


def reader() -> Reader:
    """Language, currency and calendar for whoever looks."""
    programme = settings()
    return Reader(lang(), programme.reporting_currency, programme.fiscal_year_start)


def period(text: str) -> Period:
    """A period by its key in the programme's fiscal calendar."""
    return parse_period(text, settings().fiscal_year_start)


def is_empty() -> bool:
    return store().is_empty()


def cached(
    read: Callable[Concatenate[Scope, date, P], R],
) -> Callable[Concatenate[Scope, P], R]:
    """Keep what `read(scope, as_of, ...)` found a scope, arguments, data version and day."""

    def kept(scope: Scope, key: Key, args: tuple[Any, ...], named: dict[str, Any]) -> R:
        return read(scope, key[1], *args, **named)

    # Streamlit tells cached functions apart by their module and name.
    kept.__module__, kept.__qualname__ = read.__module__, read.__qualname__
    found = st.cache_data(max_entries=_MANY, ttl=_HOUR, show_spinner=False)(kept)

    def ask(scope: Scope, *args: P.args, **named: P.kwargs) -> R:
        return found(scope, version(), args, named)

    return cast(Callable[Concatenate[Scope, P], R], wraps(read)(ask))
