"""Overview: on plan? where is the gap? who needs me? how fresh is it?"""

from __future__ import annotations

from datetime import date

import pandas as pd

from scorecard.access import Scope
from scorecard.facts import DIMENSIONS
from scorecard.i18n.message import Message, Money, Share
from scorecard.kpis import registry
from scorecard.kpis.readings import readings
from scorecard.kpis.registry import Reading
from scorecard.period import Period
from scorecard.ports import ReadPort
from scorecard.usecases.figures import (
    BANDS,
    Series,
    choose_keys,
    kpi_figure,
    revenue_figure,
    status_of_share,
)
from scorecard.usecases.lines import ATTAINMENT, GROWTH, NET, Look, build_lines
from scorecard.usecases.stamp import build_stamp
from scorecard.views import Figure, Filters, Need, Overview, PartnerLine, Segment, Status

AT_RISK = "partners_at_risk"
CANDIDATES = ["pipeline_coverage", "win_rate", "growth_t12m", "active_partner_share",
              "recurring_share"]  # fmt: skip
SEGMENT_KPIS = [NET, ATTAINMENT, "growth_quarter"]
PARTNERS_SHOWN, NEEDS_SHOWN, NAMED = 12, 5, 5


def build_overview(
    reads: ReadPort, scope: Scope, period: Period, filters: Filters, as_of: date
) -> Overview:
    """The overview of one quarter, narrowed by the filters.

    Status and search narrow the list of partners only, never the sums.
    """
    look = Look.at(reads, scope, period, as_of)
    keys = choose_keys(CANDIDATES, look.loaded, 2)
    sums = reads.segment_parts(
        scope, [p.key for p in look.trend_periods], "all", filters, [*SEGMENT_KPIS, *keys]
    )
    series = _series(look, sums, keys)
    counts = reads.count_partners(scope, period.key, filters)
    shown = reads.list_partners(scope, period.key, filters, "status", PARTNERS_SHOWN, 0)
    n_unmatched, unmatched_minor = reads.unmatched(scope, period.key)
    return Overview(
        period=period,
        filters=filters,
        stamp=build_stamp(reads, scope, as_of),
        headline=_headline(reads, look, filters, series, counts),
        figures=_figures(look, series, sums, keys),
        segments=_segments(look, filters),
        needs=_needs(look, filters),
        counts={status: counts.get(status.value, 0) for status in Status},
        n_partners=sum(counts.values()),
        partners=build_lines(look, shown),
        freshness=reads.freshness(scope, as_of),
        choices=reads.choices(scope),
        bands=BANDS,
        n_unmatched=n_unmatched,
        unmatched_minor=unmatched_minor,
    )


def _series(look: Look, sums: pd.DataFrame, keys: list[str]) -> Series:
    kpis = [registry[key] for key in [*SEGMENT_KPIS, *keys]]
    periods = [p.key for p in look.trend_periods if p.key in set(sums["period"])]
    wide = sums.set_index("period").reindex(sorted({*periods, look.period.key}), fill_value=0)
    return {str(key): row for key, row in readings(wide, look.loaded, kpis).items()}


def _headline(
    reads: ReadPort, look: Look, filters: Filters, series: Series, counts: dict[str, int]
) -> tuple[Message, ...]:
    now = series[look.period.key]
    attained = now[ATTAINMENT].value
    if attained is None:
        return _without_plan(look, now)
    gap = Share(abs(attained - 1), digits=1)
    if round(abs(attained - 1), 3) == 0:
        return (Message("Exactly on plan."), _at_risk(counts))
    if attained > 1:
        return (Message("{gap} ahead of plan.", {"gap": gap}), _at_risk(counts))
    return (
        Message("{gap} behind plan.", {"gap": gap}),
        _explained(reads, look, filters, sum(counts.values())),
    )


def _without_plan(look: Look, now: dict[str, Reading]) -> tuple[Message, ...]:
    currency = look.reads.settings().reporting_currency
    sold = Message(
        "{money} net sell-through in {period}; no target is set.",
        {"money": Money(now[NET].numerator, currency), "period": look.period},
    )
    growth = now["growth_quarter"].value
    if growth is None:
        return (sold,)
    change = Share(growth, signed=True, digits=1)
    return (sold, Message("{change} on the same quarter last year.", {"change": change}))


