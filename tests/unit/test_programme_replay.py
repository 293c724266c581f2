"""How tiers are held over time: grace, locks, no skipping, anniversaries, versions. By hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from scorecard.errors import UserError
from scorecard.programme import engine
from scorecard.programme.book import RowsBook
from scorecard.programme.replayed import Replay
from scorecard.programme.schema import Programme

START, END = date(2026, 1, 1), date(2027, 12, 31)
Said = list[tuple[str | None, float | None]]


def programme(movement: dict[str, Any], **more: Any) -> Programme:
    tiers = [{"tier": "base"}] + [
        {"tier": tier, "requires": {"metric": "score", "at_least": needed}}
        for tier, needed in (("silver", 10), ("gold", 20), ("top", 30))
    ]
    raw: dict[str, Any] = {
        "programme": "Test", "version": "1", "valid_from": "2026-01-01",
        "metrics": {"score": {"given": "x"}},
        "ladders": [{"ladder": "tier", "tiers": tiers, "movement": movement}],
    }  # fmt: skip
    return Programme.model_validate(raw | more)


def book(score: Said, signed: date | None = None) -> RowsBook:
    values = pd.DataFrame(
        [("P", "score", value, day) for day, value in score],
        columns=["partner", "metric", "value", "on"],
    )
    index = pd.Index(["P"], name="partner")
    return RowsBook(pd.DataFrame({"signed_on": [signed]}, index=index, dtype=object), values)


def moves(replayed: Replay) -> list[tuple[str, str, str, str | None]]:
    """(day, move, tier after, due day) of each movement."""
    return [
        (str(row.day), str(row.move), str(row.after), str(row.due_on) if row.due_on else None)
        for row in replayed.movements.itertuples()
    ]


def history(
    movement: dict[str, Any], score: Said, signed: date | None = None, end: date = END
) -> list[tuple[str, str, str, str | None]]:
    return moves(engine.replay([programme(movement)], book(score, signed), START, end))


QUARTERLY = {"up": {"every": "quarter"}, "down": {"every": "quarter"}}


def test_no_grace_falls_at_the_review() -> None:
    assert history(QUARTERLY, [(None, 20), ("2026-02-01", 5)]) == [
        ("2026-01-01", "entry", "gold", None),
        ("2026-04-01", "down", "base", None),
    ]


def test_grace_gives_a_day_and_ends_on_it() -> None:
    replayed = engine.replay(
        [programme(QUARTERLY | {"grace_days": 100, "reason": "Too little."})],
        book([(None, 20), ("2026-02-01", 10)]), START, END,
    )  # fmt: skip
    assert moves(replayed) == [
        ("2026-01-01", "entry", "gold", None),
        ("2026-04-01", "warned", "gold", "2026-07-10"),
        ("2026-07-10", "down", "silver", None),
    ]
    day_before = replayed.standing_on(date(2026, 7, 9))["tier"].loc["P"]
    assert (day_before["held"], day_before["due_on"]) == ("gold", date(2026, 7, 10))
    assert replayed.standing_on(date(2026, 7, 10))["tier"].loc["P", "held"] == "silver"
    assert engine.replay([programme(QUARTERLY | {"grace_days": 100})],
                         book([(None, 20), ("2026-02-01", 10)]), START,
                         date(2026, 5, 1)).pending.to_dict("records") == [
        {"partner": "P", "ladder": "tier", "held": "gold", "due_on": date(2026, 7, 10)}
    ]  # fmt: skip


def test_recovery_at_a_review_stops_the_clock() -> None:
    score: Said = [(None, 20), ("2026-02-01", 10), ("2026-06-01", 20), ("2026-09-01", 10)]
    assert history(QUARTERLY | {"grace_days": 100}, score, end=date(2026, 12, 31)) == [
        ("2026-01-01", "entry", "gold", None),
        ("2026-04-01", "warned", "gold", "2026-07-10"),
        ("2026-07-01", "recovered", "gold", None),
        ("2026-10-01", "warned", "gold", "2027-01-09"),
    ]


def test_recovery_on_the_due_day_itself() -> None:
    yearly = {"up": {"every": "year"}, "down": {"on": ["03-01"]}, "grace_days": 30}
    score: Said = [(None, 20), ("2026-02-01", 10), ("2026-03-31", 20)]
    assert history(yearly, score)[1:] == [
        ("2026-03-01", "warned", "gold", "2026-03-31"),
        ("2026-03-31", "recovered", "gold", None),
    ]


def test_each_tier_has_its_own_clock() -> None:
    """Top is found lost in April, gold in July: it falls step by step."""
    score: Said = [(None, 30), ("2026-02-01", 20), ("2026-06-01", 5)]
    assert history(QUARTERLY | {"grace_days": 120}, score)[1:] == [
        ("2026-04-01", "warned", "top", "2026-07-30"),
        ("2026-07-30", "down", "gold", None),
        ("2026-07-30", "warned", "gold", "2026-10-29"),
        ("2026-10-29", "down", "base", None),
    ]


def test_yearly_lock_promotes_only() -> None:
    lock = {"up": {"every": "quarter"}, "down": {"on": ["03-01"]}}
    score: Said = [(None, 20), ("2026-02-01", 5), ("2026-03-15", 30), ("2026-05-01", 5)]
    assert history(lock, score) == [
        ("2026-01-01", "entry", "gold", None),
        ("2026-03-01", "down", "base", None),
        ("2026-04-01", "up", "top", None),
        ("2027-03-01", "down", "base", None),
    ]


def test_up_monthly_down_twice_a_year() -> None:
    two = {"up": {"every": "month"}, "down": {"every": "half_year"}}
    score: Said = [(None, 5), ("2026-01-15", 20), ("2026-02-15", 10), ("2026-08-01", 20)]
    assert history(two, score) == [
        ("2026-01-01", "entry", "base", None),
        ("2026-02-01", "up", "gold", None),
        ("2026-07-01", "down", "silver", None),
        ("2026-08-01", "up", "gold", None),
    ]


def test_no_skipping_is_one_step_a_review() -> None:
    steps = QUARTERLY | {"skip": False}
    assert history(steps, [(None, 5), ("2026-02-01", 30)]) == [
        ("2026-01-01", "entry", "base", None),
        ("2026-04-01", "up", "silver", None),
        ("2026-07-01", "up", "gold", None),
        ("2026-10-01", "up", "top", None),
    ]


def test_nobody_falls_without_down() -> None:
    assert history({"up": {"every": "day"}, "down": None}, [(None, 5), ("2026-02-03", 30),
                                                           ("2026-02-04", 0)]) == [
        ("2026-01-01", "entry", "base", None),
        ("2026-02-03", "up", "top", None),
    ]  # fmt: skip


def test_unknown_values_keep_a_tier_and_raise_none() -> None:
    score: Said = [(None, 20), ("2026-02-01", None), ("2026-08-01", 5), ("2026-11-01", None)]
    assert history(QUARTERLY, score) == [
        ("2026-01-01", "entry", "gold", None),
        ("2026-10-01", "down", "base", None),
    ]


def test_who_signs_later_begins_in_the_lowest_tier() -> None:
    late = book([(None, 20)], date(2026, 2, 10))
    replayed = engine.replay([programme(QUARTERLY)], late, START, END)
    assert moves(replayed) == [
        ("2026-02-10", "entry", "base", None),
        ("2026-04-01", "up", "gold", None),
    ]
    assert replayed.standing_on(date(2026, 2, 9))["tier"].empty
    standing = replayed.standing_on(date(2026, 3, 31))["tier"].loc["P"]
    assert (standing["held"], standing["since"]) == ("base", date(2026, 2, 10))
    shorter = engine.replay([programme(QUARTERLY)], late, START, date(2026, 3, 1))
    assert moves(shorter) == [("2026-02-10", "entry", "base", None)]


def test_anniversary_is_the_partners_own_review() -> None:
    own = {"up": {"every": "month"}, "down": {"every": "anniversary"}, "grace_days": 10}
    score: Said = [(None, 20), ("2026-02-01", 10)]
    assert history(own, score, signed=date(2024, 2, 29)) == [
        ("2026-01-01", "entry", "gold", None),
        ("2026-02-28", "warned", "gold", "2026-03-10"),
        ("2026-03-10", "down", "silver", None),
    ]
    assert history(own, score, signed=None) == [("2026-01-01", "entry", "gold", None)]


def test_opening_tiers_are_held_before() -> None:
    opening = {"tier": pd.Series({"P": "top"})}
    kept = engine.replay([programme(QUARTERLY | {"grace_days": 30})], book([(None, 10)]),
                         START, END, opening)  # fmt: skip
    assert moves(kept) == [
        ("2026-01-01", "warned", "top", "2026-01-31"),
        ("2026-01-31", "down", "silver", None),
    ]


def test_previous_tier_for_so_many_days() -> None:
    found = programme(QUARTERLY).model_dump(mode="json", by_alias=True, exclude_unset=True)
    found["ladders"][0]["tiers"][2]["requires"] = {
        "all": [{"metric": "score", "at_least": 20},
                {"previous_tier": "silver", "ladder": "tier", "days": 180}]
    }  # fmt: skip
    kept = engine.replay([Programme.model_validate(found)], book([(None, 10), ("2026-03-01", 20)]),
                         START, END)  # fmt: skip
    assert moves(kept) == [
        ("2026-01-01", "entry", "silver", None),
        ("2026-07-01", "up", "gold", None),  # 181 days after 1 January
    ]


# -- versions -------------------------------------------------------------------------------------


def second(**ladder: Any) -> Programme:
    tiers = [
        {"tier": "member"},
        {"tier": "expert", "requires": {"metric": "score", "at_least": 25}},
    ]
    return Programme.model_validate({
        "programme": "Test", "version": "2", "valid_from": "2026-06-15",
        "metrics": {"score": {"given": "x"}},
        "ladders": [{"ladder": "tier", "tiers": tiers, "movement": QUARTERLY} | ladder],
    })  # fmt: skip


MAPPED = {"base": "member", "silver": "member", "gold": "expert", "top": "expert"}


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (  # brought along as expert, protected until the end of 2026, then found below
            20,
            [("2026-06-15", "migrated", "expert", None), ("2027-01-01", "down", "member", None)],
        ),
        (5, [("2026-06-15", "migrated", "member", None)]),
        (26, [("2026-06-15", "migrated", "expert", None)]),
    ],
)
def test_migration_keeps_the_better_status(score: float, expected: list[Any]) -> None:
    new = second(migration={"tiers": MAPPED, "until": "2026-12-31"})
    kept = engine.replay([programme(QUARTERLY), new], book([(None, score)]), START, END)
    assert moves(kept)[1:] == expected
    assert kept.standing_on(date(2026, 6, 14))["tier"].loc["P", "version"] == "1"
    assert kept.standing_on(date(2026, 6, 15))["tier"].loc["P", "version"] == "2"


def test_migration_raises_to_what_is_earned() -> None:
    new = second(migration={"tiers": MAPPED | {"gold": "member", "top": "member"},
                            "until": "2026-12-31"})  # fmt: skip
    kept = engine.replay([programme(QUARTERLY), new], book([(None, 26)]), START, END)
    assert moves(kept)[1:] == [("2026-06-15", "migrated", "expert", None)]


def test_a_tier_that_is_gone_needs_a_migration() -> None:
    with pytest.raises(UserError, match="gold") as caught:
        engine.replay([programme(QUARTERLY), second()], book([(None, 20)]), START, END)
    assert caught.value.code == "version_tiers"


def test_versions_follow_each_other() -> None:
    with pytest.raises(UserError) as caught:
        engine.replay([second(), programme(QUARTERLY)], book([(None, 20)]), START, END)
    assert caught.value.code == "version_order"


def test_same_tiers_go_on_with_their_clocks() -> None:
    """A new version with the same tiers does not restart a grace period."""
    grace = QUARTERLY | {"grace_days": 100}
    later = programme(grace, version="2", valid_from="2026-05-01")
    kept = engine.replay([programme(grace), later], book([(None, 20), ("2026-02-01", 10)]),
                         START, END)  # fmt: skip
    assert moves(kept)[1:] == [
        ("2026-04-01", "warned", "gold", "2026-07-10"),
        ("2026-07-10", "down", "silver", None),
    ]
    assert list(kept.movements["version"]) == ["1", "1", "2"]
