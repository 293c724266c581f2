"""What a partner's score hangs on: rank, change by cause, other weights, quarters before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from scorecard.card_file import Card
from scorecard.kpis import registry
from scorecard.period import Period
from scorecard.programme.cards import Cards
from scorecard.score.change import split_change
from scorecard.score.result import ScoreChange, ScoreQuarter, ScoreTree
from scorecard.score.sheet import Sheet, quarters_back
from scorecard.score.tracks import items_of, score_all
from scorecard.usecases.lines import Look, who_in
from scorecard.views import ScoredItem

LOOK_BACK = 8  # quarters a card may look back from its own, that one included


@dataclass(frozen=True)
class History:
    """One partner's parts and scores by quarter (`partner_parts`), and who it is.

    Args:
        row: the partner as `find_partner` gives it.
        rows: quarter key -> frame of one row, index partner_id.
    """

    look: Look
    row: pd.DataFrame
    rows: Mapping[str, pd.DataFrame]

    def items(self, period: Period, cards: Cards) -> list[ScoredItem]:
        """The measures of a quarter that is kept, by any cards."""
        (found,) = items_of(self._sheet(period), cards)
        return found

    def scores(self, periods: Sequence[Period], cards: Cards) -> dict[str, float | None]:
        """Quarter key -> the score of quarters that are kept, by any cards."""
        found: dict[str, float | None] = {}
        for group in self._alike(periods, quarters_back(self._card(cards).measures)):
            scores = score_all(self._stacked(group), cards)["score_e2"].tolist()
            found |= {
                period.key: None if pd.isna(score) else score / 100
                for period, score in zip(group, scores, strict=True)
            }
        return found

    def _alike(self, periods: Sequence[Period], back: int) -> list[list[Period]]:
        """Quarters that know equally many of the quarters before them, together."""
        groups: dict[tuple[bool, ...], list[Period]] = {}
        for period in periods:
            kept = tuple(period.shift(-n).key in self.rows for n in range(back + 1))
            groups.setdefault(kept, []).append(period)
        return list(groups.values())

    def _stacked(self, periods: Sequence[Period]) -> Sheet:
        """A sheet on which each row is a quarter of the partner."""
        keys = pd.Index([period.key for period in periods])
        parts = {}
        for back in range(LOOK_BACK):
            rows = [self.rows.get(period.shift(-back).key) for period in periods]
            if all(row is not None for row in rows):
                parts[back] = pd.concat([row for row in rows if row is not None]).set_index(keys)
        who = pd.concat([self._who(period) for period in periods]).set_index(keys)
        return Sheet(parts, self.look.loaded, self.look.omitted, who)

    def kept_e2(self, period: Period) -> int | None:
        """The score that is kept of a quarter, in hundredths."""
        frame = self.rows.get(period.key)
        score = None if frame is None else frame["score_e2"].iloc[0]
        return None if score is None or pd.isna(score) else int(score)

    def track(self, cards: Cards) -> str:
        """Name of the partner's card."""
        return self._card(cards).name

    def _card(self, cards: Cards) -> Card:
        return cards.card_of(str(self.row["partner_type"].iloc[0]))

    def _sheet(self, period: Period) -> Sheet:
        keys = {back: period.shift(-back).key for back in range(LOOK_BACK)}
        parts = {back: self.rows[key] for back, key in keys.items() if key in self.rows}
        return Sheet(parts, self.look.loaded, self.look.omitted, self._who(period))

    def _who(self, period: Period) -> pd.DataFrame:
        return who_in(self.look, self.row.set_index("partner_id"), period)


def build_tree(
    history: History, items: Sequence[ScoredItem], sources: Sequence[tuple[str, int]]
) -> ScoreTree:
    """All that is said of the score beside its measures.

    Args:
        items: the measures of the quarter.
        sources: sources of evidence with how many rows bear on the quarter.
    """
    look = history.look
    partner_id = int(history.row["partner_id"].iloc[0])
    standing = look.reads.standing(look.scope, partner_id, look.period, look.as_of)
    return ScoreTree(
        track=history.track(look.cards),
        version=look.cards.version,
        peers=standing.peers if standing else None,
        change=_change(history, items),
        sensitivity=standing.sensitivity if standing else None,
        history=_quarters(history),
        shown=_shown(items, dict(sources)),
    )


def _change(history: History, items: Sequence[ScoredItem]) -> ScoreChange | None:
    look = history.look
    since = look.period.shift(-1)
    before, now = history.kept_e2(since), history.kept_e2(look.period)
    if before is None or now is None:
        return None
    then = look.book.of(since, look.as_of)
    first = history.items(since, then)
    again = first if then is look.cards else history.items(since, look.cards)
    return split_change(first, again, items, (before, now), since)


def _quarters(history: History) -> tuple[ScoreQuarter, ...]:
    look = history.look
    today = look.book.on(look.as_of)
    periods = [period for period in look.trend_periods if period.key in history.rows]
    scores, found = history.scores(periods, today), []
    for period in periods:
        kept = history.kept_e2(period)
        found.append(
            ScoreQuarter(
                period=period,
                then=None if kept is None else kept / 100,
                today=scores[period.key],
                version=look.book.of(period, look.as_of).version,
            )
        )
    return tuple(found)


def _shown(items: Sequence[ScoredItem], rows: Mapping[str, int]) -> dict[str, str]:
    """KPI -> the first of its sources that has rows to show."""
    found = {i.key: next((s for s in registry[i.key].source if rows.get(s)), "") for i in items}
    return {key: source for key, source in found.items() if source}
