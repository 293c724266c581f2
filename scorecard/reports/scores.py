"""Everybody's score, for scripts and for a terminal."""

from __future__ import annotations

from typing import Any

from scorecard.i18n.sentences import STATUSES
from scorecard.i18n.text import render, render_all
from scorecard.kpis import registry
from scorecard.reports.cards import measure_values
from scorecard.reports.plain import plain, text_table
from scorecard.score.result import ScoreChange
from scorecard.score.words import group_name
from scorecard.usecases.scores import ScoredPartner, Scores

HEADS = ("partner", "name", "status", "score", "change", "rank", "known", "why")


def score_values(scores: Scores) -> dict[str, Any]:
    """All scores as plain values: score and points 0..100, shares 0..1, ranks from 1."""
    currency = scores.stamp.currency
    return {
        "period": scores.period.key,
        "version": scores.version,
        "partners": [_partner(one, currency) for one in scores.partners],
        "stamp": plain(scores.stamp),
    }


def _partner(one: ScoredPartner, currency: str) -> dict[str, Any]:
    line, peers = one.line, one.line.peers
    return {
        "partner": line.partner_code,
        "name": line.name,
        "partner_type": line.partner_type,
        "card": one.track,
        "status": line.status.value,
        "score": line.score,
        "score_before": line.score_before,
        "change": line.change,
        "changes": _changes(one.change),
        "rank": peers.rank if peers else None,
        "n_peers": peers.n if peers else None,
        "size": peers.size.value if peers else None,
        "known": line.known,
        "measures": [
            {**measure_values(item, currency), "source": list(registry[item.key].source)}
            for item in sorted(one.items, key=lambda item: -item.lost)
        ],
    }


def _changes(change: ScoreChange | None) -> list[dict[str, Any]]:
    if change is None:
        return []
    return [
        {"cause": part.cause.value, "key": part.key, "points": part.points, "why": render(part.why)}
        for part in change.parts
    ]


def score_text(scores: Scores) -> str:
    """A line a partner."""
    table = text_table(HEADS, (_line(one) for one in scores.partners))
    return f"{scores.period.key}, programme version {scores.version}\n{table}"


def _line(one: ScoredPartner) -> tuple[str, ...]:
    line, peers = one.line, one.line.peers
    rank = "" if peers is None or peers.rank is None else f"{peers.rank} of {peers.n}"
    group = f" ({render(group_name(peers))})" if peers and rank else ""
    return (
        line.partner_code,
        line.name,
        STATUSES[line.status],
        "" if line.score is None else f"{line.score:.2f}",
        "" if line.change is None else f"{line.change:+.2f}",
        rank + group,
        f"{line.known:.0%}",
        render_all(line.why, joint="; "),
    )
