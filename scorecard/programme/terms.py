"""Terms of base metrics, with their values as intervals.

A term's value is (low, high); (-inf, inf) where it is unknown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import floor, inf, isfinite, isnan

Interval = tuple[float, float]
Smallest = Callable[["Term"], float]
Values = Mapping[str, Interval]
UNKNOWN: Interval = (-inf, inf)


@dataclass(frozen=True)
class Base:
    name: str


@dataclass(frozen=True)
class Sum:
    """const + sum of coefficient x term."""

    terms: tuple[tuple[float, Term], ...] = ()
    const: float = 0.0


@dataclass(frozen=True)
class Product:
    left: Term
    right: Term


@dataclass(frozen=True)
class Ratio:
    """Unknown where the divisor may be 0, or below `least`."""

    top: Term
    bottom: Term
    least: float | None = None


@dataclass(frozen=True)
class Extreme:
    """The greatest (`side` 1) or the least (-1) of the parts."""

    side: int
    parts: tuple[Term, ...]


@dataclass(frozen=True)
class Steps:
    """The points of the highest value reached; below the first value 0 points."""

    of: Term
    values: tuple[float, ...]  # rising
    points: tuple[float, ...]  # rising; one more than values: the first is 0


@dataclass(frozen=True)
class Floor:
    """The greatest whole number up to the term."""

    of: Term


Term = Base | Sum | Product | Ratio | Extreme | Steps | Floor


def number(value: float) -> Sum:
    return Sum((), value)


def add(*terms: tuple[float, Term], const: float = 0.0) -> Sum:
    """A flat sum: sums inside are written out and equal terms of base metrics are joined."""
    parts: dict[Term, float] = {}
    for factor, term in terms:
        inner = term.terms if isinstance(term, Sum) else ((1.0, term),)
        const += factor * term.const if isinstance(term, Sum) else 0.0
        for weight, part in inner:
            parts[part] = parts.get(part, 0.0) + factor * weight
    return Sum(tuple((weight, part) for part, weight in parts.items() if weight != 0), const)


def fixed(term: Term) -> float | None:
    """The number that a term always is, if it is one."""
    return term.const if isinstance(term, Sum) and not term.terms else None


def bases(term: Term) -> frozenset[str]:
    """Names of the base metrics that a term is calculated from."""
    match term:
        case Base(name):
            return frozenset({name})
        case Sum(terms):
            inner: tuple[Term, ...] = tuple(part for _, part in terms)
        case Product(left, right) | Ratio(left, right):
            inner = (left, right)
        case Extreme(_, parts):
            inner = parts
        case Steps(of) | Floor(of):
            inner = (of,)
    return frozenset().union(*map(bases, inner))


def read(term: Term, values: Values, smallest: Smallest | None = None) -> Interval:
    """The value of a term as an interval; (-inf, inf) where it is unknown.

    Args:
        smallest: of a divisor that may be 0: its smallest value above. Quotients are then read
            where their divisor is above 0.
    """
    match term:
        case Base(name):
            return values.get(name, UNKNOWN)
        case Sum(terms, const):
            ends = [_scaled(factor, read(part, values, smallest)) for factor, part in terms]
            return const + sum(low for low, _ in ends), const + sum(high for _, high in ends)
        case Product(left, right):
            one, other = read(left, values, smallest), read(right, values, smallest)
            return _corners([a * b for a in one for b in other])
        case Ratio():
            return _quotient(term, values, smallest)
        case Extreme(side, parts):
            ends = [read(part, values, smallest) for part in parts]
            pick = max if side > 0 else min
            return pick(low for low, _ in ends), pick(high for _, high in ends)
        case Steps(of, steps, points):
            low, high = read(of, values, smallest)
            reached = points[bisect_right(steps, low) : bisect_right(steps, high) + 1]
            return min(reached), max(reached)
        case Floor(of):
            low, high = read(of, values, smallest)
            return _whole(low), _whole(high)


def _quotient(term: Ratio, values: Values, smallest: Smallest | None) -> Interval:
    low, high = read(term.bottom, values, smallest)
    least = -inf if term.least is None else term.least
    if smallest is not None and high > 0 and (low <= 0 or low < least):
        low = max(low, least, smallest(term.bottom))
    if low <= 0 <= high or low < least or low > high:
        return UNKNOWN
    return _corners([a / b for a in read(term.top, values, smallest) for b in (low, high)])


def _scaled(factor: float, value: Interval) -> Interval:
    low, high = sorted((factor * value[0], factor * value[1]))
    return low, high


def _corners(corners: list[float]) -> Interval:
    """Ends of products and quotients; nothing times no matter what is nothing."""
    found = [0.0 if isnan(corner) else corner for corner in corners]
    return min(found), max(found)


def _whole(value: float) -> float:
    return float(floor(round(value, 9))) if isfinite(value) else value
