"""The kinds of file and their rows: one pydantic model a kind, the canonical column names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Amount = Annotated[Decimal, Field(ge=Decimal("-9e12"), le=Decimal("9e12"))]
NotNegative = Annotated[Decimal, Field(ge=0, le=Decimal("9e12"))]
Quantity = Annotated[Decimal, Field(ge=Decimal("-1e9"), le=Decimal("1e9"))]


class FileKind(StrEnum):
    DISTRIBUTORS = "distributors"
    PARTNERS = "partners"
    PRODUCTS = "products"
    SELL_THROUGH = "sell_through"
    TARGETS = "targets"
    DEALS = "deals"
    CERTIFICATIONS = "certifications"
    NPS = "nps"
    ENGAGEMENT = "engagement"
    MDF = "mdf"
    STOCK = "stock"
    SELL_IN = "sell_in"
    INVITATIONS = "invitations"


LINES = ("sell_through", "sell_in")  # kinds whose rows are lines of invoices
# What distributors report: their lines, their stock, and the deals they have quoted.
OF_SENDERS = (FileKind.SELL_THROUGH, FileKind.STOCK, FileKind.DEALS)


class Row(BaseModel):
    """A canonical row. Field descriptions are shown in templates and docs."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class DistributorRow(Row):
    distributor_code: Code = Field(description="your code of the distributor")
    name: Text = Field(description="name of the distributor")
    country: Country | None = Field(None, description="ISO country code, for example PL")
    currency: Currency | None = Field(None, description="currency of its files when they name none")
    cadence: Literal["weekly", "monthly"] = Field("monthly", description="how often it reports")
    due_days: int = Field(5, ge=0, le=90, description="days after the period's end a file is due")


class PartnerRow(Row):
    partner_code: Code = Field(description="your code of the partner")
    name: Text = Field(description="name of the partner")
    parent_code: Code | None = Field(None, description="code of the parent company's partner")
    country: Country = Field(description="ISO country code or a country's English name")
    region: Text | None = Field(None, description="your sales region; the country when empty")
    city: Text | None = Field(None, description="city")
    partner_type: Text = Field("reseller", description="reseller, integrator, referral ...")
    owner: Text | None = Field(None, description="who looks after the partner at the vendor")
    tier: Text | None = Field(None, description="tier held")
    signed_on: date | None = Field(None, description="day the agreement was signed")
    ended_on: date | None = Field(None, description="day the agreement ended")
    tax_id: Code | None = Field(None, description="VAT or tax number")


class ProductRow(Row):
    sku: Code = Field(description="your article number")
    name: Text = Field(description="name of the product")
    product_class: Literal["product", "solution", "service", "subscription"] = Field(
        "product", description="product, solution, service or subscription"
    )
    family: Text | None = Field(None, description="product family")
    gtin: Code | None = Field(None, description="GTIN (EAN) of the product")


class SellThroughRow(Row):
    invoice_no: Code | None = Field(None, description="document number")
    line_no: Code | None = Field(None, description="line of the document")
    invoice_date: date = Field(description="document date")
    transaction_type: Literal["sale", "return", "credit", "adjustment"] = Field(
        "sale", description="sale, return, credit or adjustment"
    )
    vendor_partner_id: Code | None = Field(None, description="the vendor's code of the reseller")
    reseller_id: Code | None = Field(None, description="the sender's code of the reseller")
    reseller_name: Text | None = Field(None, description="name of the reseller")
    reseller_country: Country | None = Field(None, description="country of the reseller")
    end_customer_name: Text | None = Field(None, description="end customer")
    sku: Code | None = Field(None, description="the vendor's article number; or the GTIN")
    gtin: Code | None = Field(None, description="GTIN (EAN) of the product")
    qty: Quantity = Field(description="quantity; negative for a return")
    unit_price: Amount | None = Field(None, description="net price of one")
    line_amount: Amount | None = Field(None, description="net amount; quantity x price when empty")
    currency: Currency | None = Field(None, description="ISO code; the sender's when empty")
    deal_id: Code | None = Field(None, description="deal registration number")


class TargetRow(Row):
    level: Literal["partner", "owner", "all"] = Field("partner", description="whose target")
    subject: Code | None = Field(None, description="partner code or owner; empty for level all")
    month: date = Field(description="month, as 2026-07 or its first day")
    amount: NotNegative = Field(description="target of the month")
    currency: Currency = Field(description="ISO code")


