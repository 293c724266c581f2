"""Points of a card, for all partners at once or for one with every measure shown.

Missing data never raises a score. A measure is left out for everybody when no file of the
programme has ever delivered its source, or its window reaches back before what is kept, and for
a partner to whom it does not apply (`not_applicable`: no year before to grow on, target already
met). Every other unknown reading (no_data, low_sample, stale, no_target) earns no points and
keeps its weight, so a partner never scores more without a reading than with it. How much of the
card is known stands beside the score. Too little known (`least_known` of the card): no score,
status unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from scorecard.card_file import WHOLE, Measure
from scorecard.card_file import Card as Card
from scorecard.card_file import default_card as default_card
from scorecard.card_file import left_out as left_out
from scorecard.card_file import load_card as load_card
from scorecard.errors import DefinitionError, NoValue
from scorecard.kpis.grouping import divide_half_even
from scorecard.kpis.readings import is_delivered
from scorecard.kpis.registry import Reading
from scorecard.score.marks import is_enough, mark, statuses
from scorecard.score.points import Aimed, aimed_at, points_of
from scorecard.score.sheet import NOTHING, Sheet
from scorecard.views import Score as Score
from scorecard.views import ScoredItem, Status
from scorecard.why import explain


def score_frame(
    wide: pd.DataFrame, card: Card, loaded: frozenset[str], omitted: frozenset[str] = NOTHING
) -> pd.DataFrame:
    """Score every partner of a wide frame by a card of the quarter's own parts.

    Args:
        wide: parts by partner (`compute_parts` at partner_id), with all KPIs of the card.
        loaded: sources of which the programme has any row.
        omitted: KPIs that nobody is scored by (`left_out`).

    Returns:
        Frame of the same index: `score_e2` (Int64, hundredths of points, NA when unknown),
        `known_e2` (int64, 0..100: known weight), `status` (str).

    Raises:
        DefinitionError: when `wide` lacks the parts of a measure.
    """
    return mark(Sheet({0: wide}, loaded, omitted), card).frame()


def score_items(
    readings: Mapping[str, Reading],
    card: Card,
    loaded: frozenset[str],
    omitted: frozenset[str] = NOTHING,
    last_year: Mapping[str, Reading] | None = None,
    aims: Mapping[str, Aimed] | None = None,
) -> list[ScoredItem]:
    """The measures of one partner with points, points lost and why, in the card's order.

    `lost` sums to 100 less the score. A measure that is left out has no points and loses none.

    Args:
        aims: by KPI, the partner's own target and floor; the file's where it is not there.

    Raises:
        DefinitionError: when `readings` lacks a measure, or a target depends on the partner and
            is not in `aims`.
    """
    found = {m.kpi: _reading(m, readings, loaded, omitted) for m in card.measures}
    weight = sum(m.weight for m in card.measures if _applies(found[m.kpi]))
    before = last_year or {}
    return [
        _item(m, found[m.kpi], weight, card, before.get(m.kpi), (aims or {}).get(m.kpi))
        for m in card.measures
    ]


def score_of(
    items: Iterable[ScoredItem],
    card: Card,
    loaded: frozenset[str],
    omitted: frozenset[str] = NOTHING,
) -> Score:
    """The score that the measures of one partner add up to; the same as `score_frame`."""
    counted = [item for item in items if _applies(item.reading)]
    known = [item for item in counted if item.points is not None]
    earned = sum(int(item.weight) * round((item.points or 0.0) * 100) for item in known)
    weights = sum(int(item.weight) for item in counted)
    known_e2 = sum(int(item.weight) for item in known)
    score = divide_half_even(np.array([earned]), max(weights, 1))
    red = any(is_at_floor(item) and card.measure(item.key).red_flag for item in known)
    measured = sum(m.weight for m in card.measures if _counts(m, loaded, omitted))
    judged = is_enough(np.array([known_e2]), measured, card)
    status = statuses(score, judged, np.array([red]), card)[0]
    return Score(int(score[0]) if judged[0] else None, known_e2, Status(status))


def status_of(key: str, reading: Reading, card: Card) -> Status:
    """Status of one value by the card's target and floor; unknown where the card has neither
    for everybody."""
    if key not in card.keys or card.measure(key).depends:
        return Status.UNKNOWN
    return _item(card.measure(key), reading, WHOLE, card, None, None).status


def is_at_floor(item: ScoredItem) -> bool:
    """True when a known value is at its floor or beyond."""
    value, floor, target = item.reading.value, item.floor, item.target
    if value is None or floor is None or target is None:
        return False
    return value <= floor if floor < target else value >= floor


def _counts(measure: Measure, loaded: frozenset[str], omitted: frozenset[str]) -> bool:
    return measure.kpi not in omitted and is_delivered(measure.definition, loaded)


def _applies(reading: Reading) -> bool:
    return reading.reason is not NoValue.NOT_APPLICABLE


def _reading(
    measure: Measure,
    readings: Mapping[str, Reading],
    loaded: frozenset[str],
    omitted: frozenset[str],
) -> Reading:
    if not _counts(measure, loaded, omitted):
        return measure.definition.unread(NoValue.NOT_APPLICABLE)
    if measure.kpi not in readings:
        raise DefinitionError(f"the reading of {measure.kpi!r} is missing")
    return readings[measure.kpi]


def _item(
    measure: Measure,
    reading: Reading,
    weight: int,
    card: Card,
    last_year: Reading | None,
    aim: Aimed | None,
) -> ScoredItem:
    aim = aim or _aim(measure, reading)
    points = None
    if reading.value is not None:
        points = points_of(measure, reading.value, aim) / 100
    item = ScoredItem(
        key=measure.kpi,
        reading=reading,
        target=aim.target,
        floor=aim.floor,
        weight=float(measure.weight),
        points=points,
        lost=measure.weight * (100 - (points or 0.0)) / weight if _applies(reading) else 0.0,
        status=Status.UNKNOWN,
        last_year=last_year,
        window=measure.window,
    )
    return replace(item, status=_status(item, card), why=explain(item))


def _aim(measure: Measure, reading: Reading) -> Aimed:
    """What everybody is judged against; nothing where there is no value to judge."""
    unjudged = measure.depends and reading.value is None
    return Aimed(None, None) if unjudged else aimed_at(measure)


def _status(item: ScoredItem, card: Card) -> Status:
    if item.points is None:
        return Status.UNKNOWN
    if is_at_floor(item) or item.points < card.status.risk_below:
        return Status.RISK
    return Status.WATCH if item.points < card.status.watch_below else Status.GOOD
