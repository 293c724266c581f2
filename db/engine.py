"""Engines for SQLite and PostgreSQL that behave alike: short waits, whole transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from scorecard.errors import UserError

PAGE_BYTES = 8192
BUSY_SECONDS = 5
ONE_WRITER = 727374  # key of the advisory lock that makes writers wait for each other
DIALECTS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://...`; nothing is opened yet.

    Raises:
        UserError: `bad_database_url` when the URL is neither.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    return create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 10})


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise UserError("bad_database_url", url=url) from error
    backend = parsed.drivername.split("+")[0]
    if backend not in DIALECTS:
        raise UserError("bad_database_url", url=parsed.render_as_string(hide_password=True))
    return parsed.set(drivername=DIALECTS[backend])


def _sqlite_engine(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        folder = Path(url.database).resolve().parent
        if not folder.is_dir():
            raise UserError("database_folder_missing", folder=folder)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy shall begin transactions, not the driver, so that a write can begin as one.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    # For a new store: files of a million lines land in two thirds of the usual size's time.
    cursor.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reads; a database that cannot be reached is one clear sentence."""
    with _explained(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: all of it lands or nothing. Writers wait for each other."""
    writer = engine.execution_options(writes=True)
    with _explained(engine), writer.connect() as connection, connection.begin():
        if is_postgres(connection):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_WRITER})")
        yield connection


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise _as_user_error(engine, error) from error


def _as_user_error(engine: Engine, error: DBAPIError) -> UserError:
    text = str(error.orig)
    name = engine.url.render_as_string(hide_password=True)
    if "locked" in text:
        return UserError("database_locked", url=name, seconds=BUSY_SECONDS)
    if "no such table" in text:
        return UserError("database_empty", url=name)
    if "full" in text:
        return UserError("database_disk_full", url=name)
    return UserError("database_unreachable", url=name, detail=text.strip().splitlines()[0])


def is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
