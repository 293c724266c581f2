"""The store: one object a process; every read takes a `Scope` first (see `db.reads`)."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import Connection, Engine, delete, insert, select

from db import reads
from db.audit import note
from db.engine import make_engine, reading, writing
from db.facts import PARTNER
from db.models import Setting
from db.rates import load_ecb
from db.readmodel import table_of
from db.schema import migrate, require_current
from scorecard.access import Role, Viewer
from scorecard.errors import NotFound
from scorecard.settings import ProgrammeSettings

SETTING = table_of(Setting)


class Store(reads.Reads):
    """Settings and life cycle of a store; its reads come from `db.reads.Reads`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str) -> Store:
        """A store whose schema is this program's.

        Raises:
            UserError: `bad_database_url`, `database_empty`, `store_older`, `store_newer`,
                `database_unreachable`, `database_locked`.
        """
        engine = make_engine(url)
        require_current(engine)
        return cls(engine)

    @classmethod
    def create(cls, url: str) -> Store:
        """Migrate the database to this program's schema, load exchange rates, and open it."""
        engine = make_engine(url)
        store = cls(engine)
        store.migrate()
        return store

    def migrate(self) -> list[str]:
        """Bring the schema up to date; returns read-model columns added (then rebuild)."""
        added = migrate(self.engine)
        with writing(self.engine) as connection:
            load_ecb(connection)
        return added

    def close(self) -> None:
        self.engine.dispose()

    def is_empty(self) -> bool:
        """True when nothing has been loaded yet: no partner."""
        with reading(self.engine) as connection:
            return connection.execute(select(PARTNER.c.partner_id).limit(1)).first() is None

    def settings(self, connection: Connection | None = None) -> ProgrammeSettings:
        """The programme's settings; what was never set has its default."""
        text = self._value("programme", connection)
        return ProgrammeSettings.model_validate(json.loads(text)) if text else ProgrammeSettings()

    def save_settings(self, viewer: Viewer, settings: ProgrammeSettings, at: datetime) -> None:
        """Keep the programme's settings (chief only).

        Another currency, fiscal year or as-of day asks for `db.rollups.rebuild` afterwards.
        """
        if viewer.role is not Role.CHIEF:
            raise NotFound("not_found", what="settings")
        with writing(self.engine) as connection:
            self._keep("programme", settings.model_dump_json(), connection)
            note(connection, viewer, at, "settings.save", "", settings.model_dump(mode="json"))
            self.bump_version(connection)

    def data_version(self, connection: Connection | None = None) -> int:
        """A number that grows with every change: part of every cache key."""
        return int(self._value("data_version", connection) or 0)

    def bump_version(self, connection: Connection) -> int:
        version = self.data_version(connection) + 1
        self._keep("data_version", str(version), connection)
        return version

    def as_of(self, today: date) -> date:
        """The day the numbers are for."""
        return self.settings().as_of or today

    def _value(self, key: str, connection: Connection | None) -> str | None:
        query = select(SETTING.c.value).where(SETTING.c.key == key)
        if connection is not None:
            return connection.scalar(query)
        with reading(self.engine) as own:
            return own.scalar(query)

    def _keep(self, key: str, value: str, connection: Connection) -> None:
        connection.execute(delete(SETTING).where(SETTING.c.key == key))
        connection.execute(insert(SETTING).values(key=key, value=value))
