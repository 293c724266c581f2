"""What a file would bring, shown before anything lands: totals, columns, rows, issues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pandas as pd
import streamlit as st

from pages.ui import questions, understood
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip
from pages.ui.reader import Reader
from pages.ui.refused import refused_table
from pages.ui.sending import Pending
from scorecard.errors import Issue, Severity
from scorecard.i18n import formats
from scorecard.i18n.sentences import file_status_word
from scorecard.ingest.giveback import with_reasons
from scorecard.ingest.issues import how_to_mend, issue_message
from scorecard.ingest.report import FileStatus, UploadReport
from scorecard.money import to_minor
from scorecard.reports.truth import canonical_texts
from scorecard.views import Status

FIRST_ROWS, MOST_ISSUES = 8, 200
_LOOKS = {
    FileStatus.ACCEPTED: Status.GOOD,
    FileStatus.PARTIALLY_ACCEPTED: Status.WATCH,
    FileStatus.HELD: Status.WATCH,
    FileStatus.REJECTED: Status.RISK,
}


def preview(pending: Pending, number: int, reader: Reader) -> None:
    """One file: its fate in one line, then what was understood, then what is wrong."""
    report = pending.report
    others = [issue for issue in report.issues if issue.code not in questions.QUESTIONS]
    with st.container(border=True, key=f"preview_{number}"):
        show(_head(report, reader), _totals(report, reader))
        show(understood.drift_note(pending, reader))
        questions.ask(pending, number, reader)
        questions.said(pending, number, reader)
        for issue in others:
            if issue.record is None:
                show(_about_file(issue, reader))
        show(_not_matched(report, reader))
        understood.section(pending, number, reader)
        if report.refused:
            _caption(reader.t("Refused rows and their money"))
            show(refused_table(report.refused, reader))
        rows = [issue for issue in others if issue.record is not None]
        if rows:
            _caption(reader.tn("{n} finding in the rows", "{n} findings in the rows", len(rows)))
            issue_table(rows, reader)
        _give_back(pending, number, reader)
        if report.n_accepted:
            _caption(reader.t("First rows as read"))
            st.dataframe(first_rows(report), hide_index=True, height="content",
                         alt=reader.t("First rows as read"))  # fmt: skip


def _head(report: UploadReport, reader: Reader) -> Html:
    words = file_status_word(report.status, reader.lang)
    return tag("div", tag("b", report.file_name), chip(_LOOKS[report.status], words),
               class_="ps-file-head")  # fmt: skip


def _totals(report: UploadReport, reader: Reader) -> Html:
    words = [
        reader.tn("{n} row accepted", "{n} rows accepted", report.n_accepted),
        reader.t("{n} refused", n=report.n_rejected),
    ]
    if report.status is FileStatus.HELD:
        open_rows = report.n_accepted + report.n_rejected
        words = [reader.tn("{n} row waits for an answer", "{n} rows wait for an answer", open_rows)]
    words.append(reader.t("{n} left aside", n=report.n_ignored))
    words += amounts(report.totals(), reader)
    return tag("p", " · ".join(words), class_="ps-note")


def amounts(totals: Mapping[str, object], reader: Reader) -> list[str]:
    """Sums by currency, in full, for the sender to compare with its own."""
    found = totals.get("amount_by_currency", {})
    if not isinstance(found, dict):
        return []
    return [
        formats.money(to_minor(Decimal(amount), code), code, reader.lang, compact=False)
        for code, amount in sorted(found.items())
    ]


def _not_matched(report: UploadReport, reader: Reader) -> Html | None:
    """Lines that land although nobody knows yet whose they are."""
    if "review" not in report.rows.columns:
        return None
    waiting = report.rows[report.rows["review"].notna()]
    if waiting.empty:
        return None
    few = replace(report, rows=waiting, issues=())
    names = reader.tn("{n} reseller", "{n} resellers", int(waiting["reseller_key"].nunique()))
    words = reader.tn(
        "{n} line of {resellers} is not matched to a partner yet ({money}). It lands, counts in "
        "the totals and waits for a decision.",
        "{n} lines of {resellers} are not matched to a partner yet ({money}). They land, count in "
        "the totals and wait for a decision.",
        len(waiting), resellers=names, money=", ".join(amounts(few.totals(), reader)),
    )  # fmt: skip
    return tag("p", words, class_="ps-note")


def _about_file(issue: Issue, reader: Reader) -> Html:
    kind = "risk" if issue.severity is Severity.ERROR else "watch"
    words = reader.say(issue_message(issue)), " ", tag("span", reader.say(how_to_mend(issue)))
    return tag("p", *words, class_=f"ps-about is-{kind}", role="status")


def _caption(words: str) -> None:
    show(tag("h3", words, class_="ps-h3"))


def first_rows(report: UploadReport) -> pd.DataFrame:
    """The first accepted rows in canonical columns, as text; columns without a value left out."""
    few = replace(report, rows=report.rows.head(FIRST_ROWS), issues=())
    texts = {name: column for name, column in canonical_texts(few).items() if any(column)}
    return pd.DataFrame({"line": few.rows["line"].to_list(), **texts})


def issue_table(issues: Iterable[Issue], reader: Reader) -> None:
    """Line, column, cell, what is wrong, how to mend it; the first of many."""
    rows = [
        {
            reader.t("Line"): issue.line,
            reader.t("Column"): issue.column or "",
            reader.t("Cell"): issue.cell or "",
            reader.t("What is wrong"): reader.say(issue_message(issue)),
            reader.t("How to mend"): reader.say(how_to_mend(issue)),
            reader.t("Code"): issue.code,
        }
        for issue in list(issues)[:MOST_ISSUES]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=reader.t("Findings in the rows"))


def _give_back(pending: Pending, number: int, reader: Reader) -> None:
    if not pending.report.issues or not pending.report.n_records:
        return
    few = pending.can_land and pending.report.n_rejected > 0
    st.download_button(
        reader.t("Rows left out, with reasons (CSV)")
        if few
        else reader.t("The file with reasons (CSV)"),
        data=partial(
            with_reasons,
            pending.content,
            pending.report,
            mapping=pending.used,
            only_rejected=few,  # the others land: sent again they would count twice
            lang=reader.lang,
        ),
        file_name=f"reasons-{number + 1}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"reasons_{number}",
    )
