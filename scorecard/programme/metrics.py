"""The `metrics` of a programme file: named values of a partner on a day.

A metric is written in exactly one form, told by the key it begins with: `kpi`, `given`,
`attribute`, `rows`, `formula`, `points`, `index` or `rank`. On a day it has a value, or is unknown.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from scorecard.programme.rows_metric import (
    Described,
    Name,
    Number,
    RowsMetric,
    Scalar,
    Strict,
    Unit,
)

__all__ = ["Described", "Metric", "Name", "Number", "RowsMetric", "Scalar", "Strict", "Unit"]


class KpiMetric(Described):
    """A KPI of the registry, of the last `quarters` full quarters up to the day."""

    kpi: str
    quarters: int = Field(default=1, ge=1, le=12)


class GivenMetric(Described):
    """A value that people or other systems supply; `given` says where it comes from."""

    given: str


class AttributeMetric(Described):
    """A number that is known of a partner: tenure_days, days_in_tier."""

    attribute: str


class FormulaMetric(Described):
    """Arithmetic of other metrics: + - * /, min(), max(), numbers and parentheses.

    A division by zero has no value. Unknown parts make it unknown.
    """

    formula: str = Field(max_length=2000)
    least_divisor: Number | None = None  # divisors below it: too few to say, unknown


class Part(Strict):
    """How a metric becomes points: linear and capped, or in steps. Never fewer than none.

    Either `points` per `per` above `start`, or a straight line from `start` (none) to `target`
    (`max`), or `steps` [[value, points], ...]: the points of the highest value reached.
    `whole`: only full `per` count.
    """

    metric: str
    max: Number | None = Field(default=None, gt=0)
    start: Number = 0
    per: Number = Field(default=1, gt=0)
    points: Number | None = Field(default=None, gt=0)
    whole: bool = False
    target: Number | None = None
    steps: tuple[tuple[Number, Number], ...] = ()

    @model_validator(mode="after")
    def _has_one_scale(self) -> Part:
        if sum((self.points is not None, self.target is not None, bool(self.steps))) != 1:
            raise ValueError("say exactly one of points, target and steps")
        if self.target is not None and (self.max is None or self.target == self.start):
            raise ValueError("a line to a target needs `max`, and a target that is not `start`")
        if self.whole and self.points is None:
            raise ValueError("`whole` goes with points")
        values, points = [step[0] for step in self.steps], [step[1] for step in self.steps]
        if sorted(set(values)) != values or sorted(points) != points or any(p < 0 for p in points):
            raise ValueError("steps go upwards, in values and in points")
        return self


class PointsMetric(Described):
    """Points from several metrics, added up. Unknown parts may have any points they could earn."""

    points: tuple[Part, ...] = Field(min_length=1)


class Weighted(Strict):
    metric: str
    weight: Number = Field(gt=0)
    start: Number = 0
    target: Number

    @model_validator(mode="after")
    def _has_a_way(self) -> Weighted:
        if self.start == self.target:
            raise ValueError("`target` must differ from `start`")
        return self


class IndexMetric(Described):
    """A weighted mean of metrics, each on a line from `start` (0) to `target` (`out_of`)."""

    index: tuple[Weighted, ...] = Field(min_length=1)
    out_of: Number = Field(default=10, gt=0)

    @model_validator(mode="after")
    def _weighs_all(self) -> IndexMetric:
        total = round(sum(part.weight for part in self.index), 6)
        if total not in (1, 100):
            raise ValueError(f"weights sum to {total:g}, not to 100 (per cent) or 1")
        return self


class RankMetric(Described):
    """The place among all partners by a metric, 1 for the highest value; equals share a place.

    `within`: among those with the same attribute or group. `share`: as place / partners (0..1).
    """

    rank: str
    within: str | None = None
    share: bool = False


FORMS = ("kpi", "given", "attribute", "rows", "formula", "points", "index", "rank")


def _form(raw: Any) -> str:
    given = raw if isinstance(raw, dict) else getattr(raw, "__dict__", {})
    return next((form for form in FORMS if form in given), "none")


Metric = Annotated[
    Annotated[KpiMetric, Tag("kpi")]
    | Annotated[GivenMetric, Tag("given")]
    | Annotated[AttributeMetric, Tag("attribute")]
    | Annotated[RowsMetric, Tag("rows")]
    | Annotated[FormulaMetric, Tag("formula")]
    | Annotated[PointsMetric, Tag("points")]
    | Annotated[IndexMetric, Tag("index")]
    | Annotated[RankMetric, Tag("rank")],
    Discriminator(_form),
]
