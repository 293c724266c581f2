"""Accepted rows as the frame of the report."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Any

import numpy as np
import pandas as pd

from scorecard.ingest.amounts import round_half_even
from scorecard.ingest.fields import FieldType, fields_of
from scorecard.ingest.judge import Judged
from scorecard.ingest.kinds import LINES


def build_frame(judged: Judged, more: MappingOf[str, Any]) -> pd.DataFrame:
    """Columns as `UploadReport.rows` promises them, rows that no error keeps out."""
    good = slice(None) if not judged.findings.bad.any() else ~judged.findings.bad
    table = judged.table
    columns: dict[str, Any] = {"record": table.records[good], "line": table.lines[good]}
    for name, spec in fields_of(judged.kind).items():
        values = judged.values[name][good]
        if spec.type is FieldType.MONEY:
            continue
        if spec.type is FieldType.QUANTITY:
            milli = round_half_even(values, 1000)
            gaps = None if spec.required else judged.missing[name][good]
            columns[f"{name}_milli"] = milli if gaps is None else _with_gaps(milli, gaps)
        elif spec.type is FieldType.MONTH:
            columns[name] = _months(values)
        else:
            columns[name] = values
    for name, values in more.items():
        columns[name] = _nullable(judged, name, values)[good]
    series = {
        name: pd.Series(values, dtype=values.dtype, copy=False) for name, values in columns.items()
    }
    return pd.DataFrame(series, copy=False)  # texts stay Python objects: a missing one is None


def _months(days: np.ndarray) -> np.ndarray:
    months = days.astype("datetime64[M]").astype(np.int64)
    return (1970 + months // 12) * 100 + months % 12 + 1


def _nullable(judged: Judged, name: str, values: Any) -> Any:
    """Money that may be missing: Python integers and None instead of a false zero."""
    field_name = name.removesuffix("_minor").removesuffix("_e6")
    missing = judged.missing.get(field_name)
    if missing is None or field_name == name or _always(judged, field_name):
        return values
    return _with_gaps(values, missing)


def _with_gaps(values: Any, missing: Any) -> Any:
    objects = values.astype(object)
    objects[missing] = None
    return objects


def _always(judged: Judged, name: str) -> bool:
    spec = fields_of(judged.kind)[name]
    return spec.required or (judged.kind in LINES and name == "line_amount")
