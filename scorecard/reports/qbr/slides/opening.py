"""The first slides: title, last quarter's commitments, summary, scorecard on a page."""

from __future__ import annotations

from scorecard.commitments import Commitment, Outcome, Side, Tally, tally
from scorecard.i18n.message import Message, MsgId, Number, Share
from scorecard.kpis import registry
from scorecard.reports.qbr.edits import SIDES, typed
from scorecard.reports.qbr.facts import ReviewFacts
from scorecard.reports.qbr.outline import Cell, Edition, Notes, Slide, Table, Text, Tiles, Tone
from scorecard.reports.qbr.slides import parts
from scorecard.reports.qbr.slides.asks import derived_asks
from scorecard.reports.qbr.slides.tiles import tiles_of
from scorecard.views import ScoredItem, Status

SHOWN = 8
OUTCOMES: dict[Outcome, tuple[MsgId, Tone]] = {
    Outcome.KEPT: ("✓ Kept", Tone.GOOD),
    Outcome.PARTLY: ("◐ Partly", Tone.WATCH),
    Outcome.MISSED: ("✕ Missed", Tone.RISK),
    Outcome.OPEN: ("– No result yet", Tone.MUTED),
}


def cover(facts: ReviewFacts) -> Slide:
    """Slide 1: the quarter in one sentence; who, when, from which data."""
    lines = [
        Message("Quarterly business review, {period}", {"period": facts.period}),
        Message("Data as of {day}", {"day": facts.page.stamp.as_of}),
    ]
    if facts.edition is Edition.INTERNAL:
        lines.append(Message("Internal edition: not for the partner"))
    if not facts.closed:
        lines.append(not_closed(facts))
    return Slide(
        key="title",
        title=finding(facts),
        subtitle=typed(facts.page.line.name),
        blocks=(Text(tuple(lines)),),
        notes=Notes(say=facts.page.headline),
        link=parts.link(facts),
    )


def not_closed(facts: ReviewFacts) -> Message:
    """Why numbers of the quarter will still change."""
    stamp = facts.page.stamp
    late = [source for source in facts.page.freshness if source.days_late > 0]
    if facts.period.is_running(stamp.as_of) or facts.period.start > stamp.as_of:
        return Message("{period} is not over: its numbers will change.", {"period": facts.period})
    names = typed(", ".join(source.name for source in late))
    return Message(
        "{period} is not closed: files are missing from {names}.",
        {"period": facts.period, "names": names},
    )


def finding(facts: ReviewFacts) -> Message:
    """Revenue against plan in one sentence."""
    net, attained = facts.now["net_sell_through"], facts.now["revenue_attainment"]
    told = {"period": facts.period}
    if net.n == 0 and net.numerator == 0:
        return Message("No sales of {period} are known", told)
    if attained.value is None:
        sold = parts.money(facts, net.numerator)
        return Message("{money} sold in {period}; no target is set", told | {"money": sold})
    gap = Share(abs(attained.value - 1))
    if round(abs(attained.value - 1), 2) == 0:
        return Message("Revenue of {period} is on plan", told)
    if attained.value > 1:
        return Message("Revenue of {period} is {gap} ahead of plan", told | {"gap": gap})
    return Message("Revenue of {period} is {gap} behind plan", told | {"gap": gap})


def commitments(facts: ReviewFacts) -> Slide:
    """Slide 2: what both sides promised last time."""
    before = facts.period.shift(-1)
    made = Message("Commitments made in the review of {period}", {"period": before})
    if not facts.promised:
        why = Message("The review of {period} recorded no commitments.", {"period": before})
        say = [
            Message("Agree on commitments of both sides today; the next review opens with them.")
        ]
        speech = parts.notes(facts, say, minutes=3)
        title = Message("No commitments of last quarter are on record")
        return parts.missing_slide("commitments", title, why, speech, forward=False)
    counts = tally(facts.promised)
    shown = facts.promised[:SHOWN]
    table = Table(
        parts.columns(
            (Message("Commitment"), 4, False), (Message("Side"), 1.1, False),
            (Message("Owner"), 1.9, False), (Message("Due"), 1.4, True),
            (Message("Result"), 1.6, False), (Message("What happened"), 3.6, False),
        ),
        tuple(_row(one) for one in shown),
        left_off=len(facts.promised) - len(shown),
    )  # fmt: skip
    say = [Message("Open with our own side: what we promised, and what became of it.")]
    undecided = Message("Say for each commitment without a result what came of it.")
    return Slide(
        key="commitments",
        title=_kept(counts, facts),
        subtitle=made,
        blocks=(table,),
        notes=parts.notes(facts, say, decide=[undecided] if counts.open else [], minutes=3),
        link=f"qbr?p={facts.page.line.partner_code}&q={facts.period.key}",
    )


def _kept(counts: Tally, facts: ReviewFacts) -> Message:
    ours = tally(facts.promised, Side.VENDOR)
    yours = tally(facts.promised, Side.PARTNER)
    if counts.open == counts.n:
        return Message(
            "{n} commitment of last quarter has no result yet",
            plural="{n} commitments of last quarter have no result yet",
            n=counts.n,
        )
    told = {
        "kept": counts.kept, "n": counts.n, "ours": ours.kept, "of_ours": ours.n,
        "yours": yours.kept, "of_yours": yours.n,
    }  # fmt: skip
    return Message(
        "{kept} of {n} commitments kept: {ours} of {of_ours} ours, {yours} of {of_yours} yours",
        told,
    )


