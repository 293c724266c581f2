"""What is known of partners on a day, as the tier engine asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

from scorecard.programme import change_days
from scorecard.programme.bounds import MET, NOT_MET, UNKNOWN, Bounds, States, known, unknown
from scorecard.programme.counting import counted_on, measured
from scorecard.programme.dated import Dated, Objects
from scorecard.programme.metrics import AttributeMetric, Metric
from scorecard.programme.rows import Rows, prepared
from scorecard.programme.rows_metric import RowsMetric
from scorecard.programme.schema import Programme
from scorecard.programme.table import FALSE, TRUE, Table, as_text

__all__ = ["Book", "Bounds", "RowsBook"]

KEPT = 600  # metrics and days kept: at 10,000 partners 160 KB each
GIVEN = ("partner", "name", "value", "on")


class Book(Protocol):
    """All that the engine asks. Arrays have one entry a partner, in the order of `partners`."""

    partners: pd.Index

    def metric(self, name: str, metric: Metric, day: date, programme: Programme) -> Bounds | None:
        """Lowest and highest possible value. None: nothing is given of a metric that is computed
        (formula, points, index, rank) from others."""
        ...

    def attribute(self, name: str, day: date) -> Objects:
        """Text, None where unknown. `signed_on` as date."""
        ...

    def gate(self, name: str, day: date, default: bool | None = False) -> States:
        """Decisions as `bounds.MET`, `NOT_MET`, `UNKNOWN`; `default` where there is none."""
        ...

    def days(self, start: date, end: date, programme: Programme) -> list[date]:
        """Days, start and end inside, on which anything may change for the programme."""
        ...

    def evidence(
        self, metric: RowsMetric, day: date, programme: Programme, partner: object
    ) -> pd.DataFrame:
        """The rows that decide a partner's value on a day; see `RowsBook.evidence`."""
        ...


