"""The one place where a KPI is defined: name, unit, direction, source and code in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from inspect import cleandoc

import pandas as pd

from scorecard.errors import DefinitionError, NoValue, did_you_mean
from scorecard.facts import GRAINS, SOURCES, Facts
from scorecard.period import Period

PARTS = ("numerator", "denominator", "n")
Formula = Callable[[Facts, Period, str], pd.DataFrame]


class Unit(StrEnum):
    """How a value reads: money in minor units, share 0..1, ratio (x), count, days, points."""

    MONEY = "money"
    SHARE = "share"
    RATIO = "ratio"
    COUNT = "count"
    DAYS = "days"
    POINTS = "points"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Kind(StrEnum):
    """TOTAL: value = numerator / scale. RATIO: value = numerator / denominator / scale."""

    TOTAL = "total"
    RATIO = "ratio"


class Subject(StrEnum):
    """The dimension of the scorecard a KPI belongs to."""

    RESULTS = "results"
    PIPELINE = "pipeline"
    CAPABILITY = "capability"
    ENGAGEMENT = "engagement"
    VOICE = "voice"
    INVESTMENT = "investment"


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one KPI with the parts it came from, or the reason why there is none."""

    key: str
    value: float | None
    numerator: int
    denominator: int
    n: int
    reason: NoValue | None = None


@dataclass(frozen=True)
class Kpi:
    """A KPI: metadata and formula. See `Registry.kpi` for the fields."""

    key: str
    label: str
    unit: Unit
    kind: Kind
    better: Better
    subject: Subject
    source: tuple[str, ...]
    formula: str
    owner: str
    since: str
    min_n: int
    grains: tuple[str, ...]
    additive: bool
    scale: float
    empty_reason: NoValue
    looks_back: int
    compute: Formula
    flow: bool = False

    @property
    def description(self) -> str:
        return cleandoc(self.compute.__doc__ or "")

    @property
    def summary(self) -> str:
        return self.description.split("\n", 1)[0]

    def read(self, numerator: int, denominator: int, n: int) -> Reading:
        """Turn parts into a value, or into the reason why there is none."""
        parts = (int(numerator), int(denominator), int(n))
        reason = self._missing(denominator, n)
        if reason is not None:
            return Reading(self.key, None, *parts, reason)
        below = denominator if self.kind is Kind.RATIO else 1
        return Reading(self.key, numerator / below / self.scale, *parts)

    def _missing(self, denominator: int, n: int) -> NoValue | None:
        if self.kind is Kind.RATIO and denominator <= 0:
            unreported = self.empty_reason is NoValue.NO_TARGET and n > 0
            return NoValue.NO_DATA if unreported else self.empty_reason
        if n < self.min_n:
            return NoValue.LOW_SAMPLE if n > 0 else NoValue.NO_DATA
        return None

    def unread(self, reason: NoValue) -> Reading:
        return Reading(self.key, None, 0, 0, 0, reason)


class Registry:
    """KPIs by key, in the order of definition."""

    def __init__(self) -> None:
        self._kpis: dict[str, Kpi] = {}

    def kpi(
        self,
        *,
        label: str,
        unit: Unit,
        kind: Kind,
        better: Better,
        subject: Subject,
        source: tuple[str, ...],
        formula: str,
        owner: str,
        since: str,
        min_n: int,
        grains: tuple[str, ...] = GRAINS,
        additive: bool = True,
        scale: float = 1.0,
        empty_reason: NoValue = NoValue.NO_DATA,
        looks_back: int = 0,
        flow: bool = False,
    ) -> Callable[[Formula], Formula]:
        """Define a KPI; the function's name is its key.

        Args:
            label: at most 14 English characters where it stands on a card.
            unit, kind, better, subject: how to read and place it.
            source: frames of `Facts` the formula uses (besides `partners`).
            formula: one line a channel chief understands.
            owner: the team that answers for the definition.
            since: version in which this meaning was introduced.
            min_n: fewer than this many observations show no value. 0: always a value.
            grains: grains at which it is known.
            additive: parts of a coarser group are the sums of its partners' parts.
            scale: parts are integers; the value is divided by this (100 for points kept in
                hundredths, 0.01 for per cent points of a ratio).
            empty_reason: what a ratio with denominator <= 0 means.
            looks_back: months before the period of which it uses sales and deals (the last
                order of all time aside).
            flow: parts of a year are the sums of its quarters' parts.

        The function returns a frame indexed by group with integer columns `numerator`,
        `denominator` (0 for a TOTAL) and `n`; a group without observations is absent.
        """

        def register(compute: Formula) -> Formula:
            key = getattr(compute, "__name__", "")
            self._admit(
                Kpi(key, label, unit, kind, better, subject, source, formula, owner, since,
                    min_n, grains, additive, scale, empty_reason, looks_back, compute,
                    flow)
            )  # fmt: skip
            return compute

        return register

    def _admit(self, kpi: Kpi) -> None:
        if kpi.key in self._kpis:
            raise DefinitionError(f"KPI {kpi.key!r} is defined twice")
        for name in ("label", "formula", "owner", "since", "source", "description"):
            if not getattr(kpi, name):
                raise DefinitionError(f"KPI {kpi.key!r} has no {name}")
        for source in kpi.source:
            if source not in SOURCES:
                raise DefinitionError(
                    f"KPI {kpi.key!r}: no facts {source!r}{did_you_mean(source, list(SOURCES))}"
                )
        for grain in kpi.grains:
            if grain not in GRAINS:
                raise DefinitionError(f"KPI {kpi.key!r}: no grain {grain!r}")
        self._kpis[kpi.key] = kpi

    def __getitem__(self, key: str) -> Kpi:
        if key not in self._kpis:
            raise DefinitionError(f"no KPI {key!r}{did_you_mean(key, list(self._kpis))}")
        return self._kpis[key]

    def __contains__(self, key: object) -> bool:
        return key in self._kpis

    def __iter__(self) -> Iterator[Kpi]:
        return iter(self._kpis.values())

    def __len__(self) -> int:
        return len(self._kpis)

    @property
    def keys(self) -> list[str]:
        return list(self._kpis)


def part_columns(key: str) -> tuple[str, str, str]:
    """Column names of a KPI's parts in a wide frame or table."""
    return f"{key}__num", f"{key}__den", f"{key}__n"


registry = Registry()


def compute_parts(
    facts: Facts, period: Period, by: str, kpis: list[Kpi] | None = None
) -> pd.DataFrame:
    """All KPIs' parts side by side: one row a group, columns of `part_columns`, int64, 0 = none.

    KPIs not known at this grain are left out.
    """
    wanted = [kpi for kpi in (kpis if kpis is not None else registry) if by in kpi.grains]
    frames = []
    for kpi in wanted:
        parts = kpi.compute(facts, period, by)
        renamed = parts[list(PARTS)].set_axis(list(part_columns(kpi.key)), axis=1)
        frames.append(renamed)
    if not frames:
        return pd.DataFrame(index=pd.Index([], name=by))
    wide = pd.concat(frames, axis=1)
    wide.index.name = by
    return wide.fillna(0).astype("int64")
