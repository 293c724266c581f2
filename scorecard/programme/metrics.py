"""The `metrics` of a programme file: named values of a partner on a day.

A metric is written in exactly one form, told by the key it begins with: `kpi`, `given`,
`attribute`, `rows`, `formula`, `points` or `index`. On a day it has a value, or is unknown.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Unit = Literal["count", "money", "share", "points", "days", "ratio"]
Scalar = str | bool | int | float
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class Strict(BaseModel):
    """Unknown fields are errors: a misspelt rule must never be a rule that is not there."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Described(Strict):
    label: str = ""
    unit: Unit = "count"


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


class Window(Strict):
    """Rows dated in the last n months, quarters or days up to the day, that day included.

    `full` asks for whole calendar months: the running one and the n - 1 before it.
    """

    months: int | None = Field(default=None, ge=1, le=240)
    days: int | None = Field(default=None, ge=1, le=7320)
    full: bool = False

    @model_validator(mode="after")
    def _has_one_length(self) -> Window:
        if (self.months is None) == (self.days is None):
            raise ValueError("a window has either months or days")
        return self


class Test(Strict):
    """A condition on a column of a row, where a plain value is not enough."""

    at_least: float | None = None
    at_most: float | None = None
    among: tuple[Scalar, ...] | None = None
    group: str | None = None  # a value of the `groups` section, of this column
    known: bool | None = None


Condition = dict[str, Scalar | tuple[Scalar, ...] | Test]


class Rate(Strict):
    """Points (or any factor) per unit of the summed column for rows that meet `when`.

    The first rate whose `when`, `since` and `until` (that day excluded) fit a row is its rate.
    """

    rate: float = Field(ge=0)
    when: Condition = Field(default_factory=dict)
    since: date | None = None
    until: date | None = None


class Factor(Strict):
    """Multiplies a row's worth: `times: 2` for customers in growth markets."""

    times: float = Field(ge=0)
    when: Condition = Field(default_factory=dict)


class EachPeriod(Strict):
    """Counts in how many of the last n full periods the rows reach a number."""

    each: Literal["month", "quarter", "year"]
    last: int = Field(ge=1, le=60)
    at_least: float = 1


class RowsMetric(Described):
    """Counted or summed from dated rows: people, deals, sales, customers, or a programme's own.

    Args:
        rows: the table.
        count: count rows. sum: add up a column. distinct: count distinct values of columns (the
            columns `[person, line]` count a person once a line). seats: fill roles with people.
        where: only rows that meet all conditions.
        date: column of the row's day; rows after the day are not known yet.
        window: only rows of the last months or days by `date`.
        valid_from, valid_to: columns between which a row is valid (ends included, empty: open).
        expires_months: a row stops counting so many months after its `date`.
        currency: column of the summed money's currency, turned by the programme's `fx`.
        per, rates, factors: worth of a row = value / per x its rate x all factors that fit.
        periods: count periods instead of the sum itself.
        role, one_person_one_seat: see `seats`.
    """

    rows: str
    count: bool = False
    sum: str | None = None
    distinct: tuple[str, ...] = ()
    seats: dict[str, int] = Field(default_factory=dict)
    role: str = "role"
    person: str = "person"
    one_person_one_seat: bool = True
    where: Condition = Field(default_factory=dict)
    date: str | None = None
    window: Window | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    expires_months: int | None = Field(default=None, ge=1)
    currency: str | None = None
    per: float = Field(default=1, gt=0)
    rates: tuple[Rate, ...] = ()
    factors: tuple[Factor, ...] = ()
    periods: EachPeriod | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> RowsMetric:
        if sum(map(bool, (self.count, self.sum, self.distinct, self.seats))) != 1:
            raise ValueError("say exactly one of count, sum, distinct and seats")
        dated = self.window or self.expires_months or self.periods
        if dated and self.date is None:
            raise ValueError("a window, an expiry and periods need the column `date`")
        return self


class FormulaMetric(Described):
    """Arithmetic of other metrics: + - * /, min(), max(), numbers and parentheses.

    A division by zero has no value. Unknown parts make it unknown.
    """

    formula: str
    least_divisor: float | None = None  # divisors below it: too few to say, unknown


class Part(Strict):
    """How a metric becomes points: linear and capped, or in steps.

    Either `points` per `per` above `start`, or a straight line from `start` (none) to `target`
    (`max`), or `steps` [[value, points], ...]: the points of the highest value reached.
    """

    metric: str
    max: float | None = Field(default=None, gt=0)
    start: float = 0
    per: float = Field(default=1, gt=0)
    points: float | None = Field(default=None, gt=0)
    target: float | None = None
    steps: tuple[tuple[float, float], ...] = ()

    @model_validator(mode="after")
    def _has_one_scale(self) -> Part:
        if sum((self.points is not None, self.target is not None, bool(self.steps))) != 1:
            raise ValueError("say exactly one of points, target and steps")
        if self.target is not None and self.max is None:
            raise ValueError("a line to a target needs `max`, the points at the target")
        return self


class PointsMetric(Described):
    """Points from several metrics, added up. Unknown parts may have any points they could earn."""

    points: tuple[Part, ...] = Field(min_length=1)


class Weighted(Strict):
    metric: str
    weight: float = Field(gt=0)
    start: float = 0
    target: float


class IndexMetric(Described):
    """A weighted mean of metrics, each on a line from `start` (0) to `target` (`out_of`)."""

    index: tuple[Weighted, ...] = Field(min_length=1)
    out_of: float = Field(default=10, gt=0)


FORMS = ("kpi", "given", "attribute", "rows", "formula", "points", "index")


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
    | Annotated[IndexMetric, Tag("index")],
    Discriminator(_form),
]
