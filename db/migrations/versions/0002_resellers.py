"""Resellers as senders write them: kept on the line, provisional until matched.

Revision: 0002
After: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "partner",
        sa.Column("provisional", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("sell_through_line", sa.Column("reseller", sa.String(), nullable=True))
    op.add_column(
        "sell_through_line",
        sa.Column("reseller_key", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.add_column(
        "partner_alias",
        sa.Column("reseller_key", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.create_index("ix_partner_alias_reseller_key", "partner_alias", ["reseller_key"])
    op.create_index(
        "ix_sell_through_line_voided_by",
        "sell_through_line",
        ["voided_by"],
        sqlite_where=sa.text("voided_by IS NOT NULL"),
        postgresql_where=sa.text("voided_by IS NOT NULL"),
    )
    op.create_index("ix_sell_through_line_reseller_key", "sell_through_line", ["reseller_key"])


def downgrade() -> None:
    op.drop_index("ix_sell_through_line_reseller_key", "sell_through_line")
    op.drop_index("ix_sell_through_line_voided_by", "sell_through_line")
    op.drop_index("ix_partner_alias_reseller_key", "partner_alias")
    op.drop_column("partner_alias", "reseller_key")
    op.drop_column("sell_through_line", "reseller_key")
    op.drop_column("sell_through_line", "reseller")
    op.drop_column("partner", "provisional")
