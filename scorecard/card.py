"""Points of a card, for all partners at once or for one with every measure shown.

Missing data never raises a score. A measure is left out for everybody when no file of the
programme has ever delivered its source, and for a partner to whom it does not apply
(`not_applicable`: no year before to grow on, target already met). Every other unknown reading
(no_data, low_sample, stale, no_target) earns no points and keeps its weight, so a partner never
scores more without a reading than with it. How much of the card is known stands beside the
score. Too little known (`least_known` of the card): no score, status unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from scorecard.card_file import WHOLE, Measure
from scorecard.card_file import Card as Card
from scorecard.card_file import default_card as default_card
from scorecard.card_file import left_out as left_out
from scorecard.card_file import load_card as load_card
from scorecard.errors import DefinitionError, NoValue
from scorecard.kpis.grouping import Ints, divide_half_even
from scorecard.kpis.readings import Flags, Floats, is_delivered, read_column
from scorecard.kpis.registry import Reading, part_columns
from scorecard.views import ScoredItem, Status
from scorecard.why import explain

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """Score in hundredths of points (0..10000) and known share of the card in hundredths."""

    score_e2: int | None
    known_e2: int
    status: Status


def score_frame(
    wide: pd.DataFrame, card: Card, loaded: frozenset[str], omitted: frozenset[str] = NOTHING
) -> pd.DataFrame:
    """Score every partner of a wide frame. The rule for missing data is the module's.

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
    earned, weights, known = (np.zeros(len(wide), dtype="int64") for _ in range(3))
    red = np.zeros(len(wide), dtype="bool")
    for measure in card.measures:
        if not _counts(measure, loaded, omitted):
            continue
        if part_columns(measure.kpi)[0] not in wide.columns:
            raise DefinitionError(f"the parts of {measure.kpi!r} are missing")
        column = read_column(measure.definition, wide, loaded)
        earned += measure.weight * _points_e2(measure, column.value)
        weights += measure.weight * column.applicable
        known += measure.weight * column.known
        red |= measure.red_flag & _at_floor(measure, column.value)
    score = divide_half_even(earned, np.maximum(weights, 1))
    judged = _enough(known, card, loaded, omitted)
    status = _statuses(score, judged, red, card)
    return pd.DataFrame(
        {
            "score_e2": pd.Series(score, index=wide.index, dtype="Int64").mask(~judged),
            "known_e2": known,
            "status": pd.Series(status, index=wide.index, dtype="str"),
        },
        index=wide.index,
    )


def score_items(
    readings: Mapping[str, Reading],
    card: Card,
    loaded: frozenset[str],
    omitted: frozenset[str] = NOTHING,
    last_year: Mapping[str, Reading] | None = None,
) -> list[ScoredItem]:
    """The measures of one partner with points, points lost and why, in the card's order.

    `lost` sums to 100 less the score. A measure that is left out has no points and loses none.

    Raises:
        DefinitionError: when `readings` lacks a measure.
    """
    found = {m.kpi: _reading(m, readings, loaded, omitted) for m in card.measures}
    weight = sum(m.weight for m in card.measures if _applies(found[m.kpi]))
    before = last_year or {}
    return [_item(m, found[m.kpi], weight, card, before.get(m.kpi)) for m in card.measures]


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
    judged = _enough(np.array([known_e2]), card, loaded, omitted)
    status = _statuses(score, judged, np.array([red]), card)[0]
    return Score(int(score[0]) if judged[0] else None, known_e2, Status(status))


def _enough(known: Ints, card: Card, loaded: frozenset[str], omitted: frozenset[str]) -> Flags:
    """Whether enough is known of a partner to judge it: of the weight that counts here at all."""
    measured = sum(m.weight for m in card.measures if _counts(m, loaded, omitted))
    flags: Flags = (known > 0) & (known * WHOLE >= measured * card.status.least_known)
    return flags


def status_of(key: str, reading: Reading, card: Card) -> Status:
    """Status of one value by the card's target and floor; unknown where the card has neither."""
    if key not in card.keys:
        return Status.UNKNOWN
    return _item(card.measure(key), reading, WHOLE, card, None).status


def is_at_floor(item: ScoredItem) -> bool:
    """True when a known value is at its floor or beyond."""
    if item.reading.value is None or item.floor is None or item.target is None:
        return False
    return bool(_beyond(item.reading.value, item.floor, item.target))


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
    measure: Measure, reading: Reading, weight: int, card: Card, last_year: Reading | None
) -> ScoredItem:
    points = None
    if reading.value is not None:
        points = int(_points_e2(measure, np.array([reading.value]))[0]) / 100
    applies = _applies(reading)
    item = ScoredItem(
        key=measure.kpi,
        reading=reading,
        target=measure.target,
        floor=measure.floor,
        weight=float(measure.weight),
        points=points,
        lost=measure.weight * (100 - (points or 0.0)) / weight if applies else 0.0,
        status=Status.UNKNOWN,
        last_year=last_year,
    )
    return replace(item, status=_status(item, card), why=explain(item))


def _status(item: ScoredItem, card: Card) -> Status:
    if item.points is None:
        return Status.UNKNOWN
    if is_at_floor(item) or item.points < card.status.risk_below:
        return Status.RISK
    return Status.WATCH if item.points < card.status.watch_below else Status.GOOD


def _points_e2(measure: Measure, value: Floats) -> Ints:
    """Hundredths of points: linear from floor to target, 0 where there is no value."""
    way = (value - measure.floor) / (measure.target - measure.floor)
    return np.rint(np.nan_to_num(np.clip(way, 0, 1)) * 10_000).astype("int64")


def _at_floor(measure: Measure, value: Floats) -> Flags:
    flags: Flags = _beyond(value, measure.floor, measure.target)
    return flags


def _beyond(value: Any, floor: float, target: float) -> Any:
    return value <= floor if floor < target else value >= floor


def _statuses(score_e2: Ints, judged: Flags, red: Flags, card: Card) -> list[str]:
    bands = card.status
    found = np.select(
        [~judged, red | (score_e2 < 100 * bands.risk_below), score_e2 < 100 * bands.watch_below],
        [Status.UNKNOWN.value, Status.RISK.value, Status.WATCH.value],
        default=Status.GOOD.value,
    )
    listed: list[str] = found.tolist()
    return listed