class DealRow(Row):
    deal_id: Code = Field(description="number of the deal")
    source: Literal["crm", "registration", "quote", "partner"] | None = Field(
        None, description="whose word it is; told by its other fields when empty"
    )
    system: Code | None = Field(None, description="system or company it comes from")
    partner_code: Code | None = Field(
        None, description="your code of the partner; only deals of a CRM have none"
    )
    registering_code: Code | None = Field(None, description="partner that registered it")
    transacting_code: Code | None = Field(None, description="partner that will invoice it")
    influencer_code: Code | None = Field(None, description="partner that advised on it")
    distributor_code: Code | None = Field(None, description="distributor of the deal")
    owner: Text | None = Field(None, description="who works on it at the vendor")
    name: Text | None = Field(None, description="name of the deal")
    end_customer_name: Text | None = Field(None, description="end customer")
    customer_tax_id: Code | None = Field(None, description="VAT or tax number of the end customer")
    customer_country: Country | None = Field(None, description="country of the end customer")
    product_family: Text | None = Field(None, description="product family")
    amount: NotNegative | None = Field(None, description="value of the deal; a deal won has one")
    won_amount: NotNegative | None = Field(None, description="value won, where it differs")
    currency: Currency = Field(description="ISO code")
    created_on: date = Field(description="day the deal was opened")
    registered_on: date | None = Field(None, description="day of its registration")
    decision: Literal["submitted", "approved", "rejected", "expired"] | None = Field(
        None, description="what became of the registration"
    )
    decided_on: date | None = Field(None, description="day of the decision")
    decision_reason: Text | None = Field(None, description="why it was refused")
    registration_no: Code | None = Field(None, description="number of the registration it is of")
    extended: Literal["yes", "no"] = Field("no", description="its protection was extended")
    tender_no: Code | None = Field(None, description="number of the tender it is a bid for")
    originated_by: Literal["partner", "vendor", "distributor"] = Field(
        "partner", description="who found the opportunity"
    )
    stage: Text = Field(description="stage of the pipeline")
    stage_entered_on: date | None = Field(None, description="day it came to this stage")
    status: Literal["open", "won", "lost", "cancelled"] = Field(
        description="open, won, lost or cancelled"
    )
    expected_close_on: date | None = Field(None, description="expected closing day")
    closed_on: date | None = Field(None, description="day it was won, lost or cancelled")
    lost_reason: Text | None = Field(None, description="why it was lost")
    forecast_category: Literal["commit", "best_case", "pipeline", "omitted"] | None = Field(
        None, description="what its seller says of it"
    )
    mdf_request_id: Code | None = Field(None, description="marketing request that brought it")


class CertificationRow(Row):
    partner_code: Code = Field(description="your code of the partner")
    person_id: Code = Field(description="number or e-mail of the person")
    person_name: Text | None = Field(None, description="name of the person")
    certification: Text = Field(description="name of the certification")
    role: Text | None = Field(None, description="sales, presales, engineer ...")
    valid_from: date = Field(description="first day it is valid")
    valid_to: date | None = Field(None, description="last day it is valid; empty: no end")


class NpsRow(Row):
    partner_code: Code = Field(description="your code of the partner")
    wave: Code = Field(description="survey wave, for example 2026H1")
    respondent_id: Code = Field(description="number or e-mail of the person")
    respondent_role: Text | None = Field(None, description="role of the person")
    answered_on: date = Field(description="day of the answer")
    score: int = Field(ge=0, le=10, description="0 to 10")
    comment: Comment | None = Field(None, description="what the person wrote")


class InvitationRow(Row):
    partner_code: Code = Field(description="your code of the partner")
    wave: Code = Field(description="survey wave, for example 2026H1")
    respondent_id: Code = Field(description="number or e-mail of the person")
    invited_on: date = Field(description="day of the invitation")
    respondent_role: Text | None = Field(None, description="role of the person")
    person_name: Text | None = Field(None, description="name of the person")
    language: Code | None = Field(None, description="language of the person, for example pl")


class EngagementRow(Row):
    partner_code: Code = Field(description="your code of the partner")
    event_id: Code | None = Field(None, description="number of the event, if there is one")
    activity: Text = Field(description="open, visit, click, webinar, event, training ...")
    happened_on: date = Field(description="day it happened")
    person_id: Code | None = Field(None, description="number or e-mail of the person")
    n_events: int = Field(1, ge=1, le=100_000, description="how many times that day")


