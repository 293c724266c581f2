"""Change by cause, rank among peers, and what other weights would do to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scorecard.card import load_card, score_items, score_of
from scorecard.card_file import Card
from scorecard.facts import SOURCES
from scorecard.i18n.text import render
from scorecard.kpis.readings import readings
from scorecard.period import parse_period
from scorecard.score.change import split_change
from scorecard.score.marks import mark
from scorecard.score.peers import FEWEST, rank_peers
from scorecard.score.result import Cause, ScoreChange
from scorecard.score.sensitivity import SAMPLES, _samples, sensitivity
from scorecard.score.sheet import Sheet
from scorecard.views import ScoredItem
from tests.unit.test_card import CARD, SOLID, TEXT, wide

ALL = frozenset(SOURCES)
SINCE = parse_period("2026Q2")

Parts = dict[str, tuple[int, int, int]]


def solid(revenue: int, won: int, days: int) -> Parts:
    """Per mille of the plan, deals won of ten, tenths of days since the last order."""
    return {
        "revenue_attainment": (revenue, 1000, 3),
        "win_rate": (won, 10, 10),
        "recency_days": (days, 10, 1),
    }


def items(parts: Parts, card: Card = CARD, loaded: frozenset[str] = ALL) -> list[ScoredItem]:
    return score_items(readings(wide(parts), loaded)[1], card, loaded)


def change(
    before: Parts, now: Parts, old: Card = CARD, card: Card = CARD, **more: Any
) -> ScoreChange:
    """`had` and `loaded`: sources that were delivered before, and now."""
    had, loaded = more.get("had", ALL), more.get("loaded", ALL)
    first, last = items(before, old, had), items(now, card, loaded)
    scores = score_of(first, old, had).score_e2, score_of(last, card, loaded).score_e2
    assert scores[0] is not None
    assert scores[1] is not None
    return split_change(first, items(before, card, had), last, (scores[0], scores[1]), SINCE)


def told(found: ScoreChange) -> list[tuple[str, str, float]]:
    return [(part.cause.value, part.key, part.points) for part in found.parts]


# -- change ------------------------------------------------------------------------------------


def test_the_change_is_what_each_measure_brought() -> None:
    worse = SOLID | {"revenue_attainment": (80, 100, 3), "recency_days": (30, 1, 1)}
    found = change(SOLID, worse)
    # revenue 75 -> 50 points at half the card, recency 80 -> 100 at a fifth
    assert told(found) == [("kpi", "revenue_attainment", -12.5), ("kpi", "recency_days", 4.0)]
    assert (found.before, found.now, found.points) == (68.5, 60.0, -8.5)
    assert [render(part.why) for part in found.parts] == [
        "Attainment from 90% to 80%", "Last order from 48 to 30 days",
    ]  # fmt: skip
    assert found.since == SINCE


def test_a_reading_that_is_lost_or_found_again_counts_with_its_points() -> None:
    found = change(SOLID, SOLID | {"win_rate": (0, 0, 0)})
    assert told(found) == [("kpi", "win_rate", -15.0)]
    assert render(found.parts[0].why) == "Win rate: no longer known"
    again = change(SOLID | {"win_rate": (0, 0, 0)}, SOLID)
    assert told(again) == [("kpi", "win_rate", 15.0)]
    assert render(again.parts[0].why) == "Win rate: known again"


def test_a_measure_that_no_longer_applies_changes_the_weights() -> None:
    card = load_card(TEXT.replace("recency_days", "growth_t12m").replace("120", "-30"))
    grew = SOLID | {"growth_t12m": (0, 100, 5)}  # 50 points at a fifth of the card
    # 62.50 before; without growth 65.62 (see test_card), revenue from 75 to 100 points first
    better = SOLID | {"revenue_attainment": (100, 100, 3)}
    found = change(grew, better, card, card)
    # shares 0.5 -> 0.625, 0.3 -> 0.375, 0.2 -> 0
    # revenue (0.5 + 0.625) / 2 x 25 = 14.0625
    # weights 0.125 x 87.5 + 0.075 x 50 - 0.2 x 50 = 4.6875
    assert (found.before, found.now) == (62.5, 81.25)
    assert told(found) == [("kpi", "revenue_attainment", 14.06), ("weights", "", 4.69)]
    assert render(found.parts[1].why) == (
        "Measures that came to apply or no longer do: Growth 12 mo."
    )


def test_a_source_that_arrives_is_a_change_of_weights() -> None:
    found = change(SOLID, SOLID, had=ALL - {"deals"})
    # 76.43 without the win rate, 68.50 with it
    assert told(found) == [("weights", "", -7.93)]


def test_another_version_of_the_programme_is_named_as_such() -> None:
    heavier = load_card(
        TEXT.replace("weight = 50", "weight = 30").replace("weight = 20", "weight = 40")
    )
    worse = SOLID | {"win_rate": (1, 10, 10)}
    found = change(SOLID, worse, CARD, heavier)
    # 0.3 x 75 + 0.3 x 50 + 0.4 x 80 = 69.5: the version brings 1; win rate 50 -> 0 at 0.3
    assert told(found) == [("kpi", "win_rate", -15.0), ("version", "", 1.0)]
    assert (found.before, found.now) == (68.5, 54.5)
    assert found.parts[1].cause is Cause.VERSION


def test_an_unchanged_score_has_no_parts() -> None:
    found = change(SOLID, SOLID)
    assert (found.points, found.parts) == (0.0, ())


def test_parts_add_up_to_the_hundredth() -> None:
    before = {
        "revenue_attainment": (777, 1000, 3),
        "win_rate": (2, 7, 7),
        "recency_days": (77, 1, 1),
    }
    now = {"revenue_attainment": (911, 1000, 3), "win_rate": (1, 7, 7), "recency_days": (36, 1, 1)}
    found = change(before, now)
    assert round(sum(part.points for part in found.parts), 2) == found.points


# -- peers -------------------------------------------------------------------------------------


def test_few_partners_of_a_type_are_one_class() -> None:
    partners = pd.DataFrame(
        {
            "partner_type": ["reseller"] * 4 + ["referral"],
            "sales_minor": [9, 1, 5, 7, 3],
            "score_e2": pd.array([80_00, 90_00, 80_00, None, 10_00], dtype="Int64"),
        },
        index=[11, 12, 13, 14, 15],
    )
    found = rank_peers(partners)
    assert found["size"].tolist() == ["all"] * 5
    assert found["rank"].tolist() == [2, 1, 2, pd.NA, 1]
    assert found["n_peers"].tolist() == [3, 3, 3, 3, 1]


def test_sizes_are_thirds_of_a_type_by_trailing_sales() -> None:
    n = FEWEST
    partners = pd.DataFrame(
        {
            "partner_type": ["reseller"] * n + ["referral"] * 2,
            "sales_minor": [*range(n), 10**9, 0],
            "score_e2": pd.array([n - i for i in range(n)] + [1, 2], dtype="Int64"),
        }
    )
    found = rank_peers(partners)
    # 29 sold most; fewer than 10 of 30 sold more than 20 did, so 20..29 are large
    assert found["size"].tolist() == ["small"] * 10 + ["medium"] * 10 + ["large"] * 10 + ["all"] * 2
    assert found["rank"].tolist() == [*range(1, 11)] * 3 + [2, 1]
    assert found["n_peers"].tolist() == [10] * 30 + [2, 2]


def test_equal_sales_are_of_one_size() -> None:
    sales = [5] * 15 + [1] * (FEWEST - 15)
    partners = pd.DataFrame(
        {
            "partner_type": ["reseller"] * FEWEST,
            "sales_minor": sales,
            "score_e2": pd.array([1] * FEWEST, dtype="Int64"),
        }
    )
    found = rank_peers(partners)
    # nobody sold more than 5; 15 of 30 sold more than 1: the second third
    assert found["size"].tolist() == ["large"] * 15 + ["medium"] * 15


# -- sensitivity -------------------------------------------------------------------------------


def peers(*partners: Parts) -> Sheet:
    return Sheet({0: wide(*partners)}, ALL)


def test_a_rank_that_holds_whatever_the_weights() -> None:
    best = {
        "revenue_attainment": (100, 100, 3),
        "win_rate": (3, 10, 10),
        "recency_days": (20, 1, 1),
    }
    found = sensitivity(mark(peers(best, SOLID, {"win_rate": (1, 10, 10)} | SOLID), CARD), 1)
    assert found is not None
    assert (found.best, found.worst, found.quartile, found.stays) == (1, 1, 1, 1.0)
    assert (found.holds, found.moved_by, found.n_samples) == (True, "", SAMPLES)


def test_a_rank_that_hangs_on_one_weight() -> None:
    # one: revenue 100, win rate 0, recency 0 -> 50.0; two: 0, 100, 95 -> 49.0
    one = {
        "revenue_attainment": (100, 100, 3),
        "win_rate": (1, 10, 10),
        "recency_days": (120, 1, 1),
    }
    two = {
        "revenue_attainment": (60, 100, 3),
        "win_rate": (3, 10, 10),
        "recency_days": (345, 10, 1),
    }
    marks = mark(peers(one, two), CARD)
    assert marks.scores_e2.tolist() == [50_00, 49_00]
    found = sensitivity(marks, 1)
    assert found is not None
    # revenue at 45: 47.37 against 51.58
    assert (found.best, found.worst, found.quartile, found.moved_by) == (
        1, 2, 1, "revenue_attainment",
    )  # fmt: skip
    # it stays first where 50 (1 + a) >= 30 (1 + b) + 19 (1 + c)
    other = sensitivity(marks, 2)
    assert other is not None
    assert other.quartile == 3
    assert found.stays == other.stays == 154 / 256
    assert sensitivity(marks, 1) == found


def test_nobody_to_compare_with() -> None:
    assert sensitivity(mark(peers(SOLID), CARD), 1) is None
    assert sensitivity(mark(peers(SOLID, {}), CARD), 1) is None
    assert sensitivity(mark(peers(SOLID, {}, SOLID), CARD), 2) is None


def test_samples_lie_evenly_in_the_cube() -> None:
    weights = np.array([50, 30, 20])
    spread = (_samples(weights) / weights[:, None] - 1) / 0.1
    assert (np.abs(spread) <= 1).all()
    eighths = np.histogramdd(spread.T, bins=2, range=[(-1, 1)] * 3)[0].ravel()
    assert eighths.tolist() == [36, 28, 31, 33, 26, 34, 36, 32]  # of 256: about 32 each
