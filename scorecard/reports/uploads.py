"""What reading a file gave, for scripts and for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from scorecard.errors import Issue
from scorecard.i18n.text import render
from scorecard.ingest.issues import how_to_mend, issue_message
from scorecard.ingest.kinds import ROWS
from scorecard.ingest.report import UploadReport
from scorecard.reports.plain import text_table

ISSUES_SHOWN = 50


def report_values(
    report: UploadReport, batch_id: int | None, partner_codes: Mapping[int, str]
) -> dict[str, Any]:
    """The fate of a file and of every record.

    Args:
        batch_id: the upload it landed as; None when it did not.
        partner_codes: partner_id -> code, to name the partners that rows were matched to.

    Returns:
        `file_status`, `file_reason`, `accepted` (record, line, canonical `values` as text,
        warnings), `rejected` (record, line, reason, field, column, cell), `ignored` (record,
        reason), `totals` (rows_accepted, rows_rejected, rows_ignored, and for sell-through qty
        and amount_by_currency), `batch_id`, `n_issues` and the first `issues`.
    """
    return {
        "file_status": report.status.value,
        "file_reason": report.reason,
        "batch_id": batch_id,
        "totals": report.totals(),
        "n_issues": len(report.issues),
        "issues": [issue_values(issue) for issue in report.issues[:ISSUES_SHOWN]],
        "accepted": _accepted(report, partner_codes),
        "rejected": _rejected(report),
        "ignored": [{"record": n, "reason": why} for n, why in sorted(report.ignored.items())],
    }


def issue_values(issue: Issue) -> dict[str, Any]:
    return {
        "code": issue.code,
        "severity": issue.severity.value,
        "record": issue.record,
        "line": issue.line,
        "column": issue.column,
        "cell": issue.cell,
        "sentence": issue_sentence(issue),
    }


def issue_sentence(issue: Issue) -> str:
    """What is wrong and how to mend it, in English."""
    return f"{render(issue_message(issue))} {render(how_to_mend(issue))}".strip()


def _accepted(report: UploadReport, partner_codes: Mapping[int, str]) -> list[dict[str, Any]]:
    if report.rows.empty:
        return []
    rows = report.rows
    texts = {name: _texts(rows, name) for name in ROWS[report.kind].model_fields}
    if "partner_id" in rows:
        texts["partner_id"] = [partner_codes.get(int(n), "") for n in rows["partner_id"]]
    warnings: dict[int, list[str]] = {}
    for issue in report.warnings:
        warnings.setdefault(issue.record or 0, []).append(issue.code)
    names = [name for name, column in texts.items() if any(column)]
    values = zip(*(texts[name] for name in names), strict=True)
    places = zip(rows["record"].tolist(), rows["line"].tolist(), values, strict=True)
    return [
        {
            "record": record,
            "line": line,
            "values": dict(zip(names, row, strict=True)),
            "warnings": warnings.get(record, []),
        }
        for record, line, row in places
    ]


def _texts(rows: pd.DataFrame, name: str) -> list[str]:
    """A canonical field as text: dates as ISO, amounts with a point, nothing as ""."""
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


def _rejected(report: UploadReport) -> list[dict[str, Any]]:
    """The first error of every record that was kept out."""
    first: dict[int, Issue] = {}
    for issue in report.errors:
        if issue.record is not None:
            first.setdefault(issue.record, issue)
    return [
        {
            "record": record,
            "line": issue.line,
            "reason": issue.code,
            "field": report.column_map.get(issue.column or ""),
            "column": issue.column,
            "cell": issue.cell,
        }
        for record, issue in sorted(first.items())
    ]


def report_text(report: UploadReport, batch_id: int | None) -> str:
    """A few lines for a terminal, with the first issues."""
    status = report.status.value.replace("_", " ")
    landed = f"landed as upload {batch_id}" if batch_id is not None else "nothing was stored"
    reason = f" ({report.reason})" if report.reason else ""
    lines = [
        f"{report.file_name}: {status}{reason}, {landed}.",
        f"{report.n_accepted} rows accepted, {report.n_rejected} rejected, "
        f"{report.n_ignored} ignored.",
    ]
    totals = report.totals().get("amount_by_currency")
    if isinstance(totals, dict):
        lines.append(", ".join(f"{amount} {code}" for code, amount in sorted(totals.items())))
    lines += [_issue_line(issue) for issue in report.issues[:ISSUES_SHOWN]]
    if len(report.issues) > ISSUES_SHOWN:
        lines.append(f"... and {len(report.issues) - ISSUES_SHOWN} more (see --json).")
    return "\n".join(lines)


def _issue_line(issue: Issue) -> str:
    place = [f"line {issue.line}"] if issue.line else []
    place += [f"column {issue.column}"] if issue.column else []
    return f"{issue.severity.value}: {', '.join([*place, issue_sentence(issue)])}"


def batches_text(found: list[Any]) -> str:
    """Uploads as a table, for a terminal."""
    head = ("upload", "kind", "sender", "file", "status", "accepted", "rejected", "landed at")
    rows = [
        (
            str(batch.batch_id), batch.kind, batch.distributor_code, batch.file_name,
            batch.status, str(batch.n_accepted), str(batch.n_rejected),
            batch.landed_at.isoformat(timespec="seconds"),
        )
        for batch in found
    ]  # fmt: skip
    return text_table(head, rows)
