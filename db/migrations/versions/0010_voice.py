"""Survey waves, invitations and what is done about an answer.

Revision: 0010
After: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG, AT = sa.BigInteger(), sa.DateTime(timezone=True)


def upgrade() -> None:
    _waves()
    _invitations()
    _links()
    _said()
    _sums()
    for name in ("themes", "comment_key"):
        op.add_column("nps_answer", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    columns = ["wave", "respondent_role", "score", "partner_id"]
    op.create_index("ix_nps_answer_wave", "nps_answer", columns)
    person = ["partner_id", "respondent_id", "wave"]
    op.create_index("ix_nps_answer_person", "nps_answer", person)
    _sum_answers()


def _waves() -> None:
    op.create_table(
        "survey_wave",
        _id("wave_id"),
        sa.Column("wave", sa.String(100), nullable=False),
        sa.Column("wave_key", sa.String(100), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("closed_at", AT, nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_survey_wave")),
        sa.UniqueConstraint("wave_key", name=op.f("uq_survey_wave_wave_key")),
    )


def _invitations() -> None:
    op.create_table(
        "nps_invitation",
        _id("partner_id"),
        _id("invitation_id"),
        sa.Column("wave", sa.String(100), nullable=False),
        sa.Column("respondent_id", sa.String(100), nullable=False),
        sa.Column("respondent_role", sa.String(), nullable=True),
        sa.Column("person_name", sa.String(), nullable=True),
        sa.Column("language", sa.String(10), nullable=True),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.partner_id"], name=op.f("fk_nps_invitation_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "invitation_id", name=op.f("pk_nps_invitation")),
    )
    op.create_index("ix_nps_invitation_wave", "nps_invitation", ["wave"])


def _links() -> None:
    op.create_table(
        "survey_link",
        _id("link_id"),
        sa.Column("partner_id", BIG, nullable=False),
        sa.Column("invitation_id", BIG, nullable=False),
        sa.Column("wave", sa.String(100), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("replaced_at", AT, nullable=True),
        sa.Column("first_answered_at", AT, nullable=True),
        sa.Column("last_answered_at", AT, nullable=True),
        sa.Column("n_answers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_survey_link")),
    )
    op.create_index("ix_survey_link_invitation_id", "survey_link", ["invitation_id"])


def _said() -> None:
    op.create_table(
        "nps_retag",
        _id("answer_id"),
        sa.Column("partner_id", BIG, nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("retagged_at", AT, nullable=False),
        sa.Column("retagged_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_nps_retag")),
    )
    op.create_table(
        "nps_case",
        _id("answer_id"),
        sa.Column("partner_id", BIG, nullable=False),
        sa.Column("owner", sa.String(500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("changed_at", AT, nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_nps_case")),
    )


def _sums() -> None:
    op.create_table(
        "partner_wave",
        _id("partner_id"),
        sa.Column("wave", sa.String(100), nullable=False),
        *[sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS],
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("partner_id", "wave", name=op.f("pk_partner_wave")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_partner_wave_wave", "partner_wave", ["wave"])


_COUNTS = ("n", "promoters", "detractors", "score_sum", "invited")


def _id(name: str) -> sa.Column:
    return sa.Column(name, BIG, autoincrement=False, nullable=False)


def _sum_answers() -> None:
    """Answers that are there already. Their themes come with the next rebuild."""
    op.execute(
        "INSERT INTO partner_wave (partner_id, wave, n, promoters, detractors, score_sum, invited,"
        " first_on, last_on) SELECT partner_id, wave, count(*),"
        " sum(CASE WHEN score >= 9 THEN 1 ELSE 0 END),"
        " sum(CASE WHEN score <= 6 THEN 1 ELSE 0 END), sum(score), 0,"
        " min(answered_on), max(answered_on) FROM nps_answer GROUP BY partner_id, wave"
    )


def downgrade() -> None:
    op.drop_index("ix_nps_answer_person", "nps_answer")
    op.drop_index("ix_nps_answer_wave", "nps_answer")
    for name in ("comment_key", "themes"):
        op.drop_column("nps_answer", name)
    for name in ("partner_wave", "nps_case", "nps_retag", "survey_link", "nps_invitation",
                 "survey_wave"):  # fmt: skip
        op.drop_table(name)
