"""Partner: is this partner fine, why, and which rows say so."""

from __future__ import annotations

import streamlit as st

from pages.ui import (
    address,
    bullets,
    data,
    filters,
    layout,
    losses,
    risk_block,
    scores,
    tables,
    tier_block,
    trust,
    voice_block,
)
from pages.ui.cards import cards, partner_facts
from pages.ui.charts import revenue_columns
from pages.ui.data import risk, tiers, voice
from pages.ui.errors import shown_errors
from pages.ui.html import show, tag
from pages.ui.session import require
from scorecard.access import Role
from scorecard.errors import NotFound
from scorecard.freshness import covered_to

viewer = require(Role.CHIEF, Role.MANAGER, Role.PARTNER)
scope = viewer.scope
layout.load_style("score.css", "tiers.css", "at_risk.css", "nps.css")
stamp, periods, freshness = data.stamp(scope), data.periods(scope), data.freshness(scope)
reader = data.reader()
if not periods:
    layout.first_steps(viewer.role, reader)
    st.stop()

of_vendor = viewer.role is not Role.PARTNER
choices = data.choices(scope) if of_vendor else {}
asked = address.read(periods, covered_to(freshness, stamp.as_of), choices)
code = st.query_params.get(address.PARTNER, "") if of_vendor else data.own_code(scope)
steps = [
    (reader.t("Overview"), address.link("overview", asked)),
    (reader.t("Scorecards"), address.link("scorecards", asked)),
]
try:
    rows_of = st.query_params.get(address.EVIDENCE, "sales")
    view = data.partner(scope, code, asked.period.key, rows_of)
except NotFound:
    layout.crumbs(reader, *steps)
    layout.not_there(code, asked, reader)
    st.stop()
line = view.line

if of_vendor:
    region = address.link("scorecards", asked, region=line.region)
    layout.crumbs(reader, *steps, (line.region, region))
layout.title_row(line.name, lambda: filters.choose_period(periods, asked, reader))
layout.not_known(asked, reader)
show(partner_facts(view, reader))
layout.late_files(view.freshness, reader, trust.missing_words(data.trust(scope), reader))
layout.answer(view.headline, reader)
show(cards(view.figures, reader))
layout.to_review(line.partner_code, asked, reader)

measures, why = st.columns([53, 47], gap="small")
with measures.container(border=True, key="measures"):
    layout.heading(reader.t("Measures against target"))
    rows = [bullets.of_item(item, reader) for item in losses.counted(view.items)]
    show(bullets.bullets(rows, reader), bullets.legend_of_items(asked.period, reader))
with measures.container(border=True, key="quarters", height="stretch"):
    layout.heading(reader.t("Revenue by quarter, {currency}", currency=reader.currency))
    show(revenue_columns(view.quarters, reader, stamp.as_of))
with why.container(border=True, key="why"):
    layout.heading(reader.t("Why this score"))
    lost = losses.lost_points(view.items, reader, address.rows_of(asked, view))
    show(lost, losses.weights(view.items, line.known, reader))
if view.tree is not None:
    with why.container(border=True, key="changed", height="stretch"):
        layout.heading(reader.t("What changed the score"))
        show(scores.change_bars(view.tree.change, reader))
    history, rank = st.columns([53, 47], gap="small")
    with history.container(border=True, key="score_quarters", height="stretch"):
        layout.heading(reader.t("Score by quarter"))
        show(scores.score_columns(view.tree.history, reader))
    with rank.container(border=True, key="rank", height="stretch"):
        layout.heading(reader.t("Rank among peers"))
        show(scores.standing(view.tree, reader))

if of_vendor:
    orders = risk.of(scope, (line.partner_code,))
    risk_block.show_risk(viewer, orders, line.partner_code, asked, reader)
with shown_errors():  # a programme that cannot be replayed leaves the rest of the page
    tier_block.show_tiers(tiers.of_partner(scope, line.partner_code), reader)
voice_block.show_voice(voice.of_partner(scope, line.partner_code), asked, reader)

with st.container(key=address.ROWS):
    layout.heading(reader.t("Evidence"))
filters.choose_evidence(view, reader)
if view.evidence:
    original = layout.to_upload if viewer.role is Role.CHIEF else None
    shown = reader.t(
        "{n} of {all} rows that bear on this quarter, newest first, down to file and line.",
        n=len(view.evidence),
        all=view.n_evidence,
    )
    show(
        tag("p", shown, class_="ps-note"),
        tables.evidence_table(view.evidence, reader, original),
    )
else:
    show(tag("p", reader.t("No rows in this quarter."), class_="ps-note"))
layout.footer(view.stamp, view.freshness, reader)
