"""Counts of answers -> NPS with its interval, and changes with a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from scorecard.errors import NoValue
from scorecard.i18n.message import Message, Number
from scorecard.voice.intervals import Counts, difference, interval, kept_by_fdr
from scorecard.voice.views import Biggest, Certainty, Change, GroupNps, Nps, Weighted

MIN_N = 5  # answers below which no NPS is shown; the KPI's own minimum
FALSE_SHARE = 0.05  # of the changes called certain that may be chance, at most
SUMS = ["n", "promoters", "detractors", "invited"]
NOTHING = Nps(0, 0, 0, 0, None, None, None, NoValue.NO_DATA)
RULE = Message(
    "Each person counts once a wave, with the last answer. The interval holds the NPS of all who "
    "might have answered in 95 of 100 such surveys."
)


def scored(counts: pd.DataFrame, min_n: int = MIN_N) -> list[Nps]:
    """One NPS a row of n, promoters, detractors and (0: not known) invited."""
    if counts.empty:
        return []
    low, high = interval(Counts.of(counts["promoters"], counts["detractors"],
                                   np.maximum(counts["n"], 1)))  # fmt: skip
    columns = (counts[name].astype("int64").tolist() for name in SUMS)
    return [
        _nps(*row, bounds=(100 * float(a), 100 * float(b)), min_n=min_n)
        for *row, a, b in zip(*columns, low, high, strict=True)
    ]


def _nps(
    n: int, promoters: int, detractors: int, invited: int, *, bounds: tuple[float, float],
    min_n: int,
) -> Nps:  # fmt: skip
    shown = n >= min_n
    why = None if shown else NoValue.LOW_SAMPLE if n else NoValue.NO_DATA
    value = 100 * (promoters - detractors) / n if shown else None
    low, high = bounds if shown else (None, None)
    return Nps(n, promoters, n - promoters - detractors, detractors, value, low, high, why,
               invited or None)  # fmt: skip


def one(counts: pd.DataFrame | pd.Series, min_n: int = MIN_N) -> Nps:
    """The NPS of all rows together."""
    total = counts[SUMS].sum() if isinstance(counts, pd.DataFrame) else counts[SUMS]
    return scored(total.to_frame().T, min_n)[0]


def changes(
    now: Sequence[Nps], before: Sequence[Nps], wave: str, wave_before: str
) -> tuple[list[Change], list[float]]:
    """Each pair's change and its probability by chance (1 where it cannot be told)."""
    if not now:
        return [], []
    found = difference(_counts(now), _counts(before))
    told = [a.value is not None and b.value is not None for a, b in zip(now, before, strict=True)]
    made = [
        _change(wave_before, wave, 100 * v, 100 * lo, 100 * hi)
        if ok
        else unknown(wave_before, wave)
        for v, lo, hi, ok in zip(found.value, found.low, found.high, told, strict=True)
    ]
    return made, [float(p) if ok else 1.0 for p, ok in zip(found.p, told, strict=True)]


def _counts(values: Sequence[Nps]) -> Counts:
    return Counts.of(
        [v.promoters for v in values], [v.detractors for v in values],
        [max(v.n, 1) for v in values],
    )  # fmt: skip


def change(now: Nps, before: Nps, wave: str, wave_before: str) -> Change:
    return changes([now], [before], wave, wave_before)[0][0]


def unknown(before: str, now: str) -> Change:
    sentence = (
        Message("Too few answers to compare with {wave}.", {"wave": before})
        if before
        else Message("There is no wave before.")
    )
    return Change(before, now, None, None, None, Certainty.UNKNOWN, sentence)


def _change(before: str, now: str, points: float, low: float, high: float) -> Change:
    certainty = Certainty.UP if low > 0 else Certainty.DOWN if high < 0 else Certainty.CHANCE
    sentence = _sentence(round(points), certainty)
    return Change(before, now, float(points), float(low), float(high), certainty, sentence)


def _sentence(points: int, certainty: Certainty) -> Message:
    size = {"points": Number(abs(points))}
    if points == 0:
        return Message("No change.")
    if certainty is Certainty.CHANCE and points > 0:
        return Message("Up {points} points, could be chance.", size)
    if certainty is Certainty.CHANCE:
        return Message("Down {points} points, could be chance.", size)
    if points > 0:
        return Message("Up {points} points, more than chance.", size)
    return Message("Down {points} points, more than chance.", size)


def biggest(
    groups: Sequence[GroupNps], p: Sequence[float], rest: Sequence[float] = (), most: int = 10
) -> Biggest:
    """The changes that stay when at most 5 % of the kept may be chance, largest first; `rest` are
    the probabilities of changes that were compared too and cannot be kept."""
    known = [(g, q) for g, q in zip(groups, p, strict=True) if g.change.points is not None]
    kept = kept_by_fdr([*[q for _g, q in known], *rest], FALSE_SHARE)
    found = [g for (g, _q), ok in zip(known, kept, strict=False) if ok and _surely(g)]
    found.sort(key=lambda group: -abs(group.change.points or 0.0))
    sentence = Message(
        "{kept} of {n} changes are more than chance. So many are compared that some would stand "
        "out by luck: the bar is set so that at most 1 in 20 of those named is luck.",
        {"kept": len(found), "n": len(known) + len(rest)},
    )
    return Biggest(tuple(found[:most]), len(known) + len(rest), FALSE_SHARE, sentence)


def _surely(group: GroupNps) -> bool:
    return group.change.certainty in (Certainty.UP, Certainty.DOWN)


def weighted(rows: pd.DataFrame, revenue: pd.Series) -> Weighted:
    """NPS with each partner's answers weighed by its revenue.

    Args:
        rows: one row a partner: partner_id, n, promoters, detractors.
        revenue: partner_id -> revenue of twelve months; missing or below 0 weighs nothing.
    """
    own = rows.set_index("partner_id")[["n", "promoters", "detractors"]].astype(float)
    own = own[own["n"] > 0]
    weight = pd.to_numeric(revenue.reindex(own.index), errors="coerce").astype(float)
    weight = weight.clip(lower=0).fillna(0.0)
    every = float(pd.to_numeric(revenue, errors="coerce").astype(float).clip(lower=0).sum())
    total, n_partners = float(weight.sum()), int((weight > 0).sum())
    if total <= 0 or n_partners < MIN_N:
        return Weighted(None, None, None, n_partners, total / every if every > 0 else None)
    share = weight / total
    mean = (own["promoters"] - own["detractors"]) / own["n"]
    value = float((share * mean).sum())
    # partners differ among themselves, so the spread is between partners, not within them
    spread = float((share**2 * (mean - value) ** 2).sum()) * n_partners / (n_partners - 1)
    half = 1.959963984540054 * spread**0.5
    bounds = 100 * max(value - half, -1.0), 100 * min(value + half, 1.0)
    return Weighted(100 * value, *bounds, n_partners, total / every)


def with_change(group: GroupNps, made: Change) -> GroupNps:
    return replace(group, change=made)
