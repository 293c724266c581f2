"""A list of partners as CSV or XLSX, for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from scorecard.i18n.catalogue import SOURCE_LANGUAGE
from scorecard.i18n.message import MsgId
from scorecard.i18n.sentences import status_word
from scorecard.i18n.text import render, render_all, spoken, t
from scorecard.kpis import registry
from scorecard.money import from_minor
from scorecard.reports.plain import plain_reading
from scorecard.reports.safe import safe_cell
from scorecard.score.words import group_name
from scorecard.views import PartnerLine

_FACTS: tuple[MsgId, ...] = (
    "Code", "Partner", "Status", "Score", "Change", "Rank", "Peers", "Peer group", "Known", "Tier",
    "Region", "Country", "Type", "Owner", "Currency", "Revenue", "Target", "Gap",
)  # fmt: skip
_SHEET: MsgId = "Scorecards"
_WHY: MsgId = "Why"
_REVENUE = "net_sell_through"  # has its own column
_NUMBER = int | float | Decimal


def partner_csv(lines: Sequence[PartnerLine], currency: str, lang: str = SOURCE_LANGUAGE) -> bytes:
    """All partners with score, rank, facts, KPIs and reasons: UTF-8 with a byte order mark.

    Amounts are in units of `currency`, shares 0..1; an unknown value is an empty cell, and no
    cell is a formula for a spreadsheet.
    """
    out = StringIO()
    csv.writer(out).writerows([_text(cell) for cell in row] for row in _rows(lines, currency, lang))
    return out.getvalue().encode("utf-8-sig")


def partner_xlsx(lines: Sequence[PartnerLine], currency: str, lang: str = SOURCE_LANGUAGE) -> bytes:
    """The same as a workbook: numbers are numbers, text is never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(t(_SHEET, lang))
    sheet.freeze_panes = "C2"
    heads, *rows = _rows(lines, currency, lang)
    sheet.append([_head(sheet, name) for name in heads])
    for row in rows:
        sheet.append([_value(sheet, cell) for cell in row])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _rows(lines: Sequence[PartnerLine], currency: str, lang: str) -> Iterable[list[Any]]:
    """The heads, then a row a partner."""
    found = dict.fromkeys(key for line in lines for key in line.readings)
    keys = [key for key in found if key != _REVENUE]
    labels = [registry[key].label for key in keys]
    yield [spoken(name, lang) for name in (*_FACTS, *labels, _WHY)]
    for line in lines:
        yield _row(line, keys, currency, lang)


def _row(line: PartnerLine, keys: list[str], currency: str, lang: str) -> list[Any]:
    money = [
        None if minor is None else from_minor(minor, currency)
        for minor in (line.net_minor, line.target_minor, line.gap_minor)
    ]
    kpis = [
        plain_reading(line.readings[key], currency)["value"] if key in line.readings else None
        for key in keys
    ]
    return [
        line.partner_code, line.name, status_word(line.status, lang), line.score, line.change,
        *_peers(line, lang), line.known, line.tier, line.region, line.country, line.partner_type,
        line.owner, currency, *money, *kpis, render_all(line.why, lang),
    ]  # fmt: skip


def _peers(line: PartnerLine, lang: str) -> tuple[int | None, int | None, str | None]:
    if line.peers is None:
        return (None, None, None)
    return (line.peers.rank, line.peers.n, render(group_name(line.peers), lang))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, _NUMBER) else safe_cell(str(cell))


def _head(sheet: Worksheet, name: str) -> WriteOnlyCell:
    cell = _value(sheet, name)
    cell.font = Font(bold=True)
    return cell


def _value(sheet: Worksheet, value: Any) -> WriteOnlyCell:
    if value is None or isinstance(value, _NUMBER):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=safe_cell(ILLEGAL_CHARACTERS_RE.sub("", str(value))))
    cell.data_type = "s"  # text, also where it begins as a formula does
    return cell
