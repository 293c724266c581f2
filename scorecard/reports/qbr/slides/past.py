"""What was: revenue against plan, what moved it, deals won and lost, customers."""

from __future__ import annotations

from scorecard.i18n.message import Message, MsgId, Param, Share
from scorecard.kpis.registry import Unit
from scorecard.reports.qbr.bridge import mix_of, moved
from scorecard.reports.qbr.facts import ReviewFacts
from scorecard.reports.qbr.outline import (
    Cell,
    Chart,
    ChartKind,
    Series,
    Slide,
    Table,
    Text,
    Tile,
    Tiles,
    Tone,
)
from scorecard.reports.qbr.slides import parts
from scorecard.reports.qbr.slides.opening import finding
from scorecard.views import Status

TREND = 4  # fewer quarters than this are numbers without a trend
CLASSES: dict[str, MsgId] = {
    "products": "Products",
    "solutions": "Solutions and services",
    "subscriptions": "Subscriptions",
}


def revenue(facts: ReviewFacts) -> Slide:
    """Slide 5: net sell-through against plan by quarter, and what it consists of."""
    keys = ("net_sell_through", "revenue_attainment", "growth_quarter", "recurring_share")
    speech = parts.notes(facts, _growth(facts), kpis=keys, sources=["sales"], minutes=2)
    if facts.now["net_sell_through"].n == 0 and not facts.now["net_sell_through"].numerator:
        why = Message("No distributor's file has a sale of this partner in {period}.",
                      {"period": facts.period})  # fmt: skip
        return parts.missing_slide("revenue", finding(facts), why, speech, forward=False)
    trend = len(facts.quarters) >= TREND
    shown = _plan_chart(facts) if trend else _plan_tiles(facts)
    return Slide(
        key="revenue",
        title=_revenue_title(facts),
        subtitle=_unit_line(facts),
        blocks=(shown, Text(tuple(_growth(facts)), Message("What to notice")), _mix_table(facts)),
        notes=speech,
        link=parts.link(facts, "sales"),
    )


def _unit_line(facts: ReviewFacts) -> Message:
    if facts.closed:
        return Message("Net sell-through a quarter, {currency}", {"currency": facts.currency})
    return Message(
        "Net sell-through a quarter, {currency}; {period} is not closed",
        {"currency": facts.currency, "period": facts.period},
    )


def _revenue_title(facts: ReviewFacts) -> Message:
    growth, attained = facts.now["growth_quarter"].value, facts.now["revenue_attainment"].value
    sold = parts.money(facts, facts.now["net_sell_through"].numerator)
    if attained is not None and growth is not None:
        gap, change = Share(attained - 1, signed=True), Share(growth, signed=True)
        return Message("Revenue {money}: {gap} to plan, {change} on the year before",
                       {"money": sold, "gap": gap, "change": change})  # fmt: skip
    if attained is not None:
        return Message("Revenue {money}: {gap} to plan",
                       {"money": sold, "gap": Share(attained - 1, signed=True)})  # fmt: skip
    if growth is not None:
        return Message("Revenue {money}: {change} on the year before, no target is set",
                       {"money": sold, "change": Share(growth, signed=True)})  # fmt: skip
    return Message("Revenue {money}; no target and no year before to compare with",
                   {"money": sold})  # fmt: skip


def _growth(facts: ReviewFacts) -> list[Message]:
    said = []
    for key in ("growth_quarter", "growth_t12m"):
        reading = facts.now[key]
        if reading.value is None:
            said.append(parts.why_none(reading))
        else:
            change = Share(reading.value, signed=True, digits=parts.share_digits(reading.value))
            said.append(Message("{kpi}: {change}", {"kpi": parts.label(key), "change": change}))
    if len(facts.quarters) < TREND:
        n = len(facts.quarters)
        said.append(Message("Only {n} quarter is on record: no trend is shown",
                            plural="Only {n} quarters are on record: no trend is shown",
                            n=n))  # fmt: skip
    return said


def _plan_chart(facts: ReviewFacts) -> Chart:
    quarters = facts.quarters
    last = quarters[-1]
    alt = Message(
        "Columns of net sell-through over {n} quarters against plan. The last, {period}: {money}.",
        {"n": len(quarters), "period": last.period,
         "money": parts.money(facts, last.actual_minor)},
    )  # fmt: skip
    return Chart(
        kind=ChartKind.PLAN,
        title=Message("Net sell-through against plan"),
        alt=alt,
        unit=Unit.MONEY,
        currency=facts.currency,
        categories=tuple(Message("{period}", {"period": bar.period}) for bar in quarters),
        series=(
            Series("actual", Message("Actual"), tuple(bar.actual_minor for bar in quarters)),
            Series("plan", Message("Plan"), tuple(bar.target_minor for bar in quarters)),
        ),
    )


