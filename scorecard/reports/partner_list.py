"""A list of partners as CSV or XLSX, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scorecard.i18n.catalogue import SOURCE_LANGUAGE
from scorecard.i18n.message import MsgId
from scorecard.i18n.sentences import status_word
from scorecard.i18n.text import render, render_all, spoken, t
from scorecard.kpis import registry
from scorecard.money import from_minor
from scorecard.reports.plain import plain_reading
from scorecard.reports.sheets import csv_bytes, xlsx_bytes
from scorecard.score.words import group_name
from scorecard.views import PartnerLine

_FACTS: tuple[MsgId, ...] = (
    "Code", "Partner", "Status", "Score", "Change", "Rank", "Peers", "Peer group", "Known", "Tier",
    "Region", "Country", "Type", "Owner", "Currency", "Revenue", "Target", "Gap",
)  # fmt: skip
_SHEET: MsgId = "Scorecards"
_WHY: MsgId = "Why"
_REVENUE = "net_sell_through"  # has its own column


def partner_csv(lines: Sequence[PartnerLine], currency: str, lang: str = SOURCE_LANGUAGE) -> bytes:
    """All partners with score, rank, facts, KPIs and reasons: UTF-8 with a byte order mark.

    Amounts are in units of `currency`, shares 0..1; an unknown value is an empty cell, and no
    cell is a formula for a spreadsheet.
    """
    return csv_bytes(_rows(lines, currency, lang))


def partner_xlsx(lines: Sequence[PartnerLine], currency: str, lang: str = SOURCE_LANGUAGE) -> bytes:
    """The same as a workbook: numbers are numbers, text is never a formula."""
    return xlsx_bytes(t(_SHEET, lang), _rows(lines, currency, lang))


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
