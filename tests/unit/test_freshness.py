"""Up to which day are the sales there."""

from __future__ import annotations

from datetime import date

import pytest

from scorecard.freshness import covered_to
from scorecard.views import SourceFreshness

AS_OF = date(2026, 10, 5)


def source(covers_to: date | None, share: float | None) -> SourceFreshness:
    return SourceFreshness("D", "Name", covers_to, None, None, 0, None, None, None, share)


AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 4)


@pytest.mark.parametrize(
    ("sources", "day"),
    [
        ([], AS_OF),
        ([source(None, None)], AS_OF),
        ([source(SEPTEMBER, 0.7), source(OCTOBER, 0.3)], SEPTEMBER),
        ([source(SEPTEMBER, 0.3), source(OCTOBER, 0.7)], OCTOBER),
        ([source(AUGUST, 0.5), source(SEPTEMBER, 0.5)], SEPTEMBER),
        ([source(AUGUST, None), source(SEPTEMBER, None), source(SEPTEMBER, None)], SEPTEMBER),
        ([source(AUGUST, None), source(AUGUST, None), source(SEPTEMBER, None)], AUGUST),
        ([source(date(2026, 12, 31), 1.0)], AS_OF),
    ],
)
def test_covered_to(sources: list[SourceFreshness], day: date) -> None:
    assert covered_to(sources, AS_OF) == day
