"""What comes: the pipeline against what the next quarters need."""

from __future__ import annotations

from scorecard.i18n.message import Message, Money, Number
from scorecard.kpis.registry import Unit
from scorecard.reports.qbr.edits import typed
from scorecard.reports.qbr.facts import Ahead, DealRow, ReviewFacts
from scorecard.reports.qbr.outline import (
    Block,
    Cell,
    Chart,
    ChartKind,
    Series,
    Slide,
    Table,
    Text,
    Tone,
)
from scorecard.reports.qbr.slides import parts

SHOWN = 5
KEYS = ("open_pipeline", "pipeline_coverage", "deal_registrations", "approval_rate")


def pipeline(facts: ReviewFacts) -> Slide:
    """Slide 7: open deals that close in the quarters to come, against what they need."""
    speech = parts.notes(facts, _said(facts), decide=_decide(facts), kpis=KEYS,
                         sources=["deals"], minutes=8)  # fmt: skip
    if not facts.deals_open:
        title = Message("No open deal stands behind the next quarter")
        why = Message("No deal of this partner is open on {day}.",
                      {"day": facts.period.last_day(facts.page.stamp.as_of)})  # fmt: skip
        return parts.missing_slide("pipeline", title, why, speech, forward=True)
    chart: list[Block] = [_need_chart(facts)] if facts.ahead else []
    return Slide(
        key="pipeline",
        title=_title(facts),
        subtitle=Message("Open deals by stage against what is not sold yet, {currency}",
                         {"currency": facts.currency}),
        blocks=(*chart, Text(_said(facts)), _top_deals(facts)),
        notes=speech,
        link=parts.link(facts, "deals"),
        forward=True,
    )  # fmt: skip


def _title(facts: ReviewFacts) -> Message:
    open_now = facts.now["open_pipeline"]
    money = parts.money(facts, open_now.numerator)
    told: dict[str, Money | int | Message | Number] = {"money": money, "deals": open_now.n}
    first = facts.ahead[0] if facts.ahead else None
    if first is None or first.coverage.value is None:
        return Message("{deals} open deals worth {money}", told)
    return Message(
        "Open deals cover {times}× of what {period} still needs; {money} is open in all",
        {"times": Number(first.coverage.value, 1), "period": first.period, "money": money},
    )


def _said(facts: ReviewFacts) -> tuple[Message, ...]:
    said = [_covered(ahead, facts) for ahead in facts.ahead]
    counted = facts.counted
    if counted is None:
        said.append(Message("Duplicates between reports are not taken out here."))
        return tuple(said)
    said.append(
        Message(
            "Reported {gross}, duplicates {twice}, left out {left}, counted {net}",
            {
                "gross": parts.money(facts, counted.gross_minor),
                "twice": parts.money(facts, counted.duplicates_minor),
                "left": parts.money(facts, counted.left_out_minor),
                "net": parts.money(facts, counted.counted_minor),
            },
        )
    )
    return (*said, *_forecast(facts))


def _forecast(facts: ReviewFacts) -> tuple[Message, ...]:
    counted = facts.counted
    if counted is None or counted.period is None or counted.middle_minor is None:
        return ()
    low, high = counted.low_minor or 0, counted.high_minor or 0
    return (
        Message(
            "Forecast of {period}: {middle}, between {low} and {high} in four of five cases",
            {
                "period": counted.period,
                "middle": parts.money(facts, counted.middle_minor),
                "low": parts.money(facts, low),
                "high": parts.money(facts, high),
            },
        ),
    )


def _covered(ahead: Ahead, facts: ReviewFacts) -> Message:
    reading = ahead.coverage
    return Message(
        "{period}: {open} open, {need} not sold yet",
        {
            "period": ahead.period,
            "open": parts.money(facts, reading.numerator),
            "need": parts.money(facts, reading.denominator),
        },
    )


def _decide(facts: ReviewFacts) -> list[Message]:
    late = [d for d in facts.deals_open if _is_overdue(d, facts)]
    if not late:
        return []
    return [Message(
        "{n} open deal is past its expected close: keep it or close it?",
        plural="{n} open deals are past their expected close: keep or close each?",
        n=len(late),
    )]  # fmt: skip


def _is_overdue(deal: DealRow, facts: ReviewFacts) -> bool:
    return deal.expected_close_on is not None and (
        deal.expected_close_on < facts.period.last_day(facts.page.stamp.as_of)
    )


def _need_chart(facts: ReviewFacts) -> Chart:
    stages = list(dict.fromkeys(stage for ahead in facts.ahead for stage in ahead.stages))
    first = facts.ahead[0]
    series = [
        Series(stage, typed(stage), tuple(a.stages.get(stage, 0) for a in facts.ahead))
        for stage in stages
    ]
    need = Series("need", Message("Not sold yet"),
                  tuple(ahead.coverage.denominator or None for ahead in facts.ahead))  # fmt: skip
    return Chart(
        kind=ChartKind.STAGES,
        title=Message("Open deals by stage against what is not sold yet"),
        alt=Message(
            "Bars of open deals by stage. {period}: {open} open against {need} not sold yet.",
            {"period": first.period, "open": parts.money(facts, first.coverage.numerator),
             "need": parts.money(facts, first.coverage.denominator)},
        ),
        unit=Unit.MONEY,
        currency=facts.currency,
        categories=tuple(Message("{period}", {"period": a.period}) for a in facts.ahead),
        series=(*series, need),
    )  # fmt: skip


def _top_deals(facts: ReviewFacts) -> Table:
    shown = facts.deals_open[:SHOWN]
    heads = parts.columns(
        (Message("Largest open deals"), 2.4, False), (Message("Value"), 1.8, True),
        (Message("Stage"), 1.7, False), (Message("Close"), 1.8, True),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(typed(deal.customer or deal.name or deal.deal_code), strong=True),
            Cell(parts.amount(facts, deal.amount_minor)),
            Cell(typed(deal.stage), Tone.MUTED),
            _close_cell(deal, facts),
        )
        for deal in shown
    )
    return Table(heads, rows, left_off=len(facts.deals_open) - len(shown))


def _close_cell(deal: DealRow, facts: ReviewFacts) -> Cell:
    if deal.expected_close_on is None:
        return Cell(Message("No date"), Tone.MUTED)
    late = _is_overdue(deal, facts)
    return Cell(Message("{day}", {"day": deal.expected_close_on}),
                Tone.RISK if late else Tone.MUTED, strong=late)  # fmt: skip