class RowsBook:
    """A book of frames in memory.

    Args:
        attributes: indexed by partner; columns country, region, partner_type, signed_on ...
        values: given values of metrics: partner, metric, value and, where wanted, `on`, the day
            from which it is known. They win over what rows would say. An empty value: unknown.
        rows: dated rows by table; a table that is there is complete: no rows means none. A table
            that is not there is unknown.
        gates: decisions: partner, gate, value and, where wanted, `on`.
        dated_attributes: attributes that change: partner, attribute, value, on.
    """

    def __init__(
        self,
        attributes: pd.DataFrame,
        values: pd.DataFrame | None = None,
        rows: Mapping[str, pd.DataFrame] | None = None,
        gates: pd.DataFrame | None = None,
        dated_attributes: pd.DataFrame | None = None,
    ) -> None:
        self.partners = attributes.index
        self.attributes = attributes
        self.given = self._dated(values, "metric")
        self.gates = self._dated(gates, "gate")
        self.changing = self._dated(dated_attributes, "attribute")
        self.tables = {name: Table(name, frame, self.partners)
                       for name, frame in (rows or {}).items()}  # fmt: skip
        self._columns: dict[str, Objects] = {}
        self._days: dict[str, set[int]] = {}
        self._prepared: dict[str, Rows] = {}
        self._measured: dict[tuple[str, date], Bounds] = {}

    def _dated(self, frame: pd.DataFrame | None, name: str) -> Dated:
        empty = pd.DataFrame(columns=list(GIVEN))
        renamed = empty if frame is None else frame.rename(columns={name: "name"})
        return Dated(renamed, self.partners)

    @property
    def n(self) -> int:
        return len(self.partners)

    def metric(self, name: str, metric: Metric, day: date, programme: Programme) -> Bounds | None:
        """
        Raises:
            UserError: `rows_column` or `rows_cell`, when a table does not fit the metric.
        """
        if name not in self.given:
            return self.computed(name, metric, day, programme)
        numbers, said = self.given.numbers(name, day)
        given = known(numbers)
        if said.all():
            return given
        other = self.computed(name, metric, day, programme) or unknown(self.n)
        return np.where(said, given[0], other[0]), np.where(said, given[1], other[1])

    def computed(self, name: str, metric: Metric, day: date, programme: Programme) -> Bounds | None:
        """A metric for which no value is given. None: the engine computes it from others."""
        if isinstance(metric, RowsMetric):
            return self.from_rows(metric, day, programme)
        if isinstance(metric, AttributeMetric):
            return self._number(metric.attribute, day)
        return None if metric.__class__.__name__ in ENGINES else unknown(self.n)

    def from_rows(self, metric: RowsMetric, day: date, programme: Programme) -> Bounds:
        if metric.rows not in self.tables:
            return unknown(self.n)
        key = row_key(metric, programme)
        if (key, day) not in self._measured:
            rows = self._rows_of(metric, programme, key)
            if len(self._measured) >= KEPT:
                self._measured.pop(next(iter(self._measured)))
            found = measured(rows, metric, day, programme.fiscal_year_start, self.n)
            self._measured[key, day] = found
        return self._measured[key, day]

    def _rows_of(self, metric: RowsMetric, programme: Programme, key: str) -> Rows:
        if key not in self._prepared:
            self._prepared[key] = prepared(self.tables[metric.rows], metric, programme)
        return self._prepared[key]

    def evidence(
        self, metric: RowsMetric, day: date, programme: Programme, partner: object
    ) -> pd.DataFrame:
        """The rows that decide a partner's value on a day.

        Returns:
            Rows of the table as they are, with `counts` (False: it may count, something is not
            known), `low` and `high` (what it adds); empty where the table is not there.
        """
        if metric.rows not in self.tables:
            return pd.DataFrame(columns=["counts", "low", "high"])
        found = self._rows_of(metric, programme, row_key(metric, programme))
        found = found[found.partner == self.partners.get_indexer(pd.Index([partner]))[0]]
        found = counted_on(found, metric, day, programme.fiscal_year_start)
        shown = self.tables[metric.rows].frame.iloc[found.place]
        worth = {"counts": found.state == MET, "low": found.low, "high": found.high}
        return shown.assign(**worth).reset_index(drop=True)

    def _number(self, name: str, day: date) -> Bounds:
        if name == "tenure_days" and not self._has(name):
            return self._tenure(day)
        if name in self.changing:
            return known(self.changing.numbers(name, day)[0])
        if name not in self.attributes:
            return unknown(self.n)
        return known(pd.to_numeric(self.attributes[name], errors="coerce").to_numpy(float))

    def _tenure(self, day: date) -> Bounds:
        signed = pd.to_datetime(pd.Series(self.attribute("signed_on", day)), errors="coerce")
        return known((pd.Timestamp(day) - signed).dt.days.to_numpy(dtype=float))

    def _has(self, name: str) -> bool:
        return name in self.attributes or name in self.changing

    def attribute(self, name: str, day: date) -> Objects:
        found = np.full(self.n, None, dtype=object)
        if name in self.attributes:
            found = self._column(name)
        if name in self.changing:
            values, said = self.changing.values(name, day)
            found = np.where(said, values, found)
        return found

    def _column(self, name: str) -> Objects:
        if name not in self._columns:
            found = np.empty(self.n, dtype=object)
            found[:] = [_cell(value) for value in self.attributes[name].to_numpy(dtype=object)]
            self._columns[name] = found
        return self._columns[name]

    def gate(self, name: str, day: date, default: bool | None = False) -> States:
        fallback = UNKNOWN if default is None else MET if default else NOT_MET
        if name not in self.gates:
            return np.full(self.n, fallback)
        values, said = self.gates.values(name, day)
        found = np.array([_decision(value) for value in values], dtype=np.int8)
        return np.where(said, found, fallback).astype(np.int8)

    def days(self, start: date, end: date, programme: Programme) -> list[date]:
        found = self.given.days | self.gates.days | self.changing.days
        for metric in programme.metrics.values():
            if isinstance(metric, RowsMetric) and metric.rows in self.tables:
                found |= self._change_days(metric, programme)
                found |= change_days.of_periods(metric, start, end)
        found |= change_days.of_tenure(programme, start, end)
        first, last = start.toordinal(), end.toordinal()
        return [date.fromordinal(day) for day in sorted(found) if first <= day <= last]

    def _change_days(self, metric: RowsMetric, programme: Programme) -> set[int]:
        key = row_key(metric, programme)
        if key not in self._days:
            self._days[key] = change_days.of_rows(self.tables[metric.rows], metric)
        return self._days[key]


ENGINES = {"FormulaMetric", "PointsMetric", "IndexMetric", "RankMetric"}


def row_key(metric: RowsMetric, programme: Programme) -> str:
    """Equal for metrics that count the same rows alike, whatever they are called."""
    shown = metric.model_dump_json(exclude={"label", "unit"}, exclude_defaults=True)
    fx = programme.fx if metric.currency else {}
    groups = programme.groups if '"group"' in shown else {}
    return f"{shown}|{programme.fiscal_year_start}|{programme.currency}|{fx}|{groups}"


def _cell(value: object) -> object:
    if value is None or value == "" or pd.isna(value):  # type: ignore[call-overload]
        return None
    return value if isinstance(value, date) else as_text(value)


def _decision(value: object) -> np.int8:
    word = as_text(value).lower() if value is not None else ""
    return MET if word in TRUE else NOT_MET if word in FALSE else UNKNOWN
