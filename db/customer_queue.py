"""End customers whose names are like others', by the money of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, cast, func, select

from db.customers import name_key
from db.decided import CUSTOMER, DECISION
from db.directory import DISTRIBUTOR
from db.engine import reading
from db.facts import PARTNER_CUSTOMER
from db.matching import chief_only
from db.months import LINE
from db.store import Store
from scorecard.access import Scope
from scorecard.i18n.message import Message
from scorecard.ids import stable_id
from scorecard.matching.twins import look_alikes

NEWEST = 2_000  # customers with the latest purchases are compared with each other


@dataclass(frozen=True)
class Alike:
    """A customer that another may be; `score` is 0..1, `why` the gravest doubt."""

    customer_id: int
    name: str
    score: float
    why: Message


@dataclass(frozen=True)
class Customer:
    """An end customer of one sender whose name is like another's; `net_minor` its money."""

    customer_id: int
    sender: str
    name: str
    n_lines: int
    net_minor: int
    suggestions: tuple[Alike, ...]


def queue(store: Store, scope: Scope, *, limit: int = 100) -> list[Customer]:
    """Customers whose names are like others', most money first (chief only).

    Each is asked about once, beside the customer that was there first.

    Raises:
        NotFound: for everybody else.
    """
    chief_only(scope)
    with reading(store.engine) as connection:
        known = _newest(connection)
        twins = look_alikes([name for _number, name, _on in known])
        asked = {}
        for (number, _name, first_on), found in zip(known, twins, strict=True):
            older = [t for t in found if (known[t.at][2], known[t.at][0]) < (first_on, number)]
            if older:
                asked[number] = tuple(
                    Alike(known[t.at][0], known[t.at][1], t.score, t.why) for t in older
                )
        rows = _money(connection, list(asked))
        made = select(DECISION.c.subject_key).where(DECISION.c.subject == CUSTOMER)
        decided = {int(row[0]) for row in connection.execute(made)}
    queued = [
        Customer(*row, asked[row[0]]) for row in rows
        if name_key(stable_id("distributors", row[1]) if row[1] else 0, row[2]) not in decided
    ]  # fmt: skip
    return sorted(queued, key=lambda one: (-abs(one.net_minor), one.name))[:limit]


def _newest(connection: Connection) -> list[tuple[int, str, str]]:
    last, first = func.max(PARTNER_CUSTOMER.c.last_on), func.min(PARTNER_CUSTOMER.c.first_on)
    query = (
        select(PARTNER_CUSTOMER.c.customer_id, func.min(PARTNER_CUSTOMER.c.name), first)
        .group_by(PARTNER_CUSTOMER.c.customer_id)
        .order_by(last.desc(), PARTNER_CUSTOMER.c.customer_id)
        .limit(NEWEST)
    )
    return [(int(n), str(name), str(day)) for n, name, day in connection.execute(query)]


def _money(
    connection: Connection, customers: Sequence[int]
) -> list[tuple[int, str, str, int, int]]:
    """(customer, sender, name, lines, money) of live lines, by way of their partners."""
    partners = select(PARTNER_CUSTOMER.c.partner_id).where(
        PARTNER_CUSTOMER.c.customer_id.in_(customers)
    )
    net = cast(func.sum(LINE.c.amount_minor), BigInteger)
    query = (
        select(LINE.c.customer_id, func.coalesce(DISTRIBUTOR.c.distributor_code, ""),
               func.min(LINE.c.end_customer), func.count(), net)
        .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == LINE.c.distributor_id)
        .where(LINE.c.partner_id.in_(partners), LINE.c.customer_id.in_(customers),
               LINE.c.voided_by.is_(None))
        .group_by(LINE.c.customer_id, DISTRIBUTOR.c.distributor_code)
    )  # fmt: skip
    return [
        (int(number), str(code), str(name), int(n), int(minor))
        for number, code, name, n, minor in connection.execute(query)
    ]
