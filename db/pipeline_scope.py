"""Whose deals a scope may see, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, cast, false, select, true

from db.facts import PARTNER
from db.scoping import partners_in
from scorecard.access import Role, Scope


def deals_in(scope: Scope, table: Any) -> ColumnElement[bool]:
    """Rows of a table with `partner_id`, and `sent_by` if it has that, that the scope may see.

    A manager sees the deals of the own partners, a partner those of itself, a distributor what it
    has sent and no sums. What another reported of the same opportunity is another row.
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
    if scope.role is Role.DISTRIBUTOR and scope.distributor_id and "sent_by" in table.c:
        sent: ColumnElement[bool] = table.c.sent_by == scope.distributor_id
        return sent
    return false()


def opportunities_in(scope: Scope, table: Any) -> ColumnElement[bool]:
    """Rows of whole opportunities: what several reported of one is for the vendor's eyes."""
    return deals_in(scope, table) if scope.role in (Role.CHIEF, Role.MANAGER) else false()


def groups_in(scope: Scope, grain: Any, name: Any) -> ColumnElement[bool]:
    """Groups of a forecast: all; of a manager and the own partners; of a partner itself."""
    if scope.role is Role.CHIEF:
        return true()
    if scope.role is Role.MANAGER and scope.owner:
        partners = select(cast(PARTNER.c.partner_id, String)).where(partners_in(scope))
        owned: ColumnElement[bool] = (grain == "owner") & (name == scope.owner)
        owned |= (grain == "partner_id") & name.in_(partners)
        return owned
    if scope.role is Role.PARTNER and scope.partner_id:
        own: ColumnElement[bool] = (grain == "partner_id") & (name == str(scope.partner_id))
        return own
    return false()
