"""Waves, groups and their changes, from counts by wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from scorecard.access import Scope
from scorecard.errors import UserError, did_you_mean
from scorecard.kpis.voice import DETRACTOR, PROMOTER
from scorecard.ports import VoicePort
from scorecard.views import Filters
from scorecard.voice.summary import MIN_N, NOTHING, SUMS, change, changes, one, scored, unknown
from scorecard.voice.views import Change, GroupNps, Nps, WavePoint

DIMENSIONS = ("tier", "region", "partner_type")
TREND = 8  # waves of a trend
GRAINS = (*DIMENSIONS, "distributor", "role", "partner_id")


@dataclass(frozen=True)
class Waves:
    """Args:
    all: waves, oldest first, with starts_on, last_on and closes_on.
    wave: the chosen one; `before`: the one before it, "" for none.
    """

    all: pd.DataFrame
    wave: str
    before: str

    @property
    def trend(self) -> tuple[str, ...]:
        """The chosen wave and those before it, oldest first."""
        names = [str(name) for name in self.all["wave"]]
        return tuple(names[: names.index(self.wave) + 1][-TREND:]) if self.wave else ()

    @property
    def newest_first(self) -> tuple[str, ...]:
        return tuple(str(name) for name in reversed(list(self.all["wave"])))

    @cached_property
    def days(self) -> dict[str, tuple[date | None, date | None]]:
        """First day and closing day by wave."""
        columns = (self.all[name] for name in ("wave", "starts_on", "closes_on"))
        return {str(wave): (_day(a), _day(b)) for wave, a, b in zip(*columns, strict=True)}


def choose_wave(reads: VoicePort, scope: Scope, as_of: date, wave: str) -> Waves:
    """The wave asked for, else the latest that had begun by `as_of`.

    Raises:
        UserError: `unknown_wave`.
    """
    known = reads.voice_waves(scope)
    begun = known[known["starts_on"] <= pd.Timestamp(as_of)]
    names = [str(name) for name in begun["wave"]]
    if wave and wave not in names:
        raise UserError("unknown_wave", wave=wave, hint=did_you_mean(wave, names),
                        waves=", ".join(reversed(names)))  # fmt: skip
    heard = [str(name) for name in begun["wave"][begun["n"] > 0]]
    chosen = wave or (heard[-1] if heard else "")
    at = names.index(chosen) if chosen else 0
    return Waves(begun, chosen, names[at - 1] if at > 0 else "")


def by_wave(counts: pd.DataFrame, waves: Sequence[str]) -> list[Nps]:
    """NPS of all rows of each wave."""
    sums = counts.groupby("wave")[SUMS].sum().reindex(list(waves), fill_value=0)
    return scored(sums)


def trend_of(counts: pd.DataFrame, waves: Waves) -> tuple[WavePoint, ...]:
    return _points(by_wave(counts, waves.trend), waves)


def change_at(trend: Sequence[WavePoint], waves: Waves) -> Change:
    """Of the chosen wave against the one before."""
    if len(trend) < 2:
        return unknown("", waves.wave)
    return change(trend[-1].nps, trend[-2].nps, waves.wave, waves.before)


def grouped(
    counts: pd.DataFrame, by: str, waves: Waves, labels: dict[str, str] | None = None
) -> tuple[tuple[GroupNps, ...], list[float]]:
    """Groups that answered the chosen wave or the one before, most answers first; and each
    change's probability by chance.

    Args:
        counts: wave, `by`, n, promoters, detractors, invited.
    """
    kept = counts[counts["wave"].isin(waves.trend)]
    sums = kept.groupby([by, "wave"])[SUMS].sum()
    keys = sorted({key for key, wave in sums.index if wave in (waves.wave, waves.before)})
    full = pd.MultiIndex.from_product([keys, waves.trend], names=[by, "wave"])
    found = scored(sums.reindex(full, fill_value=0))
    size = len(waves.trend)
    rows = [found[at : at + size] for at in range(0, len(found), size)]
    now = [row[-1] for row in rows]
    before = [row[-2] for row in rows] if size > 1 else []
    made, p = (
        changes(now, before, waves.wave, waves.before)
        if before
        else ([unknown("", waves.wave)] * len(now), [1.0] * len(now))
    )
    groups = [
        GroupNps(by, str(key), (labels or {}).get(str(key), str(key)), row[-1], moved,
                 _points(row, waves))
        for key, row, moved in zip(keys, rows, made, strict=True)
    ]  # fmt: skip
    order = sorted(range(len(groups)), key=lambda i: (-groups[i].nps.n, groups[i].key))
    return tuple(groups[i] for i in order), [p[i] for i in order]


def _points(row: Sequence[Nps], waves: Waves) -> tuple[WavePoint, ...]:
    return tuple(
        WavePoint(wave, *waves.days[wave], nps) for wave, nps in zip(waves.trend, row, strict=True)
    )


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()


def role_counts(
    reads: VoicePort, scope: Scope, filters: Filters, waves: Sequence[str]
) -> pd.DataFrame:
    """wave, role and sums; nobody knows the roles of those who did not answer."""
    rows = reads.voice_roles(scope, filters, waves)
    n = rows["n"].astype("int64")
    rows = rows.assign(
        promoters=n.where(rows["score"] >= PROMOTER, 0),
        detractors=n.where(rows["score"] <= DETRACTOR, 0), invited=0,
    )  # fmt: skip
    return rows.groupby(["wave", "role"], as_index=False)[SUMS].sum()


def of_partners(
    reads: VoicePort, scope: Scope, filters: Filters, waves: Waves, partners: pd.DataFrame
) -> pd.DataFrame:
    """Sums by partner and wave of the trend, with each partner's distributor."""
    rows = reads.voice_partner_waves(scope, filters, waves.trend)
    main = partners.set_index("partner_id")["distributor"]
    return rows.assign(distributor=rows["partner_id"].map(main).fillna(""))


__all__ = [
    "DIMENSIONS", "GRAINS", "MIN_N", "NOTHING", "TREND", "Waves", "by_wave", "change_at",
    "choose_wave", "grouped", "of_partners", "one", "role_counts", "trend_of",
]  # fmt: skip
