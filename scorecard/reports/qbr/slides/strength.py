"""What the partner can do and says: capability, marketing money, voice."""

from __future__ import annotations

from scorecard.commitments import Outcome, Side
from scorecard.i18n.message import Message, Number, Param
from scorecard.kpis import registry
from scorecard.kpis.registry import Unit
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
    Tile,
    Tiles,
    Tone,
    Words,
)
from scorecard.reports.qbr.slides import parts
from scorecard.tier_words import quantity
from scorecard.views import ScoredItem

CAPABILITY = ("certified_people", "certifications_lapsing", "engagement_points")
MDF = ("mdf_utilisation", "mdf_return")


def capability(facts: ReviewFacts) -> Slide:
    """Slide 10: people certified, and what the tier needs of them."""
    people, lapsing = facts.now["certified_people"], facts.now["certifications_lapsing"]
    speech = parts.notes(facts, _people_missing(facts), kpis=CAPABILITY,
                         sources=["certifications", "engagement"], minutes=5)  # fmt: skip
    if people.value is None:
        title = Message("Certifications are not known")
        return parts.missing_slide(
            "capability", title, parts.why_none(people), speech, forward=True
        )
    told: dict[str, Param | Message] = {
        "lapsing": Message("{n} lapses within 90 days", plural="{n} lapse within 90 days",
                           n=round(lapsing.value or 0)),
    }  # fmt: skip
    title = Message("{n} certified person; {lapsing}", told,
                    "{n} certified people; {lapsing}", round(people.value))  # fmt: skip
    needs = _people_missing(facts) or (Message("The next tier asks for nothing more of people."),)
    return Slide(
        key="capability",
        title=title,
        subtitle=Message("People, trainings and what the next tier needs"),
        blocks=(Tiles(_tiles(facts, CAPABILITY)), Text(needs, Message("What the tier needs"))),
        notes=speech,
        link=parts.link(facts, "certifications"),
        forward=True,
    )


def _tiles(facts: ReviewFacts, keys: tuple[str, ...]) -> tuple[Tile, ...]:
    items = {item.key: item for item in facts.page.items}
    return tuple(
        Tile(
            parts.label(key),
            parts.value_of(facts.now[key], facts.currency),
            items[key].status if key in items else None,
            _target(items.get(key), facts.currency),
        )
        for key in keys
        if key in registry
    )


def _target(item: ScoredItem | None, currency: str) -> Words | None:
    """`target 3` of a measure that has one."""
    if item is None or item.target is None:
        return None
    wish = quantity(item.target, registry[item.key].unit.value, currency)
    if registry[item.key].unit is Unit.RATIO:
        wish = Message("{value}×", {"value": Number(item.target, digits=1)})
    return Message("target {target}", {"target": wish})


def _people_missing(facts: ReviewFacts) -> tuple[Message, ...]:
    """What the next tier lacks of what is counted, money and shares aside."""
    from scorecard.tier_words import lacking

    return tuple(
        said
        for one in facts.tiers
        for said in lacking([m for m in one.missing if m.unit in ("count", "points")], one.currency)
    )


def marketing(facts: ReviewFacts) -> Slide:
    """Slide 11: marketing money approved and used, and what it brought."""
    used, back = facts.now["mdf_utilisation"], facts.now["mdf_return"]
    speech = parts.notes(facts, [], kpis=MDF, sources=["mdf"], minutes=4)
    if used.value is None:
        why = parts.why_none(used)
        title = Message("No marketing money was approved in twelve months")
        return parts.missing_slide("mdf", title, why, speech, forward=True)
    told = {
        "claimed": parts.money(facts, used.numerator),
        "approved": parts.money(facts, used.denominator),
    }
    title = Message("{claimed} of {approved} approved marketing money is used", told)
    if back.value is not None:
        returned = {"times": Number(back.value, 1)}
        title = Message("{claimed} of {approved} marketing money used; it brought {times}×",
                        {**told, **returned})  # fmt: skip
    tiles = (*_tiles(facts, MDF),
             Tile(Message("Approved"), parts.amount(facts, used.denominator)),
             Tile(Message("Claimed"), parts.amount(facts, used.numerator)))  # fmt: skip
    said = () if back.value is not None else (parts.why_none(back),)
    blocks: tuple[Block, ...] = (Tiles(tiles), Text(said)) if said else (Tiles(tiles),)
    return Slide(
        key="mdf",
        title=title,
        subtitle=Message("Marketing money of twelve months and its return"),
        blocks=blocks,
        notes=speech,
        link=parts.link(facts, "mdf"),
        forward=True,
    )


