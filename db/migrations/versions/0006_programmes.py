"""Versions of the programme, decisions about gates, given values, standings and moves.

Revision: 0006
After: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _versions()
    _decided()
    _standings()
    _moves()


def _versions() -> None:
    op.create_table(
        "programme_version",
        _key("version_id"),
        sa.Column("programme", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_programme_version_valid_from")),
    )


def _decided() -> None:
    op.create_table(
        "gate_decision",
        _key("decision_id"),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("gate", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_gate_decision")),
    )
    op.create_index("ix_gate_decision_partner_id", "gate_decision", ["partner_id"])
    op.create_table(
        "given_value",
        _key("value_id"),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("metric", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("value_id", name=op.f("pk_given_value")),
    )
    op.create_index("ix_given_value_metric", "given_value", ["metric"])
    op.create_index("ix_given_value_partner_id", "given_value", ["partner_id"])


def _standings() -> None:
    op.create_table(
        "tier_review",
        sa.Column("ladder", sa.String(length=120), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ladder", "reviewed_on", name=op.f("pk_tier_review")),
    )
    op.create_table(
        "tier_standing",
        sa.Column("ladder", sa.String(length=120), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        _key("partner_id"),
        *[sa.Column(name, sa.String(length=60), nullable=False) for name in _TIERS],
        sa.Column("held_since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("clocks", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint(
            "ladder", "reviewed_on", "partner_id", name=op.f("pk_tier_standing")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tier_standing_partner_id", "tier_standing", ["partner_id"])


def _moves() -> None:
    op.create_table(
        "tier_move",
        sa.Column("ladder", sa.String(length=120), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        _key("partner_id"),
        sa.Column("move", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=60), nullable=False),
        sa.Column("after", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "ladder", "moved_on", "partner_id", "move", name=op.f("pk_tier_move")
        ),
    )
    op.create_index("ix_tier_move_partner_id", "tier_move", ["partner_id"])


_TIERS = ("held", "earned", "possible")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def downgrade() -> None:
    for table in ("tier_move", "tier_standing", "tier_review", "given_value", "gate_decision"):
        op.drop_table(table)
    op.drop_table("programme_version")
