"""Metrics that are counted or summed from dated rows: people, deals, customers, anything listed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Unit = Literal["count", "money", "share", "points", "days", "ratio"]
Number = Annotated[float, Field(allow_inf_nan=False)]
Scalar = str | bool | int | Number
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class Strict(BaseModel):
    """Unknown fields are errors: a misspelt rule must never be a rule that is not there."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Described(Strict):
    label: str = ""
    unit: Unit = "count"


class Window(Strict):
    """Which rows count by their day.

    Args:
        months, days: the last n up to the day, that day included.
        full: whole calendar months: the running one and the `months` - 1 before it.
        period, last: the last n full months, quarters, half-years or years; `last: 0` is the
            running one from its first day.
        ago: the whole window so many months earlier.
    """

    months: int | None = Field(default=None, ge=1, le=240)
    days: int | None = Field(default=None, ge=1, le=7320)
    full: bool = False
    period: Literal["month", "quarter", "half_year", "year"] | None = None
    last: int = Field(default=1, ge=0, le=60)
    ago: int = Field(default=0, ge=0, le=240)

    @model_validator(mode="after")
    def _has_one_length(self) -> Window:
        if sum(x is not None for x in (self.months, self.days, self.period)) != 1:
            raise ValueError("a window has exactly one of months, days and period")
        if self.full and self.months is None:
            raise ValueError("`full` goes with months")
        if "last" in self.model_fields_set and self.period is None:
            raise ValueError("`last` goes with period")
        return self


class Test(Strict):
    """Conditions on a column of a row, where a plain value is not enough; all must hold.

    Args:
        group: a value of the `groups` section (`buckets.growth`, or `growth` when only one group
            has it), looked up by the column's value.
        known: whether the cell says anything.
        since, until: for days; `until` itself is outside.
    """

    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    among: tuple[Scalar, ...] | None = None
    not_among: tuple[Scalar, ...] | None = None
    group: str | None = None
    known: bool | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @model_validator(mode="after")
    def _tests_something(self) -> Test:
        if not self.model_fields_set:
            raise ValueError("a condition without a test; write a value or, say, at_least")
        return self


Condition = dict[str, Scalar | tuple[Scalar, ...] | Test]


class Rate(Strict):
    """Points (or any factor) per unit of the summed column for rows that meet `when`.

    The first rate whose `when`, `since` and `until` (that day excluded) fit a row is its rate.
    """

    rate: Number = Field(ge=0)
    when: Condition = Field(default_factory=dict)
    since: dt.date | None = None
    until: dt.date | None = None


class Factor(Strict):
    """Multiplies a row's worth: `times: 2` for customers in growth markets."""

    times: Number = Field(ge=0)
    when: Condition = Field(default_factory=dict)


class EachPeriod(Strict):
    """Counts in how many of the last n full periods the rows reach a number."""

    each: Literal["month", "quarter", "half_year", "year"]
    last: int = Field(ge=1, le=60)
    at_least: Number = 1


class Grouped(Strict):
    """Sums per group first, say per customer.

    Args:
        by: columns that make a group.
        at_least: groups below it do not count at all.
        at_most: a group counts no more than this.
        count: the number of groups that count, not their sum.
    """

    by: tuple[str, ...] = Field(min_length=1)
    at_least: Number | None = Field(default=None, gt=0)
    at_most: Number | None = None
    count: bool = False


class Seat(Strict):
    """So many people, of whom a row meets the conditions; in place of the column `role`."""

    people: int = Field(ge=1)
    where: Condition


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
        grouped: per customer, per person ...: least and most of each.
        periods: count periods instead of the sum itself.
        role, person, one_person_one_seat: see `seats`.
    """

    rows: str
    count: bool = False
    sum: str | None = None
    distinct: tuple[str, ...] = ()
    seats: dict[str, int | Seat] = Field(default_factory=dict, max_length=10)
    role: str = "role"
    person: str = "person"
    one_person_one_seat: bool = True
    where: Condition = Field(default_factory=dict)
    date: str | None = None
    window: Window | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    expires_months: int | None = Field(default=None, ge=1, le=600)
    currency: str | None = None
    per: Number = Field(default=1, gt=0)
    rates: tuple[Rate, ...] = ()
    factors: tuple[Factor, ...] = ()
    grouped: Grouped | None = None
    periods: EachPeriod | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> RowsMetric:
        if sum(map(bool, (self.count, self.sum, self.distinct, self.seats))) != 1:
            raise ValueError("say exactly one of count, sum, distinct and seats")
        dated = any((self.window, self.expires_months, self.periods)) or any(
            rate.since or rate.until for rate in self.rates
        )
        if dated and self.date is None:
            raise ValueError("window, expires_months, periods and dated rates need `date`")
        if (self.distinct or self.seats) and (self.rates or self.factors or self.grouped):
            raise ValueError("rates, factors and grouped go with count and sum")
        if self.window and self.periods:
            raise ValueError("say either window or periods")
        if any(n < 1 for n in self.seat_counts):
            raise ValueError("a role needs one seat or more")
        return self

    @property
    def seat_counts(self) -> list[int]:
        return [seat.people if isinstance(seat, Seat) else seat for seat in self.seats.values()]
