"""What arrived, what was refused, can I trust it; and the way in for files."""

from __future__ import annotations

import streamlit as st

from pages.ui import (
    arriving,
    data,
    landed,
    layout,
    match_skus,
    matches,
    previews,
    sending,
    shell,
    stock,
    templates,
    trust,
)
from pages.ui.choice import BATCH, MOST_BATCHES, MOST_PAGES, PAGE, number_asked, page_links, view
from pages.ui.html import show, tag
from pages.ui.session import require
from scorecard.access import Role
from scorecard.arrivals import strips
from scorecard.errors import NotFound
from scorecard.period import month_of

viewer = require(*shell.roles_of("upload"))
scope = viewer.scope
reader = data.reader()
stamp = data.stamp(scope)
sources = data.freshness(scope)
months = strips(
    data.arrivals(scope), sources, month_of(stamp.as_of), own_name=reader.t("Own files")
)
newest, cards = data.batches(scope, landed.PER_PAGE), data.trust(scope)
layout.load_style("data.css")

layout.title(reader.t("Data"))
refused = sum(batch.n_rejected for batch in newest if batch.status == "landed")
layout.answer([*arriving.answer(sources, months, refused), *trust.answer(cards)], reader)

parts = {
    "state": reader.t("What arrived"),
    "send": reader.t("Send files"),
    "match": reader.t("Match names"),
    "uploads": reader.t("Uploads"),
    "templates": reader.t("Templates"),
}
if viewer.role is not Role.CHIEF:
    del parts["match"]
elif waiting := data.unmatched(scope)[0] + len(data.sku_queue(scope)):
    parts["match"] = reader.t("Match names ({n})", n=waiting)
opened = st.query_params.get(BATCH, "")
first = "uploads" if opened else "state" if newest and viewer.role is Role.CHIEF else "send"
match view(parts, first, reader):
    case "state":
        if sources:
            show(arriving.file_table(sources, reader))
        if cards:
            layout.heading(reader.t("Report cards"))
            show(trust.card_table(cards, reader), trust.note(reader))
        with st.container(border=True, key="strip"):
            layout.heading(reader.t("Lines by distributor and month"))
            show(arriving.strip_chart(months, reader), arriving.strip_legend(reader))
        if (counted := data.stock(scope)).supplies:
            layout.heading(reader.t("Stock at distributors"))
            show(stock.stock_table(counted, reader), stock.note(counted, reader))
            if counted.changes:
                layout.heading(reader.t("Stock that should be there"))
                show(stock.explanation_table(counted, reader))
                show(stock.explanation_note(counted, reader))
    case "send":
        choice = sending.choose(viewer, reader)
        pending = sending.drop(viewer, choice, reader)
        sending.confirm(viewer, pending, reader)
        for number, one in enumerate(pending):
            previews.preview(one, number, reader)
            match_skus.in_file(viewer, one.report, number, reader)
    case "match":
        matches.match(viewer, reader)
    case "uploads":
        try:
            if opened:
                number = number_asked(BATCH, MOST_BATCHES) or 0
                landed.detail(viewer, data.batch(scope, number), reader)
        except NotFound:
            show(tag("p", reader.t("There is no upload {batch}.", batch=opened),
                     class_="ps-note", role="status"))  # fmt: skip
        page = number_asked(PAGE, MOST_PAGES) or 1
        shown = data.batches(scope, landed.PER_PAGE + 1, (page - 1) * landed.PER_PAGE)
        show(landed.batch_table(shown[: landed.PER_PAGE], reader))
        page_links(page, len(shown) > landed.PER_PAGE, reader)
    case "templates":
        templates.offer(viewer, reader)
layout.footer(stamp, sources, reader)
