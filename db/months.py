"""Additive facts of the lines: a partner's months a batch, and its end customers.

Derived data, kept up to date in the transaction of the upload. The selects that define it are
used for the increment, for the rebuild and for the check alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    Table,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert

from db.facts import PARTNER_CUSTOMER, PARTNER_MONTH
from db.frames import chunks
from db.models import BatchMonth, Product, SellThroughLine
from db.readmodel import table_of

LINE = table_of(SellThroughLine)
BATCH_MONTH = table_of(BatchMonth)
PRODUCT = table_of(Product)
CUSTOMER_COLUMNS = ["partner_id", "customer_id", "name", "first_on", "last_on"]
CLASSES = ("product", "solution", "service", "subscription")


def _sum(expression: Any, label: str) -> Any:
    return cast(func.coalesce(func.sum(expression), 0), BigInteger).label(label)


def month_rows(condition: Any) -> Select[Any]:
    """`partner_month` as it follows from the live lines that satisfy the condition."""
    by_class = [
        _sum(case((PRODUCT.c.product_class == name, LINE.c.amount_minor), else_=0), f"{name}_minor")
        for name in CLASSES
    ]
    returned = case((LINE.c.line_type != "sale", LINE.c.amount_minor), else_=0)
    keys = (LINE.c.partner_id, LINE.c.month, LINE.c.batch_id, LINE.c.distributor_id)
    return (
        select(
            *keys,
            _sum(LINE.c.amount_minor, "net_minor"),
            *by_class,
            _sum(returned, "returns_minor"),
            _sum(LINE.c.qty_milli, "qty_milli"),
            func.count().label("n_lines"),
            func.max(LINE.c.invoice_on).label("last_on"),
        )
        .join(PRODUCT, PRODUCT.c.product_id == LINE.c.product_id)
        .where(LINE.c.voided_by.is_(None), condition)
        .group_by(*keys)
    )


def add_months(connection: Connection, batch_ids: Iterable[int]) -> None:
    """Replace the monthly facts of some batches by what their live lines say."""
    ids = list(batch_ids)
    connection.execute(delete(PARTNER_MONTH).where(PARTNER_MONTH.c.batch_id.in_(ids)))
    connection.execute(delete(BATCH_MONTH).where(BATCH_MONTH.c.batch_id.in_(ids)))
    fill(connection, PARTNER_MONTH, month_rows(LINE.c.batch_id.in_(ids)))
    fill(connection, BATCH_MONTH, batch_rows(PARTNER_MONTH.c.batch_id.in_(ids)))


def batch_rows(condition: Any) -> Select[Any]:
    """`batch_month` as it follows from `partner_month`."""
    keys = (PARTNER_MONTH.c.batch_id, PARTNER_MONTH.c.month, PARTNER_MONTH.c.distributor_id)
    n_lines = _sum(PARTNER_MONTH.c.n_lines, "n_lines")
    net = _sum(PARTNER_MONTH.c.net_minor, "net_minor")
    return select(*keys, n_lines, net).where(condition).group_by(*keys)


def fill(connection: Connection, table: Table, rows: Select[Any]) -> None:
    """Add the rows of a select whose columns are the table's."""
    names = [str(column.key) for column in rows.selected_columns]
    connection.execute(insert(table).from_select(names, rows))


def customer_rows(condition: Any) -> Select[Any]:
    """`partner_customer` as it follows from the live lines that satisfy the condition."""
    return (
        select(
            LINE.c.partner_id,
            LINE.c.customer_id,
            func.min(LINE.c.end_customer).label("name"),
            func.min(LINE.c.invoice_on).label("first_on"),
            func.max(LINE.c.invoice_on).label("last_on"),
        )
        .where(LINE.c.voided_by.is_(None), LINE.c.customer_id != 0, condition)
        .group_by(LINE.c.partner_id, LINE.c.customer_id)
    )


def replace_customers(connection: Connection, partner_ids: list[int]) -> None:
    """Bring the customers of some partners up to date from their live lines."""
    for ids in chunks(partner_ids):
        connection.execute(delete(PARTNER_CUSTOMER).where(PARTNER_CUSTOMER.c.partner_id.in_(ids)))
        rows = customer_rows(LINE.c.partner_id.in_(ids))
        connection.execute(insert(PARTNER_CUSTOMER).from_select(CUSTOMER_COLUMNS, rows))


def add_customers(connection: Connection, batch_id: int) -> None:
    """Widen first and last purchase by a batch that has just landed (PostgreSQL)."""
    rows = customer_rows(LINE.c.batch_id == batch_id)
    statement = postgres_insert(PARTNER_CUSTOMER).from_select(CUSTOMER_COLUMNS, rows)
    new, old = statement.excluded, PARTNER_CUSTOMER.c
    changed = {
        "name": func.least(old.name, new.name),
        "first_on": func.least(old.first_on, new.first_on),
        "last_on": func.greatest(old.last_on, new.last_on),
    }
    keys = ["partner_id", "customer_id"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def rebuild_months(connection: Connection) -> None:
    """All monthly facts and customers anew from the live lines."""
    for table in (BATCH_MONTH, PARTNER_MONTH, PARTNER_CUSTOMER):
        connection.execute(delete(table))
    fill(connection, PARTNER_MONTH, month_rows(true()))
    fill(connection, BATCH_MONTH, batch_rows(true()))
    fill(connection, PARTNER_CUSTOMER, customer_rows(true()))