def _at_risk(counts: dict[str, int]) -> Message:
    n, every = counts.get("risk", 0), sum(counts.values())
    return Message(
        "{n} of {every} partners is at risk.", {"every": every},
        plural="{n} of {every} partners are at risk.", n=n,
    )  # fmt: skip


def _explained(reads: ReadPort, look: Look, filters: Filters, every: int) -> Message:
    whole, some = reads.shortfall(look.scope, look.period.key, filters, NAMED)
    if whole == 0:
        return Message("Targets are not kept by partner, so the gap has no names.")
    named = min(NAMED, every)
    return Message(
        "{n} of {every} partners explains {share} of the shortfall.",
        {"every": every, "share": Share(some / whole)},
        plural="{n} of {every} partners explain {share} of the shortfall.", n=named,
    )  # fmt: skip


def _figures(look: Look, series: Series, sums: pd.DataFrame, keys: list[str]) -> tuple[Figure, ...]:
    trend = look.trend_periods
    first = revenue_figure(series, look.period, trend)
    chosen = [kpi_figure(key, series, look.period, trend, look.card) for key in keys]
    return (first, *chosen, _risk_figure(look, sums))


def _risk_figure(look: Look, sums: pd.DataFrame) -> Figure:
    counts = {
        str(row["period"]): (int(row["n_risk"]), int(row["n_good"] + row["n_watch"]))
        for _i, row in sums.iterrows()
    }
    risk, fine = counts.get(look.period.key, (0, 0))
    before = counts.get(look.period.shift(-1).key)
    return Figure(
        key=AT_RISK,
        reading=Reading(AT_RISK, float(risk), risk, risk + fine, risk + fine),
        status=Status.RISK if risk else Status.GOOD,
        versus=Message("vs {period}", {"period": look.period.shift(-1)}) if before else None,
        delta=float(risk - before[0]) if before else None,
        delta_is_share=False,
        trend=tuple(
            (p.key, float(counts[p.key][0]) if p.key in counts else None)
            for p in look.trend_periods
        ),
    )


def _segments(look: Look, filters: Filters) -> tuple[Segment, ...]:
    sums = look.reads.segments(look.scope, look.period.key, filters, SEGMENT_KPIS)
    found = [segment for by in DIMENSIONS for segment in _segments_of(look, sums, by)]
    return tuple(sorted(found, key=lambda s: (s.gap_share is None, s.gap_share or 0.0)))


def _segments_of(look: Look, sums: pd.DataFrame, by: str) -> list[Segment]:
    numbers = [name for name in sums.columns if name not in ("period", *DIMENSIONS)]
    parts = sums[sums[by] != ""].groupby(by)[numbers].sum()
    parts = parts[parts["n_partners"] > 0]
    found = readings(parts, look.loaded, [registry[key] for key in SEGMENT_KPIS])
    return [
        _segment(by, str(group), int(n), row)
        for (group, row), n in zip(found.items(), parts["n_partners"], strict=True)
    ]


def _segment(by: str, group: str, n_partners: int, row: dict[str, Reading]) -> Segment:
    attained, grown = row[ATTAINMENT], row["growth_quarter"]
    planned = attained.denominator > 0
    share = attained.value
    return Segment(
        dimension=by,
        key=group,
        actual_minor=attained.numerator if planned else row[NET].numerator,
        target_minor=attained.denominator if planned else None,
        last_year_minor=grown.denominator if grown.denominator > 0 else None,
        n_partners=n_partners,
        status=status_of_share(share),
        gap_share=None if share is None else share - 1,
    )


def _needs(look: Look, filters: Filters) -> tuple[Need, ...]:
    """Partners at risk, those with the largest gap to plan first."""
    wanted = Filters(**{**filters.__dict__, "status": Status.RISK.value, "search": ""})
    rows = look.reads.list_partners(look.scope, look.period.key, wanted, "gap", NEEDS_SHOWN, 0)
    return tuple(_need(line) for line in build_lines(look, rows))


def _at_stake(line: PartnerLine) -> int:
    """Money behind plan, or behind last year's quarter where no target is set."""
    gap = line.readings[GROWTH].numerator if line.gap_minor is None else line.gap_minor
    return max(0, -gap)


def _need(line: PartnerLine) -> Need:
    return Need(
        partner_code=line.partner_code,
        name=line.name,
        status=line.status,
        reasons=line.why,
        at_stake_minor=None if line.gap_minor is None else max(0, -line.gap_minor),
        owner=line.owner,
    )
