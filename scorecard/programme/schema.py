"""A programme file: one frozen object with everything a programme says.

`docs/programme-file.md` is the manual for people who write one.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scorecard.programme.cards import Cards
from scorecard.programme.metrics import Metric
from scorecard.programme.rows_metric import Name, Number, Strict
from scorecard.programme.rules import Rule

Every = Literal["day", "month", "quarter", "half_year", "year"]
DayOfYear = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]  # MM-DD


class Group(Strict):
    """Names for sets of an attribute's values: country buckets, families of partner types."""

    of: str
    values: dict[str, tuple[str, ...]] = Field(min_length=1)
    otherwise: str = ""


class Schedule(Strict):
    """Days on which tiers are reviewed: the first day of every month, quarter ... or days of the
    year (`on`). `every: day` stands for any day on which something changes."""

    every: Every | None = None
    on: tuple[DayOfYear, ...] = ()

    @model_validator(mode="after")
    def _says_when(self) -> Schedule:
        if (self.every is None) == (not self.on):
            raise ValueError("say either `every` or `on`")
        return self


class Movement(Strict):
    """How the held tier follows the earned one.

    Args:
        up, down: when a partner may rise or be found below its tier. down None: never falls.
        grace_days: a tier is lost so many days after the review that first found it no longer
            earned, unless it is earned again meanwhile.
        reason: what is written to a partner that is about to lose its tier.
        skip: False: one tier up a review at most.
    """

    up: Schedule = Schedule(every="quarter")
    down: Schedule | None = Schedule(every="quarter")
    grace_days: int = Field(default=0, ge=0, le=1000)
    reason: str = ""
    skip: bool = True


class Tier(Strict):
    """One rung. `requires` None: everyone's (the lowest)."""

    tier: Name
    label: str = ""
    requires: Rule | None = None


class Deadline(Strict):
    """A tier that must be reached within so many months of signing."""

    tier: str
    months: int = Field(ge=1)
    then: str = ""  # what happens, for people to read


class Migration(Strict):
    """How tiers of the version before are carried over: `keep` better holds a partner at the
    tier it brings, or higher, until `until`."""

    tiers: dict[str, str]  # tier of the version before -> tier here
    until: date


class Ladder(Strict):
    """Tiers that exclude each other, lowest first: a partner holds exactly one.

    `for_each` makes one ladder of each value of an attribute of rows ({region} in names and
    conditions stands for it). `kind: designations`: each tier stands on its own and several may
    be held at once; each is then a ladder of "not held" and "held".
    """

    ladder: Name
    label: str = ""
    kind: Literal["levels", "designations"] = "levels"
    for_each: dict[str, tuple[str, ...]] = Field(default_factory=dict, max_length=1)
    highest_of: str | None = None  # the highest tier over the ladders made by this `for_each`
    applies_to: Rule | None = None  # tracks: others hold no tier here
    tiers: tuple[Tier, ...] = ()
    movement: Movement = Movement()
    deadline: Deadline | None = None
    migration: Migration | None = None


class Benefit(Strict):
    """What a partner gets: with a tier, or as soon as a rule is met (also between tiers).

    Yearly cost = `cost` + `share` x `of`, in the programme's currency.
    """

    benefit: Name
    label: str = ""
    ladder: str | None = None
    tiers: tuple[str, ...] = ()
    requires: Rule | None = None
    cost: Number = Field(default=0, ge=0)
    share: Number = Field(default=0, ge=0)
    of: str | None = None  # a metric of money


class Action(Strict):
    """Something a partner or the vendor can do for a metric: one unit raises it by `by`."""

    action: Name
    label: str
    metric: str
    by: Number = 1
    cost: Number = Field(ge=0)  # of one unit, in the programme's currency
    lead_days: int = Field(default=0, ge=0)
    most: int = Field(default=1000, ge=1)  # units at most


class Gate(Strict):
    label: str = ""
    default: bool | None = None


class Programme(Strict):
    """A version of a programme. Raises pydantic's ValidationError for a malformed one."""

    programme: str = Field(min_length=1, max_length=100)
    version: str = Field(min_length=1, max_length=40)
    valid_from: date
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    source: str = ""
    fx: dict[str, Number] = Field(default_factory=dict)  # one unit of it in the currency
    groups: dict[Name, Group] = Field(default_factory=dict)
    gates: dict[Name, Gate] = Field(default_factory=dict)
    metrics: dict[str, Metric] = Field(default_factory=dict)
    scorecard: Cards | None = None
    ladders: tuple[Ladder, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    actions: tuple[Action, ...] = ()
    contribution: str | None = None  # metric of money a partner brings, to weigh costs against
