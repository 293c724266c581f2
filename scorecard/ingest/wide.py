"""Months that stand side by side become one row a month."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scorecard.ingest.mapping import MONTH_HEADER, Wide
from scorecard.ingest.table import LONG, Column, Table


def wide_columns(
    names: Sequence[str], wide: Wide
) -> tuple[dict[int, str], tuple[int, ...], tuple[str, ...]]:
    """Find the month columns of a header.

    Returns:
        position -> month (`2026-07`, or `-07` where a year column gives the year), positions
        of all columns that unpivoting needs, and the headers the mapping names in vain.
    """
    pattern = re.compile(wide.pattern, re.I) if wide.pattern else MONTH_HEADER
    months: dict[int, str] = {}
    for place, name in enumerate(names):
        if wide.columns and name not in wide.columns:
            continue
        found = pattern.fullmatch(name.strip())
        month = _month(found.groupdict(), wide.year_column is not None) if found else None
        if month:
            months[place] = month
    gone = [name for name in wide.columns if name not in names]
    extra = list(months)
    if wide.year_column is not None:
        if wide.year_column in names:
            extra.append(list(names).index(wide.year_column))
        else:
            gone.append(wide.year_column)
    return months, tuple(extra), tuple(gone)


def unpivot(table: Table, months: MappingOf[int, str], wide: Wide, names: Sequence[str]) -> Table:
    """One row for each row and month column.

    A new row's record number is 1000 x its record + the number of its month column, so that it
    is unique and still tells where it came from.
    """
    places = list(months)
    rows = np.repeat(np.arange(len(table)), len(places))
    which = np.tile(np.arange(len(places)), len(table))
    long = table.take(rows)
    year = list(names).index(wide.year_column) if wide.year_column else None
    columns = dict(long.columns)
    columns[wide.field] = _months(long, [months[place] for place in places], which, year)
    columns[wide.value] = _values(table, places)
    return replace(
        long,
        records=long.records * LONG + which + 1,
        columns=columns,
        places={**table.places, wide.field: places[0], wide.value: places[0]},
        long_headers=Column(None, which, [names[place] for place in places]),
        long_fields=frozenset({wide.field, wide.value}),
    )


def _months(long: Table, months: Sequence[str], which: np.ndarray, year: int | None) -> Column:
    if year is None:
        return Column(None, which, list(months))
    years = long.extras[year]
    words = [year_text.strip() + month for year_text in years.words for month in months]
    return Column(None, years.codes * len(months) + which, words)


def _values(table: Table, places: Sequence[int]) -> Column:
    """The cells of all month columns, row by row, as one column."""
    words: list[str] = []
    codes = np.empty((len(table), len(places)), dtype=np.int64)
    for at, place in enumerate(places):
        column = table.extras[place]
        codes[:, at] = column.codes + len(words)
        words.extend(column.words)
    return Column(None, codes.reshape(-1), words)


def _month(groups: MappingOf[str, str | None], by_year: bool) -> str | None:
    month = groups.get("month") or groups.get("only")
    if not month or not 1 <= int(month) <= 12:
        return None
    if by_year:
        return f"-{int(month):02}"
    year = groups.get("year")
    return f"{year}-{int(month):02}" if year else None
