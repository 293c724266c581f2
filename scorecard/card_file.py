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
from scorecard.score.targets import Aim, Growth, PerPartner, faults_of_sides, faults_of_steps

WHOLE = 100
PLANNED = "net_sell_through"  # the KPI whose target the vendor's file of targets gives


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(Aim):
    """One line of a card: a KPI with its weight, in whole per cent of the score, and its aim."""

    kpi: str
    weight: int = Field(ge=1, le=WHOLE, strict=True)

    @property
    def definition(self) -> Kpi:
        return registry[self.kpi]

    @property
    def higher_is_better(self) -> bool:
        return self.definition.better is Better.HIGHER

    @model_validator(mode="after")
    def _is_sound(self) -> Measure:
        if self.kpi not in registry:
            raise ValueError(f"no KPI {self.kpi!r}{did_you_mean(self.kpi, registry.keys)}")
        kpi = self.definition
        if "partner_id" not in kpi.grains:
            raise ValueError(f"KPI {self.kpi!r} is not known for one partner")
        if kpi.better is Better.NEITHER:
            raise ValueError(f"KPI {self.kpi!r} has no better side, so it earns no points")
        if self.window == "t12m" and not kpi.flow:
            raise ValueError(f"KPI {self.kpi!r} does not add up over quarters: window quarter")
        self._refuse_target()
        higher = self.higher_is_better
        if fault := faults_of_sides(self, higher):
            raise ValueError(f"the floor of {self.kpi!r} {fault}")
        if fault := faults_of_steps(self, higher):
            raise ValueError(f"the steps of {self.kpi!r} {fault}")
        return self

    def _refuse_target(self) -> None:
        """Targets that this KPI cannot have."""
        if isinstance(self.target, Growth) and not self.higher_is_better:
            raise ValueError(f"KPI {self.kpi!r} gets better when it falls: no growth target")
        if isinstance(self.target, PerPartner) and self.is_moving and self.kpi != PLANNED:
            raise ValueError(f"`targets` are money to sell: only {PLANNED!r} is judged by them")
        of_target = self.of_target is not None or self.steps_of == "target"
        if of_target and any(target <= 0 for target in self.stated):
            raise ValueError(f"a share of the target of {self.kpi!r} needs targets above 0")


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
        check_measures(self.measures)
        return self


def check_measures(measures: tuple[Measure, ...]) -> None:
    """Raise ValueError where a KPI stands twice, or weights do not sum to 100."""
    keys = [measure.kpi for measure in measures]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"measured twice: {', '.join(twice)}")
    total = sum(measure.weight for measure in measures)
    if total != WHOLE:
        raise ValueError(f"weights sum to {total}, not {WHOLE}")


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
