"""The alerts of the page as a file, made only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.ui.export import XLSX
from pages.ui.reader import Reader
from scorecard.reports.alert_list import alert_csv, alert_xlsx
from scorecard.risk.alert_views import AtRiskPage

Make = Callable[[AtRiskPage, str], bytes]


def choose_alert_export(page: AtRiskPage, reader: Reader) -> None:
    """Every alert of the page, as it is narrowed, as a workbook or as text."""
    forms: list[tuple[str, str, str, Make]] = [
        ("xlsx", reader.t("Export to Excel"), XLSX, alert_xlsx),
        ("csv", reader.t("Export as CSV"), "text/csv", alert_csv),
    ]
    name = f"at-risk-{page.stamp.as_of.isoformat()}"
    with st.popover(reader.t("Export"), icon=":material/download:"):
        for ending, label, mime, make in forms:
            st.download_button(
                label, data=partial(make, page, reader.lang), file_name=f"{name}.{ending}",
                mime=mime, icon=":material/download:", on_click="ignore", type="tertiary",
                key=f"export_alerts_{ending}",
            )  # fmt: skip
