"""Sell-through lines into the store and out of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, func, select, update

from db.batch_facts import (
    customer_facts,
    keep_customers,
    keep_months,
    month_facts,
    product_classes,
)
from db.decided import decided_customers
from db.facts import PARTNER, PARTNER_CUSTOMER
from db.frames import chunks, insert_frame, read_frame
from db.months import LINE, add_months, replace_customers
from db.progress import Progress, silent
from db.rates import rates_for
from db.resellers import drop_provisional
from scorecard.fx import convert
from scorecard.ids import stable_id


def land_lines(
    connection: Connection, rows: pd.DataFrame, batch_id: int, distributor_id: int, currency: str,
    progress: Progress = silent,
) -> tuple[list[int], int | None]:  # fmt: skip
    """Append a batch's lines with their monthly facts and customers; returns what they touch
    (see `touched_by`)."""
    meant = decided_customers(connection, distributor_id)
    lines = _line_frame(connection, rows, currency, meant)
    lines.insert(0, "batch_id", batch_id)
    lines.insert(1, "distributor_id", distributor_id)
    order = np.lexsort((lines["record"], lines["partner_id"]))
    classes = product_classes(connection)
    with ThreadPoolExecutor(1) as aside:  # adds up while the database writes
        months = aside.submit(month_facts, lines, classes)
        customers_of = aside.submit(customer_facts, lines)
        insert_frame(
            connection, LINE, lines, order, lambda share: progress(0.8 * share, "Writing lines")
        )
    progress(0.8, "Adding up months")
    keep_months(connection, months.result(), batch_id)
    _redo_replaced(connection, batch_id)
    keep_customers(connection, customers_of.result(), batch_id)
    return _touched_by_new(connection, lines, batch_id)


def _touched_by_new(
    connection: Connection, lines: pd.DataFrame, batch_id: int
) -> tuple[list[int], int | None]:
    """`touched_by` of a batch whose lines are in memory."""
    customers = pd.unique(lines["customer_id"])
    partners = {*pd.unique(lines["partner_id"]).tolist()}
    partners |= _sharing(connection, customers[customers != 0].tolist(), partners)
    before, month = _touched(connection, LINE.c.voided_by == batch_id)
    return sorted(partners | before), min([int(lines["month"].min()), *month])


def _redo_replaced(connection: Connection, batch_id: int) -> None:
    """Bring the facts of what a batch took lines out of up to date."""
    batches = _replaced_by(connection, batch_id)
    if batches:
        add_months(connection, batches)
        replace_customers(connection, _named_partners(connection, LINE.c.voided_by == batch_id))


def _replaced_by(connection: Connection, batch_id: int) -> list[int]:
    """Batches of which this one took lines out."""
    # Without DISTINCT: SQLite would walk the whole index of batches to get it for nothing.
    query = select(LINE.c.batch_id).where(LINE.c.voided_by == batch_id)
    return sorted({int(row[0]) for row in connection.execute(query)})


def _named_partners(connection: Connection, condition: Any) -> list[int]:
    """Partners of the lines that name an end customer."""
    query = select(LINE.c.partner_id).distinct().where(condition, LINE.c.customer_id != 0)
    return [int(row[0]) for row in connection.execute(query)]


def _line_frame(
    connection: Connection, rows: pd.DataFrame, currency: str, meant: dict[str, int]
) -> pd.DataFrame:
    on = rows["invoice_date"]
    codes = {*rows["currency"].unique()}
    rates = rates_for(connection, codes, on, currency)
    own = rows["line_amount_minor"].astype("int64")
    return pd.DataFrame(
        {
            "partner_id": rows["partner_id"].astype("int64"),
            "record": rows["record"],
            "line": rows["line"],
            "month": _month(on),
            "invoice_on": on,
            "invoice_no": rows["invoice_no"],
            "invoice_line": rows["line_no"],
            "line_type": rows["transaction_type"],
            "product_id": rows["product_id"].astype("int64"),
            "qty_milli": rows["qty_milli"].astype("int64"),
            "unit_price_own_minor": rows["unit_price_minor"],
            "amount_own_minor": own,
            "currency": rows["currency"],
            "amount_minor": convert(own, rows["currency"], on, currency, rates),
            "customer_id": _customer_ids(rows["end_customer_name"], meant),
            "end_customer": rows["end_customer_name"],
            "deal_ref": rows["deal_id"],
            "reseller": rows["reseller"],
            "reseller_key": rows["reseller_key"],
        },
        copy=False,
    )


def _month(days: pd.Series) -> NDArray[np.int64]:
    months: NDArray[np.int64] = days.to_numpy().astype("datetime64[M]").astype("int64")
    return (1970 + months // 12) * 100 + months % 12 + 1


def _customer_ids(names: pd.Series, meant: dict[str, int]) -> NDArray[np.int64]:
    """Id of the end customer by its name without case and spacing; 0 where none is named.

    Args:
        meant: such names -> customers that a person said they mean.
    """
    number, distinct = pd.factorize(names)
    plain = [" ".join(str(name).casefold().split()) for name in distinct]
    ids = [meant.get(text[:500]) or stable_id("customer", text) for text in plain]
    by_row: NDArray[np.int64] = np.array([*ids, 0], dtype="int64")[number]  # no name: the last
    return by_row


def touched_by(connection: Connection, batch_id: int) -> tuple[list[int], int | None]:
    """Partners whose numbers a batch's lines touch, and the first month they touch.

    Lines it took out belong to it. So do partners that share an end customer with it: whose
    new customer it is may change.
    """
    found = [
        _touched(connection, mine)
        for mine in (LINE.c.batch_id == batch_id, LINE.c.voided_by == batch_id)
    ]
    months = [month for _partners, first in found for month in first]
    return sorted(found[0][0] | found[1][0]), min(months, default=None)


def _touched(connection: Connection, mine: Any) -> tuple[set[int], list[int]]:
    """Partners that some lines touch, and their first month, if there are any lines."""
    customers = select(LINE.c.customer_id).distinct().where(mine, LINE.c.customer_id != 0)
    sharing = (
        select(PARTNER_CUSTOMER.c.partner_id)
        .distinct()
        .where(PARTNER_CUSTOMER.c.customer_id.in_(customers))
    )
    own = select(LINE.c.partner_id).distinct().where(mine)
    partners = {int(row[0]) for query in (own, sharing) for row in connection.execute(query)}
    month = connection.scalar(select(func.min(LINE.c.month)).where(mine))
    return partners, [] if month is None else [int(month)]


def _sharing(connection: Connection, customers: list[int], known: set[int]) -> set[int]:
    """Partners with one of these end customers; none are looked for when all are known."""
    every = {int(row[0]) for row in connection.execute(select(PARTNER.c.partner_id))}
    if every <= known:
        return set()
    query = select(PARTNER_CUSTOMER.c.partner_id).distinct()
    return {
        int(row[0])
        for some in chunks(customers)
        for row in connection.execute(query.where(PARTNER_CUSTOMER.c.customer_id.in_(some)))
    }


def drop_lines(connection: Connection, batch_id: int) -> bool:
    """Take a batch's lines out, and bring back what they had replaced.

    Returns True when resellers that waited to be matched went with them.
    """
    restored = _replaced_by(connection, batch_id)
    partners = _named_partners(connection, LINE.c.batch_id.in_([batch_id, *restored]))
    connection.execute(update(LINE).where(LINE.c.voided_by == batch_id).values(voided_by=None))
    connection.execute(delete(LINE).where(LINE.c.batch_id == batch_id))
    add_months(connection, [batch_id, *restored])
    replace_customers(connection, partners)
    return drop_provisional(connection)


def revalue(connection: Connection, currency: str) -> None:
    """Convert all lines anew: another reporting currency, or other rates."""
    batches = connection.execute(select(LINE.c.batch_id).distinct()).scalars().all()
    for batch_id in batches:
        query = select(
            LINE.c.partner_id, LINE.c.record, LINE.c.invoice_on, LINE.c.currency,
            LINE.c.amount_own_minor, LINE.c.amount_minor,
        ).where(LINE.c.batch_id == batch_id)  # fmt: skip
        frame = read_frame(connection, query)
        codes = {*frame["currency"].unique()}
        rates = rates_for(connection, codes, frame["invoice_on"], currency)
        fresh = convert(
            frame["amount_own_minor"], frame["currency"], frame["invoice_on"], currency, rates
        )
        changed = frame.assign(fresh=fresh)[fresh != frame["amount_minor"]]
        _store_amounts(connection, batch_id, changed)


def _store_amounts(connection: Connection, batch_id: int, changed: pd.DataFrame) -> None:
    if changed.empty:
        return
    statement = (
        update(LINE)
        .where(
            LINE.c.partner_id == bindparam("p"),
            LINE.c.batch_id == batch_id,
            LINE.c.record == bindparam("r"),
        )
        .values(amount_minor=bindparam("v"))
    )
    values = zip(changed["partner_id"], changed["record"], changed["fresh"], strict=True)
    connection.execute(statement, [{"p": int(p), "r": int(r), "v": int(v)} for p, r, v in values])
