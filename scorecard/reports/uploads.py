"""What reading a file gave, for scripts and for a terminal."""

from __future__ import annotations

from typing import Any

from scorecard.errors import Issue
from scorecard.i18n.text import render
from scorecard.ingest.issues import how_to_mend, issue_message
from scorecard.ingest.report import UploadReport
from scorecard.reports.origin import Origin
from scorecard.reports.plain import text_table
from scorecard.reports.truth import file_values

ISSUES_SHOWN = 50


def report_values(
    report: UploadReport, batch_id: int | None, origin: Origin | None = None
) -> dict[str, Any]:
    """`scorecard.reports.truth.file_values`, and what became of the file.

    Args:
        batch_id: the upload it landed as; None when it did not.
        origin: the records as they came, for `raw`.

    Returns:
        also `batch_id`, `n_issues` and the first `issues` with their sentences.
    """
    return file_values(report, origin) | {
        "batch_id": batch_id,
        "n_issues": len(report.issues),
        "issues": [issue_values(issue) for issue in report.issues[:ISSUES_SHOWN]],
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
