"""What the pages of pipeline, voice and risk know of a partner, for its review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

import pandas as pd

from scorecard.access import Scope
from scorecard.i18n.message import Message, Money, Share
from scorecard.period import Period
from scorecard.reports.qbr.edits import typed
from scorecard.reports.qbr.facts import CountedOnce, Wave
from scorecard.usecases.qbr import More
from scorecard.views import Filters
from scorecard.voice.intervals import Counts, interval, nps

LEAST = 5  # answers below which a wave shows no value
WAVES = 6
LEFT_OUT = ("tender_minor", "zombie_minor")


class MorePort(Protocol):
    """Reads of other subjects; `db.reads.Reads` fulfils it."""

    def pipeline_sums(
        self, scope: Scope, by: tuple[str, ...], months: tuple[int, int],
        path: tuple[str, ...] = (),
    ) -> pd.DataFrame: ...  # fmt: skip

    def kept_forecasts(self, scope: Scope, period: str) -> pd.DataFrame: ...

    def voice_waves(self, scope: Scope) -> pd.DataFrame: ...

    def voice_partner_waves(
        self, scope: Scope, filters: Filters, waves: Sequence[str]
    ) -> pd.DataFrame: ...

    def risk_lines(self, scope: Scope, filters: Filters) -> pd.DataFrame: ...

    def settings(self) -> Any: ...


def more_of(reads: MorePort, as_of: date) -> Callable[[Scope, Period], More]:
    """`build_review`'s `more`: asked for with the partner's own scope, nothing else is read."""

    def ask(own: Scope, period: Period) -> More:
        return More(
            counted=_counted(reads, own, period, as_of),
            waves=_waves(reads, own, period),
            at_risk=_at_risk(reads, own),
        )

    return ask


def _counted(reads: MorePort, own: Scope, period: Period, as_of: date) -> CountedOnce | None:
    """The open pipeline after duplicates; None while nobody counted, or for an earlier quarter,
    whose open deals are no longer known."""
    if as_of >= period.shift(1).end:
        return None
    sums = reads.pipeline_sums(own, ("status",), (period.start_month, period.last_month))
    rows = sums[sums["status"] == "open"] if len(sums) else sums
    if rows.empty or not int(rows["n_reported"].sum()):
        return None
    ahead = period if as_of < period.end else period.shift(1)
    left_out = sum(int(rows[name].sum()) for name in LEFT_OUT)
    forecast = _forecast(reads.kept_forecasts(own, ahead.key), as_of)
    return CountedOnce(
        gross_minor=int(rows["gross_minor"].sum()),
        duplicates_minor=int(rows["duplicate_minor"].sum()),
        counted_minor=int(rows["counted_minor"].sum()),
        left_out_minor=left_out,
        period=ahead if forecast else None,
        low_minor=forecast.get("p10_minor"),
        middle_minor=forecast.get("p50_minor"),
        high_minor=forecast.get("p90_minor"),
    )


def _forecast(kept: pd.DataFrame, as_of: date) -> dict[str, int]:
    """The forecast of the day, if one was kept."""
    if kept.empty:
        return {}
    days = pd.to_datetime(kept["as_of"]).dt.date
    rows = kept[(days == as_of) & (kept["grain"] == "partner_id")]
    if rows.empty:
        return {}
    last = rows.iloc[-1]
    return {name: int(last[name]) for name in ("p10_minor", "p50_minor", "p90_minor")}


def _waves(reads: MorePort, own: Scope, period: Period) -> tuple[Wave, ...]:
    """NPS of each wave that began before the quarter's end, with its interval, in points."""
    waves = reads.voice_waves(own)
    if waves.empty:
        return ()
    begun = pd.to_datetime(waves["starts_on"]) < pd.Timestamp(period.end)
    names = [str(name) for name in waves.loc[begun, "wave"]][-WAVES:]
    rows = reads.voice_partner_waves(own, Filters(), names)
    by_wave = {str(row["wave"]): row for _index, row in rows.iterrows()}
    found = [_wave(name, by_wave[name]) for name in names if name in by_wave]
    return tuple(wave for wave in found if wave is not None)


def _wave(name: str, row: pd.Series) -> Wave | None:
    n = int(row["n"])
    if n < LEAST:
        return None
    counts = Counts.of([int(row["promoters"])], [int(row["detractors"])], [n])
    low, high = interval(counts)
    value = nps(counts)
    return Wave(
        label=typed(name),
        value=float(value[0]) * 100,
        low=float(low[0]) * 100,
        high=float(high[0]) * 100,
        n=n,
    )


def _at_risk(reads: MorePort, own: Scope) -> tuple[Message, ...]:
    """For the internal edition: how likely the partner stops, and the money at stake."""
    rows = reads.risk_lines(own, Filters())
    if rows.empty:
        return ()
    row = rows.iloc[0]
    currency = str(reads.settings().reporting_currency)
    said = [
        Message(
            "At stake in the next 90 days: {money}",
            {"money": Money(int(row["at_stake_minor"]), currency)},
        )
    ]
    if not pd.isna(row["p_stop"]):
        likely = Share(float(row["p_stop"]))
        said.insert(0, Message("Stops ordering within 90 days: {share} likely", {"share": likely}))
    return tuple(said)
