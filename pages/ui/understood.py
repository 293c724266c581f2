"""What was understood of a file, how that is known, and the meaning of its columns, to correct."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from pages.ui import answers
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.sending import Pending
from pages.ui.text import plain
from scorecard.ingest.drift import Layout, find_drift
from scorecard.ingest.fields import fields_of
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.report import UploadReport

MOST_COLUMNS = 60
Fact = tuple[str, str, str]  # name, what was understood, how it is known


def section(pending: Pending, number: int, reader: Reader) -> None:
    """Facts in a row; below them the columns, open where a needed one is missing."""
    report = pending.report
    if not report.dialect:
        return
    facts = [
        tag("div", tag("dt", name), tag("dd", value, tag("span", how, class_="sub")))
        for name, value, how in _facts(pending, reader)
    ]
    show(tag("h3", reader.t("What was understood"), class_="ps-h3"),
         tag("dl", facts, class_="ps-batch-facts"))  # fmt: skip
    if not report.headers or pending.used.positions:
        return
    show(_columns(report, reader))
    lost = report.reason == "MISSING_REQUIRED_COLUMN"
    label = reader.t("Change what the columns mean")
    box = st.expander(label, expanded=lost, key=f"columns_{number}", on_change="rerun")
    if box.open:  # dozens of choices are drawn only when asked for
        with box:
            _editor(pending, number, reader)


def _columns(report: UploadReport, reader: Reader) -> Html:
    """Which columns were read under another name, and which were not read."""
    pairs = [
        tag("li", tag("b", header), tag("span", " → ", aria_hidden="true"), tag("code", field))
        for header, field in report.column_map.items()
        if header.strip().casefold() != field
    ]
    same = len(report.column_map) - len(pairs)
    words = reader.tn("{n} column under its own name", "{n} columns under their own names", same)
    unread = [name for name in report.headers if name and name not in report.column_map]
    rest = tag("li", reader.t("not read"), ": ", ", ".join(unread)) if unread else None
    return tag("ul", pairs, tag("li", words) if same else None, rest, class_="ps-columns-read")


def _facts(pending: Pending, reader: Reader) -> Iterable[Fact]:
    report, dialect = pending.report, pending.report.dialect
    for key, name in (
        ("encoding", reader.t("Encoding")),
        ("delimiter", reader.t("Delimiter")),
        ("sheet", reader.t("Sheet")),
        ("header_record", reader.t("Header")),
        ("date_order", reader.t("Dates")),
        ("decimal_mark", reader.t("Decimal mark")),
    ):
        if dialect.get(key):
            yield name, _value(key, dialect[key], reader), _how(key, pending, reader)
    if report.kind is FileKind.SELL_THROUGH:
        yield from _currency(pending, reader)
        yield from _period(report, reader)


def _value(key: str, value: str, reader: Reader) -> str:
    words = {
        ("delimiter", ","): reader.t("comma"),
        ("delimiter", ";"): reader.t("semicolon"),
        ("delimiter", "\t"): reader.t("tab"),
        ("delimiter", "|"): reader.t("pipe"),
        ("date_order", "dmy"): reader.t("day, month, year"),
        ("date_order", "mdy"): reader.t("month, day, year"),
        ("date_order", "ymd"): reader.t("year, month, day"),
        ("decimal_mark", "."): reader.t("point"),
        ("decimal_mark", ","): reader.t("comma"),
        ("decimal_mark", "either"): reader.t("point and comma"),
    }
    if key == "header_record":
        return reader.t("none") if value == "0" else reader.t("record {n}", n=value)
    return words.get((key, value), value)


def _how(key: str, pending: Pending, reader: Reader) -> str:
    if key in answers.of(pending.key):
        return reader.t("you said so")
    if getattr(pending.used, key, None):
        return reader.t("the mapping says so")
    return reader.t("the file shows it")


def _currency(pending: Pending, reader: Reader) -> Iterable[Fact]:
    report = pending.report
    if "currency" not in report.rows.columns or report.rows.empty:
        return
    codes = ", ".join(sorted({str(code) for code in report.rows["currency"].unique()}))
    header = next((h for h, name in report.column_map.items() if name == "currency"), None)
    how = reader.t("the sender's own")
    if "currency" in pending.used.constants:
        how = reader.t("the mapping says so")
    elif header is not None:
        how = reader.t("column {column}", column=header)
    yield reader.t("Currency"), codes, how


def _period(report: UploadReport, reader: Reader) -> Iterable[Fact]:
    stated = report.dialect.get("period", "").split()
    if report.rows.empty:
        return
    days = report.rows["invoice_date"]
    ends = (reader.day(day.date()) for day in (days.min(), days.max()))
    span = " – ".join(dict.fromkeys(ends))
    how = reader.t("first and last document")
    if stated:
        how += ", " + reader.t("the titles say {days}", days=" – ".join(dict.fromkeys(stated)))
    yield reader.t("Period"), span, how


def _editor(pending: Pending, number: int, reader: Reader) -> None:
    """A choice for each column; what is chosen reads the file again at once."""
    report = pending.report
    fields = fields_of(report.kind)
    needed = [name for name, spec in fields.items() if spec.required]
    show(tag("p", reader.t("Choose what a column means; the file is read again at once. "
                           "Needed: {columns}.", columns=", ".join(needed)),
             class_="ps-note"))  # fmt: skip
    names = {"": reader.t("not read")} | {
        name: f"{name}: {reader.spoken(spec.description)}" for name, spec in fields.items()
    }
    headers = [header for header in dict.fromkeys(report.headers) if header.strip()]
    with st.container(horizontal=True, gap="small", key=f"column_choices_{number}"):
        for place, header in enumerate(headers[:MOST_COLUMNS]):
            key = f"column_{number}_{place}"
            before = report.column_map.get(header, "")
            st.session_state[key] = before
            st.selectbox(
                plain(header), list(names), format_func=names.__getitem__, key=key, width=260,
                on_change=_chosen, args=(pending.key, key, header, before),
            )  # fmt: skip


def _chosen(file: str, key: str, header: str, before: str) -> None:
    answers.say_column(file, st.session_state[key], header, before)


def drift_note(pending: Pending, reader: Reader) -> Html | None:
    """Columns that the sender's last file had otherwise."""
    report, last = pending.report, pending.last
    if last is None or not report.headers:
        return None
    drift = find_drift(last.layout, Layout(report.headers, report.column_map))
    if not drift:
        return None
    parts = []
    if drift.renamed:
        pairs = ", ".join(f"{before} → {now}" for before, now in drift.renamed)
        parts.append(reader.t("renamed: {columns}", columns=pairs))
    if drift.added:
        parts.append(reader.t("new: {columns}", columns=", ".join(drift.added)))
    if drift.gone:
        parts.append(reader.t("gone: {columns}", columns=", ".join(drift.gone)))
    lead = reader.t("The columns differ from this sender's last file, {file}.", file=last.file_name)
    words = "; ".join(parts)
    return tag("p", lead, " ", tag("span", words[:1].upper() + words[1:] + "."),
               class_="ps-about is-watch", role="status")  # fmt: skip
