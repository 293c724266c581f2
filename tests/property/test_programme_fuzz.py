"""Whatever stands in a programme file or in METRICS.csv: it is taken, or its faults are told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scorecard.errors import UserError
from scorecard.programme.faults import Fault, ProgrammeFaults
from scorecard.programme.loading import load_programme
from scorecard.programme.located import read_yaml
from scorecard.programme.metrics_file import read_metrics
from scorecard.programme.trial import read_table, trial_book, tried

FOLDER = Path(__file__).parents[2] / "docs" / "programmes"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))]
TREES = [json.loads(json.dumps(read_yaml(text), default=str)) for text in TEXTS]
ODD: Any = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.just(1e308), st.just(10**400),
    st.text(max_size=5),
    st.just([]), st.just({}), st.just({"for_each": {"r": ["a"]}}), st.just({"for_each": 3}),
    st.just([[]]), st.just({"all": []}), st.just({"metric": "x", "at_least": "y"}),
    st.sampled_from(["none", "{region}", "a + b", "tier", "score_{region}", "2026-02-30", "gold"]),
    st.just({"rows": "x", "seats": {"a": {"people": 1, "where": {"b": {}}}}}),
    st.just({"holds": "gold", "ladder": "tier"}), st.just({"holds": 3, "ladder": []}), st.just("a"),
    st.just(["a"]), st.just({"some": 1, "designations": "areas"}),
)  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [path, *(found for key, value in inner for found in places(value, (*path, key)))]


def put(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = put(node[path[0]], path[1:], value)
    return copy


@st.composite
def damaged(draw: Any) -> str:
    tree = draw(st.sampled_from(TREES))
    for _ in range(draw(st.integers(1, 3))):
        tree = put(tree, draw(st.sampled_from(places(tree))), draw(ODD))
    return json.dumps(tree)


def taken_or_told(text: str) -> None:
    try:
        programme = load_programme(text)
    except ProgrammeFaults as error:
        told: tuple[Fault, ...] = error.faults
    else:
        told = (Fault(1, "taken"),)
        tried(
            programme, trial_book(read_metrics("partner\nA\n", programme), {}), {}, date(2026, 7, 1)
        )
    assert told
    assert all(fault.line >= 1 and fault.wrong for fault in told)


quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(damaged())
@settings(quick, max_examples=150)
def test_damaged_programmes(text: str) -> None:
    taken_or_told(text)


@given(st.sampled_from(TEXTS), st.data())
@settings(quick, max_examples=60)
def test_lines_lost_doubled_or_swapped(text: str, data: Any) -> None:
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at, to = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        lines[at : at + 1] = data.draw(
            st.sampled_from([[], [lines[at]] * 2, [lines[to]], ["  - x"]])
        )
        if not lines:
            break
    taken_or_told("\n".join(lines))


@given(st.text(max_size=60))
@example("a: !!python/object:os.system {}")
@example("a: !!binary x")
@example("%YAML 9.9\n---\na: 1")
@example("--- a\n--- b")
@settings(quick, max_examples=150)
def test_any_text(text: str) -> None:
    taken_or_told(text)


CELLS = st.one_of(
    st.sampled_from(["", "A", "users", "gold", "true", "1", "1e5", "nan", "-0", "2026-01-31", "DE",
                     "none", '"', "'", "\x00", "partner"]),
    st.text(max_size=4),
)  # fmt: skip
HUBSPOT = load_programme(next(text for text in TEXTS if "HubSpot solutions" in text))


@given(
    st.lists(st.sampled_from(["partner", "metric", "value", "on", "certifications", "invited",
                              "country", "signed_on", "previous_tier", "tenure_days"]),
             max_size=6),
    st.lists(st.lists(CELLS, max_size=6), max_size=4), st.sampled_from([",", ";", "\t"]),
)  # fmt: skip
@settings(quick, max_examples=250)
def test_any_metrics_file(header: list[str], rows: list[list[str]], separator: str) -> None:
    text = "\n".join(separator.join(cells) for cells in [header, *rows])
    told = "taken"
    try:
        found = read_metrics(text, HUBSPOT)
        book = trial_book(found, {"revenue": read_table(text, "x")})
        tried(HUBSPOT, book, found.held, date(2026, 7, 1))
    except UserError as error:
        told = error.code
    assert told in ("taken", "metrics_line", "rows_column", "rows_cell")
