"""Pipeline: will the quarter happen, what is it made of, and what is counted twice."""

from __future__ import annotations

import streamlit as st

from pages.ui import (
    address,
    data,
    layout,
    pipeline_claims,
    pipeline_deals,
    pipeline_queue,
    pipeline_sections,
    shell,
    trust,
)
from pages.ui import pipeline_controls as controls
from pages.ui.data import pipeline
from pages.ui.session import require
from scorecard.freshness import covered_to

viewer = require(*shell.roles_of("pipeline"))
scope = viewer.scope
layout.load_style("pipeline.css")
stamp, periods, freshness = data.stamp(scope), data.periods(scope), data.freshness(scope)
reader = data.reader()
if not periods:
    layout.first_steps(viewer.role, reader)
    st.stop()

asked = address.read(periods, covered_to(freshness, stamp.as_of), data.choices(scope), risk=False)
quarters = controls.quarters(stamp.as_of, reader)
quarter = controls.quarter_asked(quarters, stamp.as_of)
page = pipeline.page(scope, quarter)


def choose() -> None:
    """Quarter and export, beside the title."""
    controls.choose_quarter(quarters, quarter, reader)
    pipeline_deals.choose_export(scope, reader)


layout.title_row(reader.t("Pipeline"), choose)
layout.late_files(freshness, reader, trust.missing_words(data.trust(scope), reader))
if not page.bridge.n_reported:
    pipeline_sections.no_deals(viewer.role, reader)
    layout.footer(stamp, freshness, reader)
    st.stop()

layout.answer([page.sentence], reader)
part = controls.choose_part(page, reader)
if part == controls.CHANGES:
    pipeline_sections.show_changes(scope, quarter, stamp.as_of, asked, reader)
elif part == controls.DEALS:
    pipeline_deals.show_deals(scope, asked, reader)
elif part == controls.CLAIMS:
    pipeline_claims.show_claims(scope, asked, reader)
elif part == controls.TWICE:
    pipeline_queue.show_queue(viewer, page, asked, reader)
else:
    pipeline_sections.show_forecast(page, scope, quarter, asked, reader)
layout.footer(stamp, freshness, reader)
