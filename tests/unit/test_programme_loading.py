"""Programme files: what loads, and what is told about those that do not."""

from __future__ import annotations

from datetime import date

import pytest

from scorecard.errors import DefinitionError
from scorecard.programme.editing import dials, edit
from scorecard.programme.faults import ProgrammeFaults
from scorecard.programme.loading import load_programme
from scorecard.programme.located import read_yaml

HEAD = """programme: Test
version: "1"
valid_from: 2026-01-01
groups: {bucket: {of: country, values: {a: [DE], b: [NO]}}}
gates: {invited: {}}
"""
GOOD = f"""{HEAD}metrics:
  users: {{given: x}}
  share: {{given: x, unit: share}}
  score: {{unit: points, points: [{{metric: users, points: 2, max: 20}}]}}
ladders:
  - ladder: tier
    tiers:
      - tier: base
      - tier: silver   # kept
        requires: {{metric: users, at_least: 10}}
      - tier: gold
        requires: {{all: [{{metric: users, at_least: 20}}, {{gate: invited}}]}}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(ProgrammeFaults) as caught:
        load_programme(text, "x.yaml")
    return [str(fault) for fault in caught.value.faults]


def changed(before: str, after: str) -> list[str]:
    assert before in GOOD
    return faults(GOOD.replace(before, after))


def test_a_good_file_loads() -> None:
    programme = load_programme(GOOD)
    assert [tier.tier for tier in programme.ladders[0].tiers] == ["base", "silver", "gold"]
    assert programme.valid_from == date(2026, 1, 1)
    assert programme.groups["bucket"].values["b"] == ("NO",)


USERS = "  users: {given: x}\n"


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("at_least: 10", "at_leest: 10", 15, "unknown field 'at_leest' (did you mean 'at_least'?)"),
        ("unit: share", "unit: shares", 8, "Input should be 'count'"),
        ("metric: users, at_least: 10", "metric: user, at_least: 10", 15,
         "there is no metric 'user' (did you mean 'users'?)"),
        ("gate: invited", "gate: invite", 17, "no gate 'invite' (did you mean 'invited'?)"),
        (USERS, "  users: {kpi: win_rates}\n", 7, "there is no KPI 'win_rates' (did you mean"),
        (USERS, "  users: {kpi: concentration_share}\n", 7, "is not known for one partner"),
        (USERS, "  users: {formula: 'score + 1'}\n", 7, "computed from each other"),
        (USERS, "  users: {formula: '2 **'}\n", 7, "cannot be read"),
        (USERS, "  users: {formula: 'open(1)'}\n", 7, "does not belong in a formula"),
        (USERS, "  users: {index: [{metric: share, weight: 90, target: 1}]}\n", 7,
         "weights sum to 90, not to 100"),
        (USERS, "  users: {rows: x, sum: y, count: true}\n", 7, "exactly one of count, sum"),
        (USERS, "  users: {rows: x, count: true, window: {months: 2}}\n", 7, "need `date`"),
        (USERS, "  users: {given: x}\n  users: {given: y}\n", 8, "'users' stands here twice"),
        (USERS, "  users: {given: x}\n  country: {given: y}\n", 8, "is a name of partners already"),
        (USERS, "  users: {given: x}\n  Big: {given: y}\n", 8, "names are small letters"),
        ("metric: users, at_least: 10", "metric: share, at_least: 70", 15,
         "'share' is never at least 70, it is at most 1; write shares as 0.85 for 85 %"),
        ("metric: users, at_least: 10", "metric: score, above: 20", 15,
         "'score' is never above 20, it is at most 20"),
        ("metric: users, at_least: 10",
         "all: [{metric: users, at_least: 5}, {metric: users, below: 5}]", 15,
         "'users' cannot be at least 5 and below 5 at once"),
        ("at_least: 20}, {gate: invited}", "at_least: 10}", 17, "asks no more than 'silver'"),
        ("at_least: 20}, {gate: invited}", "at_least: 9}", 17, "asks no more than 'silver'"),
        ("        requires: {metric: users, at_least: 10}\n", "", 14, "'silver' requires nothing"),
        ("tier: gold", "tier: silver", 16, "'silver' stands here twice"),
        ("gate: invited", "holds: gold, ladder: tier", 11, "ladders need each other: tier"),
        ("gate: invited", "holds: gold, ladder: tyre", 17, "there is no ladder 'tyre'"),
        ("gate: invited", "previous_tier: bronze", 17, "there is no tier of tier 'bronze'"),
        ("gate: invited", "attribute: bucket, among: [c]", 17, "no value of bucket 'c'"),
        ("gate: invited", "any_day: {previous_tier: silver}, months: 2", 17,
         "tiers held cannot be looked at on other days"),
        ("gate: invited", "some: 3, of: [{gate: invited}]", 17, "3 of 1 rules can never be met"),
        ("valid_from: 2026-01-01", "valid_from: 2026-02-30", 3,
         "write a day as 2026-03-31"),
        ('version: "1"', "version: 1", 2, "in quotes"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(before: str, after: str, line: int, words: str) -> None:
    found = changed(before, after)
    assert any(fault.startswith(f"line {line}: ") and words in fault for fault in found), found


def test_all_faults_are_told_in_order_and_as_a_sentence() -> None:
    text = GOOD.replace("at_least: 10", "at_leest: 10").replace("unit: share", "unti: share")
    with pytest.raises(ProgrammeFaults) as caught:
        load_programme(text, "mine.yaml")
    assert [fault.line for fault in caught.value.faults] == [8, 15]
    assert str(caught.value).startswith("The programme file mine.yaml was not taken, because of 2")


def test_names_are_looked_up_beside_broken_parts() -> None:
    text = GOOD.replace("unit: share", "unti: share").replace("at_least: 10", "at_leest: 10")
    text = text.replace("gate: invited", "gate: invite") + "benefits: 3\n"
    with pytest.raises(ProgrammeFaults) as caught:
        load_programme(text)
    assert [(fault.line, fault.wrong.split(" (")[0]) for fault in caught.value.faults] == [
        (8, "unknown field 'unti'"),
        (15, "unknown field 'at_leest'"),
        (17, "there is no gate 'invite'"),
        (18, "benefits: Input should be a valid tuple"),
    ]


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ("[{rate: 3, until: 2025-01-01}, {rate: 5, since: 2025-02-01}]",
         "no rate from 2025-01-01 to 2025-02-01"),
        ("[{rate: 3, since: 2025-02-01, until: 2025-01-01}]", "ends on 2025-01-01, not after"),
    ],
)  # fmt: skip
def test_gaps_between_dates(rates: str, words: str) -> None:
    rows = f"  users: {{rows: deals, sum: amount, date: on, rates: {rates}}}\n"
    assert words in changed(USERS, rows)[0]


@pytest.mark.parametrize(
    "rates",
    [
        "[{rate: 3, until: 2025-01-01}, {rate: 5, since: 2025-01-01}]",
        "[{rate: 5, since: 2025-02-01}, {rate: 3}]",
        "[{rate: 3, until: 2025-01-01, when: {kind: a}}, {rate: 5, since: 2025-02-01}]",
    ],
)
def test_no_gap(rates: str) -> None:
    rows = f"  users: {{rows: deals, sum: amount, date: on, rates: {rates}}}\n"
    assert load_programme(GOOD.replace(USERS, rows)).metrics["users"].label == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a programme file is a mapping"),
        ("- a\n- b", "a programme file is a mapping"),
        ("a: [1, 2", "this is no YAML"),
        ("a: b: c", "this is no YAML"),
        ("[" * 5000, "this is no YAML"),
        ("a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n" + "".join(
            f"c{i}: &c{i} [{', '.join([f'*{name}'] * 9)}]\n"
            for i, name in enumerate(["b", *(f"c{j}" for j in range(8))])), "without end"),
        ("x" * 1_000_001, "more than 1,000,000 characters"),
        ("? [a]\n: b", "a key must be a word"),
        ("a: \x00", "this is no YAML"),
    ],
)  # fmt: skip
def test_hostile_text(text: str, words: str) -> None:
    assert words in faults(text)[0]


def test_yaml_is_read_as_1_2() -> None:
    found = read_yaml(
        "a: NO\nb: on\nc: 1_000\nd: 2026-03-31\ne: 010\nf: '5'\ng: ~\nh: 1e3\ni: 03-01"
    )
    assert list(found.values()) == [
        "NO", "on", 1000, date(2026, 3, 31), 10, "5", None, 1000.0, "03-01",
    ]  # fmt: skip


def test_designations_and_for_each_are_written_out() -> None:
    text = f"""{HEAD}metrics:
  score_{{r}}: {{for_each: {{r: [emea, apac]}}, given: "{{r}}"}}
