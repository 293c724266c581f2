"""What a measure of a card is judged against: targets and floors as a programme file says them."""

from __future__ import annotations

from difflib import get_close_matches
from math import isnan
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from scorecard.programme.rules import ByAttribute

FORMS = ("by", "per_partner", "growth", "of_target")
ATTRIBUTES = ("tier", "country", "region", "partner_type", "owner")
Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PerPartner(_Strict):
    """A target of each partner: by partner code, or `targets`: the money that the vendor's file
    of targets asks for in the window. Others have `otherwise`, or no target."""

    per_partner: dict[str, Finite] | Literal["targets"]
    otherwise: Finite | None = None


class Growth(_Strict):
    """Last year's value of the same window x (1 + `growth`), as a share: 0.1 is ten per cent."""

    growth: float = Field(gt=-1, allow_inf_nan=False)


class OfTarget(_Strict):
    """A floor that moves with the target: 0.6 is sixty per cent of it."""

    of_target: float = Field(ge=0, allow_inf_nan=False)


def _form(raw: Any) -> str:
    given = raw if isinstance(raw, dict) else getattr(raw, "__dict__", {})
    found = next((form for form in FORMS if form in given), None)
    if found is None and isinstance(raw, dict):  # a misspelt form is judged as what it is near to
        near = (get_close_matches(str(key), FORMS, n=1) for key in raw)
        found = next((names[0] for names in near if names), None)
    return found or "number"


Target = Annotated[
    Annotated[Finite, Tag("number")]
    | Annotated[ByAttribute, Tag("by")]
    | Annotated[PerPartner, Tag("per_partner")]
    | Annotated[Growth, Tag("growth")],
    Discriminator(_form),
]
Floor = Annotated[
    Annotated[Finite, Tag("number")] | Annotated[OfTarget, Tag("of_target")], Discriminator(_form)
]


class Aim(_Strict):
    """What turns a reading into points: target, floor and scale of a measure.

    Args:
        target: value that earns 100 points, in the KPI's unit (a share as 0..1).
        floor: value that earns none; on the far side of the target.
        red_flag: at or beyond the floor the partner is at risk, whatever its score.
        window: the quarter, or `t12m`: the last four quarters' parts added up.
        steps: in place of the straight line, [[value, points], ...]: the points of the best value
            that is reached, 0 below the first.
        steps_of: what the values of `steps` are: values of the KPI, or shares of the target.
    """

    target: Target | None = None
    floor: Floor | None = None
    red_flag: bool = False
    window: Literal["quarter", "t12m"] = "quarter"
    steps: tuple[tuple[Finite, Annotated[float, Field(ge=0, le=100)]], ...] = ()
    steps_of: Literal["value", "target"] = "value"

    @property
    def of_target(self) -> float | None:
        return self.floor.of_target if isinstance(self.floor, OfTarget) else None

    @property
    def stated(self) -> tuple[float, ...]:
        """The targets that stand in the file as numbers."""
        match self.target:
            case ByAttribute(values=values, otherwise=otherwise):
                found = (*values.values(), otherwise)
            case PerPartner(per_partner=dict() as values, otherwise=otherwise):
                found = (*values.values(), otherwise)
            case PerPartner(otherwise=otherwise):
                found = (otherwise,)
            case float() | int():
                found = (self.target,)
            case _:
                found = ()
        return tuple(float(n) for n in found if n is not None and not isnan(n))

    @property
    def depends(self) -> bool:
        """True when the target is not the same for every partner and quarter."""
        return isinstance(self.target, ByAttribute | PerPartner | Growth)

    @property
    def is_moving(self) -> bool:
        """True when a target comes from data, so that no number in the file can be its floor."""
        target = self.target
        return isinstance(target, Growth) or (
            isinstance(target, PerPartner) and target.per_partner == "targets"
        )

    @model_validator(mode="after")
    def _is_complete(self) -> Aim:
        if not self.steps:
            if self.target is None or self.floor is None:
                raise ValueError("a straight line needs a target and a floor; or give steps")
            if self.steps_of != "value":
                raise ValueError("steps_of without steps")
        elif (self.steps_of == "target") is (self.target is None):
            raise ValueError("steps of the target need a target; steps of the value have none")
        if self.red_flag and self.floor is None:
            raise ValueError("a red flag needs a floor")
        if self.of_target is not None and self.target is None:
            raise ValueError("a floor of the target needs a target")
        if self.is_moving and self.floor is not None and self.of_target is None:
            raise ValueError("this target moves, so its floor is a share of it: {of_target: 0.6}")
        return self


def times(aim: Aim, factor: float) -> dict[str, Any]:
    """Target, floor and steps with their values in a unit `factor` times smaller."""
    floor, of_value = aim.floor, aim.steps_of == "value"
    return {
        "target": _times(aim.target, factor),
        "floor": floor * factor if isinstance(floor, int | float) else floor,
        "steps": tuple((v * factor if of_value else v, points) for v, points in aim.steps),
    }


def _times(target: Any, factor: float) -> Any:
    match target:
        case int() | float():
            return target * factor
        case ByAttribute(values=values):
            changes: dict[str, Any] = {"values": {k: v * factor for k, v in values.items()}}
        case PerPartner(per_partner=dict() as values):
            changes = {"per_partner": {k: v * factor for k, v in values.items()}}
        case PerPartner():
            changes = {}
        case _:
            return target
    if target.otherwise is not None:
        changes["otherwise"] = target.otherwise * factor
    return target.model_copy(update=changes)


def faults_of_sides(aim: Aim, higher: bool) -> str | None:
    """What is wrong with floors, targets and steps of a KPI that is better when higher (lower)."""
    beyond = "below" if higher else "above"
    for target in aim.stated or ((aim.steps[-1][0],) if aim.steps else ()):
        floor = target * aim.of_target if aim.of_target is not None else aim.floor
        if floor is not None and not (floor < target if higher else floor > target):  # type: ignore[operator]
            return f"must be {beyond} its target: floor {floor:g}, target {target:g}"
    share = aim.of_target
    if share is not None and not (share < 1 if higher else share > 1):
        return f"must be {beyond} its target: floor {share:g} of the target"
    return None


def faults_of_steps(aim: Aim, higher: bool) -> str | None:
    """What is wrong with the order of steps."""
    for (value, points), (after, more) in zip(aim.steps, aim.steps[1:], strict=False):
        if not (value < after if higher else value > after) or points >= more:
            side = "rise" if higher else "fall"
            return f"must go from worst to best: values {side}, points rise"
    return None
