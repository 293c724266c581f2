"""What the lines of one batch add up to, from the lines that are in memory.

The same as the selects of `db.months` say of the stored lines, without reading them again;
`db.check` compares what is kept with those selects.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from db.engine import is_postgres
from db.facts import PARTNER_CUSTOMER, PARTNER_MONTH
from db.frames import insert_frame
from db.months import (
    BATCH_MONTH,
    CLASSES,
    PRODUCT,
    add_customers,
    batch_rows,
    fill,
)

WIDEN = """ON CONFLICT (partner_id, customer_id) DO UPDATE SET name = min(name, excluded.name),
first_on = min(first_on, excluded.first_on), last_on = max(last_on, excluded.last_on)"""


def keep_months(connection: Connection, facts: pd.DataFrame, batch_id: int) -> None:
    """Add the `month_facts` of a new batch."""
    insert_frame(connection, PARTNER_MONTH, facts)
    fill(connection, BATCH_MONTH, batch_rows(PARTNER_MONTH.c.batch_id == batch_id))


def keep_customers(connection: Connection, facts: pd.DataFrame, batch_id: int) -> None:
    """Widen first and last purchase of end customers by the `customer_facts` of a new batch."""
    if is_postgres(connection):  # which of two spellings is the smaller depends on its collation
        add_customers(connection, batch_id)
    else:
        insert_frame(connection, PARTNER_CUSTOMER, facts, conflict=WIDEN)


def product_classes(connection: Connection) -> dict[int, str]:
    """product_id -> its class."""
    query = select(PRODUCT.c.product_id, PRODUCT.c.product_class)
    return {int(number): str(name) for number, name in connection.execute(query)}


def month_facts(lines: pd.DataFrame, classes: dict[int, str]) -> pd.DataFrame:
    """`partner_month` as `db.months.month_rows` has it.

    Args:
        lines: columns of `sell_through_line`, all of one batch.
        classes: product_id -> its class.
    """
    amount = lines["amount_minor"].to_numpy()
    number, products = pd.factorize(lines["product_id"])
    of_class = np.array([classes[int(product)] for product in products], dtype=object)[number]
    returned = (lines["line_type"] != "sale").to_numpy()
    facts = lines[["partner_id", "month"]].assign(
        net_minor=amount,
        **{f"{name}_minor": np.where(of_class == name, amount, 0) for name in CLASSES},
        returns_minor=np.where(returned, amount, 0),
        qty_milli=lines["qty_milli"],
        n_lines=1,
        last_on=lines["invoice_on"],
    )
    groups = facts.groupby(["partner_id", "month"])
    sums = [name for name in facts.columns if name not in ("partner_id", "month", "last_on")]
    found = groups[sums].sum().join(groups["last_on"].max())
    of_batch = {name: lines[name].iloc[0] for name in ("batch_id", "distributor_id")}
    return found.reset_index().assign(**of_batch)


def customer_facts(lines: pd.DataFrame) -> pd.DataFrame:
    """`partner_customer` as `db.months.customer_rows` has it, in the order of its key."""
    named = lines.loc[
        lines["customer_id"] != 0, ["partner_id", "customer_id", "end_customer", "invoice_on"]
    ]
    number, names = pd.factorize(named["end_customer"], sort=True)
    groups = named.assign(name=number).groupby(["partner_id", "customer_id"])
    found = groups.agg(
        name=("name", "min"), first_on=("invoice_on", "min"), last_on=("invoice_on", "max")
    )
    found["name"] = np.asarray(names, dtype=object)[found["name"].to_numpy()]
    return found.reset_index()
