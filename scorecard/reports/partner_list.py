"""A list of partners as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from scorecard.i18n.catalogue import SOURCE_LANGUAGE
from scorecard.i18n.message import MsgId
from scorecard.i18n.sentences import status_word
from scorecard.i18n.text import render_all, t
from scorecard.kpis import registry
from scorecard.money import from_minor
from scorecard.reports.plain import plain_reading
from scorecard.reports.safe import safe_cell
from scorecard.views import PartnerLine

_FACTS: tuple[MsgId, ...] = (
    "Code", "Partner", "Status", "Score", "Tier", "Region", "Country", "Type", "Owner",
    "Currency", "Revenue", "Target", "Gap",
)  # fmt: skip
_WHY: MsgId = "Why"
_REVENUE = "net_sell_through"  # has its own column


def partner_csv(lines: Sequence[PartnerLine], currency: str, lang: str = SOURCE_LANGUAGE) -> bytes:
    """All partners with their facts, KPIs and reasons: UTF-8 with a byte order mark.

    Amounts are in units of `currency`, shares 0..1; an unknown value is an empty cell, and no
    cell is a formula for a spreadsheet.
    """
    found = dict.fromkeys(key for line in lines for key in line.readings)
    keys = [key for key in found if key != _REVENUE]
    out = StringIO()
    writer = csv.writer(out)
    labels = [registry[key].label for key in keys]
    writer.writerow(_safe([t(name, lang) for name in (*_FACTS, *labels, _WHY)]))
    writer.writerows(_safe(_row(line, keys, currency, lang)) for line in lines)
    return out.getvalue().encode("utf-8-sig")


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
        line.partner_code, line.name, status_word(line.status, lang), line.score, line.tier,
        line.region, line.country, line.partner_type, line.owner, currency, *money, *kpis,
        render_all(line.why, lang),
    ]  # fmt: skip


def _safe(cells: Iterable[Any]) -> list[str]:
    return [_cell(cell) for cell in cells]


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, int | float | Decimal) else safe_cell(str(cell))
