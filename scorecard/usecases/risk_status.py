"""How partners stand, as lists and partner pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from scorecard.access import Scope
from scorecard.ports import ReadPort
from scorecard.risk.words import Certainty, RiskStatus
from scorecard.risk_standing import LEAVING, RiskCounts, RiskLine
from scorecard.views import Filters


def build_risk_of(reads: ReadPort, scope: Scope, codes: Sequence[str]) -> dict[str, RiskLine]:
    """How some partners stand, by code; those out of scope or never judged are left out."""
    rows = reads.risk_of(scope, list(codes))
    return {str(row.partner_code): _line(row) for row in rows.itertuples()}


def build_risk_counts(reads: ReadPort, scope: Scope, filters: Filters) -> RiskCounts:
    """Partners by status among those that pass the filters."""
    rows = reads.risk_counts(scope, filters)
    statuses = [RiskStatus(str(word)) for word in rows["status"]]
    counts = dict(zip(statuses, rows["n"].astype(int).tolist(), strict=True))
    stakes = dict(zip(statuses, rows["at_stake_minor"].astype(int).tolist(), strict=True))
    return RiskCounts(
        counts,
        sum(counts.get(status, 0) for status in LEAVING),
        sum(stakes.get(status, 0) for status in LEAVING),
    )


def _line(row: Any) -> RiskLine:
    status = RiskStatus(row.status)
    known = status is not RiskStatus.UNKNOWN and row.certainty
    gone = int(row.lost_minor) if status is RiskStatus.FADING else 0
    return RiskLine(
        partner_code=str(row.partner_code),
        name=str(row.name),
        owner=str(row.owner or ""),
        status=status,
        at_stake_minor=max(int(row.at_stake_minor), gone),
        spend_change=None if pd.isna(row.spend_change) else float(row.spend_change),
        last_on=_day(row.last_on),
        recency_days=int(row.recency_days),
        certainty=Certainty(row.certainty) if known else None,
    )


def _day(value: Any) -> date | None:
    if pd.isna(value):
        return None
    return pd.Timestamp(value).date()
