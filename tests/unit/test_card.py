"""The scorecard: its file, its points, and what missing data does to them."""

from __future__ import annotations

import pandas as pd
import pytest

from scorecard.card import (
    Card,
    default_card,
    is_at_floor,
    left_out,
    load_card,
    score_frame,
    score_items,
    score_of,
)
from scorecard.errors import DefinitionError, NoValue
from scorecard.facts import SOURCES
from scorecard.kpis import registry
from scorecard.kpis.readings import readings
from scorecard.kpis.registry import PARTS, Reading, Subject, part_columns
from scorecard.views import Status

ALL = frozenset(SOURCES)

# revenue 50 points between 60 % and 100 %, win rate 30 between 10 % and 30 %, recency 20
# between 120 and 30 days (lower is better)
TEXT = """
name = "Test"
version = "7"
status = {risk_below = 60, watch_below = 80}
[[measures]]
kpi = "revenue_attainment"
weight = 50
target = 1.0
floor = 0.6
red_flag = true
[[measures]]
kpi = "win_rate"
weight = 30
target = 0.3
floor = 0.1
[[measures]]
kpi = "recency_days"
weight = 20
target = 30
floor = 120
"""
CARD = load_card(TEXT)
SOLID = {"revenue_attainment": (90, 100, 3), "win_rate": (2, 10, 10), "recency_days": (48, 1, 1)}


def wide(*partners: dict[str, tuple[int, int, int]]) -> pd.DataFrame:
    """Parts of partners 1, 2, 3 ...; what is not named has no observation."""
    rows = [
        {
            column: value
            for kpi in registry
            for column, value in zip(
                part_columns(kpi.key), partner.get(kpi.key, (0, 0, 0)), strict=True
            )
        }
        for partner in partners
    ]
    return pd.DataFrame(rows, index=range(1, len(rows) + 1)).astype("int64")


def score(
    parts: dict[str, tuple[int, int, int]],
    card: Card = CARD,
    loaded: frozenset[str] = ALL,
    omitted: frozenset[str] = frozenset(),
) -> tuple[int | None, int, str]:
    """Score, known weight and status of one partner, by both ways, which must agree."""
    frame = wide(parts)
    row = score_frame(frame, card, loaded, omitted).iloc[0]
    found = (None if pd.isna(row["score_e2"]) else int(row["score_e2"]), int(row["known_e2"]))
    items = score_items(readings(frame, loaded)[1], card, loaded, omitted)
    single = score_of(items, card, loaded, omitted)
    assert (single.score_e2, single.known_e2) == found
    assert single.status.value == row["status"]
    return (*found, str(row["status"]))


# -- points ------------------------------------------------------------------------------------


def test_points_are_linear_between_floor_and_target() -> None:
    # 90 %: (0.9 - 0.6) / 0.4 = 75; 20 %: 50; 48 days: (120 - 48) / 90 = 80
    # 0.5 x 75 + 0.3 x 50 + 0.2 x 80 = 68.50
    assert score(SOLID) == (68_50, 100, "watch")


def test_points_are_capped_at_both_ends() -> None:
    above = {"revenue_attainment": (250, 100, 3), "win_rate": (9, 9, 9), "recency_days": (0, 1, 1)}
    assert score(above) == (100_00, 100, "good")
    below = {"revenue_attainment": (-5, 100, 3), "win_rate": (0, 9, 9), "recency_days": (400, 1, 1)}
    assert score(below) == (0, 100, "risk")


def test_items_tell_points_lost_and_why() -> None:
    items = score_items(readings(wide(SOLID), ALL)[1], CARD, ALL)
    assert [(i.key, i.points, i.weight) for i in items] == [
        ("revenue_attainment", 75.0, 50.0),
        ("win_rate", 50.0, 30.0),
        ("recency_days", 80.0, 20.0),
    ]
    assert [i.lost for i in items] == [12.5, 15.0, 4.0]
    assert sum(i.lost for i in items) == 100 - 68.5
    assert [i.status for i in items] == [Status.WATCH, Status.RISK, Status.GOOD]
    assert [i.why.msgid for i in items if i.why] == [
        "Revenue {gap} below plan",
        "{kpi} {value}, target {target}",
        "Last order {n} day ago, target {target}",
    ]


