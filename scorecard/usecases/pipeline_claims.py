"""Registrations to answer, those that expire, and conflicts with the rule that decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from scorecard.access import Scope
from scorecard.forecast.views import Conflict, RegistrationLine, Registrations
from scorecard.i18n.message import Message
from scorecard.ports import PipelinePort

ANSWER_DAYS = 2  # 48 hours
PROTECTED_DAYS, EXTENDED_DAYS = 90, 30
SOON_DAYS = 30
UNDECIDED = ("", "submitted")


def build_registrations(reads: PipelinePort, scope: Scope, as_of: date) -> Registrations:
    """Open registrations: to be answered, protection that ends soon, and rival claims."""
    rows = reads.registrations(scope)
    rows = rows.assign(claim=rows["source"] == "registration")
    own = _own_records(rows)
    claims = rows[rows["claim"] & (rows["status"] == "open")]
    lines = {int(row.deal_id): _line(row, own, as_of) for row in claims.itertuples(index=False)}
    waiting = [line for line in lines.values() if line.decision in UNDECIDED]
    held = [line for line in lines.values() if line.decision == "approved"]
    soon = [line for line in held if line.days_left <= SOON_DAYS]
    conflicts = sorted(
        _conflicts(rows, lines), key=lambda one: (-(one.amount_minor or 0), one.cluster_id)
    )
    return Registrations(_urgent(waiting), _urgent(soon), tuple(conflicts))


def _urgent(lines: list[RegistrationLine]) -> tuple[RegistrationLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.due_on, line.deal_code)))


def _own_records(rows: pd.DataFrame) -> dict[int, str]:
    """Cluster -> code of the vendor's own deal."""
    own = rows[rows["source"] == "crm"].drop_duplicates("cluster_id")
    return {int(c): str(code) for c, code in zip(own["cluster_id"], own["deal_code"], strict=True)}


def _line(row: Any, own: dict[int, str], as_of: date) -> RegistrationLine:
    registered = _day(row.registered_on) or _day(row.created_on)
    assert registered is not None  # every deal has the day it was opened
    due, rule = _due(row, registered)
    return RegistrationLine(
        deal_id=int(row.deal_id), deal_code=row.deal_code, partner_code=row.partner_code,
        partner_name=row.partner_name, customer=row.customer_name,
        amount_minor=None if pd.isna(row.amount_minor) else int(row.amount_minor),
        registered_on=registered, decision=row.decision, due_on=due,
        days_left=(due - as_of).days, own_record=own.get(int(row.cluster_id), ""), rule=rule,
    )  # fmt: skip


def _due(row: Any, registered: date) -> tuple[date, Message]:
    """The day something is due, and why."""
    if row.decision != "approved":
        due = registered + timedelta(days=ANSWER_DAYS)
        return due, Message("A registration is answered within 48 hours.")
    decided = _day(row.decided_on) or registered
    if row.extended:
        days = PROTECTED_DAYS + EXTENDED_DAYS
        return decided + timedelta(days=days), Message(
            "Protected for {days} days, extended once by {more}.",
            {"days": PROTECTED_DAYS, "more": EXTENDED_DAYS},
        )
    return decided + timedelta(days=PROTECTED_DAYS), Message(
        "Protected for {days} days; it may be extended once.", {"days": PROTECTED_DAYS}
    )


def _conflicts(rows: pd.DataFrame, lines: dict[int, RegistrationLine]) -> Iterator[Conflict]:
    for cluster, reports in rows.groupby("cluster_id", sort=True):
        claims = [lines[int(n)] for n in reports["deal_id"] if int(n) in lines]
        partners = {line.partner_code for line in claims}
        direct = reports[(reports["source"] == "crm") & (reports["partner_id"] == 0)]
        if not claims or (len(partners) < 2 and not len(direct)):
            continue
        winner, rule = _decided(claims, direct)
        amount = reports["amount_minor"].dropna()
        yield Conflict(
            cluster_id=int(str(cluster)), customer=claims[0].customer,
            amount_minor=int(amount.max()) if len(amount) else None,
            against="partner" if len(partners) > 1 else "own", winner=winner,
            others=tuple(line for line in claims if line is not winner), rule=rule,
        )  # fmt: skip


def _decided(
    claims: list[RegistrationLine], direct: pd.DataFrame
) -> tuple[RegistrationLine | None, Message]:
    """Who holds the opportunity, and by which rule."""
    held = sorted(
        (line for line in claims if line.decision == "approved" and line.days_left >= 0),
        key=lambda line: (line.registered_on, line.deal_code),
    )
    if held:
        return held[0], Message(
            "One approved registration an opportunity: {code} holds it until {day}.",
            {"code": held[0].deal_code, "day": held[0].due_on},
        )
    first = min(claims, key=lambda line: (line.registered_on, line.deal_code))
    opened = _day(direct["created_on"].min()) if len(direct) else None
    if opened is not None and opened < first.registered_on:
        return None, Message(
            "The vendor's own record is of {day}, before any registration.", {"day": opened}
        )
    return first, Message(
        "Nobody holds an approved registration; the earliest claim is of {day}.",
        {"day": first.registered_on},
    )


def _day(stamp: Any) -> date | None:
    if pd.isna(stamp):
        return None
    found: date = pd.Timestamp(stamp).date()
    return found
