"""What people say of partners for the programme: open gates, and values no system delivers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, func, insert, select

from db.audit import note
from db.engine import reading, writing
from db.facts import PARTNER
from db.frames import read_frame
from db.programme_models import GateDecision, GivenValue
from db.readmodel import table_of
from db.scoping import of_partners_in, partners_in
from db.store import Store
from scorecard.access import Role, Scope, Viewer
from scorecard.errors import NotFound, UserError

GATE = table_of(GateDecision)
GIVEN = table_of(GivenValue)


def decide_gate(
    store: Store, viewer: Viewer, partner_code: str, gate: str, *, is_open: bool, reason: str,
    valid_from: date, at: datetime,
) -> None:  # fmt: skip
    """Open or close a partner's gate from a day on, with the reason (chief only).

    Raises:
        NotFound: the viewer is no chief, or there is no such partner.
        UserError: `reason_missing`.
    """
    if not reason.strip():
        raise UserError("reason_missing")
    with writing(store.engine) as connection:
        partner_id = _partner(connection, viewer, partner_code)
        row = {"gate": gate, "valid_from": valid_from, "is_open": is_open, "decided_at": at,
               "decided_by": viewer.who, "reason": reason.strip()}  # fmt: skip
        _append(connection, GATE, "decision_id", [{"partner_id": partner_id, **row}])
        told = {"gate": gate, "open": is_open, "from": valid_from.isoformat(), "reason": reason}
        note(connection, viewer, at, "gate.decide", partner_code, told)
        store.bump_version(connection)


def give_values(
    store: Store,
    viewer: Viewer,
    values: Sequence[tuple[str, str, date, float | None]],
    *,
    at: datetime,
) -> None:
    """Keep values of metrics: (partner code, metric, known from, value or None) (chief only).

    Raises:
        NotFound: the viewer is no chief, or a partner is not there; nothing is kept then.
    """
    with writing(store.engine) as connection:
        rows = [
            {"partner_id": _partner(connection, viewer, code), "metric": metric,
             "valid_from": day, "value": value, "given_at": at, "given_by": viewer.who}
            for code, metric, day, value in values
        ]  # fmt: skip
        _append(connection, GIVEN, "value_id", rows)
        told = {"values": len(rows), "metrics": sorted({metric for _, metric, _, _ in values})}
        note(connection, viewer, at, "metric.give", "", told)
        store.bump_version(connection)


def gate_decisions(store: Store, scope: Scope, partner_code: str) -> pd.DataFrame:
    """Decisions about one partner, the latest first: gate, valid_from, is_open, decided_at,
    decided_by, reason."""
    names = ("gate", "valid_from", "is_open", "decided_at", "decided_by", "reason")
    query = (
        select(*[GATE.c[name] for name in names])
        .join(PARTNER, PARTNER.c.partner_id == GATE.c.partner_id)
        .where(PARTNER.c.partner_code == partner_code, partners_in(scope))
        .where(of_partners_in(scope, GATE.c.partner_id))
        .order_by(GATE.c.decision_id.desc())
    )
    with reading(store.engine) as connection:
        return read_frame(connection, query)


def gates_frame(connection: Connection) -> pd.DataFrame:
    """All decisions in their order: partner_id, gate, valid_from, is_open."""
    names = ("partner_id", "gate", "valid_from", "is_open")
    return read_frame(connection, select(*[GATE.c[n] for n in names]).order_by(GATE.c.decision_id))


def given_frame(connection: Connection) -> pd.DataFrame:
    """All values in their order: partner_id, metric, valid_from, value."""
    names = ("partner_id", "metric", "valid_from", "value")
    return read_frame(connection, select(*[GIVEN.c[n] for n in names]).order_by(GIVEN.c.value_id))


def _partner(connection: Connection, viewer: Viewer, partner_code: str) -> int:
    query = select(PARTNER.c.partner_id).where(
        PARTNER.c.partner_code == partner_code, partners_in(viewer.scope)
    )
    found = connection.scalar(query) if viewer.role is Role.CHIEF else None
    if found is None:
        raise NotFound("not_found", what=partner_code)
    return int(found)


def _append(connection: Connection, table: Table, key: str, rows: list[dict[str, Any]]) -> None:
    first = int(connection.scalar(select(func.max(table.c[key]))) or 0) + 1
    if rows:
        connection.execute(insert(table), [{key: first + i, **row} for i, row in enumerate(rows)])
