"""The figures on top of a page: a KPI, what it is compared with, and its trend."""

from __future__ import annotations

from collections.abc import Mapping

from scorecard.card import Card, status_of
from scorecard.i18n.message import Message
from scorecard.kpis.registry import Reading, Unit, registry
from scorecard.period import Period
from scorecard.usecases.lines import ATTAINMENT, NET
from scorecard.views import Figure, Status

Series = Mapping[str, dict[str, Reading]]  # period key -> KPI key -> reading
BANDS = (0.9, 0.98)  # shares of plan: below the first at risk, below the second watch


def status_of_share(share: float | None) -> Status:
    """Status of a result against its plan."""
    if share is None:
        return Status.UNKNOWN
    return Status.RISK if share < BANDS[0] else Status.WATCH if share < BANDS[1] else Status.GOOD


def revenue_figure(series: Series, period: Period, trend: list[Period]) -> Figure:
    """Net sell-through against plan; against last year where no target is set."""
    now = series[period.key]
    attained = now[ATTAINMENT].value
    growth = now["growth_quarter"].value
    delta = attained - 1 if attained is not None else growth
    versus = Message("vs plan") if attained is not None else Message("vs last year")
    return Figure(
        key=NET,
        reading=now[NET],
        status=status_of_share(attained),
        versus=versus if delta is not None else None,
        delta=delta,
        delta_is_share=True,
        trend=_trend(series, NET, trend),
    )


def kpi_figure(key: str, series: Series, period: Period, trend: list[Period], card: Card) -> Figure:
    """A KPI against the quarter before."""
    now, before = series[period.key][key], _before(series, key, period)
    known = now.value is not None and before is not None
    change = now.value - before if known and now.value is not None and before is not None else None
    absolute = registry[key].unit in (Unit.SHARE, Unit.POINTS, Unit.RATIO)
    relative = change is not None and not absolute and before
    return Figure(
        key=key,
        reading=now,
        status=status_of(key, now, card),
        versus=Message("vs {period}", {"period": period.shift(-1)}) if known else None,
        delta=change / before if relative and change is not None and before else change,
        delta_is_share=bool(relative),
        trend=_trend(series, key, trend),
    )


def _before(series: Series, key: str, period: Period) -> float | None:
    kept = series.get(period.shift(-1).key, {}).get(key)
    return None if kept is None else kept.value


def _trend(series: Series, key: str, trend: list[Period]) -> tuple[tuple[str, float | None], ...]:
    return tuple((p.key, series[p.key][key].value if p.key in series else None) for p in trend)


def choose_keys(candidates: list[str], loaded: frozenset[str], n: int) -> list[str]:
    """The first `n` KPIs whose sources the programme has."""
    fitting = [key for key in candidates if set(registry[key].source) <= loaded | {"partners"}]
    return fitting[:n]
