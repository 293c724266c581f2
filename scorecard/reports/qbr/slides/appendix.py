"""Appendix: how numbers are defined, how good the data is, what only the vendor reads."""

from __future__ import annotations

from scorecard.errors import NoValue
from scorecard.i18n.message import Message, Share
from scorecard.kpis import registry
from scorecard.reports.qbr.edits import typed
from scorecard.reports.qbr.facts import ReviewFacts
from scorecard.reports.qbr.outline import Cell, Notes, Slide, Table, Text, Tone
from scorecard.reports.qbr.slides import parts
from scorecard.views import SourceFreshness


def definitions(facts: ReviewFacts) -> Slide:
    """Every measure of the scorecard, how it is made, and its owner."""
    rows = tuple(
        (
            Cell(Message(registry[item.key].label), strong=True),
            Cell(Message(registry[item.key].formula)),
            Cell(typed(registry[item.key].owner), Tone.MUTED),
        )
        for item in facts.page.items
    )
    heads = parts.columns((Message("Measure"), 1.6, False), (Message("How it is made"), 5, False),
                          (Message("Owner"), 1.6, False))  # fmt: skip
    return Slide(
        key="definitions",
        title=Message("How the {n} measures are made", {"n": len(rows)}),
        subtitle=Message("Scorecard version {version}",
                         {"version": facts.page.stamp.definitions}),
        blocks=(Table(heads, rows),),
        notes=Notes(),
        link="kpi_dictionary",
        appendix=True,
    )  # fmt: skip


def data_quality(facts: ReviewFacts) -> Slide:
    """Which files the numbers come from, how late they are, what is missing."""
    late = [source for source in facts.page.freshness if source.days_late > 0]
    heads = parts.columns(
        (Message("Distributor"), 3, False), (Message("Reported to"), 1.5, True),
        (Message("Expected to"), 1.5, True), (Message("Days late"), 1.1, True),
    )  # fmt: skip
    table = Table(heads, tuple(_source(source) for source in facts.page.freshness))
    if late:
        title = Message("{n} distributor's file is late",
                        plural="{n} distributors' files are late", n=len(late))  # fmt: skip
    elif facts.page.freshness:
        title = Message("All files of this partner's distributors are there")
    else:
        title = Message("No distributor has reported this partner yet")
    return Slide(
        key="data",
        title=title,
        subtitle=Message("Data version {version}, as of {day}", {
            "version": str(facts.page.stamp.data_version), "day": facts.page.stamp.as_of,
        }),
        blocks=(table, Text(_gaps(facts), Message("What is not known"))),
        notes=Notes(say=(facts.page.stamp.rates,)),
        link=parts.link(facts),
        appendix=True,
    )  # fmt: skip


def _source(source: SourceFreshness) -> tuple[Cell, ...]:
    late = source.days_late > 0
    return (
        Cell(typed(source.name), strong=True),
        Cell(parts.NOTHING if source.covers_to is None
             else Message("{day}", {"day": source.covers_to})),
        Cell(parts.NOTHING if source.expected_to is None
             else Message("{day}", {"day": source.expected_to}), Tone.MUTED),
        Cell(Message("{n}", {"n": source.days_late}), Tone.RISK if late else Tone.PLAIN, late),
    )  # fmt: skip


def _gaps(facts: ReviewFacts) -> tuple[Message, ...]:
    known = Message("{known} of the scorecard is known", {"known": Share(facts.page.line.known)})
    unread = [
        parts.why_none(item.reading)
        for item in facts.page.items
        if item.reading.value is None and item.reading.reason is not NoValue.NOT_APPLICABLE
    ]
    return (known, *unread, facts.page.stamp.rates)


def internal(facts: ReviewFacts) -> Slide:
    """What only the vendor reads; there is no such slide in the partner's edition."""
    return Slide(
        key="internal",
        title=Message("Internal: what to know before the meeting"),
        subtitle=Message("Not for the partner"),
        blocks=(Text(facts.internal),),
        notes=Notes(),
        link=parts.link(facts),
        appendix=True,
    )
