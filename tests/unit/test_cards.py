"""Cards by track, targets that depend on the partner, windows, steps and moving floors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from scorecard.card_file import Measure
from scorecard.errors import DefinitionError, NoValue
from scorecard.facts import SOURCES
from scorecard.programme.cards import Cards, default_cards
from scorecard.programme.faults import ProgrammeFaults
from scorecard.programme.loading import load_programme
from scorecard.score.points import aimed_at, is_counted, judge
from scorecard.score.sheet import Sheet, kpis_of_windows, quarters_back
from scorecard.score.tracks import items_of, marks_by_track, score_all, score_of_items
from tests.unit.test_card import SOLID, wide

ALL = frozenset(SOURCES)
Parts = dict[str, tuple[int, int, int]]


def measure(**changes: Any) -> Measure:
    base = {"kpi": "win_rate", "weight": 100, "target": 0.3, "floor": 0.1}
    return Measure.model_validate(base | changes)


def who(**columns: list[str]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=range(1, n + 1))


def sheet(*now: Parts, who: pd.DataFrame | None = None, **before: tuple[Parts, ...]) -> Sheet:
    """`q1=(...)` is the quarter before, `q4` the same quarter last year."""
    parts = {0: wide(*now)} | {int(key[1:]): wide(*rows) for key, rows in before.items()}
    return Sheet(parts, ALL, who=pd.DataFrame() if who is None else who)


def judged(one: Measure, ground: Sheet) -> tuple[list[float], list[float], list[Any], list[int]]:
    found = judge(one, ground)
    return (
        np.round(found.target, 6).tolist(),
        np.round(found.floor, 6).tolist(),
        found.column.reason.tolist(),
        found.points_e2.tolist(),
    )


# -- targets -----------------------------------------------------------------------------------


def test_a_target_by_tier_and_a_floor_that_moves_with_it() -> None:
    by_tier = {"by": "tier", "values": {"gold": 0.4, "silver": 0.2}}
    ground = sheet(*[{"win_rate": (3, 10, 10)}] * 3, who=who(tier=["gold", "silver", "x"]))
    target, floor, reason, points = judged(
        measure(target=by_tier, floor={"of_target": 0.5}), ground
    )
    # 0.3 between 0.2 and 0.4: half the way; silver is above its target; x has none
    assert target[:2] == [0.4, 0.2]
    assert np.isnan(target[2])
    assert floor[:2] == [0.2, 0.1]
    assert np.isnan(floor[2])
    assert reason == [None, None, NoValue.NO_TARGET]
    assert points == [50_00, 100_00, 0]


def test_others_have_the_target_that_is_said_for_them() -> None:
    by_tier = {"by": "tier", "values": {"gold": 0.4}, "otherwise": 0.35}
    ground = sheet(*[{"win_rate": (3, 10, 10)}] * 2, who=who(tier=["gold", ""]))
    assert judged(measure(target=by_tier, floor=0.2), ground)[0] == [0.4, 0.35]


def test_a_target_by_a_group_of_countries() -> None:
    cards = Cards.model_validate({
        "measures": [{
            "kpi": "win_rate", "weight": 100, "floor": 0.1,
            "target": {"by": "bucket", "values": {"A": 0.5, "rest": 0.2}},
        }],
    })  # fmt: skip
    bucket = SimpleNamespace(
        of="country", values={"A": ("DE", "FR"), "B": ("PL",)}, otherwise="rest"
    )
    with pytest.raises(ValueError, match="no attribute or group 'bucket'"):
        cards.bound({})
    bound = cards.bound({"bucket": bucket}, "7")
    ground = sheet(*[{"win_rate": (3, 10, 10)}] * 4, who=who(country=["DE", "FR", "PL", "RO"]))
    found = judge(bound.cards[""].measures[0], ground)
    # bucket B is in the group without a target of its own: no target; RO is in no bucket: rest
    assert found.target[[0, 1, 3]].tolist() == [0.5, 0.5, 0.2]
    assert np.isnan(found.target[2])
    assert found.points_e2.tolist() == [50_00, 50_00, 0, 100_00]
    assert bound.version == "7"


def test_a_target_of_each_partner() -> None:
    given = {"per_partner": {"P1": 0.4, "P2": 0.2}, "otherwise": 0.3}
    ground = sheet(*[{"win_rate": (3, 10, 10)}] * 3, who=who(partner_code=["P1", "P2", "P3"]))
    assert judged(measure(target=given), ground)[0] == [0.4, 0.2, 0.3]


def test_a_target_from_the_vendors_file_of_targets() -> None:
    sold = measure(
        kpi="net_sell_through", target={"per_partner": "targets"}, floor={"of_target": 0.6}
    )
    planned = {"net_sell_through": (90, 0, 2), "revenue_attainment": (90, 100, 3)}
    target, floor, reason, points = judged(sold, sheet(planned, {"net_sell_through": (90, 0, 2)}))
    assert target[0] == 100
    assert np.isnan(target[1])
    assert floor[0] == 60
    assert reason == [None, NoValue.NO_TARGET]
    assert points == [75_00, 0]


def test_growth_over_last_year() -> None:
    grown = measure(
        kpi="net_sell_through", target={"growth": 0.1}, floor={"of_target": 0.5}, window="t12m"
    )
    quarter = {"net_sell_through": (220, 0, 1)}
    year_ago = {"net_sell_through": (250, 0, 1)}
    none, taken_back = {"net_sell_through": (0, 0, 0)}, {"net_sell_through": (-1, 0, 1)}
    ground = sheet(
        quarter, quarter, quarter,
        **{f"q{n}": (quarter, quarter, quarter) for n in (1, 2, 3)},
        **{f"q{n}": (year_ago, none, taken_back) for n in (4, 5, 6, 7)},
    )  # fmt: skip
    target, floor, reason, points = judged(grown, ground)
    # 4 x 220 = 880 against 1000 x 1.1 = 1100, floor 550: 330 / 550 = 60 points
    assert (target[0], floor[0], points[0]) == (1100, 550, 60_00)
    assert reason == [None, NoValue.NOT_APPLICABLE, NoValue.NOT_APPLICABLE]
    assert points[1:] == [0, 0]


def test_growth_needs_history_and_a_known_base() -> None:
    grown = measure(target={"growth": 0.0}, floor={"of_target": 0.5})
    now = {"win_rate": (3, 10, 10)}
    assert judged(grown, sheet(now))[2] == [NoValue.NOT_APPLICABLE]
    few = {"win_rate": (1, 4, 4)}  # fewer than five cases: not known, so not left out
    assert judged(grown, sheet(now, q4=(few,)))[2:] == ([NoValue.NO_TARGET], [0])
    unknown_now = sheet(few, q4=(now,))
    assert judged(grown, unknown_now)[2] == [NoValue.LOW_SAMPLE]


def test_a_missing_attribute_is_a_wrong_call() -> None:
    by_tier = measure(target={"by": "tier", "values": {"gold": 0.4}})
    with pytest.raises(DefinitionError, match="attribute 'tier' of the partners is missing"):
        judge(by_tier, sheet(SOLID))
    with pytest.raises(DefinitionError, match="depends on the partner"):
        aimed_at(by_tier)


# -- windows and scales ------------------------------------------------------------------------


def test_twelve_months_are_summed_parts_never_a_mean_of_ratios() -> None:
    year = measure(window="t12m")
    rows: list[Parts] = [
        {"win_rate": part} for part in ((1, 2, 2), (0, 8, 8), (1, 2, 2), (1, 4, 4))
    ]
    ground = sheet(rows[0], q1=(rows[1],), q2=(rows[2],), q3=(rows[3],))
    # (1 + 0 + 1 + 1) / (2 + 8 + 2 + 4) = 3 / 16, not the mean of 50, 0, 50 and 25 %
    assert judge(year, ground).column.value.tolist() == [3 / 16]
    assert judge(year, ground).points_e2.tolist() == [43_75]
    short = sheet(rows[0], q1=(rows[1],), q2=(rows[2],))
    assert is_counted(year, ground)
    assert not is_counted(year, short)


def test_how_far_back_a_card_looks() -> None:
    plain, year = measure(), measure(window="t12m")
    grown = measure(target={"growth": 0.1}, floor={"of_target": 0.5})
    both = measure(target={"growth": 0.1}, floor={"of_target": 0.5}, window="t12m")
    assert [quarters_back([m]) for m in (plain, year, grown, both)] == [0, 3, 4, 7]
    assert kpis_of_windows([plain]) == []
    sold = measure(
        kpi="net_sell_through", window="t12m", floor={"of_target": 0.5},
        target={"per_partner": "targets"},
    )  # fmt: skip
    assert kpis_of_windows([plain, sold]) == ["net_sell_through", "revenue_attainment"]


@pytest.mark.parametrize(
    ("won", "points"), [(99, 0), (100, 40_00), (199, 40_00), (200, 70_00), (300, 90_00)]
)
def test_steps_give_the_points_of_the_best_value_reached(won: int, points: int) -> None:
    steps = measure(target=None, floor=None, steps=[[0.1, 40], [0.2, 70], [0.3, 90]])
    assert judge(steps, sheet({"win_rate": (won, 1000, 1000)})).points_e2.tolist() == [points]
    assert aimed_at(steps).target == 0.3


def test_steps_of_the_target_and_of_what_should_fall() -> None:
    of_target = measure(target=0.4, floor=None, steps=[[0.5, 50], [1, 100]], steps_of="target")
    found = judge(of_target, sheet({"win_rate": (2, 10, 10)}, {"win_rate": (4, 10, 10)}))
    assert found.points_e2.tolist() == [50_00, 100_00]
    days = measure(kpi="recency_days", target=None, floor=120, red_flag=True,
                   steps=[[90, 50], [30, 100]])  # fmt: skip
    late = judge(days, sheet(*[{"recency_days": (n, 1, 1)} for n in (91, 90, 30, 120)]))
    assert late.points_e2.tolist() == [0, 50_00, 100_00, 0]
    assert late.at_floor.tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"target": None}, "a straight line needs a target and a floor"),
        ({"floor": None}, "a straight line needs a target and a floor"),
        ({"steps": [[0.1, 5]]}, "steps of the value have none"),
        ({"steps": [[0.1, 5]], "target": None, "steps_of": "target"}, "need a target"),
        ({"steps_of": "target"}, "steps_of without steps"),
        ({"steps": [[0.2, 5], [0.1, 9]], "target": None, "floor": None}, "worst to best"),
        ({"steps": [[0.1, 9], [0.2, 5]], "target": None, "floor": None}, "worst to best"),
        ({"steps": [[0.1, 9]], "target": None, "floor": 0.1}, "must be below its target"),
        ({"steps": [[0.1, 101]], "target": None, "floor": None}, "less than or equal to 100"),
        ({"floor": None, "red_flag": True, "target": None, "steps": [[0.1, 9]]}, "red flag needs"),
        ({"target": {"growth": 0.1}}, r"its floor is a share of it: \{of_target: 0.6\}"),
        ({"target": {"by": "tier", "values": {"gold": 0.3, "silver": 0.1}}}, "target 0.1"),
        ({"target": {"per_partner": {"P1": 0.05}}}, "floor 0.1, target 0.05"),
        ({"target": {"per_partner": "targets"}, "floor": {"of_target": 0.5}}, "only 'net_sell_thr"),
        ({"floor": {"of_target": 1.0}}, "must be below its target"),
        ({"kpi": "growth_t12m", "target": -0.1, "floor": {"of_target": 0.5}}, "targets above 0"),
        ({"kpi": "growth_t12m", "window": "t12m"}, "does not add up over quarters"),
        ({"kpi": "recency_days", "target": {"growth": 0.1}, "floor": {"of_target": 2}}, "no gr"),
        ({"target": {"growth": -1}, "floor": {"of_target": 0.5}}, "greater than -1"),
        ({"target": {"by": "tier", "value": {}}}, "Extra inputs|Field required"),
    ],
)  # fmt: skip
def test_a_wrong_measure_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        measure(**changes)


# -- tracks ------------------------------------------------------------------------------------

TRACKS = {
    "status": {"risk_below": 60, "watch_below": 80},
    "tracks": [
        {"track": "selling", "measures": [
            {"kpi": "revenue_attainment", "weight": 60, "target": 1.0, "floor": 0.6},
            {"kpi": "win_rate", "weight": 40, "target": 0.3, "floor": 0.1}]},
        {"track": "referring", "label": "Referral partners", "partner_types": ["Referral"],
         "measures": [{"kpi": "deal_registrations", "weight": 100, "target": 10, "floor": 0}]},
    ],
}  # fmt: skip


def test_every_partner_has_the_card_of_its_track() -> None:
    cards = Cards.model_validate(TRACKS)
    kinds = ["referral ", "reseller", "REFERRAL", ""]
    assert [cards.track_of(kind) for kind in kinds] == [
        "referring", "selling", "referring", "selling",
    ]  # fmt: skip
    assert cards.card_of("referral").name == "Referral partners"
    registered = {"deal_registrations": (4, 0, 4)}
    ground = sheet(
        SOLID | registered, SOLID | registered, SOLID,
        who=who(partner_type=["reseller", "Referral", "distributor"]),
    )  # fmt: skip
    # selling: 0.6 x 75 + 0.4 x 50 = 65; referring: 4 of 10
    found = score_all(ground, cards)
    assert found["score_e2"].tolist() == [65_00, 40_00, 65_00]
    assert found["status"].tolist() == ["watch", "risk", "watch"]
    assert found.index.tolist() == [1, 2, 3]
    items = items_of(ground, cards)
    assert [[item.key for item in row] for row in items] == [
        ["revenue_attainment", "win_rate"], ["deal_registrations"],
        ["revenue_attainment", "win_rate"],
    ]  # fmt: skip
    one = score_of_items(items[1], ground, cards.card_of("Referral"))
    assert (one.score_e2, one.known_e2, one.status.value) == (40_00, 100, "risk")
    assert [track for track, _marks in marks_by_track(ground, cards)] == ["selling", "referring"]


def test_items_carry_the_partners_own_target_and_last_year() -> None:
    cards = Cards.model_validate({
        "measures": [{"kpi": "win_rate", "weight": 100, "floor": {"of_target": 0.5},
                      "target": {"by": "tier", "values": {"gold": 0.4}, "otherwise": 0.2}}],
    })  # fmt: skip
    now, before = {"win_rate": (3, 10, 10)}, {"win_rate": (2, 10, 10)}
    ground = sheet(now, now, who=who(tier=["gold", ""]), q4=(before, {}))
    first, second = (row[0] for row in items_of(ground, cards))
    assert (first.target, first.floor, first.points) == (0.4, 0.2, 50.0)
    assert (second.target, second.floor, second.points) == (0.2, 0.1, 100.0)
    assert first.last_year is not None
    assert first.last_year.value == 0.2
    assert second.last_year is not None
    assert second.last_year.reason is NoValue.NO_DATA


def test_a_window_that_is_not_kept_is_left_out_for_everybody() -> None:
    half: dict[str, Any] = {"kpi": "win_rate", "weight": 50, "target": 0.3, "floor": 0.1}
    other = {"kpi": "solution_share", "weight": 50, "target": 1.0, "floor": 0.0, "window": "t12m"}
    cards = Cards.model_validate({"measures": [half, other]})
    ground = sheet({"win_rate": (2, 10, 10), "solution_share": (9, 10, 3)})
    found = score_all(ground, cards).iloc[0]
    assert (found["score_e2"], found["known_e2"]) == (50_00, 50)
    items = items_of(ground, cards)[0]
    assert items[1].reading.reason is NoValue.NOT_APPLICABLE
    assert score_of_items(items, ground, cards.cards[""]).score_e2 == 50_00


def test_nobody_to_score() -> None:
    ground = Sheet({0: wide(SOLID).iloc[:0]}, ALL, who=who(partner_type=["x"]).iloc[:0])
    assert score_all(ground, Cards.model_validate(TRACKS)).empty
    assert items_of(ground, Cards.model_validate(TRACKS)) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"measures": [], "tracks": []}, "either measures or tracks"),
        ({"default": "sell"}, r"no track 'sell' \(did you mean 'selling'\?\)"),
        ({"default": "referring"}, "track 'selling' has no partner_types"),
        ({"tracks": [TRACKS["tracks"][1]]}, "say in `default` which track"),
        ({"tracks": [*TRACKS["tracks"], TRACKS["tracks"][0]]}, "track named twice: selling"),
        ({"tracks": [TRACKS["tracks"][0], TRACKS["tracks"][1],
                     TRACKS["tracks"][1] | {"track": "third"}]},
         "partner type named twice: referral"),
        ({"tracks": [{"track": "a", "measures": TRACKS["tracks"][0]["measures"][:1]}]},
         "weights sum to 60, not 100"),
        ({"weights": 3}, "Extra inputs"),
    ],
)  # fmt: skip
def test_wrong_tracks_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Cards.model_validate(TRACKS | changes)


def test_a_default_track_with_types_of_its_own_takes_the_rest_too() -> None:
    named = [TRACKS["tracks"][0] | {"partner_types": ["reseller"]}, TRACKS["tracks"][1]]
    cards = Cards.model_validate(TRACKS | {"tracks": named, "default": "selling"})
    assert [cards.track_of(kind) for kind in ("reseller", "referral", "msp")] == [
        "selling", "referring", "selling",
    ]  # fmt: skip


def test_without_a_programme_everybody_has_the_products_card() -> None:
    cards = default_cards()
    assert cards.card_of("anything").keys == default_cards().cards[""].keys
    assert (cards.version, cards.status.least_known, len(cards.every_measure)) == ("1.0", 40, 10)


# -- the section of a programme file -----------------------------------------------------------

FILE = """programme: T
version: "1"
valid_from: 2025-01-01
groups:
  bucket: {of: country, values: {core: [DE, RO]}, otherwise: rest}
