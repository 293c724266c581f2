"""Who may look at what: the users of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from db.audit import note
from db.engine import reading, writing
from db.facts import PARTNER
from db.models import Distributor, User
from db.readmodel import table_of
from db.store import Store
from scorecard.access import Role, Scope, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.i18n.catalogue import LANGUAGES
from scorecard.ids import stable_id

USER = table_of(User)
DISTRIBUTOR = table_of(Distributor)


@dataclass(frozen=True)
class Person:
    """A user as the admin page shows it; `subject` is an owner, distributor or partner code."""

    email: str
    name: str
    role: Role
    subject: str
    active: bool
    language: str | None = None  # "": as the browser says; None: as it is


def viewer_of(store: Store, email: str) -> Viewer | None:
    """The active user with this e-mail (lower case), with the scope of its role."""
    query = select(USER).where(USER.c.email == email, USER.c.active)
    with reading(store.engine) as connection:
        found = connection.execute(query).mappings().first()
    if found is None:
        return None
    scope = Scope(
        Role(found["role"]),
        owner=found["owner"],
        distributor_id=found["distributor_id"],
        partner_id=found["partner_id"],
    )
    return Viewer(found["email"], found["name"], scope, found["language"])


def list_users(store: Store, scope: Scope) -> list[Person]:
    """All users, by name; none for anybody but a chief."""
    if scope.role is not Role.CHIEF:
        return []
    query = (
        select(USER, DISTRIBUTOR.c.distributor_code, PARTNER.c.partner_code)
        .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == USER.c.distributor_id)
        .outerjoin(PARTNER, PARTNER.c.partner_id == USER.c.partner_id)
        .order_by(USER.c.name, USER.c.email)
    )
    with reading(store.engine) as connection:
        rows = connection.execute(query).mappings().all()
    return [
        Person(
            row["email"], row["name"], Role(row["role"]),
            row["owner"] or row["distributor_code"] or row["partner_code"] or "", row["active"],
            row["language"],
        )
        for row in rows
    ]  # fmt: skip


def save_user(store: Store, viewer: Viewer, person: Person, *, at: datetime) -> None:
    """Add a user, or change the one with this e-mail (chief only).

    Raises:
        NotFound: the viewer is no chief.
        UserError: `bad_email`, `needs_subject`, `unknown_subject`, `unknown_language`,
            `last_chief`.
    """
    _chief_only(viewer)
    email = person.email.strip().lower()
    if "@" not in email or len(email) > 320 or not person.name.strip():
        raise UserError("bad_email", email=person.email)
    with writing(store.engine) as connection:
        values = {
            "name": person.name.strip(),
            "role": person.role.value,
            "active": person.active,
            **_subject(connection, person.role, person.subject.strip()),
            **_language(person.language),
        }
        if person.role is not Role.CHIEF or not person.active:
            _keep_a_chief(connection, email)
        query = update(USER).where(USER.c.email == email).values(**values)
        if connection.execute(query).rowcount == 0:
            user_id = stable_id("user", email)
            new = {"user_id": user_id, "email": email, "language": "", **values}
            connection.execute(insert(USER).values(**new))
        note(connection, viewer, at, "user.save", email, _told(person))


def _language(wish: str | None) -> dict[str, str]:
    if wish and wish not in LANGUAGES:
        raise UserError("unknown_language", language=wish, languages=", ".join(LANGUAGES))
    return {} if wish is None else {"language": wish}


def _keep_a_chief(connection: Connection, email: str) -> None:
    """Refuse to take the last active chief away: nobody could undo it in the app."""
    chiefs = select(USER.c.email).where(USER.c.role == Role.CHIEF.value, USER.c.active)
    if connection.execute(chiefs).scalars().all() == [email]:
        raise UserError("last_chief", email=email)


def _told(person: Person) -> dict[str, Any]:
    return {"role": person.role.value, "subject": person.subject, "active": person.active}


def _subject(connection: Connection, role: Role, subject: str) -> dict[str, Any]:
    found: dict[str, Any] = {"owner": None, "distributor_id": None, "partner_id": None}
    if role is Role.CHIEF:
        return found
    if not subject:
        raise UserError("needs_subject", role=role.value)
    if role is Role.MANAGER:
        return found | {"owner": subject}
    table, code, key = (
        (DISTRIBUTOR, "distributor_code", "distributor_id")
        if role is Role.DISTRIBUTOR
        else (PARTNER, "partner_code", "partner_id")
    )
    known = connection.scalar(select(table.c[key]).where(table.c[code] == subject))
    if known is None:
        raise UserError("unknown_subject", subject=subject)
    return found | {key: known}


def note_refused(store: Store, viewer: Viewer, page: str, *, at: datetime) -> None:
    """Keep in the audit log that somebody asked for what is not for them."""
    with writing(store.engine) as connection:
        note(connection, viewer, at, "page.refused", page)


def _chief_only(viewer: Viewer) -> None:
    if viewer.role is not Role.CHIEF:
        raise NotFound("not_found", what="users")