def test_items_carry_last_year() -> None:
    before = {"win_rate": registry["win_rate"].read(3, 10, 10)}
    items = score_items(readings(wide(SOLID), ALL)[1], CARD, ALL, last_year=before)
    assert [i.last_year for i in items] == [None, before["win_rate"], None]


# -- missing data ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "parts", "reason", "expected"),
    [
        # 68.50 without the 15 points of the win rate, the 16 of recency, the 37.5 of revenue
        ("win_rate", (1, 4, 4), NoValue.LOW_SAMPLE, (53_50, 70, "risk")),
        ("win_rate", (0, 0, 0), NoValue.NO_DATA, (53_50, 70, "risk")),
        ("recency_days", (0, 0, 0), NoValue.NO_DATA, (52_50, 80, "risk")),
        ("revenue_attainment", (7, 0, 0), NoValue.NO_TARGET, (31_00, 50, "risk")),
    ],
)
def test_an_unknown_reading_earns_nothing_and_keeps_its_weight(
    key: str,
    parts: tuple[int, int, int],
    reason: NoValue,
    expected: tuple[int, int, str],
) -> None:
    assert registry[key].read(*parts).reason is reason
    assert score(SOLID | {key: parts}) == expected


def test_a_source_that_was_never_delivered_is_left_out_for_everybody() -> None:
    # (0.5 x 75 + 0.2 x 80) / 0.7 = 76.428...
    assert score(SOLID, loaded=ALL - {"deals"}) == (76_43, 70, "watch")
    items = score_items(readings(wide(SOLID), ALL)[1], CARD, ALL - {"deals"})
    assert (items[1].points, items[1].lost, items[1].status) == (None, 0.0, Status.UNKNOWN)
    assert items[1].reading.reason is NoValue.NOT_APPLICABLE
    assert [i.lost for i in items] == pytest.approx([1250 / 70, 0.0, 400 / 70])


def test_what_does_not_apply_to_a_partner_is_left_out() -> None:
    card = load_card(TEXT.replace("recency_days", "growth_t12m").replace("120", "-30"))
    # growth 0.5 of the way: (0 + 30) / 60 = 50 points; no year before: left out
    with_growth = SOLID | {"growth_t12m": (0, 100, 5)}
    assert score(with_growth, card) == (62_50, 100, "watch")
    assert score(SOLID, card) == (65_62, 80, "watch")  # (37.5 + 15) / 0.8 = 65.625, half to even


def test_nothing_known_gives_no_score() -> None:
    assert score({}) == (None, 0, "unknown")
    assert score(SOLID, loaded=frozenset({"partners"})) == (None, 0, "unknown")


def test_kpis_that_say_nothing_of_a_partner_are_left_out() -> None:
    owners = left_out("owner")
    assert owners == {"revenue_attainment", "pipeline_coverage"}
    assert left_out("all") == owners
    assert left_out("partner") == left_out(None) == frozenset()
    assert left_out(None, frozenset({"product"})) == {"solution_share", "recurring_share"}
    assert left_out(None, frozenset({"product", "service"})) == {"recurring_share"}
    assert left_out(None, frozenset({"subscription"})) == {"solution_share"}
    # (0.3 x 50 + 0.2 x 80) / 0.5 = 62
    assert score(SOLID, omitted=owners) == (62_00, 50, "watch")


def test_missing_parts_are_a_wrong_call_not_a_better_score() -> None:
    frame = wide(SOLID).drop(columns=list(part_columns("win_rate")))
    with pytest.raises(DefinitionError, match="the parts of 'win_rate' are missing"):
        score_frame(frame, CARD, ALL)
    with pytest.raises(DefinitionError, match="the reading of 'win_rate' is missing"):
        score_items({"revenue_attainment": registry["win_rate"].read(1, 1, 9)}, CARD, ALL)


def test_no_partner_no_score() -> None:
    found = score_frame(wide(SOLID).iloc[:0], CARD, ALL)
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == {
        "score_e2": "Int64",
        "known_e2": "int64",
        "status": "str",
    }


