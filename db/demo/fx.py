"""Money of the demo programme: price list rates of a year, and the value in EUR of a day."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from db.rates import ecb_rows
from scorecard.fx import E8, convert

_SINCE = date(2020, 1, 1)
_CODES = ("PLN", "RON", "HUF")


@cache
def rates() -> pd.DataFrame:
    """European Central Bank's reference rates as `scorecard.fx.convert` wants them."""
    rows = [row[:3] for row in ecb_rows(_SINCE) if row[0] in _CODES]
    frame = pd.DataFrame(rows, columns=["currency", "rate_on", "rate_e8"])
    frame["rate_on"] = pd.to_datetime(frame["rate_on"])
    return frame.sort_values("rate_on", ignore_index=True)


def to_eur(minor: pd.Series, currency: pd.Series, on: pd.Series) -> pd.Series:
    """Euro cents at each row's day, as the store converts them."""
    return convert(minor, currency, on, "EUR", rates())


def list_rate(currency: str, year: int) -> float:
    """Units for one euro in the price list of a year: the last rate of the year before."""
    if currency == "EUR":
        return 1.0
    known = rates()[lambda frame: frame["currency"] == currency]
    known = known[known["rate_on"] < np.datetime64(f"{year}-01-01")]
    return round(float(known["rate_e8"].iloc[-1]) / E8, 2)
