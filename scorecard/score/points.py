"""How a reading becomes 0-100 points: target, floor and scale of a measure, many partners at once.

A target that is not known (no entry of the partner, no last year's value) leaves the reading
unjudged: it earns nothing and keeps its weight. Where there is nothing to grow from (last year's
value is known and not above 0, or nothing was to be measured then) the measure does not apply.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.card_file import Measure
from scorecard.errors import DefinitionError, NoValue
from scorecard.kpis.grouping import Ints
from scorecard.kpis.readings import Column, Flags, Floats, is_delivered, read_parts
from scorecard.programme.rules import ByAttribute
from scorecard.score.sheet import A_YEAR, PLAN, Sheet
from scorecard.score.targets import Growth, PerPartner

Reasons = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Judged:
    """One measure of many partners, in the order of the sheet.

    Args:
        value: NaN where there is none, or none that can be judged; `reason` says why.
        target, floor: NaN where there is none.
        points_e2: hundredths of points, 0 where there is no value.
    """

    measure: Measure
    column: Column
    target: Floats
    floor: Floats
    points_e2: Ints

    @property
    def at_floor(self) -> Flags:
        """Where a known value is at the floor or beyond."""
        value = self.column.value
        higher = self.measure.higher_is_better
        flags: Flags = value <= self.floor if higher else value >= self.floor
        return flags


def is_counted(measure: Measure, sheet: Sheet) -> bool:
    """Whether the measure says anything here: its sources were delivered, its window is kept."""
    known = is_delivered(measure.definition, sheet.loaded)
    return known and measure.kpi not in sheet.omitted and sheet.has(measure)


def judge(measure: Measure, sheet: Sheet) -> Judged:
    """Readings, targets and points of a measure that counts.

    Raises:
        DefinitionError: the sheet lacks its parts, or an attribute its target goes by.
    """
    column = read_parts(measure.definition, *sheet.read(measure, measure.kpi))
    target, why = _targets(measure, sheet)
    unjudged = (column.reason == None) & (why != None)  # noqa: E711
    if unjudged.any():
        reason = np.where(unjudged, why, column.reason)
        column = Column(column.key, np.where(unjudged, np.nan, column.value), reason)
    floor = _floors(measure, target)
    return Judged(measure, column, target, floor, _points_e2(measure, column.value, target, floor))


def _floors(measure: Measure, target: Floats) -> Floats:
    if measure.of_target is not None:
        return target * measure.of_target
    stated = np.nan if measure.floor is None else float(measure.floor)  # type: ignore[arg-type]
    return np.full(len(target), stated)


def _points_e2(measure: Measure, value: Floats, target: Floats, floor: Floats) -> Ints:
    """Linear from floor to target and capped, or in steps; 0 where there is no value."""
    if measure.steps:
        return _steps_e2(measure, value, target)
    with np.errstate(invalid="ignore", divide="ignore"):
        way = (value - floor) / (target - floor)
    points: Ints = np.rint(np.nan_to_num(np.clip(way, 0, 1)) * 10_000).astype("int64")
    return points


def _steps_e2(measure: Measure, value: Floats, target: Floats) -> Ints:
    points = np.zeros(len(value), dtype="int64")
    scale: Any = target if measure.steps_of == "target" else 1.0
    for bound, earned in measure.steps:
        limit = bound * scale
        reached = value >= limit if measure.higher_is_better else value <= limit
        points[reached] = round(earned * 100)
    return points


def _targets(measure: Measure, sheet: Sheet) -> tuple[Floats, Reasons]:
    """Targets of all partners, and why there is none where it is NaN."""
    n, aim = len(sheet.index), measure.target
    if isinstance(aim, ByAttribute):
        folded = {name.casefold(): number for name, number in aim.values.items()}
        return _looked_up(sheet.attribute(aim.by).str.casefold(), folded, aim.otherwise)
    if isinstance(aim, PerPartner):
        if not isinstance(aim.per_partner, dict):
            return _planned(measure, sheet, aim)
        return _looked_up(sheet.attribute("partner_code"), aim.per_partner, aim.otherwise)
    if isinstance(aim, Growth):
        return _grown(measure, sheet, aim)
    stated = measure.steps[-1][0] if aim is None else aim
    return np.full(n, float(stated)), np.full(n, None, dtype=object)


def _looked_up(
    keys: pd.Series, values: dict[str, float], otherwise: float | None
) -> tuple[Floats, Reasons]:
    rest = np.nan if otherwise is None else otherwise
    found = [values.get(str(key), rest) for key in keys]
    return _with_reasons(np.array(found, dtype="float64"))


def _planned(measure: Measure, sheet: Sheet, aim: PerPartner) -> tuple[Floats, Reasons]:
    """Money that the vendor's targets ask for in the window; to date where it is running."""
    asked = sheet.read(measure, PLAN)[1].astype("float64")
    rest = np.nan if aim.otherwise is None else aim.otherwise
    return _with_reasons(np.where(asked > 0, asked, rest))


def _grown(measure: Measure, sheet: Sheet, aim: Growth) -> tuple[Floats, Reasons]:
    n = len(sheet.index)
    if not sheet.has(measure, A_YEAR):  # the programme's history does not reach back
        return np.full(n, np.nan), np.full(n, NoValue.NOT_APPLICABLE, dtype=object)
    before = read_parts(measure.definition, *sheet.read(measure, measure.kpi, A_YEAR))
    target, reason = _with_reasons(before.value * (1 + aim.growth))
    nothing = ~before.applicable | (before.value <= 0)
    reason[nothing] = NoValue.NOT_APPLICABLE
    return np.where(nothing, np.nan, target), reason


def _with_reasons(target: Floats) -> tuple[Floats, Reasons]:
    reason = np.full(len(target), None, dtype=object)
    reason[np.isnan(target)] = NoValue.NO_TARGET
    return target, reason


@dataclass(frozen=True)
class Aimed:
    """Target and floor of one partner, None where there is none; its points where they are known
    already, in hundredths."""

    target: float | None
    floor: float | None
    points_e2: int | None = None


def aimed_at(measure: Measure) -> Aimed:
    """Target and floor that are the same for everybody.

    Raises:
        DefinitionError: the target depends on the partner.
    """
    if measure.depends:
        raise DefinitionError(f"the target of {measure.kpi!r} depends on the partner")
    target = float(measure.steps[-1][0] if measure.target is None else measure.target)  # type: ignore[arg-type]
    return Aimed(target, _known(float(_floors(measure, np.array([target]))[0])))


def points_of(measure: Measure, value: float, aim: Aimed) -> int:
    """Hundredths of points of one value; the same as `judge` gives it."""
    if aim.points_e2 is not None:
        return aim.points_e2
    numbers = (value, aim.target, aim.floor)
    arrays = [np.array([np.nan if number is None else number]) for number in numbers]
    return int(_points_e2(measure, *arrays)[0])


def aims(judged: Judged) -> list[Aimed]:
    """Targets, floors and points partner by partner."""
    columns = (judged.target.tolist(), judged.floor.tolist(), judged.points_e2.tolist())
    return [Aimed(_known(one[0]), _known(one[1]), one[2]) for one in zip(*columns, strict=True)]


def _known(number: float) -> float | None:
    return None if isnan(number) else number
