"""Whose deals a scope may see, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, cast, false, select, true

from db.facts import PARTNER
from db.scoping import partners_in
from scorecard.access import Role, Scope


def deals_in(scope: Scope, table: Any) -> ColumnElement[bool]:
    """Rows of a table with `partner_id` and `distributor_id` that the scope may see.

    A manager sees the deals of the own partners, a partner and a distributor what was reported
    of themselves. What another reported of the same opportunity is another row.
    """
    if scope.role is Role.CHIEF:
        return true()
    if scope.role is Role.MANAGER and scope.owner:
        own = select(PARTNER.c.partner_id).where(partners_in(scope))
        managed: ColumnElement[bool] = table.c.partner_id.in_(own)
        return managed
    if scope.role is Role.PARTNER and scope.partner_id:
        partners: ColumnElement[bool] = table.c.partner_id == scope.partner_id
        return partners
    if scope.role is Role.DISTRIBUTOR and scope.distributor_id:
        distributors: ColumnElement[bool] = table.c.distributor_id == scope.distributor_id
        return distributors
    return false()


def opportunities_in(scope: Scope, table: Any) -> ColumnElement[bool]:
    """Rows of whole opportunities: what several reported of one is for the vendor's eyes."""
    if scope.role in (Role.CHIEF, Role.MANAGER):
        return deals_in(scope, table)
    return false()


def groups_in(scope: Scope, grain: Any, name: Any) -> ColumnElement[bool]:
    """Groups of a forecast: of all grains, of one's own owner and partners, of oneself."""
    if scope.role is Role.CHIEF:
        return true()
    if scope.role is Role.MANAGER and scope.owner:
        partners = select(cast(PARTNER.c.partner_id, String)).where(partners_in(scope))
        owned: ColumnElement[bool] = (grain == "owner") & (name == scope.owner)
        return owned | ((grain == "partner_id") & name.in_(partners))
    if scope.role is Role.PARTNER and scope.partner_id:
        own: ColumnElement[bool] = (grain == "partner_id") & (name == str(scope.partner_id))
        return own
    if scope.role is Role.DISTRIBUTOR and scope.distributor_id:
        through: ColumnElement[bool] = (grain == "distributor_id") & (
            name == str(scope.distributor_id)
        )
        return through
    return false()
