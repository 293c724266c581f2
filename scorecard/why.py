"""Why a measure stands where it stands, as a sentence not yet spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from scorecard.errors import NoValue
from scorecard.i18n.message import Message, Number, Share
from scorecard.kpis import registry
from scorecard.kpis.registry import Unit
from scorecard.views import ScoredItem

LEAST_LOST = 1.0  # points of the score below which a measure is no reason worth naming


def explain(item: ScoredItem) -> Message:
    """One sentence about a measure, for example "Revenue 19 % below plan".

    A measure without a value says why there is none.
    """
    value, target = item.reading.value, item.target
    if value is None:
        return _unknown(item)
    if target is None:
        return Message("{kpi} {value}", {"kpi": _label(item), "value": _number(item, value)})
    if item.window == "t12m":
        return _against_target(item, value, target)
    return _SENTENCES.get(item.key, _against_target)(item, value, target)


def top_reasons(items: Iterable[ScoredItem], limit: int = 2) -> tuple[Message, ...]:
    """The sentences of the measures that cost the score most, most first."""
    costly = sorted((i for i in items if i.lost >= LEAST_LOST), key=lambda item: -item.lost)
    return tuple(item.why or explain(item) for item in costly[:limit])


def explain_move(before: ScoredItem, now: ScoredItem) -> Message:
    """What became of a measure from one quarter to the next: "Attainment from 95% to 81%"."""
    kpi, then, here = _label(now), before.reading.value, now.reading.value
    if then is None and here is None:
        return Message("{kpi}: not known", {"kpi": kpi})
    if then is None or here is None:
        return Message("{kpi}: known again" if then is None else "{kpi}: no longer known",
                       {"kpi": kpi})  # fmt: skip
    if then == here:
        return Message("{kpi} unchanged, target moved", {"kpi": kpi})
    unit = registry[now.key].unit
    if unit is Unit.MONEY:
        grown = Share(here / then - 1, signed=True) if then > 0 else None
        return Message("{kpi} {change}", {"kpi": kpi, "change": grown}) if grown else kpi
    pairs = list(zip(_numbers(now, then), _numbers(now, here), strict=True))
    apart = [pair for pair in pairs if _rounded(pair[0]) != _rounded(pair[1])] or pairs[-1:]
    values = {"kpi": kpi, "before": apart[0][0], "now": apart[0][1]}
    if unit is Unit.RATIO:
        return Message("{kpi} from {before}× to {now}×", values)
    if unit is Unit.DAYS:
        return Message("{kpi} from {before} to {now} days", values)
    return Message("{kpi} from {before} to {now}", values)


def _label(item: ScoredItem) -> Message:
    label = Message(registry[item.key].label)
    return Message("{kpi} of 12 months", {"kpi": label}) if item.window == "t12m" else label


def _unknown(item: ScoredItem) -> Message:
    kpi, n = _label(item), item.reading.n
    match item.reading.reason:
        case NoValue.LOW_SAMPLE:
            return Message(
                "{kpi}: only {n} case", {"kpi": kpi}, plural="{kpi}: only {n} cases", n=n
            )
        case NoValue.NO_TARGET:
            return Message("{kpi}: no target set", {"kpi": kpi})
        case NoValue.STALE:
            return Message("{kpi}: data too old", {"kpi": kpi})
        case NoValue.NOT_APPLICABLE:
            return Message("{kpi}: not applicable", {"kpi": kpi})
        case _:
            return Message("{kpi}: no data", {"kpi": kpi})


def _attainment(_item: ScoredItem, value: float, _target: float) -> Message:
    gap = _share(abs(value - 1), 0)
    if gap is None:
        return Message("Revenue on plan")
    if value < 1:
        return Message("Revenue {gap} below plan", {"gap": gap})
    return Message("Revenue {gap} above plan", {"gap": gap})


def _growth(_item: ScoredItem, value: float, target: float) -> Message:
    change = _share(abs(value), 0)
    wish = Share(target, signed=True)
    if change is None:
        return Message("Revenue as in the year before, target {target}", {"target": wish})
    if value < 0:
        return Message("Revenue down {change} on the year before", {"change": change})
    return Message(
        "Revenue up {change} on the year before, target {target}",
        {"change": change, "target": wish},
    )


def _recency(_item: ScoredItem, value: float, target: float) -> Message:
    return Message(
        "Last order {n} day ago, target {target}",
        {"target": Number(target)},
        plural="Last order {n} days ago, target {target}",
        n=round(value),
    )


def _certified(_item: ScoredItem, value: float, target: float) -> Message:
    return Message(
        "{n} certified person, target {target}",
        {"target": Number(target)},
        plural="{n} certified people, target {target}",
        n=round(value),
    )


def _lapsing(_item: ScoredItem, value: float, _target: float) -> Message:
    if value == 0:
        return Message("No certification lapses within 90 days")
    return Message(
        "{n} certification lapses within 90 days",
        plural="{n} certifications lapse within 90 days",
        n=round(value),
    )


def _against_target(item: ScoredItem, value: float, target: float) -> Message:
    unit = registry[item.key].unit
    if unit is Unit.MONEY:
        return _money(item, value, target)
    params = {"kpi": _label(item), **_told_apart(item, value, target)}
    if unit is Unit.RATIO:
        return Message("{kpi} {value}×, target {target}×", params)
    if unit is Unit.DAYS:
        return Message("{kpi} {value} days, target {target} days", params)
    return Message("{kpi} {value}, target {target}", params)


def _money(item: ScoredItem, value: float, target: float) -> Message:
    kpi, gap = _label(item), Share(abs(1 - value / target) if target else 0.0)
    if value < target:
        return Message("{kpi} {gap} below target", {"kpi": kpi, "gap": gap})
    return Message("{kpi} {gap} above target", {"kpi": kpi, "gap": gap})


def _told_apart(item: ScoredItem, value: float, target: float) -> dict[str, Share | Number]:
    """Value and target with as many digits as it takes to see that they differ, at most two."""
    shown, aims = _numbers(item, value), _numbers(item, target)
    exact = next((aim for aim in aims if _rounded(aim) == aim.value), None)
    pairs = [(n, exact or aim) for n, aim in zip(shown, aims, strict=True)]
    apart = [(n, aim) for n, aim in pairs if value == target or _rounded(n) != _rounded(aim)]
    told, wished = apart[0] if apart else pairs[-1]
    return {"value": told, "target": wished}


def _numbers(item: ScoredItem, value: float) -> list[Share | Number]:
    return [_number(item, value, more) for more in range(3)]


def _number(item: ScoredItem, value: float, more: int = 0) -> Share | Number:
    unit = registry[item.key].unit
    if unit is Unit.SHARE:
        return Share(value, digits=more)
    return Number(value, digits=more + (1 if unit is Unit.RATIO else 0))


def _rounded(shown: Share | Number) -> float:
    return round(shown.value, shown.digits + (2 if isinstance(shown, Share) else 0))


def _share(value: float, digits: int) -> Share | None:
    """A share with a digit more when it would round to nothing; None when it still does."""
    if round(value, 2 + digits) > 0:
        return Share(value, digits=digits)
    return _share(value, digits + 1) if digits < 1 else None


_SENTENCES: Mapping[str, Callable[[ScoredItem, float, float], Message]] = {
    "revenue_attainment": _attainment,
    "growth_t12m": _growth,
    "growth_quarter": _growth,
    "recency_days": _recency,
    "certified_people": _certified,
    "certifications_lapsing": _lapsing,
}
