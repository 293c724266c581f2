"""Query results as pandas frames with true types, straight from the driver's cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Boolean, Connection, Date, Integer, Select, Table
from sqlalchemy.exc import IntegrityError

from db.engine import is_postgres

CHUNK = 5_000  # values of one IN (...): under the drivers' limits


def read_frame(connection: Connection, query: Select[Any]) -> pd.DataFrame:
    """Run a select: int64 for integers (Int64 where some are missing), datetime64 for dates."""
    result = connection.execute(query)
    cursor = result.cursor
    assert cursor is not None
    rows = cursor.fetchall()
    result.close()
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in query.selected_columns]
    data = {
        column.key: _typed(values, column.type)
        for column, values in zip(query.selected_columns, columns, strict=True)
    }
    return pd.DataFrame(data)


def _typed(values: Sequence[Any], kind: Any) -> Any:
    if isinstance(kind, Boolean):
        return np.array([bool(value) for value in values], dtype=bool)
    if isinstance(kind, (BigInteger, Integer)):
        if None in values:
            return pd.array([None if v is None else int(v) for v in values], dtype="Int64")
        return np.array(values, dtype="int64")
    if isinstance(kind, Date):
        return pd.to_datetime(pd.Series(values, dtype="object"), format="%Y-%m-%d").astype(
            "datetime64[ns]"
        )
    return pd.Series(values, dtype="object")


def insert_frame(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    """Append a frame whose columns are the table's: COPY on PostgreSQL, executemany on SQLite."""
    rows = frame_rows(frame, days_as_text=not is_postgres(connection))
    _append(connection, table, list(frame.columns), rows)


def frame_rows(frame: pd.DataFrame, days_as_text: bool = False) -> list[tuple[Any, ...]]:
    """Rows as plain Python values: dates as date (or ISO text), missing as None."""
    columns = (_plain(frame[name], days_as_text) for name in frame.columns)
    return list(zip(*columns, strict=True))


def _plain(column: pd.Series, days_as_text: bool) -> list[Any]:
    if column.dtype.kind == "M":
        days = column.dt.strftime("%Y-%m-%d") if days_as_text else column.dt.date
        return [None if missing else day for day, missing in zip(days, column.isna(), strict=True)]
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub":
        return column.tolist()
    missing = column.isna()
    if not missing.any():
        return column.tolist()
    return [
        None if gone else value
        for value, gone in zip(column.tolist(), missing.tolist(), strict=True)
    ]


def insert_rows(
    connection: Connection, table: Table, columns: list[str], rows: list[tuple[Any, ...]]
) -> None:
    """Append plain tuples; dates as date."""
    if not is_postgres(connection):
        rows = [tuple(map(_sqlite_value, row)) for row in rows]
    _append(connection, table, columns, rows)


def _append(
    connection: Connection, table: Table, columns: list[str], rows: list[tuple[Any, ...]]
) -> None:
    if not rows:
        return
    names = ", ".join(columns)
    driver: Any = connection.connection.driver_connection
    try:
        if is_postgres(connection):
            _copy(driver, f"COPY {table.name} ({names}) FROM STDIN", rows)
        else:
            marks = ", ".join("?" * len(columns))
            driver.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
    except connection.dialect.loaded_dbapi.IntegrityError as error:
        raise IntegrityError(f"insert into {table.name}", None, error) from error


def _copy(driver: Any, statement: str, rows: list[tuple[Any, ...]]) -> None:
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def upsert_rows(
    connection: Connection, table: Table, columns: list[str], rows: list[tuple[Any, ...]]
) -> None:
    """Insert, or replace every named column where the primary key is there already."""
    if not rows:
        return
    if is_postgres(connection):
        from sqlalchemy.dialects.postgresql import insert as dialect_insert
    else:
        from sqlalchemy.dialects.sqlite import insert as dialect_insert  # type: ignore[assignment]
    statement = dialect_insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    connection.execute(statement, [dict(zip(columns, row, strict=True)) for row in rows])


def chunks(values: Sequence[int]) -> list[list[int]]:
    """Split ids for `IN (...)`."""
    ids = [int(value) for value in values]
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]


def _sqlite_value(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
