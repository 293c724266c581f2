"""The fastest way into a database: the driver's executemany, or COPY. For generated data only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Table
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateIndex

Rows = Iterable[Sequence[Any]]


class Sink(Protocol):
    def insert(self, table: Table, columns: list[str], rows: Rows) -> None: ...
    def run(self, statement: str) -> None: ...
    def close(self) -> None: ...


class SqliteSink:
    """Foreign keys and the journal are off: a generator that is cut off starts again."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-262144"):
            self._connection.execute(f"PRAGMA {pragma}")

    def insert(self, table: Table, columns: list[str], rows: Rows) -> None:
        marks = ", ".join("?" * len(columns))
        self._connection.execute("BEGIN")
        self._connection.executemany(
            f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})", rows
        )
        self._connection.execute("COMMIT")

    def run(self, statement: str) -> None:
        self._connection.execute(statement)

    def close(self) -> None:
        self._connection.execute("ANALYZE")
        self._connection.close()


class PostgresSink:
    """COPY, with foreign keys unchecked."""

    def __init__(self, url: str) -> None:
        import psycopg

        plain = make_url(url).set(drivername="postgresql")
        self._connection = psycopg.connect(
            plain.render_as_string(hide_password=False), autocommit=True
        )
        self._connection.execute("SET session_replication_role = replica")

    def insert(self, table: Table, columns: list[str], rows: Rows) -> None:
        statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
        with (
            self._connection.transaction(),
            self._connection.cursor() as cursor,
            cursor.copy(statement.encode()) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def run(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def close(self) -> None:
        self._connection.execute("ANALYZE")
        self._connection.close()


def open_sink(url: str) -> Sink:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteSink(Path(str(parsed.database)))
    return PostgresSink(url)


def drop_indexes(sink: Sink, table: Table) -> None:
    for index in table.indexes:
        sink.run(f"DROP INDEX IF EXISTS {index.name}")


def create_indexes(sink: Sink, table: Table) -> None:
    for index in table.indexes:
        sink.run(str(CreateIndex(index)))
