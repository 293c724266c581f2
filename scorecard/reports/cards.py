"""The scorecard of one partner, for scripts and for a terminal."""

from __future__ import annotations

from typing import Any

from scorecard.i18n.sentences import STATUSES
from scorecard.i18n.text import render
from scorecard.kpis import registry
from scorecard.reports.plain import plain, plain_reading, reading_line, text_table
from scorecard.views import PartnerPage, ScoredItem


def card_values(page: PartnerPage) -> dict[str, Any]:
    """The card as plain values: partner, status, score 0..100, measures, quarters, evidence."""
    line, currency = page.line, page.stamp.currency
    return {
        "partner": line.partner_code,
        "name": line.name,
        "period": page.period.key,
        "status": line.status.value,
        "score": line.score,
        "score_before": line.score_before,
        "known": line.known,
        "tier": line.tier,
        "region": line.region,
        "country": line.country,
        "partner_type": line.partner_type,
        "owner": line.owner,
        "headline": plain(page.headline),
        "reasons": list(dict.fromkeys(plain([*page.reds, *line.why]))),
        "measures": [measure_values(item, currency) for item in page.items],
        "quarters": plain(page.quarters),
        "n_evidence": page.n_evidence,
        "evidence": plain(page.evidence),
        "stamp": plain(page.stamp),
    }


def measure_values(item: ScoredItem, currency: str) -> dict[str, Any]:
    """A measure as plain values: reading, target, floor, weight, points, points lost, why."""
    return {
        "key": item.key,
        "label": registry[item.key].label,
        **plain_reading(item.reading, currency),
        "target": item.target,
        "floor": item.floor,
        "weight": item.weight,
        "points": item.points,
        "lost": item.lost,
        "status": item.status.value,
        "why": plain(item.why),
    }


def card_text(page: PartnerPage) -> str:
    """A few lines for a terminal."""
    line = page.line
    score = "no score" if line.score is None else f"{line.score:.1f} of 100"
    head = f"{line.name} ({line.partner_code}), {page.period.key}: {STATUSES[line.status]}, {score}"
    said = [render(message) for message in (*page.headline, *page.reds)]
    rows = [
        (*reading_line(item.reading, page.stamp.currency), f"{item.weight:g}", f"{item.lost:.1f}")
        for item in page.items
    ]
    table = text_table(("measure", "value", "n", "weight", "points lost"), rows)
    return "\n".join([head, *said, table])
