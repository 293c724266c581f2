"""What each sender reported month by month, and which months look wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from scorecard.period import add_months, month_of
from scorecard.views import SourceFreshness

LOW = 0.5  # of the sender's own median month: fewer lines than this are worth a question
OWN = ""  # sender code of the vendor's own files


class Arrival(StrEnum):
    """BEFORE: ahead of the sender's first report; OPEN: not due yet; MISSING: due and not there."""

    BEFORE = "before"
    FULL = "full"
    LOW = "low"
    MISSING = "missing"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Cell:
    month: int  # yyyymm
    n_lines: int
    arrival: Arrival


@dataclass(frozen=True)
class Strip:
    """One sender's months, oldest first."""

    code: str
    name: str
    cells: tuple[Cell, ...]

    def count(self, arrival: Arrival) -> int:
        return sum(cell.arrival is arrival for cell in self.cells)


def strips(
    arrivals: Iterable[tuple[str, int, int]],
    sources: Iterable[SourceFreshness],
    last_month: int,
    n_months: int = 24,
    own_name: str = "",
) -> tuple[Strip, ...]:
    """A strip of the last `n_months` months a sender, in the order of `sources`.

    Args:
        arrivals: (sender code, month yyyymm, lines); code "" for the vendor's own files, which
            are never due and get a strip only when there are any.
        sources: whose reports are expected, and up to which day.
        last_month: the newest month shown, yyyymm.
    """
    lines: dict[str, dict[int, int]] = {}
    for code, month, n in arrivals:
        lines.setdefault(code, {})[month] = n
    months = [add_months(last_month, i - n_months + 1) for i in range(n_months)]
    found = [
        Strip(
            source.distributor_code,
            source.name,
            _cells(months, lines.get(source.distributor_code, {}), _due_month(source)),
        )
        for source in sources
    ]
    if OWN in lines:
        found.append(Strip(OWN, own_name, _cells(months, lines[OWN], 0)))
    return tuple(found)


def _due_month(source: SourceFreshness) -> int:
    """The last month that must be complete."""
    return month_of(source.expected_to) if source.expected_to else 0


def _cells(months: list[int], lines: Mapping[int, int], due_month: int) -> tuple[Cell, ...]:
    present = [n for n in lines.values() if n > 0]
    usual = median(present) if present else 0
    first = min(lines, default=due_month)
    return tuple(
        Cell(
            month, lines.get(month, 0), _judge(month, lines.get(month, 0), usual, first, due_month)
        )
        for month in months
    )


def _judge(month: int, n: int, usual: float, first: int, due_month: int) -> Arrival:
    if month < first:
        return Arrival.BEFORE
    if n == 0:
        return Arrival.MISSING if month <= due_month else Arrival.OPEN
    if n < LOW * usual and (month <= due_month or not due_month):
        return Arrival.LOW
    return Arrival.FULL
