"""What people decided about names in files, as the way in needs it."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, select

from db.facts import PARTNER, PRODUCT
from db.frames import insert_rows
from db.models import Decision, MovedPart
from db.readmodel import table_of

DECISION = table_of(Decision)
MOVED = table_of(MovedPart)
# Subjects and verdicts of `db.models.Decision`.
RESELLER, SKU, CUSTOMER, MERGE, BRANCH = "reseller", "sku", "customer", "merge", "branch"
DEALS = "deals"  # two reports of one opportunity, or not
OUTSIDER, MATCHED, PRODUCT_IS, CUSTOMER_IS, APART, MERGED = (
    "outsider", "partner", "product", "customer", "apart", "merged",
)  # fmt: skip


def decided_resellers(connection: Connection) -> dict[int, int]:
    """Resellers that a person decided about -> their partner, or themselves where they are no
    partner of the programme."""
    known = select(PARTNER.c.partner_id).where(PARTNER.c.provisional.is_(False))
    query = select(DECISION.c.subject_key, DECISION.c.verdict, DECISION.c.target_id).where(
        DECISION.c.subject == RESELLER,
        DECISION.c.target_id.in_(known) | (DECISION.c.verdict == OUTSIDER),
    )
    return {
        int(key): int(key) if verdict == OUTSIDER else int(partner)
        for key, verdict, partner in connection.execute(query)
    }


def outsiders(connection: Connection) -> set[int]:
    """Keys of the resellers that are no partners, by a person's word."""
    query = select(DECISION.c.subject_key).where(
        DECISION.c.subject == RESELLER, DECISION.c.verdict == OUTSIDER
    )
    return {int(row[0]) for row in connection.execute(query)}


def decided_products(connection: Connection, distributor_id: int) -> dict[str, int]:
    """Article numbers of one sender, as it writes them -> the product they are."""
    known = select(PRODUCT.c.product_id)
    query = select(DECISION.c.written, DECISION.c.target_id).where(
        DECISION.c.subject == SKU, DECISION.c.distributor_id == distributor_id,
        DECISION.c.target_id.in_(known),
    )  # fmt: skip
    return {str(written): int(product) for written, product in connection.execute(query)}


def decided_customers(connection: Connection, distributor_id: int) -> dict[str, int]:
    """One sender's names of end customers, without case and spacing -> the customers they are."""
    query = select(DECISION.c.alias, DECISION.c.target_id).where(
        DECISION.c.subject == CUSTOMER, DECISION.c.distributor_id == distributor_id
    )
    return {str(alias): int(customer) for alias, customer in connection.execute(query)}


def decided_targets(connection: Connection, subject: str, partner_ids: list[int]) -> dict[int, int]:
    """Partners that a person called a branch (or merged) -> their parent (or who stays)."""
    query = select(DECISION.c.subject_key, DECISION.c.target_id).where(
        DECISION.c.subject == subject, DECISION.c.subject_key.in_(partner_ids)
    )
    return {int(own): int(parent) for own, parent in connection.execute(query)}


def merges(connection: Connection) -> dict[int, int]:
    """Partners that are merged into another -> the one that stays in the end."""
    query = select(PARTNER.c.partner_id, PARTNER.c.merged_into)
    steps = {
        int(gone): int(into)
        for gone, into in connection.execute(query.where(PARTNER.c.merged_into.is_not(None)))
    }
    return {gone: _end_of(gone, steps) for gone in steps}


def _end_of(partner_id: int, steps: dict[int, int]) -> int:
    while partner_id in steps:
        partner_id = steps[partner_id]
    return partner_id


def follow_merges(connection: Connection, rows: pd.DataFrame) -> None:
    """Lines of a partner that is merged into another go there; `merged_from` says from where."""
    into = merges(connection)
    gone = rows["partner_id"].isin(list(into))
    rows["merged_from"] = rows["partner_id"].where(gone, 0)
    if gone.any():
        rows.loc[gone, "partner_id"] = rows.loc[gone, "partner_id"].map(into)


def keep_merged(connection: Connection, rows: pd.DataFrame, batch_id: int) -> None:
    """Remember which lines of a batch were a merged partner's own, for the day it is split."""
    own = rows[rows["merged_from"] != 0].drop_duplicates(["merged_from", "reseller_key"])
    values = [
        (MERGE, int(gone), batch_id, int(key), int(gone))
        for gone, key in zip(own["merged_from"], own["reseller_key"], strict=True)
    ]
    names = ["subject", "subject_key", "batch_id", "reseller_key", "from_id"]
    insert_rows(connection, MOVED, names, values)
