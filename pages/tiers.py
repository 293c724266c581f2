"""Tiers: who stands where, who rose and fell and why, who is close to an edge or about to fall."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import address, data, designer, layout, shell, tier_sections, trust
from pages.ui import tier_controls as controls
from pages.ui.choice import view
from pages.ui.data import tiers
from pages.ui.export import choose_tier_export
from pages.ui.session import require
from scorecard.access import Role
from scorecard.freshness import covered_to

viewer = require(*shell.roles_of("tiers"))
scope = viewer.scope
layout.load_style("tiers.css")
stamp, periods, freshness = data.stamp(scope), data.periods(scope), data.freshness(scope)
reader = data.reader()
if not periods:
    layout.first_steps(viewer.role, reader)
    st.stop()

quarter = address.read(periods, covered_to(freshness, stamp.as_of), data.choices(scope))
history = tiers.history()
if history is None:
    layout.title(reader.t("Tiers"))
    tier_sections.no_ladders(viewer, reader)
    layout.footer(stamp, freshness, reader)
    st.stop()

asked = controls.read(history, stamp.as_of, tiers.quarter_ago(stamp.as_of))
part = controls.part(viewer.role)
layout.title_row(
    reader.t("Tiers"),
    partial(controls.choose, history, asked, stamp.as_of, reader, days=part == "today"),
)
with layout.row("parts"):
    if viewer.role is Role.CHIEF:
        names = {"today": reader.t("Who stands where"), "designer": reader.t("Threshold designer")}
        view(names, "today", reader)
    if part == "today":
        choose_tier_export(scope, asked.day, asked.since, asked.ladder, reader)
layout.late_files(freshness, reader, trust.missing_words(data.trust(scope), reader))
if part == "designer":
    designer.show_designer(viewer, asked.ladder, quarter, reader)
else:
    tier_sections.standings(scope, asked, quarter, reader)
layout.footer(stamp, freshness, reader)
