"""Quarterly reviews: which are due, how ready they are, and each review before it is held."""

from __future__ import annotations

import streamlit as st

from pages.ui import (
    address,
    data,
    filters,
    layout,
    qbr_batch,
    qbr_list,
    qbr_present,
    qbr_review,
    shell,
    trust,
)
from pages.ui import qbr_controls as controls
from pages.ui.data import qbr
from pages.ui.html import show_style
from pages.ui.session import require
from scorecard.access import Role
from scorecard.errors import NotFound
from scorecard.freshness import covered_to
from scorecard.reports.qbr.web.pages import style_sheet as slide_style

viewer = require(*shell.roles_of("qbr"))
scope = viewer.scope
layout.load_style("qbr.css")
show_style(slide_style("slide.css"))
stamp, periods, freshness = data.stamp(scope), data.periods(scope), data.freshness(scope)
reader = data.reader()
if not periods:
    layout.first_steps(viewer.role, reader)
    st.stop()

choices = data.choices(scope) if viewer.role is not Role.PARTNER else {}
asked = address.read(periods, covered_to(freshness, stamp.as_of), choices, risk=False)
code = controls.partner_asked(viewer, data.own_code)
edition, lang = controls.edition_asked(viewer.role), controls.language_asked(reader)

if code:
    try:
        outline = qbr.outline(scope, code, asked.period.key, edition)
    except NotFound:
        layout.not_there(code, asked, reader)
        st.stop()
    if controls.presents():
        qbr_present.show_presentation(outline, lang, reader)
        st.stop()
    qbr_review.show_review(viewer, outline, asked, periods, lang, reader)
    layout.footer(stamp, freshness, reader)
    st.stop()


def choose() -> None:
    """Quarter and filters, beside the title."""
    filters.choose_period(periods, asked, reader)
    filters.choose("region", asked, choices, reader, label=False)
    filters.choose_more(asked, choices, reader)


layout.title_row(reader.t("Quarterly reviews"), choose)
layout.not_known(asked, reader)
layout.narrowed(asked, reader)
layout.late_files(freshness, reader, trust.missing_words(data.trust(scope), reader))
page = qbr.reviews(scope, asked.period.key, asked.filters, address.page_asked())
layout.answer(qbr_list.headline(page), reader)
if not page.n_due:
    layout.nothing_found(asked, reader)
else:
    qbr_batch.make_all(viewer, page, asked, reader)
    qbr_list.show_list(page, asked, reader)
qbr_list.show_template(viewer, reader)
layout.footer(stamp, freshness, reader)