scorecard:
  measures:
    - {kpi: win_rate, weight: 60, target: 0.3, floor: 0.1}
    - {kpi: certified_people, weight: 40, floor: 0, target: GOAL}
ladders:
  - ladder: level
    tiers: [{tier: basic}, {tier: gold, requires: {attribute: country, among: [DE]}}]
""".replace("GOAL", "{by: bucket, values: {core: 4, rest: 1}}")
BY_TIER = "{by: tier, values: {basic: 1, Gold: 2}}"


def test_the_section_is_read_with_its_groups() -> None:
    programme = load_programme(FILE)
    assert programme.scorecard is not None
    bound = programme.scorecard.bound(programme.groups, programme.version)
    assert (bound.version, bound.every_measure[1].target.values) == ("1", {"DE": 4.0, "RO": 4.0})
    assert load_programme(FILE.replace("{by: bucket, values: {core: 4, rest: 1}}", BY_TIER))


def test_money_of_the_file_is_whole_units() -> None:
    forms: list[tuple[Any, Any, float, float]] = [
        (5000, 1000, 500_000, 100_000),
        ({"by": "tier", "values": {"": 5000}}, {"of_target": 0.2}, 500_000, 100_000),
        ({"per_partner": {"P1": 5000}, "otherwise": 1}, {"of_target": 0.2}, 500_000, 100_000),
    ]
    for target, floor, wished, least in forms:
        cards = Cards.model_validate({"measures": [
            {"kpi": "net_sell_through", "weight": 50, "target": target, "floor": floor},
            {"kpi": "open_pipeline", "weight": 50, "steps": [[10, 50], [20, 100]]},
        ]})  # fmt: skip
        ground = sheet({"open_pipeline": (1500, 0, 1)}, who=who(tier=[""], partner_code=["P1"]))
        money, steps = cards.bound({}, minor=100.0).every_measure
        found = judge(money, ground)
        assert (found.target.tolist(), found.floor.tolist()) == ([wished], [least])
        assert judge(steps, ground).points_e2.tolist() == [50_00]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("win_rate", "winrate", "line 8: .* no KPI 'winrate' (did you mean 'win_rate'?)"),
        ("weight: 60", "weight: 50", "line 6: scorecard: weights sum to 90, not 100"),
        ("by: bucket", "by: buckt", "line 9: no attribute or group 'buckt' (did you mean"),
        ("core: 4", "cor: 4", "line 9: bucket has no 'cor' (did you mean 'core'?)"),
        ("{by: bucket, values: {core: 4, rest: 1}}", BY_TIER.replace("Gold", "golf"),
         "line 9: tier has no 'golf' (did you mean 'gold'?)"),
        ("{by: bucket, values: {core: 4, rest: 1}}", "{growht: 0.1}",
         "line 9: unknown field 'growht' (did you mean 'growth'?)"),
        ("target: 0.3", "target: x", "line 8: .* write a number with a point, such as 0.85"),
    ],
)  # fmt: skip
def test_a_wrong_section_is_named_with_its_line(old: str, new: str, message: str) -> None:
    assert old in FILE
    with pytest.raises(ProgrammeFaults) as caught:
        load_programme(FILE.replace(old, new))
    first, last = [*message.split(" .* "), ""][:2]
    assert any(
        line.startswith(first) and last in line for line in str(caught.value).splitlines()
    ), str(caught.value)
