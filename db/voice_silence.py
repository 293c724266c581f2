"""Partners that had answered and keep silent, as dated events for the risk signals."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Connection, select

from db.frames import read_frame
from db.survey_book import WAVE
from db.voice_sums import PARTNER_WAVE

KIND = "nps_silent"
WAIT = timedelta(days=30)  # after a wave's last answer, where nobody opened or closed it here


def nps_silent_events(connection: Connection, as_of: date) -> pd.DataFrame:
    """partner, date, value: a partner that had answered one of the two waves before and of which
    nobody answered this one, on the day on which that was certain (the wave's last day, else 30
    days after its last answer). `value` is 1. A partner that was not invited to a wave whose
    invitations are known is not silent. Waves that are not over on `as_of` say nothing.
    """
    sums = read_frame(connection, select(*[PARTNER_WAVE.c[name] for name in (
        "partner_id", "wave", "n", "invited", "first_on", "last_on")]))  # fmt: skip
    closing = connection.execute(select(WAVE.c.wave, WAVE.c.closes_on)).all()
    closes = {str(wave): day for wave, day in closing}
    waves = sums[sums["n"] > 0].groupby("wave").agg(
        first=("first_on", "min"), last=("last_on", "max")
    ).sort_values("first")  # fmt: skip
    found = [pd.DataFrame({"partner": pd.Series(dtype="int64"),
                           "date": pd.Series(dtype="datetime64[ns]"),
                           "value": pd.Series(dtype="int64")})]  # fmt: skip
    order = [str(name) for name in waves.index]
    last = {str(wave): pd.Timestamp(str(day)).date() for wave, day in waves["last"].items()}
    for at, wave in enumerate(order[1:], 1):
        over = closes.get(wave) or last[wave] + WAIT
        if over <= as_of:
            gone = _silent(sums, wave, order[max(at - 2, 0) : at])
            found.append(pd.DataFrame({"partner": gone, "date": pd.Timestamp(over), "value": 1}))
    return pd.concat(found, ignore_index=True)


def _silent(sums: pd.DataFrame, wave: str, before: list[str]) -> list[int]:
    heard = sums[sums["n"] > 0]
    had = set(heard["partner_id"][heard["wave"].isin(before)])
    now = set(heard["partner_id"][heard["wave"] == wave])
    asked = set(sums["partner_id"][(sums["wave"] == wave) & (sums["invited"] > 0)])
    silent = had - now
    return sorted(silent & asked if asked else silent)
