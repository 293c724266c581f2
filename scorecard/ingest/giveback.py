"""A file's own records back, with what is wrong with each: mend, and upload again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from scorecard.errors import Issue, Severity
from scorecard.i18n.message import MsgId
from scorecard.i18n.text import render_all, t
from scorecard.ingest.container import Refused
from scorecard.ingest.issue_texts import IGNORED
from scorecard.ingest.issues import how_to_mend, issue_message
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.records import Records
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
    opened = _opened(data, report, mapping or Mapping())
    if isinstance(opened, Refused):
        writer.writerow(ADDED)
        writer.writerow([t("refused", lang), *_words(report.issues, lang)])
        return text.getvalue().encode("utf-8-sig")
    writer.writerow([*(safe_cell(name) for name in _headers(report)), *ADDED])
    by_record = _by_record(report.issues)
    for place in range(int(report.dialect.get("header_record", "1")), len(opened)):
        issues = by_record.get(place + 1, [])
        if not only_rejected or _is_rejected(issues):
            cells = [safe_cell(cell) for cell in opened.cells(place)]
            cells += [""] * (len(report.headers) - len(cells))
            writer.writerow([*cells, *_fate(report, place + 1, issues, lang)])
    return text.getvalue().encode("utf-8-sig")


def understood(report: UploadReport, mapping: Mapping | None = None) -> Mapping:
    """The mapping, with what the whole file proved about dates and numbers: the rows given back
    may not prove it any more when they are alone."""
    found = {
        name: report.dialect[name]
        for name in ("date_order", "day_numbers_from", "decimal_mark")
        if report.dialect.get(name) not in (None, "either")
    }
    return (mapping or Mapping()).model_copy(update=found)


def _headers(report: UploadReport) -> list[str]:
    """The header; one made of two lines by the fields' own names, which one line can bear."""
    if "header_records" not in report.dialect:
        return list(report.headers)
    return [report.column_map.get(name, name) for name in report.headers]


def _opened(data: bytes, report: UploadReport, mapping: Mapping) -> Records | Refused:
    """The records, read in the encoding that the report was made with."""
    encoding = report.dialect.get("encoding", "").removesuffix("+bom").split(", ")[-1]
    if encoding:
        mapping = mapping.model_copy(update={"encoding": encoding})
    source = open_source(data, report.kind, mapping)
    return source if isinstance(source, Refused) else source.records


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
    status: MsgId = "rejected" if _is_rejected(issues) else "accepted"
    return [t(status, lang), *_words(issues, lang)]


def _words(issues: Iterable[Issue], lang: str) -> list[str]:
    issues = list(issues)
    mends = dict.fromkeys(how_to_mend(issue).msgid for issue in issues)
    first = {how_to_mend(issue).msgid: how_to_mend(issue) for issue in reversed(issues)}
    return [
        safe_cell(render_all((issue_message(issue) for issue in issues), lang)),
        safe_cell(render_all((first[msgid] for msgid in mends), lang)),
    ]
