"""What a page hands out as a file, made only when somebody asks for it."""

from __future__ import annotations

from pages.ui import data
from pages.ui.reader import Reader
from scorecard.access import Scope
from scorecard.reports.partner_list import partner_csv
from scorecard.views import Filters, PartnerLine


def scorecards_csv(
    scope: Scope, period_key: str, filters: Filters, sort: str, reader: Reader
) -> bytes:
    """All partners that pass the filters, not only the page shown."""
    lines: list[PartnerLine] = []
    page, n_pages = 1, 1
    while page <= n_pages:
        view = data.scorecards(scope, period_key, filters, sort, page)
        lines += view.partners
        page, n_pages = page + 1, view.n_pages
    return partner_csv(lines, reader.currency, reader.lang)
