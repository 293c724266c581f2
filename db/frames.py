"""Query results as pandas frames with true types, straight from the driver's cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Boolean, Connection, Date, Integer, Select, Table
from sqlalchemy.exc import IntegrityError

from db.engine import is_postgres

CHUNK = 5_000  # values of one IN (...): under the drivers' limits
ROWS_AT_ONCE = 20_000  # of a frame as Python objects
ROWS_A_STATEMENT, VALUES_A_STATEMENT = 50, 5_000


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


def insert_frame(
    connection: Connection,
    table: Table,
    frame: pd.DataFrame,
    order: NDArray[np.intp] | None = None,
    done: Callable[[float], None] | None = None,
    conflict: str = "",
) -> None:
    """Append a frame whose columns are the table's: COPY on PostgreSQL, INSERT of some rows at
    a time on SQLite. Only a part of it stands as Python objects at any time.

    Args:
        order: positions of the rows in the order in which they are to be written.
        done: is told the share that has been written, 0..1.
        conflict: for SQLite, what happens to rows that are there already.
    """
    columns = [str(name) for name in frame.columns]
    for start in range(0, len(frame), ROWS_AT_ONCE):
        end = min(start + ROWS_AT_ONCE, len(frame))
        part = frame.iloc[start:end] if order is None else frame.take(order[start:end])
        rows = _rows(part, not is_postgres(connection))
        _append(connection, table, columns, rows, conflict)
        if done is not None:
            done(end / len(frame))


def frame_rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Rows as plain Python values: dates as date, missing as None."""
    return _rows(frame, days_as_text=False)


def _rows(frame: pd.DataFrame, days_as_text: bool) -> list[tuple[Any, ...]]:
    columns = (_plain(frame[name], days_as_text) for name in frame.columns)
    return list(zip(*columns, strict=True))


def _plain(column: pd.Series, days_as_text: bool) -> list[Any]:
    if column.dtype.kind == "M":
        codes, days = pd.factorize(column.to_numpy("datetime64[D]"))
        plain = [day.isoformat() if days_as_text else day for day in days.tolist()]
        words = np.array([*plain, None], dtype=object)  # -1, a missing day, takes the last
        found: list[Any] = words[codes].tolist()
        return found
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub":
        return column.tolist()
    missing = column.isna()
    if not missing.any():
        return column.tolist()
    return column.astype(object).mask(missing, None).tolist()


def insert_rows(
    connection: Connection, table: Table, columns: list[str], rows: list[tuple[Any, ...]]
) -> None:
    """Append plain tuples; dates as date."""
    if not is_postgres(connection):
        rows = [tuple(map(_sqlite_value, row)) for row in rows]
    _append(connection, table, columns, rows)


def _append(
    connection: Connection, table: Table, columns: list[str], rows: list[tuple[Any, ...]],
    conflict: str = "",
) -> None:  # fmt: skip
    if not rows:
        return
    names = ", ".join(columns)
    driver: Any = connection.connection.driver_connection
    try:
        if is_postgres(connection):
            _copy(driver, f"COPY {table.name} ({names}) FROM STDIN", rows)
        else:
            start = f"INSERT INTO {table.name} ({names}) VALUES"
            _insert_some(driver, start, len(columns), rows, conflict)
    except connection.dialect.loaded_dbapi.IntegrityError as error:
        raise IntegrityError(f"insert into {table.name}", None, error) from error


def _insert_some(
    driver: Any, start: str, width: int, rows: list[tuple[Any, ...]], end: str
) -> None:
    """Fifty rows a statement take two thirds of the time that one row a statement takes."""
    some = max(1, min(ROWS_A_STATEMENT, VALUES_A_STATEMENT // width))
    row = f"({', '.join('?' * width)})"
    last = len(rows) - len(rows) % some
    values = (list(chain.from_iterable(rows[at : at + some])) for at in range(0, last, some))
    driver.executemany(f"{start} {', '.join([row] * some)} {end}", values)
    driver.executemany(f"{start} {row} {end}", rows[last:])


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
