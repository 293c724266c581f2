"""What is said before anything was learned: BG/NBD, silence against own gaps, spend that fell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import norm

from scorecard.risk.bgnbd import BgNbd
from scorecard.risk.days import day_number
from scorecard.risk.features import log_odds
from scorecard.risk.labels import Outcome
from scorecard.risk.orders import order_book
from scorecard.risk.prior import bgnbd_log_odds, prior_log_odds
from scorecard.risk.renewal import p_none, shape, still_silent
from scorecard.risk.rhythm import Rhythm, Usual, rhythm
from tests.risk_books import FIRST, by_hand, days, every

DAY0 = day_number(FIRST)
MODEL = BgNbd(0.8, 16.0, 0.06, 10.0)


def _own(orders: dict[str, list[int]], at: int, usual: Usual | None = None) -> Rhythm:
    return rhythm(by_hand(orders), DAY0 + at, usual)


def test_silence_by_chance_and_by_even_gaps() -> None:
    # no gap of its own: the book's, 20 days, stands alone; spread 1 is chance
    own = _own({"a": [0]}, 40, Usual(20.0, 1.0))
    assert shape(own).tolist() == [1.0]
    assert still_silent(own) == pytest.approx(np.exp([-2.0]))
    # spread 1/2 is shape 2: (1 + z) e^-z with z = 2 x 40 / 20
    even = _own({"a": [0]}, 40, Usual(20.0, 0.5))
    assert shape(even).tolist() == [2.0]
    assert still_silent(even) == pytest.approx([5 * np.exp(-4)])


def test_no_order_after_a_silence_by_hand() -> None:
    own = _own({"a": [0]}, 40, Usual(20.0, 1.0))
    # 1 in 20 leaves: of those as silent, 0.05 have left and 0.95 e^-2 have not
    model = BgNbd(0.8, 16.0, 0.1, 2.9)  # leaves after an order: 0.1 / (0.1 + 2.9 - 1) = 0.05
    left, silent, later = 0.05, 0.95 * np.exp(-2.0), 0.95 * np.exp(-4.5)
    wanted = (left + later) / (left + silent)
    assert p_none(own, model, 50.0, 1e-3) == pytest.approx([wanted])
    never = BgNbd(0.8, 16.0, 1e-9, 2.9)  # what nobody saw is rare, and not impossible
    rare = (1e-3 + 0.999 * np.exp(-4.5)) / (1e-3 + 0.999 * np.exp(-2.0))
    assert p_none(own, never, 50.0, 1e-3) == pytest.approx([rare])


def test_up_to_ten_gaps_only_bgnbd_speaks() -> None:
    own = _own({"a": every(10, 0, 110), "b": every(10, 0, 310)}, 400)
    assert own.n_gaps.tolist() == [10, 30]
    found = prior_log_odds(Outcome.STOP, own, MODEL, 90, 1.0)
    alone = bgnbd_log_odds(own, MODEL, 90.0)
    assert found[0] == alone[0]
    by_gaps = p_none(own, MODEL, np.full(2, 90.0), 1e-3)[1]
    # 20 gaps beyond ten: both speak alike
    assert found[1] == pytest.approx((alone[1] + log_odds(np.array([by_gaps]))[0]) / 2)


def _spent(recent: int) -> Rhythm:
    """An order of 100 every ten days for a year, of `recent` in its last 90 days."""
    offsets = every(5, 0, 365)[::2]
    frame = pd.DataFrame(
        {
            "partner": "a",
            "date": days(*offsets),
            "amount_minor": [recent if day > 274 else 100 for day in offsets],
        }
    )
    return rhythm(order_book(frame), DAY0 + 364)


def test_a_fall_of_spend_by_hand() -> None:
    own = _spent(20)
    found = expit(prior_log_odds(Outcome.DROP, own, MODEL, 90, 1.0))[0]
    none = expit(prior_log_odds(Outcome.STOP, own, MODEL, 90, 1.0))[0]
    year = int(own.total("amount_minor", 365)[0])
    assert (year, int(own.count(365)[0]), int(own.tenure[0])) == (28 * 100 + 9 * 20, 37, 364)
    usual, recent = year * 90 / 364, 9 * 20
    change = np.log((recent + 0.1 * usual + 1) / (1.1 * usual + 1))
    spread = np.sqrt(0.15 + 1 / (37 * 90 / 364))
    little = norm.cdf((np.log(0.3) - 0.7 * change) / spread)
    assert found == pytest.approx(none + (1 - none) * little)


def test_who_buys_less_is_likelier_to_drop() -> None:
    odds = [prior_log_odds(Outcome.DROP, _spent(n), MODEL, 90, 1.0)[0] for n in (100, 50, 20)]
    assert odds == sorted(odds)
    assert expit(odds[2]) > 4 * expit(odds[0])
