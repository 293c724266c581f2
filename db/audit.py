"""Who did what, when: one entry a change, in the transaction of the change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from db.models import AuditLog
from db.readmodel import table_of
from scorecard.access import Viewer

AUDIT = table_of(AuditLog)


def note(
    connection: Connection,
    viewer: Viewer,
    at: datetime,
    action: str,
    subject: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Add an entry to the audit log."""
    audit_id = int(connection.scalar(select(func.max(AUDIT.c.audit_id))) or 0) + 1
    connection.execute(
        insert(AUDIT).values(
            audit_id=audit_id, at=at, who=viewer.who, action=action,
            subject=subject[:300], detail=detail or {},
        )
    )  # fmt: skip
