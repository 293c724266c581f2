"""Slide 13: the tier held, why, the cheapest way up, the risk of going down."""

from __future__ import annotations

from scorecard.i18n.message import Message, Param
from scorecard.kpis.registry import Unit
from scorecard.programme.results import Node, Truth
from scorecard.reports.qbr.edits import typed
from scorecard.reports.qbr.facts import ReviewFacts
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
from scorecard.tier_views import PartnerTier
from scorecard.tier_words import amount, lacking, obstacle, quantity
from scorecard.views import Status

STATES = {Truth.MET: Status.GOOD, Truth.NOT_MET: Status.RISK, Truth.UNKNOWN: Status.UNKNOWN}
WORDS = {
    Truth.MET: Message("Met"),
    Truth.NOT_MET: Message("Not met"),
    Truth.UNKNOWN: Message("Not known"),
}
SHOWN = 6


def tier(facts: ReviewFacts) -> Slide:
    """The first ladder; further ladders are said in a line each."""
    if not facts.tiers:
        speech = parts.notes(facts, [], minutes=6)
        title = Message("No tier is held yet")
        why = Message("No programme of tiers rules, or this partner had not signed by then.")
        return parts.missing_slide("tier", title, why, speech, forward=True)
    one = facts.tiers[0]
    requirements = _requirements(one)
    chart = _steps_chart(one, requirements)
    blocks: list[Block] = [chart] if chart else []
    blocks += [_needs_table(one, requirements), Text(tuple(_way(one)), _way_title(one))]
    return Slide(
        key="tier",
        title=_title(one),
        subtitle=_subtitle(one),
        blocks=tuple(blocks),
        notes=parts.notes(facts, tuple(_way(one)) + _others(facts), minutes=6),
        link=parts.link(facts),
        forward=True,
    )


def _title(one: PartnerTier) -> Message:
    told: dict[str, Param | Message] = {"tier": one.line.held, "next": one.next_tier or ""}
    if one.line.due_on is not None:
        return Message("{tier} is lost on {day} unless it is earned again",
                       told | {"day": one.line.due_on})  # fmt: skip
    if one.next_tier is None:
        return Message("{tier} is held, the highest tier", told)
    if not one.missing:
        return Message("{tier} is held; all of {next} is met and comes with the next review", told)
    if one.up is not None and one.up.reachable:
        return Message("{tier} is held; the cheapest way to {next} costs {cost}",
                       told | {"cost": amount(one.up.cost, one.currency)})  # fmt: skip
    return Message(
        "{tier} is held; {n} requirement of {next} is not met",
        told,
        "{tier} is held; {n} requirements of {next} are not met",
        len(one.missing),
    )


def _subtitle(one: PartnerTier) -> Message:
    told: dict[str, Param | Message] = {"ladder": one.ladder_label, "version": one.version,
                                        "day": one.day}  # fmt: skip
    if one.line.since is None:
        return Message("{ladder} on {day}, programme {version}", told)
    return Message("{ladder} on {day}, held since {since}, programme {version}",
                   told | {"since": one.line.since})  # fmt: skip


def _requirements(one: PartnerTier) -> list[Node]:
    """The leaves of the wanted tier (at the top: of the tier held) that have a number."""
    tree = one.wanted if one.wanted is not None else one.decided
    return [leaf for leaf in _leaves(tree) if leaf.kind == "metric"] if tree else []


def _leaves(node: Node) -> list[Node]:
    if node.kind == "metric" or not node.parts:
        return [node]
    return [leaf for part in node.parts for leaf in _leaves(part)]


def _steps_chart(one: PartnerTier, requirements: list[Node]) -> Chart | None:
    known = [(leaf, value / needed) for leaf in requirements
             if isinstance(value := leaf.value, (int, float))
             and isinstance(needed := leaf.needed, (int, float))
             and needed > 0 and leaf.bound in ("at_least", "above")][:SHOWN]  # fmt: skip
    if not known:
        return None
    tier_name = one.next_tier or one.line.held
    return Chart(
        kind=ChartKind.STEPS,
        title=Message("Share of what {tier} needs", {"tier": tier_name}),
        alt=Message(
            "Bars of {n} requirements of {tier}, each as a share of what is needed.",
            {"n": len(known), "tier": tier_name},
        ),
        unit=Unit.SHARE,
        categories=tuple(typed(leaf.label or leaf.subject) for leaf, _ in known),
        series=(
            Series("value", Message("Reached"), tuple(share for _, share in known)),
            Series("needed", Message("Needed"), tuple(1.0 for _ in known)),
        ),
        statuses=tuple(STATES[leaf.state] for leaf, _ in known),
    )


def _needs_table(one: PartnerTier, requirements: list[Node]) -> Table:
    heads = parts.columns(
        (Message("Requirement"), 3, False), (Message("Now"), 1.4, True),
        (Message("Needed"), 1.4, True), (Message("State"), 1.4, False),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(typed(leaf.label or leaf.subject), strong=True),
            Cell(_quantity(leaf.value, leaf, one)),
            Cell(_quantity(leaf.needed, leaf, one), Tone.MUTED),
            Cell(WORDS[leaf.state], parts.TONES[STATES[leaf.state]], True, STATES[leaf.state]),
        )
        for leaf in requirements[:SHOWN]
    )
    return Table(heads, rows, left_off=max(0, len(requirements) - SHOWN))


def _quantity(value: float | str | None, leaf: Node, one: PartnerTier) -> Message:
    return Message("{value}", {"value": quantity(value, leaf.unit, one.currency)})


def _way_title(one: PartnerTier) -> Message:
    if one.keep is not None:
        return Message("How to keep {tier}", {"tier": one.line.held})
    if one.next_tier is None:
        return Message("What keeps it")
    return Message("Cheapest way to {tier}", {"tier": one.next_tier})


def _way(one: PartnerTier) -> list[Message]:
    """Steps with cost and lead time, what blocks, what the tier brings."""
    path = one.keep or one.up
    if path is None:
        return list(lacking(one.missing, one.currency)) or [
            Message("All requirements of {tier} stay met.", {"tier": one.line.held})
        ]
    from scorecard.tier_words import step

    said = [step(action, one.currency) for action in path.steps]
    said += [obstacle(lost, one.currency, one.units.get(lost.subject, "count"))
             for lost in path.blocked]  # fmt: skip
    if path.ready_on is not None and path.steps:
        said.append(
            Message("Begun today, the requirements are met on {day}.", {"day": path.ready_on})
        )
    if path.unlocks is not None:
        said.append(Message("Worth {money} a year.", {"money": amount(path.unlocks, one.currency)}))
    return said or [Message("Nothing: it is earned again today.")]


def _others(facts: ReviewFacts) -> tuple[Message, ...]:
    return tuple(
        Message("{ladder}: {tier}", {"ladder": one.ladder_label, "tier": one.line.held})
        for one in facts.tiers[1:]
    )
