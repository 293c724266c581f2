"""Stock at distributors: how long it lasts, and what its change between two reports says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Connection, Engine, cast, func, select

from db.engine import reading
from db.facts import BATCH, DISTRIBUTOR, PRODUCT
from db.frames import read_frame
from db.models import SellInLine, StockLine
from db.months import BATCH_MONTH, LINE
from db.readmodel import table_of
from db.scoping import of_senders_in
from scorecard.access import Scope
from scorecard.ingest.kinds import FileKind
from scorecard.period import add_months, month_of, month_start
from scorecard.stock import WEEKS, Change, Cover, Supply, changes, supplies

STOCK = table_of(StockLine)
SELL_IN = table_of(SellInLine)


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

        Where sell-in does not reach both reports, what was delivered is part of the rest.
        """
        with reading(self.engine) as connection:
            stock = _stock(connection, scope, as_of)
            came = _sell_in(connection, scope, stock)
            return changes(
                stock, _sales(connection, scope, stock), _covers(connection, scope),
                came, _delivered(connection, scope),
            )  # fmt: skip

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


def _sell_in(connection: Connection, scope: Scope, stock: pd.DataFrame) -> pd.DataFrame:
    """Net deliveries a day since the first report."""
    first = date.max if stock.empty else stock["snapshot_on"].min().date()
    keys = (SELL_IN.c.distributor_id, SELL_IN.c.product_id, SELL_IN.c.invoice_on.label("moved_on"))
    query = (
        select(*keys, cast(func.sum(SELL_IN.c.qty_milli), BigInteger).label("qty"))
        .where(of_senders_in(scope, SELL_IN.c.distributor_id), SELL_IN.c.invoice_on > first)
        .group_by(SELL_IN.c.distributor_id, SELL_IN.c.product_id, SELL_IN.c.invoice_on)
    )
    return read_frame(connection, query)


def _delivered(connection: Connection, scope: Scope) -> Cover:
    """How far the vendor's sell-in reaches, for the distributors that stand in it.

    A file that came after the end of its last month holds that month whole.
    """
    files = select(BATCH.c.covers_from, BATCH.c.covers_to, BATCH.c.landed_at).where(
        BATCH.c.kind == FileKind.SELL_IN.value, BATCH.c.status == "landed",
        BATCH.c.covers_from.is_not(None),
    )  # fmt: skip
    spans = [(start, _whole(end, at.date())) for start, end, at in connection.execute(files)]
    if not spans:
        return {}
    reach = min(month_start(month_of(start)) for start, _end in spans), max(e for _s, e in spans)
    named = select(SELL_IN.c.distributor_id).distinct()
    own = named.where(of_senders_in(scope, SELL_IN.c.distributor_id))
    return {int(row[0]): reach for row in connection.execute(own)}


def _whole(last: date, landed: date) -> date:
    end = month_start(add_months(month_of(last), 1)) - timedelta(days=1)
    return end if landed > end else last


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
