"""What a page hands out as a file, made only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from pages.ui import data
from pages.ui.data import tiers
from pages.ui.reader import Reader
from scorecard.access import Scope
from scorecard.reports.partner_list import partner_csv, partner_xlsx
from scorecard.reports.tier_list import tier_csv, tier_xlsx
from scorecard.tier_views import TierLine, TiersPage
from scorecard.views import Filters, PartnerLine

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 2_000  # partners a read of an export
Make = Callable[[list[PartnerLine], str, str], bytes]
MakeTiers = Callable[[Sequence[TierLine], TiersPage, str], bytes]


def choose_export(
    scope: Scope, period_key: str, filters: Filters, sort: str, reader: Reader
) -> None:
    """The list that is shown, all its pages, as a workbook or as text."""
    asked = partial(scorecards_file, scope, period_key, filters, sort, reader)
    forms: list[tuple[str, str, str, Make]] = [
        ("xlsx", reader.t("Export to Excel"), XLSX, partner_xlsx),
        ("csv", reader.t("Export as CSV"), "text/csv", partner_csv),
    ]
    with st.popover(reader.t("Export"), icon=":material/download:"):
        for ending, label, mime, make in forms:
            st.download_button(
                label, data=partial(asked, make), file_name=f"scorecards-{period_key}.{ending}",
                mime=mime, icon=":material/download:", on_click="ignore", type="tertiary",
                key=f"export_{ending}",
            )  # fmt: skip


def scorecards_file(
    scope: Scope, period_key: str, filters: Filters, sort: str, reader: Reader, make: Make
) -> bytes:
    """All partners that pass the filters, not only the page shown."""
    lines: list[PartnerLine] = []
    page, n_pages = 1, 1
    while page <= n_pages:
        view = data.scorecards(scope, period_key, filters, sort, page, AT_ONCE)
        lines += view.partners
        page, n_pages = page + 1, view.n_pages
    return make(lines, reader.currency, reader.lang)


def choose_tier_export(
    scope: Scope, day: date, since: date, ladder: str, reader: Reader
) -> None:  # fmt: skip
    """Who holds which tier on the day, everybody in scope."""
    forms: list[tuple[str, str, str, MakeTiers]] = [
        ("xlsx", reader.t("Export to Excel"), XLSX, tier_xlsx),
        ("csv", reader.t("Export as CSV"), "text/csv", tier_csv),
    ]
    asked = partial(tiers_file, scope, day, since, ladder, reader)
    with st.popover(reader.t("Export"), icon=":material/download:"):
        for ending, label, mime, make in forms:
            st.download_button(
                label, data=partial(asked, make), file_name=f"tiers-{day.isoformat()}.{ending}",
                mime=mime, icon=":material/download:", on_click="ignore", type="tertiary",
                key=f"export_tiers_{ending}",
            )  # fmt: skip


def tiers_file(
    scope: Scope, day: date, since: date, ladder: str, reader: Reader, make: MakeTiers
) -> bytes:
    page = tiers.page(scope, day, since, ladder)
    return make(tiers.lines(scope, day, ladder), page, reader.lang)
