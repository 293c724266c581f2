"""The pipeline as pages read and change it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from db import pipeline_decisions
from pages.ui.data.opened import Key, cached, now, settings, store, version
from scorecard.access import Scope, Viewer
from scorecard.forecast.views import (
    Ageing,
    Asked,
    DealLine,
    Fan,
    Likely,
    PipelineChanges,
    PipelinePage,
    Registrations,
    RollUpLine,
    StageMonth,
)
from scorecard.period import Period, parse_period
from scorecard.usecases import pipeline as usecases


@st.cache_resource(max_entries=4, show_spinner=False)
def _freshen(key: Key) -> None:
    """Counts and forecasts for this data and day; a state in the store says whether they stand."""
    from db.pipeline_forecast import freshen_small  # the models are not needed to read

    freshen_small(store().engine, settings(), key[1])


def _period(key: str) -> Period:
    return parse_period(key, settings().fiscal_year_start)


def page(scope: Scope, quarter: str) -> PipelinePage:
    """The head of the page; the first ask of new data or a new day counts and forecasts."""
    _freshen(version())
    return _page(scope, quarter)


@cached
def _page(scope: Scope, as_of: date, quarter: str) -> PipelinePage:
    return usecases.build_pipeline(store(), scope, _period(quarter), as_of)


@cached
def nodes(
    scope: Scope, as_of: date, quarter: str, path: tuple[str, ...] = ()
) -> tuple[RollUpLine, ...]:
    """Children of a node of region > country > distributor > partner."""
    return usecases.build_nodes(store(), scope, _period(quarter), as_of, path)


@cached
def stage_month(scope: Scope, as_of: date) -> StageMonth:
    return usecases.build_stage_month(store(), scope, as_of)


def since_days(quarter: str, as_of: date) -> dict[str, date]:
    """`week`, `month`, `quarter`: the day that each of them means."""
    return usecases.since_days(_period(quarter), as_of)


@cached
def changes(scope: Scope, as_of: date, quarter: str, since: date) -> PipelineChanges:
    return usecases.build_changes(store(), scope, _period(quarter), since, as_of)


@cached
def fan(scope: Scope, as_of: date, quarter: str) -> Fan:
    return usecases.build_fan(store(), scope, _period(quarter), as_of)


@cached
def registrations(scope: Scope, as_of: date) -> Registrations:
    return usecases.build_registrations(store(), scope, as_of)


@cached
def ageing(scope: Scope, as_of: date) -> Ageing:
    return usecases.build_ageing(store(), scope, as_of)


@cached
def queue(scope: Scope, as_of: date, limit: int) -> tuple[Likely, ...]:
    """Pairs of deals that may be one, the most money first."""
    del as_of
    return usecases.build_queue(store(), scope, limit)


@cached
def deals(
    scope: Scope, as_of: date, asked: Asked, limit: int, offset: int = 0
) -> tuple[DealLine, ...]:
    del as_of
    return usecases.build_deals(store(), scope, asked, limit, offset)


def decide(viewer: Viewer, one_id: int, other_id: int, *, same: bool) -> None:
    """A person's word on two deals (chief only)."""
    pipeline_decisions.decide(store(), viewer, one_id, other_id, same=same, at=now())


def take_back(viewer: Viewer, one_id: int, other_id: int) -> None:
    pipeline_decisions.take_back(store(), viewer, one_id, other_id, at=now())
