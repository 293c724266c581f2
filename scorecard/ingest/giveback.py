"""A file's own records back, with what is wrong with each: mend, and upload again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from scorecard.errors import Issue, Severity
from scorecard.i18n.text import render_all, t
from scorecard.ingest.container import Refused
from scorecard.ingest.issue_texts import IGNORED
from scorecard.ingest.issues import how_to_mend, issue_message
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.report import UploadReport
from scorecard.ingest.source import open_source
from scorecard.reports.safe import safe_cell

ADDED = ("status", "reason", "how to mend")


def with_reasons(
    data: bytes,
    report: UploadReport,
    *,
    mapping: Mapping | None = None,
    only_rejected: bool = False,
    lang: str = "en",
) -> bytes:
    """The records of `data` as UTF-8 CSV with the columns status, reason and how to mend.

    Cells that a spreadsheet would run are made harmless (see `scorecard.reports.safe`).

    Args:
        data: the bytes the report was made from.
        mapping: the mapping it was read with.
        only_rejected: leave out the rows that need no mending.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    mapping = mapping or Mapping()
    encoding = report.dialect.get("encoding", "").removesuffix("+bom") or mapping.encoding
    opened = open_source(data, report.kind, mapping.model_copy(update={"encoding": encoding}))
    if isinstance(opened, Refused):
        writer.writerow(ADDED)
        writer.writerow([t("refused", lang), *_words(report.issues, lang)])
        return text.getvalue().encode("utf-8-sig")
    records = opened.records
    header = int(report.dialect.get("header_record", "1"))
    by_record = _by_record(report.issues)
    for place in range(len(records)):
        number = place + 1
        cells = [safe_cell(cell) for cell in records.cells(place)]
        cells += [""] * (len(report.headers) - len(cells))
        if number == header:
            writer.writerow([*cells, *ADDED])
        elif number > header:
            issues = by_record.get(number, [])
            if not only_rejected or _is_rejected(issues):
                writer.writerow([*cells, *_fate(report, number, issues, lang)])
    return text.getvalue().encode("utf-8-sig")


def _by_record(issues: Iterable[Issue]) -> dict[int, list[Issue]]:
    found: dict[int, list[Issue]] = {}
    for issue in issues:
        if issue.record is not None:
            found.setdefault(issue.record, []).append(issue)
    return found


def _is_rejected(issues: Iterable[Issue]) -> bool:
    return any(issue.severity is Severity.ERROR for issue in issues)


def _fate(report: UploadReport, record: int, issues: list[Issue], lang: str) -> list[str]:
    if record in report.ignored:
        return [t("ignored", lang), t(IGNORED.get(report.ignored[record], ""), lang), ""]
    status = "rejected" if _is_rejected(issues) else "accepted"
    return [t(status, lang), *_words(issues, lang)]


def _words(issues: Iterable[Issue], lang: str) -> list[str]:
    issues = list(issues)
    mends = dict.fromkeys(how_to_mend(issue).msgid for issue in issues)
    first = {how_to_mend(issue).msgid: how_to_mend(issue) for issue in reversed(issues)}
    return [
        safe_cell(render_all((issue_message(issue) for issue in issues), lang)),
        safe_cell(render_all((first[msgid] for msgid in mends), lang)),
    ]