ladders:
  - ladder: tier_{{r}}
    for_each: {{r: [emea, apac]}}
    highest_of: tier
    cumulative: true
    tiers:
      - {{tier: low, requires: {{gate: invited}}}}
      - {{tier: high, requires: {{metric: "score_{{r}}", at_least: 5}}}}
  - ladder: areas
    kind: designations
    tiers:
      - {{tier: cloud, requires: {{holds: high, ladder: tier}}}}
      - {{tier: data, requires: {{holds: cloud, ladder: areas}}}}
benefits:
  - {{benefit: bonus, ladder: areas, tiers: [cloud, data]}}
"""
    programme = load_programme(text)
    assert list(programme.metrics) == ["score_emea", "score_apac"]
    assert programme.metrics["score_apac"].given == "apac"
    assert [ladder.ladder for ladder in programme.ladders] == [
        "tier_emea", "tier_apac", "areas.cloud", "areas.data", "tier",
    ]  # fmt: skip
    assert [t.tier for t in programme.ladders[0].tiers] == ["none", "low", "high"]
    assert programme.ladders[1].tiers[2].requires.model_dump(exclude_none=True) == {
        "all": ({"gate": "invited"}, {"metric": "score_apac", "at_least": 5.0})
    }
    assert programme.ladders[3].tiers[1].requires.ladder == "areas.cloud"
    assert [rule.ladder for rule in programme.benefits[0].requires.all[0].any] == [
        "areas.cloud", "areas.data",
    ]  # fmt: skip
    with pytest.raises(ProgrammeFaults, match="line 7: 'scores' has for_each but not"):
        load_programme(text.replace("  score_{r}:", "  scores:"))


def test_edit_changes_one_value_and_nothing_else() -> None:
    path = ("ladders", "tier", "tiers", "silver", "requires", "at_least")
    assert edit(GOOD, path, 15) == GOOD.replace("at_least: 10", "at_least: 15")
    assert edit(GOOD, ("version",), "2") == GOOD.replace('version: "1"', 'version: "2"')
    assert edit(GOOD, ("valid_from",), date(2027, 1, 1)) == GOOD.replace("2026-01-01", "2027-01-01")
    assert load_programme(edit(GOOD, path, 12.5)).ladders[0].tiers[1].requires.at_least == 12.5
    with pytest.raises(DefinitionError, match="there is no ladders"):
        edit(GOOD, ("ladders", "tier", "tiers", "bronze", "label"), "x")
    with pytest.raises(DefinitionError, match="is no single value"):
        edit(GOOD, ("ladders",), 1)


def test_dials_lead_to_every_number() -> None:
    text = GOOD.replace(
        "at_least: 10", "at_least: {by: bucket, values: {a: 9, b: 8}, otherwise: 7}"
    )
    found = dials(text)
    assert [(d.tier, d.metric, d.what, d.value, d.line) for d in found] == [
        ("", "users", "points", 2.0, 9),
        ("", "users", "max", 20.0, 9),
        ("silver", "users", "at_least by a", 9.0, 15),
        ("silver", "users", "at_least by b", 8.0, 15),
        ("silver", "users", "at_least by otherwise", 7.0, 15),
        ("gold", "users", "at_least", 20.0, 17),
    ]
    for dial in found:
        again = next(d for d in dials(edit(text, dial.path, 123)) if d.path == dial.path)
        assert again.value == 123
