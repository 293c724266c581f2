"""Quarterly reviews: commitments, edits and decks.

Revision: 0011
After: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _commitments()
    _edits()
    _decks()
    _templates()


def _commitments() -> None:
    op.create_table(
        "review_commitment",
        _key("partner_id"),
        _key("commitment_id"),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        _instant("made_at"),
        sa.Column("decided_by", sa.String(), nullable=True),
        _instant("decided_at", nullable=True),
        _instant("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("partner_id", "commitment_id", name=op.f("pk_review_commitment")),
    )
    op.create_index("ix_review_commitment_period", "review_commitment", ["period"])


def _edits() -> None:
    op.create_table(
        "review_edit",
        _key("partner_id"),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.String(), nullable=False),
        _instant("edited_at"),
        sa.PrimaryKeyConstraint("partner_id", "period", name=op.f("pk_review_edit")),
    )


def _decks() -> None:
    op.create_table(
        "review_deck",
        _key("partner_id"),
        _key("deck_id"),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("outline", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        _instant("made_at"),
        sa.PrimaryKeyConstraint("partner_id", "deck_id", name=op.f("pk_review_deck")),
    )
    op.create_index("ix_review_deck_period", "review_deck", ["period"])


def _templates() -> None:
    op.create_table(
        "review_template",
        _key("template_id"),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        _instant("made_at"),
        _instant("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("template_id", name=op.f("pk_review_template")),
    )


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def downgrade() -> None:
    for table in ("review_template", "review_deck", "review_edit", "review_commitment"):
        op.drop_table(table)
