"""The scorecard as data: weighted measures with targets and floors that name KPIs by key."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scorecard.errors import DefinitionError, did_you_mean
from scorecard.kpis import registry
from scorecard.kpis.registry import Better, Kpi

WHOLE = 100


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Strict):
    """One line of a card.

    Args:
        weight: whole per cent of the score.
        target: value that earns 100 points, in the KPI's unit (a share as 0..1).
        floor: value that earns none; on the far side of the target.
        red_flag: at or beyond the floor the partner is at risk, whatever its score.
    """

    kpi: str
    weight: int = Field(ge=1, le=WHOLE, strict=True)
    target: float = Field(allow_inf_nan=False)
    floor: float = Field(allow_inf_nan=False)
    red_flag: bool = False

    @property
    def definition(self) -> Kpi:
        return registry[self.kpi]

    @model_validator(mode="after")
    def _is_sound(self) -> Measure:
        if self.kpi not in registry:
            raise ValueError(f"no KPI {self.kpi!r}{did_you_mean(self.kpi, registry.keys)}")
        kpi = self.definition
        if "partner_id" not in kpi.grains:
            raise ValueError(f"KPI {self.kpi!r} is not known for one partner")
        if kpi.better is Better.NEITHER:
            raise ValueError(f"KPI {self.kpi!r} has no better side, so it earns no points")
        if self.floor == self.target or (self.floor < self.target) is not (
            kpi.better is Better.HIGHER
        ):
            side = "below" if kpi.better is Better.HIGHER else "above"
            raise ValueError(
                f"the floor of {self.kpi!r} must be {side} its target: "
                f"floor {self.floor:g}, target {self.target:g}"
            )
        return self


class Bands(_Strict):
    """Scores below `risk_below` are at risk, below `watch_below` on watch.

    A partner of whom less than `least_known` per cent of the weight is known that the programme
    can measure at all has no score: too little to judge by.
    """

    risk_below: int = Field(ge=1, le=WHOLE, strict=True)
    watch_below: int = Field(ge=1, le=WHOLE, strict=True)
    least_known: int = Field(default=1, ge=1, le=WHOLE, strict=True)

    @model_validator(mode="after")
    def _are_ordered(self) -> Bands:
        if self.risk_below >= self.watch_below:
            raise ValueError("risk_below must be smaller than watch_below")
        return self


class Card(_Strict):
    """A scorecard. `version` goes into footers and makes stored scores stale when it changes."""

    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    status: Bands
    measures: tuple[Measure, ...] = Field(min_length=1)

    @property
    def keys(self) -> list[str]:
        return [measure.kpi for measure in self.measures]

    def measure(self, key: str) -> Measure:
        """The measure of a KPI.

        Raises:
            DefinitionError: when the card does not have it.
        """
        for measure in self.measures:
            if measure.kpi == key:
                return measure
        raise DefinitionError(f"no measure {key!r} on the card{did_you_mean(key, self.keys)}")

    @model_validator(mode="after")
    def _sums_up(self) -> Card:
        twice = sorted({key for key in self.keys if self.keys.count(key) > 1})
        if twice:
            raise ValueError(f"measured twice: {', '.join(twice)}")
        total = sum(measure.weight for measure in self.measures)
        if total != WHOLE:
            raise ValueError(f"weights sum to {total}, not {WHOLE}")
        return self


def load_card(text: str) -> Card:
    """Read a card from TOML; see `default_card.toml` for its form.

    Raises:
        DefinitionError: naming every fault, with "did you mean" for unknown names.
    """
    try:
        return Card.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"the card is no valid TOML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(_fault(found) for found in error.errors())
        raise DefinitionError(f"the card is wrong: {faults}") from error


@cache
def default_card() -> Card:
    """The card of the default programme, shipped with the package."""
    return load_card((files("scorecard") / "default_card.toml").read_text(encoding="utf-8"))


def left_out(target_level: str | None, classes: frozenset[str] | None = None) -> frozenset[str]:
    """KPIs that cannot say anything about one partner in this programme; no one is scored by them.

    Targets of owners or of the whole programme set no plan for a partner, and a programme
    that sells no solutions cannot ask its partners for a share of them.

    Args:
        target_level: level at which targets are kept: partner, owner, all; None: no targets.
        classes: product classes the programme sells; None: not asked.
    """
    found = set()
    if target_level in ("owner", "all"):
        found |= {kpi.key for kpi in registry if "targets" in kpi.source}
    if classes is not None and not classes & {"solution", "service"}:
        found.add("solution_share")
    if classes is not None and "subscription" not in classes:
        found.add("recurring_share")
    return frozenset(found)


def _fault(found: Any) -> str:
    place = ".".join(f"{part + 1}" if isinstance(part, int) else str(part) for part in found["loc"])
    message = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        name = str(found["loc"][-1])
        known = _fields(found["loc"][:-1])
        message = f"unknown field{did_you_mean(name, known)}"
    return f"{place}: {message}" if place else message


def _fields(place: tuple[Any, ...]) -> list[str]:
    parents: dict[str, type[BaseModel]] = {"status": Bands, "measures": Measure}
    return list(parents.get(str(place[0]) if place else "", Card).model_fields)
