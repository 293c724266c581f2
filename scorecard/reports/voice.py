"""NPS as text and JSON for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorecard.i18n.text import render
from scorecard.reports.plain import text_table
from scorecard.voice.views import GroupNps, Nps, VoicePage

HEAD = ("", "NPS", "from", "to", "n", "promoters", "passives", "detractors", "response", "change")


def whole_values(page: VoicePage) -> dict[str, Any]:
    """What `nps --json` prints without a grain: the page without contacts, comments and cases."""
    return {
        "wave": page.wave,
        "waves": list(page.waves),
        "headline": [render(sentence) for sentence in page.headline],
        **_values(page.now),
        "change": _change(page),
        "weighted_by_revenue": page.weighted,
        "trend": [{"wave": point.wave, **_values(point.nps)} for point in page.trend],
        "silence": {"people": page.silence.n_people, "partners": page.silence.n_partners,
                    "if_detractors": page.silence.if_detractors.value,
                    "codes": [partner.partner_code for partner in page.silence.partners]},
        "biggest": [_group(group) for group in page.biggest.changes],
        "compared": page.biggest.n_compared,
        "sales": {"difference": page.sales.difference, "low": page.sales.low,
                  "high": page.sales.high, "n_with": page.sales.n_with,
                  "n_without": page.sales.n_without, "text": render(page.sales.sentence)},
        "themes": [{"theme": t.theme, "n": t.n, "share": t.share, "mean_score": t.mean_score,
                    "low": t.low, "high": t.high} for t in page.themes],
        "loop": {"open": page.loop.n_open, "overdue": page.loop.n_overdue,
                 "done": page.loop.n_done, "answered_again": page.loop.answered_again,
                 "recovered": page.loop.recovered},
    }  # fmt: skip


def _change(page: VoicePage) -> dict[str, Any]:
    moved = page.change
    return {"before": moved.before, "points": moved.points, "low": moved.low, "high": moved.high,
            "certainty": moved.certainty, "text": render(moved.sentence)}  # fmt: skip


def whole_text(page: VoicePage) -> str:
    said = [render(sentence) for sentence in page.headline]
    said += [render(page.rule), render(page.biggest.sentence), render(page.sales.sentence)]
    rows = [_row(point.wave, point.nps, "") for point in page.trend]
    table = text_table(("wave", *HEAD[1:-1], ""), rows)
    return "\n".join([*said, "", table])


def group_values(groups: Sequence[GroupNps]) -> list[dict[str, Any]]:
    return [_group(group) for group in groups]


def group_text(groups: Sequence[GroupNps]) -> str:
    rows = [_row(group.label or "-", group.nps, render(group.change.sentence)) for group in groups]
    return text_table(HEAD, rows)


def _group(group: GroupNps) -> dict[str, Any]:
    return {"by": group.by, "key": group.key, "label": group.label, **_values(group.nps),
            "change": group.change.points, "change_low": group.change.low,
            "change_high": group.change.high, "certainty": group.change.certainty}  # fmt: skip


def _values(nps: Nps) -> dict[str, Any]:
    return {"nps": nps.value, "low": nps.low, "high": nps.high, "reason": nps.no_value,
            "n": nps.n, "promoters": nps.promoters, "passives": nps.passives,
            "detractors": nps.detractors, "invited": nps.n_invited,
            "response_rate": nps.response_rate}  # fmt: skip


def _row(name: str, nps: Nps, moved: str) -> tuple[str, ...]:
    points = ["-" if v is None else f"{v:.0f}" for v in (nps.value, nps.low, nps.high)]
    counts = [str(count) for count in (nps.n, nps.promoters, nps.passives, nps.detractors)]
    rate = "-" if nps.response_rate is None else f"{nps.response_rate:.0%}"
    return (name, *points, *counts, rate, moved)
