"""A report as the fate of every record: what was taken, kept out and left aside, and the sums."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

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
CHUNK = 10_000  # rows put into texts at once
NO_SUMS: dict[str, Any] = {"qty": "0", "amount_by_currency": {}}


def file_values(report: UploadReport, origin: Origin | None = None) -> dict[str, Any]:
    """The fate of a file and of what it did not land, as plain values for JSON.

    Args:
        origin: the records as they came; without it `raw` and lines of ignored records are None.

    Returns:
        `file_status`, `file_reason`; `rejected`: record, line, reason, field, raw; `ignored`:
        record, line, reason; `totals`: rows_accepted, rows_rejected, and for sell-through qty
        and amount_by_currency. `accepted_rows` are the rest.
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
    if f"{name}_milli" in rows:
        return [_number(value, -3) for value in rows[f"{name}_milli"].tolist()]
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


def accepted_rows(
    report: UploadReport, partner_codes: Mapping[int, str]
) -> Iterator[dict[str, Any]]:
    """The accepted records, put into words a few at a time.

    Each has record, line, `values` (canonical texts of the file's columns, `partner_id` as code
    or None, `candidates` as codes where several resellers fit), `warnings`, and `review` where
    a person decides about the reseller.

    Args:
        partner_codes: partner_id -> code; resellers that are not matched are not in it.
    """
    shown, remarks = _shown(report), _by_record(report.warnings)
    for start in range(0, len(report.rows), CHUNK):
        rows = report.rows.iloc[start : start + CHUNK]
        yield from _some_rows(rows, shown, partner_codes, remarks)


def _shown(report: UploadReport) -> list[str]:
    """The file's own fields, and others that got a value from elsewhere (mapping, sender)."""
    own = set(report.column_map.values())
    return [
        name
        for name, spec in fields_of(report.kind).items()
        if name in own
        or (
            name not in DERIVED
            and any(text and text != str(spec.default) for text in _texts(report.rows, name))
        )
    ]


def _some_rows(
    rows: pd.DataFrame,
    shown: list[str],
    partner_codes: Mapping[int, str],
    remarks: Mapping[int, list[Issue]],
) -> Iterator[dict[str, Any]]:
    texts = zip(*(_texts(rows, name) for name in shown), strict=True)
    values: list[dict[str, Any]] = [dict(zip(shown, row, strict=True)) for row in texts]
    reviews: list[str | None] = [None] * len(rows)
    if "partner_id" in rows:
        reviews = _name_partners(values, rows, partner_codes)
    places = zip(rows["record"].tolist(), rows["line"].tolist(), values, reviews, strict=True)
    for record, line, found, review in places:
        yield _row(record, line, found, review, remarks.get(record, []))


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


def write_json(
    values: Mapping[str, Any], accepted: Iterable[dict[str, Any]], file: IO[str]
) -> None:
    """One JSON object of the values and the accepted rows, of which only one is held at a time."""
    start = json.dumps(values, ensure_ascii=False, indent=1)
    file.write(start.removesuffix("\n}") + ',\n "accepted": [')
    between = "\n  "
    for row in accepted:
        file.write(between + json.dumps(row, ensure_ascii=False))
        between = ",\n  "
    file.write("\n ]\n}\n")
