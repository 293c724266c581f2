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

Every = Literal["day", "month", "quarter", "half_year", "year", "anniversary"]
LadderName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
DayOfYear = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]  # MM-DD


class Group(Strict):
    """Names for sets of an attribute's (or a row column's) values: country buckets, families.

    `otherwise` names the bucket of all other values; without it they are in none.
    """

    of: str
    values: dict[str, tuple[str, ...]] = Field(min_length=1)
    otherwise: str = ""


class Schedule(Strict):
    """Days on which tiers are reviewed: the first day of every month, quarter ... or days of the
    year (`on`). `every: day` stands for any day on which something changes, `anniversary` for
    each partner's own day of signing."""

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

    As it stands after `scorecard.programme.expand`: whoever meets nothing is in the first tier,
    which requires nothing. In a file, `kind: designations`, `for_each`, `highest_of` and
    `cumulative` may stand here too; they are written out before this is read.
    """

    ladder: LadderName
    label: str = ""
    designation_of: str = ""  # the file's ladder of designations: tiers are `none` and its own
    label_of: str = ""  # that ladder's label
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
    """What a person decides. `default` holds while nobody has: False, True, or None, unknown."""

    label: str = ""
    default: bool | None = False


class Attribute(Strict):
    """A property of partners that is the programme's own, beside country, region and so on."""

    label: str = ""
    values: tuple[str, ...] = ()  # what it may be; empty: anything


class Programme(Strict):
    """A version of a programme. Raises pydantic's ValidationError for a malformed one."""

    programme: str = Field(min_length=1, max_length=100)
    version: str = Field(min_length=1, max_length=40)
    valid_from: date
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    fiscal_year_start: int = Field(default=1, ge=1, le=12)  # month in which its years begin
    source: str = ""
    fx: dict[str, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = Field(
        default_factory=dict
    )  # one unit of it in the currency
    groups: dict[Name, Group] = Field(default_factory=dict)
    attributes: dict[Name, Attribute] = Field(default_factory=dict)
    gates: dict[Name, Gate] = Field(default_factory=dict)
    metrics: dict[Name, Metric] = Field(default_factory=dict)
    scorecard: Cards | None = None
    ladders: tuple[Ladder, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    actions: tuple[Action, ...] = ()
    contribution: str | None = None  # metric of money a partner brings, to weigh costs against
