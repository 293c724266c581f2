"""Reported deals with the row they stand in, and the queue of likely duplicates."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from scorecard.access import Scope
from scorecard.forecast.dedupe.explain import explain
from scorecard.forecast.views import Asked, DealLine, Ground, Likely
from scorecard.ports import PipelinePort
from scorecard.usecases.pipeline_changes import day_or_none

LIKELY = "likely"


def build_deals(
    reads: PipelinePort, scope: Scope, asked: Asked, limit: int = 50, offset: int = 0
) -> tuple[DealLine, ...]:
    """Reported deals, most money first."""
    return deal_lines(reads.reported_deals(scope, asked, limit, offset))


def build_queue(
    reads: PipelinePort, scope: Scope, limit: int = 50, state: str = LIKELY
) -> tuple[Likely, ...]:
    """Pairs that wait for a person (or stand in another state), most money first, explained."""
    pairs = reads.deal_pairs(scope, state, limit)
    ids = [int(number) for name in ("one_id", "other_id") for number in pairs[name]]
    lines = {line.deal_id: line for line in deal_lines(reads.deal_lines(scope, ids))}
    rows = list(pairs.itertuples(index=False))
    return tuple(_likely(row, lines) for row in rows if {row.one_id, row.other_id} <= lines.keys())


def _likely(pair: Any, lines: dict[int, DealLine]) -> Likely:
    return Likely(
        one=lines[int(pair.one_id)], other=lines[int(pair.other_id)], state=pair.state,
        probability=float(pair.probability), money_minor=int(pair.money_minor),
        grounds=_grounds(pair),
    )  # fmt: skip


def _grounds(pair: Any) -> tuple[Ground, ...]:
    row = pair._asdict()
    row |= json.loads(row.pop("grounds"))
    parts = explain(row)
    return tuple(Ground(part.feature, part.level, part.weight, part.why) for part in parts)


def deal_lines(rows: pd.DataFrame) -> tuple[DealLine, ...]:
    """Rows of `reported_deals` as views."""
    return tuple(_deal(row) for row in rows.itertuples(index=False))


def _deal(row: Any) -> DealLine:
    amount = None if pd.isna(row.amount_minor) else int(row.amount_minor)
    return DealLine(
        deal_id=int(row.deal_id), deal_code=row.deal_code, cluster_id=int(row.cluster_id),
        canonical_code=row.canonical_code, source=row.source, sender=row.sender, name=row.name,
        partner_code=row.partner_code, partner_name=row.partner_name,
        distributor_code=row.distributor_code, distributor_name=row.distributor_name,
        owner=row.owner, customer=row.customer_name, product_family=row.product_family,
        stage=row.stage, status=row.status, fate=row.fate, amount_minor=amount,
        created_on=row.created_on.date(), expected_close_on=day_or_none(row.expected_close_on),
        closed_on=day_or_none(row.closed_on), file_name=row.file_name,
        line=int(row.line),
    )  # fmt: skip
