"""Small integer programmes: variables with bounds, conditional rows, products, and their solution.

Every variable is bounded, so the M of a conditional row is the least its left side can be. Where
the values of a row lie on a lattice (whole units of actions times decimal steps), the row is
moved to the next lattice point and divided by the lattice's step: "above" becomes "at least the
next value", and the solver's tolerance (1e-6) cannot let a plan through that just fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

FINEST = 1e-7  # lattice steps below this part of a row's largest coefficient are of no use
LEAST = 1e-5  # differences in a scaled row that the solver certainly sees
SECONDS = 5.0  # a solution found by then is returned, not proved to be the best

Lattice = tuple[Fraction, Fraction]  # values are offset + whole number x step (0: one value)


class CannotPlanError(ValueError):
    """A product of two values that are not whole numbers of actions."""


@dataclass(frozen=True)
class Affine:
    """const + sum of coefficient x variable."""

    factors: Mapping[int, float] = field(default_factory=dict)
    const: float = 0.0

    def __add__(self, other: Affine) -> Affine:
        both = dict(self.factors)
        for var, factor in other.factors.items():
            both[var] = both.get(var, 0.0) + factor
        kept = {var: factor for var, factor in both.items() if factor != 0}
        return Affine(kept, self.const + other.const)

    def __mul__(self, by: float) -> Affine:
        factors = {var: factor * by for var, factor in self.factors.items() if by != 0}
        return Affine(factors, self.const * by)

    def __sub__(self, other: Affine) -> Affine:
        return self + other * -1.0

    def shifted(self, by: float) -> Affine:
        return Affine(self.factors, self.const + by)


def constant(value: float) -> Affine:
    return Affine({}, value)


TRUE = constant(1.0)


def exact(value: float) -> Fraction:
    """A number as it was meant: 0.1 is a tenth and 1 / 3 a third, else the float itself."""
    meant = Fraction(value).limit_denominator(10**5)
    return meant if abs(meant - Fraction(value)) < 1e-11 * max(1.0, abs(value)) else Fraction(value)


def snapped(limit: float) -> float:
    """A limit as it was meant, as values are rounded to nine decimals: 0.333333333 is a third."""
    meant = Fraction(limit).limit_denominator(1000)
    return float(meant) if abs(meant - Fraction(limit)) < 1e-9 else limit


def common(*steps: Fraction) -> Fraction:
    """Greatest step that all steps are multiples of; 0 for none."""
    below = lcm(*(step.denominator for step in steps))
    return Fraction(gcd(*(int(step * below) for step in steps)), below)


def joined(lattices: list[Lattice | None]) -> Lattice | None:
    """A lattice that holds all values of all of these."""
    held = [lattice for lattice in lattices if lattice is not None]
    if len(held) < len(lattices) or not held:
        return None
    first = held[0][0]
    return first, common(*(step for _, step in held), *(offset - first for offset, _ in held))


class Model:
    """An integer programme in the making."""

    def __init__(self) -> None:
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        self.lattices: list[Lattice | None] = []
        self.rows: list[tuple[Affine, float]] = []  # the sum of factors is at least this
        self._bits: dict[int, list[tuple[float, int]]] = {}

    def variable(
        self, low: float, high: float, *, whole: bool = False, lattice: Lattice | None = None
    ) -> int:
        self.lower.append(low)
        self.upper.append(high)
        self.whole.append(whole)
        self.lattices.append((Fraction(0), Fraction(1)) if whole else lattice)
        return len(self.lower) - 1

    def binary(self) -> Affine:
        return Affine({self.variable(0, 1, whole=True): 1.0})

    def range(self, form: Affine) -> tuple[float, float]:
        low = high = form.const
        for var, factor in form.factors.items():
            ends = (factor * self.lower[var], factor * self.upper[var])
            low, high = low + min(ends), high + max(ends)
        return low, high

    def lattice(self, form: Affine) -> Lattice | None:
        offset, steps = exact(form.const), []
        for var, factor in form.factors.items():
            lattice, times = self.lattices[var], exact(factor)
            if lattice is None:
                return None
            offset += times * lattice[0]
            steps.append(abs(times * lattice[1]))
        return offset, common(*steps)

    def add(self, form: Affine) -> None:
        """A row: the form is at least 0."""
        if form.factors:
            size = max(map(abs, form.factors.values()))
            form = form * (1 / size)
        elif form.const >= 0:
            return
        self.rows.append((form, -form.const))

    def require(self, form: Affine, when: Affine, strict_step: float = 0.0) -> None:
        """When `when` is 1, the form is at least 0 (above 0 with a `strict_step`, which is used
        where the values of the form lie on no lattice)."""
        moved = self._moved(form, strict_step)
        low, _ = self.range(moved)
        if low < -1e-9:
            self.rows.append(_conditional(moved, when, low))

    def _moved(self, form: Affine, strict_step: float) -> Affine:
        """The form less what it takes to be enough, in steps of its lattice."""
        if not form.factors:
            return TRUE if form.const > 0 or (form.const == 0 and not strict_step) else TRUE * -1.0
        size = max(map(abs, form.factors.values()))
        lattice = self.lattice(form)
        if lattice is None or lattice[1] < FINEST * size:
            scaled = form * (1 / size)
            return scaled.shifted(-max(strict_step / size, LEAST)) if strict_step else scaled
        offset, step = lattice
        least = offset % step
        if strict_step and least == 0:
            least = step
        return form.shifted(-float(least)) * (1 / float(step))

    def product(self, whole: Affine, other: Affine) -> Affine:
        """The product of a form of whole variables with any form, exactly."""
        if not all(self.whole[var] for var in whole.factors):
            whole, other = other, whole
        if not all(self.whole[var] for var in whole.factors):
            raise CannotPlanError
        result = other * whole.const
        for var, factor in whole.factors.items():
            for weight, bit in self._digits(var):
                result += self._switched(bit, other) * (weight * factor)
            result += other * (self.lower[var] * factor)
        return result

    def _digits(self, var: int) -> list[tuple[float, int]]:
        """Binary digits of a whole variable above its lower bound."""
        span = int(self.upper[var] - self.lower[var])
        if var not in self._bits:
            weights = [float(2**k) for k in range(span.bit_length())]
            bits = [(weight, self.variable(0, 1, whole=True)) for weight in weights]
            total = Affine({bit: weight for weight, bit in bits}, self.lower[var])
            self.add(total - Affine({var: 1.0}))
            self.add(Affine({var: 1.0}) - total)
            self._bits[var] = bits
        return self._bits[var]

    def _switched(self, bit: int, form: Affine) -> Affine:
        """The form where the bit is 1, else 0."""
        low, high = self.range(form)
        on = Affine({bit: 1.0})
        result = Affine({self.variable(min(low, 0), max(high, 0)): 1.0})
        self.add(result - on * low)
        self.add(on * high - result)
        self.add(form - result + on * low - constant(low))
        self.add(result - form + constant(high) - on * high)
        return result

    def exclude(self, units: Mapping[int, float]) -> None:
        """At least one of these whole variables takes another value."""
        moved = constant(-1.0)
        for var, value in units.items():
            more, less, itself = self.binary(), self.binary(), Affine({var: 1.0})
            self.require(itself.shifted(-value - 1), more)
            self.require(itself * -1.0 + constant(value - 1), less)
            moved += more + less
        self.add(moved)

    def solve(self, goal: Affine) -> Solution | None:
        """The variables at which `goal` is least; None: no values meet all rows."""
        n = len(self.lower)
        if n == 0:
            return Solution(np.zeros(0), True) if not self.rows else None
        target, matrix = np.zeros(n), np.zeros((len(self.rows), n))
        target[list(goal.factors)] = list(goal.factors.values())
        for at, (form, _) in enumerate(self.rows):
            matrix[at, list(form.factors)] = list(form.factors.values())
        least = np.array([low for _, low in self.rows])
        found = milp(
            target,
            integrality=np.array(self.whole, dtype=int),
            bounds=Bounds(np.array(self.lower), np.array(self.upper)),
            constraints=LinearConstraint(matrix, least, np.inf) if len(least) else (),
            options={"mip_rel_gap": 0.0, "time_limit": SECONDS},
        )
        return None if found.x is None else Solution(found.x, found.status == 0)


@dataclass(frozen=True)
class Solution:
    values: np.ndarray
    optimal: bool

    def at(self, form: Affine) -> float:
        return form.const + sum(float(self.values[v]) * f for v, f in form.factors.items())


def _conditional(form: Affine, when: Affine, low: float) -> tuple[Affine, float]:
    """`form >= 0` where `when` is 1, and `form >= low` where it is 0."""
    row = form.shifted(-low) + when * low
    return row, -row.const
