"""The small programme, loaded once an engine and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store
from tests.conftest import ENGINES, Postgres, once
from tests.programme import load_small_programme


def _loaded(file: Path) -> None:
    store = Store.create(f"sqlite:///{file}")
    load_small_programme(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


@pytest.fixture(scope="session")
def programme_sqlite(run_folder: Path) -> Path:
    """A SQLite store with the small programme; copy it, never write to it."""
    return once(run_folder, "programme.db", _loaded)


@pytest.fixture(scope="session")
def programme_database(postgres: Postgres) -> str:
    """Name of a PostgreSQL database with the small programme, as a template."""
    database = postgres.migrated()
    store = Store.open(postgres.url(database))
    load_small_programme(store)
    store.close()
    return database


@pytest.fixture(params=ENGINES)
def programme_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a test's own store with the small programme, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("programme_sqlite")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'store.db')}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    database = server.new(request.getfixturevalue("programme_database"))
    yield server.url(database)
    server.drop(database)


@pytest.fixture
def loaded(programme_url: str) -> Iterator[Store]:
    """An open store with the small programme."""
    opened = Store.open(programme_url)
    yield opened
    opened.close()


@pytest.fixture
def batches(loaded: Store) -> dict[str, int]:
    """File name -> batch id of the small programme."""
    from tests.programme import CHIEF

    return {batch.file_name: batch.batch_id for batch in loaded.batches(CHIEF.scope)}
