"""The rules of a programme file: what a partner must have for a tier, a benefit or a gate.

A rule on a day is met, not met or unknown (Kleene's three values): `all` is unknown where a
part is unknown and none is not met; `any` where a part is unknown and none is met.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from scorecard.programme.rows_metric import Number, Scalar, Strict

BOUNDS = ("at_least", "above", "at_most", "below")


class ByAttribute(Strict):
    """A number that depends on the partner: by country, region, partner_type or a group."""

    by: str
    values: dict[str, Number] = Field(min_length=1)
    otherwise: Number | None = None  # None: no number for others, the rule is unknown


Threshold = Number | ByAttribute


class MetricRule(Strict):
    """A metric against a threshold."""

    metric: str
    at_least: Threshold | None = None
    above: Threshold | None = None
    at_most: Threshold | None = None
    below: Threshold | None = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> MetricRule:
        if sum(x is not None for x in (self.at_least, self.above, self.at_most, self.below)) != 1:
            raise ValueError("say exactly one of at_least, above, at_most and below")
        return self

    @property
    def bound(self) -> tuple[str, Threshold]:
        """The bound's name and its threshold."""
        found = ((name, getattr(self, name)) for name in BOUNDS)
        return next((name, threshold) for name, threshold in found if threshold is not None)


class AllRule(Strict):
    all: tuple[Rule, ...] = Field(min_length=1)


class AnyRule(Strict):
    any: tuple[Rule, ...] = Field(min_length=1)


class SomeRule(Strict):
    """At least `some` of the rules."""

    some: int = Field(ge=1)
    of: tuple[Rule, ...] = Field(min_length=1)


class NotRule(Strict):
    not_: Rule = Field(alias="not")


class AttributeRule(Strict):
    """An attribute of the partner (country, region, partner_type, a group ...) is one of these."""

    attribute: str
    among: tuple[Scalar, ...] = Field(min_length=1)


class GateRule(Strict):
    """What a person decides: an invitation, an audit passed. Without a decision: see `Gate`."""

    gate: str


class HoldsRule(Strict):
    """A tier (or a higher one) or a designation held in another ladder, decided before this one."""

    holds: str
    ladder: str


class PreviousRule(Strict):
    """The tier held before the review is at least this; `days`: for so long.

    `ladder`: the one that the rule stands in, where it is not said.
    """

    previous_tier: str
    ladder: str = ""
    days: int = Field(default=0, ge=0)


class AnyDayRule(Strict):
    """Met on any day of the running month and the `months` - 1 full months before it."""

    any_day: Rule
    months: int = Field(ge=1, le=60)


class EachRule(Strict):
    """Met at the end of each of the last n full months, quarters, half-years or years."""

    each: Literal["month", "quarter", "half_year", "year"]
    last: int = Field(ge=1, le=60)
    rule: Rule


RULES = {
    "metric": "metric", "all": "all", "any": "any", "some": "some", "not": "not", "not_": "not",
    "attribute": "attribute", "gate": "gate", "holds": "holds", "previous_tier": "previous",
    "any_day": "any_day", "each": "each",
}  # fmt: skip


def _form(raw: Any) -> str:
    given = raw if isinstance(raw, dict) else getattr(raw, "__dict__", {})
    return next((RULES[key] for key in RULES if key in given), "none")


Rule = Annotated[
    Annotated[MetricRule, Tag("metric")]
    | Annotated[AllRule, Tag("all")]
    | Annotated[AnyRule, Tag("any")]
    | Annotated[SomeRule, Tag("some")]
    | Annotated[NotRule, Tag("not")]
    | Annotated[AttributeRule, Tag("attribute")]
    | Annotated[GateRule, Tag("gate")]
    | Annotated[HoldsRule, Tag("holds")]
    | Annotated[PreviousRule, Tag("previous")]
    | Annotated[AnyDayRule, Tag("any_day")]
    | Annotated[EachRule, Tag("each")],
    Discriminator(_form),
]

for _model in (AllRule, AnyRule, SomeRule, NotRule, AnyDayRule, EachRule):
    _model.model_rebuild()