# -- status ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("won", "expected"),
    [
        (300, (100_00, "good")),
        (260, (80_00, "good")),  # 80 is good
        (259, (79_50, "watch")),
        (220, (60_00, "watch")),  # 60 is on watch
        (219, (59_50, "risk")),
    ],
)
def test_bands_of_the_score(won: int, expected: tuple[int, str]) -> None:
    rate = TEXT[: TEXT.index("[[measures]]")] + (
        '[[measures]]\nkpi = "win_rate"\nweight = 100\ntarget = 0.3\nfloor = 0.1\n'
    )
    found = score({"win_rate": (won, 1000, 1000)}, load_card(rate))
    assert (found[0], found[2]) == expected


def test_a_red_flag_outweighs_the_score() -> None:
    strong = {"win_rate": (9, 9, 9), "recency_days": (0, 1, 1)}
    light = load_card(
        TEXT.replace("weight = 50", "weight = 10").replace("weight = 30", "weight = 70")
    )
    assert score(strong | {"revenue_attainment": (61, 100, 3)}, light) == (90_25, 100, "good")
    assert score(strong | {"revenue_attainment": (60, 100, 3)}, light) == (90_00, 100, "risk")
    # a win rate at its floor carries no red flag
    assert score(SOLID | {"win_rate": (1, 10, 10)})[2] == "risk"
    no_flag = light.model_copy(
        update={"measures": tuple(m.model_copy(update={"red_flag": False}) for m in light.measures)}
    )
    assert score(strong | {"revenue_attainment": (60, 100, 3)}, no_flag)[2] == "good"


def test_an_item_at_its_floor() -> None:
    parts = {"revenue_attainment": (60, 100, 3), "win_rate": (1, 9, 9), "recency_days": (120, 1, 1)}
    items = score_items(readings(wide(parts), ALL)[1], CARD, ALL)
    assert [is_at_floor(item) for item in items] == [True, False, True]
    unknown = score_items(readings(wide({}), ALL)[1], CARD, ALL)
    assert [is_at_floor(item) for item in unknown] == [False, False, False]


# -- the default card --------------------------------------------------------------------------


def test_the_default_card_is_balanced() -> None:
    card = default_card()
    by_subject: dict[Subject, int] = {}
    for measure in card.measures:
        subject = measure.definition.subject
        by_subject[subject] = by_subject.get(subject, 0) + measure.weight
    assert by_subject == {
        Subject.RESULTS: 50,
        Subject.PIPELINE: 15,
        Subject.CAPABILITY: 15,
        Subject.ENGAGEMENT: 10,
        Subject.VOICE: 5,
        Subject.INVESTMENT: 5,
    }
    assert len(card.measures) == 10
    assert (card.version, card.status.risk_below, card.status.watch_below) == ("1.0", 60, 80)
    assert [m.kpi for m in card.measures if m.red_flag] == ["revenue_attainment"]


PLAUSIBLE = {
    "revenue_attainment": (95, 100, 3),  # 87.5 points
    "growth_t12m": (4, 100, 60),  # 24 / 28 = 85.71
    "solution_share": (22, 100, 30),  # 17 / 20 = 85
    "recency_days": (25, 1, 1),  # 100
    "pipeline_coverage": (15, 10, 3),  # 1.5 / 2 = 75
    "win_rate_t12m": (3, 11, 11),  # (0.2727 - 0.1) / 0.2 = 86.36
    "certified_people": (3, 0, 3),  # 100
    "engagement_points": (28_00, 0, 40),  # 93.33
    "partner_nps": (2, 8, 8),  # (25 + 20) / 60 = 75
    "mdf_utilisation": (70, 100, 2),  # 90
}


def test_a_plausible_partner_stands_around_eighty() -> None:
    # 30 x 87.5 + 15 x 100 + 10 x (85.71 + 75 + 93.33) + 5 x (85 + 100 + 86.36 + 75 + 90)
    assert score(PLAUSIBLE, default_card()) == (88_47, 100, "good")
    few = PLAUSIBLE | {"win_rate_t12m": (1, 3, 3), "partner_nps": (1, 3, 3)}
    assert score(few, default_card()) == (80_40, 90, "good")
    behind = PLAUSIBLE | {"revenue_attainment": (81, 100, 3)}
    assert score(behind, default_card()) == (77_97, 100, "watch")


