"""Why a score changed: points by KPI, by weights left out, by the programme's version.

The quarter before is scored a second time by the card of now: what that changes is the version's.
From there to now each measure brings its change of points at the mean of its two shares of the
card, and the shares bring the rest, so that nothing is left over (Marshall and Edgeworth's split).
Points of measures that do not apply are nobody's: what they bring or take is of the weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import floor

from scorecard.errors import NoValue
from scorecard.i18n.message import Message
from scorecard.kpis import registry
from scorecard.period import Period
from scorecard.score.result import Cause, ChangePart, ScoreChange
from scorecard.views import ScoredItem
from scorecard.why import explain_move

NAUGHT = 1e-9  # points below which a part is rounding noise


@dataclass(frozen=True)
class _Stake:
    """A measure's share of the card (0..1, 0 where it does not apply) and its points."""

    share: float
    points: float


def split_change(
    before: Sequence[ScoredItem],
    again: Sequence[ScoredItem],
    now: Sequence[ScoredItem],
    scores_e2: tuple[int, int],
    since: Period,
) -> ScoreChange:
    """The change between two scores in parts that add up to it, to the hundredth.

    Args:
        before: measures of the earlier quarter by the card valid then.
        again: the same quarter by the card of now.
        now: measures of now by the card of now.
        scores_e2: the scores before and now, in hundredths.
        since: the earlier quarter.
    """
    parts = [
        ChangePart(
            Cause.VERSION, "", _score(again) - _score(before),
            Message("Programme changed: weights, targets or track"),
        ),
        *_of_measures(again, now),
    ]  # fmt: skip
    real = [part for part in parts if abs(part.points) > NAUGHT]
    rounded = _rounded([part.points * 100 for part in real], scores_e2[1] - scores_e2[0])
    told = [replace(part, points=points / 100) for part, points in zip(real, rounded, strict=True)]
    ordered = sorted((part for part in told if part.points), key=lambda part: -abs(part.points))
    return ScoreChange(scores_e2[0] / 100, scores_e2[1] / 100, since, tuple(ordered))


def _of_measures(again: Sequence[ScoredItem], now: Sequence[ScoredItem]) -> list[ChangePart]:
    earlier, later = _stakes(again), _stakes(now)
    readings = {item.key: item for item in again}
    parts, of_weights, moved = [], 0.0, []
    for item in now:
        then, here = earlier.get(item.key, _Stake(0, 0)), later[item.key]
        if then.share and here.share:
            points = (then.share + here.share) / 2 * (here.points - then.points)
            parts.append(
                ChangePart(Cause.KPI, item.key, points, explain_move(readings[item.key], item))
            )
            of_weights += (here.share - then.share) * (here.points + then.points) / 2
        else:
            of_weights += here.share * here.points - then.share * then.points
            moved += [item] if then.share or here.share else []
    return [*parts, ChangePart(Cause.WEIGHTS, "", of_weights, _reweighted(moved))]


def _stakes(items: Sequence[ScoredItem]) -> dict[str, _Stake]:
    weight = sum(item.weight for item in items if _applies(item)) or 1.0
    return {
        item.key: _Stake(item.weight / weight if _applies(item) else 0.0, item.points or 0.0)
        for item in items
    }


def _score(items: Sequence[ScoredItem]) -> float:
    return sum(stake.share * stake.points for stake in _stakes(items).values())


def _applies(item: ScoredItem) -> bool:
    return item.reading.reason is not NoValue.NOT_APPLICABLE


def _rounded(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers that add up to `total`, each as near to its part as that allows."""
    whole = [floor(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda at: whole[at] - parts[at])
    for step in range(total - sum(whole) if parts else 0):
        whole[order[step % len(order)]] += 1
    for step in range(sum(whole) - total if parts else 0):
        whole[order[-1 - step % len(order)]] -= 1
    return whole


def _reweighted(moved: Iterable[ScoredItem]) -> Message:
    labels = [Message(registry[item.key].label) for item in moved]
    if not labels:
        return Message("Weights shared out anew")
    names: Message = labels[0]
    for label in labels[1:]:
        names = Message("{names}, {more}", {"names": names, "more": label})
    return Message("Measures that came to apply or no longer do: {names}", {"names": names})
