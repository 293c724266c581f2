"""One partner: how is it, why, and which rows say so."""

from __future__ import annotations

from datetime import date

import pandas as pd

from scorecard.access import Role, Scope
from scorecard.errors import NotFound
from scorecard.i18n.message import Message, Share
from scorecard.kpis import registry
from scorecard.kpis.readings import readings
from scorecard.kpis.registry import Kpi, Reading
from scorecard.period import Period
from scorecard.ports import ReadPort
from scorecard.usecases.figures import Series, choose_keys, kpi_figure, revenue_figure
from scorecard.usecases.lines import ATTAINMENT, NET, Look, lines_of
from scorecard.usecases.score_tree import LOOK_BACK, History, build_tree
from scorecard.usecases.stamp import build_stamp
from scorecard.views import Figure, PartnerLine, PartnerPage, QuarterBar, ScoredItem, Status

SCORE = "score"
CANDIDATES = ["pipeline_coverage", "certified_people", "growth_t12m", "recurring_share",
              "recency_days"]  # fmt: skip
EVIDENCE = ("sales", "deals", "certifications", "engagement", "nps", "mdf")
EVIDENCE_SHOWN = 50


def build_partner(
    reads: ReadPort,
    scope: Scope,
    partner_code: str,
    period: Period,
    as_of: date,
    source: str = "sales",
) -> PartnerPage:
    """The page of one partner, with the rows of one source as evidence.

    Raises:
        NotFound: no such partner in this scope and quarter.
    """
    look = Look.at(reads, scope, period, as_of)
    found = reads.find_partner(scope, partner_code, period.key)
    if found.empty:
        raise NotFound("not_found", what=partner_code)
    row = found.iloc[0]
    partner_id = int(row["partner_id"])
    history = _history(look, found)
    series, scores = _series(look, history), _scores(history)
    items = tuple(history.items(period, look.cards))
    sources = _sources(look, partner_id)
    tree = build_tree(history, items, sources)
    peers = {partner_id: tree.peers} if tree.peers else {}
    (line,) = lines_of(look, found, [items], peers)
    source = source if source in dict(sources) else "sales"
    return PartnerPage(
        line=line,
        period=period,
        stamp=build_stamp(reads, scope, as_of),
        parent=_parent(reads, scope, row["parent_id"]),
        signed_on=None if pd.isna(row["signed_on"]) else row["signed_on"].date(),
        headline=_headline(line, items),
        figures=_figures(look, line, series, scores),
        items=items,
        reds=tuple(_red(item) for item in items if item.status is Status.RISK and item.why),
        quarters=_quarters(look, series),
        evidence=reads.evidence(
            scope, partner_id, source, period.start, period.end, EVIDENCE_SHOWN
        ),
        n_evidence=dict(sources).get(source, 0),
        source=source,
        sources=sources,
        freshness=reads.freshness(Scope(Role.PARTNER, partner_id=partner_id), as_of),
        tree=tree,
    )


def _sources(look: Look, partner_id: int) -> tuple[tuple[str, int], ...]:
    """Sources of evidence with rows that bear on the quarter; sales always."""
    start, end = look.period.start, look.period.end
    counts = [
        (source, look.reads.count_evidence(look.scope, partner_id, source, start, end))
        for source in EVIDENCE
        if source in look.loaded
    ]
    return tuple((source, n) for source, n in counts if n or source == "sales")


def _parent(reads: ReadPort, scope: Scope, parent_id: object) -> str | None:
    return None if pd.isna(parent_id) else reads.partner_name(scope, int(parent_id))  # type: ignore[call-overload]


def _history(look: Look, found: pd.DataFrame) -> History:
    back = len(look.trend_periods) + LOOK_BACK - 1
    keys = [look.period.shift(-n).key for n in range(back)]
    parts = look.reads.partner_parts(
        look.scope, [int(found["partner_id"].iloc[0])], keys, [kpi.key for kpi in _kpis()]
    ).set_index("partner_id")
    rows = {str(key): rows for key, rows in parts.groupby("period")}
    return History(look, found, rows)


def _kpis() -> list[Kpi]:
    return [kpi for kpi in registry if "partner_id" in kpi.grains]


def _series(look: Look, history: History) -> Series:
    wide = pd.concat(history.rows.values()).set_index("period")
    return {str(key): row for key, row in readings(wide, look.loaded, _kpis()).items()}


def _scores(history: History) -> dict[str, float | None]:
    scores = {key: rows["score_e2"].iloc[0] for key, rows in history.rows.items()}
    return {key: None if pd.isna(score) else int(score) / 100 for key, score in scores.items()}


def _headline(line: PartnerLine, items: tuple[ScoredItem, ...]) -> tuple[Message, ...]:
    """Revenue against plan first, then what costs most points."""
    costly = sorted(
        (item for item in items if item.lost > 0 and item.key != ATTAINMENT),
        key=lambda item: -item.lost,
    )
    bad = [item for item in costly if item.status in (Status.RISK, Status.WATCH) and item.why]
    said = [_against_plan(line)]
    said += [item.why for item in bad[:1] if item.why is not None]
    return tuple(said)


def _against_plan(line: PartnerLine) -> Message:
    attained = line.readings.get(ATTAINMENT)
    if attained is None or attained.value is None:
        return Message("No target is set for this quarter.")
    gap = Share(abs(attained.value - 1))
    if round(abs(attained.value - 1), 2) == 0:
        return Message("Revenue is on plan.")
    if attained.value > 1:
        return Message("Revenue is {gap} ahead of plan.", {"gap": gap})
    return Message("Revenue is {gap} behind plan.", {"gap": gap})


def _red(item: ScoredItem) -> Message:
    assert item.why is not None
    return item.why


def _figures(
    look: Look, line: PartnerLine, series: Series, scores: dict[str, float | None]
) -> tuple[Figure, ...]:
    trend = look.trend_periods
    keys = choose_keys(CANDIDATES, look.loaded, 2)
    return (
        _score_figure(look, line, scores),
        revenue_figure(series, look.period, trend),
        *[kpi_figure(key, series, look.period, trend, look.card) for key in keys],
    )


def _score_figure(look: Look, line: PartnerLine, scores: dict[str, float | None]) -> Figure:
    before = scores.get(look.period.shift(-1).key)
    score = line.score
    reading = Reading(SCORE, score, round((score or 0) * 100), 10_000, 1)
    known = score is not None and before is not None
    return Figure(
        key=SCORE,
        reading=reading,
        status=line.status,
        versus=Message("vs {period}", {"period": look.period.shift(-1)}) if known else None,
        delta=score - before if score is not None and before is not None else None,
        delta_is_share=False,
        trend=tuple((p.key, scores.get(p.key)) for p in look.trend_periods),
    )


def _quarters(look: Look, series: Series) -> tuple[QuarterBar, ...]:
    return tuple(_quarter(p, series[p.key]) for p in look.trend_periods if p.key in series)


def _quarter(period: Period, readings: dict[str, Reading]) -> QuarterBar:
    attained = readings[ATTAINMENT]
    planned = attained.denominator > 0
    return QuarterBar(
        period=period,
        actual_minor=readings[NET].numerator,
        target_minor=attained.denominator if planned else None,
        gap_share=None if attained.value is None else attained.value - 1,
    )
