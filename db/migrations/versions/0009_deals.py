"""Deals as they were known, upload by upload, and the pipeline counted once.

Revision: 0009
After: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


TABLES = (
    "deal_report",
    "deal_snapshot",
    "deal_fate",
    "deal_cluster",
    "deal_credit",
    "deal_pair",
    "pipeline_part",
    "pipeline_forecast",
    "forecast_record",
)


def upgrade() -> None:
    op.add_column(
        "deal", sa.Column("amount_known", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    _deal_report()
    _deal_snapshot()
    _deal_fate()
    _deal_cluster()
    _deal_credit()
    _deal_pair()
    _pipeline_part()
    _pipeline_forecast()
    _forecast_record()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_column("deal", "amount_known")


def _deal_report() -> None:
    op.create_table(
        "deal_report",
        sa.Column("deal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("sender", sa.String(100), nullable=False),
        sa.Column("deal_code", sa.String(100), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("registering_id", sa.BigInteger(), nullable=False),
        sa.Column("transacting_id", sa.BigInteger(), nullable=False),
        sa.Column("influencer_id", sa.BigInteger(), nullable=False),
        sa.Column("distributor_id", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.String(500), nullable=False),
        sa.Column("customer_name", sa.String(500), nullable=False),
        sa.Column("customer_tax_id", sa.String(100), nullable=False),
        sa.Column("customer_country", sa.String(2), nullable=False),
        sa.Column("product_family", sa.String(500), nullable=False),
        sa.Column("amount_own_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("progressed_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(500), nullable=False),
        sa.Column("registration_no", sa.String(100), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_reason", sa.String(500), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("tender_no", sa.String(100), nullable=False),
        sa.Column("forecast_category", sa.String(20), nullable=False),
        sa.Column("sent_by", sa.BigInteger(), nullable=False),
        sa.Column("lost_reason", sa.String(500), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("deal_id", name=op.f("pk_deal_report")),
    )
    op.create_index("ix_deal_report_distributor_id", "deal_report", ["distributor_id"])
    op.create_index("ix_deal_report_partner_id", "deal_report", ["partner_id"])


def _deal_snapshot() -> None:
    op.create_table(
        "deal_snapshot",
        sa.Column("deal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("landed_on", sa.Date(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("distributor_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(500), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("forecast_category", sa.String(20), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("deal_id", "place", name=op.f("pk_deal_snapshot")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deal_snapshot_said_on", "deal_snapshot", ["said_on"])


def _deal_fate() -> None:
    op.create_table(
        "deal_fate",
        sa.Column("deal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cluster_id", sa.BigInteger(), nullable=False),
        sa.Column("fate", sa.String(20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("part_of", sa.BigInteger(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("told_by", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("deal_id", name=op.f("pk_deal_fate")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deal_fate_cluster_id", "deal_fate", ["cluster_id"])


def _deal_cluster() -> None:
    op.create_table(
        "deal_cluster",
        sa.Column("cluster_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("n_deals", sa.Integer(), nullable=False),
        sa.Column("n_bidders", sa.Integer(), nullable=False),
        sa.Column("is_tender", sa.Boolean(), nullable=False),
        sa.Column("is_zombie", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(500), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("registering_id", sa.BigInteger(), nullable=False),
        sa.Column("distributor_id", sa.BigInteger(), nullable=False),
        sa.Column("transacting_id", sa.BigInteger(), nullable=False),
        sa.Column("influencer_id", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.String(500), nullable=False),
        sa.Column("customer_name", sa.String(500), nullable=False),
        sa.Column("customer_country", sa.String(2), nullable=False),
        sa.Column("product_family", sa.String(500), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("progressed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("cluster_id", name=op.f("pk_deal_cluster")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deal_cluster_partner_id", "deal_cluster", ["partner_id"])
    op.create_index(
        "ix_deal_cluster_status_expected_close_on", "deal_cluster", ["status", "expected_close_on"]
    )


def _deal_credit() -> None:
    op.create_table(
        "deal_credit",
        sa.Column("cluster_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("share_bp", sa.Integer(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cluster_id", "party_id", "role", name=op.f("pk_deal_credit")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deal_credit_party_id", "deal_credit", ["party_id"])


def _deal_pair() -> None:
    op.create_table(
        "deal_pair",
        sa.Column("one_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("money_minor", sa.BigInteger(), nullable=False),
        sa.Column("base_weight", sa.Float(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_deal_pair")),
    )
    op.create_index("ix_deal_pair_other_id", "deal_pair", ["other_id"])
    op.create_index("ix_deal_pair_state_money_minor", "deal_pair", ["state", "money_minor"])


def _pipeline_part() -> None:
    op.create_table(
        "pipeline_part",
        sa.Column("partner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("distributor_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(500), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("duplicate_minor", sa.BigInteger(), nullable=False),
        sa.Column("tender_minor", sa.BigInteger(), nullable=False),
        sa.Column("zombie_minor", sa.BigInteger(), nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), nullable=False),
        sa.Column("n_reported", sa.Integer(), nullable=False),
        sa.Column("n_counted", sa.Integer(), nullable=False),
        sa.Column("n_unknown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "partner_id",
            "distributor_id",
            "status",
            "stage",
            "month",
            name=op.f("pk_pipeline_part"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pipeline_part_status_month", "pipeline_part", ["status", "month"])


def _pipeline_forecast() -> None:
    op.create_table(
        "pipeline_forecast",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("grain", sa.String(20), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("data_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mean_minor", sa.BigInteger(), nullable=False),
        sa.Column("p10_minor", sa.BigInteger(), nullable=False),
        sa.Column("p50_minor", sa.BigInteger(), nullable=False),
        sa.Column("p90_minor", sa.BigInteger(), nullable=False),
        sa.Column("won_minor", sa.BigInteger(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("new_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "as_of", "period", "grain", "name", "data_version", name=op.f("pk_pipeline_forecast")
        ),
    )


def _forecast_record() -> None:
    op.create_table(
        "forecast_record",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grain", sa.String(20), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("mean_minor", sa.BigInteger(), nullable=False),
        sa.Column("p10_minor", sa.BigInteger(), nullable=False),
        sa.Column("p50_minor", sa.BigInteger(), nullable=False),
        sa.Column("p90_minor", sa.BigInteger(), nullable=False),
        sa.Column("actual_minor", sa.BigInteger(), nullable=False),
        sa.Column("naive_minor", sa.BigInteger(), nullable=True),
        sa.Column("same_as_last_minor", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "as_of", "horizon_days", "grain", "name", name=op.f("pk_forecast_record")
        ),
    )
