"""The queue of resellers nobody has matched yet, and the decisions on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from db.audit import note
from db.directory import DISTRIBUTOR
from db.engine import reading, writing
from db.facts import PARTNER, PARTNER_MONTH
from db.months import LINE, add_months, replace_customers
from db.refresh import Touched, refresh
from db.resellers import ALIAS, candidates, move_lines
from db.store import Store
from scorecard.access import Role, Scope, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.ingest.kinds import FileKind
from scorecard.matching import Matcher, Reseller, Suggestion
from scorecard.names import fold


@dataclass(frozen=True)
class Unmatched:
    """A reseller that waits for a decision; `net_minor` is the money its lines stand for."""

    reseller_key: int
    sender: str
    name: str
    country: str
    n_lines: int
    net_minor: int
    first_month: int
    last_month: int
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class Decision:
    """A reseller that a person matched."""

    reseller_key: int
    sender: str
    written: str
    partner_code: str
    partner_name: str
    made_by: str
    made_at: datetime


def queue(store: Store, scope: Scope, *, limit: int = 100) -> list[Unmatched]:
    """Resellers not matched yet, most money first (chief only).

    Raises:
        NotFound: for everybody else.
    """
    _chief_only(scope)
    money = func.sum(PARTNER_MONTH.c.net_minor)
    query = (
        select(
            PARTNER.c.partner_id, DISTRIBUTOR.c.distributor_code, PARTNER.c.name,
            PARTNER.c.country, func.sum(PARTNER_MONTH.c.n_lines), money,
            func.min(PARTNER_MONTH.c.month), func.max(PARTNER_MONTH.c.month),
        )
        .join(PARTNER_MONTH, PARTNER_MONTH.c.partner_id == PARTNER.c.partner_id)
        .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == PARTNER_MONTH.c.distributor_id)
        .where(PARTNER.c.provisional)
        .group_by(PARTNER.c.partner_id, DISTRIBUTOR.c.distributor_code, PARTNER.c.name,
                  PARTNER.c.country)
        .order_by(func.abs(money).desc(), PARTNER.c.partner_id)
        .limit(limit)
    )  # fmt: skip
    with reading(store.engine) as connection:
        rows = connection.execute(query).all()
        matcher = Matcher(candidates(connection), {}) if rows else None
    asked = [Reseller(row[1], None, row[2], row[3] or None, None, None) for row in rows]
    found = matcher.match(asked) if matcher else []
    return [
        Unmatched(int(row[0]), row[1] or "", row[2], row[3], int(row[4]), int(row[5]),
                  int(row[6]), int(row[7]), match.suggestions)
        for row, match in zip(rows, found, strict=True)
    ]  # fmt: skip


def decisions(store: Store, scope: Scope) -> list[Decision]:
    """Resellers that people matched, newest first (chief only)."""
    _chief_only(scope)
    query = (
        select(ALIAS.c.reseller_key, DISTRIBUTOR.c.distributor_code, ALIAS.c.written,
               PARTNER.c.partner_code, PARTNER.c.name, ALIAS.c.made_by, ALIAS.c.made_at)
        .join(PARTNER, PARTNER.c.partner_id == ALIAS.c.partner_id)
        .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == ALIAS.c.distributor_id)
        .order_by(ALIAS.c.made_at.desc())
    )  # fmt: skip
    with reading(store.engine) as connection:
        rows = connection.execute(query).all()
    return [Decision(int(row[0]), row[1] or "", *row[2:]) for row in rows]


def decide(store: Store, viewer: Viewer, key: int, partner_code: str, *, at: datetime) -> int:
    """Give all lines of a reseller to a partner, now and in files to come; returns how many.

    Raises:
        NotFound: not a chief, or no such reseller.
        UserError: `unknown_partner`, `matched_already`.
    """
    with writing(store.engine) as connection:
        waiting = _provisional(connection, viewer.scope, key)
        if connection.scalar(select(ALIAS.c.partner_id).where(ALIAS.c.reseller_key == key)):
            raise UserError("matched_already", reseller=waiting["name"])
        partner_id = _partner(connection, partner_code)
        sender = connection.execute(
            select(LINE.c.distributor_id, func.count())
            .where(LINE.c.reseller_key == key)
            .group_by(LINE.c.distributor_id)
        ).one()
        connection.execute(
            insert(ALIAS).values(
                partner_id=partner_id, distributor_id=int(sender[0]), reseller_key=key,
                alias=fold(waiting["name"])[:500], written=waiting["name"], made_by=viewer.who,
                made_at=at,
            )
        )  # fmt: skip
        _move(connection, store, key, key, partner_id, at)
        detail = {"reseller": waiting["name"], "partner": partner_code, "lines": int(sender[1])}
        note(connection, viewer, at, "reseller.match", waiting["name"], detail)
        store.bump_version(connection)
        return int(sender[1])


def undo_decision(store: Store, viewer: Viewer, key: int, *, at: datetime) -> None:
    """Take a decision back: the reseller's lines wait again.

    Raises:
        NotFound: not a chief, or no decision on this reseller.
    """
    _chief_only(viewer.scope)
    with writing(store.engine) as connection:
        made = connection.execute(
            select(ALIAS.c.partner_id, ALIAS.c.written).where(ALIAS.c.reseller_key == key)
        ).first()
        if made is None:
            raise NotFound("not_found", what="decision")
        connection.execute(delete(ALIAS).where(ALIAS.c.reseller_key == key))
        _move(connection, store, key, int(made[0]), key, at)
        note(connection, viewer, at, "reseller.unmatch", str(made[1]))
        store.bump_version(connection)


def _move(
    connection: Connection, store: Store, key: int, source: int, target: int, at: datetime
) -> None:
    months = select(func.min(LINE.c.month)).where(LINE.c.reseller_key == key)
    first = connection.scalar(months)
    add_months(connection, move_lines(connection, key, source, target))
    replace_customers(connection, [source, target])
    touched = Touched(FileKind.SELL_THROUGH, sorted({source, target}), first)
    refresh(connection, store.settings(connection), _day(at), touched)


def _day(at: datetime) -> date:
    return at.date()


def _provisional(connection: Connection, scope: Scope, key: int) -> Any:
    _chief_only(scope)
    query = select(PARTNER).where(PARTNER.c.partner_id == key, PARTNER.c.provisional)
    found = connection.execute(query).mappings().first()
    if found is None:
        raise NotFound("not_found", what="reseller")
    return found


def _partner(connection: Connection, code: str) -> int:
    query = select(PARTNER.c.partner_id).where(
        PARTNER.c.partner_code == code, PARTNER.c.provisional.is_(False)
    )
    found = connection.scalar(query)
    if found is None:
        raise UserError("unknown_partner", partner=code)
    return int(found)


def _chief_only(scope: Scope) -> None:
    if scope.role is not Role.CHIEF:
        raise NotFound("not_found", what="page")
