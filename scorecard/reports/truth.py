"""A report as the fate of every record: what was taken, kept out and left aside, and the sums."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from scorecard.errors import Issue
from scorecard.ingest.fields import fields_of
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.read import EMPTY_CELL
from scorecard.ingest.report import UploadReport
from scorecard.ingest.table import LONG
from scorecard.money import exponent
from scorecard.reports.origin import Origin

UNKNOWN, AMBIGUOUS = "UNKNOWN_RESELLER", "AMBIGUOUS_RESELLER"
REVIEWS = (UNKNOWN, AMBIGUOUS)
# What follows from other columns (quantity x price, a negative quantity) is no value of the file.
DERIVED = ("line_amount", "transaction_type")
NO_SUMS: dict[str, Any] = {"qty": "0", "amount_by_currency": {}}


def truth_values(
    report: UploadReport, partner_codes: Mapping[int, str], origin: Origin | None = None
) -> dict[str, Any]:
    """The fate of a file and of every record of it, as plain values for JSON.

    Args:
        partner_codes: partner_id -> code; resellers that are not matched are not in it.
        origin: the records as they came; without it `raw` and lines of ignored records are None.

    Returns:
        `file_status`, `file_reason`; `accepted`: record, line, `values` (canonical texts of the
        file's columns, `partner_id` as code or None, `candidates` as codes where several
        resellers fit), `warnings`, and `review` where a person decides about the reseller;
        `rejected`: record, line, reason, field, raw; `ignored`: record, line, reason;
        `totals`: rows_accepted, rows_rejected, and for sell-through qty and amount_by_currency.
    """
    rejected = _rejected(report, origin)
    totals: dict[str, Any] = {
        "rows_accepted": report.n_accepted,
        "rows_rejected": len(rejected),
    }
    if report.kind is FileKind.SELL_THROUGH:
        sums = report.totals() if report.n_accepted else {}
        totals |= {key: sums.get(key, none) for key, none in NO_SUMS.items()}
    return {
        "file_status": report.status.value,
        "file_reason": report.reason,
        "accepted": _accepted(report, partner_codes),
        "rejected": rejected,
        "ignored": [
            {"record": number, "line": _line(origin, report, number), "reason": why}
            for number, why in sorted(report.ignored.items())
        ],
        "totals": totals,
    }


def _line(origin: Origin | None, report: UploadReport, record: int) -> int | None:
    if origin is None:
        return None
    return origin.line(record // LONG if report.ignored[record] == EMPTY_CELL else record)


def canonical_texts(report: UploadReport) -> dict[str, list[str]]:
    """Every field of the accepted rows as texts: ISO dates, decimal points, "" for nothing."""
    return {name: _texts(report.rows, name) for name in fields_of(report.kind)}


def _texts(rows: pd.DataFrame, name: str) -> list[str]:
    if name == "qty" and "qty_milli" in rows:
        return [_number(value, -3) for value in rows["qty_milli"].tolist()]
    if f"{name}_e6" in rows:
        return [_number(value, -6) for value in rows[f"{name}_e6"].tolist()]
    if name not in rows:
        return [""] * len(rows)
    column = rows[name]
    if column.dtype.kind == "M":
        return [str(day) for day in column.dt.strftime("%Y-%m-%d").fillna("")]
    return ["" if gone else str(cell) for cell, gone in zip(column, column.isna(), strict=True)]


def _number(value: Any, scale: int) -> str:
    if value is None or value != value:
        return ""
    text = format(Decimal(int(value)).scaleb(scale), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(report: UploadReport, texts: Mapping[str, list[str]]) -> list[str]:
    """The file's own fields, and others that got a value from elsewhere (mapping, sender)."""
    own = set(report.column_map.values())
    usual = {name: spec.default for name, spec in fields_of(report.kind).items()}
    return [
        name
        for name, column in texts.items()
        if name in own
        or (name not in DERIVED and any(text and text != str(usual[name]) for text in column))
    ]


def _accepted(report: UploadReport, partner_codes: Mapping[int, str]) -> list[dict[str, Any]]:
    if report.rows.empty:
        return []
    rows, texts = report.rows, canonical_texts(report)
    shown = _shown(report, texts)
    values: list[dict[str, Any]] = [
        dict(zip(shown, row, strict=True))
        for row in zip(*(texts[name] for name in shown), strict=True)
    ]
    reviews: list[str | None] = [None] * len(rows)
    if "partner_id" in rows:
        reviews = _name_partners(values, rows, partner_codes)
    remarks = _by_record(report.warnings)
    places = zip(rows["record"].tolist(), rows["line"].tolist(), values, reviews, strict=True)
    return [
        _row(record, line, found, review, remarks.get(record, []))
        for record, line, found, review in places
    ]


def _name_partners(
    values: list[dict[str, Any]], rows: pd.DataFrame, partner_codes: Mapping[int, str]
) -> list[str | None]:
    """Add `partner_id` and `candidates`; why each row waits for a decision, if it does."""
    for found, number in zip(values, rows["partner_id"].tolist(), strict=True):
        found["partner_id"] = partner_codes.get(int(number))
    if "review" not in rows:
        return [None] * len(rows)
    reviews = [why if isinstance(why, str) else None for why in rows["review"].tolist()]
    for found, why, codes in zip(values, reviews, rows["candidates"].tolist(), strict=True):
        if why == AMBIGUOUS:
            found["candidates"] = sorted(codes)
    return reviews


def _row(
    record: int, line: int, values: dict[str, Any], review: str | None, remarks: list[Issue]
) -> dict[str, Any]:
    codes = dict.fromkeys(issue.code for issue in remarks)
    warnings = [code for code in codes if code not in REVIEWS]
    found = {"record": record, "line": line or None, "values": values, "warnings": warnings}
    return found | ({"review": review} if review else {})


def _by_record(issues: tuple[Issue, ...]) -> dict[int, list[Issue]]:
    found: dict[int, list[Issue]] = {}
    for issue in issues:
        if issue.record is not None:
            found.setdefault(issue.record, []).append(issue)
    return found


def _rejected(report: UploadReport, origin: Origin | None) -> list[dict[str, Any]]:
    """The first error of every record that was kept out."""
    return [
        {
            "record": record,
            "line": issues[0].line,
            "reason": issues[0].code,
            "field": _field(report, issues[0].column),
            "raw": origin.raw(record) if origin else None,
        }
        for record, issues in sorted(_by_record(report.errors).items())
    ]


def state_values(state: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a store of a sender, from `rows`, `qty_milli` and `amount_minor` by
    currency: `rows`, `qty` and `amount_by_currency` as decimal texts."""
    return {
        "rows": state["rows"],
        "qty": _number(state["qty_milli"], -3),
        "amount_by_currency": {
            code: _number(minor, -exponent(code)) for code, minor in state["amount_minor"].items()
        },
    }


def _field(report: UploadReport, column: str | None) -> str | None:
    """The field of a header; a field without a column stands under its own name."""
    known = report.column_map.get(column or "")
    return known or (column if column in fields_of(report.kind) else None)
