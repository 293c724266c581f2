"""A period that was sent more than once: what each file said, and what was known on any day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import streamlit as st

from pages.ui import data, layout
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.text import moment
from scorecard.access import Viewer
from scorecard.period import add_months, month_of, month_start


def history(viewer: Viewer, batch: data.BatchSummary, reader: Reader) -> None:
    """Versions of the batch's period, and a day to look back to."""
    if batch.kind != "sell_through" or batch.covers_from is None or batch.covers_to is None:
        return
    found = data.versions(viewer.scope, batch.batch_id)
    if found:
        layout.heading(reader.t("Files about this period"))
        show(version_table(found, batch.batch_id, reader))
    _looking_back(viewer, batch, reader)


def version_table(found: Sequence[data.Version], current: int, reader: Reader) -> Html:
    """A row a file, in the order they came: what it brought, replaced, and changed."""
    heads = [
        reader.t("File"), reader.t("Landed"), reader.t("Lines"), reader.t("Money"),
        reader.t("Replaced before"), reader.t("Change of the total"), reader.t("Replaced since"),
    ]  # fmt: skip
    head = [tag("th", name, scope="col", class_="n" if at > 1 else None)
            for at, name in enumerate(heads)]  # fmt: skip
    rows = [tag("tr", _cells(one, current, heads, reader)) for one in found]
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows), class_="ps-table")
    return tag("div", table, class_="ps-scroll")


def _cells(one: data.Version, current: int, heads: Sequence[str], reader: Reader) -> list[Html]:
    name = tag("a", one.file_name, href=f"./upload?batch={one.batch_id}", class_="who file",
               aria_current="true" if one.batch_id == current else None)  # fmt: skip
    state = ""
    if one.undone_at is not None:
        state = reader.t("taken back {moment}", moment=moment(one.undone_at))
    cells = [
        reader.number(one.n_lines),
        reader.money(one.net_minor, compact=False),
        _lines_and_money(one.n_replaced, one.replaced_minor, reader),
        reader.money(one.change_minor, compact=False),
        _lines_and_money(one.n_gone, one.gone_minor, reader),
    ]
    return [
        tag("td", tag("div", name, tag("span", state, class_="sub") if state else None),
            class_="lead"),
        tag("td", moment(one.landed_at), data_label=heads[1]),
        *(tag("td", cell, data_label=label, class_="n")
          for label, cell in zip(heads[2:], cells, strict=True)),
    ]  # fmt: skip


def _lines_and_money(n_lines: int, minor: int, reader: Reader) -> Html | str:
    if not n_lines:
        return "–"
    money = reader.money(minor, compact=False)
    return reader.tn("{n} line, {money}", "{n} lines, {money}", n_lines, money=money)


def _looking_back(viewer: Viewer, batch: data.BatchSummary, reader: Reader) -> None:
    """What was known of the sender's months at the end of a chosen day."""
    assert batch.covers_from is not None
    assert batch.covers_to is not None
    start = month_start(month_of(batch.covers_from))
    end = month_start(add_months(month_of(batch.covers_to), 1))
    layout.heading(reader.t("What was known on a day"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="known_on_row"):
        day = st.date_input(
            reader.t("At the end of"), value=data.today(), min_value=start,
            max_value=data.today() + timedelta(days=1), key="known_on", width=220,
            format="YYYY-MM-DD",
        )  # fmt: skip
        totals = data.known_total(viewer.scope, day, batch.distributor_code, start, end)
        n_lines, minor = (sum(column) for column in zip(*totals, strict=True)) if totals else (0, 0)
        months = f"{reader.day(start)} – {reader.day(end - timedelta(days=1))}"
        if not n_lines:
            words = reader.t("Nothing was known of {months}.", months=months)
        else:
            words = reader.tn(
                "{n} line of {months}: {money}", "{n} lines of {months}: {money}", n_lines,
                months=months, money=reader.money(minor, compact=False),
            )  # fmt: skip
        show(tag("p", words, class_="ps-known", role="status"), narrow=True)
        if n_lines:
            st.download_button(
                reader.t("These lines (CSV)"),
                data=partial(data.known_csv, viewer.scope, day, batch.distributor_code, start, end),
                file_name=f"known-{day.isoformat()}.csv", mime="text/csv",
                icon=":material/download:", on_click="ignore", key="known_csv",
            )  # fmt: skip
