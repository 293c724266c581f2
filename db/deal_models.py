"""Tables of the pipeline: what was reported, what was known when, what is counted once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from db.models import _big, _id


class DealReport(SQLModel, table=True):
    """A deal of one system as it was last reported, with partner or without.

    Columns are those of `scorecard.forecast.dedupe.contract.DEALS`, and what pages show. An
    amount that nobody gave is empty, never 0.
    """

    __tablename__ = "deal_report"
    __table_args__ = (
        Index("ix_deal_report_partner_id", "partner_id"),
        Index("ix_deal_report_distributor_id", "distributor_id"),
    )
    deal_id: int = _id(primary_key=True)
    source: str = Field(max_length=20)
    sender: str = Field(default="", max_length=100)
    deal_code: str = Field(max_length=100)
    name: str = Field(default="", max_length=500)
    partner_id: int = _big()
    registering_id: int = _big()
    transacting_id: int = _big()
    influencer_id: int = _big()
    distributor_id: int = _big()
    owner: str = Field(default="", max_length=500)
    customer_name: str = Field(default="", max_length=500)
    customer_tax_id: str = Field(default="", max_length=100)
    customer_country: str = Field(default="", max_length=2)
    product_family: str = Field(default="", max_length=500)
    amount_own_minor: int | None = _big(default=None)
    currency: str = Field(max_length=3)
    amount_minor: int | None = _big(default=None)
    created_on: date
    expected_close_on: date | None = None
    closed_on: date | None = None
    progressed_on: date | None = None
    status: str = Field(max_length=20)
    stage: str = Field(max_length=500)
    registration_no: str = Field(default="", max_length=100)
    registered_on: date | None = None
    decision: str = Field(default="", max_length=20)
    decided_on: date | None = None
    decision_reason: str = Field(default="", max_length=500)
    extended: bool = False
    tender_no: str = Field(default="", max_length=100)
    forecast_category: str = Field(default="", max_length=20)
    sent_by: int = _big()  # distributor whose file it is from; 0: the vendor's own
    lost_reason: str = Field(default="", max_length=500)
    batch_id: int = _big()
    record: int


class DealSnapshot(SQLModel, table=True):
    """What was known of a deal from a day on; a row only where something had changed.

    `said_on` is the day that the change is of: the one the file gives for it, else the day on
    which its file landed (`landed_on`).
    """

    __tablename__ = "deal_snapshot"
    __table_args__ = (
        Index("ix_deal_snapshot_said_on", "said_on"),
        {"sqlite_with_rowid": False},
    )
    deal_id: int = _id(primary_key=True)
    place: int = Field(primary_key=True)  # 0, 1, 2 ... in the order of their days
    said_on: date
    landed_on: date
    partner_id: int = _big()
    distributor_id: int = _big()
    stage: str = Field(max_length=500)
    status: str = Field(max_length=20)
    amount_minor: int | None = _big(default=None)
    expected_close_on: date | None = None
    closed_on: date | None = None
    forecast_category: str = Field(default="", max_length=20)
    batch_id: int = _big()
    record: int


class DealFate(SQLModel, table=True):
    """Where the amount of a reported deal goes (`contract.FATES`).

    `stands`: KPIs of partners count this report: of each opportunity the one of the partner that
    it belongs to. Where that is not the report whose word counts, amount, status and days are
    those of the opportunity `told_by` (0: its own).
    """

    __tablename__ = "deal_fate"
    __table_args__ = (
        Index("ix_deal_fate_cluster_id", "cluster_id"),
        {"sqlite_with_rowid": False},
    )
    deal_id: int = _id(primary_key=True)
    cluster_id: int = _big()
    fate: str = Field(max_length=20)
    amount_minor: int | None = _big(default=None)
    part_of: int = _big()
    stands: bool
    told_by: int = _big()


class DealCluster(SQLModel, table=True):
    """One opportunity, counted once (`contract.CLUSTERS`)."""

    __tablename__ = "deal_cluster"
    __table_args__ = (
        Index("ix_deal_cluster_partner_id", "partner_id"),
        Index("ix_deal_cluster_status_expected_close_on", "status", "expected_close_on"),
        {"sqlite_with_rowid": False},
    )
    cluster_id: int = _id(primary_key=True)
    source: str = Field(max_length=20)
    counted_minor: int | None = _big(default=None)
    amount_minor: int | None = _big(default=None)
    gross_minor: int = _big()
    n_deals: int
    n_bidders: int
    is_tender: bool
    is_zombie: bool
    status: str = Field(max_length=20)
    stage: str = Field(max_length=500)
    partner_id: int = _big()
    registering_id: int = _big()
    distributor_id: int = _big()
    transacting_id: int = _big()
    influencer_id: int = _big()
    owner: str = Field(default="", max_length=500)
    customer_name: str = Field(default="", max_length=500)
    customer_country: str = Field(default="", max_length=2)
    product_family: str = Field(default="", max_length=500)
    created_on: date
    expected_close_on: date | None = None
    closed_on: date | None = None
    progressed_on: date | None = None


class DealCredit(SQLModel, table=True):
    """Who brought how much of an opportunity (`contract.CREDITS`).

    `party_id` is a partner, with the role distributor a distributor.
    """

    __tablename__ = "deal_credit"
    __table_args__ = (
        Index("ix_deal_credit_party_id", "party_id"),
        {"sqlite_with_rowid": False},
    )
    cluster_id: int = _id(primary_key=True)
    party_id: int = _id(primary_key=True)
    role: str = Field(primary_key=True, max_length=20)
    share_bp: int
    credit_minor: int = _big()


class DealPair(SQLModel, table=True):
    """Two deals that were merged, may be one, or were decided by a person (`contract.PAIRS`).

    `grounds` is a JSON object: the level of each feature, and its weight.
    """

    __tablename__ = "deal_pair"
    __table_args__ = (
        Index("ix_deal_pair_other_id", "other_id"),
        Index("ix_deal_pair_state_money_minor", "state", "money_minor"),
    )
    one_id: int = _id(primary_key=True)
    other_id: int = _id(primary_key=True)
    state: str = Field(max_length=20)
    weight: float
    probability: float
    money_minor: int = _big()
    base_weight: float
    grounds: str = Field(sa_type=Text)


class PipelinePart(SQLModel, table=True):
    """Sums of reported deals for pages, a partner, distributor, stage and month of closing.

    gross - duplicate - tender - zombie = counted; `n_unknown` deals have no usable amount.
    `month` is that of the closing day, of the expected one while open; 0 where none is known.
    """

    __tablename__ = "pipeline_part"
    __table_args__ = (
        Index("ix_pipeline_part_status_month", "status", "month"),
        {"sqlite_with_rowid": False},
    )
    partner_id: int = _id(primary_key=True)
    distributor_id: int = _id(primary_key=True)
    status: str = Field(primary_key=True, max_length=20)
    stage: str = Field(primary_key=True, max_length=500)
    month: int = Field(primary_key=True)
    gross_minor: int = _big()
    duplicate_minor: int = _big()
    tender_minor: int = _big()
    zombie_minor: int = _big()
    counted_minor: int = _big()
    n_reported: int
    n_counted: int
    n_unknown: int


class PipelineForecast(SQLModel, table=True):
    """What a quarter was expected to bring, as of a day; kept a data version, never changed.

    `note` is JSON: what the interval rests on.
    """

    __tablename__ = "pipeline_forecast"
    as_of: date = Field(primary_key=True)
    period: str = Field(primary_key=True, max_length=7)
    grain: str = Field(primary_key=True, max_length=20)
    name: str = Field(primary_key=True, max_length=500)
    data_version: int = Field(primary_key=True)
    mean_minor: int = _big()
    p10_minor: int = _big()
    p50_minor: int = _big()
    p90_minor: int = _big()
    won_minor: int = _big()
    open_minor: int = _big()
    new_minor: int = _big()
    note: str = Field(default="", sa_type=Text)


class ForecastRecord(SQLModel, table=True):
    """What would have been forecast on an earlier day, and what came; made anew as a whole."""

    __tablename__ = "forecast_record"
    as_of: date = Field(primary_key=True)
    horizon_days: int = Field(primary_key=True)
    grain: str = Field(primary_key=True, max_length=20)
    name: str = Field(primary_key=True, max_length=500)
    mean_minor: int = _big()
    p10_minor: int = _big()
    p50_minor: int = _big()
    p90_minor: int = _big()
    actual_minor: int = _big()
    naive_minor: int | None = _big(default=None)
    same_as_last_minor: int | None = _big(default=None)
