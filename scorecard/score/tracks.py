"""Every partner by the card of its track: scores of all at once, measures of those that are shown.

Both ways read the same parts, so a partner's score is what its measures add up to.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from scorecard.card import score_items, score_of
from scorecard.card_file import Card, Measure
from scorecard.errors import NoValue
from scorecard.kpis.readings import Column, read_parts
from scorecard.kpis.registry import Reading
from scorecard.programme.cards import Cards
from scorecard.score.marks import Marks, mark
from scorecard.score.points import aims, is_counted, judge
from scorecard.score.sheet import A_YEAR, Sheet
from scorecard.views import Score, ScoredItem


def score_all(sheet: Sheet, cards: Cards) -> pd.DataFrame:
    """`score_frame` of every partner by its own card, in the order of the sheet.

    Raises:
        DefinitionError: the sheet lacks parts of a measure, or an attribute of a target.
    """
    frames = [found.frame() for _track, found in marks_by_track(sheet, cards)]
    return (pd.concat(frames) if len(frames) > 1 else frames[0]).reindex(sheet.index)


def marks_by_track(sheet: Sheet, cards: Cards) -> Iterator[tuple[str, Marks]]:
    """What the partners of each track earn; tracks without a partner are left out."""
    for track, part in _split(sheet, cards):
        yield track, mark(part, cards.cards[track])


def items_of(sheet: Sheet, cards: Cards) -> list[list[ScoredItem]]:
    """The measures of each partner of the sheet by its own card, in the order of the sheet."""
    found: dict[object, list[ScoredItem]] = {}
    for track, part in _split(sheet, cards):
        found |= dict(zip(part.index, _items(part, cards.cards[track]), strict=True))
    return [found[partner] for partner in sheet.index]


def score_of_items(items: list[ScoredItem], sheet: Sheet, card: Card) -> Score:
    """The score that the measures of one partner add up to; the same as `score_all`."""
    return score_of(items, card, sheet.loaded, _left_out(sheet, card))


def _split(sheet: Sheet, cards: Cards) -> Iterator[tuple[str, Sheet]]:
    if not cards.tracks or not len(sheet.index):
        yield cards.default_track, sheet
        return
    types = sheet.attribute("partner_type")
    tracks = types.map({kind: cards.track_of(str(kind)) for kind in types.unique()})
    for track in cards.cards:
        index = sheet.index[(tracks == track).to_numpy()]
        if len(index):
            yield track, sheet.of(index)


def _left_out(sheet: Sheet, card: Card) -> frozenset[str]:
    """KPIs of the card that say nothing here: omitted, not delivered, or not kept so far back."""
    return sheet.omitted | {m.kpi for m in card.measures if not is_counted(m, sheet)}


def _items(sheet: Sheet, card: Card) -> Iterator[list[ScoredItem]]:
    left_out = _left_out(sheet, card)
    measures = [m for m in card.measures if m.kpi not in left_out]
    judged = [judge(measure, sheet) for measure in measures]
    keys = [measure.kpi for measure in measures]
    now = [_readings(one.measure, sheet, one.column, 0) for one in judged]
    before = [_last_year(measure, sheet) for measure in measures]
    targets = [aims(one) for one in judged]
    for place in range(len(sheet.index)):
        yield score_items(
            {key: column[place] for key, column in zip(keys, now, strict=True)},
            card,
            sheet.loaded,
            left_out,
            {k: c[place] for k, c in zip(keys, before, strict=True) if c is not None},
            {key: column[place] for key, column in zip(keys, targets, strict=True)},
        )


def _last_year(measure: Measure, sheet: Sheet) -> list[Reading] | None:
    if not sheet.knows(measure, A_YEAR):
        return None
    column = read_parts(measure.definition, *sheet.read(measure, measure.kpi, A_YEAR))
    return _readings(measure, sheet, column, A_YEAR)


def _readings(measure: Measure, sheet: Sheet, column: Column, back: int) -> list[Reading]:
    cells = (parts.tolist() for parts in sheet.read(measure, measure.kpi, back))
    return [
        Reading(measure.kpi, None if reason is not None else value, top, below, n, _named(reason))
        for value, reason, top, below, n in zip(
            column.value.tolist(), column.reason, *cells, strict=True
        )
    ]


def _named(reason: object) -> NoValue | None:
    return None if reason is None else NoValue(str(reason))
