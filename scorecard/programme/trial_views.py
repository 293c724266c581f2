"""What `programme try` answers, partner by partner and ladder by ladder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scorecard.programme.book import RowsBook
from scorecard.programme.results import Node, Shortfall
from scorecard.programme.rows_metric import RowsMetric
from scorecard.programme.schema import Programme


@dataclass(frozen=True)
class TierView:
    """One tier for one partner: its requirements with values, and those that are not met."""

    tier: str
    label: str
    explanation: Node
    missing: tuple[Shortfall, ...]


@dataclass(frozen=True)
class LadderView:
    """Args:
    previous: tier held before, where it was given.
    held: tier after the day, with reviews, grace and locks.
    next_tier: the tier above the earned one; None at the top.
    missing: for the next tier.
    next_up, next_down: the next review days after this one.
    deadline: day by which the ladder's deadline tier must be reached, where that is known.
    """

    ladder: str
    label: str
    earned: str
    possible: str
    held: str
    previous: str | None
    due_on: date | None
    reason: str
    next_tier: str | None
    missing: tuple[Shortfall, ...]
    next_up: date | None
    next_down: date | None
    deadline: date | None
    tiers: tuple[TierView, ...]


@dataclass(frozen=True)
class PartnerView:
    """Args:
    designations: ladder of designations -> those held.
    metrics: values; None where unknown.
    """

    partner: str
    ladders: dict[str, LadderView]
    designations: dict[str, list[str]]
    benefits: list[dict[str, Any]]
    metrics: dict[str, float | None]


@dataclass(frozen=True)
class Trial:
    programme: str
    version: str
    day: date
    partners: dict[str, PartnerView]
    movements: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def remarks(programme: Programme, book: RowsBook) -> Iterator[str]:
    """What the files leave out, and rows that no rule reads."""
    read = {m.rows for m in programme.metrics.values() if isinstance(m, RowsMetric)}
    for name, metric in programme.metrics.items():
        if isinstance(metric, RowsMetric) and metric.rows not in book.tables:
            if name not in book.given:
                yield f"{name} is unknown: there are no rows “{metric.rows}”"
        elif isinstance(metric, RowsMetric) and metric.currency is not None:
            yield from _currencies(programme, book, name, metric)
    for table in sorted(set(book.tables) - read):
        yield f"no metric reads the rows “{table}”"


def _currencies(
    programme: Programme, book: RowsBook, name: str, metric: RowsMetric
) -> Iterator[str]:
    cells = set(book.tables[metric.rows].text(str(metric.currency)))
    known = (None, programme.currency, *programme.fx)
    gone = sorted(str(cell) for cell in cells if cell not in known)
    if gone:
        yield f"{name} is unknown for rows in {', '.join(gone[:5])}: fx has no rate"
