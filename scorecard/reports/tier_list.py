"""Who holds which tier, as CSV or XLSX for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from scorecard import tier_words
from scorecard.i18n.catalogue import SOURCE_LANGUAGE
from scorecard.i18n.message import MsgId
from scorecard.i18n.text import render_all, t
from scorecard.reports.sheets import csv_bytes, xlsx_bytes
from scorecard.tier_views import TierLine, TiersPage

_HEADS: tuple[MsgId, ...] = (
    "Code", "Partner", "Region", "Country", "Type", "Owner", "Tier", "Earned", "Held since",
    "Lost on", "Data is missing", "At stake a year", "Currency", "What is missing",
)  # fmt: skip
_SHEET: MsgId = "Tiers"
_YES: MsgId = "yes"


def tier_csv(lines: Sequence[TierLine], page: TiersPage, lang: str = SOURCE_LANGUAGE) -> bytes:
    """Every partner of a ladder with tier, days and what is missing; days as 2026-03-31."""
    return csv_bytes(_rows(lines, page, lang))


def tier_xlsx(lines: Sequence[TierLine], page: TiersPage, lang: str = SOURCE_LANGUAGE) -> bytes:
    """The same as a workbook."""
    return xlsx_bytes(t(_SHEET, lang), _rows(lines, page, lang))


def _rows(lines: Iterable[TierLine], page: TiersPage, lang: str) -> Iterator[list[Any]]:
    yield [t(name, lang) for name in _HEADS]
    risks = {one.partner_code: one for one in page.pending}
    for line in lines:
        risk = risks.get(line.partner_code)
        missing = tier_words.lacking(risk.missing, page.currency) if risk else ()
        yield [
            line.partner_code, line.name, line.region, line.country, line.partner_type, line.owner,
            line.held, line.earned, _day(line.since), _day(line.due_on),
            t(_YES, lang) if line.not_known else None, risk.at_stake if risk else None,
            page.currency, render_all(missing, lang, "; "),
        ]  # fmt: skip


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
