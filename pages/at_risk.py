"""At risk: who is leaving quietly, who acts, what came of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import address, at_risk_list, data, layout, shell, trust
from pages.ui import at_risk_controls as controls
from pages.ui.at_risk_budget import show_budgets
from pages.ui.at_risk_export import choose_alert_export
from pages.ui.at_risk_record import show_record
from pages.ui.data import at_risk
from pages.ui.html import show, tag
from pages.ui.session import require
from scorecard.at_risk_filter import narrowed
from scorecard.at_risk_words import headline, judged
from scorecard.freshness import covered_to

viewer = require(*shell.roles_of("at_risk"))
scope = viewer.scope
layout.load_style("score.css", "at_risk.css")
stamp, periods, freshness = data.stamp(scope), data.periods(scope), data.freshness(scope)
reader = data.reader()
if not periods:
    layout.first_steps(viewer.role, reader)
    st.stop()

everyone = at_risk.page(scope)
choices = {**data.choices(scope), "owner": everyone.owners}
asked = address.read(periods, covered_to(freshness, stamp.as_of), choices, risk=False)
wanted = controls.read()
owner = asked.filters.owner
page = narrowed(
    at_risk.page(scope, owner) if owner else everyone, asked.filters.region, wanted.rule
)
record = at_risk.record(scope)

layout.title_row(reader.t("At risk"), partial(controls.choose, asked, wanted, choices, reader))
layout.not_known(asked, reader)
layout.late_files(freshness, reader, trust.missing_words(data.trust(scope), reader))
if page.stale is not None:
    layout.banner([reader.say(page.stale)], reader.t("Not of today"))
layout.answer(headline(page, record), reader)
when = judged(page)
if when is not None:
    show(tag("p", reader.say(when), class_="ps-note"))

if page.nothing is None:
    at_risk_list.groups(viewer, page, wanted, reader)
    with layout.row("listed"):
        controls.choose_part(page, wanted, reader)
        with st.container(horizontal=True, width="content", key="order"):
            show_budgets(viewer, page, reader)
            choose_alert_export(page, reader)
    at_risk_list.show_part(viewer, page, wanted, asked, reader)
    show_record(record, reader)
layout.footer(stamp, freshness, reader)
