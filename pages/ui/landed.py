"""Uploads that have landed: the list, and one of them with its original and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import streamlit as st

from pages.ui import data, versions
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.previews import amounts, issue_table
from pages.ui.reader import Reader
from pages.ui.refused import refused_table
from pages.ui.sending import clean_name
from pages.ui.text import moment, t
from scorecard.access import Viewer
from scorecard.errors import Issue, Severity
from scorecard.i18n import formats
from scorecard.i18n.sentences import kind_name
from scorecard.ingest.kinds import FileKind
from scorecard.views import Status

PER_PAGE = 25


def batch_table(batches: Sequence[data.BatchSummary], reader: Reader) -> Html:
    """Uploads, newest first; the name of a file opens it."""
    heads = [
        reader.t("File"), reader.t("Status"), reader.t("Kind"), reader.t("Sender"),
        reader.t("Accepted"), reader.t("Refused"), reader.t("Covers"), reader.t("Landed"),
    ]  # fmt: skip
    numeric = (4, 5)
    head = [
        tag("th", name, scope="col", class_="n" if place in numeric else None)
        for place, name in enumerate(heads)
    ]
    rows = [_row(batch, heads, reader) for batch in batches]
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows), class_="ps-table")
    return tag("div", table, class_="ps-scroll")


def _row(batch: data.BatchSummary, heads: list[str], reader: Reader) -> Html:
    name = tag("a", batch.file_name, href=f"./upload?batch={batch.batch_id}", class_="who file")
    cells = [
        kind_name(FileKind(batch.kind), reader.lang),
        batch.distributor_code or reader.t("own"),
        reader.number(batch.n_accepted),
        reader.number(batch.n_rejected),
        covers(batch, reader),
        moment(batch.landed_at),
    ]
    numeric = (2, 3)
    return tag(
        "tr",
        tag("td", tag("div", name), class_="lead"),
        tag("td", state_chip(batch, reader), class_="state"),
        [
            tag("td", cell, data_label=head, class_="n" if place in numeric else None)
            for place, (cell, head) in enumerate(zip(cells, heads[2:], strict=True))
        ],
    )


def covers(batch: data.BatchSummary, reader: Reader) -> str:
    if batch.covers_from is None or batch.covers_to is None:
        return formats.NO_VALUE
    return f"{reader.day(batch.covers_from)} – {reader.day(batch.covers_to)}"


def state_chip(batch: data.BatchSummary, reader: Reader) -> Html:
    """Landed, landed with refused rows, or taken back."""
    if batch.status != "landed":
        return plain_chip(reader.t("Taken back"))
    if batch.n_rejected:
        return chip(Status.WATCH, reader.t("Rows refused"))
    return chip(Status.GOOD, reader.t("Landed"))


def detail(viewer: Viewer, batch: data.BatchSummary, reader: Reader) -> None:
    """One upload: facts, original, findings, and the way to take it back."""
    with st.container(border=True, key="batch"):
        head = tag("div", tag("b", batch.file_name), state_chip(batch, reader),
                   class_="ps-file-head")  # fmt: skip
        show(head, tag("dl", list(_facts(batch, reader)), class_="ps-batch-facts"))
        with st.container(horizontal=True):
            st.download_button(
                reader.t("Original file"),
                data=partial(data.original, viewer.scope, batch.batch_id),
                file_name=clean_name(batch.file_name),
                mime="application/octet-stream",
                icon=":material/download:",
                on_click="ignore",
                key="original",
            )
            if batch.status == "landed":
                _way_back(viewer, batch, reader)
        if refused := data.refused(viewer.scope, batch.batch_id):
            show(refused_table(refused, reader))
        if batch.issues:
            issue_table([_issue(kept) for kept in batch.issues], reader)
        versions.history(viewer, batch, reader)


def _facts(batch: data.BatchSummary, reader: Reader) -> Iterable[Html]:
    facts = [
        (reader.t("Upload"), str(batch.batch_id)),
        (reader.t("Kind"), kind_name(FileKind(batch.kind), reader.lang)),
        (reader.t("Sender"), batch.distributor_code or reader.t("own")),
        (reader.t("Landed"), f"{moment(batch.landed_at)}, {batch.landed_by}"),
        (reader.t("Covers"), covers(batch, reader)),
        (reader.t("Rows"), reader.t(
            "{accepted} accepted, {refused} refused, {aside} left aside",
            accepted=batch.n_accepted, refused=batch.n_rejected, aside=batch.n_ignored)),
        (reader.t("Amounts"), ", ".join(amounts(batch.totals, reader))),
        (reader.t("Taken back"), _taken_back(batch)),
    ]  # fmt: skip
    for name, value in facts:
        if value:
            yield tag("div", tag("dt", name), tag("dd", value))


def _taken_back(batch: data.BatchSummary) -> str:
    if batch.undone_at is None:
        return ""
    return f"{moment(batch.undone_at)}, {batch.undone_by or ''}"


def _issue(kept: dict[str, object]) -> Issue:
    return Issue(**{**kept, "severity": Severity(str(kept["severity"]))})  # type: ignore[arg-type]


def _way_back(viewer: Viewer, batch: data.BatchSummary, reader: Reader) -> None:
    with st.popover(reader.t("Take back"), icon=":material/undo:"):
        st.write(
            reader.tn(
                "{n} row leaves all numbers, as if this file had never been sent. The original "
                "stays and can be sent again.",
                "{n} rows leave all numbers, as if this file had never been sent. The original "
                "stays and can be sent again.",
                batch.n_accepted,
            )
        )
        st.button(
            reader.t("Yes, take it back"),
            type="primary",
            on_click=_undo,
            args=(viewer, batch.batch_id),
            key="undo",
        )


@action
def _undo(viewer: Viewer, batch_id: int) -> str:
    with st.spinner(t("Taking back upload {batch}", batch=str(batch_id))):
        data.undo(viewer, batch_id)
    return t("Upload {batch} is taken back.", batch=str(batch_id))
