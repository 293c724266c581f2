"""Random programmes and random partners for the laws of the tier engine."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from scorecard.programme.book import RowsBook
from scorecard.programme.schema import Programme
from tests.property.reference_engine import Partner

DAY = date(2026, 3, 31)
# Month ends, the leap day and their neighbours come often: windows break there.
DAYS = st.one_of(
    st.sampled_from([
        date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31),
        date(2025, 4, 1), date(2025, 9, 30), date(2025, 10, 1), date(2025, 12, 31),
        date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 30), DAY,
        date(2026, 4, 1),
    ]),
    st.integers(0, 800).map(lambda n: date(2024, 2, 1) + timedelta(days=n)),
)  # fmt: skip
NUMBERS = st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 0.5, 0.1, 0.7, 12.5, -1.0, 100.0])
NEEDED = st.sampled_from([0.0, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 30.0])
MAYBE_DAYS = st.one_of(st.none(), DAYS)
COUNTRIES, ROLES = ("DE", "NO", "PL"), ("sales", "tech", "other")

CONDITIONS = st.sampled_from([
    {}, {"role": "sales"}, {"role": ["sales", "tech"]}, {"level": {"at_least": 2}},
    {"role": {"not_among": ["other"]}}, {"level": {"known": True}}, {"level": 3},
    {"level": {"above": 1, "below": 3}}, {"role": "tech", "level": {"at_most": 2}},
    {"to": {"known": False}}, {"day": {"since": date(2025, 3, 1), "until": date(2026, 1, 1)}},
])  # fmt: skip
WINDOWS = st.sampled_from([
    None, {"months": 12}, {"months": 1}, {"months": 3, "full": True}, {"days": 90},
    {"period": "year"}, {"period": "quarter", "last": 2}, {"period": "half_year", "last": 0},
    {"months": 6, "ago": 6}, {"period": "month", "last": 1, "ago": 12}, {"days": 31, "ago": 1},
])  # fmt: skip


@st.composite
def rows_metrics(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(["count", "sum", "distinct", "pairs", "seats", "grouped"]))
    spec: dict[str, Any] = {"rows": "people", "where": draw(CONDITIONS)}
    if draw(st.booleans()):
        spec |= {"date": "day", "window": draw(WINDOWS)}
        if draw(st.booleans()):
            spec["expires_months"] = draw(st.sampled_from([1, 6, 12]))
    if draw(st.booleans()):
        spec |= {"valid_from": "from", "valid_to": "to"}
    if kind == "seats":
        spec |= {"seats": {"sales": draw(st.integers(1, 2)), "tech": draw(st.integers(1, 2))},
                 "one_person_one_seat": draw(st.booleans())}  # fmt: skip
    elif kind in ("distinct", "pairs"):
        spec["distinct"] = ["person"] if kind == "distinct" else ["person", "role"]
    elif kind == "count":
        spec["count"] = True
    else:
        spec |= {"sum": "level", "per": draw(st.sampled_from([1.0, 2.0]))}
        _worth(draw, spec)
    if kind == "grouped":
        spec["grouped"] = draw(st.sampled_from([
            {"by": ["person"], "at_most": 2}, {"by": ["person"], "at_least": 2},
            {"by": ["person", "role"], "count": True},
            {"by": ["role"], "at_least": 3, "count": True},
        ]))  # fmt: skip
    if "date" in spec and spec["window"] is None and draw(st.booleans()):
        spec["periods"] = {"each": draw(st.sampled_from(["month", "quarter"])),
                           "last": draw(st.integers(1, 4)), "at_least": 1}  # fmt: skip
    return spec


def _worth(draw: Any, spec: dict[str, Any]) -> None:
    if draw(st.booleans()):
        spec["currency"] = "currency"
    if draw(st.booleans()):
        later = {"since": date(2025, 3, 1)} if "date" in spec else {}
        spec["rates"] = [{"rate": 5, "when": {"role": "sales"}, **later}, {"rate": 2}]
    if draw(st.booleans()):
        spec["factors"] = [{"times": draw(st.sampled_from([0.0, 0.5, 2.0])),
                            "when": draw(CONDITIONS)}]  # fmt: skip


FORMULAS = st.sampled_from([
    "g1 + g2", "g1 - r1", "g1 / g2", "r1 / r2", "min(g1, g2, r1)", "max(0, g1 - 2) * 2",
    "-g1 + 3", "(g1 + r1) / (g2 + 1)", "g1 * r2",
])  # fmt: skip
PARTS = st.lists(
    st.sampled_from([
        {"metric": "g1", "points": 2, "max": 10}, {"metric": "r1", "points": 3},
        {"metric": "g2", "target": 5, "max": 20},
        {"metric": "g2", "start": 5, "target": 0, "max": 9},
        {"metric": "r2", "steps": [[1, 2], [3, 10]]},
        {"metric": "g1", "points": 1, "per": 2, "start": 1, "whole": True},
        {"metric": "f", "points": 1, "max": 7},
    ]),
    min_size=1, max_size=3,
)  # fmt: skip
METRICS = ("g1", "g2", "r1", "r2", "f", "pts", "idx", "rnk", "age")


def thresholds() -> st.SearchStrategy[Any]:
    by = st.sampled_from(["country", "bucket"])
    return st.one_of(NEEDED, NEEDED, st.builds(
        lambda name, a, b, other: {
            "by": name, "otherwise": other,
            "values": {"DE": a, "NO": b} if name == "country" else {"home": a, "away": b},
        },
        by, NEEDED, NEEDED, st.one_of(st.none(), NEEDED),
    ))  # fmt: skip


def rules(past: bool = True) -> st.SearchStrategy[Any]:
    bound = st.sampled_from(["at_least", "above", "at_most", "below"])
    leaves = st.one_of(
        st.builds(lambda m, b, t: {"metric": m, b: t}, st.sampled_from(METRICS), bound,
                  thresholds()),
        st.builds(lambda m, t: {"metric": m, "at_least": t}, st.sampled_from(METRICS), NEEDED),
        st.sampled_from([{"gate": "invited"}, {"attribute": "country", "among": ["DE", "PL"]},
                         {"attribute": "bucket", "among": ["home"]}]),
    )  # fmt: skip

    def wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=1, max_size=3)
        grown = [
            several.map(lambda parts: {"all": parts}), several.map(lambda parts: {"any": parts}),
            several.flatmap(lambda parts: st.integers(1, len(parts)).map(
                lambda n: {"some": n, "of": parts})),
            inner.map(lambda part: {"not": part}),
        ]  # fmt: skip
        if past:
            grown += [
                inner.map(lambda part: {"any_day": part, "months": 1}),
                inner.map(lambda part: {"each": "month", "last": 2, "rule": part}),
            ]
        return st.one_of(grown)

    return st.recursive(leaves, wider, max_leaves=4)


SCHEDULES = st.sampled_from([
    {"every": "month"}, {"every": "quarter"}, {"every": "half_year"}, {"on": ["03-01", "12-31"]},
    {"every": "anniversary"},
])  # fmt: skip
SAID_ON = st.one_of(st.none(), DAYS)


@st.composite
def programmes(draw: Any, past: bool = True) -> Programme:
    tiers: list[dict[str, Any]] = [{"tier": "base"}]
    for i in range(draw(st.integers(1, 3))):
        requires = draw(rules(past))
        if i and draw(st.booleans()):
            requires = {"all": [requires, {"previous_tier": f"t{i - 1}", "ladder": "tier"}]}
        tiers.append({"tier": f"t{i}", "requires": requires})
    return Programme.model_validate({
        "programme": "Random", "version": "1", "valid_from": "2024-01-01",
        "fiscal_year_start": draw(st.sampled_from([1, 1, 2, 7])),
        "fx": {"USD": 0.5},
        "groups": {"bucket": {"of": "country", "values": {"home": ["DE"], "away": ["NO"]}}},
        "gates": {"invited": {"default": draw(st.sampled_from([True, False, None]))}},
        "metrics": {
            "g1": {"given": "x"}, "g2": {"given": "x"},
            "r1": draw(rows_metrics()), "r2": draw(rows_metrics()),
            "f": {"formula": draw(FORMULAS), "least_divisor": draw(st.sampled_from([None, 2]))},
            "pts": {"points": draw(PARTS)},
            "idx": {"index": [{"metric": "g1", "weight": 40, "target": 10},
                              {"metric": "r2", "weight": 60, "start": 4, "target": 1}]},
            "rnk": {"rank": "g1", "share": draw(st.booleans()),
                    "within": draw(st.sampled_from([None, "country"]))},
            "age": {"attribute": "tenure_days"},
        },
        "ladders": [{
            "ladder": "tier", "tiers": tiers,
            "movement": {
                "up": draw(SCHEDULES), "down": draw(st.one_of(st.none(), SCHEDULES)),
                "grace_days": draw(st.sampled_from([0, 0, 30, 90])), "skip": draw(st.booleans()),
            },
        }],
    })  # fmt: skip


ROWS = st.fixed_dictionaries({
    "person": st.sampled_from([None, "a", "b", "c"]),
    "role": st.sampled_from([None, *ROLES]),
    "level": st.sampled_from([None, 1.0, 2.0, 3.0, 0.5]),
    "currency": st.sampled_from([None, "EUR", "USD", "JPY"]),
    "day": MAYBE_DAYS, "from": MAYBE_DAYS, "to": MAYBE_DAYS,
})  # fmt: skip


@st.composite
def partners(draw: Any, most: int = 4) -> list[Partner]:
    found = []
    for i in range(draw(st.integers(1, most))):
        numbers = st.lists(st.tuples(SAID_ON, st.one_of(st.none(), NUMBERS)), max_size=3,
                           unique_by=lambda entry: entry[0])  # fmt: skip
        gates = st.lists(st.tuples(SAID_ON, st.sampled_from([True, False, None])), max_size=2,
                         unique_by=lambda entry: entry[0])  # fmt: skip
        found.append(Partner(
            f"P{i}",
            {"country": draw(st.sampled_from([None, *COUNTRIES])),
             "signed_on": draw(st.sampled_from([None, date(2020, 2, 29), date(2023, 10, 30)]))},
            {name: draw(numbers) for name in ("g1", "g2")} | (
                {"f": draw(numbers)} if draw(st.integers(0, 4)) == 0 else {}),
            {"invited": draw(gates)},
            {"people": draw(st.lists(ROWS, max_size=5))},
        ))  # fmt: skip
    return found


def book_of(found: list[Partner], complete: bool = True) -> RowsBook:
    """The same partners as frames."""
    index = pd.Index([p.name for p in found], name="partner")
    attributes = pd.DataFrame(
        {name: [p.attributes.get(name) for p in found] for name in ("country", "signed_on")},
        index=index, dtype=object,
    )  # fmt: skip
    values = [(p.name, name, value, day)
              for p in found for name, said in p.values.items() for day, value in said]  # fmt: skip
    gates = [(p.name, name, value, day)
             for p in found for name, said in p.gates.items() for day, value in said]  # fmt: skip
    rows = [{"partner": p.name, **row} for p in found for row in p.rows["people"]]
    columns = ["partner", "person", "role", "level", "currency", "day", "from", "to"]
    tables = {"people": pd.DataFrame(rows, columns=columns, dtype=object)} if complete else {}
    return RowsBook(
        attributes, pd.DataFrame(values, columns=["partner", "metric", "value", "on"]), tables,
        pd.DataFrame(gates, columns=["partner", "gate", "value", "on"]),
    )  # fmt: skip