def _row(one: Commitment) -> tuple[Cell, ...]:
    word, tone = OUTCOMES[one.outcome]
    promise = one.promise
    return (
        Cell(typed(promise.text)),
        Cell(SIDES[promise.side], Tone.MUTED),
        Cell(typed(promise.owner), Tone.MUTED),
        Cell(Message("{day}", {"day": promise.due_on}), Tone.MUTED),
        Cell(Message(word), tone, strong=True),
        Cell(typed(one.happened)),
    )


def summary(facts: ReviewFacts) -> Slide:
    """Slide 3: the score, what happened, what is to be decided."""
    happened = _happened(facts)
    asks = tuple(derived_asks(facts))[:3]
    blocks = (
        Tiles(tiles_of(facts)),
        Text(happened, Message("What happened")),
        Text(asks or (Message("Nothing is off track: agree on what comes next."),),
             Message("Decisions we need today")),
    )  # fmt: skip
    return Slide(
        key="summary",
        title=_score(facts),
        subtitle=Message("Score of 100 points, {period}", {"period": facts.period}),
        blocks=blocks,
        notes=parts.notes(facts, happened, decide=asks, minutes=2),
        link=parts.link(facts),
    )


def _happened(facts: ReviewFacts) -> tuple[Message, ...]:
    """The page's sentences, each thing once: the headline says how revenue stands to plan."""
    items = {item.key: item.why for item in facts.page.items}
    told = items.get("revenue_attainment")
    said = (*facts.page.headline, *(red for red in facts.page.reds if red != told))
    return tuple(one for i, one in enumerate(said) if one not in said[:i])[:3]


def _score(facts: ReviewFacts) -> Message:
    line = facts.page.line
    if line.score is None:
        return Message(
            "No score yet: {known} of the scorecard is known", {"known": Share(line.known)}
        )
    told: dict[str, Number | Message] = {"score": Number(line.score, 1)}
    why = line.why[0] if line.why else None
    if line.change is not None:
        since = Message("{change} since {period}", {
            "change": Number(line.change, 1, signed=True), "period": facts.period.shift(-1),
        })  # fmt: skip
        told["since"] = since
        if why is None:
            return Message("Score {score}, {since}", told)
        return Message("Score {score}, {since}: {why}", told | {"why": why})
    if why is None:
        return Message("Score {score} of 100", told)
    return Message("Score {score} of 100: {why}", told | {"why": why})


def scorecard(facts: ReviewFacts) -> Slide:
    """Slide 4: every measure against its target and the year before."""
    items = facts.page.items
    judged = [item for item in items if item.status is not Status.UNKNOWN]
    good = [item for item in judged if item.status is Status.GOOD]
    if not judged:
        title = Message("None of {n} measures can be judged yet", {"n": len(items)})
    else:
        title = _on_track(len(good), len(judged), items)
    table = Table(
        parts.columns(
            (Message("Measure"), 2.6, False), (Message("Actual"), 1.6, True),
            (Message("Target"), 1.4, True), (Message("Year before"), 1.6, True),
            (Message("Points"), 1.0, True), (Message("Status"), 1.6, False),
            (Message("Why"), 4.4, False),
        ),
        tuple(_measure(item, facts) for item in items),
    )  # fmt: skip
    return Slide(
        key="scorecard",
        title=title,
        subtitle=Message("Scorecard of {period}", {"period": facts.period}),
        blocks=(table,),
        notes=parts.notes(facts, facts.page.reds, kpis=[i.key for i in items], minutes=2),
        link=parts.link(facts),
    )


def _on_track(good: int, judged: int, items: tuple[ScoredItem, ...]) -> Message:
    worst = max(items, key=lambda item: item.lost)
    told: dict[str, int | Number | Message] = {"good": good, "n": judged}
    if worst.lost < 1:
        return Message("{good} of {n} measures are on track", told)
    told |= {"kpi": parts.label(worst.key), "points": Number(worst.lost, 1)}
    return Message("{good} of {n} measures on track; {kpi} costs {points} points", told)


def _measure(item: ScoredItem, facts: ReviewFacts) -> tuple[Cell, ...]:
    currency = facts.currency
    points = parts.NOTHING if item.points is None else Message("{n}", {"n": Number(item.points)})
    before = item.last_year
    was = parts.NOTHING if before is None else parts.value_of(before, currency)
    why = item.why if item.why is not None and item.status is not Status.GOOD else typed("")
    return (
        Cell(Message(registry[item.key].label), strong=True),
        Cell(parts.value_of(item.reading, currency), strong=True),
        Cell(parts.of_unit(item.key, item.target, currency), Tone.MUTED),
        Cell(was, Tone.MUTED),
        Cell(points),
        parts.status_cell(item.status),
        Cell(why, Tone.MUTED),
    )
