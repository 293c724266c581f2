"""Templates: an empty file of a kind that its own reader accepts."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Font

from scorecard.i18n.catalogue import SOURCE_LANGUAGE
from scorecard.i18n.text import spoken, t
from scorecard.ingest.fields import fields_of
from scorecard.ingest.kinds import FileKind
from scorecard.reports.safe import safe_cell

# Two example rows a kind. They fit each other: the partners named here are those of the partners'
# template, and so on.
EXAMPLES: dict[FileKind, tuple[dict[str, str], dict[str, str]]] = {
    FileKind.DISTRIBUTORS: (
        {
            "distributor_code": "D-PL-01",
            "name": "Example Distribution",
            "country": "PL",
            "currency": "PLN",
            "cadence": "monthly",
            "due_days": "5",
        },
        {
            "distributor_code": "D-DE-01",
            "name": "Beispiel Großhandel GmbH",
            "country": "DE",
            "currency": "EUR",
            "cadence": "weekly",
            "due_days": "3",
        },
    ),
    FileKind.PARTNERS: (
        {
            "partner_code": "P-0001",
            "name": "Example Systems",
            "country": "PL",
            "region": "East",
            "city": "Gdańsk",
            "partner_type": "reseller",
            "owner": "A. Owner",
            "tier": "Gold",
            "signed_on": "2024-03-01",
            "tax_id": "PL5000000008",
        },
        {
            "partner_code": "P-0002",
            "name": "Example Systems Branch",
            "parent_code": "P-0001",
            "country": "Germany",
            "partner_type": "integrator",
            "signed_on": "2025-01-15",
        },
    ),
    FileKind.PRODUCTS: (
        {"sku": "SW-24P", "name": "Switch 24 ports", "product_class": "product", "family": "LAN"},
        {"sku": "LIC-1Y", "name": "Licence 1 year", "product_class": "subscription"},
    ),
    FileKind.SELL_THROUGH: (
        {
            "invoice_no": "PL/2026/00101",
            "line_no": "1",
            "invoice_date": "2026-01-19",
            "transaction_type": "sale",
            "vendor_partner_id": "P-0001",
            "reseller_name": "Example Systems",
            "reseller_country": "PL",
            "end_customer_name": "Example University",
            "sku": "SW-24P",
            "qty": "25",
            "unit_price": "481.43",
            "currency": "PLN",
            "deal_id": "DR-1001",
        },
        {
            "invoice_no": "PL/2026/00101",
            "line_no": "2",
            "invoice_date": "2026-01-19",
            "transaction_type": "return",
            "vendor_partner_id": "P-0002",
            "sku": "LIC-1Y",
            "qty": "-1",
            "line_amount": "-99.90",
            "currency": "PLN",
        },
    ),
    FileKind.TARGETS: (
        {
            "level": "partner",
            "subject": "P-0001",
            "month": "2026-07",
            "amount": "120000",
            "currency": "EUR",
        },
        {
            "level": "partner",
            "subject": "P-0001",
            "month": "2026-08",
            "amount": "90000.50",
            "currency": "EUR",
        },
    ),
    FileKind.DEALS: (
        {
            "deal_id": "DR-1001",
            "partner_code": "P-0001",
            "name": "Campus network",
            "end_customer_name": "Example University",
            "product_family": "LAN",
            "amount": "45000",
            "currency": "EUR",
            "created_on": "2026-01-05",
            "registered_on": "2026-01-05",
            "decision": "approved",
            "decided_on": "2026-01-06",
            "originated_by": "partner",
            "stage": "Proposal",
            "stage_entered_on": "2026-01-20",
            "status": "open",
            "expected_close_on": "2026-06-30",
        },
        {
            "deal_id": "DR-1002",
            "partner_code": "P-0002",
            "distributor_code": "D-PL-01",
            "amount": "8000",
            "currency": "EUR",
            "created_on": "2025-11-03",
            "originated_by": "vendor",
            "stage": "Closed",
            "status": "lost",
            "closed_on": "2026-01-12",
            "lost_reason": "price",
        },
    ),
    FileKind.CERTIFICATIONS: (
        {
            "partner_code": "P-0001",
            "person_id": "jan@example.com",
            "person_name": "Jan Example",
            "certification": "LAN Engineer",
            "role": "engineer",
            "valid_from": "2025-02-01",
            "valid_to": "2027-01-31",
        },
        {
            "partner_code": "P-0002",
            "person_id": "eva@example.com",
            "certification": "Sales Basics",
            "valid_from": "2025-06-15",
        },
    ),
    FileKind.NPS: (
        {
            "partner_code": "P-0001",
            "wave": "2026H1",
            "respondent_id": "jan@example.com",
            "respondent_role": "owner",
            "answered_on": "2026-01-20",
            "score": "9",
            "comment": "Quick answers.",
        },
        {
            "partner_code": "P-0002",
            "wave": "2026H1",
            "respondent_id": "eva@example.com",
            "answered_on": "2026-01-22",
            "score": "6",
        },
    ),
    FileKind.INVITATIONS: (
        {
            "partner_code": "P-0001",
            "wave": "2026H1",
            "respondent_id": "jan@example.com",
            "invited_on": "2026-01-12",
            "respondent_role": "owner",
            "person_name": "Jan Example",
            "language": "pl",
        },
        {
            "partner_code": "P-0002",
            "wave": "2026H1",
            "respondent_id": "eva@example.com",
            "invited_on": "2026-01-12",
        },
    ),
    FileKind.ENGAGEMENT: (
        {
            "partner_code": "P-0001",
            "event_id": "E-1",
            "activity": "webinar",
            "happened_on": "2026-01-14",
            "person_id": "jan@example.com",
            "n_events": "1",
        },
        {"partner_code": "P-0002", "activity": "visit", "happened_on": "2026-01-15"},
    ),
    FileKind.MDF: (
        {
            "request_id": "M-1",
            "partner_code": "P-0001",
            "activity": "trade fair",
            "currency": "EUR",
            "requested_on": "2025-10-01",
            "requested_amount": "5000",
            "approved_on": "2025-10-10",
            "approved_amount": "4000",
            "claimed_on": "2025-12-01",
            "claimed_amount": "3900.50",
            "paid_on": "2025-12-20",
            "paid_amount": "3900.50",
        },
        {
            "request_id": "M-2",
            "partner_code": "P-0002",
            "currency": "EUR",
            "requested_on": "2026-01-08",
            "requested_amount": "1500",
        },
    ),
    FileKind.STOCK: (
        {
            "snapshot_date": "2026-01-31",
            "sku": "SW-24P",
            "stock_on_hand": "120",
            "stock_reserved": "15",
            "stock_on_order": "50",
            "uom": "pcs",
            "warehouse": "WAW-1",
        },
        {"snapshot_date": "2026-01-31", "sku": "LIC-1Y", "stock_on_hand": "40"},
    ),
    FileKind.SELL_IN: (
        {
            "distributor_code": "D-PL-01",
            "invoice_no": "V-2026-0102",
            "line_no": "1",
            "invoice_date": "2026-01-12",
            "sku": "SW-24P",
            "qty": "60",
            "unit_price": "310",
            "line_amount": "18600",
            "currency": "PLN",
        },
        {
            "distributor_code": "D-PL-01",
            "invoice_no": "V-2026-0107",
            "line_no": "1",
            "invoice_date": "2026-01-20",
            "transaction_type": "return",
            "sku": "LIC-1Y",
            "qty": "-5",
            "line_amount": "-450.00",
            "currency": "PLN",
        },
    ),
}


def template_csv(kind: FileKind) -> bytes:
    """Header and two example rows, UTF-8 with the mark that makes Excel read it rightly."""
    text = io.StringIO(newline="")
    names = list(fields_of(kind))
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for example in EXAMPLES[kind]:
        writer.writerow([safe_cell(example.get(name, "")) for name in names])
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(kind: FileKind, lang: str = SOURCE_LANGUAGE) -> bytes:
    """The same as a workbook, with a second sheet that describes every column in `lang`."""
    book = Workbook()
    page = book.active
    page.title = kind.value
    fields = fields_of(kind)
    page.append(list(fields))
    for example in EXAMPLES[kind]:
        page.append([example.get(name, "") for name in fields])
    about = book.create_sheet("columns")
    about.append([t("column", lang), t("needed", lang), t("description", lang)])
    for name, spec in fields.items():
        needed = t("yes", lang) if spec.required else t("no", lang)
        about.append([name, needed, spoken(spec.description, lang)])
    for sheet in (page, about):
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
