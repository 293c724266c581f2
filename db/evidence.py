"""The rows behind a partner's numbers, down to file and line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Engine, Select, String, cast, func, literal, null, or_, select

from db.engine import reading
from db.facts import CERTIFICATION, DEAL, ENGAGEMENT, MDF, NPS
from db.models import BatchRow, Product, UploadBatch
from db.months import LINE
from db.readmodel import table_of
from db.scoping import of_partners_in
from scorecard.access import Role, Scope
from scorecard.errors import UserError, did_you_mean
from scorecard.views import Evidence

BATCH = table_of(UploadBatch)
BATCH_ROW = table_of(BatchRow)
PRODUCT = table_of(Product)
NONE_TEXT = cast(literal(""), String)
NONE_MONEY = cast(null(), BigInteger)


@dataclass(frozen=True)
class _Trail:
    """How rows of one source read as evidence.

    `within` are date columns one of which lies in the window: the period, or as many days
    before its end as the source's KPIs look back. `lasting` are the columns of a first and a
    last day: rows that last into the period belong to it too.
    """

    table: Any
    what: Any
    on: Any
    document: Any
    detail: Any
    customer: Any
    amount: Any
    currency: Any
    own: Any
    within: tuple[Any, ...]
    look_back_days: int = 0
    lasting: tuple[Any, Any] | None = None


def _or_empty(column: Any) -> Any:
    return func.coalesce(column, "")


TRAILS: dict[str, _Trail] = {
    "sales": _Trail(
        LINE, LINE.c.line_type, LINE.c.invoice_on, _or_empty(LINE.c.invoice_no),
        PRODUCT.c.name, _or_empty(LINE.c.end_customer), LINE.c.amount_minor, LINE.c.currency,
        LINE.c.amount_own_minor, (LINE.c.invoice_on,),
    ),
    "deals": _Trail(
        DEAL, DEAL.c.status, DEAL.c.created_on, DEAL.c.deal_code, DEAL.c.stage,
        _or_empty(DEAL.c.end_customer), DEAL.c.amount_minor, DEAL.c.currency,
        DEAL.c.amount_own_minor,
        (DEAL.c.registered_on, DEAL.c.decided_on, DEAL.c.closed_on, DEAL.c.expected_close_on),
        look_back_days=365, lasting=(DEAL.c.created_on, DEAL.c.closed_on),
    ),
    "certifications": _Trail(
        CERTIFICATION, CERTIFICATION.c.role, CERTIFICATION.c.valid_from,
        CERTIFICATION.c.certification, _or_empty(CERTIFICATION.c.person_name), NONE_TEXT,
        NONE_MONEY, NONE_TEXT, NONE_MONEY,
        (CERTIFICATION.c.valid_from, CERTIFICATION.c.valid_to),
        lasting=(CERTIFICATION.c.valid_from, CERTIFICATION.c.valid_to),
    ),
    "nps": _Trail(
        NPS, NPS.c.wave, NPS.c.answered_on, cast(NPS.c.score, String),
        _or_empty(NPS.c.comment), NONE_TEXT, NONE_MONEY, NONE_TEXT, NONE_MONEY,
        (NPS.c.answered_on,), look_back_days=365,
    ),
    "engagement": _Trail(
        ENGAGEMENT, ENGAGEMENT.c.activity, ENGAGEMENT.c.happened_on,
        cast(ENGAGEMENT.c.n_events, String), _or_empty(ENGAGEMENT.c.person_id), NONE_TEXT,
        NONE_MONEY, NONE_TEXT, NONE_MONEY, (ENGAGEMENT.c.happened_on,), look_back_days=90,
    ),
    "mdf": _Trail(
        MDF, literal("mdf", String), MDF.c.requested_on, MDF.c.request_id,
        _or_empty(MDF.c.activity), NONE_TEXT, MDF.c.requested_minor, MDF.c.currency, NONE_MONEY,
        (MDF.c.requested_on, MDF.c.approved_on, MDF.c.claimed_on, MDF.c.paid_on),
        look_back_days=365,
    ),
}  # fmt: skip


class EvidenceReads:
    engine: Engine

    def evidence(
        self,
        scope: Scope,
        partner_id: int,
        source: str,
        start: date,
        end: date,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[Evidence, ...]:
        """Rows of one source that bear on the period [start, end), newest first.

        Raises:
            UserError: `bad_source`.
        """
        trail = _trail(source)
        query = _rows(trail).where(*_where(trail, scope, partner_id, start, end))
        query = query.order_by(trail.on.desc(), trail.document).limit(limit).offset(offset)
        with reading(self.engine) as connection:
            found = tuple(_evidence(row) for row in connection.execute(query))
        if source == "nps" and scope.role is Role.PARTNER:  # promised to those who answered
            return tuple(replace(row, customer="") for row in found)
        return found

    def count_evidence(
        self, scope: Scope, partner_id: int, source: str, start: date, end: date
    ) -> int:
        """How many rows `evidence` has without a limit."""
        trail = _trail(source)
        query = select(func.count()).select_from(trail.table)
        query = query.where(*_where(trail, scope, partner_id, start, end))
        with reading(self.engine) as connection:
            return int(connection.scalar(query) or 0)


def _trail(source: str) -> _Trail:
    if source not in TRAILS:
        raise UserError("bad_source", source=source, hint=did_you_mean(source, list(TRAILS)))
    return TRAILS[source]


def _rows(trail: _Trail) -> Select[Any]:
    table = trail.table
    line = table.c.line if table is LINE else BATCH_ROW.c.line
    query = select(
        trail.what, trail.on, trail.document, trail.detail, trail.customer,
        trail.amount, trail.currency, trail.own, BATCH.c.file_name, line, table.c.batch_id,
    ).join(BATCH, BATCH.c.batch_id == table.c.batch_id)  # fmt: skip
    if table is LINE:
        return query.join(PRODUCT, PRODUCT.c.product_id == LINE.c.product_id)
    return query.join(
        BATCH_ROW,
        (BATCH_ROW.c.batch_id == table.c.batch_id) & (BATCH_ROW.c.record == table.c.record),
    )


def _where(trail: _Trail, scope: Scope, partner_id: int, start: date, end: date) -> list[Any]:
    table = trail.table
    first = min(start, end - timedelta(days=trail.look_back_days))
    dated = or_(*[(column >= first) & (column < end) for column in trail.within])
    if trail.lasting is not None:
        begins, ends = trail.lasting
        dated = dated | ((begins < end) & (ends.is_(None) | (ends >= start)))
    kept = [table.c.partner_id == partner_id, of_partners_in(scope, table.c.partner_id), dated]
    return [*kept, LINE.c.voided_by.is_(None)] if table is LINE else kept


def _evidence(row: Any) -> Evidence:
    what, on, document, detail, customer, amount, currency, own, file_name, line, batch = row
    return Evidence(
        what, on, document, detail, customer, amount, currency or "", own, file_name, line, batch
    )


__all__ = ["TRAILS", "EvidenceReads"]
