"""Every reported deal and where its amount went, as CSV or XLSX for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from scorecard.forecast.views import DealLine
from scorecard.i18n.catalogue import SOURCE_LANGUAGE
from scorecard.i18n.message import MsgId
from scorecard.i18n.text import t
from scorecard.money import from_minor
from scorecard.reports.sheets import csv_bytes, xlsx_bytes

_HEADS: tuple[MsgId, ...] = (
    "Deal", "Customer", "Product family", "Partner", "Code", "Distributor", "Owner", "Source",
    "Stage", "Status", "Amount", "Currency", "Where it went", "Counted as", "Created", "Close",
    "File", "Line",
)  # fmt: skip
_SHEET: MsgId = "Deals"


def deal_csv(deals: Sequence[DealLine], currency: str, lang: str = SOURCE_LANGUAGE) -> bytes:
    """A row a reported deal; amounts in the programme's currency, days as 2026-03-31."""
    return csv_bytes(_rows(deals, currency, lang))


def deal_xlsx(deals: Sequence[DealLine], currency: str, lang: str = SOURCE_LANGUAGE) -> bytes:
    """The same as a workbook."""
    return xlsx_bytes(t(_SHEET, lang), _rows(deals, currency, lang))


def _rows(deals: Iterable[DealLine], currency: str, lang: str) -> Iterator[list[Any]]:
    yield [t(name, lang) for name in _HEADS]
    for deal in deals:
        yield [
            deal.deal_code, deal.customer, deal.product_family, deal.partner_name,
            deal.partner_code, deal.distributor_name, deal.owner, deal.source, deal.stage,
            deal.status, _amount(deal.amount_minor, currency), currency, deal.fate,
            deal.canonical_code, _day(deal.created_on),
            _day(deal.closed_on or deal.expected_close_on), deal.file_name, deal.line,
        ]  # fmt: skip


def _amount(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else from_minor(minor, currency)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
