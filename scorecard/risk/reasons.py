"""Why an account is at risk, in sentences with its own numbers; and what else could explain it.

What is said is chosen by the model's contributions (what adds most comes first); the numbers in a
sentence are the account's own rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scorecard.i18n.message import Message, MsgId, Number, Param, Share
from scorecard.risk.days import Floats, day_of
from scorecard.risk.evidence import WINDOW, Evidence
from scorecard.risk.features import Theme
from scorecard.risk.rhythm import YEAR, Rhythm
from scorecard.risk.signal_reasons import said_by_signals

LEAST = 0.1  # log-odds that a theme must add to be named
NAMED = 3  # things named at most

KINDS: dict[str, tuple[MsgId, MsgId]] = {
    "product": (
        "{n} of {usual} product that it usually orders has stopped since {since}: "
        "{names}, last on {day}.",
        "{n} of {usual} products that it usually orders have stopped since {since}: "
        "{names}, last on {day}.",
    ),
    "class": (
        "{n} of {usual} product line that it usually orders has stopped since {since}: "
        "{names}, last on {day}.",
        "{n} of {usual} product lines that it usually orders have stopped since {since}: "
        "{names}, last on {day}.",
    ),
    "customer": (
        "{n} of {usual} end customer that it usually serves has stopped since {since}: "
        "{names}, last on {day}.",
        "{n} of {usual} end customers that it usually serves have stopped since {since}: "
        "{names}, last on {day}.",
    ),
}


@dataclass(frozen=True)
class Reason:
    """One reason for (or against) a risk.

    Args:
        theme: what it is about.
        weight: what the model adds for it, in log-odds against an average account.
        text: the sentence.
    """

    theme: Theme
    weight: float
    text: Message


def by_theme(contributions: Floats, themes: tuple[Theme, ...]) -> dict[Theme, float]:
    """Contributions of one account summed by theme; the last one is the prior's."""
    found = dict.fromkeys(Theme, 0.0)
    for theme, value in zip((*themes, Theme.PRIOR), contributions, strict=True):
        found[theme] += float(value)
    return found


def reasons(evidence: Evidence, at: int, weights: dict[Theme, float]) -> list[Reason]:
    """Reasons of one account, the weightiest first.

    Args:
        evidence: as known on the day.
        at: number of the account.
        weights: contributions by theme. The prior knows silence and pace only, so its weight
            counts for silence where the account is overdue, else for pace.
    """
    weights = dict(weights)
    overdue = bool(evidence.own.overdue[at] >= 1)
    weights[Theme.SILENCE if overdue else Theme.PACE] += weights.pop(Theme.PRIOR)
    found = [
        Reason(theme, weight, text)
        for theme, weight in weights.items()
        if weight >= LEAST
        for text in _said(evidence, at, theme)
    ]
    return sorted(found, key=lambda reason: -reason.weight)


def _said(evidence: Evidence, at: int, theme: Theme) -> Iterator[Message]:
    own = evidence.own
    if theme is Theme.SILENCE:
        yield _silence(own, at)
    elif theme is Theme.PACE:
        yield from _pace(own, at)
    elif theme is Theme.SPEND:
        yield from _spend(evidence, at)
    elif theme is Theme.BREADTH:
        yield from _breadth(evidence, at)
    elif theme is Theme.RETURNS:
        yield from _returns(evidence, at)
    elif theme is Theme.SIGNALS:
        yield from said_by_signals(evidence, at)
    elif theme is Theme.CONTEXT:
        yield from _wallet(evidence, at)


def _silence(own: Rhythm, at: int) -> Message:
    return Message(
        "Usually orders every {gap} days; the last order was {days} days ago, on {day}.",
        {
            "gap": Number(round(float(own.gap[at]))),
            "days": int(own.recency[at]),
            "day": day_of(own.last[at]),
        },
    )


def _pace(own: Rhythm, at: int) -> Iterator[Message]:
    recent, half = int(own.count(WINDOW)[at]), int(own.count(2 * WINDOW)[at])
    if recent < half - recent:
        yield Message(
            "Ordered on {recent} days in the last 90 days, on {before} in the 90 days before.",
            {"recent": recent, "before": half - recent},
        )
    elif int(own.n[at]) < 6:
        yield Message(
            "Has ordered on {n} days only, the first on {day}.",
            {"n": int(own.n[at]), "day": day_of(own.first[at])},
        )
    else:
        yield Message("Ordered on {n} days in the last 12 months.", {"n": int(own.count(YEAR)[at])})


def _spend(evidence: Evidence, at: int) -> Iterator[Message]:
    days = min(max(int(evidence.own.tenure[at]), WINDOW), YEAR)
    recent = int(evidence.spend[WINDOW][at])
    usual = int(evidence.spend[YEAR][at]) * WINDOW / days
    if 0 < recent < usual:  # none at all is a silence, which is said already
        yield Message(
            "Spent {share} of its usual in the last 90 days.", {"share": Share(recent / usual)}
        )


def _breadth(evidence: Evidence, at: int) -> Iterator[Message]:
    for kind in (kind for kind in KINDS if kind in evidence.book.things):
        things, had = evidence.book.things[kind], evidence.breadth[kind]
        mine = had.pair_stopped[things.owner[had.pair_stopped] == at]
        if not len(mine):
            continue
        mine = mine[np.argsort(-had.pair_last[mine], kind="stable")]
        params: dict[str, Param] = {
            "n": len(mine),
            "usual": int(had.usual[at]),
            "names": ", ".join(str(name) for name in things.names[mine[:NAMED]]),
            "since": day_of(had.pair_last[mine[-1]]),
            "day": day_of(had.pair_last[mine[0]]),
        }
        yield Message(KINDS[kind][0], params, KINDS[kind][1], len(mine))


def _returns(evidence: Evidence, at: int) -> Iterator[Message]:
    back, spent = evidence.returned[at], evidence.spend[YEAR][at]
    if back and spent:
        yield Message(
            "Gave back {share} of what it bought in the last 12 months.",
            {"share": Share(float(back / spent))},
        )


def _wallet(evidence: Evidence, at: int) -> Iterator[Message]:
    """A brand whose share of its partner's spend has fallen."""
    shares = evidence.wallet.shares(at) if evidence.wallet else None
    if shares is not None and shares[1] < shares[0]:
        yield Message(
            "Of what the partner buys of all brands, this one had {before} in the nine months "
            "before and {now} in the last 90 days.",
            {"before": Share(shares[0]), "now": Share(shares[1])},
        )
