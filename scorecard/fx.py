"""Conversion of money at dated rates: the last rate on or before the day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scorecard.errors import UserError
from scorecard.money import exponent

E8 = 100_000_000


def convert(
    minor: pd.Series, currency: pd.Series, on: pd.Series, to: str, rates: pd.DataFrame
) -> pd.Series:
    """Minor units of `to`, half to even, by each row's day.

    Args:
        minor: int64 minor units of `currency`.
        on: datetime64 day of each row.
        rates: columns currency, rate_on (datetime64), rate_e8 (units for one euro in 1e-8),
            sorted by rate_on; the euro itself needs no row.

    Raises:
        UserError: `no_rate` when a currency has no rate on or before a day.
    """
    amounts = minor.to_numpy(dtype="int64")
    code, codes = pd.factorize(currency)
    if set(codes) <= {to}:
        return pd.Series(amounts, index=minor.index)
    day, days = pd.factorize(on)
    number, numbers = pd.factorize(day * len(codes) + code)  # currency and day as one
    pairs = pd.DataFrame(
        {"currency": codes[numbers % len(codes)], "on": days[numbers // len(codes)]}
    ).sort_values("on")
    factors = np.empty(len(numbers))
    factors[pairs.index] = _factors(pairs.astype({"currency": "str"}), to, rates)
    converted = np.rint(amounts * factors[number]).astype("int64")
    same = (codes == to)[code]
    converted[same] = amounts[same]
    return pd.Series(converted, index=minor.index)


def _factors(pairs: pd.DataFrame, to: str, rates: pd.DataFrame) -> np.ndarray:
    per_euro = _per_euro(pairs, rates)
    target = _per_euro(pairs.assign(currency=to), rates)
    shift = pairs["currency"].map(lambda code: 10.0 ** (exponent(to) - exponent(str(code))))
    factors: np.ndarray = target / per_euro * shift.to_numpy(dtype="float64")
    return factors


def _per_euro(pairs: pd.DataFrame, rates: pd.DataFrame) -> np.ndarray:
    """Units for one euro of each pair's currency on its day (pairs sorted by day)."""
    left = pairs[["currency", "on"]].assign(on=pairs["on"].astype("datetime64[ns]"))
    right = rates.assign(rate_on=rates["rate_on"].astype("datetime64[ns]"))
    found = pd.merge_asof(left, right, left_on="on", right_on="rate_on", by="currency")
    value = found["rate_e8"].to_numpy(dtype="float64") / E8
    value[(pairs["currency"] == "EUR").to_numpy()] = 1.0
    missing = np.isnan(value)
    if missing.any():
        row = pairs.iloc[int(np.flatnonzero(missing)[0])]
        raise UserError("no_rate", currency=row["currency"], day=row["on"].date())
    return value
