"""Stock at distributors: how long it lasts, and what its change between two reports says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Connection, Engine, cast, func, select

from db.engine import reading
from db.facts import BATCH, DISTRIBUTOR, PRODUCT
from db.frames import read_frame
from db.models import StockLine
from db.months import BATCH_MONTH, LINE
from db.readmodel import table_of
from db.scoping import of_senders_in
from scorecard.access import Scope
from scorecard.ingest.kinds import FileKind
from scorecard.period import month_of
from scorecard.stock import WEEKS, Change, Cover, Supply, changes, supplies

STOCK = table_of(StockLine)


class StockReads:
    engine: Engine

    def supplies(self, scope: Scope, as_of: date) -> tuple[Supply, ...]:
        """Weeks of supply by distributor and product, from the newest reports up to `as_of`.

        A chief sees all distributors, a distributor itself, nobody else any.
        """
        with reading(self.engine) as connection:
            stock = _stock(connection, scope, as_of)
            return supplies(stock, _sales(connection, scope, stock), _covers(connection, scope))

    def stock_changes(self, scope: Scope, as_of: date) -> tuple[Change, ...]:
        """What changed between the two newest reports up to `as_of`; the scope as above.

        The store keeps no sell-in, so what was delivered is part of the rest.
        """
        with reading(self.engine) as connection:
            stock = _stock(connection, scope, as_of)
            return changes(stock, _sales(connection, scope, stock), _covers(connection, scope))

    def stock_names(self, scope: Scope) -> tuple[dict[int, str], dict[int, str]]:
        """Names of the distributors with stock reports and of the products in them, by id."""
        own = of_senders_in(scope, STOCK.c.distributor_id)
        senders = select(DISTRIBUTOR.c.distributor_id, DISTRIBUTOR.c.name).where(
            DISTRIBUTOR.c.distributor_id.in_(select(STOCK.c.distributor_id).where(own))
        )
        products = select(PRODUCT.c.product_id, PRODUCT.c.name).where(
            PRODUCT.c.product_id.in_(select(STOCK.c.product_id).where(own))
        )
        with reading(self.engine) as connection:
            found = [connection.execute(query).all() for query in (senders, products)]
        first, second = ({int(number): str(name) for number, name in rows} for rows in found)
        return first, second


def _stock(connection: Connection, scope: Scope, as_of: date) -> pd.DataFrame:
    query = select(
        STOCK.c.distributor_id,
        STOCK.c.product_id,
        STOCK.c.snapshot_on,
        STOCK.c.on_hand_milli.label("on_hand"),
        STOCK.c.on_order_milli.label("on_order"),
    ).where(of_senders_in(scope, STOCK.c.distributor_id), STOCK.c.snapshot_on <= as_of)
    return read_frame(connection, query).astype({"on_order": "Int64"})


def _sales(connection: Connection, scope: Scope, stock: pd.DataFrame) -> pd.DataFrame:
    """Net sell-through a day of the products in stock, as far back as the reports need it."""
    first = date.max if stock.empty else stock["snapshot_on"].min().date() - timedelta(weeks=WEEKS)
    batches = select(BATCH_MONTH.c.batch_id).where(
        BATCH_MONTH.c.month >= month_of(first), of_senders_in(scope, BATCH_MONTH.c.distributor_id)
    )
    keys = (LINE.c.distributor_id, LINE.c.product_id, LINE.c.invoice_on.label("moved_on"))
    query = (
        select(*keys, cast(func.sum(LINE.c.qty_milli), BigInteger).label("qty"))
        .where(
            LINE.c.batch_id.in_(batches),
            LINE.c.voided_by.is_(None),
            LINE.c.invoice_on > first,
            LINE.c.product_id.in_(select(STOCK.c.product_id)),
        )
        .group_by(LINE.c.distributor_id, LINE.c.product_id, LINE.c.invoice_on)
    )
    return read_frame(connection, query)


def _covers(connection: Connection, scope: Scope) -> Cover:
    """The first and the last day that each distributor's sell-through files cover."""
    days: list[Any] = [
        func.min(BATCH.c.covers_from, type_=BATCH.c.covers_from.type),
        func.max(BATCH.c.covers_to, type_=BATCH.c.covers_to.type),
    ]
    query = (
        select(BATCH.c.distributor_id, *days)
        .where(
            BATCH.c.kind == FileKind.SELL_THROUGH.value,
            BATCH.c.status == "landed",
            BATCH.c.covers_from.is_not(None),
            of_senders_in(scope, BATCH.c.distributor_id),
        )
        .group_by(BATCH.c.distributor_id)
    )
    return {int(number): (first, last) for number, first, last in connection.execute(query)}