class MdfRow(Row):
    request_id: Code = Field(description="number of the request")
    partner_code: Code = Field(description="your code of the partner")
    activity: Text | None = Field(None, description="what the money is for")
    currency: Currency = Field(description="ISO code")
    requested_on: date = Field(description="day of the request")
    requested_amount: NotNegative = Field(description="amount asked for")
    approved_on: date | None = Field(None, description="day of the approval")
    approved_amount: NotNegative | None = Field(None, description="amount approved")
    claimed_on: date | None = Field(None, description="day of the claim")
    claimed_amount: NotNegative | None = Field(None, description="amount claimed")
    paid_on: date | None = Field(None, description="day it was paid")
    paid_amount: NotNegative | None = Field(None, description="amount paid")


class StockRow(Row):
    snapshot_date: date = Field(description="day of the count")
    sku: Code | None = Field(None, description="the vendor's article number; or the GTIN")
    gtin: Code | None = Field(None, description="GTIN (EAN) of the product")
    stock_on_hand: Quantity = Field(description="quantity on hand")
    stock_reserved: Quantity | None = Field(None, description="of it reserved for customers")
    stock_on_order: Quantity | None = Field(None, description="quantity in transit or on order")
    uom: Code | None = Field(None, description="unit of the quantities")
    warehouse: Code | None = Field(None, description="warehouse; rows of several add up")


class SellInRow(Row):
    distributor_code: Code = Field(description="your code of the distributor you invoiced")
    invoice_no: Code = Field(description="number of your invoice or credit note")
    line_no: Code | None = Field(None, description="line of the invoice")
    invoice_date: date = Field(description="date of the invoice")
    transaction_type: Literal["sale", "return", "credit", "adjustment"] = Field(
        "sale", description="sale, return, credit or adjustment"
    )
    sku: Code | None = Field(None, description="your article number; or the GTIN")
    gtin: Code | None = Field(None, description="GTIN (EAN) of the product")
    qty: Quantity = Field(description="quantity; negative for a return")
    unit_price: Amount | None = Field(None, description="net price of one")
    line_amount: Amount | None = Field(None, description="net amount; quantity x price when empty")
    currency: Currency | None = Field(None, description="ISO code; the header's when empty")


ROWS: dict[FileKind, type[Row]] = {
    FileKind.DISTRIBUTORS: DistributorRow,
    FileKind.PARTNERS: PartnerRow,
    FileKind.PRODUCTS: ProductRow,
    FileKind.SELL_THROUGH: SellThroughRow,
    FileKind.TARGETS: TargetRow,
    FileKind.DEALS: DealRow,
    FileKind.CERTIFICATIONS: CertificationRow,
    FileKind.NPS: NpsRow,
    FileKind.ENGAGEMENT: EngagementRow,
    FileKind.MDF: MdfRow,
    FileKind.STOCK: StockRow,
    FileKind.SELL_IN: SellInRow,
    FileKind.INVITATIONS: InvitationRow,
}

# Fields that together name a thing: a later file that repeats them replaces the earlier row.
# Sell-through has none: its lines add up, and are taken back with their batch.
NATURAL_KEYS: dict[FileKind, tuple[str, ...]] = {
    FileKind.DISTRIBUTORS: ("distributor_code",),
    FileKind.PARTNERS: ("partner_code",),
    FileKind.PRODUCTS: ("sku",),
    FileKind.TARGETS: ("level", "subject", "month"),
    FileKind.DEALS: ("deal_id", "stage", "stage_entered_on"),
    FileKind.CERTIFICATIONS: ("partner_code", "person_id", "certification", "valid_from"),
    FileKind.NPS: ("partner_code", "wave", "respondent_id"),
    FileKind.INVITATIONS: ("partner_code", "wave", "respondent_id"),
    FileKind.ENGAGEMENT: ("partner_code", "event_id", "activity", "happened_on", "person_id"),
    FileKind.MDF: ("request_id",),
    FileKind.STOCK: ("snapshot_date", "sku", "gtin", "warehouse"),
    FileKind.SELL_IN: ("distributor_code", "invoice_no", "line_no", "sku"),
}
