"""All tables of the store, in one module.

Rules that keep SQL portable to SQLite, PostgreSQL and a distributed PostgreSQL: ids are made by
the application (63-bit integers), money is BigInteger minor units with its currency, months are
integers yyyymm, keys of partner data begin with `partner_id`, instants are aware UTC.
`*_minor` without `_own` is in the reporting currency, converted at landing at a dated rate.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Index,
    LargeBinary,
    Text,
    TypeDecorator,
    false,
    text,
    true,
)
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def _id(**more: Any) -> Any:
    return Field(sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}, **more)


def _big(**more: Any) -> Any:
    return Field(sa_type=BigInteger, **more)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC on every database; SQLite itself forgets the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


def _at(**more: Any) -> Any:
    return Field(sa_type=UtcDateTime, **more)


# -- reference data -----------------------------------------------------------------------------


class Setting(SQLModel, table=True):
    """One setting of the programme or of the store, as JSON text."""

    key: str = Field(primary_key=True, max_length=100)
    value: str = Field(sa_type=Text)


class Distributor(SQLModel, table=True):
    distributor_id: int = _id(primary_key=True)
    distributor_code: str = Field(max_length=100, unique=True)
    name: str
    country: str = Field(max_length=2)
    currency: str = Field(max_length=3)
    cadence: str = Field(max_length=20)
    due_days: int
    batch_id: int = _big()


class Product(SQLModel, table=True):
    product_id: int = _id(primary_key=True)
    sku: str = Field(max_length=100, unique=True)
    name: str
    product_class: str = Field(max_length=20)
    family: str | None = None
    gtin: str | None = Field(default=None, max_length=100)
    batch_id: int = _big()


class FxRate(SQLModel, table=True):
    """`units` of a currency for one euro on a day, in 1e-8 (the ECB's way of quoting)."""

    __tablename__ = "fx_rate"
    __table_args__ = (Index("ix_fx_rate_rate_on", "rate_on"), {"sqlite_with_rowid": False})
    currency: str = Field(primary_key=True, max_length=3)
    rate_on: date = Field(primary_key=True)
    rate_e8: int = _big()
    source: str = Field(max_length=40)


class User(SQLModel, table=True):
    __tablename__ = "app_user"
    user_id: int = _id(primary_key=True)
    email: str = Field(max_length=320, unique=True)
    name: str
    role: str = Field(max_length=20)
    owner: str | None = None
    distributor_id: int | None = _big(default=None)
    partner_id: int | None = _big(default=None)
    language: str = Field(default="en", max_length=10)
    active: bool = True


class AuditLog(SQLModel, table=True):
    __tablename__ = "audit_log"
    audit_id: int = _id(primary_key=True)
    at: datetime = _at()
    who: str
    action: str = Field(max_length=60)
    subject: str = Field(default="", max_length=300)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


# -- partners -----------------------------------------------------------------------------------


class Partner(SQLModel, table=True):
    partner_id: int = _id(primary_key=True)
    partner_code: str = Field(max_length=100, index=True)
    name: str
    parent_id: int | None = _big(default=None)
    country: str = Field(max_length=2)
    region: str = Field(max_length=500)
    city: str | None = None
    partner_type: str = Field(max_length=500)
    owner: str = Field(default="", max_length=500, index=True)
    tier: str = Field(default="", max_length=500)
    signed_on: date | None = None
    ended_on: date | None = None
    tax_id: str | None = Field(default=None, max_length=100)
    search_key: str = Field(default="", max_length=700)  # `scorecard.names.fold` of name and code
    # A reseller that nobody has matched yet: counts in totals, is no partner of the programme.
    provisional: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # Of the provisional ones: a person said that it is no partner, so nobody is asked again.
    outsider: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    merged_into: int | None = _big(default=None)  # the partner that this one is the same as
    batch_id: int = _big()


class Decision(SQLModel, table=True):
    """What a person decided once, and files to come follow.

    subject   subject_key                      verdict                 target_id
    reseller  `resellers.reseller_key`         partner, branch         the partner
    reseller  the same                         outsider                0
    sku       `skus.sku_key`                   product                 the product
    customer  `customers.name_key`             customer                the customer
    customer  the same                         apart                   the customer itself
    merge     the partner that goes            merged                  the partner that stays
    branch    the partner that is a branch     branch                  its parent
    deals     `pipeline_decisions.pair_key`    same, apart             the one deal

    `before_id` is where it stood before: what undoing goes back to; of deals the other deal.
    """

    subject: str = Field(primary_key=True, max_length=20)
    subject_key: int = _id(primary_key=True)
    distributor_id: int = _big(default=0)
    alias: str = Field(default="", max_length=500)  # `written`, folded: what files are matched by
    written: str
    verdict: str = Field(max_length=20)
    target_id: int = _big(default=0)
    before_id: int = _big(default=0)
    made_by: str
    made_at: datetime = _at()


class MovedPart(SQLModel, table=True):
    """Lines that a decision moved, a batch and reseller: where they were, for the way back."""

    __tablename__ = "moved_part"
    subject: str = Field(primary_key=True, max_length=20)
    subject_key: int = _id(primary_key=True)
    batch_id: int = _id(primary_key=True)
    reseller_key: int = _id(primary_key=True)
    from_id: int = _big()


# -- uploads ------------------------------------------------------------------------------------


class UploadFile(SQLModel, table=True):
    """The bytes as they came, once per content."""

    __tablename__ = "upload_file"
    sha256: str = Field(primary_key=True, max_length=64)
    size: int = _big()
    content: bytes = Field(sa_type=LargeBinary)


class UploadBatch(SQLModel, table=True):
    """One landed file. `status` is landed or undone; a batch is never deleted."""

    __tablename__ = "upload_batch"
    batch_id: int = _id(primary_key=True)
    kind: str = Field(max_length=20)
    distributor_id: int = _big()
    file_name: str
    sha256: str = Field(max_length=64, foreign_key="upload_file.sha256", index=True)
    status: str = Field(max_length=20)
    mapping: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    totals: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    issues: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    n_accepted: int
    n_rejected: int
    n_ignored: int
    covers_from: date | None = None
    covers_to: date | None = None
    landed_at: datetime = _at()
    landed_by: str
    undone_at: datetime | None = _at(default=None)
    undone_by: str | None = None


class RefusedSum(SQLModel, table=True):
    """Rows of a landed file that were refused, a reason and currency, and their money.

    `cell` is kept where one decision would mend all rows that hold it (unknown article
    numbers). `n_unread` rows have no amount that can be read, so no money is said of them.
    """

    __tablename__ = "refused_sum"
    batch_id: int = _id(primary_key=True, foreign_key="upload_batch.batch_id")
    place: int = Field(primary_key=True)
    reason: str = Field(max_length=40, index=True)
    cell: str = Field(default="", max_length=200)
    currency: str = Field(default="", max_length=3)
    n_rows: int
    n_unread: int
    amount_own_minor: int = _big()


class SenderMapping(SQLModel, table=True):
    """How to read one sender's files of one kind (`scorecard.ingest.mapping.Mapping` as JSON)."""

    __tablename__ = "sender_mapping"
    distributor_id: int = _id(primary_key=True)
    kind: str = Field(primary_key=True, max_length=20)
    mapping: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    saved_at: datetime = _at()
    saved_by: str


class BatchRow(SQLModel, table=True):
    """An accepted row of every kind but sell-through. Tables of things are drawn from these:
    the row of the latest landed batch wins, so taking a batch back restores what was before."""

    __tablename__ = "batch_row"
    __table_args__ = (Index("ix_batch_row_kind_key", "kind", "key"),)
    batch_id: int = _id(primary_key=True, foreign_key="upload_batch.batch_id")
    record: int = Field(primary_key=True)
    line: int
    kind: str = Field(max_length=20)
    key: int = _big()
    partner_id: int = _big()
    payload: str = Field(sa_type=Text)


class SellThroughLine(SQLModel, table=True):
    """distributor -> reseller. `voided_by` is the batch that took the line out, if any."""

    __tablename__ = "sell_through_line"
    __table_args__ = (
        Index("ix_sell_through_line_batch_id", "batch_id"),
        Index("ix_sell_through_line_reseller_key", "reseller_key"),
        Index(
            "ix_sell_through_line_voided_by",
            "voided_by",
            sqlite_where=text("voided_by IS NOT NULL"),
            postgresql_where=text("voided_by IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    batch_id: int = _id(primary_key=True, foreign_key="upload_batch.batch_id")
    record: int = Field(primary_key=True)
    line: int
    distributor_id: int = _big()
    month: int
    invoice_on: date
    invoice_no: str | None = None
    invoice_line: str | None = None
    line_type: str = Field(max_length=20)
    product_id: int = _big(foreign_key="product.product_id")
    qty_milli: int = _big()
    unit_price_own_minor: int | None = _big(default=None)
    amount_own_minor: int = _big()
    currency: str = Field(max_length=3)
    amount_minor: int = _big()
    customer_id: int = _big(default=0)
    end_customer: str | None = None
    deal_ref: str | None = None
    reseller: str | None = None  # as the sender wrote it
    reseller_key: int = _big(default=0, sa_column_kwargs={"server_default": "0"})
    voided_by: int | None = _big(default=None)


class PastLine(SQLModel, table=True):
    """A line that was taken back: known from its file's landing until `gone_at`."""

    __tablename__ = "past_line"
    __table_args__ = (Index("ix_past_line_distributor_id_month", "distributor_id", "month"),)
    batch_id: int = _id(primary_key=True)
    record: int = Field(primary_key=True)
    partner_id: int = _big()
    line: int
    distributor_id: int = _big()
    month: int
    invoice_on: date
    invoice_no: str | None = None
    invoice_line: str | None = None
    line_type: str = Field(max_length=20)
    product_id: int = _big()
    qty_milli: int = _big()
    amount_own_minor: int = _big()
    currency: str = Field(max_length=3)
    amount_minor: int = _big()
    end_customer: str | None = None
    reseller: str | None = None
    voided_by: int | None = _big(default=None)
    gone_at: datetime = _at()


class PastVoid(SQLModel, table=True):
    """A line that `by_batch` had replaced until that batch was taken back."""

    __tablename__ = "past_void"
    by_batch: int = _id(primary_key=True)
    batch_id: int = _id(primary_key=True)
    record: int = Field(primary_key=True)


# -- things that files describe -------------------------------------------------------------------


class Target(SQLModel, table=True):
    """A monthly target; `partner_id` 0 where it is of an owner or of the whole programme."""

    partner_id: int = _id(primary_key=True)
    target_id: int = _id(primary_key=True)
    level: str = Field(max_length=20)
    owner: str = Field(default="", max_length=500)
    month: int
    amount_own_minor: int = _big()
    currency: str = Field(max_length=3)
    amount_minor: int = _big()
    batch_id: int = _big()


class Deal(SQLModel, table=True):
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    deal_id: int = _id(primary_key=True)
    deal_code: str = Field(max_length=100)
    distributor_id: int = _big(default=0)
    name: str | None = None
    end_customer: str | None = None
    product_family: str | None = None
    amount_own_minor: int = _big()
    currency: str = Field(max_length=3)
    amount_minor: int = _big()
    # An amount that nobody gave: its columns hold 0, and nothing is said of it.
    amount_known: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    created_on: date
    registered_on: date | None = None
    decision: str = Field(default="", max_length=20)
    decided_on: date | None = None
    decision_reason: str | None = None
    originated_by: str = Field(max_length=20)
    stage: str
    status: str = Field(max_length=20)
    expected_close_on: date | None = None
    closed_on: date | None = None
    lost_reason: str | None = None
    mdf_request: str = Field(default="", max_length=100)
    batch_id: int = _big()
    record: int


class DealStage(SQLModel, table=True):
    """The history of a deal: one row a stage entered."""

    __tablename__ = "deal_stage"
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    deal_id: int = _id(primary_key=True)
    entered_on: date = Field(primary_key=True)
    stage: str = Field(primary_key=True, max_length=500)
    status: str = Field(max_length=20)
    amount_minor: int = _big()
    expected_close_on: date | None = None
    batch_id: int = _big()
    record: int


class Certification(SQLModel, table=True):
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    certification_id: int = _id(primary_key=True)
    person_id: str = Field(max_length=100)
    person_name: str | None = None
    certification: str
    role: str = Field(default="", max_length=500)
    valid_from: date
    valid_to: date | None = None
    batch_id: int = _big()
    record: int


class NpsAnswer(SQLModel, table=True):
    """An answer, one a person and wave. `themes` are the program's (`scorecard.voice.themes`),
    parted by blanks; `comment_key` is the comment without case and accents, to search in."""

    __tablename__ = "nps_answer"
    __table_args__ = (
        Index("ix_nps_answer_wave", "wave", "respondent_role", "score", "partner_id"),
        Index("ix_nps_answer_person", "partner_id", "respondent_id", "wave"),
    )
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    answer_id: int = _id(primary_key=True)
    wave: str = Field(max_length=100)
    respondent_id: str = Field(max_length=100)
    respondent_role: str | None = None
    answered_on: date
    score: int
    comment: str | None = Field(default=None, sa_type=Text)
    themes: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    comment_key: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    batch_id: int = _big()
    record: int


class EngagementEvent(SQLModel, table=True):
    __tablename__ = "engagement_event"
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    event_id: int = _id(primary_key=True)
    activity: str
    happened_on: date
    person_id: str | None = Field(default=None, max_length=100)
    n_events: int
    batch_id: int = _big()
    record: int


class MdfRequest(SQLModel, table=True):
    __tablename__ = "mdf_request"
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    mdf_id: int = _id(primary_key=True)
    request_id: str = Field(max_length=100)
    activity: str | None = None
    currency: str = Field(max_length=3)
    requested_on: date
    requested_minor: int = _big()
    approved_on: date | None = None
    approved_minor: int = _big(default=0)
    claimed_on: date | None = None
    claimed_minor: int = _big(default=0)
    paid_on: date | None = None
    paid_minor: int = _big(default=0)
    batch_id: int = _big()
    record: int


class StockLine(SQLModel, table=True):
    """What a distributor has of a product on a day; quantities it does not give are empty."""

    __tablename__ = "stock_line"
    __table_args__ = (
        Index("ix_stock_line_product_id", "product_id"),
        Index("ix_stock_line_distributor_id_snapshot_on", "distributor_id", "snapshot_on"),
    )
    stock_id: int = _id(primary_key=True)
    distributor_id: int = _big()
    snapshot_on: date
    product_id: int = _big(foreign_key="product.product_id")
    warehouse: str = Field(default="", max_length=100)
    on_hand_milli: int = _big()
    reserved_milli: int | None = _big(default=None)
    on_order_milli: int | None = _big(default=None)
    unit: str = Field(default="", max_length=100)
    batch_id: int = _big()
    record: int


class SellInLine(SQLModel, table=True):
    """vendor -> distributor: a line of the vendor's own invoices."""

    __tablename__ = "sell_in_line"
    __table_args__ = (
        Index("ix_sell_in_line_product_id", "product_id"),
        Index("ix_sell_in_line_distributor_id_invoice_on", "distributor_id", "invoice_on"),
    )
    sell_in_id: int = _id(primary_key=True)
    distributor_id: int = _big()
    invoice_on: date
    invoice_no: str = Field(max_length=100)
    invoice_line: str = Field(default="", max_length=100)
    product_id: int = _big(foreign_key="product.product_id")
    qty_milli: int = _big()
    amount_own_minor: int = _big()
    currency: str = Field(max_length=3)
    amount_minor: int = _big()
    batch_id: int = _big()
    record: int


# -- rollups: rebuilt from the lines at any time ------------------------------------------------


class PartnerMonth(SQLModel, table=True):
    """Additive facts of a batch's lines a partner and month; dropping a batch is a delete."""

    __tablename__ = "partner_month"
    __table_args__ = (
        Index("ix_partner_month_batch_id", "batch_id"),
        Index("ix_partner_month_month", "month"),
        {"sqlite_with_rowid": False},
    )
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    month: int = Field(primary_key=True)
    batch_id: int = _id(primary_key=True, foreign_key="upload_batch.batch_id")
    distributor_id: int = _big()
    net_minor: int = _big()
    product_minor: int = _big()
    solution_minor: int = _big()
    service_minor: int = _big()
    subscription_minor: int = _big()
    returns_minor: int = _big()
    qty_milli: int = _big()
    n_lines: int
    last_on: date


class BatchMonth(SQLModel, table=True):
    """How many lines and how much money of a batch fall into a month."""

    __tablename__ = "batch_month"
    batch_id: int = _id(primary_key=True, foreign_key="upload_batch.batch_id")
    month: int = Field(primary_key=True)
    distributor_id: int = _big()
    n_lines: int
    net_minor: int = _big()


class PartnerCustomer(SQLModel, table=True):
    """First and last purchase of an end customer at a partner."""

    __tablename__ = "partner_customer"
    __table_args__ = (
        Index("ix_partner_customer_customer_id", "customer_id"),
        {"sqlite_with_rowid": False},
    )
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    customer_id: int = _id(primary_key=True)
    name: str
    first_on: date
    last_on: date


class PartnerPeriod(SQLModel, table=True):
    """Materialised KPI parts a partner and fiscal quarter, with the card's score.

    The columns `<kpi>__num`, `<kpi>__den`, `<kpi>__n` are added from the KPI registry by
    `db.readmodel`, so that a new KPI needs no migration.
    """

    __tablename__ = "partner_period"
    # Keyed by quarter first: pages read a whole quarter, and its rows lie together.
    __table_args__ = (
        Index("ix_partner_period_partner_id", "partner_id"),
        {"sqlite_with_rowid": False},
    )
    period: str = Field(primary_key=True, max_length=7)
    partner_id: int = _id(primary_key=True, foreign_key="partner.partner_id")
    score_e2: int | None = None
    known_e2: int = 0
    status: str = Field(default="unknown", max_length=20)


class SegmentPeriod(SQLModel, table=True):
    """Sums of `partner_period` a combination of dimensions, so that no page scans partners."""

    __tablename__ = "segment_period"
    period: str = Field(primary_key=True, max_length=7)
    region: str = Field(primary_key=True, max_length=500)
    country: str = Field(primary_key=True, max_length=2)
    tier: str = Field(primary_key=True, max_length=500)
    partner_type: str = Field(primary_key=True, max_length=500)
    owner: str = Field(primary_key=True, max_length=500)
    n_partners: int
    n_good: int
    n_watch: int
    n_risk: int


class DistributorPeriod(SQLModel, table=True):
    """Materialised KPI parts a distributor and fiscal quarter (KPIs known at that grain)."""

    __tablename__ = "distributor_period"
    distributor_id: int = _id(primary_key=True)
    period: str = Field(primary_key=True, max_length=7)
