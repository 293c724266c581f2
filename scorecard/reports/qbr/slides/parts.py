"""What slides share: values, cells, links, notes, and the slide that has nothing to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from scorecard.errors import NoValue
from scorecard.i18n.message import Message, Money, MsgId, Number, Share
from scorecard.i18n.sentences import NO_VALUES, SOURCE_NAMES
from scorecard.kpis import registry
from scorecard.kpis.registry import Reading, Unit
from scorecard.reports.qbr.edits import typed
from scorecard.reports.qbr.facts import ReviewFacts
from scorecard.reports.qbr.outline import Cell, Column, Notes, Slide, Text, Tone, Value, Words
from scorecard.views import Status

TONES = {
    Status.GOOD: Tone.GOOD,
    Status.WATCH: Tone.WATCH,
    Status.RISK: Tone.RISK,
    Status.UNKNOWN: Tone.MUTED,
}
STATUS_NAMES: dict[Status, MsgId] = {
    Status.GOOD: "On track",
    Status.WATCH: "Watch",
    Status.RISK: "At risk",
    Status.UNKNOWN: "Unknown",
}
NOTHING = typed("–")


def money(facts: ReviewFacts, minor: float) -> Money:
    """An amount inside a sentence."""
    return Money(round(minor), facts.currency)


def label(key: str) -> Message:
    """A KPI's name."""
    return Message(registry[key].label)


def value_of(reading: Reading, currency: str) -> Value:
    """A reading as a page shows it."""
    return Value(registry[reading.key].unit, reading.value, currency, reading.reason)


def amount(facts: ReviewFacts, minor: int | None, *, change: bool = False) -> Value:
    """Money, or the dash's reason where there is none."""
    reason = None if minor is not None else NoValue.NO_DATA
    return Value(Unit.MONEY, minor, facts.currency, reason, change)


def of_unit(key: str, value: float | None, currency: str) -> Words:
    """A target or a floor in the unit of its KPI; a dash where there is none."""
    return NOTHING if value is None else Value(registry[key].unit, value, currency)


def in_sentence(reading: Reading, currency: str) -> Message:
    """A reading inside a sentence: the number as pages write it, or why there is none."""
    value = reading.value
    if value is None:
        return Message(NO_VALUES[reading.reason or NoValue.NO_DATA])
    match registry[reading.key].unit:
        case Unit.MONEY:
            return Message("{value}", {"value": Money(round(value), currency)})
        case Unit.SHARE:
            return Message("{value}", {"value": Share(value, digits=share_digits(value))})
        case Unit.RATIO:
            return Message("{value}×", {"value": Number(value, digits=1)})
        case Unit.DAYS:
            return Message("{days} day", {"days": Number(value)}, "{days} days", round(value))
        case _:
            return Message("{value}", {"value": Number(value)})


def share_digits(value: float) -> int:
    """One decimal, none where it would be 0: as pages write shares."""
    return 0 if round(value * 100, 1) == round(round(value * 100, 1)) else 1


def status_cell(status: Status) -> Cell:
    return Cell(Message(STATUS_NAMES[status]), TONES[status], strong=True, status=status)


def link(facts: ReviewFacts, source: str = "") -> str:
    """Where the evidence is in the app."""
    asked = {"p": facts.page.line.partner_code, "q": facts.period.key}
    return f"partner?{urlencode(asked | ({'e': source} if source else {}))}"


def definitions(keys: Iterable[str]) -> tuple[Message, ...]:
    """`Win rate: deals won / (deals won + deals lost)`, a KPI each."""
    return tuple(
        Message(
            "{kpi}: {formula}",
            {"kpi": label(key), "formula": Message(registry[key].formula)},
        )
        for key in keys
        if key in registry
    )


def rows_of(facts: ReviewFacts, sources: Iterable[str]) -> tuple[Message, ...]:
    """How many rows of each source bear on the quarter."""
    counts = dict(facts.page.sources)
    return tuple(
        Message(
            "{source}: {n} row bears on the quarter",
            {"source": Message(SOURCE_NAMES[source])},
            "{source}: {n} rows bear on the quarter",
            counts.get(source, 0),
        )
        for source in sources
    )


def notes(
    facts: ReviewFacts,
    say: Sequence[Message],
    *,
    decide: Sequence[Message] = (),
    kpis: Iterable[str] = (),
    sources: Iterable[str] = (),
    minutes: int = 0,
) -> Notes:
    """Notes with the definitions of KPIs and the rows of sources."""
    return Notes(
        say=tuple(say),
        decide=tuple(decide),
        definition=definitions(kpis),
        rows=rows_of(facts, sources),
        minutes=minutes,
    )


def missing_slide(key: str, title: Message, why: Message, speech: Notes, *, forward: bool) -> Slide:
    """A slide that says what is missing and why, and shows nothing."""
    return Slide(key, title, blocks=(Text((why,)),), notes=speech, missing=why, forward=forward)


def columns(*heads: tuple[Message, float, bool]) -> tuple[Column, ...]:
    return tuple(Column(name, share, right) for name, share, right in heads)


def why_none(reading: Reading) -> Message:
    """Why a KPI has no value, as a sentence."""
    name = label(reading.key)
    match reading.reason:
        case NoValue.LOW_SAMPLE:
            return Message(
                "{kpi}: only {n} case, {least} are needed",
                {"kpi": name, "least": registry[reading.key].min_n},
                "{kpi}: only {n} cases, {least} are needed",
                reading.n,
            )
        case NoValue.NO_TARGET:
            return Message("{kpi}: no target is set", {"kpi": name})
        case NoValue.NOT_APPLICABLE:
            return Message("{kpi}: not applicable, or no file brings it", {"kpi": name})
        case _:
            return Message("{kpi}: no data for the quarter", {"kpi": name})
