"""Resellers of senders: the queue of those nobody has matched, and the decisions on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from db.audit import note
from db.decided import BRANCH, DECISION, MATCHED, OUTSIDER, RESELLER
from db.directory import DISTRIBUTOR
from db.engine import writing
from db.facts import PARTNER
from db.months import LINE
from db.moving import Move
from db.store import Store
from scorecard.access import Role, Scope, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.names import fold


def decide(
    store: Store, viewer: Viewer, key: int, partner_code: str, *, at: datetime,
    branch: bool = False,
) -> int:  # fmt: skip
    """Give all lines of a reseller to a partner, now and in files to come; returns how many.

    It may wait in the queue or have been matched automatically.

    Args:
        branch: it is a branch of the partner, not the partner itself.

    Raises:
        NotFound: not a chief, or no such reseller.
        UserError: `unknown_partner`, `matched_already`, `stands_there`.
    """
    chief_only(viewer.scope)
    with writing(store.engine) as connection:
        reseller = _open_reseller(connection, key)
        target = partner_of(connection, partner_code)
        own = LINE.c.reseller_key == key
        if set(reseller.at) == {target}:
            raise UserError("stands_there", reseller=reseller.name)
        verdict = BRANCH if branch else MATCHED
        alias = fold(reseller.name)[:500] if key in reseller.at else ""
        _keep(connection, viewer, at, key, reseller, verdict, alias, target)
        move = Move(connection, store)
        move.keep_parts(RESELLER, key, own & (LINE.c.partner_id != target))
        move.to(target, own)
        move.finish(at)
        detail = {"reseller": reseller.name, "partner": partner_code, "verdict": verdict,
                  "lines": reseller.n_lines}  # fmt: skip
        note(connection, viewer, at, "reseller.match", reseller.name, detail)
        return reseller.n_lines


def set_outsider(store: Store, viewer: Viewer, key: int, *, at: datetime) -> int:
    """Say that a reseller is no partner of the programme; returns how many lines it has.

    Its lines go on counting in the totals, and no file to come asks again.

    Raises:
        NotFound: not a chief, or no such reseller.
        UserError: `matched_already`.
    """
    chief_only(viewer.scope)
    with writing(store.engine) as connection:
        reseller = _open_reseller(connection, key)
        _keep(connection, viewer, at, key, reseller, OUTSIDER, "", 0)
        move = Move(connection, store)
        move.ensure_provisional(key, reseller.name, reseller.country, True)
        away = (LINE.c.reseller_key == key) & (LINE.c.partner_id != key)
        move.keep_parts(RESELLER, key, away)
        move.to(key, LINE.c.reseller_key == key)
        move.finish(at)
        detail = {"reseller": reseller.name, "lines": reseller.n_lines}
        note(connection, viewer, at, "reseller.outsider", reseller.name, detail)
        return reseller.n_lines


def undo_decision(store: Store, viewer: Viewer, key: int, *, at: datetime) -> None:
    """Take a decision on a reseller back: its lines go where they were before.

    Lines that came after the decision go to where most of it stood.

    Raises:
        NotFound: not a chief, or no decision on this reseller.
    """
    chief_only(viewer.scope)
    with writing(store.engine) as connection:
        own = (DECISION.c.subject == RESELLER) & (DECISION.c.subject_key == key)
        made = connection.execute(select(DECISION).where(own)).mappings().first()
        if made is None:
            raise NotFound("not_found", what="decision")
        connection.execute(delete(DECISION).where(own))
        move = Move(connection, store)
        country = _country(connection, int(made["distributor_id"]))
        lines = LINE.c.reseller_key == key
        if connection.execute(select(LINE.c.record).where(lines).limit(1)).first() is not None:
            move.ensure_provisional(key, made["written"], country, False)
            later = move.unmoved(RESELLER, key)
            move.to(move.existing(int(made["before_id"]) or key, key), lines & later)
            move.back(RESELLER, key, lines)
            move.drop_empty_provisional(key)
        move.finish(at)
        note(connection, viewer, at, "reseller.unmatch", str(made["written"]))


@dataclass(frozen=True)
class _Reseller:
    """A reseller without a decision; `at` is where its lines stand: partner -> lines."""

    name: str
    distributor_id: int
    country: str
    n_lines: int
    at: Mapping[int, int]


def _open_reseller(connection: Connection, key: int) -> _Reseller:
    query = (
        select(LINE.c.partner_id, LINE.c.distributor_id, func.min(LINE.c.reseller), func.count())
        .where(LINE.c.reseller_key == key, LINE.c.reseller_key != 0)
        .group_by(LINE.c.partner_id, LINE.c.distributor_id)
    )
    rows = connection.execute(query).all()
    if not rows:
        raise NotFound("not_found", what="reseller")
    known = select(PARTNER.c.name).where(PARTNER.c.partner_id == key)
    name = connection.scalar(known) or rows[0][2] or ""
    made = select(DECISION.c.verdict).where(
        DECISION.c.subject == RESELLER, DECISION.c.subject_key == key
    )
    if connection.scalar(made) is not None:
        raise UserError("matched_already", reseller=name)
    sender = int(rows[0][1])
    stands = {int(row[0]): int(row[3]) for row in rows}
    return _Reseller(str(name), sender, _country(connection, sender), sum(stands.values()), stands)


def _country(connection: Connection, distributor_id: int) -> str:
    query = select(DISTRIBUTOR.c.country).where(DISTRIBUTOR.c.distributor_id == distributor_id)
    return str(connection.scalar(query) or "")


def _keep(
    connection: Connection, viewer: Viewer, at: datetime, key: int, reseller: _Reseller,
    verdict: str, alias: str, target: int,
) -> None:  # fmt: skip
    before = max(reseller.at, key=lambda partner: (reseller.at[partner], partner))
    connection.execute(
        insert(DECISION).values(
            subject=RESELLER, subject_key=key, distributor_id=reseller.distributor_id,
            alias=alias, written=reseller.name, verdict=verdict, target_id=target,
            before_id=before, made_by=viewer.who, made_at=at,
        )
    )  # fmt: skip


def partner_of(connection: Connection, code: str) -> int:
    """Id of a partner that counts: neither a reseller that waits nor merged into another.

    Raises:
        UserError: `unknown_partner`.
    """
    query = select(PARTNER.c.partner_id).where(
        PARTNER.c.partner_code == code, PARTNER.c.provisional.is_(False),
        PARTNER.c.merged_into.is_(None),
    )  # fmt: skip
    found = connection.scalar(query)
    if found is None:
        raise UserError("unknown_partner", partner=code)
    return int(found)


def chief_only(scope: Scope) -> None:
    """Raises:
    NotFound: for everybody but chiefs.
    """
    if scope.role is not Role.CHIEF:
        raise NotFound("not_found", what="page")
