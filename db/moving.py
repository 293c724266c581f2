"""Lines that change hands by a person's decision, and the exact way back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    String,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
)

from db.decided import MERGE, MOVED, merges
from db.facts import PARTNER, PARTNER_CUSTOMER
from db.frames import chunks
from db.months import LINE, add_months, replace_customers
from db.readmodel import PARTNER_PERIOD
from db.refresh import Touched, refresh
from db.resellers import insert_provisional
from db.risk_after import freshen_after
from db.store import Store
from scorecard.ingest.kinds import FileKind

PART = ["subject", "subject_key", "batch_id", "reseller_key", "from_id"]


class Move:
    """Moves of one decision; `finish` brings all that is derived from the lines up to date."""

    def __init__(self, connection: Connection, store: Store) -> None:
        self._connection, self._store = connection, store
        self._into = merges(connection)
        self._partners: set[int] = set()
        self._batches: set[int] = set()
        self._first: int | None = None
        self.new_partners: list[int] = []
        self.fewer_partners = False
        self._gone: list[int] = []

    def keep_parts(self, subject: str, key: int, lines: ColumnElement[bool]) -> None:
        """Remember where some lines are: a row a batch and reseller."""
        origin = func.min(LINE.c.partner_id)
        query = (
            select(literal(subject, String), literal(key, BigInteger), LINE.c.batch_id,
                   LINE.c.reseller_key, cast(origin, BigInteger))
            .where(lines)
            .group_by(LINE.c.batch_id, LINE.c.reseller_key)
        )  # fmt: skip
        self._connection.execute(insert(MOVED).from_select(PART, query))

    def to(self, partner_id: int, lines: ColumnElement[bool]) -> None:
        """Give lines to a partner, or to the one it is merged into.

        A partner's id is part of the key, so lines are copied and the old ones deleted.
        """
        target = self._into.get(partner_id, partner_id)
        mine = lines & (LINE.c.partner_id != target)
        query = select(LINE.c.partner_id, LINE.c.batch_id, LINE.c.month).where(mine).distinct()
        rows = self._connection.execute(query).all()
        if not rows:
            return
        if target != partner_id:
            self.keep_parts_of(MERGE, partner_id, partner_id, mine)
        self.touch({int(row[0]) for row in rows} | {target}, min(int(row[2]) for row in rows))
        self._batches |= {int(row[1]) for row in rows}
        names = [column.name for column in LINE.columns]
        moved: list[Any] = [
            literal(target, BigInteger) if name == "partner_id" else LINE.c[name] for name in names
        ]
        self._connection.execute(insert(LINE).from_select(names, select(*moved).where(mine)))
        self._connection.execute(delete(LINE).where(mine))

    def keep_parts_of(
        self, subject: str, key: int, origin: int, lines: ColumnElement[bool]
    ) -> None:
        """Remember lines as one partner's own, unless they are known as that already."""
        query = (
            select(literal(subject, String), literal(key, BigInteger), LINE.c.batch_id,
                   LINE.c.reseller_key, literal(origin, BigInteger))
            .where(lines, self.unmoved(subject, key))
            .distinct()
        )  # fmt: skip
        self._connection.execute(insert(MOVED).from_select(PART, query))

    def back(self, subject: str, key: int, lines: ColumnElement[bool]) -> None:
        """Give lines back to where their parts were, and forget the parts."""
        mine = and_(MOVED.c.subject == subject, MOVED.c.subject_key == key)
        origins = self._connection.execute(select(MOVED.c.from_id).where(mine).distinct())
        for origin in [int(row[0]) for row in origins]:
            part = exists().where(
                mine, MOVED.c.from_id == origin, MOVED.c.batch_id == LINE.c.batch_id,
                MOVED.c.reseller_key == LINE.c.reseller_key,
            )  # fmt: skip
            self.to(self.existing(origin, key), lines & part)
        self._connection.execute(delete(MOVED).where(mine))

    def unmoved(self, subject: str, key: int) -> ColumnElement[bool]:
        """Lines that came after a decision: those of no part."""
        return ~exists().where(
            MOVED.c.subject == subject, MOVED.c.subject_key == key,
            MOVED.c.batch_id == LINE.c.batch_id, MOVED.c.reseller_key == LINE.c.reseller_key,
        )  # fmt: skip

    def existing(self, partner_id: int, key: int) -> int:
        """The partner, or the reseller itself where that partner is gone since."""
        known = select(PARTNER.c.partner_id).where(PARTNER.c.partner_id == partner_id)
        return partner_id if self._connection.scalar(known) is not None else key

    def touch(self, partners: Iterable[int], first_month: int | None) -> None:
        self._partners |= set(partners)
        if first_month is not None:
            self._first = min(first_month, self._first or first_month)

    def drop(self, partner_ids: list[int]) -> None:
        """Rows of read models of partners that count no more."""
        for ids in chunks(partner_ids):
            gone = PARTNER_PERIOD.c.partner_id.in_(ids)
            self._connection.execute(delete(PARTNER_PERIOD).where(gone))
        self.fewer_partners = True

    def finish(self, at: datetime, kind: FileKind = FileKind.SELL_THROUGH) -> None:
        """Months, customers and KPI parts of everything that was touched."""
        connection = self._connection
        touched = self._partners | self._sharing(self._partners)
        add_months(connection, sorted(self._batches))
        replace_customers(connection, sorted(self._partners))
        touched |= self._sharing(self._partners)
        connection.execute(delete(PARTNER).where(PARTNER.c.partner_id.in_(self._gone)))
        first = self._first if kind is FileKind.SELL_THROUGH else None
        what = Touched(
            kind, sorted(touched - set(self._gone)), first,
            new_partners=self.new_partners, fewer_partners=self.fewer_partners,
        )  # fmt: skip
        refresh(connection, self._store.settings(connection), at.date(), what)
        freshen_after(connection, self._store, at.date(), what)
        self._store.bump_version(connection)

    def _sharing(self, partners: set[int]) -> set[int]:
        """Partners that share an end customer: whose new customer it is may change."""
        found: set[int] = set()
        for ids in chunks(sorted(partners)):
            mine = select(PARTNER_CUSTOMER.c.customer_id).where(
                PARTNER_CUSTOMER.c.partner_id.in_(ids)
            )
            query = select(PARTNER_CUSTOMER.c.partner_id).distinct()
            rows = self._connection.execute(query.where(PARTNER_CUSTOMER.c.customer_id.in_(mine)))
            found |= {int(row[0]) for row in rows}
        return found

    def ensure_provisional(self, key: int, name: str, country: str, outsider: bool) -> None:
        """The reseller as a partner of its own that nobody has matched."""
        known = select(PARTNER.c.partner_id).where(PARTNER.c.partner_id == key)
        if self._connection.scalar(known) is None:
            batch = select(func.min(LINE.c.batch_id)).where(LINE.c.reseller_key == key)
            batch_id = int(self._connection.scalar(batch) or 0)
            insert_provisional(self._connection, [(key, name, country, outsider)], batch_id)
            self.new_partners.append(key)
            return
        own = PARTNER.c.partner_id == key
        self._connection.execute(PARTNER.update().where(own).values(outsider=outsider))
        self.touch([key], None)

    def drop_empty_provisional(self, key: int) -> None:
        """Have `finish` remove the reseller as a partner of its own when no line stands there."""
        own = and_(PARTNER.c.partner_id == key, PARTNER.c.provisional)
        stands = select(LINE.c.record).where(LINE.c.partner_id == key).limit(1)
        if self._connection.execute(stands).first() is not None:
            return
        if self._connection.scalar(select(PARTNER.c.partner_id).where(own)) is not None:
            self.drop([key])
            self._gone.append(key)