# -- the file ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"win_rate"', '"winrate"', r"measures\.2: no KPI 'winrate' \(did you mean 'win_rate'\?\)"),
        ("weight = 20", "weight = 21", "weights sum to 101, not 100"),
        ("weight = 20", "weight = 20.5", r"measures\.3\.weight: .*valid integer"),
        ("floor = 0.6", "floor = 1.0",
         "floor of 'revenue_attainment' must be below its target: floor 1, target 1"),
        ("floor = 0.1", "floor = 0.4", "floor of 'win_rate' must be below its target"),
        ("floor = 120", "floor = 10", "floor of 'recency_days' must be above its target"),
        ("floor = 120", "flor = 120", r"3\.flor: unknown field \(did you mean 'floor'\?\)"),
        ("risk_below", "risk_belw", r"unknown field \(did you mean 'risk_below'\?\)"),
        ("version", "verion", r"verion: unknown field \(did you mean 'version'\?\)"),
        ("watch_below = 80", "watch_below = 60", "risk_below must be smaller than watch_below"),
        ('"win_rate"', '"recency_days"', "measured twice|floor of 'recency_days'"),
        ('"win_rate"', '"concentration_share"', "'concentration_share' is not known for one"),
        ("target = 0.3", "target = nan", "finite number"),
        ("version", "= 3", "no valid TOML"),
    ],
)  # fmt: skip
def test_a_wrong_card_is_refused(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(DefinitionError, match=message):
        load_card(TEXT.replace(old, new))


def test_a_kpi_stands_once_on_a_card() -> None:
    twice = TEXT.replace('"win_rate"', '"revenue_attainment"')
    with pytest.raises(DefinitionError, match="measured twice: revenue_attainment"):
        load_card(twice)


def test_every_fault_is_named_at_once() -> None:
    wrong = TEXT.replace('"win_rate"', '"winrate"').replace("floor = 120", "floor = 10")
    with pytest.raises(DefinitionError) as caught:
        load_card(wrong)
    assert "measures.2: no KPI 'winrate'" in str(caught.value)
    assert "measures.3: the floor of 'recency_days'" in str(caught.value)


def test_a_measure_is_found_by_its_key() -> None:
    assert CARD.measure("win_rate").weight == 30
    with pytest.raises(DefinitionError, match=r"'winrate' on the card \(did you mean 'win_rate'"):
        CARD.measure("winrate")


def test_readings_are_what_each_kpi_reads() -> None:
    found = readings(wide(SOLID, {}), ALL - {"nps"})
    assert list(found) == [1, 2]
    assert list(found[1]) == registry.keys
    assert found[1]["win_rate"] == Reading("win_rate", 0.2, 2, 10, 10)
    assert found[2]["win_rate"] == Reading("win_rate", None, 0, 0, 0, NoValue.NO_DATA)
    assert found[1]["partner_nps"].reason is NoValue.NOT_APPLICABLE
    assert found[2]["net_sell_through"].value == 0.0
    few = readings(wide(SOLID), ALL, [registry["win_rate"]])
    assert few == {1: {"win_rate": found[1]["win_rate"]}}
    assert readings(wide(SOLID), ALL, []) == {1: {}}
    assert len(PARTS) == 3


def test_too_little_known_is_no_score() -> None:
    # measured here: growth 10 + recency 5 of the default card; only recency is known
    card, sales_only = default_card(), frozenset({"partners", "sales"})
    omitted = frozenset({"solution_share"})
    little = {"recency_days": (3, 1, 1), "growth_t12m": (0, 0, 0)}
    assert card.status.least_known == 40
    assert score(little, card, sales_only, omitted) == (None, 5, "unknown")
    more = little | {"growth_t12m": (10, 100, 5)}
    assert score(more, card, sales_only, omitted) == (100_00, 15, "good")
