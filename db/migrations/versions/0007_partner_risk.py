"""How each partner stands: who is leaving.

Revision: 0007
After: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_risk",
        sa.Column("partner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        *[sa.Column(name, sa.Float(), nullable=True) for name in _SHARES],
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in _MONEY],
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("recency_days", sa.Integer(), nullable=False),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("partner_id", name=op.f("pk_partner_risk")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_partner_risk_status", "partner_risk", ["status"])


_SHARES = ("p_stop", "p_drop", "p_break", "spend_change")
_MONEY = ("expected_minor", "at_stake_minor", "lost_minor")


def downgrade() -> None:
    op.drop_table("partner_risk")
