"""Laws of the tier engine, on random programmes and random partners."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorecard.programme import engine
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.schema import Programme
from tests.property.reference_engine import Partner, Reference
from tests.property.tier_programmes import DAY, DAYS, book_of, partners, programmes

START, END = date(2025, 9, 15), DAY
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
law = settings(max_examples=40, deadline=None, suppress_health_check=SLOW)


@settings(law, max_examples=120)
@given(programmes(), partners(), DAYS, st.booleans())
def test_engine_equals_the_plain_reference(
    programme: Programme, found: list[Partner], day: date, complete: bool
) -> None:
    reference = Reference(programme, found, {"people"} if complete else set())
    evaluation = Evaluation(programme, book_of(found, complete), day)
    for name in programme.metrics:
        low, high = evaluation.metric(name)
        for at, partner in enumerate(found):
            wanted = reference.metric(partner, name, day)
            np.testing.assert_allclose((low[at], high[at]), wanted, atol=2e-9, err_msg=name)
    ladder = programme.ladders[0]
    earned, possible = evaluation.standing(ladder)
    for at, partner in enumerate(found):
        assert (earned[at], possible[at]) == reference.standing(partner, ladder, day, {})


@given(programmes(past=False), partners(most=2))
@settings(law)
def test_replay_equals_the_plain_reference(programme: Programme, found: list[Partner]) -> None:
    reference, ladder = Reference(programme, found, {"people"}), programme.ladders[0]
    replayed = engine.replay([programme], book_of(found), START, END)
    names = engine.tier_names(ladder)
    for partner in found:
        for day, tier, due in reference.history(partner, ladder, START, END):
            row = replayed.standing_on(day)["tier"].loc[partner.name]
            assert (day, row["held"], row["due_on"]) == (day, names[tier], due)


@given(programmes(), partners(), st.data())
@settings(law)
def test_missing_data_never_raises_a_tier(
    programme: Programme, found: list[Partner], data: Any
) -> None:
    """Whatever is taken away: earned falls or stays, possible rises or stays."""
    full = engine.standings(programme, book_of(found), DAY)["tier"]
    gone = [
        replace(
            p,
            values={n: [(d, None) for d, _ in v] if n == "f" else [(d, data.draw(
                st.sampled_from([None, x]))) for d, x in v] for n, v in p.values.items()},
            attributes={n: data.draw(st.sampled_from([None, v])) for n, v in p.attributes.items()},
            gates={n: [(d, None) for d, _ in v] for n, v in p.gates.items()},
            rows={n: [{c: None if c in ("role", "level", "person") and data.draw(st.booleans())
                       else cell for c, cell in row.items()} for row in rows]
                  for n, rows in p.rows.items()},
        )
        for p in found
    ]  # fmt: skip
    if any(n == "f" for p in found for n in p.values):
        return  # taking back a given value uncovers the computed one
    less = engine.standings(programme, book_of(gone), DAY)["tier"]
    known_tests = "known" in programme.model_dump_json(exclude_defaults=True)
    if not known_tests:
        assert (less["earned"] <= full["earned"]).all()
        assert (less["possible"] >= full["possible"]).all()


@given(programmes(), partners(), st.integers(0, 190))
@settings(law)
def test_history_stays_as_it_was(programme: Programme, found: list[Partner], days: int) -> None:
    """Replay to an earlier end, knowing nothing later, is the beginning of the longer one."""
    middle = date.fromordinal(START.toordinal() + days)
    longer = engine.replay([programme], book_of(found), START, END)
    then = [
        replace(
            p,
            values={n: [e for e in v if e[0] is None or e[0] <= middle]
                    for n, v in p.values.items()},
            gates={n: [e for e in v if e[0] is None or e[0] <= middle]
                   for n, v in p.gates.items()},
        )
        for p in found
    ]  # fmt: skip
    shorter = engine.replay([programme], book_of(then), START, middle)
    moved = longer.movements[longer.movements["day"] <= middle].reset_index(drop=True)
    assert moved.to_dict("records") == shorter.movements.to_dict("records")
    for day in (START, middle):
        standing = longer.standing_on(day)["tier"]
        assert standing.equals(shorter.standing_on(day)["tier"])
        assert list(standing.index) == [partner.name for partner in found]  # one tier each
        assert set(standing["held"]) <= set(engine.tier_names(programme.ladders[0]))


MONOTONE: Any = st.recursive(
    st.one_of(
        st.builds(
            lambda metric, bound, needed: {"metric": metric, bound: needed},
            st.sampled_from(["g1", "g2", "sum", "pts", "idx"]),
            st.sampled_from(["at_least", "above"]),
            st.sampled_from([0.0, 1.0, 3.0, 5.0, 10.0]),
        ),
        st.just({"gate": "invited"}),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"each": "month", "last": 2, "rule": part}),
        inner.map(lambda part: {"any_day": part, "months": 2}),
    ),
    max_leaves=4,
)


@given(
    st.lists(MONOTONE, min_size=1, max_size=3), programmes(), partners(most=2),
    st.sampled_from([0.5, 1.0, 4.0, 50.0]), st.sampled_from(["g1", "g2"]),
)  # fmt: skip
@settings(law)
def test_better_input_never_lowers_a_tier(
    wanted: list[Any], base: Programme, found: list[Partner], more: float, name: str
) -> None:
    """On every day of the replay, whatever the cadence and the grace."""
    raw = base.model_dump(mode="json", by_alias=True, exclude_unset=True)
    tiers = [{"tier": f"t{i}", "requires": rule} for i, rule in enumerate(wanted)]
    raw["ladders"][0]["tiers"] = [{"tier": "base"}, *tiers]
    raw["metrics"] = {
        "g1": {"given": "x"}, "g2": {"given": "x"}, "sum": {"formula": "g1 + 2 * g2"},
        "pts": {"points": [{"metric": "g1", "points": 2, "max": 9},
                           {"metric": "g2", "steps": [[1, 1], [5, 4]]}]},
        "idx": {"index": [{"metric": "g1", "weight": 30, "target": 8},
                          {"metric": "sum", "weight": 70, "start": 1, "target": 9}]},
    }  # fmt: skip
    programme = Programme.model_validate(raw)
    better = [
        replace(p, values=p.values | {name: [(d, None if v is None else v + more)
                                             for d, v in p.values[name]]})
        for p in found
    ]  # fmt: skip
    before = engine.replay([programme], book_of(found), START, END).moments["tier"]
    after = engine.replay([programme], book_of(better), START, END).moments["tier"]
    assert [moment.day for moment in before] == [moment.day for moment in after]
    for one, other in zip(before, after, strict=True):
        assert (other.held >= one.held).all()
