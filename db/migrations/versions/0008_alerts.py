"""Alerts on partners, and what became of them.

Revision: 0008
After: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert",
        _id("alert_id"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("group_name", sa.String(length=500), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("assigned_to", sa.String(length=500), nullable=False),
        *[sa.Column(name, sa.Date(), nullable=False) for name in ("since", "fired_on", "seen_on")],
        *[sa.Column(name, sa.Date(), nullable=True) for name in ("last_on", "data_to")],
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in _MONEY],
        *[sa.Column(name, sa.Float(), nullable=True) for name in ("p_stop", "p_drop", "p_break")],
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("is_worse", sa.Boolean(), nullable=False),
        sa.Column("absorbed_by", sa.BigInteger(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("until_worse", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("previous_id", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        *[
            sa.Column(n, sa.Text(), nullable=False)
            for n in ("reasons", "doubts", "why", "question")
        ],
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alert")),
    )
    op.create_index("ix_alert_partner_id", "alert", ["partner_id"])
    op.create_index("ix_alert_state", "alert", ["state"])
    op.create_table(
        "alert_member",
        _id("alert_id"),
        _id("partner_id"),
        sa.PrimaryKeyConstraint("alert_id", "partner_id", name=op.f("pk_alert_member")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_member_partner_id", "alert_member", ["partner_id"])
    op.create_table(
        "alert_event",
        _id("alert_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "number", name=op.f("pk_alert_event")),
        sqlite_with_rowid=False,
    )
    _kept()


_MONEY = ("at_stake_minor", "expected_minor", "base_minor")


def _id(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _kept() -> None:
    op.create_table(
        "risk_backtest",
        _id("data_version"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("data_version", name=op.f("pk_risk_backtest")),
    )
    op.create_table(
        "risk_kept",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_risk_kept")),
    )


def downgrade() -> None:
    for table in ("risk_kept", "risk_backtest", "alert_event", "alert_member", "alert"):
        op.drop_table(table)
