"""What a missing or partial month of a sender usually comes to, from its own history.

Two simple forecasts compete, both of which look at months before the last known one only:

- seasonal: the same month a year before, times the recent level (the last three months over
  the same months a year before);
- level: the mean of the last three months.

The one that was nearer in the past months that both could forecast is taken (seasonal when they
tie). The interval comes from the sender's own errors, each made as it would have been made then:
from the months known then, by the method taken then, with the same lead. By the split-conformal
rule it reaches as far as the error of rank ceil((n + 1) x coverage) among the n past relative
errors. While too few months can be compared (fewer than about a year and a half), the largest
error of the plain level stands in, which is too wide rather than too narrow.

Sources: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 5.2 and 5.10
(seasonal naive, rolling origin); Lei et al. (2018), Distribution-free predictive inference for
regression (rank of the conformal interval).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from scorecard.period import add_months, months_between

FEWEST_MONTHS = 13  # a year and a month: nothing seasonal is known before
RECENT = 3  # months that say where the level is
REACH = 6  # months back in which these are looked for
COVERAGE = 0.8
ERRORS_KEPT = 24  # older errors tell of another business
LAST = 999912  # after every month

Series = Mapping[int, int]  # month yyyymm -> net money, minor units


class Abstained(StrEnum):
    """Why there is no nowcast."""

    SHORT_HISTORY = "short_history"  # fewer than 13 months before
    FEW_ERRORS = "few_errors"  # not enough past forecasts to tell how wrong it gets
    NO_LEVEL = "no_level"  # the months that it needs are missing or not above zero


@dataclass(frozen=True)
class Nowcast:
    """An expected month with its interval, in minor units, or the reason why there is none.

    Args:
        coverage: share of months that should fall between `low` and `high`.
        n_errors: past errors that the interval comes from; 1: the level's largest stands in.
        method: "seasonal" or "level"; empty when abstained.
    """

    month: int
    value: int | None
    low: int | None
    high: int | None
    coverage: float = COVERAGE
    n_errors: int = 0
    method: str = ""
    abstained: Abstained | None = None


def nowcast(known: Series, month: int, seen: int = 0, coverage: float = COVERAGE) -> Nowcast:
    """The expected net of `month` from the months before it.

    Args:
        known: complete months of one sender; months from `month` on are not looked at.
        seen: what has been reported of the month so far; the month is not expected to fall
            below it where no month ever was below zero.
    """
    past = {at: net for at, net in known.items() if at < month}
    if len(past) < FEWEST_MONTHS:
        return _none(month, Abstained.SHORT_HISTORY, coverage)
    lead = months_between(max(past), month)
    errors = _errors(past, lead)
    method = _better(errors, month, coverage)
    if METHODS[method](past, month) is None:
        method = "level"
    value = METHODS[method](past, month)
    if value is None:
        return _none(month, Abstained.NO_LEVEL, coverage)
    made = _made(errors, lead, coverage)
    if not made:
        return _none(month, Abstained.FEW_ERRORS, coverage)
    rank = min(ceil((len(made) + 1) * coverage), len(made))
    reach = sorted(made)[rank - 1] * value
    low, mid, high = (round(x) for x in (value - reach, value, value + reach))
    if min(past.values()) >= 0:
        low, mid, high = (max(x, seen, 0) for x in (low, mid, high))
    return Nowcast(month, mid, low, high, coverage, len(made), method)


def _none(month: int, why: Abstained, coverage: float) -> Nowcast:
    return Nowcast(month, None, None, None, coverage, abstained=why)


def seasonal(past: Series, month: int) -> float | None:
    """The month a year before times the recent level; None where either is not known."""
    before = past.get(add_months(month, -12))
    last = max(past)
    pairs = [
        (past[at], past[add_months(at, -12)])
        for at in (add_months(last, -i) for i in range(REACH))
        if at in past and add_months(at, -12) in past
    ][:RECENT]
    now, then = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    if before is None or before <= 0 or now <= 0 or then <= 0:
        return None
    return before * now / then


def level(past: Series, month: int) -> float | None:
    """The mean of the last three months known; None unless above zero."""
    del month
    last = max(past)
    recent = [past[at] for at in (add_months(last, -i) for i in range(REACH)) if at in past]
    mean = sum(recent[:RECENT]) / len(recent[:RECENT])
    return mean if mean > 0 else None


Forecast = Callable[[Series, int], float | None]
METHODS: dict[str, Forecast] = {"seasonal": seasonal, "level": level}


Errors = dict[str, dict[int, float]]  # method -> month -> relative error


def _errors(past: Series, lead: int) -> Errors:
    """Relative errors of the forecasts of past months, each from the months known then."""
    found: Errors = {name: {} for name in METHODS}
    for month, net in past.items():
        then = {at: value for at, value in past.items() if months_between(at, month) >= lead}
        for name, forecast in METHODS.items():
            expected = forecast(then, month) if then else None
            if expected is not None:
                found[name][month] = abs(net - expected) / expected
    return found


def _compared(errors: Errors, before: int) -> list[int]:
    both = errors["seasonal"].keys() & errors["level"].keys()
    return sorted(at for at in both if at < before)[-ERRORS_KEPT:]


def _better(errors: Errors, before: int, coverage: float) -> str:
    """The method with the smaller mean error in the months before, once enough are compared."""
    months = _compared(errors, before)
    if not _enough(len(months), coverage):
        return "seasonal"
    return min(METHODS, key=lambda name: sum(errors[name][at] for at in months))


def _made(errors: Errors, lead: int, coverage: float) -> list[float]:
    """Past errors of the whole procedure; the level's largest while those are too few."""
    months = _compared(errors, LAST)
    if _enough(len(months), coverage):
        known = {at: add_months(at, 1 - lead) for at in months}
        return [errors[_better(errors, known[at], coverage)][at] for at in months]
    return [max(errors["level"].values())] if errors["level"] else []


def _enough(n: int, coverage: float) -> bool:
    return ceil((n + 1) * coverage) <= n
