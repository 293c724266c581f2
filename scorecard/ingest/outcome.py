"""What becomes of a file: its status, the reason, and the sums of its records' fates."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Any

import pandas as pd

from scorecard.errors import Issue, Severity
from scorecard.ingest.body import Body
from scorecard.ingest.header import Header
from scorecard.ingest.judge import Judged
from scorecard.ingest.report import FileStatus

HOLDING = ("AMBIGUOUS_DATE", "AMBIGUOUS_NUMBER", "AMBIGUOUS_COLUMN")


def refused(code: str, params: MappingOf[str, str]) -> dict[str, Any]:
    """The report of a file that is refused as a whole."""
    return {
        "status": FileStatus.REJECTED,
        "reason": code,
        "issues": (Issue(code, params=dict(params)),),
    }


def outcome(judged: Judged, body: Body, header: Header, rows: pd.DataFrame) -> dict[str, Any]:
    """The report of a file that was judged row by row: status, reason and every issue."""
    issues = [*_about_columns(header), *_merged(body.issues, judged.findings.issues())]
    n_rejected = int(judged.findings.bad.sum()) + len(body.issues)
    n_records = len(judged.table) + len(body.issues) + len(body.ignored)
    assert n_records == len(rows) + n_rejected + len(body.ignored)
    codes = {issue.code for issue in issues}
    reason = next((code for code in HOLDING if code in codes), None)
    if reason:
        status = FileStatus.HELD
    elif n_rejected == 0:
        status = FileStatus.ACCEPTED
    else:
        status = FileStatus.PARTIALLY_ACCEPTED if len(rows) else FileStatus.REJECTED
    return {
        "status": status,
        "reason": reason or (_common_reason(issues) if status is FileStatus.REJECTED else None),
        "rows": rows,
        "issues": tuple(issues),
        "ignored": body.ignored,
        "n_records": n_records,
        "n_rejected": n_rejected,
        "column_map": column_map(header),
        "headers": header.names,
    }


def _about_columns(header: Header) -> list[Issue]:
    return [
        Issue("AMBIGUOUS_COLUMN", params={"field": name, "columns": _names(header, name)})
        for name in header.twice
    ]


def _names(header: Header, name: str) -> str:
    places = (header.fields[name], *header.twice[name])
    return ", ".join(header.names[place] for place in places)


def _merged(first: list[Issue], second: tuple[Issue, ...]) -> list[Issue]:
    if not first:
        return list(second)
    return sorted([*first, *second], key=lambda issue: issue.record or 0)


def _common_reason(issues: list[Issue]) -> str:
    """The code that refuses most rows of a file in which every row is refused."""
    counts: dict[str, int] = {}
    for issue in issues:
        if issue.severity is Severity.ERROR:
            counts[issue.code] = counts.get(issue.code, 0) + 1
    return max(counts, key=lambda code: counts[code])


def column_map(header: Header) -> dict[str, str]:
    """Header of the file -> canonical field."""
    return {header.names[place]: name for name, place in header.fields.items()}
