"""Stock reports of distributors.

Revision: 0003
After: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stock_line",
        sa.Column("stock_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("distributor_id", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_on", sa.Date(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse", sa.String(length=100), nullable=False),
        sa.Column("on_hand_milli", sa.BigInteger(), nullable=False),
        sa.Column("reserved_milli", sa.BigInteger(), nullable=True),
        sa.Column("on_order_milli", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.product_id"],
            name=op.f("fk_stock_line_product_id_product"),
        ),
        sa.PrimaryKeyConstraint("stock_id", name=op.f("pk_stock_line")),
    )
    op.create_index("ix_stock_line_product_id", "stock_line", ["product_id"])
    op.create_index(
        "ix_stock_line_distributor_id_snapshot_on", "stock_line", ["distributor_id", "snapshot_on"]
    )


def downgrade() -> None:
    op.drop_index("ix_stock_line_distributor_id_snapshot_on", "stock_line")
    op.drop_index("ix_stock_line_product_id", "stock_line")
    op.drop_table("stock_line")
