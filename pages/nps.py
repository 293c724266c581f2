"""NPS: what changed for certain, for whom, and what was done about it."""

from __future__ import annotations

import streamlit as st

from pages.ui import (
    address,
    data,
    filters,
    layout,
    shell,
    voice_comments,
    voice_loop,
    voice_sections,
)
from pages.ui import voice_controls as controls
from pages.ui.data import voice
from pages.ui.session import require
from scorecard.freshness import covered_to

viewer = require(*shell.roles_of("nps"))
scope = viewer.scope
layout.load_style("nps.css")
stamp, periods, freshness = data.stamp(scope), data.periods(scope), data.freshness(scope)
reader = data.reader()
if not periods:
    layout.first_steps(viewer.role, reader)
    st.stop()

choices = data.choices(scope)
asked = address.read(periods, covered_to(freshness, stamp.as_of), choices, risk=False)
wave = controls.wave_asked(voice.page(scope, asked.filters).waves)
page = voice.page(scope, asked.filters, wave)


def choose() -> None:
    """Wave and filters, beside the title."""
    controls.choose_wave(page, reader)
    filters.choose("region", asked, choices, reader, label=False)
    filters.choose_more(asked, choices, reader)


layout.title_row(reader.t("Partner NPS"), choose)
layout.not_known(asked, reader)
layout.narrowed(asked, reader)
if not page.wave:
    voice_sections.no_waves(viewer.role, reader)
    layout.footer(stamp, freshness, reader)
    st.stop()

layout.answer(page.headline, reader)
part = controls.choose_part(page, reader)
if part == "comments":
    voice_comments.show_comments(viewer, page, asked, reader)
elif part == "loop":
    voice_loop.show_loop(viewer, page.loop, page.owners, asked, reader)
else:
    voice_sections.show_changes(page, asked, reader)
layout.footer(stamp, freshness, reader)
