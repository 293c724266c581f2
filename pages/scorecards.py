"""Scorecards: all partners in one table, compared, filtered, sorted; each opens its partner."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import address, data, filters, layout, risk_marks, tables
from pages.ui.data import risk
from pages.ui.export import choose_export
from pages.ui.html import show, tag
from pages.ui.session import require
from pages.ui.standing import standing_columns
from scorecard.access import Role
from scorecard.freshness import covered_to

MOST_KPIS = 6

viewer = require(Role.CHIEF, Role.MANAGER)
scope = viewer.scope
layout.load_style()
stamp, periods, freshness = data.stamp(scope), data.periods(scope), data.freshness(scope)
reader = data.reader()
if not periods:
    layout.first_steps(viewer.role, reader)
    st.stop()

choices = data.choices(scope)
asked = address.read(periods, covered_to(freshness, stamp.as_of), choices)
sort = address.sort_asked()
view = data.scorecards(scope, asked.period.key, asked.filters, sort, address.page_asked())


def controls() -> None:
    filters.search(asked, reader)
    filters.choose("region", asked, choices, reader, label=False)
    filters.choose_period(periods, asked, reader)
    filters.choose_more(asked, choices, reader)


layout.title_row(reader.t("Scorecards"), controls)
layout.not_known(asked, reader)
layout.narrowed(asked, reader)
with layout.row("listed"):
    filters.choose_status(asked, view.counts, reader)
    with st.container(horizontal=True, width="content", vertical_alignment="center", key="order"):
        risk_marks.choose_risk(asked, risk.counts(scope, asked.filters), reader)
        filters.choose_sort(view.sort, reader)
        choose_export(scope, asked.period.key, asked.filters, sort, reader)
if not view.partners:
    layout.nothing_found(asked, reader)
else:
    count = reader.tn("{n} partner", "{n} partners", view.n_partners)
    kpis = tables.kpi_columns(view.partners, MOST_KPIS)
    to_partner = partial(address.link_partner, asked)
    orders = risk.of(scope, tuple(line.partner_code for line in view.partners))
    standing = standing_columns(view.partners, reader) + risk_marks.risk_column(orders, reader)
    show(
        tag("p", count, class_="ps-note", role="status"),
        tables.partner_table(
            view.partners,
            reader,
            to_partner,
            kpis,
            standing=standing,
        ),
    )
    filters.choose_page(view.page, view.n_pages)
layout.footer(view.stamp, freshness, reader)
