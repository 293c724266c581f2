"""The order book of a store: who ordered when and what, and when the store came to know it.

What came on the first day on which the store heard from a sender is history, and so is a file
that landed more than 90 days after the last day it covers: nobody can tell any more when it
would have come, so its rows count as known on their own day. Every other row is known from the
landing of its file on. A line that a later file replaced counts until that file landed; files
that were taken back never count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from db.facts import BATCH, DISTRIBUTOR, PARTNER, PARTNER_CUSTOMER, PRODUCT
from db.frames import chunks, read_frame
from db.months import LINE
from db.risk_events import risk_events
from scorecard.freshness import last_due, reported_through
from scorecard.ingest.orders import BRANDED
from scorecard.risk.book import OrderBook
from scorecard.risk.days import day_of
from scorecard.risk.orders import order_book
from scorecard.risk.signals import with_events

HISTORY = 90  # days after the last day of a file from which on its landing says nothing
DUE_DAYS = 14  # after the end of its month, for a sender that no list of distributors names
ROWS_AT_ONCE = 200_000
COLUMNS = ("partner_id", "batch_id", "distributor_id", "invoice_on", "amount_minor", "qty_milli",
           "product_id", "customer_id")  # fmt: skip


@dataclass(frozen=True)
class RiskBook:
    """An order book whose partners are ids, and what belongs to it.

    Args:
        complete_to: partner id -> last day up to which all its senders have reported.
        due_to: partner id -> last day up to which those of its senders that are late by their own
            cadence should have reported; only partners with such a sender.
        codes: partner id -> its code.
        whole_to: last day up to which orders are known whole; None without any.
    """

    book: OrderBook
    complete_to: pd.Series
    due_to: pd.Series
    codes: pd.Series
    whole_to: date | None


def load_risk_book(
    connection: Connection, as_of: date, partners: Collection[int] | None = None
) -> RiskBook:
    """What the store knows of orders, for a verdict on the day `as_of`.

    Later rows may be in it; `scorecard.risk.score` lets none of them count.

    Args:
        partners: only these, with the kinds of things that the whole book has.
    """
    received = receipts(connection)
    later = [int(batch) for batch in received.index[received > np.datetime64(as_of)]]
    codes = _codes(connection)
    rows = _lines(connection, later, partners)
    rows = rows[rows["partner"].isin(codes.index)]
    if received.notna().any():
        rows["received"] = received.reindex(rows["batch"]).to_numpy()
    _name(rows, connection)
    things = dict(_things(connection, rows, partners))
    wanted = [name for name in ("partner", "brand", "date", "amount_minor", "lines", "units",
                                "received", "market", "distributor") if name in rows]  # fmt: skip
    events = risk_events(connection, received, partners)
    book = with_events(order_book(rows[wanted], things), events)
    complete, due = _reached(connection, rows, later, as_of)
    return RiskBook(book, complete, due, codes, _whole_to(book, complete))


def receipts(connection: Connection) -> pd.Series:
    """Batch -> day on which it landed (datetime64[s], NaT for history); landed ones only."""
    columns = [BATCH.c[n] for n in ("batch_id", "kind", "distributor_id", "covers_to", "landed_at")]
    found = connection.execute(select(*columns).where(BATCH.c.status == "landed")).all()
    frame = pd.DataFrame(
        [(row[0], row[1], row[2], row[3], row[4].date()) for row in found],
        columns=["batch_id", "kind", "sender", "covers_to", "on"],
    ).set_index("batch_id")
    on, covers = pd.to_datetime(frame["on"]), pd.to_datetime(frame["covers_to"])
    first = on.groupby([frame["kind"], frame["sender"]]).transform("min")
    history = (on == first) | (on - covers > timedelta(days=HISTORY))
    return on.astype("datetime64[s]").where(~history)


def _codes(connection: Connection) -> pd.Series:
    query = select(PARTNER.c.partner_id, PARTNER.c.partner_code).where(
        PARTNER.c.provisional.is_(False), PARTNER.c.merged_into.is_(None)
    )
    return read_frame(connection, query).set_index("partner_id")["partner_code"]


def _lines(
    connection: Connection, later: list[int], partners: Collection[int] | None
) -> pd.DataFrame:
    """Lines that were known, a row each: sales, and what was given back (below zero)."""
    known: ColumnElement[bool] = LINE.c.voided_by.is_(None)
    if later:
        known = or_(known, LINE.c.voided_by.in_(later)) & LINE.c.batch_id.not_in(later)
    ordered = or_(LINE.c.line_type == "sale", LINE.c.amount_minor < 0)
    query = select(*[LINE.c[name] for name in COLUMNS]).where(known, ordered)
    wanted = [query]
    if partners is not None:
        wanted = [query.where(LINE.c.partner_id.in_(ids)) for ids in chunks(sorted(partners))]
    parts = [part for some in wanted for part in _blocks(connection, some)]
    frame = pd.concat(parts, ignore_index=True) if parts else _block([() for _ in COLUMNS])
    frame["lines"] = np.ones(len(frame), np.int64)
    return frame.drop(columns="qty_milli").assign(units=frame["qty_milli"] // 1000)


def _blocks(connection: Connection, query: Any) -> Iterator[pd.DataFrame]:
    result = connection.execute(query)
    cursor = result.cursor
    assert cursor is not None
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield _block(list(zip(*rows, strict=True)))
    result.close()


def _block(values: list[Any]) -> pd.DataFrame:
    """Plain columns as a frame; days through their distinct texts, which are few."""
    made: dict[str, Any] = dict(zip(COLUMNS, values, strict=True))
    days, distinct = pd.factorize(np.array(made.pop("invoice_on"), dtype=object))
    frame = pd.DataFrame({name: np.array(some, dtype=np.int64) for name, some in made.items()})
    frame["date"] = np.array(distinct, dtype="datetime64[s]")[days]
    return frame.rename(
        columns={"partner_id": "partner", "batch_id": "batch", "distributor_id": "sender"}
    )


def _name(rows: pd.DataFrame, connection: Connection) -> None:
    """Market, distributor and, where an order log named brands, brand of each row."""
    region = _pairs(connection, select(PARTNER.c.partner_id, PARTNER.c.region))
    name = _pairs(connection, select(DISTRIBUTOR.c.distributor_id, DISTRIBUTOR.c.name))
    rows["market"] = _named(rows["partner"], region)
    rows["distributor"] = _named(rows["sender"], name)
    branded = PRODUCT.c.sku.startswith(BRANDED, autoescape=True)
    brand = _pairs(connection, select(PRODUCT.c.product_id, PRODUCT.c.name).where(branded))
    if brand:
        rows["brand"] = _named(rows["product_id"], brand)


def _pairs(connection: Connection, query: Select[Any]) -> dict[int, str]:
    return {int(row[0]): str(row[1]) for row in connection.execute(query)}


def _named(ids: pd.Series, names: dict[int, str]) -> Any:
    """Names of ids, "" where there is none; each distinct id is looked up once."""
    code, distinct = pd.factorize(ids)
    return np.array([names.get(int(one)) or "" for one in distinct] or [""], dtype=object)[code]


def _things(
    connection: Connection, rows: pd.DataFrame, partners: Collection[int] | None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """What was ordered by name, where more than one thing can be told apart."""
    if "brand" in rows:
        return
    sold = rows[rows["amount_minor"] >= 0]
    columns = [name for name in ("partner", "date", "received") if name in sold]
    for kind, (ids, key, name) in THINGS.items():
        if has_several(connection, name):
            wanted = [select(key, name)]
            if partners is not None and kind == "customer":
                of = PARTNER_CUSTOMER.c.partner_id
                wanted = [wanted[0].where(of.in_(some)) for some in chunks(sorted(partners))]
            names = {id_: one for query in wanted for id_, one in _pairs(connection, query).items()}
            named = sold[columns].assign(name=_named(sold[ids], names))
            yield kind, named[named["name"] != ""]


THINGS: dict[str, tuple[str, Any, Any]] = {
    "product": ("product_id", PRODUCT.c.product_id, PRODUCT.c.name),
    "class": ("product_id", PRODUCT.c.product_id, PRODUCT.c.product_class),
    "customer": ("customer_id", PARTNER_CUSTOMER.c.customer_id, PARTNER_CUSTOMER.c.name),
}


def has_several(connection: Connection, name: Any) -> bool:
    """Whether a column has two distinct values or more."""
    lowest, highest = connection.execute(select(func.min(name), func.max(name))).one()
    return bool(lowest != highest)


def _reached(
    connection: Connection, rows: pd.DataFrame, later: list[int], as_of: date
) -> tuple[pd.Series, pd.Series]:
    """By partner: the earliest of the days to which the senders of its last year have reported,
    and the latest of those to which the late ones of them should have."""
    reported, due = dict[int, date](), dict[int, date]()
    for number, (cadence, due_days, covers_to) in _senders(connection, later).items():
        reported[number] = reported_through(cadence, covers_to, as_of)
        last = last_due(cadence, due_days, covers_to, as_of)
        if last.days_late > 0:
            due[number] = last.expected_to
    since = np.datetime64(as_of - timedelta(days=365))
    recent = rows[(rows["date"] > since) & (rows["date"] <= np.datetime64(as_of))]
    pairs = recent[["partner", "sender"]].drop_duplicates()
    to, late = (
        pairs["sender"].map(days).astype("datetime64[s]").groupby(pairs["partner"])
        for days in (reported, due)
    )
    return to.min(), late.max().dropna()


def _whole_to(book: OrderBook, complete: pd.Series) -> date | None:
    """The day to which half of the partners' senders have reported, the last order at most."""
    if book.last_day is None or not len(complete):
        return None
    days = np.sort(complete.to_numpy("datetime64[D]").astype(np.int64))
    return day_of(min(int(days[len(days) // 2]), book.last_day))


def _senders(connection: Connection, later: list[int]) -> dict[int, tuple[str, int, date]]:
    """Senders of sell-through: cadence, days after which a report is due, and the last day of
    their files that had landed."""
    query = (
        select(
            *(BATCH.c[name] for name in ("distributor_id", "covers_to", "batch_id")),
            *(DISTRIBUTOR.c[name] for name in ("cadence", "due_days")),
        )
        .select_from(BATCH)
        .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == BATCH.c.distributor_id)
        .where(BATCH.c.status == "landed", BATCH.c.kind == "sell_through")
        .where(BATCH.c.covers_to.is_not(None))
    )
    hidden, furthest = {*later}, dict[int, tuple[str, int, date]]()
    for number, covers_to, batch, cadence, due_days in connection.execute(query):
        if batch not in hidden and (number not in furthest or covers_to > furthest[number][2]):
            days = DUE_DAYS if due_days is None else int(due_days)
            furthest[number] = (cadence or "monthly", days, covers_to)
    return furthest
