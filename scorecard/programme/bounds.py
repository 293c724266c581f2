"""What is known of a number: an interval of values it may have, for many partners at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bounds = tuple[Floats, Floats]  # lowest and highest possible value of each partner; equal: known
States = npt.NDArray[np.int8]

NOT_MET, UNKNOWN, MET = np.int8(0), np.int8(1), np.int8(2)  # in this order `all` is the least
DIGITS = 9


def unknown(n: int) -> Bounds:
    return np.full(n, -np.inf), np.full(n, np.inf)


def known(values: npt.ArrayLike) -> Bounds:
    """Values as bounds; NaN is unknown."""
    found = np.asarray(values, dtype=np.float64)
    gone = np.isnan(found)
    return np.where(gone, -np.inf, found), np.where(gone, np.inf, found)


def rounded(bounds: Bounds) -> Bounds:
    """To 9 decimals, so that 0.1 + 0.2 reaches 0.3."""
    return np.round(bounds[0], DIGITS) + 0.0, np.round(bounds[1], DIGITS) + 0.0


def add(a: Bounds, b: Bounds) -> Bounds:
    return a[0] + b[0], a[1] + b[1]


def minus(a: Bounds) -> Bounds:
    return -a[1], -a[0]


def multiply(a: Bounds, b: Bounds) -> Bounds:
    return _extremes(*(_product(x, y) for x in a for y in b))


def divide(a: Bounds, b: Bounds, least: float | None = None) -> Bounds:
    """Unknown where the divisor may be zero, or smaller than `least`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = _extremes(*(np.nan_to_num(x / y, nan=0.0, posinf=np.inf, neginf=-np.inf)
                                for x in a for y in b))  # fmt: skip
    no_value = (b[0] <= 0) & (b[1] >= 0)
    if least is not None:
        no_value |= b[0] < least
    return np.where(no_value, -np.inf, low), np.where(no_value, np.inf, high)


def least_of(a: Bounds, b: Bounds) -> Bounds:
    return np.minimum(a[0], b[0]), np.minimum(a[1], b[1])


def most_of(a: Bounds, b: Bounds) -> Bounds:
    return np.maximum(a[0], b[0]), np.maximum(a[1], b[1])


def ordered(a: Floats, b: Floats) -> Bounds:
    """Bounds of a monotone function from its values at both ends."""
    return np.minimum(a, b), np.maximum(a, b)


def compared(value: Bounds, bound: str, needed: Floats) -> States:
    """Met when it holds for every possible value, not met when for none of them.

    Args:
        bound: at_least, above, at_most or below.
        needed: NaN where it is not known what is needed.
    """
    low, high = value
    met, failed = {
        "at_least": (low >= needed, high < needed),
        "above": (low > needed, high <= needed),
        "at_most": (high <= needed, low > needed),
        "below": (high < needed, low >= needed),
    }[bound]
    return np.where(met, MET, np.where(failed, NOT_MET, UNKNOWN)).astype(np.int8)


def total(parts: list[Bounds]) -> Bounds:
    low: Floats = np.sum([part[0] for part in parts], axis=0)
    high: Floats = np.sum([part[1] for part in parts], axis=0)
    return low, high


def least_state(states: list[States], place: int = 0) -> States:
    """The least state of each partner, or the one at another place in their order."""
    found: States = np.sort(np.stack(states), axis=0)[place]
    return found


def _product(x: Floats, y: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(x * y, nan=0.0, posinf=np.inf, neginf=-np.inf)


def _extremes(*candidates: Floats) -> Bounds:
    return np.minimum.reduce(candidates), np.maximum.reduce(candidates)
