"""End customers as senders write them: names that may mean the same, and who they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from sqlalchemy import delete as delete_from

from db.audit import note
from db.decided import APART, CUSTOMER, CUSTOMER_IS, DECISION
from db.engine import writing
from db.facts import PARTNER_CUSTOMER
from db.matching import chief_only
from db.months import LINE
from db.moving import Move
from db.store import Store
from scorecard.access import Viewer
from scorecard.errors import NotFound, UserError
from scorecard.ids import stable_id


def plain_name(name: str) -> str:
    """A customer's name without case and spacing: names that differ in no more are one."""
    return " ".join(name.casefold().split())


def customer_id(name: str) -> int:
    return stable_id("customer", plain_name(name))


def name_key(distributor_id: int, name: str) -> int:
    """Key of a decision on a customer as one sender writes it."""
    return stable_id("customer_name", str(distributor_id), plain_name(name))


def names_of(connection: Connection, customers: Sequence[int]) -> dict[int, str]:
    """Names of customers that lines name."""
    if not customers:
        return {}
    query = (
        select(PARTNER_CUSTOMER.c.customer_id, PARTNER_CUSTOMER.c.name)
        .distinct()
        .where(PARTNER_CUSTOMER.c.customer_id.in_(customers))
    )
    rows = sorted((int(number), str(name)) for number, name in connection.execute(query))
    # A name that was said to mean another customer is the last to call it by.
    rows.sort(key=lambda row: customer_id(row[1]) == row[0])
    return dict(rows)


def decide(
    store: Store, viewer: Viewer, sender: str, name: str, target: int, *, at: datetime
) -> int:
    """Say that a sender's name for an end customer means another customer that is known.

    All its lines follow, now and in files to come; returns how many.

    Raises:
        NotFound: not a chief, or no lines of such a name.
        UserError: `matched_already`; `customer_is_meant` when other names were said to mean
            this one (take those back first); `unknown_customer`.
    """
    chief_only(viewer.scope)
    own = customer_id(name)
    with writing(store.engine) as connection:
        distributor = stable_id("distributors", sender) if sender else 0
        lines = _named(connection, distributor, name, own)
        n_lines = _count(connection, lines)
        _refuse(connection, name_key(distributor, name), name, own, target)
        _keep(connection, viewer, at, distributor, name, CUSTOMER_IS, target)
        _rename(connection, store, lines, target, at)
        note(connection, viewer, at, "customer.match", name, {"sender": sender, "lines": n_lines})
        return n_lines


def keep_apart(store: Store, viewer: Viewer, sender: str, name: str, *, at: datetime) -> None:
    """Say that a sender's name is a customer of its own, so that nobody is asked again.

    Raises:
        NotFound: not a chief, or no lines of such a name.
        UserError: `matched_already`.
    """
    chief_only(viewer.scope)
    own = customer_id(name)
    with writing(store.engine) as connection:
        distributor = stable_id("distributors", sender) if sender else 0
        _count(connection, _named(connection, distributor, name, own))
        _refuse_again(connection, name_key(distributor, name), name)
        _keep(connection, viewer, at, distributor, name, APART, own)
        note(connection, viewer, at, "customer.apart", name, {"sender": sender})
        store.bump_version(connection)


def _count(connection: Connection, lines: ColumnElement[bool]) -> int:
    found = connection.scalar(select(func.count()).select_from(LINE).where(lines))
    if not found:
        raise NotFound("not_found", what="customer")
    return int(found)


def _keep(
    connection: Connection, viewer: Viewer, at: datetime, distributor: int, name: str,
    verdict: str, target: int,
) -> None:  # fmt: skip
    connection.execute(
        insert(DECISION).values(
            subject=CUSTOMER, subject_key=name_key(distributor, name), distributor_id=distributor,
            alias=plain_name(name)[:500], written=name, verdict=verdict, target_id=target,
            before_id=customer_id(name), made_by=viewer.who, made_at=at,
        )
    )  # fmt: skip


def undo_decision(store: Store, viewer: Viewer, key: int, *, at: datetime) -> None:
    """Take a decision on a customer's name back: it is a customer of its own again.

    Raises:
        NotFound: not a chief, or no such decision.
    """
    chief_only(viewer.scope)
    with writing(store.engine) as connection:
        own = (DECISION.c.subject == CUSTOMER) & (DECISION.c.subject_key == key)
        made = connection.execute(select(DECISION).where(own)).mappings().first()
        if made is None:
            raise NotFound("not_found", what="decision")
        connection.execute(delete_from(DECISION).where(own))
        lines = _named(connection, int(made["distributor_id"]), made["written"],
                       int(made["target_id"]))  # fmt: skip
        _rename(connection, store, lines, int(made["before_id"]), at)
        note(connection, viewer, at, "customer.unmatch", str(made["written"]))


def _named(
    connection: Connection, distributor_id: int, name: str, customer: int
) -> ColumnElement[bool]:
    """Lines in which a sender names a customer so, in whatever case and spacing."""
    partners = select(PARTNER_CUSTOMER.c.partner_id).where(
        PARTNER_CUSTOMER.c.customer_id == customer
    )
    here = (
        (LINE.c.partner_id.in_(partners)) & (LINE.c.customer_id == customer)
        & (LINE.c.distributor_id == distributor_id)
    )  # fmt: skip
    texts = connection.execute(select(LINE.c.end_customer).distinct().where(here)).scalars()
    same = [text for text in texts if text and plain_name(text) == plain_name(name)]
    return here & LINE.c.end_customer.in_(same)


def _refuse_again(connection: Connection, key: int, name: str) -> None:
    made = select(DECISION.c.verdict).where(
        DECISION.c.subject == CUSTOMER, DECISION.c.subject_key == key
    )
    if connection.scalar(made) is not None:
        raise UserError("matched_already", reseller=name)


def _refuse(connection: Connection, key: int, name: str, own: int, target: int) -> None:
    _refuse_again(connection, key, name)
    meant = select(DECISION.c.written).where(
        DECISION.c.subject == CUSTOMER,
        DECISION.c.target_id == own,
        DECISION.c.verdict == CUSTOMER_IS,
    )
    other = connection.scalar(meant.limit(1))
    if other is not None:
        raise UserError("customer_is_meant", customer=name, other=other)
    if target == own or not names_of(connection, [target]):
        raise UserError("unknown_customer")


def _rename(
    connection: Connection, store: Store, lines: ColumnElement[bool], target: int, at: datetime
) -> None:
    move = Move(connection, store)
    query = select(LINE.c.partner_id, LINE.c.month).where(lines).distinct()
    rows = connection.execute(query).all()
    partners = {int(row[0]) for row in rows}
    sharing = select(PARTNER_CUSTOMER.c.partner_id).where(PARTNER_CUSTOMER.c.customer_id == target)
    partners |= {int(row[0]) for row in connection.execute(sharing)}
    # Whose new customer it is may change from its first purchase on.
    move.touch(partners, min((int(row[1]) for row in rows), default=None))
    connection.execute(update(LINE).where(lines).values(customer_id=target))
    move.finish(at)
