"""What people decided about names in files: the list of it, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db import customers, matching, merging, pipeline_decisions, skus
from db.decided import DECISION
from db.directory import DISTRIBUTOR
from db.engine import reading
from db.facts import PARTNER, PRODUCT
from db.matching import chief_only
from db.store import Store
from scorecard.access import Scope, Viewer
from scorecard.errors import NotFound


@dataclass(frozen=True)
class Decision:
    """A decision of a person.

    Args:
        subject, key: what it is about (see `db.models.Decision`).
        sender: code of the distributor that writes so; empty for the vendor's own files and for
            decisions on partners.
        written: the name or article number as the sender writes it.
        verdict: partner, branch, outsider, product, customer, merged, same or apart.
        target_code: of the partner or product; empty for customers and outsiders.
        target_name: of the partner, product or customer.
    """

    subject: str
    key: int
    sender: str
    written: str
    verdict: str
    target_code: str
    target_name: str
    made_by: str
    made_at: datetime


UNDO: dict[str, Callable[..., None]] = {
    "reseller": matching.undo_decision,
    "sku": skus.undo_decision,
    "customer": customers.undo_decision,
    "merge": merging.split,
    "branch": merging.undo_parent,
    "deals": pipeline_decisions.undo_decision,
}


def decisions(store: Store, scope: Scope, *, limit: int = 1_000) -> list[Decision]:
    """Decisions that stand, newest first (chief only).

    Raises:
        NotFound: for everybody else.
    """
    chief_only(scope)
    query = (
        select(DECISION, DISTRIBUTOR.c.distributor_code, PARTNER.c.partner_code,
               PARTNER.c.name, PRODUCT.c.sku, PRODUCT.c.name)
        .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == DECISION.c.distributor_id)
        .outerjoin(PARTNER, PARTNER.c.partner_id == DECISION.c.target_id)
        .outerjoin(PRODUCT, PRODUCT.c.product_id == DECISION.c.target_id)
        .order_by(DECISION.c.made_at.desc(), DECISION.c.subject, DECISION.c.subject_key)
        .limit(limit)
    )  # fmt: skip
    with reading(store.engine) as connection:
        rows = connection.execute(query).all()
        names = customers.names_of(connection, [int(row.target_id) for row in rows
                                                if row.subject == "customer"])  # fmt: skip
    found = []
    for row in rows:
        sender, code, partner, sku, product = row[-5:]
        if row.subject == "customer":
            partner = names.get(int(row.target_id), "")
        found.append(
            Decision(row.subject, int(row.subject_key), sender or "", row.written, row.verdict,
                     code or sku or "", partner or product or "", row.made_by, row.made_at)
        )  # fmt: skip
    return found


def undo_decision(store: Store, viewer: Viewer, subject: str, key: int, *, at: datetime) -> None:
    """Take a decision back: everything stands as if it had never been made.

    Raises:
        NotFound: not a chief, or no such decision.
        UserError: `split_first` for a merge whose partner was merged further.
    """
    if subject not in UNDO:
        raise NotFound("not_found", what="decision")
    UNDO[subject](store, viewer, key, at=at)
