"""Comments, themes, the closed loop and who fell silent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from scorecard.access import Role, Scope
from scorecard.i18n.message import Message, Number
from scorecard.kpis.voice import DETRACTOR, PROMOTER
from scorecard.ports import VoicePort
from scorecard.usecases.voice_groups import Waves
from scorecard.views import Filters
from scorecard.voice.summary import MIN_N, one
from scorecard.voice.themes import THEMES, theme_label
from scorecard.voice.views import (
    CaseStatus,
    Comment,
    Loop,
    LoopCase,
    Nps,
    Silence,
    SilentPartner,
    ThemeLine,
)

DUE = timedelta(days=14)  # after the answer, where nobody has set another day
CASES = 200  # that a page lists
SILENT = 50
SILENT_AFTER = 2  # waves before the chosen one that count as "had answered"


def read_themes(reads: VoicePort, scope: Scope, filters: Filters, wave: str) -> tuple[
    tuple[ThemeLine, ...], int
]:  # fmt: skip
    """Themes of the wave's comments, most named first, and how many comments there are."""
    rows = reads.voice_themes(scope, filters, wave)
    total = int(rows["n"].sum())
    lines = [_theme(theme, rows, total) for theme in THEMES]
    named = [line for line in lines if line is not None]
    return tuple(sorted(named, key=lambda line: -line.n)), total


def _theme(theme: str, rows: pd.DataFrame, total: int) -> ThemeLine | None:
    names = np.array([theme in themes.split() for themes in rows["themes"]], dtype=bool)
    own = rows[names]
    score, n = own["score"].to_numpy(float), own["n"].to_numpy(float)
    named = int(n.sum())
    if not named:
        return None
    counts = pd.Series({"n": named, "promoters": n[score >= PROMOTER].sum(),
                        "detractors": n[score <= DETRACTOR].sum(), "invited": 0})  # fmt: skip
    mean, half = None, None
    if named >= MIN_N:
        mean = float((score * n).sum() / named)
        # the spread is never taken for less than that of whole points, so that it is not 0
        variance = max(float((n * (score - mean) ** 2).sum()) / (named - 1), 1 / 12)
        half = 1.959963984540054 * (variance / named) ** 0.5
    low, high = (max(mean - half, 0.0), min(mean + half, 10.0)) if mean and half else (None, None)
    return ThemeLine(theme, theme_label(theme), named, named / total, mean, low, high, one(counts))


def comments_of(rows: pd.DataFrame) -> tuple[Comment, ...]:
    return tuple(_comment(row) for row in rows.itertuples())


def _comment(row: Any) -> Comment:
    return Comment(
        int(row.answer_id), row.partner_code, row.partner, row.wave, row.answered_on.date(),
        int(row.score), row.respondent_id, row.role, row.comment, tuple(row.themes.split()),
        row.retagged_by,
    )  # fmt: skip


def read_loop(reads: VoicePort, scope: Scope, filters: Filters, waves: Waves, as_of: date) -> Loop:
    """The closed loop of the chosen wave's and the one before's detractors, and of older ones
    that somebody has taken on and not finished."""
    names = [wave for wave in (waves.before, waves.wave) if wave]
    rows = reads.voice_cases(scope, filters, names)
    rows = rows[rows["answered_on"] <= pd.Timestamp(as_of)]
    later = reads.voice_next(scope, filters, sorted({*names, *rows["wave"]}))
    after = later.sort_values("answered_on").drop_duplicates("answer_id").set_index("answer_id")
    cases = [_case(row, after, as_of) for row in rows.itertuples()]
    cases.sort(key=lambda case: (_ORDER[case.status], case.due_on, case.answer_id))
    count = {status: sum(case.status is status for case in cases) for status in CaseStatus}
    again = [c for c in cases if c.status is CaseStatus.DONE and c.score_after is not None]
    recovered = sum((case.score_after or 0) > DETRACTOR for case in again)
    return Loop(count[CaseStatus.OPEN], count[CaseStatus.OVERDUE], count[CaseStatus.DONE],
                recovered, len(again), tuple(cases[:CASES]))  # fmt: skip


