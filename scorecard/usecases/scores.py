"""Everybody's score in a quarter with its tree: for scripts and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from scorecard.access import Scope
from scorecard.card_file import PLANNED
from scorecard.errors import UserError
from scorecard.period import Period
from scorecard.ports import ReadPort
from scorecard.programme.cards import Cards
from scorecard.score.change import split_change
from scorecard.score.peers import peers_of
from scorecard.score.result import ScoreChange
from scorecard.score.sheet import PLAN, Sheet, quarters_back
from scorecard.score.tracks import items_of
from scorecard.usecases.lines import Look, lines_of, who_in
from scorecard.usecases.stamp import build_stamp
from scorecard.views import Filters, PartnerLine, ScoredItem, Stamp

EVERYBODY = 10_000_000


@dataclass(frozen=True)
class ScoredPartner:
    line: PartnerLine
    track: str  # name of its card
    items: tuple[ScoredItem, ...]
    change: ScoreChange | None


@dataclass(frozen=True)
class Scores:
    """All partners in scope, the highest score first."""

    period: Period
    stamp: Stamp
    version: str  # of the programme that ruled at the end of the quarter
    partners: tuple[ScoredPartner, ...]


def build_scores(
    reads: ReadPort, scope: Scope, period: Period, as_of: date, filters: Filters | None = None
) -> Scores:
    """The score of every partner that passes the filters, with what changed it.

    Raises:
        UserError: `no_scores` for a period that is no quarter with scores.
    """
    known = reads.periods(scope)
    if period.key not in known:
        raise UserError("no_scores", period=period.key, known=", ".join(known[-4:]))
    look = Look.at(reads, scope, period, as_of)
    rows = reads.list_partners(scope, period.key, filters or Filters(), "-score", EVERYBODY, 0)
    return Scores(
        period=period,
        stamp=build_stamp(reads, scope, as_of),
        version=look.cards.version,
        partners=tuple(_partners(look, rows)) if len(rows) else (),
    )


def _partners(look: Look, rows: pd.DataFrame) -> Iterator[ScoredPartner]:
    since = look.period.shift(-1)
    then = look.book.of(since, look.as_of)
    kept = _kept(look, rows, [look.cards, then])
    now = items_of(_sheet(look, rows, kept, 0), look.cards)
    lines = lines_of(look, rows, now, peers_of(look.reads.ranks(look.scope, look.period)))
    changes: Sequence[ScoreChange | None] = [None] * len(lines)
    if 1 in kept:
        before = _sheet(look, rows, kept, 1)
        first = items_of(before, then)
        again = first if then is look.cards else items_of(before, look.cards)
        changes = [
            _change(line, since, *items)
            for line, *items in zip(lines, first, again, now, strict=True)
        ]
    for line, items, change in zip(lines, now, changes, strict=True):
        yield ScoredPartner(line, look.cards.card_of(line.partner_type).name, tuple(items), change)


def _change(
    line: PartnerLine,
    since: Period,
    first: Sequence[ScoredItem],
    again: Sequence[ScoredItem],
    now: Sequence[ScoredItem],
) -> ScoreChange | None:
    if line.score is None or line.score_before is None:
        return None
    scores = (round(line.score_before * 100), round(line.score * 100))
    return split_change(first, again, now, scores, since)


def _kept(look: Look, rows: pd.DataFrame, books: Sequence[Cards]) -> dict[int, pd.DataFrame]:
    """Quarters back -> parts of the partners in that quarter; what is not kept is absent."""
    measures = [measure for cards in books for measure in cards.every_measure]
    keys = {look.period.shift(-n).key: n for n in range(1, quarters_back(measures) + 2)}
    kpis = list({measure.kpi for measure in measures} | ({PLAN} if _plans(measures) else set()))
    ids = [int(number) for number in rows["partner_id"]]
    found = {0: rows.set_index("partner_id")}
    for key, frame in look.reads.partner_parts(look.scope, ids, list(keys), kpis).groupby("period"):
        parts = frame.drop(columns=["period", "score_e2", "status"]).set_index("partner_id")
        found[keys[str(key)]] = parts.reindex(found[0].index, fill_value=0)
    return found


def _plans(measures: Sequence[object]) -> bool:
    return any(getattr(measure, "kpi", "") == PLANNED for measure in measures)


def _sheet(look: Look, rows: pd.DataFrame, kept: dict[int, pd.DataFrame], back: int) -> Sheet:
    parts = {n - back: frame for n, frame in kept.items() if n >= back}
    who = who_in(look, rows.set_index("partner_id"), look.period.shift(-back))
    return Sheet(parts, look.loaded, look.omitted, who)
