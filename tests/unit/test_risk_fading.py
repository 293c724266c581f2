"""Who still orders, but for less and less money."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from scorecard.risk.days import day_number
from scorecard.risk.fading import Fading, fading, why_fading
from scorecard.risk.orders import order_book
from scorecard.risk.rhythm import rhythm

AS_OF = date(2026, 9, 30)


def of(windows: list[int], every: int = 10) -> Fading:
    """Fading of a partner with these amounts an order in each 90 days, the latest last."""
    rows = [
        ("A", AS_OF - timedelta(days=90 * (len(windows) - place - 1) + day), amount)
        for place, amount in enumerate(windows)
        for day in range(0, 90, every)
    ]
    frame = pd.DataFrame(rows, columns=["partner", "date", "amount_minor"])
    frame["date"] = pd.to_datetime(frame["date"])
    return fading(rhythm(order_book(frame), day_number(AS_OF)))


@pytest.mark.parametrize(
    ("windows", "change", "lost", "fades"),
    [
        ([100, 100, 100, 100, 20], -0.8, 720, True),  # ten orders of 100, nine later of 20
        ([100, 100, 100, 100, 30], -0.7, 630, True),
        ([100, 100, 100, 100, 31], -0.69, 621, False),
        ([100, 300, 15, 15, 20], 20 / 110 - 1, 810, False),  # one big quarter before
        ([100, 100, 100, 100, 120], 0.2, 0, False),
    ],
)
def test_less_than_a_third_of_the_year_before(
    windows: list[int], change: float, lost: float, fades: bool
) -> None:
    found = of(windows)
    assert found.change.round(6).tolist() == [round(change, 6)]
    assert found.lost_minor.round(6).tolist() == [lost]
    assert found.fades.tolist() == [fades]


@pytest.mark.parametrize(("last", "slows"), [(30, False), (31, True), (50, True), (51, False)])
def test_a_fall_by_half_is_worth_a_look(last: int, slows: bool) -> None:
    assert of([100, 100, 100, 100, last]).slows.tolist() == [slows]


def test_without_a_year_of_its_own_nothing_is_said() -> None:
    found = of([100, 100, 40])
    assert np.isnan(found.change).tolist() == [True]
    assert (found.lost_minor.tolist(), found.fades.tolist()) == ([0], [False])


def test_a_rare_buyer_does_not_fade() -> None:
    assert of([100, 100, 100, 100, 10], every=90).fades.tolist() == [False]


def test_the_sentence() -> None:
    message = why_fading(of([100, 100, 100, 100, 40]), 0)
    assert message.params["share"].value == pytest.approx(0.6)  # type: ignore[union-attr]
