"""How partners stand, as pages show it beside their numbers."""

from __future__ import annotations

from datetime import date

from pages.ui.data.opened import cached, store
from scorecard.access import Scope
from scorecard.risk_standing import RiskCounts, RiskLine
from scorecard.usecases.risk_status import build_risk_counts, build_risk_of
from scorecard.views import Filters


@cached
def of(scope: Scope, as_of: date, codes: tuple[str, ...]) -> dict[str, RiskLine]:
    """How the partners of a page stand, by code; nothing for those never judged."""
    del as_of
    return build_risk_of(store(), scope, codes)


@cached
def counts(scope: Scope, as_of: date, filters: Filters) -> RiskCounts:
    """Partners by status among those that pass the filters."""
    del as_of
    return build_risk_counts(store(), scope, filters)