def voice(facts: ReviewFacts) -> Slide:
    """Slide 12: what the partner says, and what we changed."""
    nps = facts.now["partner_nps"]
    speech = parts.notes(facts, [], kpis=["partner_nps"], sources=["nps"], minutes=4)
    if nps.value is None and not facts.waves:
        title = Message("Too few answers to say what this partner thinks")
        if nps.n == 0:
            title = Message("Nobody has answered our survey in twelve months")
        return parts.missing_slide("voice", title, parts.why_none(nps), speech, forward=True)
    changed = tuple(
        typed(one.promise.text)
        for one in facts.promised
        if one.promise.side is Side.VENDOR and one.outcome is Outcome.KEPT
    ) or (Message("No commitment of ours was kept since the last review."),)
    shown: Block = _waves(facts) if facts.waves else Tiles(_tiles(facts, ("partner_nps",)))
    return Slide(
        key="voice",
        title=_nps_title(facts),
        subtitle=Message("Partner NPS: share of 9-10 less share of 0-6, in points"),
        blocks=(shown, _answers(facts), Text(changed, Message("What we changed"))),
        notes=speech,
        link=parts.link(facts, "nps"),
        forward=True,
    )


def _nps_title(facts: ReviewFacts) -> Message:
    nps = facts.now["partner_nps"]
    if nps.value is None:
        last = facts.waves[-1]
        return Message(
            "NPS {value} in {wave} from {n} answers, surely between {low} and {high}",
            {"value": Number(last.value, signed=True), "wave": last.label, "n": last.n,
             "low": Number(last.low, signed=True), "high": Number(last.high, signed=True)},
        )  # fmt: skip
    told: dict[str, Param | Message] = {"value": Number(nps.value, signed=True), "n": nps.n}
    if not facts.waves:
        return Message("NPS {value} from {n} answers of twelve months", told)
    last = facts.waves[-1]
    told |= {"wave": last.label, "low": Number(last.low, signed=True),
             "high": Number(last.high, signed=True)}  # fmt: skip
    return Message("NPS {value} from {n} answers; {wave} lies between {low} and {high}", told)


def _waves(facts: ReviewFacts) -> Chart:
    waves = facts.waves
    last = waves[-1]
    return Chart(
        kind=ChartKind.INTERVAL,
        title=Message("Partner NPS with its interval, points"),
        alt=Message(
            "NPS with 95% intervals. {label}: {value}, between {low} and {high}, {n} answers.",
            {"label": last.label, "value": Number(last.value), "low": Number(last.low),
             "high": Number(last.high), "n": last.n},
        ),
        unit=Unit.POINTS,
        categories=tuple(
            Message("{wave}: {value} (n={n})", {
                "wave": wave.label, "value": Number(wave.value, signed=True), "n": wave.n,
            })
            for wave in waves
        ),
        series=(
            Series("value", Message("NPS"), tuple(wave.value for wave in waves)),
            Series("low", Message("Lowest"), tuple(wave.low for wave in waves)),
            Series("high", Message("Highest"), tuple(wave.high for wave in waves)),
        ),
    )  # fmt: skip


def _answers(facts: ReviewFacts) -> Table:
    nps, engaged = facts.now["partner_nps"], facts.now["engagement_points"]
    rows = (
        (Cell(Message("Answers of twelve months"), strong=True), Cell(typed(str(nps.n)))),
        (Cell(parts.label("engagement_points"), strong=True),
         Cell(parts.value_of(engaged, facts.currency), Tone.PLAIN)),
    )  # fmt: skip
    return Table(parts.columns((Message("Voice"), 3, False), (Message("Value"), 1, True)), rows)
