"""Pages run in process against a small store: the templates' rows, one user a role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from db import uploads
from db.people import Person, save_user
from db.store import Store
from pages.ui.config import app_settings
from scorecard.access import EVERYTHING, Role, Viewer
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.template import template_csv
from scorecard.settings import ProgrammeSettings
from tests.conftest import once

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 2, 10)
AT = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
CHIEF = Viewer("test", "Test", EVERYTHING)
SENDER = "D-PL-01"
PEOPLE = {
    Role.CHIEF: Person("chief@example.com", "Chief", Role.CHIEF, "", True),
    Role.MANAGER: Person("owner@example.com", "A. Owner", Role.MANAGER, "A. Owner", True),
    Role.DISTRIBUTOR: Person("pos@example.com", "Sender", Role.DISTRIBUTOR, SENDER, True),
    Role.PARTNER: Person("partner@example.com", "Partner", Role.PARTNER, "P-0001", True),
}


def send(store: Store, kind: FileKind, content: bytes, name: str, sender: str | None) -> int | None:
    report = uploads.prepare(
        store, CHIEF, kind=kind, data=content, file_name=name, sender=sender, as_of=AS_OF
    )
    assert report.n_rejected == 0, report.issues
    return uploads.land(store, CHIEF, report, content, landed_at=AT).batch_id


def _small(file: Path) -> None:
    store = Store.create(f"sqlite:///{file}")
    settings = ProgrammeSettings(programme_name="Test programme", as_of=AS_OF)
    store.save_settings(CHIEF, settings, AT)
    for kind in FileKind:
        sender = SENDER if kind is FileKind.SELL_THROUGH else None
        send(store, kind, template_csv(kind), f"{kind.value}.csv", sender)
    for person in PEOPLE.values():
        save_user(store, CHIEF, person, at=AT)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


@pytest.fixture(scope="session")
def small_sqlite(run_folder: Path) -> Path:
    """A store with the templates' rows; copy it, never write to it."""
    return once(run_folder, "small.db", _small)


@pytest.fixture
def small_url(small_sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(small_sqlite, tmp_path / 'small.db')}"


@pytest.fixture
def small_store(small_url: str) -> Store:
    """The store the app of this test looks at."""
    return Store.open(small_url)


OpenApp = Callable[..., AppTest]


@pytest.fixture
def open_app(small_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenApp]:
    """`open_app(role)` gives the app as that role's user sees it; extra names are settings."""
    monkeypatch.setenv("SCORECARD_DATABASE_URL", small_url)

    def clear() -> None:
        app_settings.cache_clear()
        st.cache_resource.clear()
        st.cache_data.clear()

    def opened(role: Role | None = Role.CHIEF, **variables: str) -> AppTest:
        if role is not None:
            monkeypatch.setenv("SCORECARD_LOCAL_USER", PEOPLE[role].email)
        for name, value in variables.items():
            monkeypatch.setenv(f"SCORECARD_{name.upper()}", value)
        clear()
        return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)

    yield opened
    clear()  # the next test must not see this one's user


def texts(app: AppTest) -> str:
    """Everything the page says, as one text."""
    kinds = (app.html, app.markdown, app.error, app.warning, app.success, app.info, app.subheader)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def go(app: AppTest, page: str, /, **query: str) -> AppTest:
    """Open a page as its link would."""
    app.run()
    app.switch_page(f"pages/{page}.py")
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()
