"""Which months of a sender look wrong, by hand-made reports."""

from __future__ import annotations

from datetime import date

from scorecard.arrivals import Arrival, strips
from scorecard.views import SourceFreshness


def _source(code: str, expected_to: date | None) -> SourceFreshness:
    return SourceFreshness(code, code.title(), None, expected_to, None, 0, None, None, None, None)


def _arrivals(lines: dict[int, int], expected_to: date | None) -> list[str]:
    found = strips(
        [("also", month, n) for month, n in lines.items()],
        [_source("also", expected_to)],
        202607,
        6,
    )
    return [cell.arrival.value for cell in found[0].cells]


def test_before_full_missing_and_not_due() -> None:
    lines = {202603: 100, 202604: 110, 202606: 90}
    # Shown: February to July; June is due, July is not over yet.
    assert _arrivals(lines, date(2026, 6, 30)) == [
        "before", "full", "full", "missing", "full", "open",
    ]  # fmt: skip


def test_fewer_than_half_of_the_usual_lines_is_low_but_not_in_a_running_month() -> None:
    lines = {202602: 100, 202603: 100, 202604: 49, 202605: 50, 202606: 100, 202607: 10}
    # The usual month is the median of 10, 49, 50, 100, 100, 100 = 75; half of it is 37.5.
    assert _arrivals(lines, date(2026, 6, 30)) == ["full"] * 6
    lines[202604] = 37
    # Median of 10, 37, 50, 100, 100, 100 = 75: 37 is below 37.5, July with 10 is not due.
    assert _arrivals(lines, date(2026, 6, 30)) == ["full", "full", "low", "full", "full", "full"]


def test_a_sender_without_any_report_misses_only_what_is_due() -> None:
    assert _arrivals({}, date(2026, 6, 30)) == ["before"] * 4 + ["missing", "open"]
    assert _arrivals({}, None) == ["open"] * 6


def test_the_vendors_own_files_are_never_due_and_come_last() -> None:
    found = strips([("", 202605, 40)], [_source("also", None)], 202607, 3, own_name="Own files")
    assert [strip.name for strip in found] == ["Also", "Own files"]
    assert [cell.arrival for cell in found[1].cells] == [
        Arrival.FULL, Arrival.OPEN, Arrival.OPEN,
    ]  # fmt: skip
    assert found[1].cells[0].n_lines == 40
    assert found[1].count(Arrival.OPEN) == 2
