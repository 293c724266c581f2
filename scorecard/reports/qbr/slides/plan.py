"""What both sides will do: goals, the twelve weeks, asks and decisions."""

from __future__ import annotations

from datetime import timedelta

from scorecard.commitments import Commitment, Side
from scorecard.i18n.message import Message, Number
from scorecard.kpis import registry
from scorecard.kpis.registry import Unit
from scorecard.reports.qbr.edits import SIDES, typed
from scorecard.reports.qbr.facts import ReviewFacts
from scorecard.reports.qbr.outline import (
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
from scorecard.reports.qbr.slides.asks import derived_asks, off_track
from scorecard.views import Status

WEEKS = 12
SHOWN = 8


def goals(facts: ReviewFacts) -> Slide:
    """Slide 14: where each measure stands on its way to the target."""
    items = [item for item in facts.page.items if item.points is not None]
    behind = off_track(facts)
    speech = parts.notes(facts, [i.why for i in behind if i.why], minutes=6)
    if not items:
        title = Message("No measure has a target to reach yet")
        why = Message("None of the measures of the scorecard is known for {period}.",
                      {"period": facts.period})  # fmt: skip
        return parts.missing_slide("goals", title, why, speech, forward=True)
    chart = Chart(
        kind=ChartKind.ATTAINMENT,
        title=Message("Points of each measure, of 100"),
        alt=Message("Bars of points of {n} measures, 100 is the target.", {"n": len(items)}),
        unit=Unit.POINTS,
        categories=tuple(parts.label(item.key) for item in items),
        series=(Series("points", Message("Points"), tuple(item.points for item in items)),),
        statuses=tuple(item.status for item in items),
    )
    return Slide(
        key="goals",
        title=_goal(facts),
        subtitle=Message("Attainment of targets in points: 100 is the target, 0 the floor"),
        blocks=(chart, _goal_table(facts)),
        notes=speech,
        link=parts.link(facts),
        forward=True,
    )


def _goal(facts: ReviewFacts) -> Message:
    behind = off_track(facts)
    if not behind:
        return Message("Every judged measure is at its target: what is the next goal?")
    first = behind[0]
    return Message(
        "{n} measure to bring to target, first {kpi}",
        {"kpi": parts.label(first.key)},
        "{n} measures to bring to target, first {kpi}",
        len(behind),
    )


def _goal_table(facts: ReviewFacts) -> Table:
    shown = off_track(facts)[:6] or [i for i in facts.page.items if i.status is Status.GOOD][:6]
    heads = parts.columns(
        (Message("Goal"), 2.4, False), (Message("Now"), 1.4, True),
        (Message("Target"), 1.4, True), (Message("To gain"), 1.2, True),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(Message(registry[item.key].label), strong=True),
            Cell(parts.value_of(item.reading, facts.currency)),
            Cell(parts.of_unit(item.key, item.target, facts.currency), strong=True),
            Cell(Message("{n}", {"n": Number(item.lost, 1)})),
        )
        for item in shown
    )
    return Table(heads, rows)


def plan(facts: ReviewFacts) -> Slide:
    """Slide 15: twelve weeks of commitments, each with an owner, a date and evidence."""
    end = facts.page.stamp.as_of + timedelta(weeks=WEEKS)
    subtitle = Message("Joint plan of {n} weeks, to {day}", {"n": WEEKS, "day": end})
    say = [Message("Read each line aloud with its owner and date.")]
    speech = parts.notes(facts, say, minutes=9)
    if not facts.planned:
        title = Message("No commitments are made yet for the next {n} weeks", {"n": WEEKS})
        why = Message("Write at least one commitment of each side before the meeting ends.")
        return parts.missing_slide("plan", title, why, speech, forward=True)
    shown = facts.planned[:SHOWN]
    heads = parts.columns(
        (Message("Action"), 4, False), (Message("Side"), 1.1, False),
        (Message("Owner"), 1.8, False), (Message("Due"), 1.3, True),
        (Message("We will know it worked when"), 3, False),
    )  # fmt: skip
    table = Table(heads, tuple(_row(one) for one in shown),
                  left_off=len(facts.planned) - len(shown))  # fmt: skip
    ours = sum(one.promise.side is Side.VENDOR for one in facts.planned)
    return Slide(
        key="plan",
        title=Message("{n} commitments for the next {weeks} weeks: {ours} ours, {yours} yours", {
            "n": len(facts.planned), "weeks": WEEKS, "ours": ours,
            "yours": len(facts.planned) - ours,
        }),
        subtitle=subtitle,
        blocks=(table,),
        notes=speech,
        link=f"qbr?p={facts.page.line.partner_code}&q={facts.period.key}",
        forward=True,
    )  # fmt: skip


def _row(one: Commitment) -> tuple[Cell, ...]:
    promise = one.promise
    return (
        Cell(typed(promise.text), strong=True),
        Cell(SIDES[promise.side], Tone.MUTED),
        Cell(typed(promise.owner), Tone.MUTED),
        Cell(Message("{day}", {"day": promise.due_on})),
        Cell(typed(promise.evidence)),
    )


def asks(facts: ReviewFacts) -> Slide:
    """Slide 16: what is to be decided in the room."""
    found = tuple(derived_asks(facts))
    n = len(found)
    title = Message("{n} decision needed today", plural="{n} decisions needed today", n=n)
    if not found:
        title = Message("No decision is open: confirm the plan")
    return Slide(
        key="asks",
        title=title,
        subtitle=Message("Asks and decisions of both sides"),
        blocks=(Text(found or (Message("Confirm the plan and the date of the next review."),)),),
        notes=parts.notes(facts, found, minutes=6),
        link=parts.link(facts),
        forward=True,
    )
