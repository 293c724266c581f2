"""The schema's version: migrate a store up, refuse one that is newer than this program."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from db.engine import is_postgres, reading
from db.readmodel import add_missing_columns, attach_columns, missing_columns
from scorecard.errors import UserError

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent / "migrations"
_REVISION = re.compile(r'^(revision|down_revision)\b.*?= (?:"(\w+)"|None)$', re.M)


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config  # a quarter of a second that only migrating needs

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def known_revisions() -> tuple[str, ...]:
    """Revisions of this program's migrations, the newest first."""
    after = {}
    for file in (_FOLDER / "versions").glob("*.py"):
        named = dict(_REVISION.findall(file.read_text(encoding="utf-8")))
        after[named["down_revision"]] = named["revision"]
    found, at = [], after.get("")
    while at is not None:
        found.append(at)
        at = after.get(at)
    return tuple(reversed(found))


def migrate(engine: Engine) -> list[str]:
    """Bring a store to this program's schema; returns read-model columns that were added.

    Raises:
        UserError: `store_newer` when it was written by a newer program, `database_foreign`
            when the database holds other tables than ours.
    """
    with reading(engine) as connection:
        _refuse_foreign(connection)
        connection.rollback()
        # Batch operations on a parent table with foreign keys on would delete its children.
        _set_foreign_keys(connection, "OFF")
        try:
            with connection.execution_options(writes=True).begin():
                from alembic import command

                command.upgrade(_config(connection), "head")
                attach_columns()
                added = add_missing_columns(connection)
                _check_foreign_keys(connection)
        finally:
            _set_foreign_keys(connection, "ON")
    return added


def _set_foreign_keys(connection: Connection, state: str) -> None:
    if not is_postgres(connection):
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys = {state}")


def _refuse_foreign(connection: Connection) -> None:
    current = _current(connection)
    if current is not None and current not in known_revisions():
        raise UserError("store_newer", revision=current)
    tables = set(inspect(connection).get_table_names())
    if current is None and tables:
        raise UserError("database_foreign", tables=", ".join(sorted(tables)[:3]))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _check_foreign_keys(connection: Connection) -> None:
    if is_postgres(connection):
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise UserError("migration_broke_keys", rows=len(broken))


def require_current(engine: Engine) -> None:
    """Raise unless the store has exactly this program's schema.

    Raises:
        UserError: `database_empty` (run init), `store_older` (run init), `store_newer`.
    """
    with reading(engine) as connection:
        current = _current(connection)
        incomplete = current is not None and bool(missing_columns(connection))
    name = engine.url.render_as_string(hide_password=True)
    if current is None:
        raise UserError("database_empty", url=name)
    if current not in known_revisions():
        raise UserError("store_newer", revision=current)
    if current != known_revisions()[0] or incomplete:
        raise UserError("store_older", url=name)
    attach_columns()
