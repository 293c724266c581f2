"""What a file leaves open, asked where it is seen: the cells that say so, and the answers."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from pages.ui import answers
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.sending import Pending
from pages.ui.text import plain
from scorecard.errors import Issue
from scorecard.ingest.dates import EPOCHS, readings
from scorecard.ingest.issues import issue_message
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.numbers import NumberStyle, read_numbers

DATE, NUMBER, COLUMN, RESEND = (
    "AMBIGUOUS_DATE", "AMBIGUOUS_NUMBER", "AMBIGUOUS_COLUMN", "RESEND_RULE",
)  # fmt: skip
QUESTIONS = (DATE, NUMBER, COLUMN, RESEND)
MOST_CELLS = 3
Answer = tuple[str, str, object]  # words, field of the mapping, value


def ask(pending: Pending, number: int, reader: Reader) -> None:
    """Every question of a file that is held, with its proof and a button for each answer."""
    for code in QUESTIONS:
        issues = [issue for issue in pending.report.issues if issue.code == code]
        if not issues:
            continue
        with st.container(key=f"question_{number}_{code}", gap="small"):
            show(_question(code, issues, reader))
            with st.container(horizontal=True, gap="small"):
                _buttons(pending, number, code, _answers(code, issues, pending, reader))


def _buttons(pending: Pending, number: int, code: str, found: Iterable[Answer]) -> None:
    for place, (words, name, value) in enumerate(found):
        if name == answers.COLUMNS:
            field, header = str(value).split("\n", 1)
            work, args = answers.say_column, (pending.key, field, header, "")
            st.button(words, on_click=work, args=args, key=f"answer_{number}_{code}_{place}")
        else:
            st.button(words, on_click=answers.say, args=(pending.key, name, value),
                      key=f"answer_{number}_{code}_{place}")  # fmt: skip


def _question(code: str, issues: list[Issue], reader: Reader) -> Html:
    asked = {
        DATE: reader.t("Does the day or the month come first?"),
        NUMBER: reader.t("Is the mark a decimal mark, or does it group thousands?"),
        COLUMN: reader.t("Which of the columns is it?"),
        RESEND: reader.t("Does this file replace its period, or add to it?"),
    }
    proof: Html | str
    if code in (DATE, NUMBER):
        proof = _cells(issues, reader)
    elif code == RESEND:
        proof = _resend(issues[0], reader)
    else:
        proof = reader.say_all(issue_message(issue) for issue in issues)
    kept = reader.t("The answer is kept for this sender when the file lands.")
    return tag(
        "div",
        tag("b", asked[code]),
        tag("span", proof),
        tag("span", kept, class_="sub"),
        class_="ps-question",
        role="status",
    )


def _resend(issue: Issue, reader: Reader) -> str:
    """How much is here already, and what each answer does to it."""
    shared, there = int(issue.params["shared"]), int(issue.params["there"])
    sentences = [
        reader.tn(
            "{n} line of this file is here already, of {there} of the same period.",
            "{n} lines of this file are here already, of {there} of the same period.",
            shared, there=there,
        ),
        reader.tn(
            "Replacing takes out {n} line that is not in this file; adding leaves it.",
            "Replacing takes out {n} lines that are not in this file; adding leaves them.",
            there - shared,
        ),
        reader.t("Lines in both are updated either way, and history keeps all of it."),
    ]  # fmt: skip
    return " ".join(sentences)


def _cells(issues: list[Issue], reader: Reader) -> Html:
    """The first cells that can be read in two ways, where they stand, and how many there are."""
    first = {issue.cell: issue for issue in reversed(issues)}
    shown = sorted(first.values(), key=lambda issue: issue.record or 0)[:MOST_CELLS]
    parts = [
        reader.t("“{cell}” in column {column}, line {line}", cell=issue.cell or "",
                 column=issue.column or "", line=str(issue.line or ""))
        for issue in shown
    ]  # fmt: skip
    words = "; ".join(parts) + ". "
    return tag("span", words, reader.tn(
        "Nothing in the file decides how to read {n} cell.",
        "Nothing in the file decides how to read {n} cells.", len(issues)))  # fmt: skip


def _answers(code: str, issues: list[Issue], pending: Pending, reader: Reader) -> list[Answer]:
    cell = issues[0].cell or ""
    match code:
        case "AMBIGUOUS_DATE":
            return _orders(cell, reader)
        case "AMBIGUOUS_NUMBER":
            return _marks(cell, reader)
        case "AMBIGUOUS_COLUMN":
            return [answer for issue in issues for answer in _columns(issue, pending, reader)]
        case _:
            return [
                (reader.t("It replaces its period"), "resend", "replace"),
                (reader.t("It adds to what is here"), "resend", "add"),
            ]


def _orders(cell: str, reader: Reader) -> list[Answer]:
    names = {
        "dmy": reader.t("Day first"),
        "mdy": reader.t("Month first"),
        "ymd": reader.t("Year first"),
    }
    names |= {year: _epoch(year, reader) for year in EPOCHS}
    found = readings(cell)
    return [
        (
            f"{name}: {plain(cell)} = {plain(reader.day(found[way]))}",
            "day_numbers_from" if way in EPOCHS else "date_order",
            way,
        )
        for way, name in names.items()
        if way in found
    ]


def _epoch(year: str, reader: Reader) -> str:
    return reader.t("Days counted from {year}", year=year)


def _marks(cell: str, reader: Reader) -> list[Answer]:
    names = {".": reader.t("Decimal point"), ",": reader.t("Decimal comma")}
    found = []
    for mark, name in names.items():
        values, odd = read_numbers([cell], NumberStyle(mark))
        if not odd:
            whole, rest = divmod(int(values[0]), 10**6)
            # Grouped digits would be as unclear as the question.
            value = reader.number(values[0] / 10**6, 3) if rest else str(whole)
            name = f"{name}: {plain(cell)} = {plain(value)}"
        found.append((name, "decimal_mark", mark))
    return found


def _columns(issue: Issue, pending: Pending, reader: Reader) -> list[Answer]:
    field, among = issue.params["field"], issue.params["columns"]
    return [
        (reader.t("{column} is {field}", column=plain(header), field=plain(field)),
         answers.COLUMNS, f"{field}\n{header}")
        for header in dict.fromkeys(pending.report.headers)
        if header and header in among.split(", ")
    ]  # fmt: skip


def said(pending: Pending, number: int, reader: Reader) -> None:
    """What was answered already, and the way to answer anew."""
    words = list(_in_words(answers.of(pending.key), reader))
    if not words:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        show(tag("p", reader.t("You said"), ": ", tag("b", " · ".join(words)), ".",
                 class_="ps-note"), narrow=True)  # fmt: skip
        st.button(reader.t("Ask again"), on_click=answers.forget, args=(pending.key,),
                  type="tertiary", key=f"forget_{number}")  # fmt: skip


def _in_words(given: answers.MappingOf[str, object], reader: Reader) -> Iterable[str]:
    words = {
        ("date_order", "dmy"): reader.t("day first"),
        ("date_order", "mdy"): reader.t("month first"),
        ("date_order", "ymd"): reader.t("year first"),
        **{("day_numbers_from", year): _epoch(year, reader) for year in EPOCHS},
        ("decimal_mark", "."): reader.t("decimal point"),
        ("decimal_mark", ","): reader.t("decimal comma"),
        ("resend", "replace"): reader.t("the file replaces its period"),
        ("resend", "add"): reader.t("the file adds to what is here"),
    }
    for name, value in given.items():
        if name == answers.COLUMNS:
            changed = Mapping(columns=value).columns  # type: ignore[arg-type]
            yield from (f"{headers[0]} → {field}" for field, headers in changed.items() if headers)
        else:
            yield words[name, str(value)]
