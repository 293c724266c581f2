"""Versions of the programme: saved with author, day and reason; none is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, func, insert, select

from db.audit import note
from db.engine import reading, writing
from db.programme_models import ProgrammeVersion, TierReview
from db.readmodel import table_of
from db.refresh import refresh_day
from db.store import Store
from scorecard.access import Role, Scope, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.programme.loading import load_programme
from scorecard.programme.schema import Programme
from scorecard.programme.shipped import default_programme

VERSION = table_of(ProgrammeVersion)
REVIEW = table_of(TierReview)
BUILT_IN = 0  # version_id of the programme that comes with the product


@dataclass(frozen=True)
class SavedVersion:
    """A version as people see it in a list; `text` is the file."""

    version_id: int
    programme: str
    version: str
    valid_from: date
    saved_at: datetime
    saved_by: str
    reason: str
    text: str


@dataclass(frozen=True)
class Ruling:
    """A programme and the days it rules: from its `valid_from` to the next one's."""

    version_id: int
    programme: Programme


@lru_cache(maxsize=32)
def _loaded(text: str) -> Programme:
    return load_programme(text)


def list_versions(store: Store, scope: Scope) -> list[SavedVersion]:
    """All versions, the newest first; none for a distributor or partner."""
    if scope.role not in (Role.CHIEF, Role.MANAGER):
        return []
    columns = [VERSION.c[name] for name in SavedVersion.__dataclass_fields__]
    query = select(*columns).order_by(VERSION.c.valid_from.desc())
    with reading(store.engine) as connection:
        return [SavedVersion(*row) for row in connection.execute(query)]


def rulings(connection: Connection) -> list[Ruling]:
    """Every version in the order of its days; the built-in one where none was saved."""
    query = select(VERSION.c.version_id, VERSION.c.text).order_by(VERSION.c.valid_from)
    kept = [Ruling(int(row[0]), _loaded(row[1])) for row in connection.execute(query)]
    return kept or [Ruling(BUILT_IN, default_programme())]


def ruling_on(found: list[Ruling], day: date) -> Ruling:
    """The version that rules a day; before the first version the first one does."""
    ruling = [one for one in found if one.programme.valid_from <= day]
    return ruling[-1] if ruling else found[0]


def saved_on(connection: Connection) -> date | None:
    """The day on which the last version was saved; None: there is none."""
    last = connection.scalar(select(func.max(VERSION.c.saved_at, type_=VERSION.c.saved_at.type)))
    return None if last is None else last.date()


def programme_on(store: Store, day: date) -> Programme:
    """The programme that rules a day. It holds no partner's data, so it takes no scope."""
    with reading(store.engine) as connection:
        return ruling_on(rulings(connection), day).programme


def save_version(
    store: Store, viewer: Viewer, text: str, *, reason: str, at: datetime, materialise: bool = True
) -> int:
    """Keep a programme file as the version that rules from its `valid_from` on (chief only).

    Scores and reviews that were recorded keep the version they were made by.

    Args:
        materialise: bring scores up to date at once; else the next `rollups.freshen` does.

    Raises:
        NotFound: the viewer is no chief.
        UserError: `programme_wrong` with every fault, `reason_missing`, `version_not_later`,
            `version_known`, `version_reviewed`.
    """
    if viewer.role is not Role.CHIEF:
        raise NotFound("not_found", what="programme")
    programme = load_programme(text)
    if not reason.strip():
        raise UserError("reason_missing")
    with writing(store.engine) as connection:
        _refuse_past(connection, programme)
        version_id = int(connection.scalar(select(func.max(VERSION.c.version_id))) or 0) + 1
        connection.execute(
            insert(VERSION).values(version_id=version_id, **_row(programme, text, viewer, at),
                                   reason=reason.strip())
        )  # fmt: skip
        told = {"version": programme.version, "valid_from": programme.valid_from.isoformat()}
        note(connection, viewer, at, "programme.save", programme.programme, told)
        if materialise:  # scores by its cards
            refresh_day(connection, store.settings(connection), at.date())
        store.bump_version(connection)
    return version_id


def _row(programme: Programme, text: str, viewer: Viewer, at: datetime) -> dict[str, Any]:
    return {
        "programme": programme.programme, "version": programme.version,
        "valid_from": programme.valid_from, "text": text, "saved_at": at, "saved_by": viewer.who,
    }  # fmt: skip


def _refuse_past(connection: Connection, programme: Programme) -> None:
    """What was decided stays decided: a version begins after the last one and the last review."""
    day = programme.valid_from
    same = select(VERSION.c.version_id).where(VERSION.c.version == programme.version)
    if connection.scalar(same) is not None:
        raise UserError("version_known", version=programme.version)
    last = connection.scalar(select(func.max(VERSION.c.valid_from)))
    if last is not None and day <= last:
        raise UserError("version_not_later", day=day, last=last)
    reviewed = connection.scalar(select(func.max(REVIEW.c.reviewed_on)))
    if reviewed is not None and day <= reviewed:
        raise UserError("version_reviewed", day=day, last=reviewed)