def _plan_tiles(facts: ReviewFacts) -> Tiles:
    return Tiles(
        tuple(
            Tile(
                label=Message("{period}", {"period": bar.period}),
                value=parts.amount(facts, bar.actual_minor),
                status=Status.UNKNOWN if bar.target_minor is None else None,
                note=_planned(facts, bar.target_minor),
            )
            for bar in facts.quarters
        )
    )


def _planned(facts: ReviewFacts, target: int | None) -> Message:
    if target is None:
        return Message("No target set")
    return Message("Plan {money}", {"money": parts.money(facts, target)})


def _mix_table(facts: ReviewFacts) -> Table:
    now = mix_of(facts.now)
    then = mix_of(facts.before) if facts.before is not None else None
    rows = tuple(
        (
            Cell(Message(name), strong=True),
            Cell(parts.amount(facts, getattr(now, key))),
            Cell(parts.amount(facts, None if then is None else getattr(then, key)), Tone.MUTED),
        )
        for key, name in CLASSES.items()
    )
    heads = parts.columns(
        (Message("Mix"), 2, False),
        (Message("{period}", {"period": facts.period}), 1.3, True),
        (Message("{period}", {"period": facts.period.shift(-1)}), 1.3, True),
    )
    return Table(heads, rows)


def bridge(facts: ReviewFacts) -> Slide:
    """Slide 6: what came and went between the two quarters, by class of product."""
    then, title = facts.period.shift(-1), Message("What moved revenue is not known")
    speech = parts.notes(facts, [], kpis=["net_sell_through", "solution_share", "recurring_share"],
                         sources=["sales"], minutes=1)  # fmt: skip
    if facts.before is None or facts.before["net_sell_through"].n == 0:
        why = Message("There is no revenue of {period} to compare with.", {"period": then})
        return parts.missing_slide("bridge", title, why, speech, forward=False)
    steps = moved(facts.before, facts.now)
    values = (steps.before, *steps.parts.values(), steps.after)
    ends = [Message("{period}", {"period": period}) for period in (then, facts.period)]
    names = [Message(CLASSES[key]) for key in steps.parts]
    chart = Chart(
        kind=ChartKind.BRIDGE,
        title=Message("From {before} to {now}", {"before": then, "now": facts.period}),
        alt=Message(
            "Waterfall of net sell-through from {before} in {then} to {after} in {now}.",
            {"before": parts.money(facts, steps.before), "then": then,
             "after": parts.money(facts, steps.after), "now": facts.period},
        ),
        unit=Unit.MONEY,
        currency=facts.currency,
        categories=(ends[0], *names, ends[1]),
        series=(Series("change", Message("Net sell-through"), values),),
    )  # fmt: skip
    told: dict[str, Param | Message] = {"before": then, "now": facts.period}
    told["currency"] = facts.currency
    return Slide(
        key="bridge",
        title=_moved_most(steps.parts, facts),
        subtitle=Message("Net sell-through from {before} to {now}, {currency}", told),
        blocks=(chart,),
        notes=speech,
        link=parts.link(facts, "sales"),
    )


def _moved_most(steps: dict[str, int], facts: ReviewFacts) -> Message:
    up = max(steps, key=lambda key: steps[key])
    down = min(steps, key=lambda key: steps[key])
    then = facts.period.shift(-1)
    gained: dict[str, Param | Message] = {
        "kpi": Message(CLASSES[up]),
        "money": parts.money(facts, steps[up]),
    }
    lost: dict[str, Param | Message] = {
        "other": Message(CLASSES[down]),
        "less": parts.money(facts, -steps[down]),
    }
    if steps[up] > 0 and steps[down] < 0:
        return Message("{kpi} added {money}; {other} took back {less}", gained | lost)
    if steps[up] > 0:
        return Message("{kpi} added most since {period}: {money}", gained | {"period": then})
    if steps[down] < 0:
        return Message("{other} lost most since {period}: {less}", lost | {"period": then})
    return Message("Nothing moved since {period}", {"period": then})