_ORDER = {CaseStatus.OVERDUE: 0, CaseStatus.OPEN: 1, CaseStatus.DONE: 2}


def _case(row: Any, after: pd.DataFrame, as_of: date) -> LoopCase:
    answered = row.answered_on.date()
    due = answered + DUE if pd.isna(row.due_on) else row.due_on.date()
    done_on = None if pd.isna(row.done_on) else row.done_on.date()
    status = CaseStatus.DONE if done_on else CaseStatus.OVERDUE if due < as_of else CaseStatus.OPEN
    known = row.answer_id in after.index
    return LoopCase(
        int(row.answer_id), row.partner_code, row.partner, row.wave, answered, int(row.score),
        row.comment or "", row.respondent_id, row.role, row.owner or row.partner_owner, due,
        status, row.done or "", done_on,
        int(str(after.at[row.answer_id, "score"])) if known else None,
        str(after.at[row.answer_id, "wave"]) if known else "",
    )  # fmt: skip


def read_silence(
    reads: VoicePort, scope: Scope, filters: Filters, waves: Waves, now: Nps,
    counts: pd.DataFrame, partners: pd.DataFrame,
) -> Silence:  # fmt: skip
    """Who had answered one of the two waves before and is silent now.

    Args:
        counts: sums by partner and wave.
        partners: as `VoicePort.voice_partners`.
    """
    before = waves.trend[-1 - SILENT_AFTER : -1]
    silent = reads.voice_silent(scope, filters, waves.wave, before)
    n = int(silent["n"].sum())
    raised = pd.Series(
        {"n": now.n + n, "promoters": now.promoters, "detractors": now.detractors + n,
         "invited": now.n_invited or 0}
    )  # fmt: skip
    whole = silent_partners(waves, counts, partners, silent)
    return Silence(n, len(whole), now, one(raised), _sentence(n, now, one(raised)),
                   whole[:SILENT])  # fmt: skip


def _sentence(n: int, now: Nps, worse: Nps) -> Message:
    if not n:
        return Message("Everybody who answered one of the two waves before has answered again.")
    if now.value is None or worse.value is None:
        return Message("{n} people who had answered before are silent now.", {"n": n})
    return Message(
        "{n} people who had answered before are silent now. Were they all detractors, the NPS "
        "would be {worse} instead of {now}.",
        {"n": n, "worse": Number(round(worse.value)), "now": Number(round(now.value))},
    )


def silent_partners(
    waves: Waves, counts: pd.DataFrame, partners: pd.DataFrame, silent: pd.DataFrame
) -> tuple[SilentPartner, ...]:
    """Partners of which nobody answers any more, most revenue first."""
    known = partners.set_index("partner_id")
    spoke = set(counts["partner_id"][(counts["wave"] == waves.wave) & (counts["n"] > 0)])
    gone = silent[~silent["partner_id"].isin(spoke) & silent["partner_id"].isin(known.index)]
    heard = counts[(counts["n"] > 0) & counts["partner_id"].isin(gone["partner_id"])]
    last = heard.sort_values("last_on").drop_duplicates("partner_id", keep="last")
    asked = counts[counts["wave"] == waves.wave].set_index("partner_id")["invited"]
    people = gone.set_index("partner_id")["n"]
    rows: list[Any] = list(last.itertuples())
    found = [
        _silent(row, known.loc[row.partner_id], int(people[row.partner_id]),
                int(asked.get(row.partner_id, 0)))
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda s: (-(s.net_minor or 0), s.partner_code)))


def _silent(row: Any, partner: pd.Series, n: int, invited: int) -> SilentPartner:
    net = partner["net_minor"]
    return SilentPartner(
        str(partner["partner_code"]), str(partner["name"]), str(partner["owner"]),
        str(partner["tier"]), str(partner["region"]), row.wave, row.last_on.date(),
        float(row.score_sum) / int(row.n), n, invited or None,
        None if pd.isna(net) else int(net),
    )  # fmt: skip


def may_read_people(scope: Scope) -> bool:
    return scope.role in (Role.CHIEF, Role.MANAGER)
