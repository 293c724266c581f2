"""Alerts as CSV or XLSX for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from scorecard.i18n.catalogue import SOURCE_LANGUAGE
from scorecard.i18n.message import MsgId
from scorecard.i18n.text import render, t
from scorecard.money import from_minor
from scorecard.reports.sheets import csv_bytes, xlsx_bytes
from scorecard.risk.alert_kinds import OUTCOME_NAMES, RULE_NAMES, STATE_NAMES
from scorecard.risk.alert_views import AlertLine, AtRiskPage

_HEADS: tuple[MsgId, ...] = (
    "Alert", "Where", "Code", "Partner", "Region", "Owner", "Assigned to", "Kind", "State",
    "What changed", "At stake", "Currency", "Certainty", "Since", "Raised", "Holds still",
    "Snoozed until", "Outcome", "Closed",
)  # fmt: skip
_SHEET: MsgId = "At risk"
_YES: MsgId = "yes"
_NO: MsgId = "no"
_WHERE: dict[str, MsgId] = {
    "groups": "Group",
    "inbox": "This week",
    "queue": "Beyond the budget",
    "snoozed": "Snoozed",
    "closed": "Closed",
}


def alert_csv(page: AtRiskPage, lang: str = SOURCE_LANGUAGE) -> bytes:
    """Every alert of the page, a row each; days as 2026-03-31, money in units."""
    return csv_bytes(_rows(page, lang))


def alert_xlsx(page: AtRiskPage, lang: str = SOURCE_LANGUAGE) -> bytes:
    """The same as a workbook."""
    return xlsx_bytes(t(_SHEET, lang), _rows(page, lang))


def _rows(page: AtRiskPage, lang: str) -> Iterator[list[Any]]:
    yield [t(name, lang) for name in _HEADS]
    for where, line in _lines(page):
        yield [
            line.alert_id, t(_WHERE[where], lang), line.partner_code, line.name, line.region,
            line.owner, line.assigned_to, t(RULE_NAMES[line.rule], lang),
            t(STATE_NAMES[line.state], lang), render(line.headline, lang),
            from_minor(line.at_stake_minor, page.stamp.currency), page.stamp.currency,
            line.certainty, _day(line.since), _day(line.fired_on),
            t(_YES if line.holds else _NO, lang), _day(line.snoozed_until),
            t(OUTCOME_NAMES[line.outcome], lang) if line.outcome else None, _day(line.closed_on),
        ]  # fmt: skip


def _lines(page: AtRiskPage) -> Iterator[tuple[str, AlertLine]]:
    yield from (("groups", line) for line in page.groups)
    for where, partners in (("inbox", page.inbox), ("queue", page.queue)):
        yield from ((where, line) for partner in partners for line in partner.alerts)
    yield from (("snoozed", line) for line in page.snoozed)
    yield from (("closed", line) for line in page.closed)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
