"""`where` and `when`: which rows meet conditions on their cells. Empty cells leave it unknown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scorecard.programme.bounds import MET, NOT_MET, UNKNOWN, States, compared, known
from scorecard.programme.rows_metric import Condition, Scalar, Test
from scorecard.programme.schema import Programme
from scorecard.programme.table import FALSE, TRUE, Flags, Table, as_text

BOUNDS = ("at_least", "above", "at_most", "below")


def meets(table: Table, condition: Condition, programme: Programme) -> States:
    """The state of each row of the table."""
    state = np.full(table.n, MET)
    for column, wanted in condition.items():
        state = np.minimum(state, _column(table, column, wanted, programme))
    return state.astype(np.int8)


def _column(
    table: Table, column: str, wanted: Scalar | tuple[Scalar, ...] | Test, programme: Programme
) -> States:
    if isinstance(wanted, Test):
        return _tested(table, column, wanted, programme)
    values = wanted if isinstance(wanted, tuple) else (wanted,)
    return _state(is_among(table.text(column), values), table.text(column))


def _tested(table: Table, column: str, test: Test, programme: Programme) -> States:
    state = np.full(table.n, MET)
    for bound in BOUNDS:
        needed = getattr(test, bound)
        if needed is not None:
            found = compared(known(table.number(column)), bound, np.array([needed]))
            state = np.minimum(state, found)
    if test.since or test.until:
        state = np.minimum(state, _dated(table, column, test))
    cells = table.text(column)
    if test.among is not None:
        state = np.minimum(state, _state(is_among(cells, test.among), cells))
    if test.not_among is not None:
        state = np.minimum(state, _state(~is_among(cells, test.not_among), cells))
    if test.group is not None:
        state = np.minimum(state, _state(in_group(cells, test.group, programme), cells))
    if test.known is not None:
        there = cells != None  # noqa: E711 - element by element
        state = np.minimum(state, np.where(there == test.known, MET, NOT_MET))
    return state.astype(np.int8)


def _dated(table: Table, column: str, test: Test) -> States:
    days = table.day(column)
    inside = np.ones(table.n, dtype=bool)
    if test.since:
        inside &= days >= test.since.toordinal()
    if test.until:
        inside &= days < test.until.toordinal()
    return np.where(days == 0, UNKNOWN, np.where(inside, MET, NOT_MET)).astype(np.int8)


def _state(fits: Flags, cells: npt.NDArray[np.object_]) -> States:
    gone = cells == None  # noqa: E711 - element by element
    return np.where(gone, UNKNOWN, np.where(fits, MET, NOT_MET)).astype(np.int8)


def is_among(cells: npt.NDArray[np.object_], values: tuple[Scalar, ...]) -> Flags:
    """Whether each cell is one of the values; true, yes and 1 are the same, numbers are numbers."""
    texts = {word for value in values for word in _words(value)}
    numbers = {float(v) for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)}
    kinds = {cell for cell in set(cells) if cell is not None}
    fitting = {cell for cell in kinds if cell in texts or _number(cell) in numbers}
    return np.fromiter((cell in fitting for cell in cells), dtype=bool, count=len(cells))


def in_group(cells: npt.NDArray[np.object_], name: str, programme: Programme) -> Flags:
    """Whether each cell belongs to a group's value (`buckets.growth` or `growth`)."""
    group, _, value = name.rpartition(".")
    if not group:
        group = next(key for key, found in programme.groups.items()
                     if value in found.values or value == found.otherwise)  # fmt: skip
    found = programme.groups[group]
    inside = is_among(cells, tuple(found.values.get(value, ())))
    if value == found.otherwise:
        named = tuple(word for words in found.values.values() for word in words)
        inside |= ~is_among(cells, named)
    return inside


def _words(value: Scalar) -> tuple[str, ...]:
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return (as_text(value),)


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
