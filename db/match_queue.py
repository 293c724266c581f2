"""Resellers that nobody has matched yet, and how senders write a partner."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, cast, func, select

from db.decided import DECISION, RESELLER
from db.directory import DISTRIBUTOR
from db.engine import reading
from db.facts import PARTNER, PARTNER_MONTH
from db.matching import chief_only, partner_of
from db.months import LINE
from db.resellers import candidates, matcher_of
from db.store import Store
from scorecard.access import Scope
from scorecard.matching import Reseller, Suggestion


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
class Known:
    """A reseller of a sender as it stands at a partner: how the sender writes it, its lines."""

    reseller_key: int
    sender: str
    written: str
    n_lines: int
    net_minor: int
    decided: bool


def queue(store: Store, scope: Scope, *, limit: int = 100) -> list[Unmatched]:
    """Resellers not matched yet, most money first (chief only).

    Raises:
        NotFound: for everybody else.
    """
    chief_only(scope)
    money = func.sum(PARTNER_MONTH.c.net_minor)
    query = (
        select(
            PARTNER.c.partner_id, DISTRIBUTOR.c.distributor_code, PARTNER.c.name,
            PARTNER.c.country, func.sum(PARTNER_MONTH.c.n_lines), money,
            func.min(PARTNER_MONTH.c.month), func.max(PARTNER_MONTH.c.month),
        )
        .join(PARTNER_MONTH, PARTNER_MONTH.c.partner_id == PARTNER.c.partner_id)
        .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == PARTNER_MONTH.c.distributor_id)
        .where(PARTNER.c.provisional, PARTNER.c.outsider.is_(False))
        .group_by(PARTNER.c.partner_id, DISTRIBUTOR.c.distributor_code, PARTNER.c.name,
                  PARTNER.c.country)
        .order_by(func.abs(money).desc(), PARTNER.c.partner_id)
        .limit(limit)
    )  # fmt: skip
    with reading(store.engine) as connection:
        rows = connection.execute(query).all()
        matcher = matcher_of(tuple(candidates(connection))) if rows else None
    asked = [Reseller(row[1], None, row[2], row[3] or None, None, None) for row in rows]
    found = matcher.match(asked) if matcher else []
    return [
        Unmatched(int(row[0]), row[1] or "", row[2], row[3], int(row[4]), int(row[5]),
                  int(row[6]), int(row[7]), match.suggestions)
        for row, match in zip(rows, found, strict=True)
    ]  # fmt: skip


def resellers_of(store: Store, scope: Scope, partner_code: str) -> list[Known]:
    """How senders write a partner: a row a sender and reseller, most money first (chief only).

    Raises:
        NotFound: for everybody else.
        UserError: `unknown_partner`.
    """
    chief_only(scope)
    net = cast(func.sum(LINE.c.amount_minor), BigInteger)
    with reading(store.engine) as connection:
        partner_id = partner_of(connection, partner_code)
        decided = select(DECISION.c.subject_key).where(DECISION.c.subject == RESELLER)
        query = (
            select(LINE.c.reseller_key, DISTRIBUTOR.c.distributor_code, func.min(LINE.c.reseller),
                   func.count(), net, LINE.c.reseller_key.in_(decided))
            .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == LINE.c.distributor_id)
            .where(LINE.c.partner_id == partner_id, LINE.c.reseller_key != 0,
                   LINE.c.voided_by.is_(None))
            .group_by(LINE.c.reseller_key, DISTRIBUTOR.c.distributor_code)
            .order_by(func.abs(net).desc(), LINE.c.reseller_key)
        )  # fmt: skip
        rows = connection.execute(query).all()
    return [
        Known(int(key), code or "", written or "", int(n), int(minor), bool(made))
        for key, code, written, n, minor, made in rows
    ]
