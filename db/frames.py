"""Query results as pandas frames with true types, straight from the driver's cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import MappingProxyType
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
    names = [str(name) for name in frame.columns]
    columns = _columns(frame, days_as_text=not is_postgres(connection))
    same = {} if is_postgres(connection) else _literals(names, columns)
    columns = [column for name, column in zip(names, columns, strict=True) if name not in same]
    with ThreadPoolExecutor(1) as writer:  # the database writes a block while the next is made
        under_way: Future[None] | None = None
        for number, block in enumerate(_blocks(columns, order)):
            if under_way is not None:
                under_way.result()
                if done is not None:
                    done(number * ROWS_AT_ONCE / len(frame))
            under_way = writer.submit(_append, connection, table, names, block, conflict, same)
        if under_way is not None:
            under_way.result()


def frame_rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Rows as plain Python values: dates as date, missing as None."""
    blocks = _blocks(_columns(frame, days_as_text=False), None)
    return [tuple(row) for block in blocks for row in block.tolist()]


def _literals(names: list[str], columns: list[NDArray[Any]]) -> dict[str, str]:
    """Columns with one value throughout (a batch's number, its currency, nothing at all) as SQL:
    written once a statement, not bound once a row. One column stays, so that rows have cells."""
    found = {}
    for name, column in zip(names[1:], columns[1:], strict=True):
        literal = _literal(column[0]) if len(column) else ""
        if literal and _is_one_value(column):
            found[name] = literal
    return found


def _literal(value: Any) -> str:
    """A whole number, nothing, or a plain word as SQL; "" for what has to be bound."""
    if value is None:
        return "NULL"
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return str(int(value))
    plain = isinstance(value, str) and len(value) <= 40 and value.isascii() and value.isalnum()
    return f"'{value}'" if plain else ""


def _is_one_value(column: NDArray[Any]) -> bool:
    first, some = column[0], column[:: len(column) // 50 + 1]
    if any(value is not first and value != first for value in some):
        return False
    if column.dtype.kind in "iub":
        return bool((column == first).all())
    return all(value is first or value == first for value in column)


def _columns(frame: pd.DataFrame, days_as_text: bool) -> list[NDArray[Any]]:
    """Integers as they are, everything else as Python objects: dates as date (or ISO text),
    missing as None."""
    return [_plain(frame[name], days_as_text) for name in frame.columns]


def _plain(column: pd.Series, days_as_text: bool) -> NDArray[Any]:
    if column.dtype.kind == "M":
        codes, days = pd.factorize(column.to_numpy("datetime64[D]"))
        plain = [day.isoformat() if days_as_text else day for day in days.tolist()]
        return np.array([*plain, None], dtype=object)[codes]  # -1, no day, takes the last
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub":
        return column.to_numpy()
    values: NDArray[Any] = column.to_numpy(dtype=object)
    missing = column.isna().to_numpy()
    if missing.any():
        values = values.copy()
        values[missing] = None
    return values


def _blocks(columns: list[NDArray[Any]], order: NDArray[np.intp] | None) -> Iterator[NDArray[Any]]:
    """Some rows at a time as an array of plain objects, one line a row."""
    n_rows = len(columns[0]) if columns else 0
    for start in range(0, n_rows, ROWS_AT_ONCE):
        end = min(start + ROWS_AT_ONCE, n_rows)
        chosen = slice(start, end) if order is None else order[start:end]
        block = np.empty((end - start, len(columns)), dtype=object)
        for place, column in enumerate(columns):
            block[:, place] = column[chosen]
        yield block


def insert_rows(
    connection: Connection, table: Table, columns: list[str], rows: list[tuple[Any, ...]]
) -> None:
    """Append plain tuples; dates as date."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        block = np.empty((len(some), len(columns)), dtype=object)
        for place, values in enumerate(zip(*some, strict=True)):
            block[:, place] = values if is_postgres(connection) else _days_as_text(values)
        _append(connection, table, columns, block)


def _append(
    connection: Connection, table: Table, columns: list[str], block: NDArray[Any],
    conflict: str = "", same: Mapping[str, str] = MappingProxyType({}),
) -> None:  # fmt: skip
    names = ", ".join(columns)
    cells = [same.get(name, "?") for name in columns]
    driver: Any = connection.connection.driver_connection
    try:
        if is_postgres(connection):
            _copy(driver, f"COPY {table.name} ({names}) FROM STDIN", block)
        else:
            _insert(driver, f"INSERT INTO {table.name} ({names}) VALUES", cells, block, conflict)
    except connection.dialect.loaded_dbapi.IntegrityError as error:
        raise IntegrityError(f"insert into {table.name}", None, error) from error


def _insert(driver: Any, start: str, cells: list[str], block: NDArray[Any], end: str) -> None:
    """Fifty rows a statement take two thirds of the time that one row a statement takes."""
    n_rows, width = block.shape
    some = max(1, min(ROWS_A_STATEMENT, VALUES_A_STATEMENT // width))
    last = n_rows - n_rows % some
    row = f"({', '.join(cells)})"
    many = block[:last].reshape(-1, some * width).tolist()
    driver.executemany(f"{start} {', '.join([row] * some)} {end}", many)
    driver.executemany(f"{start} {row} {end}", block[last:].tolist())


def _copy(driver: Any, statement: str, block: NDArray[Any]) -> None:
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in block.tolist():
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


def _days_as_text(values: tuple[Any, ...]) -> Sequence[Any]:
    """Days and times as ISO text; a column without any comes back as it is."""
    if not any(hasattr(kind, "isoformat") for kind in {*map(type, values)}):
        return values
    return [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
