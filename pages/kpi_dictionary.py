"""How is this number made: every definition, drawn from the registry."""

from __future__ import annotations

import streamlit as st

from pages.ui import data, definitions, layout, shell
from pages.ui.html import show, tag
from pages.ui.session import require
from scorecard.i18n.sentences import subject_name
from scorecard.kpis import registry
from scorecard.kpis.registry import Subject

viewer = require(*shell.roles_of("kpi_dictionary"))
reader = data.reader()
layout.load_style("data.css")

layout.title(reader.t("KPI dictionary"))
show(
    tag(
        "p",
        reader.t("Every number in the app is one of these {n} definitions.", n=len(registry)),
        class_="ps-note",
    )
)
with st.container(horizontal=True, vertical_alignment="center"):
    wish = st.text_input(
        reader.t("Search"),
        type="search",
        placeholder=reader.t("Search in names and rules"),
        label_visibility="collapsed",
        width=280,
    )
    subject = st.segmented_control(
        reader.t("Subject"),
        list(Subject),
        format_func=lambda name: subject_name(name, reader.lang),
        label_visibility="collapsed",
    )

asked = st.query_params.get("k", "")
chosen = next((kpi for kpi in registry if kpi.key == asked), None)
found = [kpi for kpi in registry if definitions.matches(kpi, wish, subject)]
if asked and chosen is None:
    show(tag("p", reader.t("There is no KPI “{key}”.", key=asked), class_="ps-note", role="status"))
if chosen is not None and not wish and subject is None:
    found = [chosen, *(kpi for kpi in found if kpi is not chosen)]

if found:
    drawn = [definitions.definition(kpi, reader, chosen=kpi is chosen) for kpi in found]
    show(tag("div", drawn, class_="ps-defs"))
else:
    show(
        tag(
            "div",
            tag("b", reader.t("No definition matches")),
            reader.t("Try another word or subject."),
            class_="ps-empty",
            role="status",
        )
    )
