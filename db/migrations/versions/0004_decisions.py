"""Decisions of every subject, merged partners, sell-in, refused money and past lines.

Revision: 0004
After: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "partner", sa.Column("outsider", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("partner", sa.Column("merged_into", sa.BigInteger(), nullable=True))
    _decisions()
    _sell_in()
    _refused()
    _past()


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("distributor_id", sa.BigInteger(), nullable=False),
        sa.Column("alias", sa.String(length=500), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("before_id", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "subject_key", name=op.f("pk_decision")),
    )
    op.create_table(
        "moved_part",
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reseller_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "subject", "subject_key", "batch_id", "reseller_key", name=op.f("pk_moved_part")
        ),
    )
    op.execute(
        "INSERT INTO decision (subject, subject_key, distributor_id, alias, written, verdict, "
        "target_id, before_id, made_by, made_at) "
        "SELECT 'reseller', reseller_key, distributor_id, alias, written, 'partner', partner_id, "
        "reseller_key, made_by, made_at FROM partner_alias WHERE reseller_key <> 0"
    )
    op.drop_index("ix_partner_alias_reseller_key", "partner_alias")
    op.drop_table("partner_alias")


def _sell_in() -> None:
    op.create_table(
        "sell_in_line",
        sa.Column("sell_in_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("distributor_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_on", sa.Date(), nullable=False),
        sa.Column("invoice_no", sa.String(length=100), nullable=False),
        sa.Column("invoice_line", sa.String(length=100), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("qty_milli", sa.BigInteger(), nullable=False),
        sa.Column("amount_own_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.product_id"], name=op.f("fk_sell_in_line_product_id_product")
        ),
        sa.PrimaryKeyConstraint("sell_in_id", name=op.f("pk_sell_in_line")),
    )
    op.create_index("ix_sell_in_line_product_id", "sell_in_line", ["product_id"])
    op.create_index(
        "ix_sell_in_line_distributor_id_invoice_on",
        "sell_in_line",
        ["distributor_id", "invoice_on"],
    )


def _refused() -> None:
    op.create_table(
        "refused_sum",
        sa.Column("batch_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("n_unread", sa.Integer(), nullable=False),
        sa.Column("amount_own_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["upload_batch.batch_id"],
            name=op.f("fk_refused_sum_batch_id_upload_batch"),
        ),
        sa.PrimaryKeyConstraint("batch_id", "place", name=op.f("pk_refused_sum")),
    )
    op.create_index("ix_refused_sum_reason", "refused_sum", ["reason"])


def _past() -> None:
    op.create_table(
        "past_line",
        sa.Column("batch_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("invoice_on", sa.Date(), nullable=False),
        sa.Column("invoice_no", sa.String(), nullable=True),
        sa.Column("invoice_line", sa.String(), nullable=True),
        sa.Column("line_type", sa.String(length=20), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("qty_milli", sa.BigInteger(), nullable=False),
        sa.Column("amount_own_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("end_customer", sa.String(), nullable=True),
        sa.Column("reseller", sa.String(), nullable=True),
        sa.Column("voided_by", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "record", name=op.f("pk_past_line")),
    )
    op.create_index("ix_past_line_distributor_id_month", "past_line", ["distributor_id", "month"])
    op.create_table(
        "past_void",
        sa.Column("by_batch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("by_batch", "batch_id", "record", name=op.f("pk_past_void")),
    )


def downgrade() -> None:
    op.create_table(
        "partner_alias",
        sa.Column("partner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("distributor_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("alias", sa.String(length=500), nullable=False),
        sa.Column("reseller_key", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.partner_id"], name=op.f("fk_partner_alias_partner_id_partner")
        ),
        sa.PrimaryKeyConstraint(
            "partner_id", "distributor_id", "alias", name=op.f("pk_partner_alias")
        ),
    )
    op.create_index("ix_partner_alias_reseller_key", "partner_alias", ["reseller_key"])
    for table in (
        "past_void",
        "past_line",
        "refused_sum",
        "sell_in_line",
        "moved_part",
        "decision",
    ):
        op.drop_table(table)
    op.drop_column("partner", "merged_into")
    op.drop_column("partner", "outsider")
