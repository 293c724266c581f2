"""What reading a file gave, for scripts and for a terminal."""

from __future__ import annotations

from typing import Any

from scorecard.errors import Issue, Severity
from scorecard.i18n.catalogue import SOURCE_LANGUAGE
from scorecard.i18n.message import MsgId
from scorecard.i18n.text import render, t
from scorecard.ingest.issues import how_to_mend, issue_message
from scorecard.ingest.report import FileStatus, UploadReport
from scorecard.reports.origin import Origin
from scorecard.reports.plain import text_table
from scorecard.reports.truth import file_values

ISSUES_SHOWN = 50
_STATUSES: dict[FileStatus, MsgId] = {
    FileStatus.ACCEPTED: "accepted",
    FileStatus.PARTIALLY_ACCEPTED: "partly accepted",
    FileStatus.HELD: "held for a person",
    FileStatus.REJECTED: "rejected",
}
_SEVERITIES: dict[Severity, MsgId] = {Severity.ERROR: "error", Severity.WARNING: "warning"}


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


def issue_sentence(issue: Issue, lang: str = SOURCE_LANGUAGE) -> str:
    """What is wrong and how to mend it."""
    return f"{render(issue_message(issue), lang)} {render(how_to_mend(issue), lang)}".strip()


def report_text(report: UploadReport, batch_id: int | None, lang: str = SOURCE_LANGUAGE) -> str:
    """A few lines for a terminal, with the first issues."""
    status = t(_STATUSES[report.status], lang) + (f" ({report.reason})" if report.reason else "")
    landed = (
        t("landed as upload {batch}", lang, batch=str(batch_id))
        if batch_id is not None
        else t("nothing was stored", lang)
    )
    counts = t(
        "Rows accepted: {accepted}, rejected: {rejected}, ignored: {ignored}.",
        lang, accepted=report.n_accepted, rejected=report.n_rejected, ignored=report.n_ignored,
    )  # fmt: skip
    lines = [f"{report.file_name}: {status}, {landed}.", counts]
    totals = report.totals().get("amount_by_currency")
    if isinstance(totals, dict):
        lines.append(", ".join(f"{amount} {code}" for code, amount in sorted(totals.items())))
    lines += [_issue_line(issue, lang) for issue in report.issues[:ISSUES_SHOWN]]
    if len(report.issues) > ISSUES_SHOWN:
        more = len(report.issues) - ISSUES_SHOWN
        lines.append(t("... and {n} more (see --json).", lang, n=more))
    return "\n".join(lines)


def _issue_line(issue: Issue, lang: str) -> str:
    place = [t("line {line}", lang, line=str(issue.line))] if issue.line else []
    place += [t("column {column}", lang, column=issue.column)] if issue.column else []
    severity = t(_SEVERITIES[issue.severity], lang)
    return f"{severity}: {', '.join([*place, issue_sentence(issue, lang)])}"


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
