"""Overview: is the programme on plan, where is the gap, who needs me, how fresh is it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import address, bullets, data, filters, layout, risk_marks, tables, trust
from pages.ui.cards import cards
from pages.ui.data import risk
from pages.ui.html import join, show, tag
from pages.ui.session import require
from scorecard.access import Role
from scorecard.freshness import covered_to

MOST_NEEDS, MOST_PARTNERS = 5, 12
KPIS = ("growth_t12m", "pipeline_coverage")

viewer = require(Role.CHIEF, Role.MANAGER)
scope = viewer.scope
layout.load_style()
stamp, periods, freshness = data.stamp(scope), data.periods(scope), data.freshness(scope)
reader = data.reader()
if not periods:
    layout.first_steps(viewer.role, reader)
    st.stop()

choices = data.choices(scope)
asked = address.read(periods, covered_to(freshness, stamp.as_of), choices, risk=False)


def controls() -> None:
    filters.choose("region", asked, choices, reader, label=False)
    filters.choose_period(periods, asked, reader)
    filters.choose_more(asked, choices, reader)


layout.title_row(reader.t("Overview"), controls)
layout.not_known(asked, reader)
layout.narrowed(asked, reader)
view = data.overview(scope, asked.period.key, asked.filters)
layout.late_files(freshness, reader, trust.missing_words(data.trust(scope), reader))
if not view.n_partners:
    layout.nothing_found(asked, reader)
    layout.footer(view.stamp, freshness, reader)
    st.stop()

layout.answer(view.headline, reader)
layout.not_matched(view.n_unmatched, view.unmatched_minor, reader)
show(cards(view.figures, reader))

to_partner = partial(address.link_partner, asked)
gap, needs = st.columns([54, 46], gap="small")
with gap.container(border=True, key="gap", height="stretch"):
    with layout.row("by"):
        layout.heading(reader.t("Where the gap is"))
        by = filters.choose_dimension(reader)
    segments = [segment for segment in view.segments if segment.dimension == by]
    rows = bullets.of_segments(
        segments,
        view.bands,
        reader,
        name=lambda key: filters.value_name(by, key, reader),
        link=lambda key: address.link("overview", asked, **{by: key}),
    )
    show(
        bullets.bullets(rows, reader),
        bullets.legend_of_segments(rows, view.bands, asked.period, reader),
    )
with needs.container(border=True, key="needs", height="stretch"):
    layout.heading(reader.t("Needs you this week"))
    if view.needs:
        shown_needs = view.needs[:MOST_NEEDS]
        orders = risk.of(scope, tuple(need.partner_code for need in shown_needs))
        marks = risk_marks.loud(orders, reader)
        show(tables.needs_list(shown_needs, reader, to_partner, marks))
    else:
        show(tag("p", reader.t("Nobody needs you right now."), class_="ps-note"))
    risk_marks.show_leaving(risk.counts(scope, asked.filters), asked, reader)

with layout.row("listed"):
    layout.heading(reader.t("Partners"))
    filters.choose_status(asked, view.counts, reader)
if view.partners:
    shown = view.partners[:MOST_PARTNERS]
    show(tables.partner_table(shown, reader, to_partner, KPIS, brief=True))
    everyone = reader.tn("See {n} partner", "See all {n} partners", view.n_partners)
    show(
        tag(
            "p",
            tag("a", join([everyone, " ›"]), href=address.link("scorecards", asked)),
            class_="ps-more",
        )
    )
else:
    layout.nothing_found(asked, reader)
layout.footer(view.stamp, freshness, reader)
