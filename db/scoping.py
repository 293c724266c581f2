"""The one place where a `Scope` becomes SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, select, true

from db.facts import PARTNER
from db.readmodel import SEGMENT_PERIOD, table_of
from db.risk_models import PartnerRisk
from scorecard.access import Role, Scope
from scorecard.facts import DIMENSIONS
from scorecard.names import fold
from scorecard.views import Filters

RISK = table_of(PartnerRisk)


def partners_in(scope: Scope) -> ColumnElement[bool]:
    """Rows of `partner` that the scope may see, resellers not yet matched and partners
    that are merged into another left aside.

    Distributors see no partner's numbers.
    """
    counted: ColumnElement[bool] = PARTNER.c.provisional.is_(False)
    counted &= PARTNER.c.merged_into.is_(None)
    if scope.role is Role.CHIEF:
        return counted
    if scope.role is Role.MANAGER and scope.owner:
        return counted & (PARTNER.c.owner == scope.owner)
    if scope.role is Role.PARTNER and scope.partner_id:
        return counted & (PARTNER.c.partner_id == scope.partner_id)
    return false()


def of_partners_in(scope: Scope, column: Any) -> ColumnElement[bool]:
    """Rows whose partner_id `column` is of a partner that the scope may see."""
    if scope.role is Role.CHIEF:
        return true()
    if scope.role is Role.PARTNER and scope.partner_id:
        found: ColumnElement[bool] = column == scope.partner_id
        return found
    within: ColumnElement[bool] = column.in_(select(PARTNER.c.partner_id).where(partners_in(scope)))
    return within


def segments_in(scope: Scope) -> ColumnElement[bool]:
    """Rows of `segment_period` that the scope may sum; a partner has no segment of its own."""
    if scope.role is Role.CHIEF:
        return true()
    if scope.role is Role.MANAGER and scope.owner:
        return SEGMENT_PERIOD.c.owner == scope.owner
    return false()


def of_senders_in(scope: Scope, column: Any) -> ColumnElement[bool]:
    """Rows whose distributor_id `column` is of a sender that the scope may see."""
    if scope.role is Role.CHIEF:
        return true()
    if scope.role is Role.DISTRIBUTOR and scope.distributor_id:
        found: ColumnElement[bool] = column == scope.distributor_id
        return found
    return false()


def narrowed(table: Any, filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions of the dimensions that are filtered by."""
    wanted = [(name, getattr(filters, name)) for name in DIMENSIONS]
    return [table.c[name] == value for name, value in wanted if value]


def searched(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on single partners, if any: a search in names and codes, how they order."""
    found: list[ColumnElement[bool]] = []
    if filters.search.strip():
        found.append(PARTNER.c.search_key.contains(fold(filters.search), autoescape=True))
    if filters.risk:
        stands = select(RISK.c.partner_id).where(RISK.c.status == filters.risk)
        found.append(PARTNER.c.partner_id.in_(stands))
    return found
