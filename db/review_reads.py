"""Reads of quarterly reviews; each takes a `Scope`."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, false, select, true

from db.directory import DISTRIBUTOR
from db.engine import reading
from db.facts import DEAL, PARTNER, PARTNER_MONTH, load_facts
from db.frames import read_frame
from db.readmodel import table_of
from db.review_models import ReviewCommitment, ReviewDeck, ReviewEdit, ReviewTemplate
from db.scoping import of_partners_in, partners_in
from scorecard.access import Role, Scope
from scorecard.commitments import Commitment, Outcome, Promise, Side
from scorecard.errors import NotFound
from scorecard.facts import Facts
from scorecard.period import add_months, month_of
from scorecard.reports.qbr.codec import from_json
from scorecard.reports.qbr.edits import NO_EDITS, Edits
from scorecard.reports.qbr.facts import DealRow
from scorecard.reports.qbr.outline import Edition, Outline
from scorecard.reports.qbr_views import DeckKept, TemplateKept

COMMITMENT, EDIT = table_of(ReviewCommitment), table_of(ReviewEdit)
DECK, TEMPLATE = table_of(ReviewDeck), table_of(ReviewTemplate)
SENDER_MONTHS = 12


class ReviewReads:
    engine: Engine

    def commitments(
        self, scope: Scope, period: str, partner_id: int | None = None
    ) -> tuple[Commitment, ...]:
        """Commitments made in the reviews of a quarter, of all partners in scope or of one; the
        vendor's own first, then by date."""
        query = (
            select(COMMITMENT, PARTNER.c.partner_code)
            .join(PARTNER, PARTNER.c.partner_id == COMMITMENT.c.partner_id)
            .where(
                partners_in(scope),
                COMMITMENT.c.period == period,
                COMMITMENT.c.withdrawn_at.is_(None),
                true() if partner_id is None else COMMITMENT.c.partner_id == partner_id,
            )
            .order_by(
                PARTNER.c.partner_code,
                COMMITMENT.c.side.desc(),
                COMMITMENT.c.due_on,
                COMMITMENT.c.commitment_id,
            )
        )
        with reading(self.engine) as connection:
            return tuple(_commitment(row) for row in connection.execute(query).mappings())

    def review_deals(
        self, scope: Scope, partner_id: int, start: date, end: date, day: date
    ) -> tuple[tuple[DealRow, ...], tuple[DealRow, ...]]:
        """Deals open at the end of `day`, and deals won or lost in [start, end), largest first."""
        of_partner = [PARTNER.c.partner_id == partner_id, partners_in(scope)]
        query = select(DEAL).join(PARTNER, PARTNER.c.partner_id == DEAL.c.partner_id)
        query = query.where(*of_partner).order_by(DEAL.c.amount_minor.desc(), DEAL.c.deal_code)
        closed = DEAL.c.closed_on
        is_open = (DEAL.c.created_on <= day) & (closed.is_(None) | (closed > day))
        was_closed = DEAL.c.status.in_(["won", "lost"]) & (closed >= start) & (closed < end)
        with reading(self.engine) as connection:
            found = [
                tuple(_deal(row) for row in connection.execute(query.where(where)).mappings())
                for where in (is_open, was_closed)
            ]
        return found[0], found[1]

    def pipeline_facts(self, scope: Scope, as_of: date) -> Facts:
        """Deals, targets and sales of the partners in scope, the rest empty (see `facts`)."""
        with reading(self.engine) as connection:
            found = load_facts(
                connection, as_of, {"partners", "sales", "targets", "deals"},
                lambda column: of_partners_in(scope, column),
            )  # fmt: skip
        mine = found.targets["partner_id"] != 0
        return found if scope.role is Role.CHIEF else replace(found, targets=found.targets[mine])

    def review_edits(self, scope: Scope, partner_id: int, period: str) -> Edits:
        """What somebody changed of a review; nothing when it is not in scope."""
        query = (
            select(EDIT.c.edits)
            .join(PARTNER, PARTNER.c.partner_id == EDIT.c.partner_id)
            .where(partners_in(scope), EDIT.c.partner_id == partner_id, EDIT.c.period == period)
        )
        with reading(self.engine) as connection:
            text = connection.scalar(query)
        found: Edits = NO_EDITS if text is None else from_json(text)
        return found

    def decks(
        self, scope: Scope, *, partner_id: int | None = None, period: str = "", limit: int = 200
    ) -> tuple[DeckKept, ...]:
        """Decks that were made, the newest first; a partner sees its own edition only."""
        named = [column for column in DECK.c if column.name != "outline"]
        query = (
            select(*named, PARTNER.c.partner_code, PARTNER.c.name)
            .join(PARTNER, PARTNER.c.partner_id == DECK.c.partner_id)
            .where(
                partners_in(scope),
                _editions(scope),
                true() if partner_id is None else DECK.c.partner_id == partner_id,
                DECK.c.period == period if period else true(),
            )
            .order_by(DECK.c.made_at.desc(), DECK.c.deck_id)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return tuple(_deck(row) for row in connection.execute(query).mappings())

    def deck_outline(self, scope: Scope, deck_id: int) -> Outline:
        """What a deck said when it was made.

        Raises:
            NotFound: no such deck in this scope.
        """
        query = (
            select(DECK.c.outline)
            .join(PARTNER, PARTNER.c.partner_id == DECK.c.partner_id)
            .where(partners_in(scope), _editions(scope), DECK.c.deck_id == deck_id)
        )
        with reading(self.engine) as connection:
            kept = connection.scalar(query)
        if kept is None:
            raise NotFound("not_found", what="deck")
        found: Outline = from_json(zlib.decompress(kept).decode("utf-8"))
        return found

    def review_template(self, scope: Scope) -> TemplateKept | None:
        """The vendor's template that decks are made with; nothing for distributors."""
        found = self._template(scope)
        if found is None:
            return None
        return TemplateKept(
            found["template_id"], found["name"], len(found["data"]), found["made_by"],
            found["made_at"],
        )  # fmt: skip

    def template_bytes(self, scope: Scope) -> bytes | None:
        """The file of `review_template`."""
        found = self._template(scope)
        return None if found is None else bytes(found["data"])

    def _template(self, scope: Scope) -> Any:
        if scope.role is Role.DISTRIBUTOR:
            return None
        query = select(TEMPLATE).where(TEMPLATE.c.withdrawn_at.is_(None))
        with reading(self.engine) as connection:
            newest = query.order_by(TEMPLATE.c.made_at.desc()).limit(1)
            return connection.execute(newest).mappings().first()

    def partner_senders(self, scope: Scope, day: date) -> pd.DataFrame:
        """Which distributors sold to which partner in the twelve months up to a day:
        `partner_id`, `distributor_code`."""
        month = month_of(day)
        query = (
            select(PARTNER_MONTH.c.partner_id, DISTRIBUTOR.c.distributor_code)
            .join(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == PARTNER_MONTH.c.distributor_id)
            .join(PARTNER, PARTNER.c.partner_id == PARTNER_MONTH.c.partner_id)
            .where(
                partners_in(scope),
                PARTNER_MONTH.c.month > add_months(month, -SENDER_MONTHS),
                PARTNER_MONTH.c.month <= month,
            )
            .distinct()
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)


def _editions(scope: Scope) -> ColumnElement[bool]:
    if scope.role is Role.PARTNER:
        own: ColumnElement[bool] = DECK.c.edition == Edition.PARTNER.value
        return own
    return false() if scope.role is Role.DISTRIBUTOR else true()


def _commitment(row: Any) -> Commitment:
    decided = row["decided_at"]
    return Commitment(
        commitment_id=row["commitment_id"],
        partner_code=row["partner_code"],
        period=row["period"],
        promise=Promise(
            Side(row["side"]), row["text"], row["owner"], row["due_on"], row["evidence"]
        ),
        outcome=Outcome(row["outcome"]),
        happened=row["happened"],
        decided_on=None if decided is None else decided.date(),
    )


def _deal(row: Any) -> DealRow:
    return DealRow(
        row["deal_code"], row["name"] or "", row["end_customer"] or "", row["amount_minor"],
        row["stage"], row["status"], row["created_on"], row["expected_close_on"],
        row["closed_on"], row["lost_reason"] or "",
    )  # fmt: skip


def _deck(row: Any) -> DeckKept:
    return DeckKept(
        row["deck_id"], row["partner_code"], row["name"], row["period"], Edition(row["edition"]),
        row["language"], row["data_version"], row["made_by"], row["made_at"],
    )  # fmt: skip
